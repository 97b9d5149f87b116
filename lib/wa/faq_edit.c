#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "ext/yaml.h"
#include "wa/config.h"
#include "wa/faq_edit.h"
#include "wa/yaml_write.h"

/* Lines [from, to), from 1, that become another text. */
struct change {
	int	 from, to;
	char	*text;
};

struct editing {
	const struct buf	*text;
	struct yaml		*y;
	const char		**lines;	/* where each begins; lines[n] is the end */
	int			 n;
	struct change		*changes;
	size_t			 n_changes;
	struct buf		 added;		/* entries that come last */
	json_t			*want;		/* what is to be read afterwards */
};

static void
split_lines(struct editing *e)
{
	const char *p = e->text->data ? e->text->data : "", *end = p + e->text->len;
	int room = 1;

	for (const char *q = p; q < end; q++)
		room += *q == '\n';
	e->lines = mem_array((size_t)room + 1, sizeof *e->lines);
	while (p < end) {
		const char *nl = memchr(p, '\n', (size_t)(end - p));

		e->lines[e->n++] = p;
		p = nl ? nl + 1 : end;
	}
	e->lines[e->n] = end;
}

static bool
edit_open(struct editing *e, const struct buf *text)
{
	json_t *root;

	*e = (struct editing){ .text = text };
	e->y = yaml_from("faq.yaml", text->data ? text->data : "", text->len);
	if (yaml_mistakes(e->y) > 0) {
		yaml_log(e->y);
		return false;
	}
	root = yaml_root(e->y);
	e->want = json_is_array(root) ? json_deep_copy(root) : json_array();
	split_lines(e);
	return true;
}

static void
edit_close(struct editing *e)
{
	while (e->n_changes > 0)
		free(e->changes[--e->n_changes].text);
	free(e->changes);
	free(e->lines);
	buf_free(&e->added);
	json_decref(e->want);
	yaml_close(e->y);
}

static int
line_of(const struct editing *e, const json_t *node)
{
	return yaml_line(e->y, node);
}

/* Nothing on it, or a comment. */
static bool
is_blank(const struct editing *e, int line)
{
	const char *s = e->lines[line - 1] + strspn(e->lines[line - 1], " \t\r");

	return s >= e->lines[line] || *s == '\n' || *s == '#';
}

/* What stands before `next` and is no comment or space ends there. */
static int
end_before(const struct editing *e, int from, int next)
{
	while (next - 1 > from && is_blank(e, next - 1))
		next--;
	return next;
}

static void
change(struct editing *e, int from, int to, char *text)
{
	e->changes = mem_grow(e->changes, e->n_changes + 1, sizeof *e->changes);
	e->changes[e->n_changes++] = (struct change){ from, to, text };
}

static int
by_line(const void *a, const void *b)
{
	const struct change *x = a, *z = b;

	return x->from < z->from ? -1 : x->from > z->from;
}

/* What follows a key's colon, or an item's dash, to the line's end. */
static void
put_value(struct buf *b, const json_t *v, int indent)
{
	const char *key;
	json_t *member;
	size_t i;

	if (json_is_string(v)) {
		buf_char(b, ' ');
		yaml_write_text(b, json_string_value(v));
		buf_char(b, '\n');
	} else if (json_array_size(v) > 0) {
		buf_char(b, '\n');
		json_array_foreach((json_t *)v, i, member) {
			buf_printf(b, "%*s-", indent + 2, "");
			if (json_is_string(member)) {
				put_value(b, member, indent + 2);
			} else {
				buf_char(b, ' ');
				json_print(member, b);
				buf_char(b, '\n');
			}
		}
	} else if (json_object_size(v) > 0) {
		buf_char(b, '\n');
		json_object_foreach((json_t *)v, key, member) {
			buf_printf(b, "%*s", indent + 2, "");
			yaml_write_text(b, key);
			buf_char(b, ':');
			put_value(b, member, indent + 2);
		}
	} else {
		buf_str(b, json_is_array(v) ? " []\n" : " {}\n");
	}
}

static void
put_key(struct buf *b, const char *key, const json_t *v, int indent)
{
	yaml_write_text(b, key);
	buf_char(b, ':');
	put_value(b, v, indent);
}

static void
put_entry(struct buf *b, const json_t *entry, int indent)
{
	const char *key;
	bool first = true;
	json_t *v;

	json_object_foreach((json_t *)entry, key, v) {
		buf_printf(b, "%*s%s", indent, "", first ? "- " : "  ");
		put_key(b, key, v, indent + 2);
		first = false;
	}
}

/* The columns before the dash of an entry. */
static int
dash_of(const struct editing *e, int line)
{
	return (int)strspn(e->lines[line - 1], " ");
}

/* Does each key of the entry begin a line of its own? */
static bool
is_block(const struct editing *e, const json_t *entry)
{
	const char *start = e->lines[line_of(e, entry) - 1], *key;
	int last = 0;
	json_t *v;

	start += strspn(start, " ");
	if (*start != '-' || start[1 + strspn(start + 1, " ")] == '{')
		return false;
	json_object_foreach((json_t *)entry, key, v) {
		if (line_of(e, v) <= last)
			return false;
		last = line_of(e, v);
	}
	return true;
}

/* The line where the entry after this one begins, or the one after the last. */
static int
next_entry(const struct editing *e, size_t number)
{
	const json_t *next = json_array_get(yaml_root(e->y), number + 1);

	return next ? line_of(e, next) : e->n + 1;
}

/* The comment at the end of a line, or NULL: a "#" behind a space, outside of quotes. */
static const char *
comment_in(const char *s, const char *end)
{
	char quote = '\0';

	for (const char *p = s; p < end && *p != '\n'; p++) {
		if (quote != '\0' && *p == '\\' && quote == '"')
			p++;
		else if (*p == quote)
			quote = '\0';
		else if (quote == '\0' && (*p == '"' || *p == '\'') && (p == s || strchr(" [{,:", p[-1]) != NULL))
			quote = *p;
		else if (quote == '\0' && *p == '#' && p > s && p[-1] == ' ')
			return p;
	}
	return NULL;
}

/* Does a text begin below this line, "|" or ">-", in which "#" is a letter? */
static bool
begins_text(const char *s, const char *end)
{
	while (end > s && strchr(" \r\n+-", end[-1]) != NULL)
		end--;
	return end > s && (end[-1] == '|' || end[-1] == '>');
}

/* Comments of lines that are written over, each on a line of its own. */
static void
keep_comments(const struct editing *e, int from, int to, int indent, struct buf *b)
{
	for (; from < to && !begins_text(e->lines[from - 1], e->lines[from]); from++) {
		const char *end = e->lines[from], *comment = comment_in(e->lines[from - 1], end);

		if (comment != NULL)
			buf_printf(b, "%*s%.*s\n", indent, "", (int)(end - comment - (end[-1] == '\n')), comment);
	}
}

/* A key of an entry that is written over, or added behind the others. */
static void
set_key(struct editing *e, size_t number, const char *key, const json_t *v)
{
	const json_t *entry = json_array_get(yaml_root(e->y), number), *old = json_object_get(entry, key), *other;
	int dash = dash_of(e, line_of(e, entry)), next = next_entry(e, number), from;
	struct buf b = {0};
	const char *name;

	if (old == NULL) {
		from = end_before(e, line_of(e, entry), next);
		buf_printf(&b, "%*s", dash + 2, "");
		put_key(&b, key, v, dash + 2);
		change(e, from, from, buf_take(&b));
		return;
	}
	from = line_of(e, old);
	json_object_foreach((json_t *)entry, name, other)
		if (line_of(e, other) > from && line_of(e, other) < next)
			next = line_of(e, other);
	next = end_before(e, from, next);
	keep_comments(e, from, next, dash + (from == line_of(e, entry) ? 0 : 2), &b);
	buf_printf(&b, "%*s%s", dash, "", from == line_of(e, entry) ? "- " : "  ");
	put_key(&b, key, v, dash + 2);
	change(e, from, next, buf_take(&b));
}

static void
set_entry(struct editing *e, size_t number, const json_t *entry)
{
	const json_t *old = json_array_get(yaml_root(e->y), number);
	json_t *want = json_array_get(e->want, number), *v;
	bool block = is_block(e, old), changed = false;
	struct buf b = {0};
	const char *key;

	json_object_foreach((json_t *)entry, key, v) {
		if (json_equal(json_object_get(want, key), v))
			continue;
		json_object_set(want, key, v);
		changed = true;
		if (block)
			set_key(e, number, key, v);
	}
	if (changed && !block) {
		int from = line_of(e, old), next = end_before(e, from, next_entry(e, number));

		keep_comments(e, from, next, dash_of(e, from), &b);
		put_entry(&b, want, dash_of(e, from));
		change(e, from, next, buf_take(&b));
	}
}

static void
add_entry(struct editing *e, const json_t *entry, const char *comment)
{
	const json_t *first = json_array_get(yaml_root(e->y), 0);
	int indent = first ? dash_of(e, line_of(e, first)) : 0;

	json_array_append_new(e->want, json_deep_copy(entry));
	buf_char(&e->added, '\n');
	for (const char *line = comment; line != NULL && *line != '\0'; line += strcspn(line, "\n"), line += *line == '\n')
		buf_printf(&e->added, "%*s# %.*s\n", indent, "", (int)strcspn(line, "\n"), line);
	put_entry(&e->added, entry, indent);
}

/* The index of the entry with this id; the count of all when there is none. */
static size_t
find(const json_t *entries, const char *id)
{
	json_t *v;
	size_t i;

	json_array_foreach((json_t *)entries, i, v)
		if (json_text(v, "id") != NULL && strcmp(json_text(v, "id"), id) == 0)
			break;
	return i;
}

/* Text and changes together; false when it doesn't read as wanted. */
static bool
apply(struct editing *e, struct buf *out)
{
	struct buf b = {0};
	struct yaml *y;
	int line = 1;
	bool same;

	if (e->n_changes > 0)
		qsort(e->changes, e->n_changes, sizeof *e->changes, by_line);
	for (size_t i = 0; i < e->n_changes; i++) {
		const struct change *c = &e->changes[i];

		buf_add(&b, e->lines[line - 1], (size_t)(e->lines[c->from - 1] - e->lines[line - 1]));
		if (b.len > 0 && b.data[b.len - 1] != '\n')
			buf_char(&b, '\n');
		buf_str(&b, c->text);
		line = c->to;
	}
	buf_add(&b, e->lines[line - 1], (size_t)(e->lines[e->n] - e->lines[line - 1]));
	if (e->added.len > 0) {
		if (b.len > 0 && b.data[b.len - 1] != '\n')
			buf_char(&b, '\n');
		buf_add(&b, e->added.data + (b.len == 0), e->added.len - (b.len == 0));
	}
	y = yaml_from("faq.yaml", b.data ? b.data : "", b.len);
	same = json_equal(yaml_root(y), e->want) || (b.len == 0 && json_array_size(e->want) == 0) ||
	    (e->n_changes == 0 && e->added.len == 0);
	yaml_close(y);
	if (same)
		buf_add(out, b.data, b.len);
	buf_free(&b);
	return same;
}

int
faq_edit_set(const struct buf *text, const json_t *entries, struct buf *out)
{
	struct editing e;
	json_t *v;
	size_t i;
	int rc = -1;

	if (edit_open(&e, text)) {
		json_array_foreach((json_t *)entries, i, v) {
			size_t at = find(yaml_root(e.y), json_text(v, "id"));

			if (at < json_array_size(yaml_root(e.y)))
				set_entry(&e, at, v);
			else
				add_entry(&e, v, NULL);
		}
		rc = apply(&e, out) ? 0 : -1;
		if (rc == -1)
			log_line("faq.yaml: written so that its lines can't be changed one by one; give each entry and key a line of its own");
	}
	edit_close(&e);
	return rc;
}

int
faq_edit_add(const struct buf *text, const json_t *entry, const char *comment, struct buf *out)
{
	struct editing e;
	int rc = -1;

	if (edit_open(&e, text)) {
		add_entry(&e, entry, comment);
		rc = apply(&e, out) ? 0 : -1;
	}
	edit_close(&e);
	return rc;
}

/* The list a phrasing belongs in, made where it is missing. */
static json_t *
list_for(json_t *entry, const char *language, const char *main_language)
{
	json_t *ask = json_object_get(entry, "ask"), *list;
	const char *key = language ? language : main_language, *k;
	json_t *v;

	if (json_is_string(ask) || ask == NULL) {
		list = json_array();
		if (json_is_string(ask) && *json_string_value(ask) != '\0')
			json_array_append(list, ask);
		json_object_set_new(entry, "ask", list);
		ask = list;
	}
	if (json_is_array(ask) && (language == NULL || config_same_language(language, main_language)))
		return ask;
	if (json_is_array(ask)) {
		json_object_set_new(entry, "ask", json_pack("{s:O}", main_language, ask));
		ask = json_object_get(entry, "ask");
	}
	json_object_foreach(ask, k, v)
		if (config_same_language(k, key)) {
			key = k;
			break;
		}
	if (!json_is_array(json_object_get(ask, key))) {
		list = json_array();
		if (json_string_length(json_object_get(ask, key)) > 0)
			json_array_append(list, json_object_get(ask, key));
		json_object_set_new(ask, key, list);
	}
	return json_object_get(ask, key);
}

/* The same list in the document as it is, or NULL when it is none yet. */
static const json_t *
list_now(const json_t *entry, const json_t *wanted_ask, const json_t *wanted_list)
{
	const json_t *ask = json_object_get(entry, "ask");
	const char *key;
	json_t *v;

	if (wanted_ask == wanted_list)
		return json_is_array(ask) ? ask : NULL;
	json_object_foreach((json_t *)wanted_ask, key, v)
		if (v == wanted_list)
			return json_is_array(json_object_get(ask, key)) ? json_object_get(ask, key) : NULL;
	return NULL;
}

/* One item more at the end of a list, written as the list is: as a line of its
 * own, or before the bracket of its last line. */
static bool
append_item(struct editing *e, const json_t *list, const char *item)
{
	const json_t *last = json_array_get(list, json_array_size(list) - 1);
	int line = last ? line_of(e, last) : 0, indent;
	struct buf b = {0};
	const char *s, *end;

	if (line == 0)
		return false;
	s = e->lines[line - 1];
	indent = (int)strspn(s, " ");
	if (s[indent] == '-' && line_of(e, list) < line) {
		buf_printf(&b, "%*s- ", indent, "");
		yaml_write_text(&b, item);
		buf_char(&b, '\n');
		change(e, line + 1, line + 1, buf_take(&b));
		return true;
	}
	for (end = e->lines[line]; end > s && *end != ']'; end--)
		;
	if (end == s)
		return false;
	buf_add(&b, s, (size_t)(end - s));
	buf_str(&b, ", ");
	yaml_write_text(&b, item);
	buf_add(&b, end, (size_t)(e->lines[line] - end));
	change(e, line, line + 1, buf_take(&b));
	return true;
}

int
faq_edit_ask(const struct buf *text, const char *id, const char *language, const char *main_language, const char *phrasing, struct buf *out)
{
	json_t *entry, *list, *one;
	const json_t *now;
	struct editing e;
	size_t at;
	int rc = -1;

	if (!edit_open(&e, text) || (at = find(e.want, id)) == json_array_size(e.want)) {
		edit_close(&e);
		return -1;
	}
	entry = json_array_get(e.want, at);
	list = list_for(entry, language, main_language);
	json_array_append_new(list, json_string(phrasing));
	now = list_now(json_array_get(yaml_root(e.y), at), json_object_get(entry, "ask"), list);
	if (now != NULL && append_item(&e, now, phrasing) && apply(&e, out)) {
		rc = 0;
	} else {
		one = json_pack("[{s:s, s:O}]", "id", id, "ask", json_object_get(entry, "ask"));
		rc = faq_edit_set(text, one, out);
		json_decref(one);
	}
	edit_close(&e);
	return rc;
}
