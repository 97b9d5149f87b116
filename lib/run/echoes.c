#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "run/echoes.h"
#include "wa/contact.h"
#include "wa/event.h"
#include "wa/journal.h"
#include "wa/outbox.h"

struct echo {
	int64_t	 seq;
	int64_t	 time;
	char	*id;
	char	*user_id;
	char	*wa_id;
};

struct echoes {
	struct store	*st;
	struct journal	*journal;
	int64_t		 seen;
	struct echo	*v;
	size_t		 n;
};

struct echoes *
echoes_open(const struct workspace *ws, struct store *st)
{
	struct echoes *e = mem_alloc(sizeof *e);

	e->st = st;
	if ((e->journal = journal_open(ws)) == NULL) {
		echoes_close(e);
		return NULL;
	}
	e->seen = store_mark(st, "journal", 0);
	return e;
}

static void
echo_clear(struct echo *o)
{
	free(o->id);
	free(o->user_id);
	free(o->wa_id);
}

void
echoes_close(struct echoes *e)
{
	if (e == NULL)
		return;
	for (size_t i = 0; i < e->n; i++)
		echo_clear(&e->v[i]);
	free(e->v);
	journal_close(e->journal);
	free(e);
}

/* A change or a taking back of an earlier message is no reply. */
static bool
is_reply(const json_t *ev)
{
	const char *kind = event_kind(ev);

	return strcmp(kind, "edit") != 0 && strcmp(kind, "revoke") != 0;
}

static void
add(void *arg, const struct journal_entry *entry)
{
	struct echoes *e = arg;
	json_t *ev = json_parse(entry->body, strlen(entry->body), NULL);
	struct contact_ids ids;

	if (is_reply(ev)) {
		contact_ids_of(ev, &ids);
		e->v = mem_grow(e->v, e->n + 1, sizeof *e->v);
		e->v[e->n++] = (struct echo){ entry->seq, entry->time, mem_str(entry->id), mem_str(ids.user_id), mem_str(ids.wa_id) };
	}
	json_decref(ev);
}

void
echoes_forget(struct echoes *e)
{
	int64_t filed = e->n > 0 ? store_mark(e->st, "journal", 0) : 0;
	size_t kept = 0;

	for (size_t i = 0; i < e->n; i++) {
		if (e->v[i].seq > filed)
			e->v[kept++] = e->v[i];
		else
			echo_clear(&e->v[i]);
	}
	e->n = kept;
}

void
echoes_look(struct echoes *e)
{
	int64_t newest = journal_newest(e->journal);

	if (newest > e->seen && journal_echoes(e->journal, e->seen, add, e) != -1)
		e->seen = newest;
}

int64_t
echoes_seen(const struct echoes *e)
{
	return e->seen;
}

static bool
is_to(struct db *db, const struct echo *o, int64_t contact)
{
	return (o->user_id != NULL && contact_is(db, contact, o->user_id)) ||
	    (o->wa_id != NULL && contact_is(db, contact, o->wa_id));
}

bool
echoes_after(struct echoes *e, int64_t contact, int64_t time)
{
	struct db *db = store_db(e->st);

	for (size_t i = 0; i < e->n; i++) {
		const struct echo *o = &e->v[i];

		if (o->time / CLOCK_SECOND >= time / CLOCK_SECOND && is_to(db, o, contact) && !outbox_knows(db, o->id))
			return true;
	}
	return false;
}
