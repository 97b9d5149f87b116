#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/mem.h"

static void *
need(void *p)
{
	if (p == NULL) {
		fputs("out of memory\n", stderr);
		_exit(EX_OSERR);
	}
	return p;
}

void *
mem_alloc(size_t size)
{
	return need(calloc(1, size ? size : 1));
}

void *
mem_array(size_t n, size_t size)
{
	return need(calloc(n ? n : 1, size ? size : 1));
}

void *
mem_grow(void *p, size_t n, size_t size)
{
	return need(reallocarray(p, n ? n : 1, size ? size : 1));
}

char *
mem_str(const char *s)
{
	return s == NULL ? NULL : need(strdup(s));
}

char *
mem_strn(const char *s, size_t n)
{
	char *p = mem_alloc(n + 1);

	memcpy(p, s, n);
	return p;
}

char *
mem_printf(const char *fmt, ...)
{
	va_list ap;
	char *s;

	va_start(ap, fmt);
	if (vasprintf(&s, fmt, ap) == -1)
		s = NULL;
	va_end(ap);
	return need(s);
}
