#include <string.h>
#include <strings.h>

#include "run/multipart.h"

int
multipart_open(struct multipart *m, const char *content_type, const char *body, size_t len)
{
	const char *b;

	if (content_type == NULL || strncasecmp(content_type, "multipart/form-data", 19) != 0 ||
	    (b = strcasestr(content_type, "boundary=")) == NULL)
		return -1;
	b += strlen("boundary=");
	if (*b == '"')
		m->boundary_len = strcspn(++b, "\"");
	else
		m->boundary_len = strcspn(b, "; ");
	m->boundary = b;
	m->at = body;
	m->end = body + len;
	return m->boundary_len > 0 && m->boundary_len <= 70 ? 0 : -1;
}

/* "--boundary" from `from` on, NULL when there is none. */
static const char *
delimiter(const struct multipart *m, const char *from)
{
	const char *p = from;

	while ((p = memmem(p, (size_t)(m->end - p), "--", 2)) != NULL) {
		if ((size_t)(m->end - p) >= m->boundary_len + 2 && memcmp(p + 2, m->boundary, m->boundary_len) == 0)
			return p;
		p++;
	}
	return NULL;
}

/* The value of a parameter such as filename="x" of a header line. What doesn't
 * fit counts as missing. */
static void
parameter(const char *line, size_t len, const char *key, char *to, size_t size)
{
	const char *p = line, *end = line + len, *stop;
	size_t n = strlen(key);

	while ((p = memchr(p, ';', (size_t)(end - p))) != NULL) {
		for (p++; p < end && *p == ' '; p++)
			;
		if ((size_t)(end - p) < n + 3 || strncasecmp(p, key, n) != 0 || p[n] != '=' || p[n + 1] != '"')
			continue;
		p += n + 2;
		if ((stop = memchr(p, '"', (size_t)(end - p))) == NULL || (size_t)(stop - p) >= size)
			return;
		memcpy(to, p, (size_t)(stop - p));
		to[stop - p] = '\0';
		return;
	}
}

static void
header(const char *line, size_t len, struct multipart_part *part)
{
	static const char disposition[] = "content-disposition:", type[] = "content-type:";

	if (len > sizeof disposition && strncasecmp(line, disposition, sizeof disposition - 1) == 0) {
		parameter(line, len, "name", part->name, sizeof part->name);
		parameter(line, len, "filename", part->filename, sizeof part->filename);
	} else if (len > sizeof type && strncasecmp(line, type, sizeof type - 1) == 0) {
		const char *v = line + sizeof type - 1, *end = line + len;

		while (v < end && *v == ' ')
			v++;
		if ((size_t)(end - v) < sizeof part->type) {
			memcpy(part->type, v, (size_t)(end - v));
			part->type[end - v] = '\0';
		}
	}
}

bool
multipart_next(struct multipart *m, struct multipart_part *part)
{
	const char *line, *eol, *stop;

	*part = (struct multipart_part){ .data = NULL };
	if ((line = delimiter(m, m->at)) == NULL)
		return false;
	line += 2 + m->boundary_len;
	if (m->end - line < 2 || memcmp(line, "\r\n", 2) != 0)
		return false;
	for (line += 2; (eol = memmem(line, (size_t)(m->end - line), "\r\n", 2)) != NULL && eol > line; line = eol + 2)
		header(line, (size_t)(eol - line), part);
	if (eol == NULL || (stop = delimiter(m, eol + 2)) == NULL || stop - 2 < eol + 2 || memcmp(stop - 2, "\r\n", 2) != 0)
		return false;
	part->data = eol + 2;
	part->len = (size_t)(stop - 2 - part->data);
	m->at = stop;
	return true;
}
