/* Any bytes become events whose lines are bounded, whole, and events again. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "wa/webhook.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void
check_line(const struct webhook_event *e)
{
	const char *key = e->peer != NULL ? "c_0123456789abcdef" : NULL, *why, *id;
	struct buf line = {0};
	json_t *v;

	event_line(e->json, "shop", key, 3, &line);
	if (line.len > EVENT_MAX || memchr(line.data, '\n', line.len) != line.data + line.len - 1)
		abort();
	if ((v = json_parse(line.data, line.len - 1, &why)) == NULL)
		abort();
	if ((id = json_text(v, "id")) == NULL || *id == '\0' || event_type(v) != e->type)
		abort();
	json_decref(v);
	buf_free(&line);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct webhook wh;

	webhook_parse((const char *)data, len, 1700000000000, &wh);
	for (size_t i = 0; i < wh.n; i++)
		check_line(&wh.events[i]);
	webhook_release(&wh);
	return 0;
}
