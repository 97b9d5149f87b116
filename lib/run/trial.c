#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "run/classifier.h"
#include "run/trial.h"
#include "wa/agent.h"
#include "wa/event.h"

struct trial {
	struct classifier	*classifier;
	struct agent		*agent;
};

struct trial *
trial_open(const struct workspace *ws)
{
	struct trial *t = mem_alloc(sizeof *t);

	if ((t->classifier = classifier_load(ws, false)) == NULL || (t->agent = agent_load(ws)) == NULL) {
		trial_close(t);
		return NULL;
	}
	return t;
}

void
trial_close(struct trial *t)
{
	if (t == NULL)
		return;
	classifier_free(t->classifier);
	agent_free(t->agent);
	free(t);
}

json_t *
trial_reply(struct trial *t, const char *text)
{
	const struct agent_view stranger = { .control = CONTROL_BOT, .language = "" };
	int64_t now = clock_now();
	char time[CLOCK_LEN];
	json_t *ev, *reply;

	clock_format(now, time);
	ev = json_pack("{s:i, s:s, s:s, s:s, s:s, s:s, s:{s:s}, s:{s:s, s:s}}", "v", EVENT_VERSION, "id", "trial", "type", "message",
	    "conversation", "c_0", "time", time, "received", time, "contact", "key", "c_0", "message", "kind", "text", "text", text);
	json_object_set_new(ev, "class", classifier_label(t->classifier, text, NULL));
	reply = agent_reply(t->agent, ev, &stranger, now);
	json_decref(ev);
	return reply;
}

static void
add_words(struct buf *b, const char *text)
{
	if (text != NULL)
		buf_printf(b, "%s\n", text);
}

char *
trial_words(const json_t *reply)
{
	struct buf b = {0};
	json_t *m;
	size_t i;

	buf_str(&b, "");
	json_array_foreach(json_object_get(reply, "messages"), i, m) {
		add_words(&b, json_text(m, "text.body"));
		add_words(&b, json_text(m, "interactive.body.text"));
	}
	return buf_take(&b);
}
