/*
 * stats: what a desk is measured by. Each number is one SQL statement in
 * lib/sql/stat-NAME.sql over rows that are only ever added, so that it can be
 * had as of any past moment; wa-stats(1) says what each means.
 *
 * A statement gives rows of at (ms), contact, member, topic, language, value.
 * It is given ?1 and ?2, the time, ?3 and ?4, the arrival numbers of that time,
 * and ?5, the first of the outbox that can have been sent in it; business(a, b)
 * is the business time between, in ms; price(category, phone, at) is what a
 * message costs (wa/prices.h), 1 where no prices are set.
 */
#ifndef WA_STATS_H
#define WA_STATS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "wa/journal.h"
#include "wa/store.h"
#include "wa/workspace.h"

enum stats_kind {
	STATS_COUNT,	/* how many */
	STATS_SHARE,	/* values are 0 and 1: which part of them */
	STATS_DURATION,	/* ms; unknown: it still goes on */
	STATS_MEAN,
	STATS_SUM,	/* of money; unknown: what has no price */
	STATS_LEVEL,	/* values are steps up and down, from the beginning of time, in order */
};

struct stats_number {
	const char	*name;
	enum stats_kind	 kind;
	const char	*sql;
};

struct stats_row {
	int64_t		 at;
	int64_t		 contact;	/* 0: none */
	const char	*member, *topic, *language;	/* NULL: none */
	double		 value;
	bool		 known;
};

/* In the order in which they are shown; ends with a NULL name. */
const struct stats_number	*stats_numbers(void);
/* NULL when there is no such number. */
const struct stats_number	*stats_find(const char *name);

struct stats;

/* All that is true of [since, until) as of until. NULL after saying why. */
struct stats	*stats_open(const struct workspace *, int64_t since, int64_t until);
void		 stats_close(struct stats *);
/* Calls each(arg, row) in no order but a level's; the row ends with the call. 0 or -1. */
int		 stats_read(struct stats *, const struct stats_number *,
		    void (*each)(void *arg, const struct stats_row *), void *arg);
/* As what it is counted: without prices a sum of money is how many. */
enum stats_kind	 stats_kind_of(const struct stats *, const struct stats_number *);
/* The code of the currency that sums are in, NULL without prices. */
const char	*stats_currency(const struct stats *);
/* A contact's key; the caller frees. */
char		*stats_contact(struct stats *, int64_t contact);

#endif
