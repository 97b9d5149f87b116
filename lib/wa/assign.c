#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "wa/assign.h"
#include "wa/config.h"
#include "wa/hours.h"
#include "wa/inquiry.h"
#include "wa/inquiry_list.h"
#include "wa/route.h"

/* One of the team, and what of them counts, looked up once. */
struct mate {
	const json_t	*member;
	const char	*name;
	bool		 on;
	int64_t		 on_since;
	bool		 known;		/* what follows is */
	int64_t		 load;		/* open and claimed */
	int64_t		 last;		/* the place of what was given last */
	int64_t		 given, given_since;
};

struct rota {
	const struct workspace	*ws;
	int64_t			 now;
	const char		*mode;
	bool			 open;		/* the desk */
	struct mate		*mate;		/* in the team's order */
	size_t			 n;
};

static struct rota
rota_at(const struct workspace *ws, int64_t now)
{
	struct rota r = { .ws = ws, .now = now, .mode = json_text(ws->config, "assign"), .open = hours_open(ws, now) };
	json_t *m;
	size_t i;

	r.n = json_array_size(json_object_get(ws->config, "team"));
	r.mate = mem_array(r.n + 1, sizeof *r.mate);
	json_array_foreach(json_object_get(ws->config, "team"), i, m)
		r.mate[i] = (struct mate){ .member = m, .name = json_text(m, "name"), .on = hours_open_for(ws, m, now),
		    .on_since = hours_since_for(ws, m, now), .given_since = -1 };
	return r;
}

static bool
is_mode(const struct rota *r, const char *mode)
{
	return strcmp(r->mode, mode) == 0;
}

static bool
anybody_can(const struct rota *r, const char *skill)
{
	for (size_t i = 0; i < r->n; i++)
		if (json_has(json_object_get(r->mate[i].member, "skills"), skill))
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

/* Could this one take it now? */
static bool
is_fit(const struct rota *r, const struct assign_work *w, const struct mate *m)
{
	const json_t *owners = route_owners(r->ws, w->rule, w->category, r->open);
	const char *skill = skill_of(r, w);

	return m->on && (owners == NULL || json_has(owners, m->name)) &&
	    (skill == NULL || json_has(json_object_get(m->member, "skills"), skill));
}

json_t *
assign_fit(const struct workspace *ws, const struct assign_work *w, int64_t now)
{
	struct rota r = rota_at(ws, now);
	json_t *names = json_array();

	for (size_t i = 0; i < r.n; i++)
		if (is_fit(&r, w, &r.mate[i]))
			json_array_append_new(names, json_string(r.mate[i].name));
	free(r.mate);
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
	int64_t	by[4];
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

	if (language == NULL)
		return true;
	if (json_array_size(spoken) == 0)
		return config_same_language(json_text(r->ws->config, "language"), language);
	return config_has_language(spoken, language);
}

/* When the last of those who are fit came on duty: from then on they are even. */
static int64_t
all_on_since(const struct rota *r, const struct assign_work *w)
{
	int64_t since = 0;

	for (size_t i = 0; i < r->n; i++)
		if (is_fit(r, w, &r->mate[i]) && r->mate[i].on_since > since)
			since = r->mate[i].on_since;
	return since;
}

/* As the store has it; what this pass gives is added as it goes. */
static void
look_up(struct db *db, struct mate *m, int64_t since)
{
	if (!m->known) {
		m->load = inquiry_list_load(db, m->name);
		m->last = inquiry_list_last_given(db, m->name);
		m->known = true;
	}
	if (m->given_since != since) {
		m->given = inquiry_list_given(db, m->name, since);
		m->given_since = since;
	}
}

static bool
is_named(const char *name, const struct mate *m)
{
	return name != NULL && strcmp(name, m->name) == 0;
}

static struct rank
rank_of(struct db *db, const struct rota *r, const struct assign_work *w, struct mate *m, int64_t since)
{
	bool refused = is_named(w->refused, m);

	look_up(db, m, since);
	if (is_mode(r, "round-robin"))
		return (struct rank){ { refused, m->given, m->last } };
	return (struct rank){ { refused, is_mode(r, "skill") && !speaks(r, m->member, w->language), m->load, m->last } };
}

/* Who had the customer last, when that is one of those who are fit. */
static struct mate *
returning(struct db *db, const struct rota *r, const struct assign_work *w)
{
	char *last = json_yes(r->ws->config, "returning") ? inquiry_list_last_owner(db, w->contact) : NULL;
	struct mate *found = NULL;

	for (size_t i = 0; i < r->n && last != NULL; i++)
		if (is_named(last, &r->mate[i]) && !is_named(w->refused, &r->mate[i]) && is_fit(r, w, &r->mate[i]))
			found = &r->mate[i];
	free(last);
	return found;
}

/* Who gets it; NULL: nobody is on who could. */
static struct mate *
pick(struct db *db, const struct rota *r, const struct assign_work *w)
{
	struct mate *best = returning(db, r, w);
	int64_t since = is_mode(r, "round-robin") ? all_on_since(r, w) : 0;
	struct rank lowest = {0};

	if (best != NULL)
		return best;
	for (size_t i = 0; i < r->n; i++) {
		struct rank rank;

		if (!is_fit(r, w, &r->mate[i]))
			continue;
		rank = rank_of(db, r, w, &r->mate[i], since);
		if (best == NULL || compare(&rank, &lowest) < 0) {
			best = &r->mate[i];
			lowest = rank;
		}
	}
	return best;
}

const char *
assign_pick(struct db *db, const struct workspace *ws, const struct assign_work *w, int64_t now)
{
	struct rota r = rota_at(ws, now);
	const struct mate *m = is_mode(&r, "manual") ? NULL : pick(db, &r, w);
	const char *name = m != NULL ? m->name : NULL;

	free(r.mate);
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
		if (r->mate[i].on && strcmp(r->mate[i].name, name) == 0)
			return true;
	return false;
}

/* 1 when somebody got it, 0 when nobody is on who could, -1. */
static int
give(struct db *db, const struct rota *r, const json_t *q)
{
	const char *owner = json_text(q, "owner");
	struct assign_work w = { .contact = json_number(q, "contact", 0), .rule = json_text(q, "rule"),
	    .category = json_text(q, "category"), .skill = json_text(q, "skill"), .language = json_text(q, "language"),
	    .refused = json_text(q, "refused") };
	struct mate *to;
	char *why;
	int rc;

	if ((owner != NULL && is_on(r, owner)) || (to = pick(db, r, &w)) == NULL)
		return 0;
	why = owner != NULL ? mem_printf("%s is off", owner) : NULL;
	rc = inquiry_assign(db, json_number(q, "id", 0), to->name, INQUIRY_RULE, why, r->now);
	free(why);
	if (rc != 0)
		return rc == 1 ? 0 : -1;
	to->load++;
	to->given++;
	to->last = inquiry_list_last_given(db, to->name);
	return 1;
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
		anybody = anybody || r.mate[i].on;
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
	free(r.mate);
	return given;
}
