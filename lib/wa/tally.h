/*
 * tally: rows of a number (wa/stats.h) counted up, all together or by group.
 *
 * Quantiles are by nearest rank: the smallest value that at least that share
 * of all values doesn't exceed; with an even number the median is the lower
 * of the two in the middle.
 */
#ifndef WA_TALLY_H
#define WA_TALLY_H

#include <stddef.h>
#include <stdint.h>

#include "wa/stats.h"

enum tally_by { TALLY_ALL, TALLY_MEMBER, TALLY_TOPIC, TALLY_LANGUAGE, TALLY_HOUR, TALLY_WEEKDAY, TALLY_DAY };

struct tally_group {
	const char	*name;		/* "" of all together; "-" where there is none */
	size_t		 n;		/* values that are known */
	size_t		 open;		/* that are not */
	double		 sum, mean, median, p90;
	double		 level, highest;	/* of STATS_LEVEL: at the group's end, and at most in it */
};

struct tally;

/* "member", "topic" ...; -1 when it is none. */
int		 tally_by_name(const char *, enum tally_by *);

/* Hours and days are those of the process's time zone. A level counts by day or all together only. */
struct tally	*tally_new(enum stats_kind, enum tally_by, int64_t since, int64_t until);
void		 tally_free(struct tally *);
void		 tally_add(struct tally *, const struct stats_row *);
/* Times by time, without gaps; others the largest first. Ends the adding; the tally's own. */
const struct tally_group *tally_groups(struct tally *, size_t *n);

#endif
