#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/out.h"
#include "base/stop.h"
#include "run/inquiry_print.h"
#include "run/inquiry_route.h"
#include "run/lines.h"
#include "run/table.h"
#include "wa/assign.h"
#include "wa/contact.h"
#include "wa/event.h"
#include "wa/hours.h"
#include "wa/inquiry.h"
#include "wa/inquiry_list.h"
#include "wa/matter.h"
#include "wa/route.h"

/* Lines as an array of texts. */
static json_t *
lines_of(const struct buf *b)
{
	json_t *list = json_array();

	for (const char *at = b->data, *end = at ? at + b->len : NULL; at != end; ) {
		const char *line_end = memchr(at, '\n', (size_t)(end - at));

		json_array_append_new(list, json_stringn(at, (size_t)(line_end - at)));
		at = line_end + 1;
	}
	return list;
}

/* What becomes of a case of this kind, of this contact's (0: nobody known). */
static json_t *
explain(struct db *db, const struct workspace *ws, const json_t *seen, int64_t contact, int64_t now)
{
	struct assign_work work = { .contact = contact, .language = json_text(seen, "language") };
	const json_t *owners;
	struct buf why = {0};
	struct route r;
	json_t *out;

	route_take(ws, seen, &r, &why);
	work.rule = r.rule;
	work.category = r.category;
	work.skill = r.skill;
	owners = route_owners(ws, r.rule, r.category, hours_open(ws, now));
	out = json_pack("{s:s,s:s,s:s*,s:I,s:O?,s:o,s:s*,s:o,s:O}", "rule", r.rule, "category", r.category, "skill", r.skill,
	    "priority", (json_int_t)r.priority, "owners", owners, "on", assign_fit(ws, &work, now),
	    "to", assign_pick(db, ws, &work, now), "why", lines_of(&why), "seen", seen);
	buf_free(&why);
	return out;
}

static char *
joined(const json_t *names, const char *none)
{
	struct buf b = {0};
	json_t *name;
	size_t i;

	json_array_foreach((json_t *)names, i, name)
		buf_printf(&b, "%s%s", i > 0 ? ", " : "", json_string_value(name));
	return b.len > 0 ? buf_take(&b) : mem_str(none);
}

static int
print(const json_t *e, const char *name, bool json)
{
	const char *skill = json_text(e, "skill"), *to = json_text(e, "to");
	char *owners, *on, *clean;
	json_t *line;
	size_t i;

	if (json)
		return inquiry_print_json(e);
	owners = joined(json_object_get(e, "owners"), "anybody");
	on = joined(json_object_get(e, "on"), "nobody");
	clean = table_clean(name);
	printf("%s: %s, %s%s%s, priority %lld\n", clean, json_text(e, "rule"), json_text(e, "category"),
	    skill ? ", wants " : "", skill ? skill : "", (long long)json_number(e, "priority", 0));
	json_array_foreach(json_object_get(e, "why"), i, line)
		printf("  %s\n", json_string_value(line));
	printf("  of %s; on duty: %s%s%s\n", owners, on, to ? "; goes to " : "", to ? to : "");
	free(owners);
	free(on);
	free(clean);
	return out_end();
}

int
inquiry_route_show(struct db *db, const struct workspace *ws, int64_t id, bool json, int64_t now)
{
	struct inquiry q;
	json_t *seen, *e;
	char *name;
	int status;

	if ((status = inquiry_load(db, id, &q)) != 0)
		return status == 1 ? 1 : EX_TEMPFAIL;
	seen = inquiry_list_seen(db, id);
	name = mem_printf("%lld", (long long)id);
	e = explain(db, ws, seen, q.contact, now);
	json_object_set_new(e, "inquiry", json_integer(id));
	status = print(e, name, json);
	json_decref(e);
	json_decref(seen);
	free(name);
	inquiry_free(&q);
	return status;
}

static int
show_event(struct db *db, const struct workspace *ws, const json_t *ev, bool json, int64_t now)
{
	const char *key = event_conversation(ev);
	int64_t contact = key != NULL ? contact_find(db, key) : 0;
	struct matter m;
	json_t *seen, *tags, *e;
	int status;

	if (!matter_of(ev, &m))
		return EX_OK;
	seen = route_seen(ev, m.kind, m.entry);
	tags = inquiry_list_tags(db, contact > 0 ? contact : 0);
	route_tag(seen, tags);
	e = explain(db, ws, seen, contact > 0 ? contact : 0, now);
	json_put(e, "event", event_id(ev));
	status = print(e, event_id(ev), json);
	json_decref(e);
	json_decref(tags);
	json_decref(seen);
	return status;
}

int
inquiry_route_stdin(struct db *db, const struct workspace *ws, bool json, int64_t now)
{
	struct lines in;
	struct line one;
	enum lines_state state;
	int status = EX_OK, rc;
	size_t n;

	stop_catch();
	lines_open(&in, STDIN_FILENO);
	while ((state = lines_next(&in, &one, 1, EVENT_MAX, &n, true, -1)) == LINES_READY && status != EX_IOERR) {
		const char *why;
		json_t *ev = json_parse(one.data, one.len, &why);

		if (!json_is_object(ev))
			status = EX_DATAERR;
		else if ((rc = show_event(db, ws, ev, json, now)) != EX_OK)
			status = rc;
		json_decref(ev);
	}
	lines_close(&in);
	return state == LINES_ERROR ? EX_IOERR : status;
}
