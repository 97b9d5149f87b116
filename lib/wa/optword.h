/*
 * optword: the one-word messages by which customers stop all messages, and
 * allow them again. Matched before anything is understood, for everyone, in
 * any language; only as the whole message.
 */
#ifndef WA_OPTWORD_H
#define WA_OPTWORD_H

#include <stdbool.h>

bool	optword_is_out(const char *text);
bool	optword_is_in(const char *text);

#endif
