/*
 * digits: numbers as people write them: "+250 788 123 200".
 */
#ifndef BASE_DIGITS_H
#define BASE_DIGITS_H

#include <stdbool.h>

/* The digits, without what stands between; "" of NULL. The caller frees. */
char	*digits_of(const char *);
/* Have both the same digits? Not when one is NULL. */
bool	 digits_same(const char *a, const char *b);

#endif
