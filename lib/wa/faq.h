/*
 * faq: what the agent may say: faq.yaml, wa-faq(5), and after it the entries
 * that workspace.yaml and services.yaml come to, wa/knowledge.h.
 *
 * The struct array of phrasings is for the matcher; answers are looked up by
 * entry and language. There is no falling back to another language: NULL
 * means that the caller escalates.
 */
#ifndef WA_FAQ_H
#define WA_FAQ_H

#include <stddef.h>
#include <stdint.h>

#include "ext/yaml.h"
#include "wa/workspace.h"

struct faq;

struct faq_entry {
	const char	*id;
	const char	*escalate;	/* never answered: the inquiry's category; NULL for entries with an answer */
	const char	*category;	/* or NULL */
	int64_t		 until;		/* not answered from this time on, ms; INT64_MAX when always */
	const char	*file;		/* of the workspace: where it stands */
	int		 line;		/* 0 when it was made of several */
	const json_t	*data;		/* all of it, by wa-faq(5): tags[], tests{}, ask_next, media, buttons[] ... */
};

struct faq_phrasing {
	size_t		 entry;		/* its number */
	const char	*language;	/* declared, else the workspace's */
	bool		 declared;
	const char	*text;
};

/* NULL after saying every mistake as faq.yaml:LINE or services.yaml:LINE. No
 * file is an empty FAQ. */
struct faq			*faq_load(const struct workspace *);
/* faq.yaml alone, and the document with its mistakes, which the caller closes;
 * *faq is NULL with mistakes. */
struct yaml			*faq_read(const struct workspace *, struct faq **faq);
/* The same of a text that isn't there yet; `name` is what mistakes call it. */
struct yaml			*faq_check(const struct workspace *, const char *name, const struct buf *text, struct faq **faq);
void				 faq_free(struct faq *);

/* In the file's order. */
size_t				 faq_count(const struct faq *);
const struct faq_entry		*faq_entry(const struct faq *, size_t number);
/* NULL: there is none of this id. */
const struct faq_entry		*faq_find(const struct faq *, const char *id);
const struct faq_phrasing	*faq_phrasings(const struct faq *, size_t *n);

/* The answer's text with its variables filled in; NULL when the entry
 * escalates, is past its date, or has no answer in this language (pt finds
 * pt-BR; an answer without a language is in the workspace's, and is what a
 * NULL language asks for). `contact` is an event's, or NULL. The caller frees. */
char	*faq_answer(const struct faq *, const struct faq_entry *, const char *language, const json_t *contact);
/* The whole answer as outbound messages: media, text with its buttons, the
 * next question. NULL as above. The caller owns the array. */
json_t	*faq_messages(const struct faq *, const struct faq_entry *, const char *language, const json_t *contact);

/* Of all that answers are made of (faq, services, templates and workspace.yaml):
 * 12 hex digits for decision records. */
const char	*faq_version(const struct faq *);
/* A text in a language, or NULL; one without a language is in the workspace's. */
const char	*faq_text(const struct faq *, const json_t *local, const char *language);
/* The workspace's. */
const json_t	*faq_settings(const struct faq *);

#endif
