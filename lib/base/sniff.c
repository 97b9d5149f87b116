#include <string.h>

#include "base/sniff.h"
#include "base/sniff_audio.h"
#include "base/sniff_image.h"
#include "base/sniff_mp4.h"
#include "base/sniff_office.h"

/* RIFF says in its ninth byte what it is. */
static void
sniff_riff(struct sniff_source *s, struct sniff *to)
{
	if (sniff_source_has(s, 8, "WAVE", 4)) {
		to->type = "audio/wav";
		to->suffix = ".wav";
		sniff_audio_wav(s, to);
	} else if (sniff_source_has(s, 8, "WEBP", 4)) {
		to->type = "image/webp";
		to->suffix = ".webp";
		sniff_image_webp(s, to);
	} else if (sniff_source_has(s, 8, "AVI ", 4)) {
		to->type = "video/x-msvideo";
		to->suffix = ".avi";
	}
}

static void
sniff_amr(struct sniff_source *s, struct sniff *to)
{
	sniff_audio_amr(s, to, 6, false);
}

static void
sniff_amr_wide(struct sniff_source *s, struct sniff *to)
{
	sniff_audio_amr(s, to, 9, true);
}

static void
sniff_id3(struct sniff_source *s, struct sniff *to)
{
	sniff_audio_mp3(s, to);
}

/* Matroska, or the part of it that is WebM: the first element names it. */
static void
sniff_matroska(struct sniff_source *s, struct sniff *to)
{
	if (sniff_source_last(s, 64, 64, "webm", 4) != -1) {
		to->type = "video/webm";
		to->suffix = ".webm";
	}
}

/* What begins with fixed bytes; the longer before the shorter. */
static const struct magic {
	const char	*bytes;
	size_t		 len;
	const char	*type, *suffix;
	void		(*more)(struct sniff_source *, struct sniff *);
} magics[] = {
	{ "\xff\xd8\xff", 3, "image/jpeg", ".jpg", sniff_image_jpeg },
	{ "\x89PNG\r\n\x1a\n", 8, "image/png", ".png", sniff_image_png },
	{ "GIF87a", 6, "image/gif", ".gif", sniff_image_gif },
	{ "GIF89a", 6, "image/gif", ".gif", sniff_image_gif },
	{ "II*\0", 4, "image/tiff", ".tif", NULL },
	{ "MM\0*", 4, "image/tiff", ".tif", NULL },
	{ "OggS\0", 5, "application/ogg", ".ogg", sniff_audio_ogg },
	{ "RIFF", 4, "application/octet-stream", ".bin", sniff_riff },
	{ "#!AMR-WB\n", 9, "audio/amr-wb", ".awb", sniff_amr_wide },
	{ "#!AMR\n", 6, "audio/amr", ".amr", sniff_amr },
	{ "fLaC", 4, "audio/flac", ".flac", sniff_audio_flac },
	{ "ID3", 3, "audio/mpeg", ".mp3", sniff_id3 },
	{ "caff", 4, "audio/x-caf", ".caf", NULL },
	{ "\x1a\x45\xdf\xa3", 4, "video/x-matroska", ".mkv", sniff_matroska },
	{ "\x30\x26\xb2\x75\x8e\x66\xcf\x11", 8, "video/x-ms-asf", ".asf", NULL },
	{ "%PDF-", 5, "application/pdf", ".pdf", NULL },
	{ "PK\3\4", 4, "application/zip", ".zip", sniff_office_zip },
	{ "PK\5\6", 4, "application/zip", ".zip", NULL },
	{ "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8, "application/x-ole-storage", ".bin", sniff_office_compound },
	{ "{\\rtf", 5, "application/rtf", ".rtf", NULL },
	{ "BEGIN:VCARD", 11, "text/vcard", ".vcf", NULL },
	{ "\x1f\x8b", 2, "application/gzip", ".gz", NULL },
	{ "7z\xbc\xaf\x27\x1c", 6, "application/x-7z-compressed", ".7z", NULL },
	{ "Rar!\x1a\7", 6, "application/vnd.rar", ".rar", NULL },
};

/* Length of the character at p, of at most n bytes; 0 when it is none, n + 1
 * when it would go on behind them. */
static size_t
character(const unsigned char *p, size_t n)
{
	size_t len = p[0] < 0x80 ? 1 : p[0] >= 0xc2 && p[0] <= 0xdf ? 2 : (p[0] & 0xf0) == 0xe0 ? 3 :
	    p[0] >= 0xf0 && p[0] <= 0xf4 ? 4 : 0;

	if (len == 1 && (p[0] < ' ' ? strchr("\t\n\r\f", p[0]) == NULL || p[0] == 0 : p[0] == 0x7f))
		return 0;
	for (size_t i = 1; i < len; i++) {
		if (i == n)
			return n + 1;
		if ((p[i] & 0xc0) != 0x80)
			return 0;
	}
	return len;
}

/* UTF-8 without control characters, as far as the first look reaches. */
static bool
is_text(struct sniff_source *s)
{
	size_t n = s->size < SNIFF_LOOK ? (size_t)s->size : SNIFF_LOOK, at = 0, len;
	const unsigned char *p = n > 0 ? sniff_source_at(s, 0, n) : NULL;

	while (p != NULL && at < n && (len = character(p + at, n - at)) > 0)
		at += len;
	return p != NULL && (at == n || (at > n && n < s->size));
}

/* What has no magic at its beginning, from the surer to the less sure. */
static void
sniff_other(struct sniff_source *s, struct sniff *to)
{
	static const struct { const char *type, *suffix; bool (*is)(struct sniff_source *, struct sniff *); } formats[] = {
		{ NULL, NULL, sniff_mp4 },	/* says itself which */
		{ "audio/aac", ".aac", sniff_audio_aac },
		{ "audio/mpeg", ".mp3", sniff_audio_mp3 },
	};

	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
		if (!formats[i].is(s, to))
			continue;
		if (formats[i].type != NULL) {
			to->type = formats[i].type;
			to->suffix = formats[i].suffix;
		}
		return;
	}
	if (is_text(s)) {
		to->type = "text/plain";
		to->suffix = ".txt";
	}
}

int
sniff_file(int fd, struct sniff *to)
{
	struct sniff_source s;

	*to = (struct sniff){ .type = "application/octet-stream", .suffix = ".bin" };
	if (sniff_source_open(&s, fd) == -1)
		return -1;
	for (size_t i = 0; i < sizeof magics / sizeof *magics; i++) {
		if (!sniff_source_has(&s, 0, magics[i].bytes, magics[i].len))
			continue;
		to->type = magics[i].type;
		to->suffix = magics[i].suffix;
		if (magics[i].more != NULL)
			magics[i].more(&s, to);
		return 0;
	}
	sniff_other(&s, to);
	return 0;
}
