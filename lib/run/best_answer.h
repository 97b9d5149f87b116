/*
 * best_answer: what people answered to questions that ask for the same, and
 * which of their answers stands for all.
 */
#ifndef RUN_BEST_ANSWER_H
#define RUN_BEST_ANSWER_H

#include <stddef.h>

/* Texts of people, each the collection's own. */
struct best_answer {
	char	**text;
	size_t	  n;
};

/* Takes the text over; NULL and "" are none. */
void		 best_answer_add(struct best_answer *, char *text);
/*
 * The one that most of them come to: more than half say nearly the same, and
 * it is the middle of these. NULL when they don't come to one. *alike: how many do.
 */
const char	*best_answer_of(const struct best_answer *, const char *language, size_t *alike);
void		 best_answer_free(struct best_answer *);

#endif
