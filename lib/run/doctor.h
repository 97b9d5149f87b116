/*
 * doctor: findings about a desk, one a check: all is well, look at it, or it
 * doesn't work, each with what to do. The checks are in doctor_*.c by what
 * they look at.
 */
#ifndef RUN_DOCTOR_H
#define RUN_DOCTOR_H

#include <stdbool.h>
#include <stdint.h>

#include "wa/health.h"
#include "wa/workspace.h"

enum finding { FINDING_OK, FINDING_SKIPPED, FINDING_WARNING, FINDING_FAILURE };

struct doctor {
	const struct workspace	*ws;
	int64_t			 now;
	bool			 offline;	/* talks to nobody */
	bool			 deep;		/* reads whole databases */
	bool			 kept;		/* anything at all: else health says nothing */
	struct store		*store;		/* to be read, until doctor_end; NULL when not kept */
	struct health		 health;
	enum finding		 worst;
	/* Gets each finding as it is made; cure NULL: nothing to do. */
	void			(*each)(void *arg, const char *check, enum finding, const char *what, const char *cure);
	void			*arg;
};

/* "ok", "skipped", "warning", "failure". */
const char	*doctor_finding_name(enum finding);
void		 doctor_find(struct doctor *, const char *check, enum finding, const char *cure, const char *format, ...)
		    __attribute__((format(printf, 5, 6)));

/* Before all others: what the stores tell. After them: doctor_end. */
void		 doctor_read(struct doctor *);
void		 doctor_end(struct doctor *);
/* Files and their modes, disk, stores, journal, line, listener. */
void		 doctor_state_check(struct doctor *);
/* Token, number, clock: what WhatsApp says. */
void		 doctor_graph_check(struct doctor *);
/* The desk's own work: sends, notices, inquiries, voice, rota. */
void		 doctor_desk_check(struct doctor *);
/* The launch list. */
void		 doctor_ready_check(struct doctor *);
/* A signed message of our own through the webhook, seen to come out of the journal. */
void		 doctor_probe(struct doctor *);

#endif
