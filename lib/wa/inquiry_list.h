/*
 * inquiry_list: questions about inquiries, for lists, for those who assign,
 * and for whoever reads one. Nothing here writes.
 */
#ifndef WA_INQUIRY_LIST_H
#define WA_INQUIRY_LIST_H

#include <stdbool.h>
#include <stdint.h>

#include "ext/db.h"
#include "ext/json.h"
#include "wa/sla.h"

enum inquiry_sort {
	INQUIRY_BY_PRIORITY,	/* the most pressing first, of equals who waits longest */
	INQUIRY_BY_WAITING,	/* who waits longest first */
	INQUIRY_BY_RECENCY,	/* what something happened to last first */
};

/* What to list; NULL, 0 and false: no matter. */
struct inquiry_query {
	const char		*status;	/* NULL: open and claimed */
	bool			 all;		/* of every status */
	const char		*owner, *category, *kind;
	const char		*tag;		/* of the contact or its conversation */
	int64_t			 before;	/* opened before then; 0: whenever */
	int64_t			 at;		/* what was open or claimed then, and whose; 0: what is now */
	bool			 unowned;
	bool			 breach;	/* past a limit */
	bool			 stale;		/* past a limit or nobody's, and not put off */
	enum inquiry_sort	 sort;
	int64_t			 max;		/* 0: all */
	bool			 ids;		/* only the ids are wanted */
};

/*
 * Inquiries as objects {id, conversation, name, kind, category, reason,
 * status, priority, owner, skill, rule, opened, since, claimed, snoozed,
 * changed, ended, ended_by, reply, breach: [limits], text}, what is nothing
 * left out; text are the first words it is about. *more: there are more than
 * max. New reference.
 */
json_t	*inquiry_list(struct db *, const struct inquiry_query *, struct sla *, bool *more);
/* One of them with `log` [{at, who, what, subject, why}], `notes` [{at, who,
 * text}] and `events` [ids]; NULL when there is none. New reference. */
json_t	*inquiry_list_one(struct db *, int64_t id, struct sla *);
/* For whoever watches: the first after `id` in the order of opening, and the last opened
 * before then (INT64_MAX: the last of all); 0 for none. */
int64_t	 inquiry_list_after(struct db *, int64_t id);
int64_t	 inquiry_list_before(struct db *, int64_t opened);

/*
 * Active ones that no route has looked at: [{id, seen}]. And what routes see
 * of one (wa/route.h), with the contact's tags and lead as they are now; NULL
 * when there is none. New references.
 */
json_t	*inquiry_list_unrouted(struct db *);
json_t	*inquiry_list_seen(struct db *, int64_t id);
/* The first words that one is about, and the last that a person has answered
 * since it was opened; the caller frees, NULL for none. */
char	*inquiry_list_question(struct db *, int64_t id);
char	*inquiry_list_answer(struct db *, int64_t id);
/* The contact's tags as an array. New reference. */
json_t	*inquiry_list_tags(struct db *, int64_t contact);
/* Has the contact an attribute of this name? */
bool	 inquiry_list_knows(struct db *, int64_t contact, const char *attribute);

/*
 * What waits for an owner, the oldest first: nobody's, or given by the rota
 * before `claim_before` and not claimed since; nothing that is put off:
 * [{id, contact, owner, rule, category, skill, language, refused (who has just
 * given it back)}]. New reference.
 */
json_t	*inquiry_list_queue(struct db *, int64_t now, int64_t claim_before);
/* Whose the conversation is, else who had the person's last inquiry; the caller frees, NULL for nobody. */
char	*inquiry_list_last_owner(struct db *, int64_t contact);
/* Of a member: open and claimed ones; how many were given since then; and the
 * place of the last that was given in the order of all, 0 for none. */
int64_t	 inquiry_list_load(struct db *, const char *member);
int64_t	 inquiry_list_given(struct db *, const char *member, int64_t since);
int64_t	 inquiry_list_last_given(struct db *, const char *member);

#endif
