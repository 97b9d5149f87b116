/*
 * coverage: what the knowledge was asked and whether it had the answer, from
 * the records of decisions.
 */
#ifndef WA_COVERAGE_H
#define WA_COVERAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "ext/db.h"
#include "ext/json.h"

/* A question of a customer: what the agent had to find an answer to. */
struct coverage_question {
	const char	*event, *text, *language;	/* text and language may be NULL */
	const char	*topic;		/* the entry that came closest, NULL for none */
	const char	*reason;	/* why it was not answered, NULL when it was */
	bool		 answered;	/* the entry's answer, or one asked back for */
	bool		 missed;	/* the knowledge had nothing sure: what an entry more would help */
	bool		 vague;		/* an opener without a matter: it was asked back what about */
	int64_t		 at;
};

/* Calls each(arg, question), in order of arrival. 0 or -1. */
int	coverage_read(struct db *, int64_t since, int64_t until,
	    void (*each)(void *arg, const struct coverage_question *), void *arg);

/*
 * How each entry served: [{id, answers, customers, corrected}], the most used
 * first. corrected: answers after which a person had to step in within the
 * same session. New reference; NULL on a store error.
 */
json_t	*coverage_entries(struct db *, int64_t since, int64_t until);

/* Calls each(arg, confidence, corrected) for every answer by an entry. 0 or -1. */
int	coverage_answers(struct db *, int64_t since, int64_t until,
	    void (*each)(void *arg, double confidence, bool corrected), void *arg);

/* A case for a person that began with words; category and language as of then, language may be NULL. */
struct coverage_inquiry {
	int64_t		 id, opened;
	const char	*text, *language, *category;
};

/* Calls each(arg, inquiry) for questions opened in the time, in order. 0 or -1. */
int	coverage_inquiries(struct db *, int64_t since, int64_t until,
	    void (*each)(void *arg, const struct coverage_inquiry *), void *arg);
/* The case that a question became, 0 for none. */
int64_t	coverage_case(struct db *, const char *event);
/* A case's category; the caller frees. */
char	*coverage_category(struct db *, int64_t inquiry);
/* What a person last said in answer to a case that was resolved before then; NULL when none was, or without words. The caller frees. */
char	*coverage_answer(struct db *, int64_t inquiry, int64_t until);
/* What a person said first after a message, in the same session and before then; NULL for nothing. The caller frees. */
char	*coverage_reaction(struct db *, const char *event, int64_t until);

#endif
