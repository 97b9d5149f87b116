#include <stdio.h>
#include <string.h>

#include "ext/text.h"
#include "wa/config.h"
#include "wa/inquiry.h"
#include "wa/route.h"

/* How a condition's value is held against what was seen. */
typedef bool (*likeness)(const char *want, const char *seen);

static bool
is_same(const char *want, const char *seen)
{
	return strcmp(want, seen) == 0;
}

/* As a reader would say that two words are the same. */
static bool
reads_same(const char *want, const char *seen)
{
	struct buf a = {0}, b = {0};
	bool same;

	text_fold(want, strlen(want), &a);
	text_fold(seen, strlen(seen), &b);
	same = a.len == b.len && (a.len == 0 || memcmp(a.data, b.data, a.len) == 0);
	buf_free(&a);
	buf_free(&b);
	return same;
}

/* Does any text of a value (a text, a list, an object of parts) do? */
static bool
has_value(const char *want, const json_t *seen, likeness alike)
{
	const char *key;
	json_t *part;
	size_t i;

	if (json_is_string(seen))
		return alike(want, json_string_value(seen));
	json_array_foreach((json_t *)seen, i, part)
		if (has_value(want, part, alike))
			return true;
	json_object_foreach((json_t *)seen, key, part)
		if (has_value(want, part, alike))
			return true;
	return false;
}

static bool
holds(const json_t *wanted, const json_t *seen, likeness alike)
{
	json_t *w;
	size_t i;

	json_array_foreach((json_t *)wanted, i, w)
		if (has_value(json_string_value(w), seen, alike))
			return true;
	return json_array_size(wanted) == 0;
}

static bool
lead_holds(const json_t *wanted, const json_t *fields, const char **failed)
{
	const char *key;
	json_t *w;

	json_object_foreach((json_t *)wanted, key, w)
		if (!holds(w, json_object_get(fields, key), reads_same)) {
			*failed = key;
			return false;
		}
	return true;
}

/* The first condition that doesn't hold, or NULL. */
static const char *
failing(const json_t *when, const json_t *seen)
{
	static const struct { const char *want, *seen; likeness alike; } conditions[] = {
		{ "kind", "kind", is_same }, { "intent", "intent", is_same }, { "category", "category", is_same },
		{ "language", "language", config_same_language }, { "urgency", "urgency", is_same }, { "tag", "tags", is_same },
	};
	const char *failed = NULL;

	for (size_t i = 0; i < sizeof conditions / sizeof *conditions; i++)
		if (!holds(json_object_get(when, conditions[i].want), json_object_get(seen, conditions[i].seen), conditions[i].alike))
			return conditions[i].want;
	lead_holds(json_object_get(when, "lead"), json_object_get(seen, "lead"), &failed);
	return failed;
}

static const char *
name_of(const json_t *route, size_t i, char out[72])
{
	const char *name = json_text(route, "name");

	if (name != NULL)
		snprintf(out, 72, "%s", name);
	else
		snprintf(out, 72, "route %zu", i + 1);
	return out;
}

/* The route that takes it, or NULL. */
static const json_t *
first_match(const struct workspace *ws, const json_t *seen, char rule[72], struct buf *why)
{
	json_t *route;
	size_t i;

	json_array_foreach(json_object_get(ws->config, "routes"), i, route) {
		const char *failed = failing(json_object_get(route, "when"), seen);

		name_of(route, i, rule);
		if (why != NULL && failed != NULL)
			buf_printf(why, "%s: no, its %s is another\n", rule, failed);
		else if (why != NULL)
			buf_printf(why, "%s: takes it\n", rule);
		if (failed == NULL)
			return route;
	}
	snprintf(rule, 72, ROUTE_DEFAULT);
	return NULL;
}

static const json_t *
category_of(const struct workspace *ws, const char *category)
{
	return json_object_get(json_object_get(ws->config, "categories"), category);
}

/* Urgency, mood and tags on top of what the route or the category says. */
static int64_t
add_pressure(const struct workspace *ws, const json_t *seen, int64_t priority)
{
	const char *tag;
	json_t *weight;

	if (json_says(seen, "urgency", "high"))
		priority += json_number(ws->config, "priority.urgent", 0);
	if (json_says(seen, "sentiment", "negative"))
		priority += json_number(ws->config, "priority.negative", 0);
	json_object_foreach(json_at(ws->config, "priority.tags"), tag, weight)
		if (has_value(tag, json_object_get(seen, "tags"), is_same))
			priority += json_integer_value(weight);
	return priority < INQUIRY_PRIORITY_MAX ? priority : INQUIRY_PRIORITY_MAX;
}

void
route_take(const struct workspace *ws, const json_t *seen, struct route *r, struct buf *why)
{
	const json_t *route = first_match(ws, seen, r->rule, why), *category, *priority;
	const char *kind = json_text(seen, "kind");

	if ((r->category = json_text(route, "category")) == NULL && (r->category = json_text(seen, "category")) == NULL)
		r->category = kind != NULL && strcmp(kind, INQUIRY_DELIVERY) == 0 ? INQUIRY_DELIVERY : "support";
	category = category_of(ws, r->category);
	if ((r->skill = json_text(route, "skill")) == NULL)
		r->skill = json_text(category, "skill");
	if ((priority = json_object_get(route, "priority")) == NULL)
		priority = json_object_get(category, "priority");
	r->priority = add_pressure(ws, seen, json_integer_value(priority));
}

json_t *
route_seen(const json_t *ev, const char *kind, const char *entry)
{
	const char *language = json_text(ev, "reply.decision.language");
	json_t *seen = json_object();

	json_put(seen, "kind", kind);
	json_put(seen, "category", entry);
	json_put(seen, "intent", json_text(ev, "class.intent"));
	json_put(seen, "language", language ? language : json_text(ev, "class.language"));
	json_put(seen, "urgency", json_text(ev, "class.urgency"));
	json_put(seen, "sentiment", json_text(ev, "class.sentiment"));
	if (json_is_object(json_at(ev, "lead.fields")))
		json_object_set(seen, "lead", json_at(ev, "lead.fields"));
	route_tag(seen, json_at(ev, "class.tags"));
	return seen;
}

void
route_tag(json_t *seen, const json_t *tags)
{
	json_t *all = json_object_get(seen, "tags"), *tag;
	size_t i;

	if (all == NULL) {
		all = json_array();
		json_object_set_new(seen, "tags", all);
	}
	json_array_foreach((json_t *)tags, i, tag)
		if (json_is_string(tag))
			json_array_append(all, tag);
}

const json_t *
route_owners(const struct workspace *ws, const char *rule, const char *category, bool open)
{
	const json_t *from[2] = { NULL, category_of(ws, category) };
	static const char *const keys[2][2] = { { "owner", "after_hours" }, { "owners", "after_hours" } };
	char name[72];
	json_t *route;
	size_t i;

	json_array_foreach(json_object_get(ws->config, "routes"), i, route)
		if (rule != NULL && strcmp(name_of(route, i, name), rule) == 0)
			from[0] = route;
	for (i = 0; i < 2 && !open; i++)
		if (json_array_size(json_object_get(from[i], keys[i][1])) > 0)
			return json_object_get(from[i], keys[i][1]);
	for (i = 0; i < 2; i++)
		if (json_array_size(json_object_get(from[i], keys[i][0])) > 0)
			return json_object_get(from[i], keys[i][0]);
	return NULL;
}
