/*
 * journal: what arrived, in journal.db. Append-only; written by the listener
 * alone, read by the follower and by the gate before each send.
 */
#ifndef WA_JOURNAL_H
#define WA_JOURNAL_H

#include <stdbool.h>
#include <stdint.h>

#include "ext/db.h"
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
/* The same in a directory that is no workspace's, made when it is missing; waits for its turn. */
struct journal	*journal_create_in(const char *dir);
/* A reader. NULL after saying why; makes an empty journal when there is none yet. */
struct journal	*journal_open(const struct workspace *);
void		 journal_close(struct journal *);

/*
 * One transaction, on disk when it returns 0; entries that are there already
 * are passed over, their seq is 0. -1 when nothing of it was kept: busy for
 * 5 s, full, read-only. It can be tried again, and works when that has passed.
 */
int		 journal_append(struct journal *, struct journal_entry *, size_t n);
/* Would an append reach the disk? 0 or -1. */
int		 journal_probe(struct journal *);

/* For statements that read wa.db and the journal at once, as j.entry. 0 or -1. */
int		 journal_attach(const struct journal *, struct db *);

/* The newest arrival number, 0 when empty. */
int64_t		 journal_newest(struct journal *);
/* When that arrived, ms; 0 when empty. */
int64_t		 journal_received(struct journal *);
/* The first arrival number from this time on; one more than the newest when there is none. */
int64_t		 journal_from(struct journal *, int64_t time);
/*
 * Calls each(arg, entry) for at most max entries after seq, in order; the
 * entry ends with the call. Returns how many, -1 on error.
 */
int		 journal_read(struct journal *, int64_t after, int max,
		    void (*each)(void *arg, const struct journal_entry *), void *arg);
/* The same in one of the follower's two lanes: all but history, and history. */
enum journal_lane { JOURNAL_LIVE, JOURNAL_HISTORY };
int64_t		 journal_lane_newest(struct journal *, enum journal_lane);
int		 journal_read_lane(struct journal *, enum journal_lane, int64_t after, int max,
		    void (*each)(void *arg, const struct journal_entry *), void *arg);
/* The same for echoes only: the gate asks about those not yet applied. */
int		 journal_echoes(struct journal *, int64_t after,
		    void (*each)(void *arg, const struct journal_entry *), void *arg);

#endif
