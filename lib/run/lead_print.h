/*
 * lead_print: leads on stdout: for people, for programs, as a table for
 * spreadsheets.
 */
#ifndef RUN_LEAD_PRINT_H
#define RUN_LEAD_PRINT_H

#include "ext/db.h"
#include "wa/lead.h"
#include "wa/leads.h"

enum lead_form { LEAD_TABLE, LEAD_JSON, LEAD_IDS, LEAD_CSV };

/* What a query finds; the exit status. */
int	lead_print_found(struct db *, const struct leads *, const struct lead_query *, enum lead_form, int64_t now);
/* All of one lead, as text or JSON; 1 when there is none, after saying so. */
int	lead_print_one(struct db *, const struct leads *, int64_t id, enum lead_form);

#endif
