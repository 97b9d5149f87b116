/*
 * lead_parse: how texts are understood as values of a type: lines of stdin,
 * a JSON value a line on stdout.
 */
#ifndef RUN_LEAD_PARSE_H
#define RUN_LEAD_PARSE_H

#include "wa/leads.h"

/*
 * type as in leads.yaml; of choice and place the choices of all its fields.
 * language: ISO 639-1, NULL for the workspace's. What has no value, or not
 * surely one, is null. The exit status.
 */
int	lead_parse(const struct workspace *, const struct leads *, const char *type, const char *language);

#endif
