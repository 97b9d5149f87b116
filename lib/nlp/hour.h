/*
 * hour: times of the day: "5pm", "half past five", "halb sechs", "a las cinco
 * y media", "17h30", "between 3 and 5", "por la tarde".
 *
 * A bare hour from 1 to 7 is in the afternoon or evening, one from 8 to 12 in
 * the morning or at noon, unless the words around it say another.
 */
#ifndef NLP_HOUR_H
#define NLP_HOUR_H

#include <stdbool.h>
#include <stddef.h>

#include "ext/json.h"
#include "nlp/reading.h"

enum hour_part { HOUR_NO_PART, HOUR_MORNING, HOUR_AFTERNOON, HOUR_EVENING };

#define HOUR_OPEN	(-1)	/* the end of a range that has none */

struct hour {
	int		 min, max;	/* minutes of the day; the same but for a range; HOUR_OPEN */
	bool		 range;
	bool		 loose;		/* min and max are bare: a part of the day may move them */
	enum hour_part	 part;		/* alone, or with an hour */
	bool		 alone;		/* the part is all that is said */
	bool		 unclear;	/* "5 or 6" */
	bool		 marked;	/* says itself that it is a time: "at 5", not "5" */
	size_t		 to;
};

/* The time that starts at piece i; false when none does. */
bool		 hour_at(const struct reading *, size_t i, struct hour *);
/* Puts an hour into a part of the day that was said apart from it ("tomorrow
 * afternoon at 3"); false when it can't be there. */
bool		 hour_in_part(struct hour *, enum hour_part);
enum hour_part	 hour_part_named(const char *name);
/* A part of the day named at piece i: the index behind it, or 0. */
size_t		 hour_part_at(const struct reading *, size_t i, enum hour_part *);
/* "17:00", "morning", {"min","max"}; NULL when unclear. The caller's. */
json_t		*hour_json(const struct hour *);

#endif
