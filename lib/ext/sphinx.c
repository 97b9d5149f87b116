#include <math.h>
#include <pocketsphinx.h>
#include <pthread.h>
#include <sphinxbase/err.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "base/map.h"
#include "base/mem.h"
#include "ext/sphinx.h"

#define MODEL "/usr/share/pocketsphinx/model/en-us/"

/* The two ways to hear. */
#define FREELY "free"
#define SENTENCES "sentences"

/* What people of this workspace say counts so much more than what others do. */
static const float32 own_share = 0.9f;
/* Is it likely that somebody says hello first, or thanks? */
static const double polite = 0.1;
/*
 * How far a sentence is off, in ln of the likelihood of 10 ms: what it lacks
 * against free words on average; what it lacks in its worst third of a second;
 * by how much it is less likely than what is clearly spoken; and the share of
 * speech in which it has nothing to say. Where it is as likely the right one as
 * not, and how fast that changes, was fitted to spoken questions: phrasings,
 * others that ask the same, and others that differ in a word.
 */
static const double far_off = 7.2, far_times = 3, mute_times = 10, off_even = 2.2, off_slope = 0.4;
/* Nobody asks for longer in one sentence: samples. */
static const size_t longest_sentence = 12 * 16000;

struct sphinx {
	ps_decoder_t	*decoder;
	cmd_ln_t	*config;
	bool		 sentences;	/* are there any? */
};

bool
sphinx_is_there(void)
{
	return access(MODEL "en-us/mdef", R_OK) == 0 && access(MODEL "en-us.lm.bin", R_OK) == 0 &&
	    access(MODEL "cmudict-en-us.dict", R_OK) == 0;
}

/* Words of an ARPA file that the dictionary lacks. */
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

/*
 * Whole sentences as a graph of words: from START by way of one that may come
 * before to FIRST, along a sentence to LAST, by way of one that may come behind
 * to END. Those that begin alike share their beginning.
 */
enum { START, FIRST, LAST, END, STATES };

struct graph {
	fsg_model_t	*fsg;
	struct map	*next;	/* "STATE WORD": the state behind it */
	intptr_t	 states;
};

/* The state behind this word, which may be new. */
static int
follow(struct graph *g, int from, const char *word, int32 logp)
{
	char *key = mem_printf("%d %s", from, word);
	intptr_t to = (intptr_t)map_get(g->next, key);

	if (to == 0) {
		to = g->states++;
		map_set(g->next, key, (void *)to);
		fsg_model_trans_add(g->fsg, from, (int)to, logp, fsg_model_word_add(g->fsg, word));
	}
	free(key);
	return (int)to;
}

static void
add_sentence(struct graph *g, const struct sphinx *s, int from, int to, char *words, double share)
{
	char *rest = NULL;
	/* Its first word bears its share. */
	int32 logp = (int32)(logmath_log(ps_get_logmath(s->decoder), share) * fsg_model_lw(g->fsg));

	for (char *word = strtok_r(words, " ", &rest); word != NULL; word = strtok_r(NULL, " ", &rest)) {
		char *known = ps_lookup_word(s->decoder, word);

		if (known != NULL)
			from = follow(g, from, word, logp);
		ckd_free(known);
		logp = 0;
	}
	if (from >= STATES)
		fsg_model_null_trans_add(g->fsg, from, to, 0);
}

static void
add_polite(struct graph *g, const struct sphinx *s, int from, int to, const char *const *list)
{
	fsg_model_null_trans_add(g->fsg, from, to, 0);
	for (; *list != NULL; list++) {
		char *words = mem_str(*list);

		add_sentence(g, s, from, to, words, polite);
		free(words);
	}
}

static int
set_sentences(struct sphinx *s, const char *sentences)
{
	static const char *const before[] = { "hello", "hi", "good morning", "good afternoon", "excuse me", "please", NULL };
	static const char *const behind[] = { "please", "thank you", "thanks", NULL };
	/* More would take memory, 100 MB for so many, and time. */
	enum { POLITE_STATES = 32, MOST = 2000 };
	struct graph g = { .next = map_new(), .states = STATES };
	char *all = mem_str(sentences), *rest = NULL;
	int words = 1, n = 0;

	for (const char *p = all; *p != '\0'; p++)
		words += *p == ' ' || *p == '\n';
	g.fsg = fsg_model_init(SENTENCES, ps_get_logmath(s->decoder), (float32)cmd_ln_float_r(s->config, "-lw"),
	    STATES + POLITE_STATES + words);
	fsg_model_start_state(g.fsg) = START;
	fsg_model_final_state(g.fsg) = END;
	add_polite(&g, s, START, FIRST, before);
	for (char *line = strtok_r(all, "\n", &rest); line != NULL && n < MOST; line = strtok_r(NULL, "\n", &rest), n++)
		add_sentence(&g, s, FIRST, LAST, line, 1);
	add_polite(&g, s, LAST, END, behind);
	glist_free(fsg_model_null_trans_closure(g.fsg, NULL));
	s->sentences = ps_set_fsg(s->decoder, SENTENCES, g.fsg) == 0;
	fsg_model_free(g.fsg);
	map_free(g.next, NULL);
	free(all);
	if (!s->sentences)
		log_line("PocketSphinx can't take the sentences");
	return s->sentences ? 0 : -1;
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
	rc = both == NULL || ps_set_lm(s->decoder, FREELY, both) != 0 ? -1 : 0;
	/* Each keeps a count of its own. */
	ngram_model_free(both);
	ngram_model_free(models[0]);
	ngram_model_free(models[1]);
	return rc;
}

static int
open_decoder(struct sphinx *s, const char *path, const char *sentences, void (*phones)(const char *word, struct buf *))
{
	enum { ARPA_MAX = 64 << 20 };
	struct buf arpa = {0};

	s->config = cmd_ln_init(NULL, ps_args(), TRUE, "-hmm", MODEL "en-us", "-dict", MODEL "cmudict-en-us.dict",
	    "-remove_noise", "no", "-maxhmmpf", "10000", "-maxwpf", "20", "-beam", "1e-50", "-wbeam", "1e-30",
	    /* The words weigh more than by default: what is said here is known so well. */
	    "-lw", "8", "-fwdflatlw", "10", "-bestpathlw", "11",
	    /* Scores of different searches compare only when each is relative to the same best. */
	    "-compallsen", "yes", NULL);
	if (s->config == NULL || (s->decoder = ps_init(s->config)) == NULL) {
		log_line("%s: PocketSphinx can't be started; is the package pocketsphinx-en-us there?", MODEL);
		return -1;
	}
	if (path != NULL && file_read(path, ARPA_MAX, &arpa) == 0 && arpa.len > 0)
		add_words(s->decoder, arpa.data, phones);
	buf_free(&arpa);
	if (set_models(s, path) == -1)
		return -1;
	return sentences != NULL && *sentences != '\0' ? set_sentences(s, sentences) : 0;
}

struct sphinx *
sphinx_open(const char *path, const char *sentences, void (*phones)(const char *word, struct buf *))
{
	/* It has globals while it starts. */
	static pthread_mutex_t starting = PTHREAD_MUTEX_INITIALIZER;
	struct sphinx *s = mem_alloc(sizeof *s);
	int rc;

	pthread_mutex_lock(&starting);
	err_set_logfp(NULL);
	rc = open_decoder(s, path, sentences, phones);
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

/* Neither silence nor a noise. */
static bool
is_word(const char *word)
{
	return *word != '<' && *word != '[' && *word != '+' && *word != '(';
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
		int32 unused;

		if (!is_word(ps_seg_word(seg)))
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

/* What was found in 10 ms: ln of how likely that is, and whether it is a word. */
struct frame {
	double	likely;
	bool	word;
};

/* The caller frees *frames. */
static size_t
trace(const struct sphinx *s, double scale, struct frame **frames)
{
	size_t n = (size_t)ps_get_n_frames(s->decoder), used = 0;
	logmath_t *math = ps_get_logmath(s->decoder);

	*frames = mem_array(n + 1, sizeof **frames);
	for (ps_seg_t *seg = ps_seg_iter(s->decoder); seg != NULL; seg = ps_seg_next(seg)) {
		int from, to;
		int32 score, unused;

		ps_seg_prob(seg, &score, &unused, &unused);
		ps_seg_frames(seg, &from, &to);
		for (used = (size_t)from; used <= (size_t)to && used < n; used++)
			(*frames)[used] = (struct frame){
			    .likely = scale * logmath_log_to_ln(math, score) / (to - from + 1), .word = is_word(ps_seg_word(seg)) };
	}
	return used;
}

/*
 * How sure one may be of a sentence that had to be found, given the words that
 * were found freely: hardly anything fits better than these, and the right
 * sentence little worse, nowhere. What is silence to both doesn't count.
 */
static double
fit(const struct frame *sentence, size_t n, const struct frame *words, size_t m)
{
	enum { WINDOW = 30 };
	double lack = 0, window = 0, worst = 0, likely = 0, mute = 0, off, recent[WINDOW] = {0};
	size_t k = 0;

	for (size_t i = 0; i < n && i < m; i++) {
		double one = words[i].likely - sentence[i].likely;

		if (!sentence[i].word && !words[i].word)
			continue;
		lack += one;
		likely += sentence[i].likely;
		mute += !sentence[i].word;
		window += one - recent[k % WINDOW];
		recent[k++ % WINDOW] = one;
		worst = fmax(worst, window / WINDOW);
	}
	if (k == 0)
		return 0;
	off = lack / (double)k + worst + far_times * fmax(0, -likely / (double)k - far_off) + mute_times * mute / (double)k;
	return 1 / (1 + exp(off_slope * (off - off_even)));
}

static int
listen(struct sphinx *s, const char *search, const int16_t *samples, size_t n)
{
	if (ps_set_search(s->decoder, search) == 0 && ps_start_utt(s->decoder) == 0 &&
	    ps_process_raw(s->decoder, samples, n, FALSE, TRUE) >= 0 && ps_end_utt(s->decoder) == 0)
		return 0;
	log_line("PocketSphinx gave up on %zu samples", n);
	return -1;
}

int
sphinx_hear(struct sphinx *s, const int16_t *samples, size_t n, struct sphinx_heard *h)
{
	enum { FSG_SHIFT = 10 };	/* its scores are kept shorter by so many bits */
	struct frame *sentence = NULL, *words = NULL;
	size_t sentence_n = 0, words_n;
	const char *text = NULL;
	int32 unused;

	*h = (struct sphinx_heard){ .text = NULL };
	if (s->sentences && n <= longest_sentence) {
		if (listen(s, SENTENCES, samples, n) == -1)
			return -1;
		if ((text = ps_get_hyp(s->decoder, &unused)) != NULL && *text != '\0') {
			h->sentence = mem_str(text);
			sentence_n = trace(s, 1 << FSG_SHIFT, &sentence);
		}
	}
	if (listen(s, FREELY, samples, n) == -1) {
		free(sentence);
		free(h->sentence);
		return -1;
	}
	text = ps_get_hyp(s->decoder, &unused);
	h->text = mem_str(text != NULL ? text : "");
	/* Also makes the lattice that the others read. */
	ps_get_prob(s->decoder);
	h->confidence = confidence(s);
	if (h->sentence != NULL) {
		words_n = trace(s, 1, &words);
		h->fit = fit(sentence, sentence_n, words, words_n);
	}
	free(sentence);
	free(words);
	if (*h->text != '\0')
		add_readings(s, h);
	return 0;
}
