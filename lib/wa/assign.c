#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "wa/assign.h"
#include "wa/config.h"
#include "wa/hours.h"
#include "wa/inquiry.h"
#include "wa/inquiry_list.h"
#include "wa/member.h"
#include "wa/route.h"

/* Who is on, looked up once. */
struct rota {
	const struct workspace	*ws;
	const json_t		*team;
	int64_t			 now;
	bool			 open;		/* the desk */
	bool			*on;		/* by place in the team */
	size_t			 n;
};

static struct rota
rota_at(const struct workspace *ws, int64_t now)
{
	struct rota r = { .ws = ws, .team = json_object_get(ws->config, "team"), .now = now };

	r.open = hours_open(ws, now);
	r.n = json_array_size(r.team);
	r.on = mem_array(r.n + 1, sizeof *r.on);
	for (size_t i = 0; i < r.n; i++)
		r.on[i] = hours_open_for(ws, json_array_get(r.team, i), now);
	return r;
}

static bool
contains(const json_t *list, const char *s)
{
	json_t *v;
	size_t i;

	json_array_foreach((json_t *)list, i, v)
		if (strcmp(json_string_value(v), s) == 0)
			return true;
	return false;
}

static bool
is_mode(const struct rota *r, const char *mode)
{
	return strcmp(json_text(r->ws->config, "assign"), mode) == 0;
}

static bool
anybody_can(const struct rota *r, const char *skill)
{
	json_t *m;
	size_t i;

	json_array_foreach((json_t *)r->team, i, m)
		if (contains(json_object_get(m, "skills"), skill))
			return true;
	return false;
}

/* What its owner must be able to do, or NULL. */
static const char *
skill_of(const struct rota *r, const struct assign_work *w)
{
	if (w->skill == NULL && is_mode(r, "skill") && anybody_can(r, w->category))
		return w->category;
	return w->skill;
}

/* Could the member at this place take it now? */
static bool
is_fit(const struct rota *r, const struct assign_work *w, size_t i)
{
	const json_t *member = json_array_get(r->team, i), *owners = route_owners(r->ws, w->rule, w->category, r->open);
	const char *skill = skill_of(r, w);

	return r->on[i] && (owners == NULL || contains(owners, json_text(member, "name"))) &&
	    (skill == NULL || contains(json_object_get(member, "skills"), skill));
}

static const char *
name_at(const struct rota *r, size_t i)
{
	return i < r->n ? json_text(json_array_get(r->team, i), "name") : NULL;
}

json_t *
assign_fit(const struct workspace *ws, const struct assign_work *w, int64_t now)
{
	struct rota r = rota_at(ws, now);
	json_t *names = json_array();

	for (size_t i = 0; i < r.n; i++)
		if (is_fit(&r, w, i))
			json_array_append_new(names, json_string(name_at(&r, i)));
	free(r.on);
	return names;
}

bool
assign_anybody(const struct workspace *ws, const struct assign_work *w, int64_t now)
{
	json_t *fit = assign_fit(ws, w, now);
	bool found = json_array_size(fit) > 0 || (json_array_size(json_object_get(ws->config, "team")) == 0 && hours_open(ws, now));

	json_decref(fit);
	return found;
}

/* The lower the sooner, compared from the first on. */
struct rank {
	int64_t	by[3];
};

static int
compare(const struct rank *a, const struct rank *b)
{
	for (size_t i = 0; i < sizeof a->by / sizeof *a->by; i++)
		if (a->by[i] != b->by[i])
			return a->by[i] < b->by[i] ? -1 : 1;
	return 0;
}

static bool
speaks(const struct rota *r, const json_t *member, const char *language)
{
	const json_t *spoken = json_object_get(member, "languages");
	json_t *l;
	size_t i;

	if (language == NULL)
		return true;
	if (json_array_size(spoken) == 0)
		return config_same_language(json_text(r->ws->config, "language"), language);
	json_array_foreach((json_t *)spoken, i, l)
		if (config_same_language(json_string_value(l), language))
			return true;
	return false;
}

/* When the last of those who are fit came on duty: from then on they are even. */
static int64_t
all_on_since(const struct rota *r, const struct assign_work *w)
{
	int64_t since = 0;

	for (size_t i = 0; i < r->n; i++)
		if (is_fit(r, w, i)) {
			int64_t own = hours_since_for(r->ws, json_array_get(r->team, i), r->now);

			since = own > since ? own : since;
		}
	return since;
}

static struct rank
rank_of(struct db *db, const struct rota *r, const struct assign_work *w, const json_t *member, int64_t since)
{
	const char *name = json_text(member, "name");
	int64_t last = inquiry_list_last_given(db, name);

	if (is_mode(r, "round-robin"))
		return (struct rank){ { inquiry_list_given(db, name, since), last } };
	return (struct rank){ { is_mode(r, "skill") && !speaks(r, member, w->language),
	    inquiry_list_load(db, name), last } };
}

/* The place of who gets it, r->n for nobody. */
static size_t
pick(struct db *db, const struct rota *r, const struct assign_work *w)
{
	char *last = json_yes(r->ws->config, "returning") ? inquiry_list_last_owner(db, w->contact) : NULL;
	size_t best = r->n;
	struct rank lowest = {0};
	int64_t since = is_mode(r, "round-robin") ? all_on_since(r, w) : 0;

	for (size_t i = 0; i < r->n; i++) {
		const json_t *member = json_array_get(r->team, i);
		struct rank rank;

		if (!is_fit(r, w, i))
			continue;
		if (last != NULL && strcmp(last, json_text(member, "name")) == 0) {
			best = i;
			break;
		}
		rank = rank_of(db, r, w, member, since);
		if (best == r->n || compare(&rank, &lowest) < 0) {
			best = i;
			lowest = rank;
		}
	}
	free(last);
	return best;
}

const char *
assign_pick(struct db *db, const struct workspace *ws, const struct assign_work *w, int64_t now)
{
	struct rota r = rota_at(ws, now);
	const char *name = is_mode(&r, "manual") ? NULL : name_at(&r, pick(db, &r, w));

	free(r.on);
	return name;
}

/* ---------------------------------------------------------------- the queue */

/* What failed elsewhere was opened without the workspace at hand. */
static int
route_new(struct db *db, const struct workspace *ws, int64_t now)
{
	json_t *list = inquiry_list_unrouted(db), *q;
	int rc = 0;
	size_t i;

	json_array_foreach(list, i, q) {
		struct inquiry_case c = {0};
		struct route r;

		route_take(ws, json_object_get(q, "seen"), &r, NULL);
		c = (struct inquiry_case){ .rule = r.rule, .category = r.category, .skill = r.skill, .priority = r.priority };
		if (rc == 0)
			rc = inquiry_route(db, json_number(q, "id", 0), &c, INQUIRY_RULE, now);
	}
	json_decref(list);
	return rc;
}

static bool
is_on(const struct rota *r, const char *name)
{
	for (size_t i = 0; i < r->n; i++)
		if (r->on[i] && strcmp(name_at(r, i), name) == 0)
			return true;
	return false;
}

/* 1 when somebody got it, 0 when nobody is on who could, -1. */
static int
give(struct db *db, const struct rota *r, const json_t *q)
{
	const char *owner = json_text(q, "owner"), *to;
	struct assign_work w = { .contact = json_number(q, "contact", 0), .rule = json_text(q, "rule"),
	    .category = json_text(q, "category"), .skill = json_text(q, "skill"), .language = json_text(q, "language") };
	char *why;
	int rc;

	if ((owner != NULL && is_on(r, owner)) || (to = name_at(r, pick(db, r, &w))) == NULL)
		return 0;
	why = owner != NULL ? mem_printf("%s is off", owner) : NULL;
	rc = inquiry_assign(db, json_number(q, "id", 0), to, INQUIRY_RULE, why, r->now);
	free(why);
	return rc == 0 ? 1 : rc == 1 ? 0 : -1;
}

int
assign_due(struct db *db, const struct workspace *ws, int64_t now)
{
	struct rota r;
	json_t *queue, *q;
	int given = 0, rc;
	bool anybody = false;
	size_t i;

	if (route_new(db, ws, now) == -1)
		return -1;
	r = rota_at(ws, now);
	for (i = 0; i < r.n; i++)
		anybody = anybody || r.on[i];
	queue = anybody && !is_mode(&r, "manual") ?
	    inquiry_list_queue(db, now, hours_before(ws, now, json_number(ws->config, "sla.claim", 0))) : NULL;
	json_array_foreach(queue, i, q) {
		if ((rc = give(db, &r, q)) == -1) {
			given = -1;
			break;
		}
		given += rc;
	}
	json_decref(queue);
	free(r.on);
	return given;
}
