/*
 * notes: what is found wrong with a text that people edit, collected by line,
 * so that all of it is said in one go.
 */
#ifndef BASE_NOTES_H
#define BASE_NOTES_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

struct notes;

/* name: what the notes call the text. Free with notes_free, which takes NULL. */
struct notes	*notes_new(const char *name);
void		 notes_free(struct notes *);

/* A mistake, or a remark: what works and is probably not meant. line 0: of the
 * whole text. Of each kind the first hundred are kept, the others counted. */
void	notes_add(struct notes *, int line, bool mistake, const char *fmt, va_list) __attribute__((format(printf, 4, 0)));
size_t	notes_mistakes(const struct notes *);
size_t	notes_remarks(const struct notes *);

/* Every mistake, and with `remarks` those too, as lines at the end of out,
 * sorted by line: "faq.yaml:12: what is wrong". */
void	notes_print(const struct notes *, bool remarks, struct buf *out);
/* Every mistake on stderr. */
void	notes_log(const struct notes *);

#endif
