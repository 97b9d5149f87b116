#include <stdbool.h>
#include <string.h>

#include "base/log.h"
#include "ext/yaml.h"
#include "wa/rules_edit.h"
#include "wa/yaml_write.h"

struct editing {
	const struct buf *text;
	struct yaml	*y;
	const char	*rule, *item, *comment;
	struct buf	 out;
};

/* Where a line begins, from 1; the end of the text behind the last. */
static size_t
start_of(const struct buf *text, int line)
{
	size_t at = 0;

	for (; line > 1 && at < text->len; line--) {
		const char *nl = memchr(text->data + at, '\n', text->len - at);

		at = nl != NULL ? (size_t)(nl - text->data) + 1 : text->len;
	}
	return at;
}

static int
indent_of(const struct editing *e, int line)
{
	size_t at = start_of(e->text, line), n = 0;

	while (at + n < e->text->len && e->text->data[at + n] == ' ')
		n++;
	return (int)n;
}

static void
put_item(struct editing *e, int indent)
{
	buf_printf(&e->out, "%*s# %s\n%*s- ", indent, "", e->comment, indent, "");
	yaml_write_text(&e->out, e->item);
	buf_char(&e->out, '\n');
}

static void
put_rule(struct editing *e, int indent)
{
	buf_printf(&e->out, "%*s%s:\n", indent, "", e->rule);
	put_item(e, indent + 2);
}

/* All before a place, and all from there on. */
static void
copy_to(struct editing *e, size_t at)
{
	buf_add(&e->out, e->text->data, at);
	if (e->out.len > 0 && e->out.data[e->out.len - 1] != '\n')
		buf_char(&e->out, '\n');
}

static void
copy_from(struct editing *e, size_t at)
{
	buf_add(&e->out, e->text->data + at, e->text->len - at);
}

/* "[a, b]" on the line of its key: the comment stands above. */
static bool
into_brackets(struct editing *e, int line)
{
	size_t at = start_of(e->text, line), end = start_of(e->text, line + 1);
	const char *open = memchr(e->text->data + at, '[', end - at);

	if (open == NULL)
		return false;
	copy_to(e, at);
	buf_printf(&e->out, "%*s# %s\n", indent_of(e, line), "", e->comment);
	buf_add(&e->out, e->text->data + at, (size_t)(open + 1 - e->text->data) - at);
	yaml_write_text(&e->out, e->item);
	buf_str(&e->out, ", ");
	copy_from(e, (size_t)(open + 1 - e->text->data));
	return true;
}

static bool
edit(struct editing *e, const json_t *rules, const json_t *list)
{
	const json_t *first = json_array_get(list, 0), *other;
	const char *key;
	int line = yaml_line(e->y, rules);

	if (rules == NULL) {
		copy_to(e, e->text->len);
		buf_str(&e->out, e->text->len > 0 ? "\nrules:\n" : "rules:\n");
		put_rule(e, 2);
		return true;
	}
	if (first != NULL && yaml_line(e->y, first) == yaml_line(e->y, list))
		return into_brackets(e, yaml_line(e->y, list));
	if (first != NULL) {
		copy_to(e, start_of(e->text, yaml_line(e->y, first)));
		put_item(e, indent_of(e, yaml_line(e->y, first)));
		copy_from(e, start_of(e->text, yaml_line(e->y, first)));
		return true;
	}
	if (list != NULL || !json_is_object(rules))
		return false;
	json_object_foreach((json_t *)rules, key, other) {
		if (yaml_line(e->y, other) == line)
			return false;
		copy_to(e, start_of(e->text, line + 1));
		put_rule(e, indent_of(e, yaml_line(e->y, other)));
		copy_from(e, start_of(e->text, line + 1));
		return true;
	}
	return false;
}

/* The settings with the rule, as they should be read afterwards. */
static json_t *
wanted(const struct editing *e)
{
	json_t *want = json_is_object(yaml_root(e->y)) ? json_deep_copy(yaml_root(e->y)) : json_object();
	json_t *rules = json_object_get(want, "rules"), *list;

	if (rules == NULL)
		json_object_set_new(want, "rules", rules = json_object());
	if ((list = json_object_get(rules, e->rule)) == NULL)
		json_object_set_new(rules, e->rule, list = json_array());
	json_array_insert_new(list, 0, json_string(e->item));
	return want;
}

static bool
reads_as_wanted(const struct editing *e)
{
	struct yaml *y = yaml_from("workspace.yaml", e->out.data ? e->out.data : "", e->out.len);
	json_t *want = wanted(e);
	bool same = json_equal(yaml_root(y), want) != 0;

	json_decref(want);
	yaml_close(y);
	return same;
}

int
rules_edit_add(const struct buf *text, const char *rule, const char *item, const char *comment, struct buf *out)
{
	struct editing e = { .text = text, .rule = rule, .item = item, .comment = comment };
	const json_t *rules, *list;
	int rc = -1;

	e.y = yaml_from("workspace.yaml", text->data ? text->data : "", text->len);
	rules = json_object_get(yaml_root(e.y), "rules");
	list = json_object_get(rules, rule);
	if (yaml_mistakes(e.y) > 0)
		yaml_log(e.y);
	else if (json_has(list, e.item))
		rc = 1;
	else if (!edit(&e, rules, list) || !reads_as_wanted(&e))
		log_line("workspace.yaml: rules.%s is written so that no line can be added to it; give each of its items a line", rule);
	else {
		buf_add(out, e.out.data, e.out.len);
		rc = 0;
	}
	buf_free(&e.out);
	yaml_close(e.y);
	return rc;
}
