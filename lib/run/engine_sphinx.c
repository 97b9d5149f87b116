#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <math.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/share.h"
#include "base/watch.h"
#include "ext/hash.h"
#include "ext/sphinx.h"
#include "nlp/ngram.h"
#include "nlp/spoken.h"
#include "run/engine_sphinx.h"
#include "wa/config.h"
#include "wa/faq.h"

#define LANGUAGE "en"
#define PREFIX "speech-"
#define SUFFIX ".lm"

/* Decoders that nobody needs for so long are let go: each has 110 MB. */
static const int64_t idle_ms = 60 * CLOCK_SECOND;

/* From here on what was heard is sure, or doubtful; and so sure that it stands
 * against a phrasing that it may have been. */
#define SURE 0.4
#define DOUBTFUL 0.15
#define CLEAR 0.6

struct decoder {
	struct decoder	*next;
	struct sphinx	*sphinx;
	unsigned	 model;		/* which one it was opened with */
	int64_t		 since;		/* idle, monotonic ms */
};

/* Decoders are made when there is work for them, one a thread at most, and
 * wait in `idle`. The lock guards all below it. */
struct recogniser {
	const struct workspace	*ws;
	char			*dir;		/* var/index */
	pthread_t		 sweeper;
	pthread_mutex_t		 mutex;
	pthread_cond_t		 changed;
	bool			 closing;
	struct watch		*files;
	char			*path;		/* of the model; NULL until it is wanted */
	char			*phrasings;	/* what it was made of */
	unsigned		 model;		/* counts models */
	struct decoder		*idle;		/* the last used first */
};

/* The workspace's phrasings that are in English, as they are spoken, a line each. */
static int
collect(const struct workspace *ws, struct buf *b)
{
	struct faq *faq = faq_load(ws);
	const struct faq_phrasing *p;
	size_t n;

	if (faq == NULL)
		return -1;
	buf_str(b, "");
	p = faq_phrasings(faq, &n);
	for (size_t i = 0; i < n; i++)
		if (config_same_language(p[i].language, LANGUAGE)) {
			spoken_words(p[i].text, b);
			buf_char(b, '\n');
		}
	faq_free(faq);
	return 0;
}

static void
write_model(char *sentences, struct buf *arpa)
{
	enum { SENTENCES_MAX = 50000 };
	struct ngram *g = ngram_new();
	char *rest = NULL;
	int n = 0;

	for (char *line = strtok_r(sentences, "\n", &rest); line != NULL && n < SENTENCES_MAX; line = strtok_r(NULL, "\n", &rest))
		if (*line != '#') {
			ngram_add(g, line);
			n++;
		}
	ngram_write(g, arpa);
	ngram_free(g);
}

/* Models of other days. */
static void
drop_others(const char *dir, const char *keep)
{
	DIR *d = opendir(dir);
	const struct dirent *e;

	while (d != NULL && (e = readdir(d)) != NULL) {
		size_t len = strlen(e->d_name);

		if (strncmp(e->d_name, PREFIX, strlen(PREFIX)) == 0 && len > strlen(SUFFIX) &&
		    strcmp(e->d_name + len - strlen(SUFFIX), SUFFIX) == 0 && strcmp(e->d_name, keep) != 0)
			unlinkat(dirfd(d), e->d_name, 0);
	}
	if (d != NULL)
		closedir(d);
}

/* The file of the model for what is said everywhere and for the phrasings; made
 * when it isn't there. NULL after saying why. The caller frees. */
static char *
make_model(const struct recogniser *r, const struct buf *phrasings)
{
	enum { DIGITS = 16 };
	struct buf sentences = {0}, arpa = {0};
	unsigned char digest[HASH_LEN];
	char hex[HASH_HEX_LEN], *name, *path = NULL;
	size_t len;
	const char *every = share_map("speech-en.txt", &len);

	if (every == NULL)
		return NULL;
	buf_add(&sentences, every, len);
	share_unmap(every, len);
	buf_add(&sentences, phrasings->data, phrasings->len);
	hash_sha256(sentences.data, sentences.len, digest);
	name = mem_printf(PREFIX "%.*s" SUFFIX, DIGITS, hash_hex(digest, sizeof digest, hex));
	path = file_path(r->dir, name);
	if (!file_exists(path)) {
		write_model(sentences.data, &arpa);
		if (file_mkdir(r->dir) == -1 || file_replace(path, 0600, arpa.data, arpa.len) == -1) {
			log_line("%s: %s", path, strerror(errno));
			free(path);
			path = NULL;
		} else
			drop_others(r->dir, name);
	}
	free(name);
	buf_free(&sentences);
	buf_free(&arpa);
	return path;
}

/* A YAML with mistakes changes nothing. */
static int
refresh_model(struct recogniser *r)
{
	struct buf phrasings = {0};
	char *path = NULL;

	if (r->path != NULL && !watch_changed(r->files))
		return 0;
	if (collect(r->ws, &phrasings) == -1 || (path = make_model(r, &phrasings)) == NULL) {
		buf_free(&phrasings);
		return r->path != NULL ? 0 : -1;
	}
	if (r->path == NULL || strcmp(path, r->path) != 0)
		r->model++;
	free(r->path);
	free(r->phrasings);
	r->path = path;
	r->phrasings = buf_take(&phrasings);
	return 0;
}

static void
free_decoder(struct decoder *d)
{
	sphinx_close(d->sphinx);
	free(d);
}

/* Takes those out of the list that idle for longer than this; of old models, all. */
static struct decoder *
take_old(struct recogniser *r, int64_t longer_ms)
{
	struct decoder *old = NULL, **at = &r->idle;
	int64_t now = clock_mono();

	while (*at != NULL) {
		struct decoder *d = *at;

		if (now - d->since >= longer_ms || d->model != r->model) {
			*at = d->next;
			d->next = old;
			old = d;
		} else
			at = &d->next;
	}
	return old;
}

static void
free_all(struct decoder *d)
{
	for (struct decoder *next; d != NULL; d = next) {
		next = d->next;
		free_decoder(d);
	}
}

static void *
sweep(void *arg)
{
	struct recogniser *r = arg;

	pthread_mutex_lock(&r->mutex);
	while (!r->closing) {
		struct decoder *old;
		struct timespec until;

		clock_gettime(CLOCK_MONOTONIC, &until);
		until.tv_sec += idle_ms / CLOCK_SECOND / 2;
		if (r->idle == NULL)
			pthread_cond_wait(&r->changed, &r->mutex);
		else
			pthread_cond_timedwait(&r->changed, &r->mutex, &until);
		if ((old = take_old(r, idle_ms)) == NULL)
			continue;
		pthread_mutex_unlock(&r->mutex);
		free_all(old);
		/* What was freed goes back to the machine. */
		malloc_trim(0);
		pthread_mutex_lock(&r->mutex);
	}
	pthread_mutex_unlock(&r->mutex);
	return NULL;
}

/* A decoder for the newest model: an idle one or a new one. NULL after saying why. */
static struct decoder *
take_decoder(struct recogniser *r)
{
	struct decoder *d = NULL;
	unsigned model = 0;
	char *path = NULL, *phrasings = NULL;

	pthread_mutex_lock(&r->mutex);
	if (refresh_model(r) == 0) {
		model = r->model;
		if (r->idle != NULL && r->idle->model == model) {
			d = r->idle;
			r->idle = d->next;
		} else {
			path = mem_str(r->path);
			phrasings = mem_str(r->phrasings);
		}
	}
	pthread_mutex_unlock(&r->mutex);
	if (path != NULL) {
		d = mem_alloc(sizeof *d);
		d->model = model;
		if ((d->sphinx = sphinx_open(path, phrasings, spoken_phones)) == NULL) {
			free(d);
			d = NULL;
		}
	}
	free(path);
	free(phrasings);
	return d;
}

static void
give_decoder(struct recogniser *r, struct decoder *d)
{
	pthread_mutex_lock(&r->mutex);
	d->since = clock_mono();
	d->next = r->idle;
	r->idle = d;
	pthread_cond_signal(&r->changed);
	pthread_mutex_unlock(&r->mutex);
}

/* Another reading, if it is one and there is room. Takes the text. */
static void
add_reading(struct engine_heard *heard, char *text)
{
	if (*text == '\0' || strcmp(text, heard->text) == 0 || heard->n == ENGINE_READINGS)
		free(text);
	else
		heard->readings[heard->n++] = text;
}

/*
 * A phrasing that fits well is what was said, whatever else it sounds like. One
 * that fits not so well is the next best reading of the words that were made
 * out, and these are in doubt, unless they are very clear. Takes h's texts.
 */
static void
choose(struct sphinx_heard *h, struct engine_heard *heard)
{
	bool same = h->sentence != NULL && strcmp(h->sentence, h->text) == 0;

	if (h->sentence != NULL && !same && (h->fit >= SURE || h->fit >= h->confidence)) {
		heard->text = h->sentence;
		heard->confidence = h->fit;
		add_reading(heard, h->text);
	} else {
		bool possible = !same && h->sentence != NULL && h->fit >= DOUBTFUL;

		heard->text = h->text;
		heard->confidence = same ? fmax(h->fit, h->confidence) :
		    possible && h->confidence < CLEAR ? fmin(h->confidence, SURE - 0.01) : h->confidence;
		if (possible)
			add_reading(heard, h->sentence);
		else
			free(h->sentence);
	}
	for (size_t i = 0; i < h->n; i++)
		add_reading(heard, h->readings[i]);
}

static int
hear(void *arg, const char *id, const struct engine_piece *piece, struct engine_heard *heard)
{
	struct recogniser *r = arg;
	struct decoder *d = take_decoder(r);
	struct sphinx_heard h;
	int rc = d != NULL ? sphinx_hear(d->sphinx, piece->samples, piece->n, &h) : -1;

	if (rc == 0)
		choose(&h, heard);
	else
		log_line("%s: not heard", id);
	if (d != NULL)
		give_decoder(r, d);
	return rc;
}

static void
close_recogniser(void *arg)
{
	struct recogniser *r = arg;

	pthread_mutex_lock(&r->mutex);
	r->closing = true;
	pthread_cond_signal(&r->changed);
	pthread_mutex_unlock(&r->mutex);
	pthread_join(r->sweeper, NULL);
	free_all(r->idle);
	pthread_cond_destroy(&r->changed);
	pthread_mutex_destroy(&r->mutex);
	watch_free(r->files);
	free(r->path);
	free(r->phrasings);
	free(r->dir);
	free(r);
}

static void *
open_recogniser(const struct workspace *ws)
{
	struct recogniser *r;
	pthread_condattr_t attr;
	sigset_t all, was;

	if (!sphinx_is_there()) {
		log_line("the engine is pocketsphinx, and its English model isn't there; install the package pocketsphinx-en-us, or choose another: transcribe.engine");
		return NULL;
	}
	r = mem_alloc(sizeof *r);
	r->ws = ws;
	r->dir = workspace_state(ws, "index");
	r->files = faq_watch(ws);
	pthread_mutex_init(&r->mutex, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&r->changed, &attr);
	pthread_condattr_destroy(&attr);
	/* Signals are the main thread's. */
	sigfillset(&all);
	pthread_sigmask(SIG_BLOCK, &all, &was);
	if (pthread_create(&r->sweeper, NULL, sweep, r) != 0)
		log_die(EX_OSERR, "no thread to be had");
	pthread_sigmask(SIG_SETMASK, &was, NULL);
	return r;
}

const struct engine_kind engine_sphinx = {
	.name = "pocketsphinx", .language = LANGUAGE, .pause_ms = 700, .between = ". ", .sure = SURE, .doubtful = DOUBTFUL,
	.open = open_recogniser, .close = close_recogniser, .hear = hear,
};
