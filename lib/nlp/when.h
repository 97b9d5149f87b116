/*
 * when: the days and hours of a text. Pieces of one date that stand together
 * become one, and the parts of a day meet their hours.
 */
#ifndef NLP_WHEN_H
#define NLP_WHEN_H

#include "nlp/day.h"
#include "nlp/finding.h"

/* Days found have the calendar day in n[0]; hours the first and last minute in
 * n[], -1 for none. */
void	when_find(const struct reading *, const struct day_context *, const bool *claimed, struct findings *days,
	    struct findings *hours);
/* Does a clock show these hours on this day? */
bool	when_exists(const struct finding *day, const struct finding *hour);

#endif
