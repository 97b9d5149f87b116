/*
 * day: dates. What a text says of one day comes in pieces and in any order
 * ("Friday the 3rd of April", "the 5th of next month", "next week on Monday"):
 * day_at() finds one piece, day_add() gathers those that are about the same
 * day, day_resolve() says which day of the calendar that is.
 */
#ifndef NLP_DAY_H
#define NLP_DAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "nlp/reading.h"

/* What a piece is about. */
enum day_about {
	DAY_FULL	= 1 << 0,	/* a whole date; year 0: the next such */
	DAY_RELATIVE	= 1 << 1,	/* n days from today */
	DAY_WEEKDAY	= 1 << 2,
	DAY_OF_MONTH	= 1 << 3,
	DAY_MONTH	= 1 << 4,
	DAY_YEAR	= 1 << 5,
	DAY_WEEK	= 1 << 6,	/* n weeks from this one */
	DAY_MONTHS	= 1 << 7,	/* n months from this one */
	DAY_END		= 1 << 8,	/* the end of a month */
	DAY_NTH		= 1 << 9,	/* the nth of some weekday in a month, -1: the last */
	DAY_SPAN_MONTHS	= 1 << 10,	/* n months from today */
	DAY_LATER	= 1 << 11,	/* n days after the day that is said */
	DAY_VAGUE	= 1 << 12,	/* the weekend, mid May: no one day; `stretch`, and the month or
					   week where one is said */
	DAY_EASTER	= 1 << 13,	/* n days from it */
	DAY_MOMENT	= 1 << 14,	/* n minutes from now */
};

/* Which days of a month or week; as the numbers of "vague" in values.txt. */
enum day_stretch { DAY_ANY, DAY_WEEKEND, DAY_EARLY, DAY_MIDDLE, DAY_LATE };
enum day_which { DAY_BARE, DAY_THIS, DAY_NEXT, DAY_COMING, DAY_AFTERNEXT, DAY_LAST };

struct day {
	unsigned	about;		/* of what it says something */
	int		year, month, day;
	int		weekday;
	enum day_which	which;		/* of weekdays and weekends */
	enum day_stretch stretch;	/* of VAGUE */
	int		nth;
	int64_t		n;		/* of RELATIVE, WEEK, MONTHS, SPAN_MONTHS, LATER, EASTER, MOMENT */
	int64_t		later;
	bool		unclear;	/* 03/04 */
	bool		span;		/* n is "in two weeks", said behind a weekday */
	bool		bare;		/* says only in answer to a question that it is a date */
	size_t		to;
};

struct day_context {
	int64_t		 now_ms;
	int64_t		 today;		/* calendar day */
	int		 minute;
	const char	*country;	/* NULL when unknown: the order of English dates */
};

/* The piece that starts at i; false when none does. */
bool	day_at(const struct reading *, size_t i, const struct day_context *, struct day *);
/* Does "or the next" follow, and leave two days to choose from? */
bool	day_or_next(const struct reading *, size_t i);
/* Adds a piece; false when it can't be about the same day. */
bool	day_add(struct day *, const struct day *piece);

#endif
