/*
 * inquiry_print: inquiries (wa/inquiry_list.h) for people and for programs.
 */
#ifndef RUN_INQUIRY_PRINT_H
#define RUN_INQUIRY_PRINT_H

#include <stdint.h>

#include "ext/json.h"
#include "wa/workspace.h"

enum inquiry_form { INQUIRY_TABLE, INQUIRY_JSON, INQUIRY_IDS };

/* To stdout; the exit status. An owner in brackets was given it and has not
 * claimed it; an age with a ! is past a limit, one with a ~ put off. */
int	inquiry_print_list(const json_t *list, enum inquiry_form, int64_t now);
/* The same of what is late, with how long it waits in business time and which
 * limits it has passed. */
int	inquiry_print_late(const json_t *list, enum inquiry_form, const struct workspace *, int64_t now);
/* One with its log and notes. Times are in the process's time zone. */
int	inquiry_print_one(const json_t *inquiry, int64_t now);
/* Any JSON as a line. */
int	inquiry_print_json(const json_t *);

#endif
