/* Any bytes decode to samples that end, whatever was claimed, and speech is cut into pieces that lie in them. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "ext/audio_opus.h"
#include "ext/audio_resample.h"
#include "nlp/speech.h"
#include "nlp/wav.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t len, size_t max, unsigned seed);
size_t LLVMFuzzerMutate(uint8_t *data, size_t len, size_t max);

enum { PART = 4096, PARTS_MAX = 400, OGG_HEADER = 27, OGG_SUM_AT = 22 };

/* An Ogg page's checksum: a CRC of 32 bits with 0x04c11db7, from zero and not reflected (RFC 3533, 6). */
static uint32_t
ogg_sum(const uint8_t *p, size_t len)
{
	uint32_t sum = 0;

	for (size_t i = 0; i < len; i++) {
		sum ^= (uint32_t)p[i] << 24;
		for (int bit = 0; bit < 8; bit++)
			sum = sum & 0x80000000 ? sum << 1 ^ 0x04c11db7 : sum << 1;
	}
	return sum;
}

/* A page whose sum is wrong is thrown away unread: most changed pages get the right one, so that what is inside is reached. */
size_t
LLVMFuzzerCustomMutator(uint8_t *data, size_t len, size_t max, unsigned seed)
{
	size_t page;

	len = LLVMFuzzerMutate(data, len, max);
	for (size_t at = 0; seed % 8 != 0 && at + OGG_HEADER <= len; at += page) {
		page = 1;
		if (memcmp(data + at, "OggS", 4) != 0 || at + OGG_HEADER + data[at + OGG_HEADER - 1] > len)
			continue;
		page = OGG_HEADER + data[at + OGG_HEADER - 1];
		for (size_t i = OGG_HEADER, end = page; i < end; i++)
			page += data[at + i];
		if (page > len - at)
			break;
		memset(data + at + OGG_SUM_AT, 0, 4);
		for (uint32_t i = 0, sum = ogg_sum(data + at, page); i < 4; i++)
			data[at + OGG_SUM_AT + i] = (uint8_t)(sum >> 8 * i);
	}
	return len;
}

static void
check_pieces(struct speech *s, size_t all)
{
	struct speech_quality q;
	struct speech_piece *p;
	enum speech_kind kind = speech_judge(s, &q);
	size_t n = speech_cut(s, 700, 30000, &p);

	if ((kind == SPEECH_SPOKEN && n == 0) || !(q.clipped >= 0 && q.clipped <= 1) || q.snr != q.snr)
		abort();
	for (size_t i = 0; i < n; i++)
		if (p[i].from >= p[i].to || p[i].to > all || (i > 0 && p[i].from < p[i - 1].to))
			abort();
	free(p);
}

/* The same way that nlp/sound goes, but for the file. */
static void
listen(struct audio_opus *opus, struct wav *wav)
{
	struct audio_resample *r = audio_resample_new(opus != NULL ? AUDIO_OPUS_RATE : wav_rate(wav), 16000);
	struct speech *s = speech_new();
	float in[PART], out[PART];
	int16_t samples[PART];
	size_t all = 0;

	for (int i = 0; i < PARTS_MAX; i++) {
		size_t n = opus != NULL ? audio_opus_read(opus, in, PART) : wav_read(wav, in, PART), taken, got;

		if (n > PART)
			abort();
		for (size_t at = 0; at < n; at += taken) {
			got = audio_resample_next(r, in + at, n - at, &taken, out, PART);
			for (size_t k = 0; k < got; k++)
				samples[k] = out[k] >= 1 ? 32767 : out[k] <= -1 ? -32768 : (int16_t)(out[k] * 32767);
			speech_add(s, samples, got);
			all += got;
			if (taken == 0 && got == 0)
				break;
		}
		if (n == 0)
			break;
	}
	check_pieces(s, all);
	speech_free(s);
	audio_resample_free(r);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	int fd = memfd_create("note", MFD_CLOEXEC);
	struct audio_opus *opus;
	struct wav *wav;

	if (fd == -1 || write(fd, data, len) != (ssize_t)len)
		abort();
	opus = audio_opus_open(fd);
	wav = opus == NULL ? wav_open(fd) : NULL;
	if (opus != NULL || wav != NULL)
		listen(opus, wav);
	audio_opus_close(opus);
	wav_close(wav);
	close(fd);
	return 0;
}
