#include <stdlib.h>

#include "base/mem.h"
#include "wa/hours.h"
#include "wa/sla.h"

static const char *const names[SLA_LIMITS] = { "claim", "first_response", "resolution" };

struct sla {
	const struct workspace	*ws;
	int64_t			 now;
	json_t			*before;	/* category -> when each limit's clock began, at the latest, to be passed */
};

const char *
sla_name(enum sla_limit limit)
{
	return names[limit];
}

struct sla *
sla_at(const struct workspace *ws, int64_t now)
{
	struct sla *s = mem_alloc(sizeof *s);

	*s = (struct sla){ ws, now, json_object() };
	return s;
}

void
sla_free(struct sla *s)
{
	if (s == NULL)
		return;
	json_decref(s->before);
	free(s);
}

int64_t
sla_time(const struct sla *s)
{
	return s->now;
}

/* The category's own limit, else the desk's. */
static int64_t
limit_of(const struct sla *s, const char *category, enum sla_limit limit)
{
	const json_t *own = json_object_get(json_object_get(json_object_get(s->ws->config, "categories"), category), names[limit]);

	return json_integer_value(own ? own : json_object_get(json_object_get(s->ws->config, "sla"), names[limit]));
}

static const json_t *
before_of(struct sla *s, const char *category)
{
	json_t *before = json_object_get(s->before, category);

	if (before != NULL)
		return before;
	before = json_array();
	for (int limit = 0; limit < SLA_LIMITS; limit++)
		json_array_append_new(before, json_integer(hours_before(s->ws, s->now, limit_of(s, category, limit))));
	json_object_set_new(s->before, category, before);
	return before;
}

bool
sla_passed(struct sla *s, const struct sla_work *w, enum sla_limit limit)
{
	/* Whoever writes has taken it, claimed or not. */
	if (w->ended || (limit == SLA_CLAIM && (w->claimed || w->answered)) || (limit == SLA_FIRST_RESPONSE && w->answered))
		return false;
	return w->since <= json_integer_value(json_array_get(before_of(s, w->category), limit));
}
