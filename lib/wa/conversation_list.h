/*
 * conversation_list: conversations by what people look for. People whose
 * contacts are merged stand there once, as the contact that comes first.
 */
#ifndef WA_CONVERSATION_LIST_H
#define WA_CONVERSATION_LIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ext/db.h"
#include "ext/json.h"
#include "wa/workspace.h"

#define CONVERSATION_LIST_TAGS	4

enum conversation_sort {
	CONVERSATION_RECENT,	/* the newest message first */
	CONVERSATION_WAITING,	/* who waits longest first, then the others, the newest first */
	CONVERSATION_PRIORITY,	/* open inquiries by priority, then as above */
};

/* What is NULL, 0 or false doesn't count. */
struct conversation_filter {
	int64_t			 person;	/* one of the contacts of somebody, whatever their status */
	const char		*status;	/* active, resolved, closed, deleted; NULL: all but deleted */
	const char		*control;	/* bot, human, closed; as of now */
	const char		*assignee;	/* "": nobody's */
	const char		*tags[CONVERSATION_LIST_TAGS];	/* all of them */
	int64_t			 since, until;	/* of the newest message, ms */
	bool			 unanswered;
	int64_t			 closing;	/* the window closes by then, ms */
	enum conversation_sort	 sort;
	const char		*after;		/* the cursor of the row before */
	int			 limit;
};

/*
 * Objects {conversation, name, username, wa_id, user_id, person, control, closed_as, assignee,
 * language, tags[], last, waiting, priority, window, opted_out, inquiry{id, status, category, owner, opened},
 * lead{id, status}, who, kind, text, cursor}; what is unknown is left out. person: the key
 * of the contact that stands for several. New reference; NULL on a store
 * error, or after saying that the cursor is none.
 */
json_t	*conversation_list(struct db *, const struct workspace *, const struct conversation_filter *, int64_t now);

struct conversation_counts {
	int64_t	human, bot;		/* active ones: with people; with the agent, since `live` */
	int64_t	waiting, longest;	/* who waits; since when the first of them does, ms */
	int64_t	inquiries;		/* open and claimed ones */
	int64_t	leads;			/* new ones */
};

/* 0 or -1. */
int	 conversation_list_count(struct db *, const struct workspace *, int64_t live, int64_t now, struct conversation_counts *);

#endif
