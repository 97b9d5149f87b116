/*
 * search: words that were said, and names, found again. Tables contact_words,
 * message_words, outbox_words and note_words (FTS5).
 *
 * What is indexed and what is asked for go through the same mill: folded,
 * without accents, letters of scripts that put no spaces between words one by
 * one. So a word is found however it was typed, and a part of a Chinese or
 * Thai sentence as what it is, a run of letters.
 */
#ifndef WA_SEARCH_H
#define WA_SEARCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ext/db.h"

/* ---------------------------------------------------------------- writers */

/* Each 0 or -1, inside the transaction that writes the row. A row is indexed
 * once; what a voice note was heard to say counts as its message's text. */
int	search_add_message(struct db *, int64_t seq, const char *text);
int	search_add_outbox(struct db *, int64_t id, const char *text);
int	search_add_note(struct db *, int64_t id, const char *text);
/* After a contact's name, username or phone has changed. */
int	search_add_contact(struct db *, int64_t contact);
/* All of it, for a store from before there was an index. */
int	search_fill(struct db *);
/* All of it anew, so that nothing of what is gone stays in the index. */
int	search_rebuild(struct db *);

/* ---------------------------------------------------------------- readers */

struct search;

/*
 * Each word is to be found, in any order; several words in one string are a
 * phrase; a star at a string's end stands for any ending. NULL when there is
 * nothing in them to look for.
 */
struct search	*search_new(const char *const *strings, size_t n);
void		 search_free(struct search *);

/* Where a page begins: the zero value is the newest, a hit's is behind it. */
struct search_place {
	int64_t	message, outbox, note;
};

struct search_filter {
	int64_t			 since, until;	/* ms; 0: any */
	int64_t			 contact;	/* a person's, 0: anybody's */
	bool			 names;		/* also those whose name or number it is; on a first page only */
	struct search_place	 place;
	int			 limit;
};

struct search_hit {
	const char		*conversation;	/* key */
	const char		*name;		/* NULL: none */
	const char		*phone;
	const char		*who;		/* NULL: the name is the hit */
	const char		*text;
	int64_t			 time;
	struct search_place	 place;
};

/* Names first, then what was said, the newest first. How many, -1 on a store error. */
int		 search_run(struct db *, const struct search *, const struct search_filter *,
		    void (*each)(void *arg, const struct search_hit *), void *arg);

/* Does one of them stand in this text? */
bool		 search_finds(const struct search *, const char *text);
/* The text with `on` before and `off` behind what was looked for; *first (may
 * be NULL) is where the first begins, -1 when nothing is marked. The caller frees. */
char		*search_mark(const struct search *, const char *text, const char *on, const char *off, long *first);

#endif
