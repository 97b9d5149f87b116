/*
 * table: rows for people. On a terminal it fits the width, cutting the widest
 * flexible column, then leaving out empty and spare ones, and aligns wide characters;
 * elsewhere nothing is cut, and what is far wider than the rest of its column
 * stands out of line.
 * Control characters of what customers wrote never come out.
 */
#ifndef RUN_TABLE_H
#define RUN_TABLE_H

#include <stdbool.h>
#include <stddef.h>

struct table;

struct table_column {
	const char	*title;
	bool		 flexible;	/* may be cut to fit */
	bool		 right;		/* numbers */
	unsigned	 spare;		/* 0: always shown; else left out where it is too narrow for all, the highest first */
};

/* Columns end with a NULL title and outlive the table. */
struct table	*table_new(const struct table_column *);
/* One cell a column, NULL for an empty one; copied. */
void		 table_row(struct table *, const char *const *cells);
/* Prints to stdout and frees. As out_end() says. */
int		 table_print(struct table *);

/* Columns of the terminal on stdout; 0 when it is none. */
size_t		 table_width(void);
/* Text for a terminal, on one line: control characters and line ends become spaces. The caller frees. */
char		*table_clean(const char *text);
/* The same for the end of a line that has so many columns already: on a terminal cut to what is left. The caller frees. */
char		*table_rest(const char *text, size_t columns);

#endif
