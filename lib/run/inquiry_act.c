#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/bell.h"
#include "base/clock.h"
#include "base/log.h"
#include "run/desk.h"
#include "run/inquiry_act.h"
#include "run/inquiry_learn.h"
#include "wa/assign.h"
#include "wa/casework.h"
#include "wa/config.h"
#include "wa/hours.h"
#include "wa/note.h"

/* What one move does with one inquiry; the result is casework's. */
typedef int move(const struct casework *, const struct inquiry_act *, const char *operand);

int64_t
inquiry_act_id(const char *command, const char *word)
{
	return desk_number(command, word, "an inquiry's", "wa-inquiry list");
}

/* In a transaction of its own; the exit status. The queue is looked at, too:
 * what was released or reopened may be somebody's at once. */
static int
move_one(struct desk *d, const struct inquiry_act *a, int64_t id, move *what, const char *operand)
{
	struct casework c = { .db = d->db, .ws = d->ws, .id = id, .who = d->member };
	int rc;

	if (store_begin(d->st) == -1)
		return EX_TEMPFAIL;
	c.now = clock_now();
	rc = what(&c, a, operand);
	if (rc == 0 && assign_due(c.db, d->ws, c.now) == -1)
		rc = -1;
	if (rc != 0)
		store_rollback(d->st);
	else if (store_commit(d->st) == -1)
		rc = -1;
	return rc == 0 ? EX_OK : rc == 1 ? 1 : EX_TEMPFAIL;
}

/* Whoever sends has something to do. */
static void
ring(const struct desk *d)
{
	char *bell = workspace_state(d->ws, "outbox.bell");

	bell_ring(bell);
	free(bell);
}

/* The same move of every id, as the acting member; the worst that came of it. */
static int
move_all(const struct inquiry_act *a, const char *command, int n, char **ids, move *what, const char *operand)
{
	struct desk d;
	int status, one;

	if (n == 0)
		log_die(EX_USAGE, "%s: which? wa-inquiry list has the numbers", command);
	for (int i = 0; i < n; i++)
		inquiry_act_id(command, ids[i]);
	if ((status = desk_open(&d, a->workspace, DESK_ACT)) == EX_OK) {
		for (int i = 0; i < n; i++)
			if ((one = move_one(&d, a, inquiry_act_id(command, ids[i]), what, operand)) != EX_OK)
				status = one;
		ring(&d);
	}
	desk_close(&d);
	return status;
}

/* ------------------------------------------------------------ taking, giving */

static int
claim(const struct casework *c, const struct inquiry_act *a, const char *operand)
{
	(void)a;
	(void)operand;
	return casework_claim(c);
}

int
inquiry_act_claim(const struct inquiry_act *a, int argc, char **argv)
{
	return move_all(a, "claim", argc, argv, claim, NULL);
}

static int
assign(const struct casework *c, const struct inquiry_act *a, const char *member)
{
	return casework_assign(c, member, a->why, a->anyway);
}

int
inquiry_act_assign(const struct inquiry_act *a, int argc, char **argv)
{
	if (argc < 2)
		log_die(EX_USAGE, "assign: ID... and the MEMBER, or --due alone");
	return move_all(a, "assign", argc - 1, argv, assign, argv[argc - 1]);
}

static int
transfer(const struct casework *c, const struct inquiry_act *a, const char *member)
{
	return casework_transfer(c, member, a->why, a->anyway);
}

int
inquiry_act_transfer(const struct inquiry_act *a, int argc, char **argv)
{
	if (argc < 2)
		log_die(EX_USAGE, "transfer: ID... and the MEMBER it goes to");
	return move_all(a, "transfer", argc - 1, argv, transfer, argv[argc - 1]);
}

static int
release(const struct casework *c, const struct inquiry_act *a, const char *operand)
{
	(void)a;
	(void)operand;
	return casework_release(c);
}

int
inquiry_act_release(const struct inquiry_act *a, int argc, char **argv)
{
	return move_all(a, "release", argc, argv, release, NULL);
}

static int
route(const struct casework *c, const struct inquiry_act *a, const char *operand)
{
	(void)a;
	(void)operand;
	return casework_route(c);
}

int
inquiry_act_route(const struct inquiry_act *a, int argc, char **argv)
{
	return move_all(a, "route", argc, argv, route, NULL);
}

/* ------------------------------------------------------- noting, putting off */

static int
note(const struct casework *c, const struct inquiry_act *a, const char *text)
{
	(void)a;
	return casework_note(c, text);
}

int
inquiry_act_note(const struct inquiry_act *a, int argc, char **argv)
{
	char *text;
	int status;

	if (argc == 0)
		log_die(EX_USAGE, "note: the ID is wanted, then the text or nothing for stdin");
	if ((text = desk_words(argc - 1, argv + 1, NOTE_MAX)) == NULL)
		return EX_DATAERR;
	status = move_all(a, "note", 1, argv, note, text);
	free(text);
	return status;
}

/* From now, at the next opening (0 when there is none), or a time; -1 for none of these. */
static int64_t
time_ahead(const struct workspace *ws, const char *text, int64_t now)
{
	int64_t ms;

	if (config_duration(text, &ms) == 0)
		return now + ms;
	if (strcmp(text, "opening") == 0)
		return hours_next(ws, now);
	return clock_parse(text, &ms) == 0 ? ms : -1;
}

static int
snooze(const struct casework *c, const struct inquiry_act *a, const char *operand)
{
	int64_t at = time_ahead(c->ws, a->until, c->now);

	(void)operand;
	if (at == -1)
		log_die(EX_USAGE, "--until: %s: not a time; 2h, 3d (from now), opening, 2026-11-23T09:00:00Z", a->until);
	if (at > 0)
		return casework_snooze(c, at);
	log_line("--until: opening: the desk doesn't open within a month");
	return 1;
}

int
inquiry_act_snooze(const struct inquiry_act *a, int argc, char **argv)
{
	if (a->until == NULL)
		log_die(EX_USAGE, "snooze: --until is missing: 2h, 3d (from now), opening, or a time");
	return move_all(a, "snooze", argc, argv, snooze, NULL);
}

/* -------------------------------------------------------------------- ending */

static int
resolve(const struct casework *c, const struct inquiry_act *a, const char *operand)
{
	(void)operand;
	return casework_resolve(c, a->reply, a->keep);
}

/* What was answered, into the FAQ. */
static int
learn(const struct inquiry_act *a, int64_t id)
{
	struct desk d;
	int status = desk_open(&d, a->workspace, DESK_LOOK);

	if (status == EX_OK)
		status = inquiry_learn(d.db, d.ws, id, a->entry, a->yes);
	desk_close(&d);
	return status;
}

int
inquiry_act_resolve(const struct inquiry_act *a, int argc, char **argv)
{
	bool learns = a->faq || a->entry != NULL;
	int status;

	if ((a->reply != NULL || learns) && argc != 1)
		log_die(EX_USAGE, "resolve: --reply, --faq and --entry are about one inquiry, %d are named", argc);
	status = move_all(a, "resolve", argc, argv, resolve, NULL);
	return status == EX_OK && learns ? learn(a, inquiry_act_id("resolve", argv[0])) : status;
}

static int
ignore(const struct casework *c, const struct inquiry_act *a, const char *operand)
{
	(void)operand;
	return casework_ignore(c, a->keep);
}

int
inquiry_act_ignore(const struct inquiry_act *a, int argc, char **argv)
{
	return move_all(a, "ignore", argc, argv, ignore, NULL);
}

static int
reopen(const struct casework *c, const struct inquiry_act *a, const char *operand)
{
	(void)a;
	(void)operand;
	return casework_reopen(c);
}

int
inquiry_act_reopen(const struct inquiry_act *a, int argc, char **argv)
{
	return move_all(a, "reopen", argc, argv, reopen, NULL);
}
