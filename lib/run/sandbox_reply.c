#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "run/refusal.h"
#include "run/sandbox_reply.h"

struct sandbox_reply
sandbox_reply_json(json_t *body)
{
	return (struct sandbox_reply){ .status = 200, .body = body };
}

struct sandbox_reply
sandbox_reply_success(void)
{
	return sandbox_reply_json(json_pack("{s:b}", "success", 1));
}

struct sandbox_reply
sandbox_reply_refuse(int code, const char *details)
{
	struct sandbox_reply o = { 0 };

	o.body = refusal_answer(code, details, &o.status);
	return o;
}

struct sandbox_reply
sandbox_reply_unknown(const char *id)
{
	char *details = mem_printf("Object with ID '%.64s' does not exist, cannot be loaded due to missing permissions, "
	    "or does not support this operation", id);
	struct sandbox_reply o = sandbox_reply_refuse(100, details);

	json_object_set_new(json_object_get(o.body, "error"), "error_subcode", json_integer(33));
	free(details);
	return o;
}

void
sandbox_reply_give(struct sandbox *sb, struct httpd_request *rq, struct sandbox_reply o)
{
	if (o.stall) {
		json_decref(o.body);
		pthread_mutex_lock(&sb->lock);
		sandbox_stall(sb, rq);
		pthread_mutex_unlock(&sb->lock);
	} else if (o.garbage != NULL) {
		json_decref(o.body);
		httpd_answer(rq, o.status, "text/html", o.garbage, strlen(o.garbage));
	} else if (o.status == 0) {
		json_decref(o.body);
		sandbox_answer_later(sb, o.delay_ms, rq, 0, NULL);
	} else {
		sandbox_answer_later(sb, o.delay_ms, rq, o.status, o.body);
	}
}
