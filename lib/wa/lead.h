/*
 * lead: people who want something the business sells, and what is known of
 * it: tables `lead`, `lead_value`, `lead_log`, `lead_hint`; wa-store(5).
 *
 * A lead is current for its contact while its status is new or contacted and
 * the conversation wasn't closed since it changed: until the session's timeout
 * after that, and while something is left to ask for some days more, so that
 * an answer that comes the next morning still is one.
 */
#ifndef WA_LEAD_H
#define WA_LEAD_H

#include <stdbool.h>
#include <stdint.h>

#include "ext/db.h"
#include "ext/json.h"

#define LEAD_KEY_MAX	65	/* a field's key with its NUL */

struct lead {
	int64_t	 id;
	int64_t	 contact;
	int64_t	 opened, changed;
	int64_t	 complete;		/* when nothing was left to ask; 0: not yet */
	int64_t	 confirmed;		/* 0: not yet */
	char	 status[16];
	char	 asking[LEAD_KEY_MAX];	/* the key whose question is open, "" for none */
	json_t	*fields;		/* key -> value, what is known */
	json_t	*said;			/* key -> words, also where they came to no value */
	json_t	*asked;			/* array of keys */
};

struct lead_new {
	int64_t		 contact;
	const char	*event;		/* that began it */
	const char	*first;		/* its words, or NULL */
	const json_t	*referral;	/* the ad it came from, or NULL: then the contact's newest since `since` */
	int64_t		 since;
};

/* Is this one of new, contacted, won, lost, spam? */
bool	 lead_is_status(const char *);

/* 1 with the lead, which lead_release frees; 0 when there is none; -1 on a store error. */
int	 lead_load(struct db *, int64_t id, struct lead *);
/* The contact's current one. timeout: the session's, ms. */
int	 lead_current(struct db *, int64_t contact, int64_t timeout, int64_t now, struct lead *);
/* The contact's newest one that ended. */
int	 lead_before(struct db *, int64_t contact, int64_t id, struct lead *);
void	 lead_release(struct lead *);
/* Makes one. 0 or -1. */
int	 lead_create(struct db *, const struct lead_new *, int64_t now, struct lead *);

/*
 * One field becomes known (value not NULL), or known to be nothing (value
 * NULL), in these words (may be NULL); who: customer, agent or a member. Logs
 * it; the lead itself is written by lead_save. 0 or -1.
 */
int	 lead_tell(struct db *, struct lead *, const char *key, const json_t *value, const char *words,
	    const char *who, int64_t now);
/* It is asked for now; or the customer is told what happens next. Logged. 0 or -1. */
int	 lead_ask(struct db *, struct lead *, const char *key, int64_t now);
int	 lead_confirm(struct db *, struct lead *, int64_t now);
/* Key counts as asked from now on. */
void	 lead_count_asked(struct lead *, const char *key);
bool	 lead_was_asked(const struct lead *, const char *key);
/* Writes the struct back: fields, said, asked, asking, complete, confirmed. 0 or -1. */
int	 lead_save(struct db *, struct lead *, int64_t now);
/* The question that was decided on never reached the customer: it may be asked again. */
int	 lead_unask(struct db *, int64_t id, const char *key);
/* A member's decisions. owner NULL: nobody. 0 or -1. */
int	 lead_set_status(struct db *, int64_t id, const char *status, const char *who, int64_t now);
int	 lead_set_owner(struct db *, int64_t id, const char *owner, const char *who, int64_t now);

/* What was said before a lead began, since then: {fields, said}; NULL when nothing. New reference. */
json_t	*lead_hints(struct db *, int64_t contact, int64_t since);
int	 lead_set_hints(struct db *, int64_t contact, const json_t *fields, const json_t *said, int64_t now);
int	 lead_drop_hints(struct db *, int64_t contact);
/* The contact's attributes as an object of texts. New reference. */
json_t	*lead_attributes(struct db *, int64_t contact);

struct lead_query {
	const char	*status, *source, *owner;	/* NULL: any */
	int64_t		 since, until;			/* when it began; 0: any */
	const json_t	*fields;			/* object key -> text; NULL: any */
	int64_t		 limit;				/* 0: all */
	bool		 json;				/* rows with their `json` */
};

/* Strings are valid during the callback. */
struct lead_row {
	int64_t		 id, opened, changed, complete;	/* complete 0: not yet */
	const char	*contact, *name, *phone;	/* the key; name and phone may be NULL */
	const char	*status, *owner, *source;
	const char	*first;
	const char	*fields;			/* JSON */
	const char	*json;				/* all but the fields as one object, made by the database, which is
							   several times faster; NULL when it wasn't asked for */
};

/* Calls back for each lead, the newest first, until it returns false. 0 or -1. */
int	 lead_each(struct db *, const struct lead_query *, bool (*row)(void *, const struct lead_row *), void *arg);
/* One lead as a row, with its JSON; 1 when the callback was called, 0 when there is none, -1. */
int	 lead_row(struct db *, int64_t id, bool (*row)(void *, const struct lead_row *), void *arg);
/* The ad it came from, as WhatsApp told it; NULL for none. New reference. */
json_t	*lead_referral(struct db *, int64_t id);
/* What became known of it when: array of {at, who, what, value, words}. New reference. */
json_t	*lead_history(struct db *, int64_t id);

#endif
