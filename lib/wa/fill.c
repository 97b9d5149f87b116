#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/opt.h"
#include "wa/config.h"
#include "wa/fill.h"

#define NAME_MAX_SHOWN	60	/* bytes of a customer's name in our own sentence */
#define KNOWN_MAX	128

static const char *const built_in[] = { "name", "first_name", "business", "description", "areas" };
#define BUILT_IN (sizeof built_in / sizeof *built_in)

/* One {{NAME|DEFAULT}}: where it stands and its two parts. */
struct hole {
	const char	*start, *end;
	char		*name;
	char		*def;	/* NULL: none given */
};

static char *
trimmed(const char *s, size_t len)
{
	while (len > 0 && (*s == ' ' || *s == '\t')) {
		s++;
		len--;
	}
	while (len > 0 && (s[len - 1] == ' ' || s[len - 1] == '\t'))
		len--;
	return mem_strn(s, len);
}

/* The next variable from s on; false when there is none. The caller frees the parts. */
static bool
next_hole(const char *s, struct hole *h)
{
	const char *bar;

	if ((h->start = strstr(s, "{{")) == NULL || (h->end = strstr(h->start, "}}")) == NULL)
		return false;
	bar = memchr(h->start, '|', (size_t)(h->end - h->start));
	h->name = trimmed(h->start + 2, (size_t)((bar ? bar : h->end) - h->start - 2));
	h->def = bar ? mem_strn(bar + 1, (size_t)(h->end - bar - 1)) : NULL;
	h->end += 2;
	return true;
}

static void
free_hole(struct hole *h)
{
	free(h->name);
	free(h->def);
}

/* Customers choose their names: no control characters, no braces, not long. */
static char *
clean(const char *s, bool first_word)
{
	struct buf out = {0};

	buf_str(&out, "");
	s += strspn(s, " ");
	for (; *s != '\0' && out.len < NAME_MAX_SHOWN; s++) {
		unsigned char c = (unsigned char)*s;

		if (first_word && c == ' ' && out.len > 0)
			break;
		if (c >= ' ' && c != 0x7f && strchr("{}*_~`", c) == NULL)
			buf_char(&out, (char)c);
	}
	/* Not half of a character. */
	if (((unsigned char)*s & 0xc0) == 0x80)
		while (out.len > 0 && ((unsigned char)out.data[--out.len] & 0xc0) == 0x80)
			;
	out.data[out.len] = '\0';
	return buf_take(&out);
}

static char *
list_of(const json_t *list)
{
	struct buf out = {0};
	json_t *v;
	size_t i;

	json_array_foreach((json_t *)list, i, v)
		buf_printf(&out, "%s%s", i ? ", " : "", json_string_value(v));
	return out.len ? buf_take(&out) : NULL;
}

/* The value, or NULL; the caller frees. */
static char *
look_up(const struct fill *f, const char *name)
{
	const char *v;

	if ((v = config_local(json_object_get(f->more, name), f->language)) != NULL)
		return mem_str(v);
	if (strcmp(name, "name") == 0 || strcmp(name, "first_name") == 0)
		return (v = json_text(f->contact, "name")) ? clean(v, *name == 'f') : NULL;
	if (strncmp(name, "contact.", 8) == 0) {
		v = json_string_value(json_object_get(json_at(f->contact, "attributes"), name + 8));
		return v ? clean(v, false) : NULL;
	}
	if (strcmp(name, "areas") == 0)
		return list_of(json_object_get(f->settings, "areas"));
	if (strcmp(name, "business") == 0)
		return mem_str(json_text(f->settings, "name"));
	if (strcmp(name, "description") == 0)
		return mem_str(config_local(json_object_get(f->settings, "description"), f->language));
	if (strncmp(name, "policies.", 9) == 0)
		return mem_str(config_local(json_object_get(json_at(f->settings, "policies"), name + 9), f->language));
	return mem_str(config_local(json_object_get(json_at(f->settings, "variables"), name), f->language));
}

char *
fill_text(const struct fill *f, const char *text)
{
	struct buf out = {0};
	struct hole h;

	buf_str(&out, "");
	while (next_hole(text, &h)) {
		char *v = look_up(f, h.name);

		buf_add(&out, text, (size_t)(h.start - text));
		buf_str(&out, v != NULL && *v != '\0' ? v : h.def ? h.def : "");
		text = h.end;
		free(v);
		free_hole(&h);
	}
	buf_str(&out, text);
	return buf_take(&out);
}

static bool
is_known(const char *name, const json_t *settings, const char *const *more)
{
	for (size_t i = 0; i < BUILT_IN; i++)
		if (strcmp(name, built_in[i]) == 0)
			return true;
	for (; more != NULL && *more != NULL; more++)
		if (strcmp(name, *more) == 0)
			return true;
	if (strncmp(name, "contact.", 8) == 0)
		return name[8] != '\0';
	if (strncmp(name, "policies.", 9) == 0)
		return json_object_get(json_at(settings, "policies"), name + 9) != NULL;
	return json_object_get(json_at(settings, "variables"), name) != NULL;
}

static void
unknown_name(struct yaml *y, const json_t *node, const char *name, const json_t *settings)
{
	const char *names[KNOWN_MAX], *key, *near;
	size_t n = 0;
	json_t *v;

	for (; n < BUILT_IN; n++)
		names[n] = built_in[n];
	json_object_foreach(json_at(settings, "variables"), key, v)
		if (n < KNOWN_MAX)
			names[n++] = key;
	if ((near = opt_nearest(name, names, n)) != NULL)
		yaml_mistake(y, node, "{{%.40s|...}}: no such variable; did you mean %s?", name, near);
	else
		yaml_mistake(y, node, "{{%.40s|...}}: no such variable; name first_name business areas, or a key under variables in workspace.yaml", name);
}

void
fill_check(struct yaml *y, const json_t *node, const char *text, const json_t *settings, const char *const *more)
{
	struct hole h;

	for (; next_hole(text, &h); text = h.end, free_hole(&h)) {
		if (h.def == NULL)
			yaml_mistake(y, node, "{{%.40s}}: no default; write {{%.40s|what to say without it}}", h.name, h.name);
		else if (!is_known(h.name, settings, more))
			unknown_name(y, node, h.name, settings);
	}
	if (strstr(text, "{{") != NULL)
		yaml_mistake(y, node, "a {{ without its }}; variables are {{name|what to say without it}}");
}
