#include <math.h>
#include <pocketsphinx.h>
#include <pthread.h>
#include <sphinxbase/err.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "ext/sphinx.h"

#define MODEL "/usr/share/pocketsphinx/model/en-us/"

/* What people of this workspace say counts so much more than what others do. */
static const float32 own_share = 0.9f;

struct sphinx {
	ps_decoder_t	*decoder;
	cmd_ln_t	*config;
};

bool
sphinx_is_there(void)
{
	return access(MODEL "en-us/mdef", R_OK) == 0 && access(MODEL "en-us.lm.bin", R_OK) == 0 &&
	    access(MODEL "cmudict-en-us.dict", R_OK) == 0;
}

/* The words of an ARPA file that the dictionary lacks. */
static void
add_words(ps_decoder_t *decoder, char *arpa, void (*phones)(const char *word, struct buf *))
{
	char *line = strstr(arpa, "\\1-grams:\n"), *rest = NULL;
	struct buf sounds = {0};

	line = line != NULL ? strtok_r(line, "\n", &rest) : NULL;
	while (line != NULL && (line = strtok_r(NULL, "\n", &rest)) != NULL && *line != '\\') {
		char *field = NULL, *known = NULL;
		char *word = strtok_r(line, "\t", &field) != NULL ? strtok_r(NULL, "\t", &field) : NULL;

		if (word == NULL || *word == '<' || (known = ps_lookup_word(decoder, word)) != NULL) {
			ckd_free(known);
			continue;
		}
		buf_clear(&sounds);
		phones(word, &sounds);
		if (sounds.len > 0)
			ps_add_word(decoder, word, sounds.data, FALSE);
	}
	buf_free(&sounds);
}

static ngram_model_t *
read_model(const struct sphinx *s, const char *path)
{
	ngram_model_t *m = ngram_model_read(s->config, path, NGRAM_AUTO, ps_get_logmath(s->decoder));

	if (m == NULL)
		log_line("%s: not a language model that PocketSphinx reads", path);
	return m;
}

/* The general model, and over it our own. */
static int
set_models(struct sphinx *s, const char *path)
{
	float32 weights[] = { own_share, 1 - own_share };
	char own[] = "own", general[] = "general", *names[] = { own, general };
	ngram_model_t *models[2] = { NULL, read_model(s, MODEL "en-us.lm.bin") }, *both = NULL;
	int rc;

	if (models[1] == NULL)
		return -1;
	if (path == NULL)
		both = ngram_model_retain(models[1]);
	else if ((models[0] = read_model(s, path)) != NULL)
		both = ngram_model_set_init(s->config, models, names, weights, 2);
	rc = both == NULL || ps_set_lm(s->decoder, "desk", both) != 0 || ps_set_search(s->decoder, "desk") != 0 ? -1 : 0;
	/* Each keeps a count of its own. */
	ngram_model_free(both);
	ngram_model_free(models[0]);
	ngram_model_free(models[1]);
	return rc;
}

static int
open_decoder(struct sphinx *s, const char *path, void (*phones)(const char *word, struct buf *))
{
	enum { ARPA_MAX = 64 << 20 };
	struct buf arpa = {0};

	s->config = cmd_ln_init(NULL, ps_args(), TRUE, "-hmm", MODEL "en-us", "-dict", MODEL "cmudict-en-us.dict",
	    "-remove_noise", "no", "-maxhmmpf", "10000", "-maxwpf", "20", "-beam", "1e-50", "-wbeam", "1e-30", NULL);
	if (s->config == NULL || (s->decoder = ps_init(s->config)) == NULL) {
		log_line("%s: PocketSphinx can't be started; is the package pocketsphinx-en-us there?", MODEL);
		return -1;
	}
	if (path != NULL && file_read(path, ARPA_MAX, &arpa) == 0 && arpa.len > 0)
		add_words(s->decoder, arpa.data, phones);
	buf_free(&arpa);
	return set_models(s, path);
}

struct sphinx *
sphinx_open(const char *path, void (*phones)(const char *word, struct buf *))
{
	/* It has globals while it starts. */
	static pthread_mutex_t starting = PTHREAD_MUTEX_INITIALIZER;
	struct sphinx *s = mem_alloc(sizeof *s);
	int rc;

	pthread_mutex_lock(&starting);
	err_set_logfp(NULL);
	rc = open_decoder(s, path, phones);
	pthread_mutex_unlock(&starting);
	if (rc == 0)
		return s;
	sphinx_close(s);
	return NULL;
}

void
sphinx_close(struct sphinx *s)
{
	if (s == NULL)
		return;
	ps_free(s->decoder);
	cmd_ln_free_r(s->config);
	free(s);
}

/* The geometric mean of the probability of each word among all that the
 * recogniser thought possible there; 0 without words. */
static double
confidence(const struct sphinx *s)
{
	logmath_t *math = ps_get_logmath(s->decoder);
	double sum = 0;
	int words = 0;

	for (ps_seg_t *seg = ps_seg_iter(s->decoder); seg != NULL; seg = ps_seg_next(seg)) {
		const char *word = ps_seg_word(seg);
		int32 unused;

		/* Silences and noises. */
		if (*word == '<' || *word == '[' || *word == '+')
			continue;
		sum += logmath_log_to_ln(math, ps_seg_prob(seg, &unused, &unused, &unused));
		words++;
	}
	return words > 0 ? fmin(1, exp(sum / words)) : 0;
}

static bool
is_new(const struct sphinx_heard *h, const char *text)
{
	for (size_t i = 0; i < h->n; i++)
		if (strcmp(h->readings[i], text) == 0)
			return false;
	return *text != '\0' && strcmp(h->text, text) != 0;
}

static void
add_readings(const struct sphinx *s, struct sphinx_heard *h)
{
	enum { TRIES = 60 };
	ps_nbest_t *best = ps_nbest(s->decoder);
	int32 unused;

	for (int i = 0; best != NULL && i < TRIES && h->n < SPHINX_READINGS; i++) {
		const char *text = ps_nbest_hyp(best, &unused);

		if (text != NULL && is_new(h, text))
			h->readings[h->n++] = mem_str(text);
		best = ps_nbest_next(best);
	}
	if (best != NULL)
		ps_nbest_free(best);
}

int
sphinx_hear(struct sphinx *s, const int16_t *samples, size_t n, struct sphinx_heard *h)
{
	const char *text;
	int32 unused;

	*h = (struct sphinx_heard){ .text = NULL };
	if (ps_start_utt(s->decoder) != 0 || ps_process_raw(s->decoder, samples, n, FALSE, TRUE) < 0 ||
	    ps_end_utt(s->decoder) != 0) {
		log_line("PocketSphinx gave up on %zu samples", n);
		return -1;
	}
	text = ps_get_hyp(s->decoder, &unused);
	h->text = mem_str(text != NULL ? text : "");
	/* Also makes the lattice that the others read. */
	ps_get_prob(s->decoder);
	h->confidence = confidence(s);
	if (*h->text != '\0')
		add_readings(s, h);
	return 0;
}

void
sphinx_clear(struct sphinx_heard *h)
{
	free(h->text);
	for (size_t i = 0; i < h->n; i++)
		free(h->readings[i]);
	*h = (struct sphinx_heard){ .text = NULL };
}
