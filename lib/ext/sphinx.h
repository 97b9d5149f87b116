/*
 * sphinx: owner of PocketSphinx. English speech to words, with Debian's model
 * and, over its language model, one of our own that knows what people may say.
 */
#ifndef EXT_SPHINX_H
#define EXT_SPHINX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

#define SPHINX_READINGS 8

struct sphinx;

struct sphinx_heard {
	char	*text;		/* "" when no words were heard */
	double	 confidence;	/* the mean probability of its words, 0..1 */
	char	*readings[SPHINX_READINGS];	/* other texts, best first */
	size_t	 n;
	char	*sentence;	/* which of those given it comes nearest to; NULL: to none */
	double	 fit;		/* how sure that is, 0..1 */
};

/*
 * model: a file in ARPA's format, or NULL for none; words in it that the
 * dictionary lacks are pronounced by `phones`, which appends what CMU's
 * dictionary would have. sentences: whole ones that may be said, of such words, a
 * line each; or NULL. NULL after saying why. It takes about 110 MB and half
 * a second. One thread.
 */
struct sphinx	*sphinx_open(const char *model, const char *sentences,
		    void (*phones)(const char *word, struct buf *));
void		 sphinx_close(struct sphinx *);
/* 16 kHz, at most a minute. 0, and the caller frees the texts of `heard`; or -1 after saying why. */
int		 sphinx_hear(struct sphinx *, const int16_t *, size_t n, struct sphinx_heard *);
/* Is Debian's model there? */
bool		 sphinx_is_there(void);

#endif
