/*
 * country: where a workspace is, for how its customers write phones, dates and
 * amounts.
 */
#ifndef WA_COUNTRY_H
#define WA_COUNTRY_H

#include "wa/workspace.h"

/* ISO 3166-1 alpha-2: `country` of workspace.yaml, else that of its first
 * number with a `display`, else that of its time zone; NULL when none tells.
 * Valid until the next call. */
const char	*country_of(const struct workspace *);

#endif
