/*
 * journal: what arrived, in journal.db. Append-only; written by the listener
 * alone, read by the follower and by the gate before each send.
 */
#ifndef WA_JOURNAL_H
#define WA_JOURNAL_H

#include <stdbool.h>
#include <stdint.h>

#include "ext/json.h"
#include "wa/workspace.h"

struct journal;

struct journal_entry {
	int64_t		 seq;		/* arrival number; out: set by journal_append */
	const char	*type;
	const char	*id;
	int64_t		 time;		/* ms */
	int64_t		 received;	/* ms */
	const char	*peer;		/* customer's user id, else wa_id; may be NULL */
	const char	*body;		/* the event, without workspace, conversation, contact.key */
	unsigned char	 once[16];
};

/* The one writer of a journal: holds var/journal.lock. NULL after saying why. */
struct journal	*journal_create(const struct workspace *);
/* A reader. NULL after saying why; makes an empty journal when there is none yet. */
struct journal	*journal_open(const struct workspace *);
void		 journal_close(struct journal *);

/* One transaction, on disk when it returns 0; entries that are there already
 * are passed over. -1 when nothing of it was kept. */
int		 journal_append(struct journal *, struct journal_entry *, size_t n);

/* The newest arrival number, 0 when empty. */
int64_t		 journal_newest(struct journal *);
/*
 * Calls each(arg, entry) for at most max entries after seq, in order; the
 * entry ends with the call. Returns how many, -1 on error.
 */
int		 journal_read(struct journal *, int64_t after, int max,
		    void (*each)(void *arg, const struct journal_entry *), void *arg);
/* The same for echoes only: the gate asks about those not yet applied. */
int		 journal_echoes(struct journal *, int64_t after,
		    void (*each)(void *arg, const struct journal_entry *), void *arg);

#endif
