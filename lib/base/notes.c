#include <stdio.h>
#include <stdlib.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/notes.h"

#define NOTES_MAX	100	/* of a kind; more are counted, not kept */
#define NOTE_MAX	512	/* bytes; what is longer is cut between characters */

struct note {
	int	 line;
	bool	 mistake;
	char	*text;
};

struct notes {
	char		*name;
	struct note	*v;
	size_t		 n;
	size_t		 mistakes;
	size_t		 remarks;
};

struct notes *
notes_new(const char *name)
{
	struct notes *n = mem_alloc(sizeof *n);

	n->name = mem_str(name);
	return n;
}

void
notes_free(struct notes *n)
{
	if (n == NULL)
		return;
	for (size_t i = 0; i < n->n; i++)
		free(n->v[i].text);
	free(n->v);
	free(n->name);
	free(n);
}

void
notes_add(struct notes *n, int line, bool mistake, const char *fmt, va_list ap)
{
	char text[NOTE_MAX];
	size_t *count = mistake ? &n->mistakes : &n->remarks, end = NOTE_MAX - 1;

	if ((*count)++ >= NOTES_MAX)
		return;
	if (vsnprintf(text, sizeof text, fmt, ap) >= NOTE_MAX) {
		while (end > 1 && ((unsigned char)text[end - 1] & 0xc0) == 0x80)
			end--;
		/* Whole or not, the last character goes. */
		text[end - 1] = '\0';
	}
	n->v = mem_grow(n->v, n->n + 1, sizeof *n->v);
	n->v[n->n++] = (struct note){ line, mistake, mem_str(text) };
}

size_t
notes_mistakes(const struct notes *n)
{
	return n->mistakes;
}

size_t
notes_remarks(const struct notes *n)
{
	return n->remarks;
}

static int
by_line(const void *a, const void *b)
{
	const struct note *x = *(const struct note *const *)a, *z = *(const struct note *const *)b;

	/* Of one line: in the order they were found, which is that of the array. */
	if (x->line != z->line)
		return x->line < z->line ? -1 : 1;
	return x < z ? -1 : x > z;
}

static void
say_more(const struct notes *n, size_t all, const char *what, void (*say)(void *arg, const char *line), void *arg)
{
	char *line;

	if (all <= NOTES_MAX)
		return;
	line = mem_printf("%s: %zu more %s", n->name, all - NOTES_MAX, what);
	say(arg, line);
	free(line);
}

/* Says the notes, each once through say(arg, line). */
static void
report(const struct notes *n, bool remarks, void (*say)(void *arg, const char *line), void *arg)
{
	const struct note **sorted = mem_array(n->n + 1, sizeof *sorted);
	struct buf line = {0};

	for (size_t i = 0; i < n->n; i++)
		sorted[i] = &n->v[i];
	qsort(sorted, n->n, sizeof *sorted, by_line);
	for (size_t i = 0; i < n->n; i++) {
		const struct note *one = sorted[i];

		if (!one->mistake && !remarks)
			continue;
		buf_clear(&line);
		buf_str(&line, n->name);
		if (one->line > 0)
			buf_printf(&line, ":%d", one->line);
		buf_printf(&line, ": %s%s", one->mistake ? "" : "remark: ", one->text);
		say(arg, line.data);
	}
	say_more(n, n->mistakes, "mistakes", say, arg);
	if (remarks)
		say_more(n, n->remarks, "remarks", say, arg);
	buf_free(&line);
	free(sorted);
}

static void
print_line(void *arg, const char *line)
{
	struct buf *out = arg;

	buf_str(out, line);
	buf_char(out, '\n');
}

void
notes_print(const struct notes *n, bool remarks, struct buf *out)
{
	report(n, remarks, print_line, out);
}

static void
log_it(void *arg, const char *line)
{
	(void)arg;
	log_line("%s", line);
}

void
notes_log(const struct notes *n)
{
	report(n, false, log_it, NULL);
}
