/* wa-send: queue what the line decided, and send it */
#include <sys/prctl.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include "base/bell.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/opt.h"
#include "base/stop.h"
#include "ext/hash.h"
#include "run/drain.h"
#include "run/drainer.h"
#include "run/filter.h"
#include "run/print.h"
#include "wa/asset.h"
#include "wa/contact.h"
#include "wa/event.h"
#include "wa/handover.h"
#include "wa/letter.h"
#include "wa/media.h"
#include "wa/outbound.h"
#include "wa/outbox.h"
#include "wa/words.h"

static const char *workspace, *to, *text, *file;
static bool dry, drain_only, no_drain;

static const struct opt opts[] = {
	OPT_WORKSPACE(&workspace),
	OPT_DRY(&dry),
	{ 0, "to", OPT_STR, &to, "WHO", "send one message, to a contact key, number or user id" },
	{ 0, "text", OPT_STR, &text, "TEXT", "its words; without this from standard input" },
	{ 0, "file", OPT_STR, &file, "PATH", "a file of yours with it; --text is its caption" },
	{ 0, "no-drain", OPT_FLAG, &no_drain, NULL, "queue only, the drainer runs elsewhere" },
	{ 0, "drain", OPT_FLAG, &drain_only, NULL, "be the drainer only" },
	OPT_END
};

static const struct opt_spec spec = {
	.about = "queue what the line decided, and send it",
	.args = "< events",
	.opts = opts,
};

enum {
	WORDS_MAX = 1 << 20,	/* of --text from stdin */
	LINES_MAX = 100000,	/* letters whose fate is waited for */
};

/* How long the end is waited for while nothing moves; and while a file may be on its way. */
static const int64_t patience_ms = 30 * CLOCK_SECOND;
static const int64_t file_patience_ms = 5 * CLOCK_MINUTE;
/* What is due later than this isn't waited for. */
static const int64_t horizon_ms = 10 * CLOCK_SECOND;

struct letters {
	char	**event;
	size_t	 n;
};

struct send {
	const struct workspace	*ws;		/* NULL with -n where there is none */
	struct store		*store;
	const char		*author;
	bool			 member;
	char			*bell;
	struct letters		 staged;	/* of the batch in hand */
	struct letters		 queued;
	size_t			 line;		/* of those that are no events */
	bool			 refused;
};

static void
letters_add(struct letters *l, char *event)
{
	l->event = mem_grow(l->event, l->n + 1, sizeof *l->event);
	l->event[l->n++] = event;
}

static void
letters_free(struct letters *l)
{
	for (size_t i = 0; i < l->n; i++)
		free(l->event[i]);
	free(l->event);
	*l = (struct letters){ 0 };
}

/* ------------------------------------------------------------------ events */

/* -n without a workspace: only what the messages themselves tell. */
static enum filter_verdict
examine(const json_t *ev, json_t **value)
{
	static const struct workspace nowhere;
	struct handover h;

	handover_plan(&nowhere, ev, &h);
	*value = json_pack("{s:s, s:s*, s:[]}", "outcome", outcome_name(h.intended), "reason", h.problem, "messages");
	handover_free(&h);
	return FILTER_SET;
}

static enum filter_verdict
serve(void *arg, const json_t *ev, json_t **value)
{
	struct send *s = arg;
	int rc;

	if (s->ws == NULL)
		return examine(ev, value);
	rc = handover_do(store_db(s->store), s->ws, ev, clock_now(), value);
	if (rc == 1 && dry)
		return examine(ev, value);
	/* Made up, or another desk's: there is nobody to answer. */
	if (rc == 1)
		*value = json_pack("{s:s, s:s, s:[]}", "outcome", "failed", "reason", "never arrived here", "messages");
	return rc == -1 ? FILTER_RETRY : FILTER_SET;
}

/* ----------------------------------------------------------------- letters */

static bool
is_fine(struct send *s, const json_t *message, bool whole)
{
	struct outbound_problem p;
	json_t *parts = words_split(message);
	const json_t *first = json_array_size(parts) > 0 && !whole ? json_array_get(parts, 0) : message;
	int rc = whole ? outbound_check_request(message, &p) : outbound_check(first, &p);

	json_decref(parts);
	if (rc == -1)
		log_line("line %zu: %s %s (%d)", s->line, p.field, p.text, p.code);
	return rc == 0;
}

static enum filter_verdict
queue_letter(struct send *s, const char *who, const char *id, const json_t *message)
{
	struct letter l = { .to = who, .id = id, .author = s->author, .member = s->member, .message = message };
	char *event = NULL;
	int rc = letter_queue(store_db(s->store), s->ws, &l, clock_now(), &event);

	if (event != NULL)
		letters_add(&s->staged, event);
	s->refused = s->refused || rc == 1;
	return rc == -1 ? FILTER_RETRY : rc == 1 ? FILTER_FAIL : FILTER_PASS;
}

/* {"to":...,"message":...}, where the message may be a text; with -n also a
 * whole request or a bare message. */
static enum filter_verdict
other(void *arg, const json_t *line)
{
	struct send *s = arg;
	const json_t *given = json_object_get(line, "message");
	const char *who = json_text(line, "to");
	json_t *message = json_is_string(given) ? words_message(json_string_value(given)) : json_incref((json_t *)given);
	enum filter_verdict verdict = FILTER_FAIL;
	bool letter = message != NULL;

	s->line++;
	if (!letter && dry)
		verdict = is_fine(s, line, json_object_get(line, "messaging_product") != NULL) ? FILTER_PASS : FILTER_FAIL;
	else if (!letter || who == NULL)
		log_line("line %zu: neither an event nor {\"to\":...,\"message\":...}", s->line);
	else if (is_fine(s, message, false))
		verdict = s->ws == NULL ? FILTER_PASS : queue_letter(s, who, json_text(line, "id"), message);
	s->refused = s->refused || verdict == FILTER_FAIL;
	json_decref(message);
	return verdict;
}

static void
committed(void *arg)
{
	struct send *s = arg;

	for (size_t i = 0; i < s->staged.n && s->queued.n < LINES_MAX; i++) {
		letters_add(&s->queued, s->staged.event[i]);
		s->staged.event[i] = NULL;
	}
	letters_free(&s->staged);
	if (!dry)
		bell_ring(s->bell);
}

/* ----------------------------------------------------------------- the end */

static void
nap(void)
{
	struct timespec t = { .tv_nsec = 5 * 1000 * 1000 };

	nanosleep(&t, NULL);
}

/* Until nothing is due any more, nothing has moved for a while, or the drainer
 * can't work. */
static void
wait_until_sent(struct send *s, struct drainer *d)
{
	int64_t patience = file != NULL ? file_patience_ms : patience_ms, deadline = clock_mono() + patience, before = -1, left;

	while (!stop_asked() && (d == NULL || drainer_works(d)) &&
	    (left = outbox_waiting(store_db(s->store), clock_now() + horizon_ms)) > 0) {
		if (left != before)
			deadline = clock_mono() + patience;
		if (clock_mono() >= deadline) {
			log_line("%s: %lld messages are still to be sent", s->ws->name, (long long)left);
			break;
		}
		before = left;
		nap();
	}
}

/* What became of one letter's parts; the worst of them counts. */
static int
status_of(const json_t *parts)
{
	const json_t *part;
	size_t i;
	int status = EX_OK;

	json_array_foreach((json_t *)parts, i, part) {
		const char *state = json_text(part, "state");

		if (strcmp(state, "failed") == 0 || strcmp(state, "dropped") == 0)
			return 1;
		if (!no_drain && (strcmp(state, "queued") == 0 || strcmp(state, "sending") == 0 ||
		    strcmp(state, "unknown") == 0))
			status = EX_TEMPFAIL;
	}
	return status;
}

/* Prints what became of the letters; the worst of it. */
static int
report(struct send *s)
{
	struct buf out = { 0 };
	int status = EX_OK, one;

	for (size_t i = 0; i < s->queued.n; i++) {
		json_t *parts = outbox_of(store_db(s->store), s->queued.event[i]);
		json_t *line = json_pack("{s:s, s:O}", "id", s->queued.event[i], "messages", parts);

		json_print(line, &out);
		buf_char(&out, '\n');
		if ((one = status_of(parts)) == 1 || status == EX_OK)
			status = one;
		json_decref(line);
		json_decref(parts);
	}
	one = print_out(&out);
	buf_free(&out);
	return one == EX_IOERR ? EX_IOERR : status;
}

static int
finish(struct send *s, struct drainer *d, int status)
{
	int drained, letters;

	if (status != EX_OK && status != 1 && status != EX_DATAERR) {
		drainer_stop(d);
		return status;
	}
	if (!no_drain)
		wait_until_sent(s, d);
	drained = drainer_stop(d);
	letters = report(s);
	if (letters == EX_OK && s->refused)
		letters = 1;
	if (status != EX_OK)
		return status;
	return drained != 0 ? drained : letters;
}

/* ------------------------------------------------------------------- modes */

static int
run_filter(struct send *s)
{
	struct drainer *d = NULL;
	int status;

	if (!dry && !no_drain)
		d = drainer_start(s->ws);
	status = filter_run(&(struct filter){ .key = "sent", .serve = serve, .other = other, .committed = committed,
	    .arg = s, .store = s->store, .workspace = s->ws, .dry = dry });
	if (!dry)
		return finish(s, d, status);
	return s->refused && (status == EX_OK || status == 1) ? EX_DATAERR : status;
}

/* The words for --to: given, or all of stdin. NULL after saying why. */
static json_t *
words(void)
{
	struct buf b = { 0 };
	json_t *message = NULL;
	ssize_t n = 1;

	if (text != NULL)
		return words_message(text);
	if (isatty(STDIN_FILENO))
		fprintf(stderr, "%s: reading the text from the terminal, end with ^D\n", log_name());
	while (n > 0 && b.len <= WORDS_MAX) {
		n = read(STDIN_FILENO, buf_room(&b, 4096), 4096);
		b.len += n > 0 ? (size_t)n : 0;
	}
	while (b.len > 0 && b.data[b.len - 1] == '\n')
		b.len--;
	if (b.len > WORDS_MAX)
		log_line("the text is longer than any message");
	else if (b.len > 0) {
		buf_char(&b, '\0');
		message = words_message(b.data);
	}
	if (message == NULL && b.len <= WORDS_MAX)
		log_line("no text, or no UTF-8");
	buf_free(&b);
	return message;
}

/* A message with a file of the member's, checked as if it named one; only
 * then is the file put in, as only we may name it. */
static json_t *
file_message(struct send *s, json_t **key)
{
	const char *kind = asset_look(file);
	json_t *body = json_pack("{s:s, s:s*}", "file", file, "caption", text), *message, *of = NULL;

	message = json_pack("{s:s, s:O}", "type", kind != NULL ? kind : "", kind != NULL ? kind : "x", body);
	if (kind != NULL && is_fine(s, message, false)) {
		/* With -n nothing is kept: as if WhatsApp had it already. */
		of = dry ? json_pack("{s:s}", "id", "0") : asset_take(s->ws, file, key);
		json_object_del(body, "file");
		json_object_update(body, of);
		if (strcmp(kind, "document") != 0)
			json_object_del(body, "filename");
	}
	json_decref(body);
	if (of == NULL) {
		json_decref(message);
		message = NULL;
	}
	json_decref(of);
	return message;
}

/* One letter in a transaction of its own; with a file its row. */
static enum filter_verdict
commit_letter(struct send *s, const json_t *message, const json_t *key)
{
	enum filter_verdict verdict;

	if (store_begin(s->store) == -1)
		return FILTER_RETRY;
	verdict = queue_letter(s, to, NULL, message);
	if (verdict == FILTER_PASS && key != NULL && media_file_ours(store_db(s->store), s->staged.event[0],
	    contact_find(store_db(s->store), to), strrchr(file, '/') != NULL ? strrchr(file, '/') + 1 : file, key, clock_now()) == -1)
		verdict = FILTER_RETRY;
	if (verdict != FILTER_PASS)
		store_rollback(s->store);
	else if (store_commit(s->store) == -1)
		verdict = FILTER_RETRY;
	return verdict;
}

static int
send_one(struct send *s)
{
	json_t *key = NULL, *message;
	enum filter_verdict verdict;
	struct drainer *d;

	s->line = 1;
	message = file != NULL ? file_message(s, &key) : words();
	if (message == NULL || (file == NULL && !is_fine(s, message, false))) {
		json_decref(message);
		json_decref(key);
		return EX_DATAERR;
	}
	stop_catch();
	verdict = commit_letter(s, message, key);
	json_decref(message);
	json_decref(key);
	if (verdict != FILTER_PASS)
		return verdict == FILTER_FAIL ? 1 : EX_TEMPFAIL;
	committed(s);
	d = no_drain || dry ? NULL : drainer_start(s->ws);
	return dry ? EX_OK : finish(s, d, EX_OK);
}

static bool
know_author(struct send *s)
{
	const char *member = getenv("WA_MEMBER");

	s->member = member != NULL && *member != '\0';
	s->author = s->member ? member : OUTBOX_COMMAND;
	if (strcmp(s->author, OUTBOX_AGENT) != 0 && strcmp(s->author, OUTBOX_NOTICE) != 0 && (!s->member || strcmp(s->author, OUTBOX_COMMAND) != 0))
		return true;
	log_line("WA_MEMBER: \"%s\" is no person", s->author);
	return false;
}

/* Whoever can't read the token says so before anything is queued. */
static bool
has_token(const struct workspace *ws)
{
	char *token = workspace_token(ws);

	if (token == NULL)
		return false;
	explicit_bzero(token, strlen(token));
	free(token);
	return true;
}

static int
run_store(struct send *s)
{
	int status = EX_CONFIG;

	if (!know_author(s) || (!dry && !no_drain && !has_token(s->ws)))
		return EX_CONFIG;
	s->bell = workspace_state(s->ws, "outbox.bell");
	if ((s->store = store_open(s->ws, dry ? STORE_DRY : STORE_DURABLE)) == NULL)
		status = store_status();
	else
		status = to != NULL ? send_one(s) : run_filter(s);
	store_close(s->store);
	letters_free(&s->staged);
	letters_free(&s->queued);
	free(s->bell);
	return status;
}

int
main(int argc, char *argv[])
{
	struct send s = { 0 };
	struct workspace *ws;
	int status;

	opt_parse(&spec, &argc, &argv);
	if (argc > 0)
		log_die(EX_USAGE, "%s: what is that? Messages go by --to and --text, or as lines", argv[0]);
	if (text != NULL && to == NULL)
		log_die(EX_USAGE, "--text: to whom? Name one with --to");
	if (file != NULL && to == NULL)
		log_die(EX_USAGE, "--file: to whom? Name one with --to");
	/* The token is in our memory: no core dumps, no debugger of other programs. */
	prctl(PR_SET_DUMPABLE, 0);
	/* Bodies can be checked anywhere. */
	if (dry && to == NULL && workspace == NULL && getenv("WA_WORKSPACE") == NULL)
		return run_filter(&s);
	if ((ws = workspace_open(workspace)) == NULL)
		return EX_CONFIG;
	s.ws = ws;
	status = drain_only ? drain_run(ws) : run_store(&s);
	workspace_free(ws);
	return status;
}
