/* base/sniff: what files are, and that no file makes it fail. */
#include <sys/mman.h>

#include <fcntl.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/sniff.h"
#include "mutate.h"

#define OOXML "application/vnd.openxmlformats-officedocument."

static const struct sample {
	const char	*name;
	struct sniff	 want;
} samples[] = {
	{ "picture.jpg", { "image/jpeg", ".jpg", .width = 48, .height = 32 } },
	{ "picture.png", { "image/png", ".png", .width = 48, .height = 32 } },
	{ "picture.gif", { "image/gif", ".gif", .width = 48, .height = 32 } },
	{ "picture.webp", { "image/webp", ".webp", .width = 48, .height = 32 } },
	{ "lossless.webp", { "image/webp", ".webp", .width = 48, .height = 32 } },
	{ "animated.webp", { "image/webp", ".webp", .width = 48, .height = 32, .animated = true } },
	{ "clip.mp4", { "video/mp4", ".mp4", .seconds = 1.5, .width = 48, .height = 32 } },
	{ "clip.3gp", { "video/3gpp", ".3gp", .seconds = 1, .width = 144, .height = 96 } },
	{ "clip.mov", { "video/quicktime", ".mov", .seconds = 1, .width = 48, .height = 32 } },
	{ "clip.webm", { "video/webm", ".webm", .seconds = 0 } },
	{ "voice.ogg", { "audio/ogg", ".ogg", "opus", .seconds = 1.2 } },
	{ "vorbis.ogg", { "audio/ogg", ".ogg", "vorbis", .seconds = 1 } },
	{ "sound.m4a", { "audio/mp4", ".m4a", .seconds = 1 } },
	{ "sound.mp4", { "audio/mp4", ".m4a", .seconds = 1 } },
	{ "sound.aac", { "audio/aac", ".aac", .seconds = 1.152 } },
	{ "sound.mp3", { "audio/mpeg", ".mp3", .seconds = 1.152 } },
	{ "bare.mp3", { "audio/mpeg", ".mp3", .seconds = 1.152 } },
	{ "sound.amr", { "audio/amr", ".amr", .seconds = 1 } },
	{ "wide.awb", { "audio/amr-wb", ".awb", .seconds = 0.5 } },
	{ "sound.wav", { "audio/wav", ".wav", .seconds = 0.25 } },
	{ "sound.flac", { "audio/flac", ".flac", .seconds = 0.5 } },
	{ "paper.pdf", { "application/pdf", ".pdf", .seconds = 0 } },
	{ "letter.docx", { OOXML "wordprocessingml.document", ".docx", .seconds = 0 } },
	{ "sheet.xlsx", { OOXML "spreadsheetml.sheet", ".xlsx", .seconds = 0 } },
	{ "slides.pptx", { OOXML "presentationml.presentation", ".pptx", .seconds = 0 } },
	{ "letter.odt", { "application/vnd.oasis.opendocument.text", ".odt", .seconds = 0 } },
	{ "old.doc", { "application/msword", ".doc", .seconds = 0 } },
	{ "plain.zip", { "application/zip", ".zip", .seconds = 0 } },
	{ "note.txt", { "text/plain", ".txt", .seconds = 0 } },
	{ "card.vcf", { "text/vcard", ".vcf", .seconds = 0 } },
	{ "noise.bin", { "application/octet-stream", ".bin", .seconds = 0 } },
};

#define SAMPLES (sizeof samples / sizeof *samples)

static void
load(const char *name, struct buf *b)
{
	const char *root = getenv("ROOT");
	char *path = mem_printf("%s/tests/data/media/%s", root != NULL ? root : ".", name);

	assert_int_equal(file_read(path, 1 << 20, b), 0);
	free(path);
}

/* What it makes of these bytes, in a file of `size`, the rest of it a hole. */
static struct sniff
sniffed(const void *data, size_t len, off_t size)
{
	struct sniff s;
	int fd = memfd_create("sample", MFD_CLOEXEC);

	assert_true(fd != -1);
	assert_int_equal(write(fd, data, len), (ssize_t)len);
	assert_int_equal(ftruncate(fd, size), 0);
	assert_int_equal(sniff_file(fd, &s), 0);
	close(fd);
	return s;
}

static void
assert_sane(const struct sniff *s)
{
	assert_non_null(s->type);
	assert_int_equal(s->suffix[0], '.');
	assert_true(isfinite(s->seconds) && s->seconds >= 0);
	assert_true(s->width >= 0 && s->height >= 0);
}

static void
each_format_is_known_by_its_bytes(void **state)
{
	(void)state;
	for (size_t i = 0; i < SAMPLES; i++) {
		const struct sniff *want = &samples[i].want;
		struct buf b = { 0 };
		struct sniff s;

		load(samples[i].name, &b);
		s = sniffed(b.data, b.len, (off_t)b.len);
		assert_string_equal(s.type, want->type);
		assert_string_equal(s.suffix, want->suffix);
		assert_string_equal(s.codec != NULL ? s.codec : "", want->codec != NULL ? want->codec : "");
		assert_true(fabs(s.seconds - want->seconds) < 0.001);
		assert_int_equal(s.width, want->width);
		assert_int_equal(s.height, want->height);
		assert_int_equal(s.animated, want->animated);
		buf_free(&b);
	}
}

static void
a_file_cut_anywhere_is_no_trouble(void **state)
{
	(void)state;
	for (size_t i = 0; i < SAMPLES; i++) {
		struct buf b = { 0 };

		load(samples[i].name, &b);
		for (size_t len = 0; len < b.len; len += len < 200 ? 1 : 37) {
			struct sniff s = sniffed(b.data, len, (off_t)len);

			assert_sane(&s);
		}
		buf_free(&b);
	}
}

static void
nor_is_one_that_was_damaged_or_made_to_harm(void **state)
{
	uint32_t seed = 1;

	(void)state;
	for (size_t i = 0; i < SAMPLES; i++) {
		struct buf whole = { 0 };

		load(samples[i].name, &whole);
		for (int round = 0; round < 600; round++) {
			struct buf b = { 0 };
			struct sniff s;

			buf_add(&b, whole.data, whole.len);
			if (round % 3 == 0)
				mutate(&b, &seed);
			/* Lengths and counts stand in few bytes, near the front. */
			for (int n = 0; b.len > 0 && n < round % 5; n++)
				b.data[next_random(&seed) % (round % 2 && b.len > 100 ? 100 : b.len)] = (char)(next_random(&seed) % 3 ? next_random(&seed) : 0xff);
			s = sniffed(b.data, b.len, (off_t)b.len);
			assert_sane(&s);
			buf_free(&b);
		}
		buf_free(&whole);
	}
}

static void
a_huge_file_costs_no_more_than_its_share(void **state)
{
	(void)state;
	for (size_t i = 0; i < SAMPLES; i++) {
		struct buf b = { 0 };
		struct sniff s;

		load(samples[i].name, &b);
		s = sniffed(b.data, b.len, (off_t)1 << 33);
		assert_sane(&s);
		buf_free(&b);
	}
}

static void
what_no_track_says_is_not_made_up(void **state)
{
	static const unsigned char endless[] = "OggS\0\2\xff\xff\xff\xff\xff\xff\xff\x7f" "abcd\0\0\0\0\0\0\0\0\1\x13OpusHead\1\1\0\0\x80\x3e\0\0\0\0\0";
	static const char upright[] = "FF not a frame";
	struct sniff s = sniffed(endless, sizeof endless - 1, sizeof endless - 1);

	(void)state;
	assert_string_equal(s.codec, "opus");
	assert_true(s.seconds == 0);
	s = sniffed(upright, sizeof upright - 1, sizeof upright - 1);
	assert_string_equal(s.type, "text/plain");
	s = sniffed("", 0, 0);
	assert_string_equal(s.type, "application/octet-stream");
	s = sniffed("caf\xc3", 4, 4);
	assert_string_equal(s.type, "application/octet-stream");
}

static void
only_files_are_looked_at(void **state)
{
	struct sniff s;
	int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);

	(void)state;
	assert_int_equal(sniff_file(fd, &s), -1);
	close(fd);
	assert_int_equal(sniff_file(-1, &s), -1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_format_is_known_by_its_bytes),
		cmocka_unit_test(a_file_cut_anywhere_is_no_trouble),
		cmocka_unit_test(nor_is_one_that_was_damaged_or_made_to_harm),
		cmocka_unit_test(a_huge_file_costs_no_more_than_its_share),
		cmocka_unit_test(what_no_track_says_is_not_made_up),
		cmocka_unit_test(only_files_are_looked_at),
	};

	return cmocka_run_group_tests_name("sniff", tests, NULL, NULL);
}
