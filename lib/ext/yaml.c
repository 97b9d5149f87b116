#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <yaml.h>

#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/notes.h"
#include "ext/yaml.h"

#define NODES_MAX	((size_t)2 << 20)

/* Where each node begins, by its address: open addressing, a power of two. */
struct place {
	const json_t	*node;
	int		 line;
};

struct yaml {
	json_t		*root;
	struct place	*places;
	size_t		 size;
	size_t		 nodes;
	struct notes	*notes;
};

/* Reading one document, event by event. */
struct reader {
	struct yaml	*y;
	yaml_parser_t	 parser;
	const char	*text;
	size_t		 len;
	int		 depth;
};

static void mistake_at(struct yaml *, int line, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

static void
mistake_at(struct yaml *y, int line, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	notes_add(y->notes, line, true, fmt, ap);
	va_end(ap);
}

static size_t
place_of(const struct yaml *y, const json_t *node)
{
	size_t i = (size_t)((uintptr_t)node >> 4) * 2654435761u & (y->size - 1);

	while (y->places[i].node != NULL && y->places[i].node != node)
		i = (i + 1) & (y->size - 1);
	return i;
}

static void
remember(struct yaml *y, const json_t *node, int line)
{
	if (y->nodes >= y->size / 2) {
		struct yaml old = *y;

		y->size = old.size ? old.size * 2 : 256;
		y->places = mem_array(y->size, sizeof *y->places);
		for (size_t i = 0; i < old.size; i++)
			if (old.places[i].node != NULL)
				y->places[place_of(y, old.places[i].node)] = old.places[i];
		free(old.places);
	}
	y->places[place_of(y, node)] = (struct place){ node, line };
	y->nodes++;
}

static int
line_of(const yaml_mark_t *mark)
{
	return (int)mark->line + 1;
}

/* libyaml's words, in those of somebody who has only ever filled in a form. */
static const struct {
	const char *problem, *plain;
} words[] = {
	{ "found character that cannot start any token", "a text can't begin with this character; put the text in \"quotes\", and indent with spaces, not tabs" },
	{ "found a tab character", "a tab; indent with spaces" },
	{ "mapping values are not allowed in this context", "a colon where none can be; put a text that contains ': ' in \"quotes\", and check the indentation" },
	{ "did not find expected key", "this line fits neither the key above nor its value; check the indentation, and put a text with quotes in it in \"quotes\"" },
	{ "could not find expected ':'", "a key needs a colon and a space after it, as in 'name: value'" },
	{ "found unexpected end of stream", "a quote or bracket that opens here is never closed" },
	{ "did not find expected alphabetic or numeric character", "a text that begins with * or & must stand in \"quotes\"" },
	{ "did not find expected '-' indicator", "the items of this list must all begin with '- ' at one indentation" },
	{ "did not find expected ',' or ']'", "a list in [ ] that is not closed, or has no comma between two items" },
	{ "did not find expected ',' or '}'", "a { } that is not closed, or has no comma between two items; a text with { } in it must stand in \"quotes\"" },
	{ "block sequence entries are not allowed in this context", "a list can't begin here; put its '- ' on lines of their own, below the key" },
	{ "found unknown escape character", "an unknown \\ escape; inside \"...\" write \\\\ for a backslash, or use '...'" },
	{ "found undefined tag handle", "a text that begins with ! must stand in \"quotes\"" },
	{ "did not find expected <document start>", "more than one document, or text before a %; keep one document in the file" },
};

/* libyaml gives bytes it can't read an offset, not a line. */
static int
line_at(const struct reader *r, size_t offset)
{
	int line = 1;

	for (size_t i = 0; i < offset && i < r->len; i++)
		line += r->text[i] == '\n';
	return line;
}

static void
syntax_mistake(struct reader *r)
{
	const yaml_parser_t *p = &r->parser;
	const char *what = p->problem ? p->problem : "not YAML";
	int line = line_of(&p->problem_mark);

	if (p->error == YAML_MEMORY_ERROR)
		log_die(EX_OSERR, "out of memory");
	if (p->error == YAML_READER_ERROR) {
		mistake_at(r->y, line_at(r, p->problem_offset), "%s; save the file as UTF-8 text", what);
		return;
	}
	/* What is never closed is best shown where it opens. */
	if (p->context != NULL && strcmp(what, "found unexpected end of stream") == 0)
		line = line_of(&p->context_mark);
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		if (strncmp(what, words[i].problem, strlen(words[i].problem)) == 0) {
			what = words[i].plain;
			break;
		}
	}
	mistake_at(r->y, line, "%s", what);
}

/* -1 once the mistake is noted; else the event is the caller's to delete. */
static int
next_event(struct reader *r, yaml_event_t *ev)
{
	if (yaml_parser_parse(&r->parser, ev))
		return 0;
	syntax_mistake(r);
	return -1;
}

static bool
is_null(const yaml_event_t *ev)
{
	const char *s = (const char *)ev->data.scalar.value;

	return ev->data.scalar.style == YAML_PLAIN_SCALAR_STYLE &&
	    (strcmp(s, "~") == 0 || strcmp(s, "null") == 0 || strcmp(s, "Null") == 0 || strcmp(s, "NULL") == 0);
}

/* Only double quotes can smuggle these in; none belongs in a message or a terminal. */
static bool
has_control(const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (((unsigned char)s[i] < ' ' && s[i] != '\n' && s[i] != '\t') || s[i] == 0x7f)
			return true;
	return false;
}

static json_t *
scalar(struct reader *r, const yaml_event_t *ev)
{
	const char *s = (const char *)ev->data.scalar.value;
	size_t len = ev->data.scalar.length;
	json_t *v;

	if (is_null(ev))
		return json_string("");
	if (has_control(s, len)) {
		mistake_at(r->y, line_of(&ev->start_mark), "a control character; only line breaks and tabs can stand in a text");
		return json_string("");
	}
	if ((v = json_stringn(s, len)) == NULL) {
		mistake_at(r->y, line_of(&ev->start_mark), "not UTF-8");
		return json_string("");
	}
	return v;
}

static json_t *node(struct reader *, const yaml_event_t *, int line);

static json_t *
sequence(struct reader *r)
{
	json_t *list = json_array();

	for (;;) {
		yaml_event_t ev;
		yaml_event_type_t type;
		json_t *v;

		if (next_event(r, &ev) == -1)
			break;
		type = ev.type;
		v = type == YAML_SEQUENCE_END_EVENT ? NULL : node(r, &ev, line_of(&ev.start_mark));
		yaml_event_delete(&ev);
		if (type == YAML_SEQUENCE_END_EVENT)
			return list;
		if (v == NULL)
			break;
		json_array_append_new(list, v);
	}
	json_decref(list);
	return NULL;
}

/* The value of a key: NULL after noting why reading can't go on. */
static json_t *
value(struct reader *r, int line)
{
	yaml_event_t ev;
	json_t *v;

	if (next_event(r, &ev) == -1)
		return NULL;
	v = node(r, &ev, line);
	yaml_event_delete(&ev);
	return v;
}

static int
member(struct reader *r, json_t *obj, const yaml_event_t *ev)
{
	const char *key = (const char *)ev->data.scalar.value;
	int line = line_of(&ev->start_mark);
	json_t *v, *was;

	if (ev->type != YAML_SCALAR_EVENT) {
		mistake_at(r->y, line, "a key must be one word, as in 'name: value'; put a text that begins with [ or { in \"quotes\"");
		return -1;
	}
	if (strlen(key) != ev->data.scalar.length || has_control(key, strlen(key))) {
		mistake_at(r->y, line, "a key with control characters");
		return -1;
	}
	if ((v = value(r, line)) == NULL)
		return -1;
	if ((was = json_object_get(obj, key)) != NULL) {
		mistake_at(r->y, line, "%s: stands here twice, first in line %d; keep one", key, yaml_line(r->y, was));
		json_decref(v);
		return 0;
	}
	if (json_object_set_new(obj, key, v) == -1) {
		mistake_at(r->y, line, "not UTF-8");
		return -1;
	}
	return 0;
}

static json_t *
mapping(struct reader *r)
{
	json_t *obj = json_object();

	for (;;) {
		yaml_event_t ev;
		bool end;
		int rc;

		if (next_event(r, &ev) == -1)
			break;
		end = ev.type == YAML_MAPPING_END_EVENT;
		rc = end ? 0 : member(r, obj, &ev);
		yaml_event_delete(&ev);
		if (end)
			return obj;
		if (rc == -1)
			break;
	}
	json_decref(obj);
	return NULL;
}

static const char *
anchor_of(const yaml_event_t *ev)
{
	switch (ev->type) {
	case YAML_SCALAR_EVENT: return (const char *)ev->data.scalar.anchor;
	case YAML_SEQUENCE_START_EVENT: return (const char *)ev->data.sequence_start.anchor;
	case YAML_MAPPING_START_EVENT: return (const char *)ev->data.mapping_start.anchor;
	default: return NULL;
	}
}

static const char *
tag_of(const yaml_event_t *ev)
{
	switch (ev->type) {
	case YAML_SCALAR_EVENT: return (const char *)ev->data.scalar.tag;
	case YAML_SEQUENCE_START_EVENT: return (const char *)ev->data.sequence_start.tag;
	case YAML_MAPPING_START_EVENT: return (const char *)ev->data.mapping_start.tag;
	default: return NULL;
	}
}

static bool
is_refused(struct reader *r, const yaml_event_t *ev, int line)
{
	const char *anchor = anchor_of(ev), *tag = tag_of(ev);

	if (ev->type == YAML_ALIAS_EVENT)
		mistake_at(r->y, line, "*%s: an alias, which is not used here; put a text that begins with * in \"quotes\"",
		    (const char *)ev->data.alias.anchor);
	else if (anchor != NULL)
		mistake_at(r->y, line, "&%s: an anchor, which is not used here; put a text that begins with & in \"quotes\"", anchor);
	else if (tag != NULL && strncmp(tag, "tag:yaml.org,2002:", 18) != 0)
		mistake_at(r->y, line, "%s: a tag, which is not used here; put a text that begins with ! in \"quotes\"", tag);
	else if (r->depth >= YAML_DEPTH)
		mistake_at(r->y, line, "nested more than %d deep", YAML_DEPTH);
	else if (r->y->nodes >= NODES_MAX)
		mistake_at(r->y, line, "more than %zu values in one file", NODES_MAX);
	else
		return false;
	return true;
}

static json_t *
node(struct reader *r, const yaml_event_t *ev, int line)
{
	json_t *v = NULL;

	if (is_refused(r, ev, line))
		return NULL;
	r->depth++;
	if (ev->type == YAML_SCALAR_EVENT)
		v = scalar(r, ev);
	else if (ev->type == YAML_SEQUENCE_START_EVENT)
		v = sequence(r);
	else if (ev->type == YAML_MAPPING_START_EVENT)
		v = mapping(r);
	r->depth--;
	if (v != NULL)
		remember(r->y, v, line);
	return v;
}

/* STREAM-START [DOCUMENT-START node DOCUMENT-END] STREAM-END */
static json_t *
document(struct reader *r)
{
	json_t *root = NULL;
	bool end = false;

	while (!end) {
		yaml_event_t ev;

		if (next_event(r, &ev) == -1)
			goto fail;
		switch (ev.type) {
		case YAML_STREAM_END_EVENT:
			end = true;
			break;
		case YAML_STREAM_START_EVENT:
		case YAML_DOCUMENT_END_EVENT:
			break;
		case YAML_DOCUMENT_START_EVENT:
			if (root != NULL) {
				mistake_at(r->y, line_of(&ev.start_mark), "a second document; remove the --- before it");
				end = true;
			}
			break;
		default:
			root = node(r, &ev, line_of(&ev.start_mark));
			end = root == NULL;
		}
		yaml_event_delete(&ev);
	}
	if (root == NULL && yaml_mistakes(r->y) == 0)
		root = json_string("");
	return root;
fail:
	json_decref(root);
	return NULL;
}

/* Four hex digits from low to high, else 0. */
static unsigned
surrogate(const char *s, unsigned low, unsigned high)
{
	unsigned v = 0;

	for (int i = 0; i < 4; i++) {
		if (!isxdigit((unsigned char)s[i]))
			return 0;
		v = v * 16 + (unsigned)(isdigit((unsigned char)s[i]) ? s[i] - '0' : tolower((unsigned char)s[i]) - 'a' + 10);
	}
	return v >= low && v <= high ? v : 0;
}

/*
 * JSON is YAML, but for one thing: an emoji that a JSON writer escapes is two
 * \u, which YAML doesn't put together. They become one \U here.
 */
static void
join_surrogates(const char *text, size_t len, struct buf *out)
{
	const char *end = text + len;

	while (text < end) {
		unsigned high, low;

		if (*text != '\\' || end - text < 12) {
			buf_char(out, *text++);
			continue;
		}
		high = text[1] == 'u' ? surrogate(text + 2, 0xd800, 0xdbff) : 0;
		low = high != 0 && text[6] == '\\' && text[7] == 'u' ? surrogate(text + 8, 0xdc00, 0xdfff) : 0;
		if (low != 0)
			buf_printf(out, "\\U%08X", 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00));
		else
			buf_add(out, text, 2);
		text += low != 0 ? 12 : 2;
	}
}

struct yaml *
yaml_from(const char *name, const char *text, size_t len)
{
	struct reader r = { .text = text ? text : "", .len = len };
	struct buf joined = {0};

	r.y = mem_alloc(sizeof *r.y);
	r.y->notes = notes_new(name);
	if (memmem(r.text, len, "\\ud", 3) != NULL || memmem(r.text, len, "\\uD", 3) != NULL) {
		join_surrogates(r.text, len, &joined);
		r.text = joined.data;
		r.len = joined.len;
	}
	if (!yaml_parser_initialize(&r.parser))
		log_die(EX_OSERR, "out of memory");
	yaml_parser_set_input_string(&r.parser, (const unsigned char *)r.text, r.len);
	r.y->root = document(&r);
	yaml_parser_delete(&r.parser);
	buf_free(&joined);
	return r.y;
}

static struct yaml *
load(const char *path, bool optional, struct buf *text)
{
	struct buf b = {0};
	struct yaml *y;

	if (file_read(path, YAML_MAX, &b) == 0 || (optional && errno == ENOENT)) {
		y = yaml_from(path, b.data, b.len);
	} else {
		y = mem_alloc(sizeof *y);
		y->notes = notes_new(path);
		if (errno == EFBIG)
			yaml_mistake(y, NULL, "larger than %zu MiB", YAML_MAX >> 20);
		else
			yaml_mistake(y, NULL, "%s", strerror(errno));
	}
	if (text != NULL && b.len > 0)
		buf_add(text, b.data, b.len);
	buf_free(&b);
	return y;
}

struct yaml *
yaml_load(const char *path)
{
	return load(path, false, NULL);
}

struct yaml *
yaml_load_optional(const char *path, struct buf *text)
{
	return load(path, true, text);
}

void
yaml_close(struct yaml *y)
{
	if (y == NULL)
		return;
	json_decref(y->root);
	notes_free(y->notes);
	free(y->places);
	free(y);
}

json_t *
yaml_root(const struct yaml *y)
{
	return y->root;
}

int
yaml_line(const struct yaml *y, const json_t *n)
{
	size_t i;

	if (n == NULL || y->size == 0)
		return 1;
	i = place_of(y, n);
	return y->places[i].node == n ? y->places[i].line : 1;
}

void
yaml_mistake(struct yaml *y, const json_t *n, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	notes_add(y->notes, n ? yaml_line(y, n) : 0, true, fmt, ap);
	va_end(ap);
}

void
yaml_remark(struct yaml *y, const json_t *n, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	notes_add(y->notes, n ? yaml_line(y, n) : 0, false, fmt, ap);
	va_end(ap);
}

size_t
yaml_mistakes(const struct yaml *y)
{
	return notes_mistakes(y->notes);
}

size_t
yaml_remarks(const struct yaml *y)
{
	return notes_remarks(y->notes);
}

void
yaml_print(const struct yaml *y, bool remarks, struct buf *out)
{
	notes_print(y->notes, remarks, out);
}

void
yaml_log(const struct yaml *y)
{
	notes_log(y->notes);
}
