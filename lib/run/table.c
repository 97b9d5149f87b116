#include <sys/ioctl.h>

#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/out.h"
#include "base/progress.h"
#include "ext/text.h"
#include "run/table.h"

enum { MAX_COLUMNS = 16, GAP = 2, NARROWEST = 8, ALIGNED = 40 };

struct table {
	const struct table_column	*columns;
	size_t				 n;
	size_t				 width[MAX_COLUMNS];	/* of the widest cell */
	size_t				 shown[MAX_COLUMNS];	/* of it, when printed */
	bool				 used[MAX_COLUMNS];	/* has a cell with words */
	bool				 left_out[MAX_COLUMNS];
	bool				 cuts;			/* what is wider than its column */
	char				**cells;
	size_t				 rows;
};

size_t
table_width(void)
{
	struct winsize w;

	if (!isatty(STDOUT_FILENO))
		return 0;
	return ioctl(STDOUT_FILENO, TIOCGWINSZ, &w) == 0 && w.ws_col > 0 ? w.ws_col : 80;
}

/* C0, DEL, C1, and what turns the direction of writing around. */
static bool
is_control(int32_t c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x061c || c == 0x200e || c == 0x200f ||
	    (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0x2028 || c == 0x2029;
}

char *
table_clean(const char *text)
{
	size_t len = strlen(text);
	struct buf out = {0};

	for (size_t at = 0; at < len; ) {
		int32_t c = text_next(text, len, &at);

		text_put(&out, is_control(c) ? ' ' : c);
	}
	return buf_take(&out);
}

char *
table_rest(const char *text, size_t columns)
{
	size_t terminal = table_width(), room = terminal > columns + NARROWEST ? terminal - columns : NARROWEST;
	char *clean = table_clean(text), *cut;
	size_t len = strlen(clean);

	if (terminal == 0 || text_width(clean, len) <= room)
		return clean;
	cut = mem_printf("%.*s\u2026", (int)text_fit(clean, len, room - 1), clean);
	free(clean);
	return cut;
}

struct table *
table_new(const struct table_column *columns)
{
	struct table *t = mem_alloc(sizeof *t);

	t->columns = columns;
	while (t->n < MAX_COLUMNS && columns[t->n].title != NULL) {
		t->width[t->n] = text_width(columns[t->n].title, strlen(columns[t->n].title));
		t->n++;
	}
	return t;
}

void
table_row(struct table *t, const char *const *cells)
{
	t->cells = mem_grow(t->cells, (t->rows + 1) * t->n, sizeof *t->cells);
	for (size_t i = 0; i < t->n; i++) {
		char *cell = table_clean(cells[i] ? cells[i] : "");
		size_t width = text_width(cell, strlen(cell));

		if (width > t->width[i])
			t->width[i] = width;
		t->used[i] |= *cell != '\0';
		t->cells[t->rows * t->n + i] = cell;
	}
	t->rows++;
}

/* Takes columns off the widest flexible one until the table fits; false when it can't. */
static bool
narrow(struct table *t, size_t terminal)
{
	for (;;) {
		size_t total = 0, widest = t->n;

		for (size_t i = 0; i < t->n; i++) {
			if (t->left_out[i])
				continue;
			total += t->shown[i] + (total > 0 ? GAP : 0);
			if (t->columns[i].flexible && t->shown[i] > NARROWEST &&
			    (widest == t->n || t->shown[i] > t->shown[widest]))
				widest = i;
		}
		if (total <= terminal)
			return true;
		if (widest == t->n)
			return false;
		t->shown[widest]--;
	}
}

/* Leaves out the column that is missed least, an empty one before all; false when all are needed. */
static bool
leave_out(struct table *t)
{
	size_t least = t->n;
	unsigned most = 0;

	for (size_t i = 0; i < t->n; i++) {
		unsigned spare = t->used[i] ? t->columns[i].spare : UINT_MAX;

		if (!t->left_out[i] && spare > most) {
			most = spare;
			least = i;
		}
	}
	if (least == t->n)
		return false;
	t->left_out[least] = true;
	return true;
}

static void
fit(struct table *t, size_t terminal)
{
	do
		memcpy(t->shown, t->width, sizeof t->shown);
	while (terminal > 0 && !narrow(t, terminal) && leave_out(t));
	/* Where nothing is cut, one long cell doesn't push all other rows apart. */
	for (size_t i = 0; terminal == 0 && i < t->n; i++)
		if (t->columns[i].flexible && t->shown[i] > ALIGNED)
			t->shown[i] = ALIGNED;
	t->cuts = terminal > 0;
}

static void
print_cell(const struct table *t, size_t i, const char *text, bool last)
{
	size_t len = strlen(text), width = text_width(text, len), pad;
	bool cut = t->cuts && width > t->shown[i];

	if (cut) {
		len = text_fit(text, len, t->shown[i] - 1);
		width = text_width(text, len) + 1;
	}
	pad = width < t->shown[i] ? t->shown[i] - width : 0;
	if (t->columns[i].right)
		printf("%*s", (int)pad, "");
	printf("%.*s%s", (int)len, text, cut ? "\u2026" : "");
	if (!last)
		printf("%*s", (int)((t->columns[i].right ? 0 : pad) + GAP), "");
}

/* One row, of cells or of titles: nothing stands behind the last that has words. */
static void
print_row(const struct table *t, char *const *cells)
{
	size_t end = 0;

	for (size_t i = 0; i < t->n; i++)
		if (!t->left_out[i] && *(cells ? cells[i] : t->columns[i].title) != '\0')
			end = i + 1;
	for (size_t i = 0; i < end; i++)
		if (!t->left_out[i])
			print_cell(t, i, cells ? cells[i] : t->columns[i].title, i + 1 == end);
	putchar('\n');
}

int
table_print(struct table *t)
{
	progress_clear();
	fit(t, table_width());
	print_row(t, NULL);
	for (size_t r = 0; r < t->rows; r++)
		print_row(t, t->cells + r * t->n);
	for (size_t i = 0; i < t->rows * t->n; i++)
		free(t->cells[i]);
	free(t->cells);
	free(t);
	return out_end();
}
