/*
 * hour_single: one hour of a clock as it is said: "5pm", "half past five",
 * "halb sechs", "cinco menos cuarto", "17h30", noon.
 */
#ifndef NLP_HOUR_SINGLE_H
#define NLP_HOUR_SINGLE_H

#include "nlp/hour.h"

/* One hour, before it is known which half of the day it is in. */
struct hour_single {
	int		 minute;	/* as said, 0 to 24 * 60 */
	bool		 fixed;		/* am, pm, 17:00, noon */
	bool		 half;		/* by am or pm */
	bool		 marked;
	enum hour_part	 part;		/* "5 de la tarde" */
	size_t		 to;
};

/* The hour at piece i, its "at" ahead taken along; false when there is none.
 * narrow: it stands between "between" and "and", which is then no part of it. */
bool	hour_single(const struct reading *, size_t i, bool narrow, struct hour_single *);

#endif
