#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/child.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "ext/text.h"
#include "run/plot.h"
#include "run/table.h"

#define WIDTH		80
#define NAME_MAX_WIDTH	24
#define PICTURE_WIDTH	900
#define SERIES_HEIGHT	260
#define GNUPLOT_MS	20000
#define SAID_MAX	65536

struct bar {
	char	*name, *words;
	double	 height;
};

struct series {
	char		*title;
	struct bar	*bars;
	size_t		 n;
};

struct plot {
	struct series	*series;	/* the last is at hand */
	size_t		 n;		/* that are complete */
};

struct plot *
plot_new(void)
{
	struct plot *p = mem_alloc(sizeof *p);

	p->series = mem_array(1, sizeof *p->series);
	return p;
}

void
plot_free(struct plot *p)
{
	if (p == NULL)
		return;
	for (size_t i = 0; i <= p->n; i++) {
		for (size_t k = 0; k < p->series[i].n; k++) {
			free(p->series[i].bars[k].name);
			free(p->series[i].bars[k].words);
		}
		free(p->series[i].bars);
		free(p->series[i].title);
	}
	free(p->series);
	free(p);
}

void
plot_bar(struct plot *p, const char *name, double height, const char *words)
{
	struct series *s = &p->series[p->n];

	s->bars = mem_grow(s->bars, s->n + 1, sizeof *s->bars);
	s->bars[s->n++] = (struct bar){ table_clean(name), table_clean(words), isfinite(height) ? height : 0 };
}

void
plot_end_series(struct plot *p, const char *title)
{
	p->series[p->n].title = table_clean(title);
	p->series = mem_grow(p->series, p->n + 2, sizeof *p->series);
	p->series[++p->n] = (struct series){0};
}

/* Eighths of a column at the end. */
static void
print_bar(double columns)
{
	static const char *const eighths[] = { "", "▏", "▎", "▍", "▌", "▋", "▊", "▉" };
	int whole = (int)columns, rest = (int)((columns - whole) * 8);

	for (int i = 0; i < whole; i++)
		fputs("█", stdout);
	fputs(eighths[rest], stdout);
}

static void
print_series(const struct series *s, size_t width)
{
	size_t names = 0, words = 0;
	double highest = 0, room;

	for (size_t i = 0; i < s->n; i++) {
		size_t name = text_width(s->bars[i].name, strlen(s->bars[i].name));
		size_t says = text_width(s->bars[i].words, strlen(s->bars[i].words));

		names = name > names ? name : names;
		words = says > words ? says : words;
		highest = fmax(highest, fabs(s->bars[i].height));
	}
	names = names > NAME_MAX_WIDTH ? NAME_MAX_WIDTH : names;
	room = (double)width - (double)names - (double)words - 4;
	printf("%s\n", s->title);
	for (size_t i = 0; i < s->n; i++) {
		const struct bar *b = &s->bars[i];
		size_t fit = text_fit(b->name, strlen(b->name), names);

		printf("%.*s%*s  ", (int)fit, b->name, (int)(names - text_width(b->name, fit)), "");
		if (highest > 0 && room > 0)
			print_bar(fabs(b->height) / highest * room);
		printf(" %s\n", b->words);
	}
}

void
plot_print(const struct plot *p)
{
	size_t width = table_width();

	for (size_t i = 0; i < p->n; i++) {
		if (i > 0)
			putchar('\n');
		print_series(&p->series[i], width > 0 ? width : WIDTH);
	}
}

/* In gnuplot's double quotes; `@ ^ _ {` mean nothing, by noenhanced. */
static void
quote(struct buf *b, const char *text)
{
	buf_char(b, '"');
	for (; *text != '\0'; text++) {
		if (*text == '"' || *text == '\\')
			buf_char(b, '\\');
		buf_char(b, *text == '`' ? '\'' : *text);
	}
	buf_char(b, '"');
}

static void
write_series(struct buf *b, size_t number, const struct series *s)
{
	double low = 0, high = 0;

	buf_printf(b, "$S%zu << END\n", number);
	for (size_t i = 0; i < s->n; i++) {
		low = fmin(low, s->bars[i].height);
		high = fmax(high, s->bars[i].height);
		buf_printf(b, "%zu %.6g ", i, s->bars[i].height);
		quote(b, *s->bars[i].name != '\0' ? s->bars[i].name : s->title);
		buf_char(b, '\n');
	}
	buf_str(b, "END\nset title ");
	quote(b, s->title);
	/* A range of its own: gnuplot draws nothing of a series that is all 0, or below it. */
	buf_printf(b, " noenhanced\nset yrange [%.6g:%.6g]\n", 1.1 * low, low < high ? 1.1 * high : 1.0);
	buf_printf(b, "plot $S%zu using 1:2:xtic(3) with boxes notitle\n", number);
}

/* A series without a bar is none to gnuplot. */
static void
write_script(const struct plot *p, const char *format, struct buf *b)
{
	size_t drawn = 0;

	for (size_t i = 0; i < p->n; i++)
		drawn += p->series[i].n > 0;
	drawn += drawn == 0;
	buf_printf(b, "set terminal %s size %d,%zu\n", format, PICTURE_WIDTH, SERIES_HEIGHT * drawn);
	buf_printf(b, "set multiplot layout %zu,1\nset style fill solid 0.7\nset boxwidth 0.8\n"
	    "set xtics rotate by -45 noenhanced\nset grid ytics\n", drawn);
	for (size_t i = 0; i < p->n; i++)
		if (p->series[i].n > 0)
			write_series(b, i, &p->series[i]);
	buf_str(b, "unset multiplot\n");
}

static int
write_picture(const char *path, const struct buf *picture)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600), rc = -1;

	if (fd != -1 && file_write(fd, picture->data, picture->len) == 0)
		rc = 0;
	if (fd == -1 || close(fd) == -1 || rc == -1) {
		log_line("%s: %s", path, strerror(errno));
		rc = -1;
	}
	return rc;
}

int
plot_draw(const struct plot *p, const char *format, const char *path)
{
	static const char *const argv[] = { "gnuplot", NULL };
	static const struct child_limits limits = { .timeout_ms = GNUPLOT_MS };
	struct buf script = {0}, picture = {0};
	int in, rc = -1, status;

	write_script(p, format, &script);
	if ((in = child_input(script.data, script.len)) == -1) {
		log_line("memory: %s", strerror(errno));
		goto done;
	}
	status = child_run(argv, in, &limits, (size_t)SAID_MAX * 64, &picture);
	if (status == -1 && errno == ENOENT)
		log_line("gnuplot: not found; install it, or use --plot");
	else if (status != 0 || picture.len == 0)
		log_line("gnuplot: drew nothing");
	else
		rc = write_picture(path, &picture);
	close(in);
done:
	buf_free(&script);
	buf_free(&picture);
	return rc;
}
