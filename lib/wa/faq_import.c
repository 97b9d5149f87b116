#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/log.h"
#include "base/mem.h"
#include "ext/yaml.h"
#include "wa/faq_import.h"
#include "wa/phrasing.h"

static const char *const formats[][2] = {
	{ ".yaml", "yaml" }, { ".yml", "yaml" }, { ".json", "json" }, { ".ndjson", "json" },
	{ ".csv", "csv" }, { ".md", "md" }, { ".markdown", "md" },
};

const char *
faq_import_format(const char *name)
{
	const char *dot = strrchr(name, '.');

	for (size_t i = 0; dot != NULL && i < sizeof formats / sizeof *formats; i++)
		if (strcasecmp(dot, formats[i][0]) == 0)
			return formats[i][1];
	return NULL;
}

/* What other programs call the keys. */
static const char *
own_key(const char *key)
{
	static const char *const names[][2] = { { "question", "ask" }, { "questions", "ask" }, { "q", "ask" }, { "a", "answer" } };

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcasecmp(key, names[i][0]) == 0)
			return names[i][1];
	return key;
}

static json_t *
as_strings(const json_t *v)
{
	json_t *out, *member;
	struct buf b = {0};
	const char *key;
	size_t i;

	if (json_is_object(v)) {
		out = json_object();
		json_object_foreach((json_t *)v, key, member)
			json_object_set_new(out, key, as_strings(member));
		return out;
	}
	if (json_is_array(v)) {
		out = json_array();
		json_array_foreach((json_t *)v, i, member)
			json_array_append_new(out, as_strings(member));
		return out;
	}
	if (json_is_string(v) || json_is_null(v))
		return json_string(json_is_null(v) ? "" : json_string_value(v));
	json_print(v, &b);
	out = json_string(b.data);
	buf_free(&b);
	return out;
}

/* The first phrasing in a value, whatever its form. */
static const char *
first_text(const json_t *v)
{
	const char *key, *s;
	json_t *member;

	if (json_is_array(v))
		return first_text(json_array_get(v, 0));
	json_object_foreach((json_t *)v, key, member)
		if ((s = first_text(member)) != NULL)
			return s;
	return json_string_value(v);
}

static json_t *
read_yaml(const char *name, const struct buf *text)
{
	struct yaml *y = yaml_from(name, text->data ? text->data : "", text->len);
	json_t *root = yaml_root(y), *out = NULL;

	if (root != NULL && json_is_string(root) && *json_string_value(root) == '\0')
		out = json_array();
	else if (root != NULL && !json_is_array(root))
		yaml_mistake(y, root, "entries are a list; each begins with '- id: ...'");
	else
		out = json_deep_copy(root);
	if (yaml_mistakes(y) > 0) {
		yaml_log(y);
		json_decref(out);
		out = NULL;
	}
	yaml_close(y);
	return out;
}

static json_t *
read_json_lines(const char *name, const struct buf *text)
{
	const char *p = text->data, *end = p + text->len, *why;
	json_t *out = json_array();

	for (size_t number = 1; p < end; number++) {
		const char *nl = memchr(p, '\n', (size_t)(end - p));
		size_t len = nl ? (size_t)(nl - p) : (size_t)(end - p);
		json_t *v = NULL;

		if (strspn(p, " \t\r") < len && (v = json_parse(p, len, &why)) == NULL) {
			log_line("%s:%zu: %s", name, number, why);
			json_decref(out);
			return NULL;
		}
		if (v != NULL)
			json_array_append_new(out, v);
		p += len + (nl != NULL);
	}
	return out;
}

static json_t *
read_json(const char *name, const struct buf *text)
{
	const char *why;
	json_t *v = text->len > 0 ? json_parse(text->data, text->len, &why) : json_array(), *out;

	if (json_is_object(v)) {
		out = json_pack("[o]", v);
		v = out;
	}
	if (v == NULL && (v = read_json_lines(name, text)) == NULL)
		return NULL;
	out = as_strings(v);
	json_decref(v);
	return out;
}

/* A cell's text added at a column's key: ask.es goes into ask, under es. */
static void
put_cell(json_t *entry, const char *column, char *cell)
{
	const char *dot = strchr(column, '.');
	char *base = mem_strn(column, dot ? (size_t)(dot - column) : strlen(column));
	const char *key = own_key(base);
	json_t *v, *under;

	cell[strcspn(cell, "\r")] = cell[strcspn(cell, "\r")] == '\r' && strchr(cell, '\n') == NULL ? '\0' : cell[strcspn(cell, "\r")];
	if (strcmp(key, "ask") == 0 || strcmp(key, "tags") == 0) {
		char *save = NULL;

		v = json_array();
		for (char *line = strtok_r(cell, "\r\n", &save); line != NULL; line = strtok_r(NULL, "\r\n", &save))
			json_array_append_new(v, json_string(line));
	} else {
		v = json_string(cell);
	}
	if (dot == NULL) {
		json_object_set_new(entry, key, v);
	} else {
		if (!json_is_object(under = json_object_get(entry, key)))
			json_object_set_new(entry, key, under = json_object());
		json_object_set_new(under, dot + 1, v);
	}
	free(base);
}

/* The next cell, quotes resolved, and what ended it: ',', '\n' or '\0'. The caller frees. */
static char *
next_cell(const char **p, const char *end, char *stop)
{
	struct buf b = {0};
	bool quoted = *p < end && **p == '"';

	buf_str(&b, "");
	*p += quoted;
	for (; *p < end; ++*p) {
		if (quoted && **p == '"') {
			if (*p + 1 < end && (*p)[1] == '"')
				buf_char(&b, *(*p)++);
			else
				quoted = false;
		} else if (!quoted && (**p == ',' || **p == ';' || **p == '\n')) {
			break;
		} else if (quoted || **p != '\r') {
			buf_char(&b, **p);
		}
	}
	*stop = *p < end ? (**p == ';' ? ',' : **p) : '\0';
	*p += *p < end;
	return buf_take(&b);
}

static json_t *
read_csv(const char *name, const struct buf *text)
{
	const char *p = text->data, *end = p + text->len;
	json_t *out = json_array(), *columns = json_array();
	char stop = '\0';

	(void)name;
	if (text->len >= 3 && memcmp(p, "\xef\xbb\xbf", 3) == 0)
		p += 3;
	while (p < end) {
		char *cell = next_cell(&p, end, &stop);

		json_array_append_new(columns, json_string(cell));
		free(cell);
		if (stop != ',')
			break;
	}
	while (p < end) {
		json_t *entry = json_object();
		size_t column = 0;

		do {
			char *cell = next_cell(&p, end, &stop);
			const char *key = json_string_value(json_array_get(columns, column++));

			if (key != NULL && *key != '\0' && *cell != '\0')
				put_cell(entry, key, cell);
			free(cell);
		} while (stop == ',');
		if (json_object_size(entry) > 0)
			json_array_append(out, entry);
		json_decref(entry);
	}
	json_decref(columns);
	return out;
}

/* An entry of Markdown being read. */
struct section {
	json_t		*out;
	json_t		*ask;
	struct buf	 answer;
	char		*id;
};

static void
end_section(struct section *s)
{
	while (s->answer.len > 0 && strchr(" \n", s->answer.data[s->answer.len - 1]) != NULL)
		s->answer.data[--s->answer.len] = '\0';
	if (json_array_size(s->ask) > 0 && s->answer.len > 0) {
		json_t *entry = json_object();

		json_put(entry, "id", s->id);
		json_object_set(entry, "ask", s->ask);
		if (strncmp(s->answer.data, "-> ", 3) == 0)
			json_put(entry, "escalate", s->answer.data + 3);
		else
			json_put(entry, "answer", s->answer.data);
		json_array_append_new(s->out, entry);
	}
	json_decref(s->ask);
	s->ask = json_array();
	buf_clear(&s->answer);
	free(s->id);
	s->id = NULL;
}

/* The question of a heading or of a line that begins with Q:, else NULL. */
static const char *
question_of(const char *line)
{
	static const char *const marks[] = { "**Q:**", "**Q**:", "Q:" };

	if (*line == '#')
		return line + strspn(line, "# ");
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		if (strncmp(line, marks[i], strlen(marks[i])) == 0)
			return line + strlen(marks[i]) + strspn(line + strlen(marks[i]), " ");
	return NULL;
}

static const char *
answer_of(const char *line)
{
	static const char *const marks[] = { "**A:**", "**A**:", "A:" };

	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		if (strncmp(line, marks[i], strlen(marks[i])) == 0)
			return line + strlen(marks[i]) + strspn(line + strlen(marks[i]), " ");
	return line;
}

static void
read_line(struct section *s, const char *line)
{
	static const char mark[] = "<!-- id: ";
	const char *question = question_of(line);

	if (question != NULL) {
		if (s->answer.len > 0 || *question == '\0')
			end_section(s);
		/* A title above another question is none: its entry would have no answer, and the next heading is deeper. */
		if (*question != '\0')
			json_array_append_new(s->ask, json_string(question));
	} else if (strncmp(line, mark, sizeof mark - 1) == 0) {
		free(s->id);
		s->id = mem_strn(line + sizeof mark - 1, strcspn(line + sizeof mark - 1, " "));
	} else if (json_array_size(s->ask) > 0 && (*line != '\0' || s->answer.len > 0)) {
		buf_printf(&s->answer, "%s\n", s->answer.len ? line : answer_of(line));
	}
}

static json_t *
read_markdown(const char *name, const struct buf *text)
{
	struct section s = { .out = json_array(), .ask = json_array() };
	const char *p = text->data, *end = p + text->len;

	(void)name;
	while (p < end) {
		const char *nl = memchr(p, '\n', (size_t)(end - p));
		size_t len = nl ? (size_t)(nl - p) : (size_t)(end - p);
		char *line = mem_strn(p, len > 0 && p[len - 1] == '\r' ? len - 1 : len);

		/* A title, once, at the top. */
		if (!(line[0] == '#' && line[1] == ' ' && json_array_size(s.out) == 0 && json_array_size(s.ask) == 0))
			read_line(&s, line);
		free(line);
		p += len + (nl != NULL);
	}
	end_section(&s);
	json_decref(s.ask);
	buf_free(&s.answer);
	return s.out;
}

/* Keys by their own names, ids where they are missing; -1 after saying what is wrong. */
static int
complete(const char *name, json_t *entries)
{
	json_t *v, *seen = json_object();
	int rc = 0;
	size_t i;

	json_array_foreach(entries, i, v) {
		json_t *ask = json_object_get(v, "question") ? json_object_get(v, "question") : json_object_get(v, "questions");
		const char *question;
		char *id;

		if (!json_is_object(v)) {
			log_line("%s: entry %zu: keys with values are wanted", name, i + 1);
			rc = -1;
			continue;
		}
		if (ask != NULL && json_object_get(v, "ask") == NULL)
			json_object_set(v, "ask", ask);
		json_object_del(v, "question");
		json_object_del(v, "questions");
		/* What `wa-faq list --json` adds. */
		json_object_del(v, "file");
		json_object_del(v, "line");
		if (json_text(v, "id") == NULL && (question = first_text(json_object_get(v, "ask"))) != NULL) {
			json_t *all = json_object();

			id = phrasing_id(question);
			json_put(all, "id", *id ? id : NULL);
			json_object_update(all, v);
			json_object_clear(v);
			json_object_update(v, all);
			json_decref(all);
			free(id);
		}
		if (json_text(v, "id") == NULL) {
			log_line("%s: entry %zu: no id, and no question to make one of", name, i + 1);
			rc = -1;
		} else if (json_object_get(seen, json_text(v, "id")) != NULL) {
			log_line("%s: entry %zu: %s stands here twice; ids must differ", name, i + 1, json_text(v, "id"));
			rc = -1;
		} else {
			json_object_set_new(seen, json_text(v, "id"), json_true());
		}
	}
	json_decref(seen);
	return rc;
}

json_t *
faq_import_read(const char *name, const char *format, const struct buf *text)
{
	static const struct {
		const char	*format;
		json_t		*(*read)(const char *, const struct buf *);
	} readers[] = { { "yaml", read_yaml }, { "json", read_json }, { "csv", read_csv }, { "md", read_markdown } };
	json_t *out = NULL;

	for (size_t i = 0; i < sizeof readers / sizeof *readers; i++)
		if (strcmp(format, readers[i].format) == 0)
			out = text->len > 0 ? readers[i].read(name, text) : json_array();
	if (out != NULL && complete(name, out) == -1) {
		json_decref(out);
		out = NULL;
	}
	return out;
}
