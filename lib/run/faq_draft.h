/*
 * faq_draft: a change to faq.yaml in the making. Each step changes the text
 * in hand; what comes of all is seen as a diff before it is written, and
 * nothing that the desk could not load is.
 */
#ifndef RUN_FAQ_DRAFT_H
#define RUN_FAQ_DRAFT_H

#include "base/buf.h"
#include "run/review.h"
#include "wa/workspace.h"

struct faq_draft {
	const struct workspace	*ws;
	char			*path;
	struct buf		 before, after;
};

/* The file as it is, empty where there is none. -1 after saying why; close it
 * all the same. */
int	faq_draft_open(struct faq_draft *, const struct workspace *);
void	faq_draft_close(struct faq_draft *);

/* Steps: 0, or -1 after saying why not; the draft is as it was then. */
/* Sets entries (wa/faq_edit.h). */
int	faq_draft_set(struct faq_draft *, const json_t *entries);
/* A new entry, below a comment. One that the desk could not load, or whose id
 * is taken, is none. */
int	faq_draft_add(struct faq_draft *, const json_t *entry, const char *comment);
/* One phrasing, in a language (NULL: the workspace's), more for the entry
 * with this id; with a category, for the first that escalates to it, made when
 * there is none. Nothing happens when that entry has it. */
int	faq_draft_learn(struct faq_draft *, const char *id, const char *category, const char *language, const char *phrasing);
/* A new entry that answers a question, with an id made of its words. */
int	faq_draft_answer(struct faq_draft *, const char *question, const char *answer, const char *language);

/* The exit status, as of review_write; 1 also when it could not be loaded. */
int	faq_draft_write(struct faq_draft *, enum review);

#endif
