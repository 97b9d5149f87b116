#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/mem.h"
#include "wa/hours.h"
#include "wa/member.h"
#include "wa/route_lint.h"

enum { STEPS = 7 * 24 * 4, GAPS_SHOWN = 3 };
static const int64_t step_ms = 15 * CLOCK_MINUTE;

/* The coming week, a quarter of an hour a step. */
struct week {
	const struct workspace	*ws;
	const json_t		*team;
	int64_t			 from;
	bool			 open[STEPS];	/* the desk */
	bool			*on[STEPS];	/* by place in the team */
};

static struct week *
week_from(const struct workspace *ws, int64_t now)
{
	struct week *w = mem_alloc(sizeof *w);
	size_t n;

	w->ws = ws;
	w->team = json_object_get(ws->config, "team");
	w->from = (now / step_ms + 1) * step_ms;
	n = json_array_size(w->team);
	for (int i = 0; i < STEPS; i++) {
		int64_t at = w->from + i * step_ms;

		w->open[i] = hours_open(ws, at);
		w->on[i] = mem_array(n + 1, sizeof *w->on[i]);
		for (size_t m = 0; m < n && w->open[i]; m++)
			w->on[i][m] = hours_open_for(ws, json_array_get(w->team, m), at);
	}
	return w;
}

static void
week_free(struct week *w)
{
	for (int i = 0; i < STEPS; i++)
		free(w->on[i]);
	free(w);
}

/* Somebody's work: who is named (an empty list: anybody), what they must be able to do. */
struct post {
	const char	*name;
	const json_t	*owners;
	const char	*skill;
};

static bool
is_named(const struct post *p, const char *name)
{
	return json_array_size(p->owners) == 0 || json_has(p->owners, name);
}

static bool
may_have(const struct week *w, const struct post *p, size_t m)
{
	const char *name = json_text(json_array_get(w->team, m), "name");

	return is_named(p, name) && (p->skill == NULL || member_can(w->ws, name, p->skill));
}

static bool
is_staffed(const struct week *w, const struct post *p, int step)
{
	for (size_t m = 0; m < json_array_size(w->team); m++)
		if (w->on[step][m] && may_have(w, p, m))
			return true;
	return false;
}

static void
say_time(struct buf *b, int64_t ms, const char *format)
{
	time_t s = (time_t)(ms / 1000);
	char text[32];
	struct tm tm;

	localtime_r(&s, &tm);
	strftime(text, sizeof text, format, &tm);
	buf_str(b, text);
}

/* "Mon 09:00-13:00, Tue ..." of the hours that nobody has; how many spans. */
static int
gaps(const struct week *w, const struct post *p, struct buf *out)
{
	int n = 0;

	for (int i = 0, end; i < STEPS; i = end) {
		for (end = i; end < STEPS && w->open[end] && !is_staffed(w, p, end); end++)
			;
		if (end == i) {
			end++;
			continue;
		}
		if (n++ >= GAPS_SHOWN)
			continue;
		buf_str(out, n > 1 ? ", " : "");
		say_time(out, w->from + i * step_ms, "%a %H:%M");
		say_time(out, w->from + end * step_ms, "-%H:%M");
	}
	if (n > GAPS_SHOWN)
		buf_printf(out, " and %d times more", n - GAPS_SHOWN);
	return n;
}

static void
check(const struct week *w, const struct post *p, struct yaml *y, const json_t *node)
{
	struct buf when = {0};
	bool can = false;

	for (size_t m = 0; m < json_array_size(w->team) && !can; m++)
		can = may_have(w, p, m);
	if (!can && p->skill != NULL)
		yaml_remark(y, node, "%s: wants the skill %s, which nobody has who is named for it", p->name, p->skill);
	else if (gaps(w, p, &when) > 0)
		yaml_remark(y, node, "%s: the desk is open and nobody who is named for it is on duty: %s", p->name, when.data);
	buf_free(&when);
}

static void
check_all(const struct week *w, struct yaml *y)
{
	const json_t *categories = json_object_get(w->ws->config, "categories");
	json_t *c;
	const char *key;
	size_t i;

	json_object_foreach((json_t *)categories, key, c)
		check(w, &(struct post){ key, json_object_get(c, "owners"), json_text(c, "skill") }, y,
		    json_object_get(json_object_get(yaml_root(y), "categories"), key));
	json_array_foreach(json_object_get(w->ws->config, "routes"), i, c) {
		const json_t *of = json_object_get(categories, json_text(c, "category") ? json_text(c, "category") : "");
		struct post p = { json_text(c, "name"), json_object_get(c, "owner"), json_text(c, "skill") };
		char *place = mem_printf("route %zu", i + 1);

		p.name = p.name ? p.name : place;
		/* What it leaves out comes from its category, which is looked at by itself. */
		if (json_array_size(p.owners) > 0 || p.skill != NULL) {
			p.owners = json_array_size(p.owners) > 0 ? p.owners : json_object_get(of, "owners");
			p.skill = p.skill ? p.skill : json_text(of, "skill");
			check(w, &p, y, json_array_get(json_object_get(yaml_root(y), "routes"), i));
		}
		free(place);
	}
}

struct yaml *
route_lint(const struct workspace *ws, int64_t now)
{
	char *path = workspace_file(ws, "workspace.yaml");
	struct yaml *y = yaml_load(path);
	struct week *w;

	free(path);
	if (yaml_root(y) == NULL || json_array_size(json_object_get(ws->config, "team")) == 0)
		return y;
	w = week_from(ws, now);
	check_all(w, y);
	week_free(w);
	return y;
}
