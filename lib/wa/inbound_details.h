/*
 * inbound_details: what a message holds besides its words, in a form for
 * people: a desk without the phone app has no other place to see it.
 */
#ifndef WA_INBOUND_DETAILS_H
#define WA_INBOUND_DETAILS_H

#include "ext/json.h"

/*
 * Lines, in a string, or NULL when the kind has none or it holds nothing more:
 *	location	latitude, longitude
 *	contacts	phones and addresses, a line each
 *	order		the items, a line each: 2 × coffee-1: 12.5 EUR
 *	interactive	of a form its answers, name: value; of other kinds
 *			than buttons and lists their members
 *	kinds nobody knows	their members
 * New reference.
 */
json_t	*inbound_details(const json_t *element, const char *type);

#endif
