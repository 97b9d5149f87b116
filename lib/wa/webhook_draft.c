#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "ext/hash.h"
#include "wa/inbound.h"
#include "wa/webhook_draft.h"

enum { ONCE_LEN = sizeof ((struct webhook_event *)NULL)->once };

/* Seconds, or milliseconds, as a number or a decimal string, with or without a fraction. */
static int64_t
time_of(const json_t *t, int64_t otherwise)
{
	const double year_10000 = 253402300800000;
	const char *s = json_string_value(t);
	char *end = NULL;
	double n = s != NULL ? strtod(s, &end) : json_number_value(t);

	/* Not a number is neither. */
	if ((end != NULL && *end != '\0') || !(n > 0 && n < year_10000))
		return otherwise;
	return (int64_t)(n < 100e9 ? n * CLOCK_SECOND : n);
}

static void
digest(const struct walk *w, const struct draft *d, unsigned char once[ONCE_LEN])
{
	unsigned char sum[HASH_LEN];
	struct buf b = {0};

	if (d->once != NULL) {
		buf_str(&b, d->once);
	} else {
		buf_str(&b, "x:");
		json_print(d->item, &b);
		buf_printf(&b, ":%s:", w->field != NULL ? w->field : "");
		if (json_at(w->entry, "id") != NULL)
			json_print(json_at(w->entry, "id"), &b);
		buf_char(&b, ':');
		if (json_at(w->entry, "time") != NULL)
			json_print(json_at(w->entry, "time"), &b);
	}
	hash_sha256(b.data, b.len, sum);
	memcpy(once, sum, ONCE_LEN);
	buf_free(&b);
}

static struct webhook_event *
room(struct walk *w)
{
	if (w->out->n == w->room) {
		w->room = w->room ? 2 * w->room : 4;
		w->out->events = mem_grow(w->out->events, w->room, sizeof *w->out->events);
	}
	return &w->out->events[w->out->n++];
}

static json_t *
envelope(const struct walk *w, const struct draft *d, const char *id, int64_t time)
{
	char text[CLOCK_LEN];
	json_t *ev = json_object();

	json_object_set_new(ev, "v", json_integer(EVENT_VERSION));
	json_put(ev, "id", id);
	json_put(ev, "type", event_type_name(d->type));
	json_put(ev, "time", clock_format(time, text));
	json_put(ev, "received", clock_format(w->received, text));
	if (d->contact != NULL)
		json_object_set(ev, "contact", d->contact);
	return ev;
}

void
webhook_draft_add(struct walk *w, struct draft *d, json_t *context)
{
	struct webhook_event e = { .type = d->type, .account = inbound_id(w->entry, "id"),
		.number = inbound_id(w->value, "metadata.phone_number_id") };
	char hex[2 * ONCE_LEN + 1], made[sizeof hex + 2];

	digest(w, d, e.once);
	hash_hex(e.once, sizeof e.once, hex);
	snprintf(made, sizeof made, "x_%s", hex);
	if (map_set(w->seen, hex, w) == NULL) {
		e.time = time_of(d->time, w->received);
		e.json = envelope(w, d, d->id != NULL ? d->id : made, e.time);
		json_object_set(e.json, d->key, d->part);
		if (context != NULL)
			json_object_set(e.json, "context", context);
		e.id = json_text(e.json, "id");
		e.peer = json_text(e.json, "contact.user_id");
		if (e.peer == NULL)
			e.peer = json_text(e.json, "contact.wa_id");
		*room(w) = e;
	}
	json_decref(d->part);
	json_decref(d->contact);
	json_decref(context);
}

void
webhook_draft_unknown(struct walk *w, const json_t *raw)
{
	struct draft d = { .type = EVENT_UNKNOWN, .key = "raw", .part = json_incref((json_t *)raw), .item = raw };

	webhook_draft_add(w, &d, NULL);
}

void
webhook_draft_unknown_member(struct walk *w, const char *name, const json_t *value)
{
	json_t *raw = json_object();

	json_object_set(raw, name, (json_t *)value);
	webhook_draft_unknown(w, raw);
	json_decref(raw);
}
