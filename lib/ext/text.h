/*
 * text: owner of utf8proc. What a reader sees as letters, words and columns.
 *
 * Input is bytes that should be UTF-8; a byte that is none counts as U+FFFD.
 * Nothing here depends on the locale.
 */
#ifndef EXT_TEXT_H
#define EXT_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

/* The code point at s[*at], *at < len; moves *at behind it. */
int32_t	 text_next(const char *s, size_t len, size_t *at);
/* Appends one code point. */
void	 text_put(struct buf *, int32_t c);

/* NFKC and full case folding, so that what looks alike is alike ("ＨＩ",
 * "Straße", ligatures); invisible characters go. Appended to the buffer. */
void	 text_fold(const char *s, size_t len, struct buf *out);
/* A Latin or Greek letter without its accents, an Arabic one without its
 * variants of writing; 0 for a mark that only decorates; else c itself. */
int32_t	 text_plain(int32_t c);

/* Is there nothing in it that a reader sees? */
bool	 text_blank(const char *s, size_t len);

/* Does it begin with a capital letter? */
bool	 text_upper(const char *s, size_t len);

enum text_class {
	TEXT_OTHER,	/* space, punctuation, symbols, emoji */
	TEXT_LETTER,	/* letters and the marks on them */
	TEXT_DIGIT,
	TEXT_DENSE,	/* letters of scripts that put no spaces between words */
};
enum text_class	 text_class(int32_t c);

/*
 * The next word at or after *at: a run of letters and digits, apostrophes
 * inside included, or a run of a dense script. Returns its first byte and its
 * bytes in *wlen, and moves *at behind it; NULL when there is no more.
 */
const char	*text_word(const char *s, size_t len, size_t *at, size_t *wlen, enum text_class *);

size_t	 text_length(const char *s, size_t len);	/* code points */
size_t	 text_width(const char *s, size_t len);		/* columns of a terminal */
/* Bytes of the longest start of s of at most `columns` columns that cuts no
 * grapheme in two. */
size_t	 text_fit(const char *s, size_t len, size_t columns);
/* Bytes of the grapheme that starts at s; 0 at the end. */
size_t	 text_grapheme(const char *s, size_t len);

#endif
