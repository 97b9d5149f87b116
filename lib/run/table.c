#include <sys/ioctl.h>

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "ext/text.h"
#include "run/table.h"

enum { MAX_COLUMNS = 16, GAP = 2, NARROWEST = 8 };

struct table {
	const struct table_column	*columns;
	size_t				 n;
	size_t				 width[MAX_COLUMNS];
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
	return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x200e || c == 0x200f ||
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
		t->cells[t->rows * t->n + i] = cell;
	}
	t->rows++;
}

/* Takes columns off the widest flexible one until the table fits. */
static void
fit(struct table *t, size_t terminal)
{
	for (;;) {
		size_t total = GAP * (t->n - 1), widest = t->n;

		for (size_t i = 0; i < t->n; i++) {
			total += t->width[i];
			if (t->columns[i].flexible && t->width[i] > NARROWEST &&
			    (widest == t->n || t->width[i] > t->width[widest]))
				widest = i;
		}
		if (total <= terminal || widest == t->n)
			return;
		t->width[widest]--;
	}
}

static void
print_cell(const struct table *t, size_t i, const char *text, bool cut)
{
	size_t len = strlen(text), width = text_width(text, len), pad;
	bool last = i + 1 == t->n;

	if (cut && width > t->width[i]) {
		len = text_fit(text, len, t->width[i] - 1);
		width = text_width(text, len) + 1;
	} else {
		cut = false;
	}
	pad = t->width[i] > width ? t->width[i] - width : 0;
	if (t->columns[i].right)
		printf("%*s", (int)pad, "");
	printf("%.*s%s", (int)len, text, cut ? "\u2026" : "");
	if (!last)
		printf("%*s", (int)((t->columns[i].right ? 0 : pad) + GAP), "");
}

int
table_print(struct table *t)
{
	size_t terminal = table_width();

	if (terminal > 0)
		fit(t, terminal);
	for (size_t i = 0; i < t->n; i++)
		print_cell(t, i, t->columns[i].title, false);
	putchar('\n');
	for (size_t r = 0; r < t->rows; r++) {
		for (size_t i = 0; i < t->n; i++) {
			print_cell(t, i, t->cells[r * t->n + i], terminal > 0);
			free(t->cells[r * t->n + i]);
		}
		putchar('\n');
	}
	free(t->cells);
	free(t);
	return fflush(stdout) == 0 && !ferror(stdout) ? 0 : -1;
}
