#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include "base/bell.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/out.h"
#include "run/conv_reply.h"
#include "run/desk.h"
#include "run/editor.h"
#include "run/table.h"
#include "run/when.h"
#include "wa/assignment.h"
#include "wa/contact.h"
#include "wa/contact_pick.h"
#include "wa/conversation_list.h"
#include "wa/letter.h"
#include "wa/merge.h"
#include "wa/outbound.h"
#include "wa/outbox.h"
#include "wa/replying.h"
#include "wa/transcript.h"
#include "wa/words.h"

#define CUT "-------- what stands below this line is not sent --------"

enum { TEXT_MAX = 65536, SHOWN = 12 };	/* bytes of a reply; messages below the line */

/* How long the sending is watched, where somebody waits for it. */
static const int64_t patience_ms = 5 * CLOCK_SECOND;

struct reply {
	const struct conv_reply	*o;
	struct desk		*d;
	char			 key[CONTACT_KEY_LEN];	/* the contact that wrote last */
	char			 person[CONTACT_KEY_LEN];
	int64_t			 contact;
	char			*draft;			/* where the words are kept until they are queued */
};

/* ------------------------------------------------------------------- draft */

static int
open_draft(struct reply *r)
{
	char *dir = workspace_state(r->d->ws, "draft"), *name = mem_printf("%s.txt", r->person);
	int rc = file_mkdir(dir);

	if (rc == -1)
		log_line("%s: %s", dir, strerror(errno));
	r->draft = file_path(dir, name);
	free(name);
	free(dir);
	return rc;
}

/* The words without what stands below the line. */
static char *
above_the_line(const char *text)
{
	const char *cut = strstr(text, CUT);
	size_t n = cut != NULL ? (size_t)(cut - text) : strlen(text);

	while (n > 0 && strchr(" \t\r\n", text[n - 1]) != NULL)
		n--;
	return mem_strn(text, n);
}

/* What was begun before and not sent; "" for nothing. */
static char *
begun(const struct reply *r)
{
	struct buf b = { 0 };
	char *words;

	if (file_read(r->draft, TEXT_MAX * 2, &b) == -1)
		buf_clear(&b);
	words = above_the_line(b.data != NULL ? b.data : "");
	buf_free(&b);
	return words;
}

/* The last messages, so that nobody answers what they don't see. */
static void
add_context(const struct reply *r, struct buf *b)
{
	json_t *items = transcript_load(r->d->db, r->contact, &(struct transcript_filter){ .last = SHOWN }), *item;
	size_t i;

	json_array_foreach(items, i, item) {
		const char *text = json_text(item, "text"), *who = json_text(item, "who");
		char time[WHEN_LEN], *clean;
		int64_t ms = 0;

		if (text == NULL)
			text = json_text(item, "heard.text");
		if (text == NULL)
			text = json_text(item, "kind");
		if (text == NULL)
			continue;
		clock_parse(json_text(item, "time"), &ms);
		clean = table_clean(text);
		buf_printf(b, "%s  %s%s: %s\n", when_local(ms, "%d %b %H:%M", time), json_says(item, "what", "note") ?
		    "(internal) " : "", who, clean);
		free(clean);
	}
	json_decref(items);
}

static char *
from_editor(const struct reply *r)
{
	struct buf b = { 0 };
	char *words = begun(r);
	int rc;

	buf_printf(&b, "%s\n\n%s\n", words, CUT);
	free(words);
	add_context(r, &b);
	rc = file_replace(r->draft, 0600, b.data, b.len);
	buf_free(&b);
	if (rc == -1) {
		log_line("%s: %s", r->draft, strerror(errno));
		return NULL;
	}
	return editor_run(r->draft) == 0 ? begun(r) : NULL;
}

/* The words, which the caller frees; NULL after saying why there are none. */
static char *
words_for(const struct reply *r)
{
	char *words;

	if (r->o->text != NULL)
		return mem_str(r->o->text);
	if (!isatty(STDIN_FILENO))
		return desk_words(0, NULL, TEXT_MAX);
	if ((words = from_editor(r)) != NULL && *words == '\0') {
		log_line("nothing is sent: no words");
		unlink(r->draft);
		free(words);
		return NULL;
	}
	return words;
}

static void
keep_draft(const struct reply *r, const char *words)
{
	if (file_replace(r->draft, 0600, words, strlen(words)) == 0)
		log_line("the words are kept: %s", r->draft);
}

/* ----------------------------------------------------------------- sending */

static int
check_message(const json_t *message)
{
	struct outbound_problem p;
	json_t *parts = words_split(message);
	int rc = outbound_check(json_array_get(parts, 0), &p);

	if (rc == -1)
		log_line("%s %s", p.field, p.text);
	json_decref(parts);
	return rc;
}

/* Queued, and the conversation is whoever's it was, else the writer's. */
static int
queue(const struct reply *r, const json_t *message, char **event)
{
	const struct letter l = { .to = r->key, .author = r->d->member, .member = true, .message = message };
	int64_t now = clock_now();
	char *owner;
	int rc;

	if (store_begin(r->d->st) == -1)
		return EX_TEMPFAIL;
	rc = letter_check(r->d->db, r->d->ws, &l, now);
	if (rc == 0)
		rc = letter_queue(r->d->db, r->d->ws, &l, now, event);
	if (rc == 0 && (owner = assignment_of(r->d->db, r->contact)) == NULL)
		rc = assignment_set(r->d->db, r->contact, r->d->member, r->d->member, "replied", now) == -1 ? -1 : 0;
	else if (rc == 0)
		free(owner);
	if (rc != 0) {
		store_rollback(r->d->st);
		return rc == 1 ? 1 : EX_TEMPFAIL;
	}
	return store_commit(r->d->st) == 0 ? EX_OK : EX_TEMPFAIL;
}

static void
ring(const struct desk *d)
{
	char *bell = workspace_state(d->ws, "outbox.bell");

	bell_ring(bell);
	free(bell);
}

static bool
is_open(const json_t *rows)
{
	json_t *row;
	size_t i;

	json_array_foreach((json_t *)rows, i, row)
		if (json_says(row, "state", "queued") || json_says(row, "state", "sending"))
			return true;
	return false;
}

/* What became of it within a few seconds, for whoever waits at a terminal. */
static int
tell(const struct reply *r, const char *event)
{
	const struct timespec nap = { .tv_nsec = 50 * 1000 * 1000 };
	int64_t deadline = clock_mono() + (isatty(STDOUT_FILENO) ? patience_ms : 0);
	json_t *rows = outbox_of(r->d->db, event);
	const char *state;

	while (is_open(rows) && clock_mono() < deadline) {
		nanosleep(&nap, NULL);
		json_decref(rows);
		rows = outbox_of(r->d->db, event);
	}
	state = json_text(json_array_get(rows, 0), "state");
	if (r->o->json) {
		json_t *o = json_pack("{s:s, s:s, s:o}", "conversation", r->key, "id", event, "messages", rows);

		desk_print(o);
		json_decref(o);
		return out_end();
	}
	if (isatty(STDOUT_FILENO))
		printf("%s%s\n", state, is_open(rows) ? "; it goes out when the desk's line runs" : "");
	json_decref(rows);
	return out_end();
}

static int
send_words(const struct reply *r, const char *words)
{
	json_t *message = words_message(words);
	char *event = NULL;
	int status = EX_DATAERR;

	if (message == NULL)
		log_line("the text is no UTF-8");
	else if (check_message(message) == 0)
		status = queue(r, message, &event);
	json_decref(message);
	if (status == EX_OK) {
		unlink(r->draft);
		ring(r->d);
		status = tell(r, event);
	} else {
		keep_draft(r, words);
	}
	free(event);
	return status;
}

/* ------------------------------------------------------------------- reply */

/* To whoever of the person wrote last. */
static int
address(struct reply *r, const char *who)
{
	struct conversation_filter f = { .limit = 1 };
	json_t *list;
	struct contact c;

	if ((f.person = contact_pick(r->d->db, who)) <= 0)
		return f.person == 0 ? 1 : EX_TEMPFAIL;
	if ((list = conversation_list(r->d->db, r->d->ws, &f, r->d->now)) == NULL)
		return EX_TEMPFAIL;
	snprintf(r->key, sizeof r->key, "%s", json_text(json_array_get(list, 0), "conversation"));
	json_decref(list);
	r->contact = contact_find(r->d->db, r->key);
	if (contact_load(r->d->db, merge_person(r->d->db, r->contact), &c) == -1)
		return EX_TEMPFAIL;
	memcpy(r->person, c.key, sizeof r->person);
	contact_release(&c);
	return EX_OK;
}

static int
hold(const struct reply *r, struct replying **lease)
{
	struct replying_who who;
	char since[WHEN_LEN];

	if ((*lease = replying_start(r->d->ws, r->person, r->d->member, r->d->now, &who)) != NULL)
		return EX_OK;
	if (who.member[0] == '\0')
		return EX_TEMPFAIL;
	log_line("%s: %s is replying since %s%s", r->key, who.member, when_local(who.since, "%H:%M", since),
	    r->o->anyway ? "" : "; --anyway replies all the same");
	return r->o->anyway ? EX_OK : EX_TEMPFAIL;
}

static int
reply(struct reply *r, const char *who)
{
	const struct letter empty = { .to = r->key, .author = r->d->member, .member = true };
	struct replying *lease = NULL;
	char *words = NULL;
	int status = address(r, who), rc;

	/* Said before anybody has written a line in vain. */
	if (status == EX_OK && (rc = letter_check(r->d->db, r->d->ws, &empty, r->d->now)) != 0)
		status = rc == 1 ? 1 : EX_TEMPFAIL;
	if (status == EX_OK && open_draft(r) == -1)
		status = EX_CANTCREAT;
	if (status == EX_OK)
		status = hold(r, &lease);
	if (status == EX_OK && (words = words_for(r)) == NULL)
		status = EX_DATAERR;
	if (status == EX_OK)
		status = send_words(r, words);
	replying_end(lease);
	free(words);
	return status;
}

int
conv_reply(const struct conv_reply *o, int argc, char **argv)
{
	struct desk d;
	struct reply r = { .o = o, .d = &d };
	int status = desk_open(&d, o->workspace, DESK_ACT);

	if (argc != 1)
		log_die(EX_USAGE, "reply: one WHO is wanted");
	if (status == EX_OK)
		status = reply(&r, argv[0]);
	free(r.draft);
	desk_close(&d);
	return status;
}
