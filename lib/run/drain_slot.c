#include <stdlib.h>

#include "base/mem.h"
#include "run/drain_slot.h"
#include "run/echoes.h"

enum {
	ANSWER_MAX = 64 << 10,		/* bytes of an answer */
	SEND_TIMEOUT_MS = 30 * 1000,
	MARK_TIMEOUT_MS = 3 * 1000,
};

void
drain_slot_clear(struct slot *s)
{
	free(s->event);
	free(s->callback);
	json_decref(s->message);
	upload_job_free(&s->upload);
	graph_answer_free(&s->answer);
	*s = (struct slot){ .d = s->d };
}

bool
drain_slot_echoed(struct slot *s)
{
	return s->by_agent && echoes_after(s->d->echoes, s->contact, s->asked);
}

/* The number of ours that the message goes out from. */
static const char *
number_of(const struct slot *s)
{
	const char *from = json_text(s->message, "from");

	return from != NULL ? from : s->d->number;
}

static void
post(struct slot *s, json_t *body, int timeout_ms, void (*done)(void *, struct http_answer *))
{
	struct drain *d = s->d;
	char *url = graph_messages_url(d->ws->config, number_of(s));
	struct buf b = { 0 };

	json_print(body, &b);
	http_start(d->http, &(struct http_request){ .method = "POST", .url = url, .token = d->token,
	    .body = b.data, .len = b.len, .max = ANSWER_MAX, .timeout_ms = timeout_ms }, done, s);
	buf_free(&b);
	json_decref(body);
	free(url);
}

static void on_uploaded(void *, struct http_answer *);

void
drain_slot_pack(struct slot *s)
{
	struct drain *d = s->d;

	switch (upload_next(d->upload, &s->upload, s->message, number_of(s), d->http, d->token, on_uploaded, s)) {
	case UPLOAD_NONE:
		s->state = SLOT_READY;
		break;
	case UPLOAD_STARTED:
		s->state = SLOT_UPLOADING;
		break;
	case UPLOAD_REFUSED:
		s->answer = (struct graph_answer){ .verdict = GRAPH_REFUSED, .code = DRAIN_SLOT_BAD_MEDIUM, .reason = mem_str(s->upload.why) };
		s->ending = ENDING_UPLOAD;
		s->state = SLOT_DONE;
		break;
	}
}

static void
on_uploaded(void *arg, struct http_answer *a)
{
	struct slot *s = arg;

	if (a->result == HTTP_ANSWERED) {
		graph_read(a->status, a->body.data, a->body.len, false, &s->answer);
		if (s->answer.verdict == GRAPH_ACCEPTED && s->answer.wamid != NULL) {
			upload_done(&s->upload, s->answer.wamid);
			graph_answer_free(&s->answer);
			drain_slot_pack(s);
			return;
		}
		if (s->answer.verdict == GRAPH_ACCEPTED)
			s->answer = (struct graph_answer){ .verdict = GRAPH_UNREADABLE, .reason = mem_str("taken without an id") };
	} else
		s->answer = (struct graph_answer){ .verdict = GRAPH_UNREADABLE, .reason = mem_str(a->why) };
	s->unsent = a->result == HTTP_UNSENT;
	s->retry_after_s = a->retry_after_s;
	s->ending = ENDING_UPLOAD;
	s->state = SLOT_DONE;
}

static void
on_marked(void *arg, struct http_answer *a)
{
	struct slot *s = arg;

	/* A courtesy: if it failed, the message still goes. */
	(void)a;
	s->state = SLOT_PACKING;
}

static void
on_answer(void *arg, struct http_answer *a)
{
	struct slot *s = arg;

	s->state = SLOT_DONE;
	s->retry_after_s = a->retry_after_s;
	if (a->result == HTTP_ANSWERED) {
		graph_read(a->status, a->body.data, a->body.len, true, &s->answer);
		s->ending = s->answer.verdict == GRAPH_UNREADABLE ? ENDING_UNSURE : ENDING_ANSWER;
		return;
	}
	s->ending = a->result == HTTP_UNSENT ? ENDING_UNSENT : ENDING_UNSURE;
	s->answer.reason = mem_str(a->why);
}

void
drain_slot_send(struct slot *s)
{
	json_t *rq = graph_request(s->message, s->callback);

	json_object_del(rq, "from");
	s->state = SLOT_SENDING;
	post(s, rq, SEND_TIMEOUT_MS, on_answer);
}

void
drain_slot_mark(struct slot *s)
{
	s->state = SLOT_MARKING;
	post(s, graph_read_mark(s->event, s->d->typing), MARK_TIMEOUT_MS, on_marked);
}
