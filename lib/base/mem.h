/*
 * mem: allocation that cannot fail.
 *
 * Out of memory ends the program (EX_OSERR): a filter that dies is started
 * again and its events come again, which is safer than a thousand untested
 * recovery paths.
 */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stddef.h>

void	*mem_alloc(size_t size);			/* zeroed */
void	*mem_array(size_t n, size_t size);		/* zeroed, overflow-checked */
void	*mem_grow(void *p, size_t n, size_t size);	/* realloc, overflow-checked, new part not zeroed */
char	*mem_str(const char *s);			/* NULL stays NULL */
char	*mem_strn(const char *s, size_t n);
char	*mem_printf(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

#endif
