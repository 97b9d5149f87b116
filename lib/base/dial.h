/*
 * dial: how telephone numbers of a country are made.
 */
#ifndef BASE_DIAL_H
#define BASE_DIAL_H

struct dial_plan {
	const char	country[3];	/* ISO 3166-1 alpha-2 */
	const char	code[4];	/* the country's */
	const char	trunk[3];	/* dialled ahead of a number inside the country, never from outside */
	int		min, max;	/* digits behind either */
};

/* NULL when it isn't known; country may be NULL. */
const struct dial_plan	*dial_country(const char *country);
/* By an international number, digits only, that begins with the code. */
const struct dial_plan	*dial_code(const char *digits);

#endif
