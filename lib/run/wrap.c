#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "ext/text.h"
#include "run/table.h"
#include "run/wrap.h"

/* Bytes of the first line of s: as many words as fit, at least one grapheme;
 * a percent sign stays with its number. */
static size_t
fitting(const char *s, size_t len, size_t width)
{
	size_t n = text_fit(s, len, width), space;

	if (n == len)
		return n;
	for (space = n; space > 0 && (s[space] != ' ' || s[space + 1] == '%'); space--)
		continue;
	if (space > 0)
		return space;
	return n > 0 ? n : text_grapheme(s, len);
}

static void
add_spaces(struct buf *out, size_t n)
{
	for (; n > 0; n--)
		buf_char(out, ' ');
}

static void
add_line(struct buf *out, const char *s, size_t len, size_t width, size_t indent, int *first)
{
	do {
		size_t n = width > 0 ? fitting(s, len, width) : len;

		add_spaces(out, *first ? 0 : indent);
		buf_add(out, s, n);
		buf_char(out, '\n');
		*first = 0;
		while (n < len && s[n] == ' ')
			n++;
		s += n;
		len -= n;
	} while (len > 0);
}

void
wrap_add(struct buf *out, const char *text, size_t width, size_t indent)
{
	int first = 1;

	while (*text != '\0' || first) {
		size_t n = strcspn(text, "\n");
		char *copy = mem_strn(text, n), *line = table_clean(copy);

		add_line(out, line, strlen(line), width, indent, &first);
		free(copy);
		free(line);
		text += n + (text[n] == '\n');
	}
}

void
wrap_print(const char *text, size_t width, size_t indent)
{
	struct buf out = {0};

	wrap_add(&out, text, width, indent);
	fwrite(out.data, 1, out.len, stdout);
	buf_free(&out);
}
