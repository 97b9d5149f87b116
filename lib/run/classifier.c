#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/watch.h"
#include "nlp/clauses.h"
#include "nlp/cues.h"
#include "nlp/language.h"
#include "nlp/matcher.h"
#include "nlp/mood.h"
#include "nlp/signals.h"
#include "run/classifier.h"
#include "run/overlap.h"
#include "wa/event.h"
#include "wa/faq.h"

#define SURE		0.8		/* of a language, to route by it */
#define SOCIAL_SURE	0.75		/* of a "hola": below what tells more than a habit */
#define CANDIDATE_FROM	0.01	/* share of all from which an entry is worth naming beside the best */
#define SAMPLE_BYTES	4000		/* of phrasings, to tell the language they are in */
#define PRECISION	0.95		/* where the workspace names none */
/*
 * Of answers from a confidence on, the least sure are wrong about three times
 * as often as all of them together (make bench-answers): so much less is asked
 * of each than of their mean, which is answer.precision.
 */
#define LEAST_TO_MEAN	3.0
#define TAGS_FROM	0.5		/* confidence from which an entry's tags are taken */

struct classifier {
	const struct workspace	*workspace;
	bool			 dry;
	struct language		*language;
	struct mood_model	*mood;
	struct signals		*signals;
	struct cues		*cues;
	struct faq		*faq;
	struct matcher		*matcher;
	struct watch		*files;		/* that it was made of */
};

static const char *
default_language(const struct workspace *ws)
{
	const char *code = json_text(ws->config, "language");

	return code != NULL ? code : "en";
}

/* The language of phrasings that declare none: what they are written in when
 * that is plain, else the workspace's. */
static const char *
language_of_phrasings(const struct classifier *c, const struct faq_phrasing *p, size_t n)
{
	struct language_guess guess;
	struct buf sample = {0};

	buf_room(&sample, SAMPLE_BYTES);
	for (size_t i = 0; i < n && sample.len < SAMPLE_BYTES; i++)
		if (!p[i].declared) {
			buf_str(&sample, p[i].text);
			buf_char(&sample, '\n');
		}
	guess = language_guess(c->language, sample.len > 0 ? sample.data : "");
	buf_free(&sample);
	return guess.confidence >= SURE ? guess.code : default_language(c->workspace);
}

static struct matcher *
matcher_of(const struct classifier *c, const struct faq *faq)
{
	size_t n;
	const struct faq_phrasing *p = faq_phrasings(faq, &n);
	struct matcher_phrasing *all = mem_array(n + 1, sizeof *all);
	const char *language = language_of_phrasings(c, p, n);
	char *folder = workspace_state(c->workspace, "index");
	char *all_path = file_path(folder, "faq"), *written_path = file_path(folder, "written");
	struct matcher *m;

	if (!c->dry)
		file_mkdir(folder);
	for (size_t i = 0; i < n; i++)
		all[i] = (struct matcher_phrasing){
			.entry = faq_entry(faq, p[i].entry)->id,
			.text = p[i].text,
			.language = p[i].declared ? p[i].language : NULL,
		};
	n = overlap_drop(faq, language, all, n, &(struct matcher_shelf){ written_path, c->dry });
	m = matcher_build(language, all, n, &(struct matcher_shelf){ all_path, c->dry });
	free(all);
	free(folder);
	free(all_path);
	free(written_path);
	return m;
}

static int
load_faq(struct classifier *c)
{
	struct faq *faq;

	if ((faq = faq_load(c->workspace)) == NULL)
		return -1;
	matcher_free(c->matcher);
	faq_free(c->faq);
	c->matcher = matcher_of(c, faq);
	c->faq = faq;
	return 0;
}

struct classifier *
classifier_load(const struct workspace *ws, bool dry)
{
	struct classifier *c = mem_alloc(sizeof *c);

	c->workspace = ws;
	c->dry = dry;
	c->files = faq_watch(ws);
	if ((c->language = language_load()) == NULL || (c->mood = mood_load()) == NULL ||
	    (c->signals = signals_load()) == NULL || (c->cues = cues_load()) == NULL || load_faq(c) == -1) {
		classifier_free(c);
		return NULL;
	}
	return c;
}

void
classifier_free(struct classifier *c)
{
	if (c == NULL)
		return;
	language_free(c->language);
	mood_free(c->mood);
	cues_free(c->cues);
	signals_free(c->signals);
	matcher_free(c->matcher);
	faq_free(c->faq);
	watch_free(c->files);
	free(c);
}

void
classifier_refresh(struct classifier *c)
{
	if (watch_changed(c->files))
		load_faq(c);
}

/* Four digits are all that these numbers are good for. */
static json_t *
number(double v)
{
	return json_real(round(v * 1e4) / 1e4);
}

/* A doubtful guess gives way to what the contact is known to write. */
static struct language_guess
label_language(const struct classifier *c, const char *text, const char *known)
{
	struct language_guess guess = language_guess(c->language, text);
	const char *social;

	if (guess.confidence < SURE && (social = signals_language(c->signals, text, guess.code)) != NULL)
		guess = (struct language_guess){ social, fmax(guess.confidence, SOCIAL_SURE) };
	if (known != NULL && *known != '\0' && guess.confidence < SURE && strcmp(guess.code, known) != 0)
		guess = (struct language_guess){ known, 1 - guess.confidence };
	return guess;
}

static json_t *
evidence(const struct matcher_signals *s)
{
	json_t *v = json_object();

	json_object_set_new(v, "probability", number(s->probability));
	json_object_set_new(v, "meaning", number(s->meaning));
	json_object_set_new(v, "nearest", number(s->nearest));
	json_object_set_new(v, "rival", number(s->rival));
	json_object_set_new(v, "covered", number(s->covered));
	json_object_set_new(v, "unseen", number(s->unseen));
	json_object_set_new(v, "heaviest", number(s->heaviest));
	json_object_set_new(v, "core", number(s->core));
	json_object_set_new(v, "agreement", number(s->agreement));
	json_object_set_new(v, "phrasings", json_integer((json_int_t)s->phrasings));
	return v;
}

static json_t *
candidates(const struct match *m)
{
	json_t *list = json_array();

	for (size_t i = 0; i < m->n && (i == 0 || m->best[i].score >= CANDIDATE_FROM); i++) {
		json_t *one = json_object();

		json_put(one, "id", m->best[i].entry);
		json_object_set_new(one, "score", number(m->best[i].score));
		json_array_append_new(list, one);
	}
	return list;
}

static json_t *
signal_names(unsigned found)
{
	json_t *list = json_array();

	for (unsigned i = 0; i < SIGNAL_COUNT; i++)
		if ((found & 1u << i) != 0 && 1u << i != SIGNAL_URGENT)
			json_array_append_new(list, json_string(signals_name(1u << i)));
	return list;
}

/* The tags of the entry asked for, when that is likely. */
static json_t *
tags(const struct classifier *c, const struct match *m)
{
	const struct faq_entry *e = NULL;
	json_t *list = NULL;

	if (m->n > 0 && m->confidence >= TAGS_FROM)
		e = faq_find(c->faq, m->best[0].entry);
	if (e != NULL && json_is_array(json_at(e->data, "tags")))
		list = json_copy(json_at(e->data, "tags"));
	return list != NULL ? list : json_array();
}

static double
threshold(const struct classifier *c)
{
	const json_t *precision = json_at(c->workspace->config, "answer.precision");

	return fmax(0, 1 - LEAST_TO_MEAN * (1 - (json_is_number(precision) ? json_number_value(precision) : PRECISION)));
}

/*
 * The text behind its hellos: "Hola, ¿dónde puedo aparcar?" asks about parking,
 * and the greeting must not water that down. All of it when nothing is behind.
 */
static const char *
behind_greeting(const struct classifier *c, const char *text, const char *language)
{
	static const char breaks[] = ",!.\n";
	const char *rest = text;

	for (;;) {
		size_t n = strcspn(rest, breaks);
		const char *next = rest + n + strspn(rest + n, ",!. \n");
		char *start;
		bool social;

		if (n == 0 || *next == '\0' || next == rest + n)
			return rest;
		start = mem_strn(rest, n);
		social = (signals_find(c->signals, start, language) & SIGNAL_SOCIAL) != 0;
		free(start);
		if (!social)
			return rest;
		rest = next;
	}
}

/*
 * Each clause by itself, where a message has several that say more than hello:
 * [{clause, text, intent, confidence, question, candidates}], or NULL.
 */
static json_t *
parts(struct classifier *c, const char *text, const char *language)
{
	struct clause clause[CLAUSES_MAX];
	size_t n = clauses_split(c->cues, text, clause);
	json_t *list = json_array();
	struct match m;

	for (size_t i = 0; i < n && n > 1; i++) {
		char *one = mem_strn(clause[i].text, clause[i].len);

		if ((signals_find(c->signals, one, language) & (SIGNAL_SOCIAL | SIGNAL_VAGUE)) == 0) {
			matcher_find(c->matcher, one, language, &m);
			json_array_append_new(list, json_pack("{s:i,s:s*,s:s?,s:o,s:b,s:o}", "clause", (int)i,
			    "text", one, "intent", m.n > 0 ? m.best[0].entry : NULL, "confidence", number(m.confidence),
			    "question", clause[i].question, "candidates", candidates(&m)));
		}
		free(one);
	}
	if (json_array_size(list) > 1)
		return list;
	json_decref(list);
	return NULL;
}

json_t *
classifier_label(struct classifier *c, const char *text, const char *known)
{
	struct language_guess guess = label_language(c, text, known);
	const char *sure = guess.confidence >= SURE ? guess.code : NULL;
	unsigned found = signals_find(c->signals, text, sure);
	json_t *v = json_object(), *several;
	struct match m;

	matcher_find(c->matcher, behind_greeting(c, text, sure), sure, &m);
	json_put(v, "language", guess.code);
	json_object_set_new(v, "language_confidence", number(guess.confidence));
	json_object_set_new(v, "intent", m.n > 0 ? json_string(m.best[0].entry) : json_null());
	json_object_set_new(v, "confidence", number(m.confidence));
	json_object_set_new(v, "margin", number(m.margin));
	json_object_set_new(v, "candidates", candidates(&m));
	json_object_set_new(v, "threshold", number(threshold(c)));
	json_object_set_new(v, "evidence", m.n > 0 ? evidence(&m.signals) : json_object());
	json_put(v, "sentiment", mood_name(mood_of(c->mood, text)));
	json_put(v, "urgency", (found & SIGNAL_URGENT) != 0 ? "high" : "normal");
	json_object_set_new(v, "signals", signal_names(found));
	json_object_set_new(v, "tags", tags(c, &m));
	if ((several = parts(c, text, sure)) != NULL)
		json_object_set_new(v, "parts", several);
	return v;
}

/* Whoever heard the words knows best what they are in. */
static const char *
known_language(const json_t *ev)
{
	const char *heard = json_text(ev, "transcript.language");

	return heard != NULL ? heard : json_text(ev, "contact.language");
}

/* What a doubtful voice note may have asked for: each reading's labels. */
static json_t *
label_readings(struct classifier *c, const json_t *readings, const char *known)
{
	json_t *list = json_array(), *reading;
	size_t i;

	json_array_foreach((json_t *)readings, i, reading)
		if (json_is_string(reading))
			json_array_append_new(list, classifier_label(c, json_string_value(reading), known));
	return json_pack("{s:o}", "readings", list);
}

json_t *
classifier_event(struct classifier *c, const json_t *ev)
{
	const json_t *readings = json_at(ev, "transcript.readings");
	const char *text = event_text(ev);

	/* Receipts, reactions, voice notes that nobody understood. */
	if (event_type(ev) != EVENT_MESSAGE || (text == NULL && readings == NULL))
		return NULL;
	return text != NULL ? classifier_label(c, text, known_language(ev)) : label_readings(c, readings, known_language(ev));
}
