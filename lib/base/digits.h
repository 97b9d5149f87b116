/*
 * digits: numbers as people write them: "+250 788 123 200".
 */
#ifndef BASE_DIGITS_H
#define BASE_DIGITS_H

#include <stdbool.h>

/* Have both the same digits, whatever stands between? Not when one is NULL. */
bool	digits_same(const char *a, const char *b);

#endif
