#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "ext/http.h"
#include "run/doctor.h"
#include "wa/graph.h"

static const int64_t drift_max = 60 * CLOCK_SECOND, expiry_near = 14 * CLOCK_DAY, expiry_close = 2 * CLOCK_DAY;
enum { ASK_MS = 10000, ANSWER_MAX = 65536, TOKEN_INVALID = 190 };

static const char number_fields[] = "?fields=display_phone_number,verified_name,quality_rating,code_verification_status,status,"
    "throughput,webhook_configuration";

/* The answer to GET /VERSION/PATH; its body is the caller's. */
static struct http_answer
get(const struct doctor *d, const char *token, const char *path)
{
	char *url = mem_printf("%s/%s/%s", json_text(d->ws->config, "graph.url"), json_text(d->ws->config, "graph.version"), path);
	struct http_request rq = { .method = "GET", .url = url, .token = token, .max = ANSWER_MAX, .timeout_ms = ASK_MS };
	struct http *http = http_new(1);
	struct http_answer a;

	http_call(http, &rq, &a);
	http_free(http);
	free(url);
	return a;
}

/* What WhatsApp says of a number; NULL after a finding about the token or the way there. */
static json_t *
ask(struct doctor *d, const char *token, const char *id, int64_t *date)
{
	char *path = mem_printf("%s%s", id, number_fields);
	struct http_answer a = get(d, token, path);
	struct graph_answer g = {0};
	json_t *number = NULL;

	*date = a.result == HTTP_ANSWERED ? a.date : 0;
	if (a.result == HTTP_ANSWERED && a.status == 200) {
		number = json_parse(a.body.data, a.body.len, NULL);
		if (number == NULL)
			doctor_find(d, "token", FINDING_WARNING, "try again; is something between us and WhatsApp?", "number %s: an answer that is no JSON", id);
	} else if (a.result != HTTP_ANSWERED || a.status >= 500) {
		doctor_find(d, "token", FINDING_WARNING, "an outage on the way, no fault of the token; what is to be sent waits",
		    "WhatsApp can't be asked: %s", a.result == HTTP_ANSWERED ? "it answers with an error of its own" : a.why);
	} else {
		graph_read(a.status, a.body.data ? a.body.data : "", a.body.len, false, &g);
		doctor_find(d, "token", FINDING_FAILURE, g.code == TOKEN_INVALID ?
		    "make a new token for the system user and put it into the file under secrets.token_file" : graph_rule(g.code)->advice,
		    "%s%d: %.200s", g.code == TOKEN_INVALID ? "is not valid any more: " : "is refused: ", g.code, g.reason ? g.reason : "");
		graph_answer_free(&g);
	}
	buf_free(&a.body);
	free(path);
	return number;
}

/* When the token ends, in seconds; 0: never. -1: WhatsApp doesn't say. */
static int64_t
ask_expiry(struct doctor *d, const char *token)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.";
	char *path = mem_printf("debug_token?input_token=%s", token);
	struct http_answer a = {0};
	json_t *said = NULL;
	int64_t expires = -1;

	if (token[strspn(token, plain)] == '\0')
		a = get(d, token, path);
	if (a.result == HTTP_ANSWERED && a.status == 200)
		said = json_parse(a.body.data, a.body.len, NULL);
	expires = (int64_t)json_number(said, "data.expires_at", -1);
	json_decref(said);
	buf_free(&a.body);
	free(path);
	return expires;
}

static void
judge_expiry(struct doctor *d, int64_t expires)
{
	int64_t left = expires * CLOCK_SECOND - d->now;

	if (expires < 0)
		doctor_find(d, "token", FINDING_OK, NULL, "is accepted; WhatsApp doesn't say until when");
	else if (expires == 0)
		doctor_find(d, "token", FINDING_OK, NULL, "is accepted, and does not expire");
	else
		doctor_find(d, "token", left < expiry_close ? FINDING_FAILURE : left < expiry_near ? FINDING_WARNING : FINDING_OK,
		    "make one for a system user that does not expire, and put it into the file under secrets.token_file",
		    "is accepted, for %" PRId64 " %s more", left < expiry_close ? left / CLOCK_HOUR : left / CLOCK_DAY, left < expiry_close ? "hours" : "days");
}

static void
judge_number(struct doctor *d, const char *id, const json_t *n)
{
	const char *quality = json_text(n, "quality_rating"), *status = json_text(n, "status");
	const char *hook = json_text(n, "webhook_configuration.phone_number");

	if (hook == NULL)
		hook = json_text(n, "webhook_configuration.application");
	if (status != NULL && strcmp(status, "CONNECTED") != 0)
		doctor_find(d, "number", FINDING_FAILURE, "WhatsApp Manager says why", "%s (%s): %s", id, json_text(n, "display_phone_number"), status);
	else if (json_says(n, "quality_rating", "RED"))
		doctor_find(d, "number", FINDING_FAILURE, "customers block or report it: send less, and only what they asked for", "%s: quality is RED", id);
	else if (json_says(n, "quality_rating", "YELLOW"))
		doctor_find(d, "number", FINDING_WARNING, "customers begin to block or report it", "%s: quality is YELLOW", id);
	else
		doctor_find(d, "number", FINDING_OK, NULL, "%s, %s%s%s", json_text(n, "display_phone_number") ? json_text(n, "display_phone_number") : id,
		    json_text(n, "verified_name") ? json_text(n, "verified_name") : "without a name", quality ? ", quality " : "", quality ? quality : "");
	if (hook != NULL)
		doctor_find(d, "subscription", FINDING_OK, NULL, "webhooks of %s go to %.200s", id, hook);
	else if (json_object_get(n, "webhook_configuration") != NULL)
		doctor_find(d, "subscription", FINDING_FAILURE, "set the callback and subscribe the app: wa-connect(7)", "%s: webhooks go nowhere", id);
	else
		doctor_find(d, "subscription", FINDING_SKIPPED, NULL, "%s: WhatsApp doesn't say where webhooks go; --probe tries our end", id);
}

static void
judge_clock(struct doctor *d, int64_t theirs)
{
	int64_t off = clock_now() - theirs;

	if (theirs <= 0 || getenv("WA_NOW") != NULL)
		return;
	doctor_find(d, "clock", llabs(off) > drift_max ? FINDING_FAILURE : FINDING_OK,
	    "set up NTP: windows, hours and stale messages are judged by it", "%" PRId64 " s from WhatsApp's", off / CLOCK_SECOND);
}

void
doctor_graph_check(struct doctor *d)
{
	json_t *numbers = json_at(d->ws->config, "numbers"), *n;
	int64_t date = 0;
	bool valid = false;
	char *token;
	size_t i;

	if (d->offline) {
		doctor_find(d, "token", FINDING_SKIPPED, NULL, "not tried, --offline");
		return;
	}
	if (json_array_size(numbers) == 0) {
		doctor_find(d, "number", FINDING_FAILURE, "name it under numbers: wa-connect(7)", "the desk has no number");
		return;
	}
	if ((token = workspace_token(d->ws)) == NULL) {
		doctor_find(d, "token", FINDING_FAILURE, "put it into the file under secrets.token_file", "there is none");
		return;
	}
	json_array_foreach(numbers, i, n) {
		const char *id = json_text(n, "phone_number_id");
		json_t *said = ask(d, token, id, &date);

		if (said != NULL) {
			valid = true;
			judge_number(d, id, said);
		}
		json_decref(said);
	}
	if (valid)
		judge_expiry(d, ask_expiry(d, token));
	judge_clock(d, date);
	free(token);
}
