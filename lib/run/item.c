#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "run/dead.h"
#include "run/item.h"
#include "run/print.h"
#include "wa/event.h"

/* Why this value is no event, or NULL when it is one. */
static const char *
not_an_event(const json_t *value)
{
	if (!json_is_object(value))
		return "not a JSON object";
	if (json_number(value, "v", 0) != EVENT_VERSION)
		return "not an event: \"v\":1 is missing";
	if (json_text(value, "type") == NULL)
		return "not an event: no type";
	return NULL;
}

bool
item_read(const struct filter *f, struct item *it, size_t number)
{
	const char *why = NULL;

	if (it->line.cut || it->line.len >= EVENT_MAX)
		why = "longer than 1 MiB";
	else if ((it->value = json_parse(it->line.data, it->line.len, &why)) != NULL)
		why = not_an_event(it->value);
	it->event = why == NULL;
	if (it->event || (f->other != NULL && json_is_object(it->value) && json_at(it->value, "v") == NULL))
		return true;
	dead_letter(f->dry ? NULL : f->workspace, why, number, it->line.data, it->line.len, it->value);
	it->line.len = 0;
	return false;
}

bool
item_wanted(const struct filter *f, const struct item *it)
{
	if (!it->event)
		return it->line.len > 0;
	return (f->every_type || event_type(it->value) == EVENT_MESSAGE) &&
	    !event_is_merged(it->value) && json_object_get(it->value, f->key) == NULL;
}

bool
item_from_memo(const struct filter *f, struct item *it)
{
	char *memo;

	if (!f->memo || event_is_replay(it->value) ||
	    (memo = store_memo(f->store, event_id(it->value), f->key)) == NULL)
		return false;
	buf_clear(&it->added);
	buf_str(&it->added, memo);
	free(memo);
	return true;
}

/* Under WA_CLOCK=received an event is served as of when it arrived. */
static void
enter_time(const json_t *ev)
{
	static int replays = -1;
	int64_t received;

	if (replays == -1)
		replays = getenv("WA_CLOCK") != NULL && strcmp(getenv("WA_CLOCK"), "received") == 0;
	if (replays && json_text(ev, "received") != NULL && clock_parse(json_text(ev, "received"), &received) == 0)
		clock_pin(received);
}

enum filter_verdict
item_serve(const struct filter *f, struct item *it)
{
	json_t *value = NULL;
	enum filter_verdict verdict;

	enter_time(it->value);
	verdict = f->serve(f->arg, it->value, &value);
	clock_pin(0);
	buf_clear(&it->added);
	if (verdict == FILTER_SET && value != NULL)
		json_print(value, &it->added);
	it->failed = verdict == FILTER_FAIL;
	json_decref(value);
	return verdict;
}

int
item_keep_memo(const struct filter *f, const struct item *it)
{
	if (!f->memo || it->added.len == 0 || event_is_replay(it->value))
		return 0;
	return store_set_memo(f->store, event_id(it->value), f->key, it->added.data, it->added.len);
}

void
item_print(const struct filter *f, const struct item *it, struct buf *out)
{
	if (it->event)
		print_spliced(out, it->line.data, it->line.len, f->key, &it->added);
}

void
item_clear(struct item *it)
{
	json_decref(it->value);
	it->value = NULL;
	it->event = it->failed = false;
	buf_clear(&it->added);
}
