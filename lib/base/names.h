/*
 * names: a short list of names that is fixed when the program is made.
 */
#ifndef BASE_NAMES_H
#define BASE_NAMES_H

#include <stdbool.h>
#include <stddef.h>

/* Is the name in the array? */
#define NAMES_HAVE(array, name)	names_have((array), sizeof(array) / sizeof *(array), (name))

bool	names_have(const char *const *names, size_t n, const char *name);

#endif
