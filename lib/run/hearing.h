/*
 * hearing: one voice note to its transcript: decoded, looked over, cut, heard
 * by the workspace's engine, and judged: sure, doubtful or not understood.
 */
#ifndef RUN_HEARING_H
#define RUN_HEARING_H

#include <stdbool.h>

#include "ext/json.h"
#include "wa/workspace.h"

struct hearing;

/* engine: by name, NULL for the configured one. NULL after saying why, or with
 * *none when notes aren't to be transcribed. */
struct hearing	*hearing_open(const struct workspace *, const char *engine, bool *none);
void		 hearing_close(struct hearing *);
/*
 * The transcript, wa-transcribe(1): a new object, never NULL. id: what mistakes
 * are said of. language: expected, NULL when nobody knows. pieces: an array that
 * gets {start,end,text,confidence} of each, or NULL. May be called by many threads.
 */
json_t		*hearing_note(struct hearing *, const char *id, const char *path, const char *language, json_t *pieces);

#endif
