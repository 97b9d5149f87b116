#include <string.h>

#include "wa/assign.h"
#include "wa/inquiry.h"
#include "wa/inquiry_list.h"
#include "wa/route.h"
#include "wa/route_again.h"

/* Does a route ask for one of these fields? */
static bool
is_named(const struct workspace *ws, const json_t *told)
{
	json_t *route, *key;
	size_t i, k;

	json_array_foreach(json_object_get(ws->config, "routes"), i, route)
		json_array_foreach((json_t *)told, k, key)
			if (json_object_get(json_at(route, "when.lead"), json_string_value(key)) != NULL)
				return true;
	return false;
}

static bool
is_same(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

/* May the owner keep it, now that it is this? */
static bool
is_kept(struct db *db, const struct workspace *ws, const struct inquiry *q, const struct route *r, const json_t *seen, int64_t now)
{
	struct assign_work work = { .contact = q->contact, .rule = r->rule, .category = r->category, .skill = r->skill,
	    .language = json_text(seen, "language") };
	json_t *fit;
	bool kept;

	if (q->owner == NULL || !inquiry_is_given(db, q->id))
		return true;
	fit = assign_fit(ws, &work, now);
	kept = json_has(fit, q->owner);
	json_decref(fit);
	return kept;
}

static int
move(struct db *db, const struct workspace *ws, const struct inquiry *q, const json_t *seen, int64_t now)
{
	struct inquiry_case c;
	struct route r;

	route_take(ws, seen, &r, NULL);
	if (is_same(q->rule, r.rule) && is_same(q->category, r.category) && is_same(q->skill, r.skill))
		return 0;
	c = (struct inquiry_case){ .rule = r.rule, .category = r.category, .skill = r.skill,
	    .priority = r.priority > q->priority ? r.priority : q->priority };
	if (inquiry_route(db, q->id, &c, INQUIRY_RULE, now) == -1 ||
	    (!is_kept(db, ws, q, &r, seen, now) && inquiry_release(db, q->id, INQUIRY_RULE, now) != 0))
		return -1;
	return assign_due(db, ws, now) == -1 ? -1 : 1;
}

int
route_again(struct db *db, const struct workspace *ws, int64_t inquiry, const json_t *told, int64_t now)
{
	struct inquiry q;
	json_t *seen;
	int rc;

	if (!is_named(ws, told))
		return 0;
	if ((rc = inquiry_load(db, inquiry, &q)) == 0 && !q.claimed && !q.ended) {
		seen = inquiry_list_seen(db, inquiry);
		rc = move(db, ws, &q, seen, now);
		json_decref(seen);
	}
	inquiry_free(&q);
	return rc;
}
