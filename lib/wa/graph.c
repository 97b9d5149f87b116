#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "ext/http.h"
#include "wa/graph.h"

/* Sorted by code. From Meta's page of error codes; retry, scope and advice
 * are our reading of it. */
static const struct graph_rule rules[] = {
	{ 0, GRAPH_NO, GRAPH_NUMBER, "the app is not authenticated: give a new token" },
	{ 1, GRAPH_LIMITED, GRAPH_MESSAGE, "bad request, or a fault of the server" },
	{ 2, GRAPH_YES, GRAPH_NUMBER, "WhatsApp is down or overloaded" },
	{ 3, GRAPH_NO, GRAPH_NUMBER, "the app lacks a permission" },
	{ 4, GRAPH_YES, GRAPH_NUMBER, "the app's call limit is reached" },
	{ 10, GRAPH_NO, GRAPH_NUMBER, "permission denied: check the app's and the token's permissions" },
	{ 33, GRAPH_NO, GRAPH_NUMBER, "the phone number is gone: check phone_number_id" },
	{ 100, GRAPH_NO, GRAPH_MESSAGE, "a parameter is wrong" },
	{ 190, GRAPH_NO, GRAPH_NUMBER, "the token has expired or is not valid: give a new one" },
	{ 368, GRAPH_WAIT, GRAPH_NUMBER, "blocked for a time for breaking WhatsApp's policies: see the account" },
	{ 80007, GRAPH_YES, GRAPH_NUMBER, "the account's rate limit is reached" },
	{ 130403, GRAPH_NO, GRAPH_MESSAGE, "you have blocked this user: unblock first" },
	{ 130429, GRAPH_YES, GRAPH_NUMBER, "the number's throughput is reached" },
	{ 130472, GRAPH_NO, GRAPH_MESSAGE, "the user is part of an experiment and gets no marketing" },
	{ 130497, GRAPH_NO, GRAPH_MESSAGE, "the account may not write to that country" },
	{ 131000, GRAPH_LIMITED, GRAPH_MESSAGE, "something went wrong at WhatsApp" },
	{ 131005, GRAPH_NO, GRAPH_NUMBER, "access denied: check the token's permissions" },
	{ 131008, GRAPH_NO, GRAPH_MESSAGE, "a required parameter is missing" },
	{ 131009, GRAPH_NO, GRAPH_MESSAGE, "a parameter's value is not valid" },
	{ 131014, GRAPH_LIMITED, GRAPH_MESSAGE, "WhatsApp could not fetch the link: upload the file instead" },
	{ 131016, GRAPH_YES, GRAPH_NUMBER, "WhatsApp is temporarily unavailable" },
	{ 131021, GRAPH_NO, GRAPH_MESSAGE, "the recipient is the sender" },
	{ 131026, GRAPH_NO, GRAPH_MESSAGE, "undeliverable: not on WhatsApp, an old app, or the terms not accepted" },
	{ 131030, GRAPH_NO, GRAPH_MESSAGE, "not on the test number's list of recipients: add it" },
	{ 131031, GRAPH_WAIT, GRAPH_NUMBER, "the account is locked: see the account" },
	{ 131037, GRAPH_WAIT, GRAPH_NUMBER, "the display name is not approved yet" },
	{ 131042, GRAPH_WAIT, GRAPH_NUMBER, "a problem with payment: see the account" },
	{ 131045, GRAPH_WAIT, GRAPH_NUMBER, "the number is not registered properly: register it" },
	{ 131047, GRAPH_NO, GRAPH_MESSAGE, "over 24 hours since the customer wrote: only a template may be sent" },
	{ 131048, GRAPH_WAIT, GRAPH_NUMBER, "restricted: too many messages were reported as spam" },
	{ 131049, GRAPH_WAIT, GRAPH_MESSAGE, "withheld: this user got enough marketing lately" },
	{ 131050, GRAPH_NO, GRAPH_MESSAGE, "the user wants no marketing" },
	{ 131051, GRAPH_NO, GRAPH_MESSAGE, "this kind of message can't be sent" },
	{ 131052, GRAPH_NO, GRAPH_MESSAGE, "the media could not be downloaded" },
	{ 131053, GRAPH_NO, GRAPH_MESSAGE, "the media could not be uploaded: check its type" },
	{ 131055, GRAPH_NO, GRAPH_MESSAGE, "not allowed through this call" },
	{ 131056, GRAPH_YES, GRAPH_RECIPIENT, "too many messages to this customer in a short time" },
	{ 131057, GRAPH_YES, GRAPH_NUMBER, "the account is in maintenance" },
	{ 131060, GRAPH_NO, GRAPH_MESSAGE, "the message is to be read in the phone app" },
	{ 131062, GRAPH_NO, GRAPH_MESSAGE, "this kind of message needs a phone number, not a user id" },
	{ 131063, GRAPH_NO, GRAPH_MESSAGE, "marketing is switched off for this number" },
	{ 131064, GRAPH_WAIT, GRAPH_MESSAGE, "limited: the template's category is wrong" },
	{ 132000, GRAPH_NO, GRAPH_MESSAGE, "the template wants another number of parameters" },
	{ 132001, GRAPH_NO, GRAPH_MESSAGE, "no such approved template in this language" },
	{ 132005, GRAPH_NO, GRAPH_MESSAGE, "the template with its parameters is too long" },
	{ 132007, GRAPH_NO, GRAPH_MESSAGE, "the template breaks WhatsApp's rules" },
	{ 132008, GRAPH_NO, GRAPH_MESSAGE, "a template parameter is wrong" },
	{ 132012, GRAPH_NO, GRAPH_MESSAGE, "a template parameter has the wrong format" },
	{ 132015, GRAPH_WAIT, GRAPH_MESSAGE, "the template is paused for its quality" },
	{ 132016, GRAPH_NO, GRAPH_MESSAGE, "the template is disabled" },
	{ 132018, GRAPH_NO, GRAPH_MESSAGE, "the template is not valid" },
	{ 132068, GRAPH_NO, GRAPH_MESSAGE, "the flow is blocked" },
	{ 132069, GRAPH_WAIT, GRAPH_MESSAGE, "the flow is throttled" },
	{ 133000, GRAPH_WAIT, GRAPH_NUMBER, "the number's deregistration is not complete" },
	{ 133004, GRAPH_YES, GRAPH_NUMBER, "WhatsApp is temporarily unavailable" },
	{ 133005, GRAPH_NO, GRAPH_NUMBER, "the number's PIN is wrong" },
	{ 133006, GRAPH_NO, GRAPH_NUMBER, "the number has to be verified again" },
	{ 133008, GRAPH_WAIT, GRAPH_NUMBER, "too many wrong PINs" },
	{ 133009, GRAPH_WAIT, GRAPH_NUMBER, "the PIN was tried too fast" },
	{ 133010, GRAPH_WAIT, GRAPH_NUMBER, "the number is not registered: register it" },
	{ 133015, GRAPH_WAIT, GRAPH_NUMBER, "the number was deleted a moment ago: wait" },
	{ 133016, GRAPH_WAIT, GRAPH_NUMBER, "the number was registered too often: wait" },
	{ 134011, GRAPH_WAIT, GRAPH_MESSAGE, "the payment terms are not accepted" },
	{ 135000, GRAPH_NO, GRAPH_MESSAGE, "a parameter is wrong" },
	{ 137000, GRAPH_WAIT, GRAPH_MESSAGE, "the customer's identity has changed: verify it" },
};

static const struct graph_rule permission = { 200, GRAPH_NO, GRAPH_NUMBER, "a permission is missing or was taken away" };
static const struct graph_rule unheard = { -1, GRAPH_LIMITED, GRAPH_MESSAGE, "an error that no page documents" };
static const struct graph_rule slow_down = { 429, GRAPH_YES, GRAPH_NUMBER, "too many requests" };

static int
by_code(const void *key, const void *rule)
{
	int code = *(const int *)key, other = ((const struct graph_rule *)rule)->code;

	return code < other ? -1 : code > other;
}

const struct graph_rule *
graph_rule(int code)
{
	const struct graph_rule *r = bsearch(&code, rules, sizeof rules / sizeof *rules, sizeof *rules, by_code);

	if (r != NULL)
		return r;
	if (code == slow_down.code)
		return &slow_down;
	return code >= 200 && code <= 299 ? &permission : &unheard;
}

static void
refused(struct graph_answer *a, const json_t *error)
{
	const char *details = json_text(error, "error_data.details");

	if (details == NULL)
		details = json_text(error, "message");
	a->verdict = GRAPH_REFUSED;
	a->code = (int)json_number(error, "code", -1);
	/* An object that isn't there: the number, when it is about the URL's. */
	if (a->code == 100 && json_number(error, "error_subcode", 0) == 33)
		a->code = 33;
	a->reason = mem_str(details != NULL ? details : graph_rule(a->code)->advice);
}

static void
accepted(struct graph_answer *a, const json_t *v, bool message)
{
	const char *id = json_text(json_array_get(json_object_get(v, "messages"), 0), "id");

	if (message && (id == NULL || *id == '\0')) {
		a->reason = mem_str("accepted without a message id");
		return;
	}
	a->verdict = GRAPH_ACCEPTED;
	a->wamid = mem_str(message ? id : json_text(v, "id"));
}

void
graph_read(int http_status, const char *body, size_t len, bool message, struct graph_answer *a)
{
	json_t *v = body != NULL ? json_parse(body, len, NULL) : NULL;
	const json_t *error = json_object_get(v, "error");

	*a = (struct graph_answer){ .verdict = GRAPH_UNREADABLE };
	if (json_is_object(error) && http_status >= 300)
		refused(a, error);
	else if (http_status == 200 && json_is_object(v))
		accepted(a, v, message);
	else if (http_status >= 300 && http_status < 500) {
		/* A proxy or a wrong address: not Graph, but nobody took the message. */
		a->verdict = GRAPH_REFUSED;
		a->code = http_status == 429 ? 429 : 0;
		a->reason = mem_printf("HTTP %d without a Graph error", http_status);
	} else
		/* A gateway says 502 or 504 also when what is behind it did take the message. */
		a->reason = mem_printf("HTTP %d that can't be read", http_status);
	json_decref(v);
}

void
graph_answer_free(struct graph_answer *a)
{
	free(a->wamid);
	free(a->reason);
	*a = (struct graph_answer){ 0 };
}

/* URL/VERSION/what. */
static char *
graph_url(const json_t *config, const char *what)
{
	const char *url = json_text(config, "graph.url");
	size_t len = strlen(url);

	while (len > 0 && url[len - 1] == '/')
		len--;
	return mem_printf("%.*s/%s/%s", (int)len, url, json_text(config, "graph.version"), what);
}

static char *
number_url(const json_t *config, const char *number, const char *what)
{
	char *path = mem_printf("%s/%s", number, what), *url = graph_url(config, path);

	free(path);
	return url;
}

char *
graph_messages_url(const json_t *config, const char *number)
{
	return number_url(config, number, "messages");
}

char *
graph_upload_url(const json_t *config, const char *number)
{
	return number_url(config, number, "media");
}

/* It becomes a part of an address: nothing in it may mean more there. */
static bool
is_id(const char *s)
{
	size_t n = strspn(s, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_-");

	return n > 0 && n <= 200 && s[n] == '\0';
}

char *
graph_media_url(const json_t *config, const char *id, const char *number)
{
	char *path, *url;

	if (!is_id(id) || (number != NULL && !is_id(number)))
		return NULL;
	path = mem_printf("%s%s%s", id, number != NULL ? "?phone_number_id=" : "", number != NULL ? number : "");
	url = graph_url(config, path);
	free(path);
	return url;
}

bool
graph_may_have_token(const json_t *config, const char *url)
{
	/* lookaside.fbsbx.com today; the others are where Meta keeps things too. */
	static const char *const hosts[] = { "fbsbx.com", "facebook.com", "fbcdn.net", "whatsapp.net" };

	for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++)
		if (http_url_leads_to(url, hosts[i]))
			return true;
	return http_url_is_fine(url) && http_url_same_place(url, json_text(config, "graph.url"));
}

int
graph_medium(const json_t *answer, struct graph_medium *m)
{
	m->url = json_text(answer, "url");
	m->sha256 = json_text(answer, "sha256");
	m->bytes = json_number(answer, "file_size", 0);
	return m->url != NULL ? 0 : -1;
}

int
graph_address(json_t *msg, const char *wa_id, const char *user_id)
{
	json_object_del(msg, "to");
	json_object_del(msg, "recipient");
	if (wa_id != NULL && *wa_id != '\0' && wa_id[strspn(wa_id, "0123456789")] == '\0') {
		json_object_set_new(msg, "to", json_sprintf("+%s", wa_id));
		return 0;
	}
	json_put(msg, "recipient", user_id);
	return user_id != NULL ? 0 : -1;
}

json_t *
graph_request(const json_t *msg, const char *callback)
{
	json_t *rq = json_object();

	json_put(rq, "messaging_product", "whatsapp");
	json_put(rq, "recipient_type", "individual");
	json_object_update(rq, (json_t *)msg);
	json_put(rq, "biz_opaque_callback_data", callback);
	return rq;
}

json_t *
graph_read_mark(const char *wamid, bool typing)
{
	json_t *rq = json_pack("{s:s, s:s, s:s}", "messaging_product", "whatsapp", "status", "read", "message_id", wamid);

	if (typing)
		json_object_set_new(rq, "typing_indicator", json_pack("{s:s}", "type", "text"));
	return rq;
}
