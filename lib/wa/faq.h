/*
 * faq: what the agent may say: faq.yaml, wa-faq(5), and after it the entries
 * that workspace.yaml and services.yaml come to, wa/knowledge.h.
 *
 * The struct array of phrasings is for the matcher; what an entry says is
 * wa/faq_answer.h.
 */
#ifndef WA_FAQ_H
#define WA_FAQ_H

#include <stddef.h>
#include <stdint.h>

#include "base/watch.h"
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
/* Over the files that faq_load reads and that may change while programs run. */
struct watch			*faq_watch(const struct workspace *);

/* In the file's order. */
size_t				 faq_count(const struct faq *);
const struct faq_entry		*faq_entry(const struct faq *, size_t number);
/* NULL: there is none of this id. */
const struct faq_entry		*faq_find(const struct faq *, const char *id);
const struct faq_phrasing	*faq_phrasings(const struct faq *, size_t *n);

/* Of all that answers are made of (faq, services, templates and workspace.yaml):
 * 12 hex digits for decision records. */
const char	*faq_version(const struct faq *);
/* The workspace's. */
const char	*faq_language(const struct faq *);
const json_t	*faq_settings(const struct faq *);

#endif
