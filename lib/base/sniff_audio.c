#include <string.h>

#include "base/sniff_audio.h"

static void
set_seconds(struct sniff *to, double seconds)
{
	/* More than a month is a lie, or damage. */
	if (seconds > 0 && seconds < 31 * 86400.0)
		to->seconds = seconds;
}

/* --------------------------------------------------------------------- ogg */

static const struct ogg_codec {
	const char	*magic;		/* of the stream's first packet */
	size_t		 len;
	const char	*codec;
	const char	*type, *suffix;
	size_t		 rate_at;	/* of the sample rate, 32 bits; 0: 48000, as Opus counts */
} ogg_codecs[] = {
	{ "OpusHead", 8, "opus", "audio/ogg", ".ogg", 0 },
	{ "\1vorbis", 7, "vorbis", "audio/ogg", ".ogg", 12 },
	{ "Speex   ", 8, "speex", "audio/ogg", ".ogg", 36 },
	{ "\x7f" "FLAC", 5, "flac", "audio/ogg", ".ogg", SIZE_MAX },
	{ "\x80theora", 7, "theora", "video/ogg", ".ogv", SIZE_MAX },
};

/* The position that the stream's last whole page names; -1 for none. */
static int64_t
last_granule(struct sniff_source *s, uint32_t serial)
{
	uint64_t before = s->size;
	const unsigned char *p;
	int64_t at;

	/* A page is 64 KiB at most. */
	for (int i = 0; i < 64 && (at = sniff_source_last(s, before, 131072, "OggS", 4)) != -1; i++) {
		p = sniff_source_at(s, (uint64_t)at, 27);
		if (p != NULL && sniff_le32(p + 14) == serial && sniff_le64(p + 6) <= INT64_MAX)
			return (int64_t)sniff_le64(p + 6);
		before = (uint64_t)at;
	}
	return -1;
}

void
sniff_audio_ogg(struct sniff_source *s, struct sniff *to)
{
	const unsigned char *p = sniff_source_at(s, 0, 27);
	const struct ogg_codec *c = NULL;
	uint32_t serial, rate = 48000;
	uint64_t packet;
	int64_t granule, skip = 0;

	if (p == NULL)
		return;
	serial = sniff_le32(p + 14);
	packet = 27 + (uint64_t)p[26];
	for (size_t i = 0; i < sizeof ogg_codecs / sizeof *ogg_codecs && c == NULL; i++)
		if (sniff_source_has(s, packet, ogg_codecs[i].magic, ogg_codecs[i].len))
			c = &ogg_codecs[i];
	if (c == NULL)
		return;
	to->codec = c->codec;
	to->type = c->type;
	to->suffix = c->suffix;
	if (c->rate_at == SIZE_MAX)
		return;
	if (c->rate_at > 0) {
		p = sniff_source_at(s, packet + c->rate_at, 4);
		rate = p != NULL ? sniff_le32(p) : 0;
	} else if ((p = sniff_source_at(s, packet, 19)) != NULL)
		skip = sniff_le16(p + 10);
	if (rate > 0 && (granule = last_granule(s, serial)) > skip)
		set_seconds(to, (double)(granule - skip) / rate);
}

/* --------------------------------------------------------------------- wav */

void
sniff_audio_wav(struct sniff_source *s, struct sniff *to)
{
	uint64_t at = 12, len, left;
	uint32_t rate = 0;
	const unsigned char *p;

	for (int chunks = 0; chunks < 256 && (p = sniff_source_at(s, at, 8)) != NULL; chunks++) {
		bool data = memcmp(p, "data", 4) == 0, format = memcmp(p, "fmt ", 4) == 0;

		len = sniff_le32(p + 4);
		left = s->size - at - 8;
		/* Who wrote it as a stream didn't know. */
		if (data && (len > left || len == 0))
			len = left;
		if (data && rate > 0) {
			set_seconds(to, (double)len / rate);
			return;
		}
		if (format && (p = sniff_source_at(s, at + 8, 16)) != NULL)
			rate = sniff_le32(p + 8);
		at += 8 + len + (len & 1);
	}
}

void
sniff_audio_flac(struct sniff_source *s, struct sniff *to)
{
	const unsigned char *p = sniff_source_at(s, 8, 18);
	uint32_t rate;
	uint64_t samples;

	if (p == NULL)
		return;
	rate = (uint32_t)p[10] << 12 | (uint32_t)p[11] << 4 | p[12] >> 4;
	samples = (uint64_t)(p[13] & 15) << 32 | sniff_be32(p + 14);
	if (rate > 0)
		set_seconds(to, (double)samples / rate);
}

/* --------------------------------------------------------------------- amr */

/* RFC 4867: each frame begins with its type; 20 ms each. */
void
sniff_audio_amr(struct sniff_source *s, struct sniff *to, size_t magic, bool wide)
{
	static const unsigned char narrow_len[16] = { 13, 14, 16, 18, 20, 21, 27, 32, 6, 0, 0, 0, 0, 0, 0, 1 };
	static const unsigned char wide_len[16] = { 18, 24, 33, 37, 41, 47, 51, 59, 61, 6, 0, 0, 0, 0, 1, 1 };
	uint64_t at = magic, frames = 0;
	const unsigned char *p;

	while ((p = sniff_source_at(s, at, 1)) != NULL) {
		unsigned len = (wide ? wide_len : narrow_len)[p[0] >> 3 & 15];

		if (len == 0 || len > s->size - at)
			break;
		at += len;
		frames++;
	}
	set_seconds(to, (double)frames * 0.02);
}

/* --------------------------------------------------------------------- mp3 */

struct mp3_frame {
	unsigned	 len;		/* bytes */
	unsigned	 samples;
	unsigned	 rate;
	unsigned	 bitrate;
	unsigned	 side;		/* bytes between header and what a Xing header may follow */
};

/* Layer III, and II which some phones still write. */
static bool
read_mp3_frame(const unsigned char *p, struct mp3_frame *f)
{
	static const unsigned short bitrates[3][16] = {
		{ 0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0 },	/* 1, layer III */
		{ 0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384, 0 },	/* 1, layer II */
		{ 0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0 },		/* 2 and 2.5 */
	};
	static const unsigned short rates[4] = { 44100, 48000, 32000, 0 };
	unsigned version = p[1] >> 3 & 3, layer = p[1] >> 1 & 3;	/* 3: MPEG 1, 2: 2, 0: 2.5; 1: III, 2: II */
	bool first = version == 3, mono = p[3] >> 6 == 3;

	if (p[0] != 0xff || (p[1] & 0xe0) != 0xe0 || version == 1 || (layer != 1 && layer != 2))
		return false;
	f->rate = rates[p[2] >> 2 & 3] >> (first ? 0 : version == 2 ? 1 : 2);
	f->bitrate = bitrates[!first ? 2 : layer == 2 ? 1 : 0][p[2] >> 4] * 1000u;
	if (f->rate == 0 || f->bitrate == 0)
		return false;
	f->samples = layer == 2 || first ? 1152 : 576;
	f->len = f->samples / 8 * f->bitrate / f->rate + (p[2] >> 1 & 1);
	f->side = first ? (mono ? 17 : 32) : mono ? 9 : 17;
	return true;
}

/* How many frames a Xing, Info or VBRI header tells; 0 for none. */
static uint32_t
told_frames(struct sniff_source *s, uint64_t at, const struct mp3_frame *f)
{
	const unsigned char *p = sniff_source_at(s, at + 4 + f->side, 12);

	if (p != NULL && (memcmp(p, "Xing", 4) == 0 || memcmp(p, "Info", 4) == 0) && (p[7] & 1) != 0)
		return sniff_be32(p + 8);
	p = sniff_source_at(s, at + 36, 18);
	return p != NULL && memcmp(p, "VBRI", 4) == 0 ? sniff_be32(p + 14) : 0;
}

/* Behind an ID3v2 tag, whose length has seven bits a byte. */
static uint64_t
mp3_start(struct sniff_source *s)
{
	const unsigned char *p = sniff_source_at(s, 0, 10);

	if (p == NULL || memcmp(p, "ID3", 3) != 0)
		return 0;
	return 10 + ((uint64_t)(p[6] & 127) << 21 | (uint64_t)(p[7] & 127) << 14 | (uint64_t)(p[8] & 127) << 7 | (p[9] & 127));
}

bool
sniff_audio_mp3(struct sniff_source *s, struct sniff *to)
{
	uint64_t at = mp3_start(s), end = s->size;
	struct mp3_frame f, next;
	const unsigned char *p;
	uint32_t told;

	if ((p = sniff_source_at(s, at, 4)) == NULL || !read_mp3_frame(p, &f))
		return at > 0;
	/* Two bytes alone could be anything. */
	if (at == 0 && at + f.len < s->size &&
	    ((p = sniff_source_at(s, at + f.len, 4)) == NULL || !read_mp3_frame(p, &next) || next.rate != f.rate))
		return false;
	if (s->size >= 128 && sniff_source_has(s, s->size - 128, "TAG", 3))
		end -= 128;
	if ((told = told_frames(s, at, &f)) > 0)
		set_seconds(to, (double)told * f.samples / f.rate);
	else if (end > at)
		set_seconds(to, (double)(end - at) * 8 / f.bitrate);
	return true;
}

/* --------------------------------------------------------------------- aac */

/* ADTS: each frame tells its length; 1024 samples a block. */
bool
sniff_audio_aac(struct sniff_source *s, struct sniff *to)
{
	static const unsigned rates[16] = { 96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350 };
	uint64_t at = 0, blocks = 0;
	unsigned rate = 0, len;
	const unsigned char *p;

	while ((p = sniff_source_at(s, at, 7)) != NULL && p[0] == 0xff && (p[1] & 0xf6) == 0xf0) {
		len = (p[3] & 3u) << 11 | (unsigned)p[4] << 3 | p[5] >> 5;
		if (len < 7 || rates[p[2] >> 2 & 15] == 0)
			break;
		rate = rates[p[2] >> 2 & 15];
		blocks += 1 + (p[6] & 3u);
		at += len;
	}
	/* One frame by chance is likely enough in a large file. */
	if (rate == 0 || (blocks < 2 && at != s->size))
		return false;
	set_seconds(to, (double)blocks * 1024 / rate);
	return true;
}
