/*
 * pieces: a text cut into words, runs of digits and single marks, each with
 * the bytes of the text it came from. Words are folded and without accents;
 * "5pm" and "80m2" are cut between digits and letters, and scripts without
 * spaces between all letters.
 */
#ifndef NLP_PIECES_H
#define NLP_PIECES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PIECES_MAX	400	/* of a text that are looked at */
#define PIECES_DIGITS	15	/* of a run of digits that is a number */

enum piece_kind { PIECE_WORD, PIECE_DIGITS, PIECE_MARK };

struct piece {
	enum piece_kind	 kind;
	uint32_t	 at, end;	/* bytes of the text */
	char		*word;		/* folded; of a mark the mark, dashes and apostrophes plain */
	bool		 spaced;	/* stands apart from the piece before */
	int64_t		 number;	/* of digits; -1 when there are too many, and for others */
};

struct pieces {
	struct piece	*v;
	size_t		 n;
};

struct pieces	*pieces_of(const char *text);
void		 pieces_free(struct pieces *);
/* Cuts a word in two or more: ends[] as lexicon_split gives them. */
void		 pieces_split(struct pieces *, size_t i, const size_t ends[], size_t n);

/* Is piece i this mark? False past the end. */
bool		 pieces_mark(const struct pieces *, size_t i, const char *mark);
/* The piece that follows i within a phrase: hyphens, apostrophes and the dots
 * of short words between words are passed over. */
size_t		 pieces_next(const struct pieces *, size_t i);

#endif
