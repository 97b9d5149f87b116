#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "ext/text.h"
#include "run/conv_head.h"
#include "run/fact.h"
#include "run/paint.h"
#include "run/table.h"
#include "run/when.h"
#include "run/wrap.h"
#include "wa/replying.h"

enum { KEYS = 7 };	/* columns of what facts are called */

/* "key  value, value" under the name; nothing when there is no value. */
static void
print_fact(size_t width, const char *key, struct buf *value)
{
	if (value->len > 0) {
		printf("%s%-*s%s", paint(PAINT_DIM), KEYS, key, paint(PAINT_PLAIN));
		wrap_print(value->data, width > KEYS ? width - KEYS : 0, KEYS);
	}
	buf_free(value);
}

static void
separate(struct buf *b)
{
	if (b->len > 0)
		buf_str(b, " \u00b7 ");
}

static void
print_state(size_t width, const json_t *v, int64_t now)
{
	const char *closed = json_text(v, "closed_as"), *category = json_text(v, "inquiry.category"), *owner = json_text(v, "inquiry.owner");
	int64_t window = when_of(v, "window"), waiting = when_of(v, "waiting");
	char when[WHEN_LEN];
	struct buf b = { 0 };

	buf_str(&b, closed ? closed : json_text(v, "control"));
	if (json_text(v, "assignee") != NULL)
		buf_printf(&b, " \u00b7 %s's", json_text(v, "assignee"));
	if (json_text(v, "language") != NULL)
		buf_printf(&b, " \u00b7 %s", json_text(v, "language"));
	if (waiting != 0 && now - waiting < CLOCK_MINUTE)
		buf_str(&b, " \u00b7 waits");
	else if (waiting != 0)
		buf_printf(&b, " \u00b7 waits for %s", when_span(now - waiting, when));
	if (window > now)
		buf_printf(&b, " \u00b7 window closes in %s", when_span(window - now, when));
	else if (window != 0)
		buf_str(&b, " \u00b7 window closed");
	if (json_text(v, "opted_out") != NULL)
		buf_str(&b, " \u00b7 opted out");
	if (json_object_get(v, "inquiry") != NULL)
		buf_printf(&b, " \u00b7 inquiry %lld %s, %s%s%s", (long long)json_number(v, "inquiry.id", 0), category,
		    json_text(v, "inquiry.status"), owner ? " by " : "", owner ? owner : "");
	print_fact(width, "is", &b);
}

static void
print_tags(size_t width, const json_t *tags)
{
	struct buf b = { 0 };
	json_t *t;
	size_t i;

	json_array_foreach((json_t *)tags, i, t) {
		separate(&b);
		buf_printf(&b, "%s%s", json_text(t, "tag"), json_yes(t, "stays") ? " (stays)" : "");
	}
	print_fact(width, "tags", &b);
}

static void
print_attributes(size_t width, const json_t *attributes)
{
	struct buf b = { 0 };
	json_t *a;
	size_t i;

	json_array_foreach((json_t *)attributes, i, a) {
		separate(&b);
		buf_printf(&b, "%s: %s", json_text(a, "name"), json_text(a, "value"));
	}
	print_fact(width, "known", &b);
}

static void
print_leads(size_t width, const json_t *leads)
{
	json_t *lead;
	size_t i;

	json_array_foreach((json_t *)leads, i, lead) {
		struct buf b = { 0 };

		buf_printf(&b, "%lld %s", (long long)json_number(lead, "id", 0), json_text(lead, "status"));
		fact_add_fields(&b, json_object_get(lead, "fields"));
		print_fact(width, "lead", &b);
	}
}

static void
print_referrals(size_t width, const json_t *referrals)
{
	static const char *const parts[] = { "headline", "body", "source_id", "source_url" };
	json_t *f;
	size_t i, k;

	json_array_foreach((json_t *)referrals, i, f) {
		char day[WHEN_LEN];
		struct buf b = { 0 };

		buf_str(&b, when_local(when_of(f, "time"), "%d %b", day));
		for (k = 0; k < sizeof parts / sizeof *parts; k++)
			if (json_text(f, parts[k]) != NULL)
				buf_printf(&b, " \u00b7 %s", json_text(f, parts[k]));
		print_fact(width, "ad", &b);
	}
}

static void
print_mood(size_t width, const json_t *moods)
{
	struct buf b = { 0 };
	json_t *m;
	size_t i;

	json_array_foreach((json_t *)moods, i, m) {
		const char *is = json_text(m, "sentiment");

		buf_printf(&b, "%s%s", i > 0 ? " " : "", strcmp(is, "negative") == 0 ? "\u2212" : strcmp(is, "positive") == 0 ? "+" : "\u00b7");
		if (i + 1 == json_array_size(moods))
			buf_printf(&b, "  (%s at last)", is);
	}
	print_fact(width, "mood", &b);
}

/* How to reach a contact who is called so: "@ana +34600000001 c_5f2...". */
static void
add_contact(struct buf *b, const json_t *c, const char *name)
{
	if (json_text(c, "username") != NULL)
		buf_printf(b, "  @%s", json_text(c, "username"));
	if (json_says(c, "wa_id", name) || json_says(c, "user_id", name))
		;
	else if (json_text(c, "wa_id") != NULL)
		buf_printf(b, "  +%s", json_text(c, "wa_id"));
	else if (json_text(c, "user_id") != NULL)
		buf_printf(b, "  %s", json_text(c, "user_id"));
	buf_printf(b, "  %s", json_text(c, "conversation"));
}

const char *
conv_head_name(const json_t *facts)
{
	json_t *c;
	size_t i;

	/* A name of any of them, before the number of the first. */
	json_array_foreach(json_object_get(facts, "contacts"), i, c)
		if (json_text(c, "name") != NULL)
			return json_text(c, "name");
	return fact_name(json_array_get(json_object_get(facts, "contacts"), 0));
}

void
conv_head_print(const struct desk *d, const json_t *row, const json_t *facts, size_t width)
{
	const json_t *contacts = json_object_get(facts, "contacts");
	const char *person = json_text(json_array_get(contacts, 0), "conversation"), *called = conv_head_name(facts);
	struct replying_who who;
	struct buf b = { 0 };
	char since[WHEN_LEN], *name = table_rest(called, 0);
	json_t *c;
	size_t i;

	printf("%s%s%s", paint(PAINT_BOLD), name, paint(PAINT_PLAIN));
	json_array_foreach((json_t *)contacts, i, c) {
		if (i > 0)
			buf_str(&b, "  and");
		add_contact(&b, c, called);
	}
	if (width > 0 && text_width(name, strlen(name)) + text_width(b.data, b.len) > width)
		printf("\n%*s", KEYS - 2, "");
	wrap_print(b.data, width > KEYS ? width - KEYS : 0, KEYS);
	print_state(width, row, d->now);
	print_tags(width, json_object_get(facts, "tags"));
	print_attributes(width, json_object_get(facts, "attributes"));
	print_leads(width, json_object_get(facts, "leads"));
	print_referrals(width, json_object_get(facts, "referrals"));
	print_mood(width, json_object_get(facts, "moods"));
	if (replying_look(d->ws, person, &who))
		printf("%s%s is replying since %s%s\n", paint(PAINT_ALARM), who.member, when_local(who.since, "%H:%M", since), paint(PAINT_PLAIN));
	free(name);
	buf_free(&b);
}
