/*
 * event: one line of the stream, wa-event(5). Events are plain json_t
 * objects; these get at what filters ask for, so that no filter spells paths.
 */
#ifndef WA_EVENT_H
#define WA_EVENT_H

#include "base/buf.h"
#include "ext/json.h"

#define EVENT_VERSION	1
#define EVENT_MAX	((size_t)1 << 20)	/* bytes of a line, newline included */

enum event_type {
	EVENT_MESSAGE,	/* from a customer */
	EVENT_ECHO,	/* a person of the business wrote from the app */
	EVENT_STATUS,
	EVENT_HISTORY,
	EVENT_SYSTEM,	/* about one contact: number changes, preferences, calls ... */
	EVENT_ACCOUNT,	/* about the business's account, templates, groups */
	EVENT_UNKNOWN,	/* kept whole under raw */
};

enum event_type	 event_type(const json_t *ev);
const char	*event_type_name(enum event_type);
const char	*event_id(const json_t *ev);		/* "" when there is none */
const char	*event_conversation(const json_t *ev);	/* the contact's key, or NULL */
/* The words the agent should understand: the turn's when there is one, a
 * confident transcript, else message.text. NULL when there are none. */
const char	*event_text(const json_t *ev);
const char	*event_kind(const json_t *ev);		/* message.kind, or "" */
int64_t		 event_time(const json_t *ev);		/* ms; 0 when missing */
int64_t		 event_received(const json_t *ev);
bool		 event_is_replay(const json_t *ev);
/* Has wa-classify heard this, by its name in class.signals? */
bool		 event_has_signal(const json_t *ev, const char *name);

/* Ids of the buttons of the satisfaction question begin so. */
#define EVENT_RATING	"satisfaction:"

/* The tap on the satisfaction question: what follows EVENT_RATING; else NULL. */
const char	*event_rating(const json_t *ev);
/* A message that never is answered: a reaction, an edit, a revoke, a rating,
 * what is said in a group. */
bool		 event_is_remark(const json_t *ev);
/* Is it a part of a burst that a later message speaks for (turn.head)? */
bool		 event_is_merged(const json_t *ev);

/*
 * A stored event as a line of the stream, newline included, at most EVENT_MAX
 * bytes, appended to the buffer. workspace and key (the contact's) are left
 * out when NULL. In a longer one the raw parts are {"journal":seq,"bytes":B},
 * without `journal` when seq is 0.
 */
void		 event_line(const json_t *stored, const char *workspace, const char *key, int64_t seq, struct buf *);

#endif
