/* Audio files of any kind, and what can be said of them before anybody listens. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "nlp/ngram.h"
#include "nlp/sound.h"
#include "nlp/speech.h"
#include "nlp/spoken.h"
#include "nlp/wav.h"

static char path[] = "/tmp/wapipe-sound-XXXXXX";

static int
make_path(void **state)
{
	int fd = mkstemp(path);

	(void)state;
	close(fd);
	return fd == -1;
}

static int
drop_path(void **state)
{
	(void)state;
	return unlink(path);
}

/* ms of a voice: pulses at 120 Hz through two resonances, with syllables; or
 * silence, or noise. */
static void
add_voice(struct buf *b, int ms, double loud)
{
	double y1 = 0, y2 = 0;

	for (int i = 0; i < ms * 16; i++) {
		double syllable = 0.5 - 0.5 * cos(6.2832 * 5 * i / 16000), x = i % 133 == 0 ? 1 : 0, y;
		int16_t v;

		y = x + 1.7 * y1 - 0.8 * y2;
		y2 = y1;
		y1 = y;
		v = (int16_t)fmax(-32768, fmin(32767, y * syllable * loud));
		buf_add(b, &v, sizeof v);
	}
}

static void
add_noise(struct buf *b, int ms, double loud)
{
	static uint32_t seed = 7;

	for (int i = 0; i < ms * 16; i++) {
		int16_t v;

		seed = seed * 1664525u + 1013904223u;
		v = (int16_t)(((double)(seed >> 8) / (1 << 24) - 0.5) * 2 * loud);
		buf_add(b, &v, sizeof v);
	}
}

static enum speech_kind
judge(const struct buf *b, struct speech_quality *q, size_t *pieces, int max_ms)
{
	struct speech *s = speech_new();
	struct speech_piece *p;
	enum speech_kind kind;

	/* In odd parts: nothing depends on how it comes. */
	for (size_t at = 0, n; at < b->len / 2; at += n) {
		n = b->len / 2 - at < 333 ? b->len / 2 - at : 333;
		speech_add(s, (const int16_t *)(const void *)b->data + at, n);
	}
	kind = speech_judge(s, q);
	*pieces = speech_cut(s, 700, max_ms, &p);
	for (size_t i = 0; i < *pieces; i++) {
		assert_true(p[i].from < p[i].to && p[i].to <= b->len / 2);
		assert_true(i == 0 || p[i - 1].to <= p[i].from);
		assert_true(p[i].to - p[i].from <= (size_t)(max_ms + 400) * 16);
	}
	free(p);
	speech_free(s);
	return kind;
}

static void
silence_and_noise_are_no_speech(void **state)
{
	struct speech_quality q;
	struct buf b = {0};
	size_t n;

	(void)state;
	assert_int_equal(judge(&b, &q, &n, 30000), SPEECH_SILENCE);
	assert_int_equal(n, 0);
	buf_add(&b, (char[32000]){0}, 32000);
	assert_int_equal(judge(&b, &q, &n, 30000), SPEECH_SILENCE);
	add_noise(&b, 100, 10);
	assert_int_equal(judge(&b, &q, &n, 30000), SPEECH_SILENCE);
	buf_clear(&b);
	add_noise(&b, 3000, 8000);
	assert_int_equal(judge(&b, &q, &n, 30000), SPEECH_NOISE);
	buf_free(&b);
}

static void
bangs_are_no_speech(void **state)
{
	struct speech_quality q;
	struct buf b = {0};
	size_t n;

	(void)state;
	for (int i = 0; i < 8; i++) {
		add_noise(&b, 400, 20);
		add_noise(&b, 150, 15000);
	}
	assert_int_equal(judge(&b, &q, &n, 30000), SPEECH_NOISE);
	buf_free(&b);
}

static void
speech_is_cut_at_its_pauses(void **state)
{
	struct speech_quality q;
	struct buf b = {0};
	size_t n;

	(void)state;
	add_noise(&b, 500, 20);
	for (int i = 0; i < 3; i++) {
		add_voice(&b, 2000, 3000);
		add_noise(&b, 1000, 20);
	}
	assert_int_equal(judge(&b, &q, &n, 30000), SPEECH_SPOKEN);
	assert_int_equal(n, 3);
	assert_true(q.seconds > 9.4 && q.seconds < 9.6);
	assert_true(q.spoken > 5 && q.spoken < 7);
	assert_true(q.snr > 20);
	assert_true(q.clipped < 0.001);
	buf_free(&b);
}

static void
speech_without_pauses_is_cut_all_the_same(void **state)
{
	struct speech_quality q;
	struct buf b = {0};
	size_t n;

	(void)state;
	add_noise(&b, 3000, 20);
	add_voice(&b, 20000, 3000);
	assert_int_equal(judge(&b, &q, &n, 4000), SPEECH_SPOKEN);
	assert_true(n >= 5 && n <= 12);
	buf_free(&b);
}

static void
noise_and_clipping_are_measured(void **state)
{
	struct speech_quality clean, noisy, clipped;
	struct buf b = {0};
	size_t n;

	(void)state;
	add_noise(&b, 1000, 20);
	add_voice(&b, 3000, 3000);
	judge(&b, &clean, &n, 30000);
	buf_clear(&b);
	add_noise(&b, 1000, 1500);
	add_voice(&b, 3000, 3000);
	judge(&b, &noisy, &n, 30000);
	buf_clear(&b);
	add_noise(&b, 1000, 20);
	add_voice(&b, 3000, 60000);
	judge(&b, &clipped, &n, 30000);
	assert_true(noisy.snr < clean.snr - 10);
	assert_true(clipped.clipped > 0.02);
	buf_free(&b);
}

static size_t
read_all(bool *cut, bool *is_long, int64_t limit_ms)
{
	enum sound_trouble why;
	struct sound *s = sound_open(path, limit_ms, &why);
	int16_t part[1000];
	size_t n, all = 0;

	assert_non_null(s);
	while ((n = sound_read(s, part, 1000)) > 0)
		all += n;
	*cut = sound_is_cut(s);
	*is_long = sound_is_long(s);
	sound_close(s);
	return all;
}

static void
wav_comes_back_as_it_was_written(void **state)
{
	struct buf voice = {0}, file = {0}, back = {0};
	enum sound_trouble why;
	struct sound *s;
	int16_t part[777];
	size_t n;

	(void)state;
	add_voice(&voice, 500, 3000);
	wav_write((const int16_t *)(const void *)voice.data, voice.len / 2, &file);
	assert_int_equal(file_replace(path, 0600, file.data, file.len), 0);
	s = sound_open(path, 60000, &why);
	assert_non_null(s);
	while ((n = sound_read(s, part, 777)) > 0)
		buf_add(&back, part, n * 2);
	assert_int_equal(back.len, voice.len);
	for (size_t i = 0; i < back.len / 2; i++)
		assert_true(abs(((int16_t *)(void *)back.data)[i] - ((int16_t *)(void *)voice.data)[i]) <= 1);
	assert_false(sound_is_cut(s) || sound_is_long(s));
	sound_close(s);
	buf_free(&voice);
	buf_free(&file);
	buf_free(&back);
}

static void
a_header_that_claims_too_much_is_not_believed(void **state)
{
	struct buf voice = {0}, file = {0};
	bool cut, is_long;

	(void)state;
	add_voice(&voice, 500, 3000);
	wav_write((const int16_t *)(const void *)voice.data, voice.len / 2, &file);
	/* 100 MB. */
	memcpy(file.data + 40, (unsigned char[]){ 0, 0xe1, 0xf5, 5 }, 4);
	assert_int_equal(file_replace(path, 0600, file.data, file.len), 0);
	assert_int_equal(read_all(&cut, &is_long, 60000), 8000);
	assert_true(cut);
	assert_int_equal(read_all(&cut, &is_long, 200), 3200);
	assert_true(is_long);
	buf_free(&voice);
	buf_free(&file);
}

static void
what_is_no_audio_says_so(void **state)
{
	static const struct { const char *bytes; size_t len; enum sound_trouble why; } files[] = {
		{ "", 0, SOUND_EMPTY }, { "hello", 5, SOUND_UNKNOWN }, { "\x89PNG\r\n\x1a\n", 8, SOUND_UNKNOWN },
		{ "%PDF-1.7", 8, SOUND_UNKNOWN }, { "RIFF\0\0\0\0AVI ", 12, SOUND_UNKNOWN },
	};
	enum sound_trouble why;

	(void)state;
	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		assert_int_equal(file_replace(path, 0600, files[i].bytes, files[i].len), 0);
		assert_null(sound_open(path, 1000, &why));
		assert_int_equal(why, files[i].why);
	}
	assert_null(sound_open("/nonexistent", 1000, &why));
	assert_int_equal(why, SOUND_MISSING);
	assert_null(sound_open("/tmp", 1000, &why));
	assert_int_equal(why, SOUND_MISSING);
}

static void
assert_spoken(const char *text, const char *want)
{
	struct buf b = {0};

	spoken_words(text, &b);
	assert_string_equal(b.data != NULL ? b.data : "", want);
	buf_free(&b);
}

static void
what_is_written_becomes_what_is_said(void **state)
{
	(void)state;
	assert_spoken("Are you open on Sundays?", "are you open on sundays");
	assert_spoken("Open 24/7, from 9:30!", "open twenty four seven from nine thirty");
	assert_spoken("I don\xe2\x80\x99t have 1250 \xe2\x82\xac", "i don't have one thousand two hundred fifty");
	assert_spoken("Caf\xc3\xa9 M\xc3\xbcller, 007", "cafe muller zero zero seven");
	assert_spoken("B12 vitamins", "b twelve vitamins");
	assert_spoken("\xd0\x94\xd0\xb0, yes", "yes");
	assert_spoken("?! ...", "");
}

static void
assert_phones(const char *word, const char *want)
{
	struct buf b = {0};

	spoken_phones(word, &b);
	assert_string_equal(b.data != NULL ? b.data : "", want);
	buf_free(&b);
}

static void
names_are_pronounced_by_their_letters(void **state)
{
	(void)state;
	assert_phones("sanitas", "S AE N IH T AE S");
	assert_phones("bizum", "B IH Z AH M");
	assert_phones("physio", "F IH S IH OW");
	assert_phones("e", "IY");
}

static void
a_model_expects_what_it_was_given(void **state)
{
	struct ngram *g = ngram_new();
	struct buf b = {0};

	(void)state;
	ngram_add(g, "are you open");
	ngram_add(g, "are you there");
	ngram_write(g, &b);
	assert_memory_equal(b.data, "\\data\\\nngram 1=6\nngram 2=6\nngram 3=5\n", 37);
	/* Always after <s> are: one kind in two, so the rest is 1 / (2 + 1). */
	assert_non_null(strstr(b.data, "\t<s> are you\n"));
	assert_non_null(strstr(b.data, "\t<s> are\t-0.4771\n"));
	assert_non_null(strstr(b.data, "\\end\\\n"));
	ngram_free(g);
	buf_free(&b);
}

static void
an_empty_model_is_a_model(void **state)
{
	struct ngram *g = ngram_new();
	struct buf b = {0};

	(void)state;
	ngram_add(g, "");
	ngram_write(g, &b);
	assert_non_null(strstr(b.data, "ngram 1=2\n"));
	ngram_free(g);
	buf_free(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(silence_and_noise_are_no_speech),
		cmocka_unit_test(bangs_are_no_speech),
		cmocka_unit_test(speech_is_cut_at_its_pauses),
		cmocka_unit_test(speech_without_pauses_is_cut_all_the_same),
		cmocka_unit_test(noise_and_clipping_are_measured),
		cmocka_unit_test(wav_comes_back_as_it_was_written),
		cmocka_unit_test(a_header_that_claims_too_much_is_not_believed),
		cmocka_unit_test(what_is_no_audio_says_so),
		cmocka_unit_test(what_is_written_becomes_what_is_said),
		cmocka_unit_test(names_are_pronounced_by_their_letters),
		cmocka_unit_test(a_model_expects_what_it_was_given),
		cmocka_unit_test(an_empty_model_is_a_model),
	};

	return cmocka_run_group_tests(tests, make_path, drop_path);
}
