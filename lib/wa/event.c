#include <string.h>

#include "base/clock.h"
#include "wa/event.h"

static const char *const names[] = { "message", "echo", "status", "history", "system", "account", "unknown" };

enum event_type
event_type(const json_t *ev)
{
	const char *name = json_text(ev, "type");

	for (size_t i = 0; name != NULL && i < EVENT_UNKNOWN; i++)
		if (strcmp(name, names[i]) == 0)
			return (enum event_type)i;
	return EVENT_UNKNOWN;
}

const char *
event_type_name(enum event_type type)
{
	return names[type];
}

const char *
event_id(const json_t *ev)
{
	const char *id = json_text(ev, "id");

	return id != NULL ? id : "";
}

const char *
event_conversation(const json_t *ev)
{
	return json_text(ev, "conversation");
}

static const char *
words(const char *s)
{
	return s != NULL && *s != '\0' ? s : NULL;
}

const char *
event_text(const json_t *ev)
{
	const char *text;

	if ((text = words(json_text(ev, "turn.text"))) != NULL)
		return text;
	if (json_at(ev, "transcript.readings") == NULL && (text = words(json_text(ev, "transcript.text"))) != NULL)
		return text;
	return words(json_text(ev, "message.text"));
}

const char *
event_kind(const json_t *ev)
{
	const char *kind = json_text(ev, "message.kind");

	return kind != NULL ? kind : "";
}

static int64_t
time_at(const json_t *ev, const char *key)
{
	const char *s = json_text(ev, key);
	int64_t ms;

	return s != NULL && clock_parse(s, &ms) == 0 ? ms : 0;
}

int64_t
event_time(const json_t *ev)
{
	return time_at(ev, "time");
}

int64_t
event_received(const json_t *ev)
{
	return time_at(ev, "received");
}

bool
event_is_replay(const json_t *ev)
{
	return json_yes(ev, "replay");
}

const char *
event_rating(const json_t *ev)
{
	const char *id = json_text(ev, "message.choice.id");

	return id != NULL && strncmp(id, EVENT_RATING, strlen(EVENT_RATING)) == 0 ? id + strlen(EVENT_RATING) : NULL;
}

bool
event_is_remark(const json_t *ev)
{
	static const char *const kinds[] = { "reaction", "edit", "revoke", "ephemeral", "request_welcome" };

	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (strcmp(event_kind(ev), kinds[i]) == 0)
			return true;
	return event_rating(ev) != NULL || json_at(ev, "message.group") != NULL;
}

bool
event_is_merged(const json_t *ev)
{
	return json_text(ev, "turn.head") != NULL;
}

bool
event_has_signal(const json_t *ev, const char *name)
{
	return json_has(json_at(ev, "class.signals"), name);
}

static json_t *
stub(const json_t *raw, int64_t seq)
{
	json_t *o = json_object();

	if (seq != 0)
		json_object_set_new(o, "journal", json_integer(seq));
	json_object_set_new(o, "bytes",
	    json_integer((json_int_t)json_dumpb(raw, NULL, 0, JSON_COMPACT | JSON_ENCODE_ANY)));
	return o;
}

/* A copy whose raw parts, the only ones without a bound, are stubs. */
static json_t *
without_raw(const json_t *ev, int64_t seq)
{
	json_t *out = json_object(), *v, *raw, *copy;
	const char *k;

	json_object_foreach((json_t *)ev, k, v) {
		if (strcmp(k, "raw") == 0) {
			json_object_set_new(out, k, stub(v, seq));
		} else if ((raw = json_object_get(v, "raw")) != NULL) {
			copy = json_copy(v);
			json_object_set_new(copy, "raw", stub(raw, seq));
			json_object_set_new(out, k, copy);
		} else {
			json_object_set(out, k, v);
		}
	}
	return out;
}

static json_t *
keyed(const json_t *who, const char *key)
{
	json_t *c = json_object();

	json_put(c, "key", key);
	json_object_update(c, (json_t *)who);
	return c;
}

void
event_line(const json_t *stored, const char *workspace, const char *key, int64_t seq, struct buf *out)
{
	json_t *ev = json_object(), *v, *small;
	const char *k;
	size_t start = out->len;

	json_object_foreach((json_t *)stored, k, v) {
		if (strcmp(k, "contact") == 0)
			json_object_set_new(ev, k, keyed(v, key));
		else
			json_object_set(ev, k, v);
		if (strcmp(k, "type") == 0) {
			json_put(ev, "workspace", workspace);
			json_put(ev, "conversation", key);
		}
	}
	json_print(ev, out);
	if (out->len - start >= EVENT_MAX) {
		out->len = start;
		small = without_raw(ev, seq);
		json_print(small, out);
		json_decref(small);
	}
	buf_char(out, '\n');
	json_decref(ev);
}
