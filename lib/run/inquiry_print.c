#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/out.h"
#include "run/desk.h"
#include "run/fact.h"
#include "run/inquiry_print.h"
#include "run/table.h"
#include "run/when.h"
#include "run/wrap.h"
#include "wa/hours.h"

/* "5m", "3h", "4d", and a mark; business time has no days. */
static const char *
lasting(int64_t ms, bool business, const char *mark, char out[24])
{
	int64_t minutes = ms / CLOCK_MINUTE;

	if (minutes < 60)
		snprintf(out, 24, "%lldm%s", (long long)minutes, mark);
	else if (minutes < 48 * 60 || business)
		snprintf(out, 24, "%lldh%s", (long long)(minutes / 60), mark);
	else
		snprintf(out, 24, "%lldd%s", (long long)(minutes / (24 * 60)), mark);
	return out;
}

/* "3h", "3h!" past a limit, "3h~" put off. */
static const char *
age(const json_t *q, int64_t now, char out[24])
{
	const char *mark = json_array_size(json_object_get(q, "breach")) > 0 ? "!" : when_of(q, "snoozed") > now ? "~" : "";

	return lasting(now - when_of(q, "opened"), false, mark, out);
}

static char *
owner_of(const json_t *q)
{
	const char *owner = json_text(q, "owner"), *status = json_text(q, "status");

	if (owner == NULL)
		return mem_str("-");
	return strcmp(status, "open") == 0 ? mem_printf("(%s)", owner) : mem_str(owner);
}

/* What it is about, or why there are no words. */
static char *
asks_of(const json_t *q)
{
	const char *text = json_text(q, "text");

	return text != NULL ? mem_str(text) : mem_printf("[%s]", json_text(q, "reason"));
}

static int
print_table(const json_t *list, int64_t now)
{
	static const struct table_column columns[] = {
		{ .title = "id", .right = true }, { .title = "age", .right = true }, { .title = "category", .spare = 1 },
		{ .title = "pri", .right = true, .spare = 3 }, { .title = "owner", .spare = 2 }, { .title = "who", .flexible = true },
		{ .title = "asks", .flexible = true }, {0}
	};
	struct table *t = table_new(columns);
	json_t *q;
	size_t i;

	json_array_foreach((json_t *)list, i, q) {
		char id[24], since[24], priority[24], *owner = owner_of(q), *asks = asks_of(q);

		snprintf(id, sizeof id, "%lld", (long long)json_number(q, "id", 0));
		snprintf(priority, sizeof priority, "%lld", (long long)json_number(q, "priority", 0));
		table_row(t, (const char *[]){ id, age(q, now, since), json_text(q, "category"), priority, owner,
		    fact_name(q), asks });
		free(owner);
		free(asks);
	}
	return table_print(t);
}

/* "claim, resolution"; "unowned" for what is only nobody's. */
static char *
limits_of(const json_t *q)
{
	struct buf b = {0};
	json_t *limit;
	size_t i;

	json_array_foreach(json_object_get(q, "breach"), i, limit)
		buf_printf(&b, "%s%s", i > 0 ? ", " : "", json_string_value(limit));
	return b.len > 0 ? buf_take(&b) : mem_str("unowned");
}

static int
print_late(const json_t *list, const struct workspace *ws, int64_t now)
{
	static const struct table_column columns[] = {
		{ .title = "id", .right = true }, { .title = "waits", .right = true }, { .title = "past" },
		{ .title = "category", .spare = 2 }, { .title = "owner", .spare = 1 }, { .title = "who", .flexible = true },
		{ .title = "asks", .flexible = true, .spare = 3 }, {0}
	};
	struct table *t = table_new(columns);
	json_t *q;
	size_t i;

	json_array_foreach((json_t *)list, i, q) {
		char id[24], waits[24], *limits = limits_of(q), *owner = owner_of(q), *asks = asks_of(q);

		snprintf(id, sizeof id, "%lld", (long long)json_number(q, "id", 0));
		table_row(t, (const char *[]){ id, lasting(hours_business(ws, when_of(q, "since"), now), true, "", waits), limits,
		    json_text(q, "category"), owner, fact_name(q), asks });
		free(limits);
		free(owner);
		free(asks);
	}
	return table_print(t);
}

int
inquiry_print_json(const json_t *value)
{
	desk_print(value);
	return out_end();
}

/* Lines for programs. */
static int
print_lines(const json_t *list, enum inquiry_form form)
{
	struct buf out = {0};
	json_t *q;
	size_t i;

	json_array_foreach((json_t *)list, i, q) {
		if (form == INQUIRY_JSON)
			json_print(q, &out);
		else
			buf_printf(&out, "%lld", (long long)json_number(q, "id", 0));
		buf_char(&out, '\n');
	}
	if (out.len > 0)
		fwrite(out.data, 1, out.len, stdout);
	buf_free(&out);
	return out_end();
}

int
inquiry_print_list(const json_t *list, enum inquiry_form form, int64_t now)
{
	return form == INQUIRY_TABLE ? print_table(list, now) : print_lines(list, form);
}

int
inquiry_print_late(const json_t *list, enum inquiry_form form, const struct workspace *ws, int64_t now)
{
	return form == INQUIRY_TABLE ? print_late(list, ws, now) : print_lines(list, form);
}

/* ---------------------------------------------------------------------- one */

static const char day_and_hour[] = "%a %d %b %H:%M";

/* "  label  text", wrapped to the terminal. */
static void
line(const char *label, const char *text)
{
	size_t width = table_width();

	if (text == NULL || *text == '\0')
		return;
	printf("  %-9s ", label);
	wrap_print(text, width > 24 ? width - 12 : 0, 12);
}

static void
print_state(const json_t *q, int64_t now)
{
	struct buf b = {0};
	char when[WHEN_LEN], since[24];
	json_t *limit;
	size_t i;

	buf_printf(&b, "%s, %s ago", when_local(when_of(q, "opened"), day_and_hour, when), lasting(now - when_of(q, "opened"), false, "", since));
	json_array_foreach(json_object_get(q, "breach"), i, limit)
		buf_printf(&b, "%s %s", i == 0 ? "; past" : ",", json_string_value(limit));
	if (when_of(q, "snoozed") > now)
		buf_printf(&b, "; put off until %s", when_local(when_of(q, "snoozed"), day_and_hour, when));
	line("opened", b.data);
	buf_free(&b);
}

/* "  Sat 21 Nov 18:54  agent opened ...", likewise. */
static void
event(int64_t at, const char *text)
{
	enum { COLUMNS = 20 };
	size_t width = table_width();
	char when[WHEN_LEN];

	printf("  %-*s", COLUMNS - 2, when_local(at, day_and_hour, when));
	wrap_print(text, width > COLUMNS + 8 ? width - COLUMNS : 0, COLUMNS);
}

static void
print_moves(const json_t *q)
{
	json_t *move;
	size_t i;

	json_array_foreach(json_object_get(q, "log"), i, move) {
		const char *subject = json_text(move, "subject"), *why = json_text(move, "why");
		char *text;

		text = mem_printf("%s %s%s%s%s%s%s", json_text(move, "who"), json_text(move, "what"), subject ? " " : "",
		    subject ? subject : "", why ? " (" : "", why ? why : "", why ? ")" : "");
		event(when_of(move, "at"), text);
		free(text);
	}
}

static void
print_notes(const json_t *q)
{
	json_t *note;
	size_t i;

	json_array_foreach(json_object_get(q, "notes"), i, note) {
		char *text = mem_printf("%s notes: %s", json_text(note, "who"), json_text(note, "text"));

		event(when_of(note, "at"), text);
		free(text);
	}
}

int
inquiry_print_one(const json_t *q, int64_t now)
{
	const char *skill = json_text(q, "skill");
	char *owner = owner_of(q), *asks = asks_of(q), *who, *what;

	who = mem_printf("%s  %s", fact_name(q), json_text(q, "conversation"));
	what = mem_printf("%s, %s%s%s; priority %lld", json_text(q, "category"), json_text(q, "reason"),
	    skill ? ", wants " : "", skill ? skill : "", (long long)json_number(q, "priority", 0));
	printf("%lld  %s  %s\n", (long long)json_number(q, "id", 0), json_text(q, "status"), owner);
	line("who", who);
	line("asks", asks);
	line("about", what);
	print_state(q, now);
	line("answered", json_text(q, "reply"));
	print_moves(q);
	print_notes(q);
	free(owner);
	free(asks);
	free(who);
	free(what);
	return out_end();
}
