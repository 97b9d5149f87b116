#include <string.h>

#include "nlp/typo.h"

#define WORD_MAX	32	/* bytes; longer words have no typos we dare to mend */

/* How many slips a word of this length survives and is still itself. */
static size_t
slips_allowed(size_t len)
{
	return len < 5 ? 0 : len < 9 ? 1 : 2;
}

static size_t
least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Damerau's distance, by rows. */
static size_t
distance(const char *a, size_t n, const char *b, size_t m)
{
	size_t rows[3][WORD_MAX + 1];
	size_t *before = rows[0], *last = rows[1], *row = rows[2];

	for (size_t j = 0; j <= m; j++)
		last[j] = j;
	for (size_t i = 1; i <= n; i++) {
		size_t *spare = before;

		row[0] = i;
		for (size_t j = 1; j <= m; j++) {
			row[j] = least(least(last[j], row[j - 1]) + 1, last[j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				row[j] = least(row[j], before[j - 2] + 1);
		}
		before = last;
		last = row;
		row = spare;
	}
	return last[m];
}

size_t
typo_slips(const char *word, const char *meant)
{
	size_t n = strlen(word), m = strlen(meant), allowed = slips_allowed(m), d;

	if (*word != *meant || n > WORD_MAX || m > WORD_MAX || n + allowed < m || m + allowed < n)
		return TYPO_NONE;
	d = distance(word, n, meant, m);
	return d <= allowed ? d : TYPO_NONE;
}
