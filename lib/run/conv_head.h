/*
 * conv_head: who a transcript is with, and what is known of them.
 */
#ifndef RUN_CONV_HEAD_H
#define RUN_CONV_HEAD_H

#include <stddef.h>

#include "run/desk.h"

/* How a person is called, by transcript_facts. Borrowed. */
const char	*conv_head_name(const json_t *facts);
/* To stdout: row is the person's of conversation_list; width 0: lines are never broken. */
void		 conv_head_print(const struct desk *, const json_t *row, const json_t *facts, size_t width);

#endif
