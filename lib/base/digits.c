#include <stddef.h>
#include <string.h>

#include "base/digits.h"
#include "base/mem.h"

#define DIGITS	"0123456789"

char *
digits_of(const char *text)
{
	char *digits = mem_str(text != NULL ? text : ""), *end = digits;

	for (const char *s = digits; *s != '\0'; s++)
		if (strchr(DIGITS, *s) != NULL)
			*end++ = *s;
	*end = '\0';
	return digits;
}

bool
digits_same(const char *a, const char *b)
{
	if (a == NULL || b == NULL)
		return false;
	for (;; a++, b++) {
		a += strcspn(a, DIGITS);
		b += strcspn(b, DIGITS);
		if (*a != *b)
			return false;
		if (*a == '\0')
			return true;
	}
}
