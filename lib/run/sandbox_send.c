#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/dial.h"
#include "base/digits.h"
#include "base/log.h"
#include "base/mem.h"
#include "run/refusal.h"
#include "run/sandbox_send.h"
#include "wa/outbound.h"

/*
 * A send goes through these checks in this order, so that a test meets the
 * same error as with WhatsApp when several apply: token, number, faults that
 * come before acceptance, shape, throughput, recipient, window, pair rate.
 */
struct send {
	struct sandbox		*sb;
	struct sandbox_number	*number;
	struct customer		*customer;
	const json_t		*rq;
	const char		*kind;
	const char		*input;		/* recipient as written */
	char			 id[SANDBOX_ID_MAX];
	bool			 lost;		/* accepted, but its answer can't be read */
};

static void
count_refusal(struct sandbox *sb, const json_t *body)
{
	char *code = mem_printf("%lld", (long long)json_number(body, "error.code", 0));

	json_object_set_new(sb->counts.refused, code, json_integer(json_number(sb->counts.refused, code, 0) + 1));
	free(code);
}

static bool
throughput_left(struct sandbox *sb, struct sandbox_number *n)
{
	const double now = (double)clock_mono(), each = sb->rate > 0 ? 1000.0 / (double)sb->rate : 0;
	double from = n->busy_until > now ? n->busy_until : now;

	if (from + each > now + 1000)
		return false;
	n->busy_until = from + each;
	return true;
}

/* The phone that WhatsApp makes of `to`. The caller frees. */
static char *
phone_of(const struct sandbox_number *n, const json_t *to)
{
	const struct dial_plan *plan = dial_code(n->display);
	const size_t country = plan != NULL ? strlen(plan->code) : 3;
	char *written = json_is_integer(to) ? mem_printf("%lld", (long long)json_integer_value(to)) :
	    mem_str(json_string_value(to) != NULL ? json_string_value(to) : ""), *digits = digits_of(written), *phone;
	const char *s = written + strspn(written, " ");
	bool whole = *s == '+' || strncmp(s, n->display, country) == 0;

	phone = mem_printf("%.*s%s", whole ? 0 : (int)country, n->display, digits);
	free(digits);
	free(written);
	return phone;
}

/* Finds or, where it may be written to, makes the customer. False with a
 * refusal when the message can't go to them. */
static bool
find_recipient(struct send *s, struct sandbox_reply *o)
{
	const json_t *to = json_object_get(s->rq, "to");
	const char *user_id = to == NULL ? json_text(s->rq, "recipient") : NULL;
	char *phone = to != NULL ? phone_of(s->number, to) : NULL;
	const int64_t now = clock_now();
	bool template = strcmp(s->kind, "template") == 0, open;

	s->customer = customer_find(s->number->book, phone, user_id);
	open = !s->sb->window || template || (s->customer != NULL && customer_window_open(s->customer, now));
	if (phone != NULL && strcmp(phone, s->number->display) == 0)
		*o = sandbox_reply_refuse(131021, NULL);
	else if (!open)
		*o = sandbox_reply_refuse(131047, NULL);
	else if (s->customer == NULL)
		s->customer = customer_meet(s->number->book, phone, user_id);
	if (o->body == NULL && s->sb->pair && !customer_paced(s->customer, now))
		*o = sandbox_reply_refuse(131056, NULL);
	free(phone);
	return o->body == NULL;
}

static bool
media_known(struct sandbox *sb, const json_t *rq, const char *kind, char **why)
{
	char *path = mem_printf("%s.id", kind);
	const char *id = json_text(rq, path);
	bool known = id == NULL || strcmp(kind, "template") == 0 || attachment_find(sb->media, id) != NULL;

	if (!known)
		*why = mem_printf("%s: no media has the id %.64s", path, id);
	free(path);
	return known;
}

static struct sandbox_reply
check_shape(struct sandbox *sb, const json_t *rq)
{
	struct outbound_problem p;
	struct sandbox_reply o = { 0 };
	char *why = NULL;

	if (outbound_check_request(rq, &p) == -1) {
		why = mem_printf("%s %s", p.field, p.text);
		o = sandbox_reply_refuse(p.code, why);
	} else if (json_says(rq, "recipient_type", "group")) {
		o = sandbox_reply_refuse(131051, "This sandbox has no groups.");
	} else if (!outbound_is_read_mark(rq) && !media_known(sb, rq, outbound_kind(rq), &why)) {
		o = sandbox_reply_refuse(131009, why);
	}
	free(why);
	return o;
}

/* The message without its envelope, as the customer and the log see it. */
static json_t *
message_of(const struct send *s)
{
	json_t *m = json_object();

	json_put(m, "type", s->kind);
	json_object_set(m, s->kind, json_object_get(s->rq, s->kind));
	if (json_object_get(s->rq, "context") != NULL)
		json_object_set(m, "context", json_object_get(s->rq, "context"));
	return m;
}

static json_t *
log_line_of(const struct send *s, const char *time)
{
	json_t *line = json_pack("{s:s, s:s, s:s, s:s}", "time", time, "id", s->id,
	    "number", s->number->id, "to", s->input);
	json_t *contact = json_object();

	json_put(contact, "phone", s->customer->phone);
	json_put(contact, "user_id", s->customer->user_id);
	json_object_set_new(line, "contact", contact);
	json_put(line, "type", s->kind);
	json_object_set_new(line, "message", message_of(s));
	json_put(line, "callback", json_text(s->rq, "biz_opaque_callback_data"));
	json_put(line, "template", json_text(s->rq, "template.name"));
	if (s->lost)
		json_object_set_new(line, "lost", json_true());
	return line;
}

static json_t *
status_of(const struct send *s, const char *state, int64_t at)
{
	char seconds[24];
	json_t *status;

	snprintf(seconds, sizeof seconds, "%lld", (long long)(at / CLOCK_SECOND));
	status = json_pack("{s:s, s:s, s:s}", "id", s->id, "status", state, "timestamp", seconds);
	json_put(status, "recipient_id", s->customer->phone);
	json_put(status, "recipient_user_id", s->customer->user_id);
	json_put(status, "parent_recipient_user_id", s->customer->parent_user_id);
	json_put(status, "biz_opaque_callback_data", json_text(s->rq, "biz_opaque_callback_data"));
	return status;
}

static void
add_price(json_t *status, bool template)
{
	json_object_set_new(status, "pricing", template ?
	    json_pack("{s:b, s:s, s:s, s:s}", "billable", 1, "pricing_model", "PMP", "type", "regular", "category", "utility") :
	    json_pack("{s:b, s:s, s:s, s:s}", "billable", 0, "pricing_model", "PMP", "type", "free_customer_service",
	    "category", "service"));
}

static void
post_status(const struct send *s, json_t *status, int64_t after_ms, bool with_contact)
{
	struct poster_item it = {
		.origin = &s->number->origin,
		.lane = s->customer->phone != NULL ? s->customer->phone : s->customer->user_id,
		.due = clock_mono() + after_ms,
		.list = "statuses",
		.field = mem_str("messages"),
		.item = status,
		.contact = with_contact ? sandbox_contact(s->customer) : NULL,
	};

	sandbox_deliver(s->sb, &it);
}

static void
post_statuses(const struct send *s)
{
	const struct {
		const char	*state;
		int64_t		 after_ms;
		enum fault_kind	 withheld;
	} states[] = {
		{ "sent", 0, FAULT_WITHHOLD_SENT },
		{ "delivered", s->sb->delivered_ms, FAULT_WITHHOLD_DELIVERED },
		{ "read", s->sb->read_ms, FAULT_WITHHOLD_READ },
	};
	/* A reaction is never delivered or read. */
	const size_t n = strcmp(s->kind, "reaction") == 0 ? 1 : 3;

	for (size_t i = 0; i < n; i++) {
		json_t *status;

		if (states[i].after_ms < 0 || fault_happens(s->sb->faults, states[i].withheld))
			continue;
		status = status_of(s, states[i].state, clock_now() + states[i].after_ms);
		if (states[i].withheld != FAULT_WITHHOLD_READ)
			add_price(status, strcmp(s->kind, "template") == 0);
		post_status(s, status, states[i].after_ms, true);
	}
}

static void
post_failure(const struct send *s, const struct fault_error *e)
{
	json_t *status = status_of(s, "failed", clock_now());

	json_object_set_new(status, "errors", json_pack("[o]", refusal_status(e->code, e->details)));
	post_status(s, status, 0, false);
}

static json_t *
acceptance(const struct send *s)
{
	const bool to = json_object_get(s->rq, "to") != NULL;
	json_t *contact = json_pack("{s:s}", "input", s->input);
	json_t *message = json_pack("{s:s}", "id", s->id);

	if (to)
		json_put(contact, "wa_id", s->customer->phone);
	else
		json_put(contact, "user_id", s->customer->user_id);
	if (strcmp(s->kind, "template") == 0)
		json_put(message, "message_status", "accepted");
	return json_pack("{s:s, s:[o], s:[o]}", "messaging_product", "whatsapp", "contacts", contact, "messages", message);
}

/* What goes wrong with an answer after acceptance. */
static struct sandbox_reply
after_acceptance(struct sandbox *sb)
{
	struct sandbox_reply o = { .status = 200, .delay_ms = fault_delay_ms(sb->faults) };

	if (fault_happens(sb->faults, FAULT_LOSE))
		o.status = 0;
	else if (fault_happens(sb->faults, FAULT_GARBLE))
		o.garbage = "<html><body>ok</body>";
	else if (fault_happens(sb->faults, FAULT_STALL))
		o.stall = true;
	return o;
}

static struct sandbox_reply
accept_send(struct send *s)
{
	struct sandbox_reply o = after_acceptance(s->sb);
	struct fault_error failure;
	char now[CLOCK_LEN];
	json_t *line;
	int rc;

	s->lost = o.status == 0 || o.garbage != NULL || o.stall;
	clock_format(clock_now(), now);
	sandbox_new_id(s->customer, false, s->id);
	line = log_line_of(s, now);
	rc = sandbox_log(s->sb, line);
	if (rc == -1) {
		log_line("log: %s; refusing to send", strerror(errno));
		json_decref(line);
		return sandbox_reply_refuse(131016, "The sandbox can't write its log.");
	}
	s->sb->counts.accepted++;
	s->sb->counts.lost += s->lost;
	if (fault_fails(s->sb->faults, &failure)) {
		post_failure(s, &failure);
	} else {
		sandbox_show(s->sb, s->customer, json_pack("{s:s, s:s, s:s, s:O}", "time", now, "kind", "message",
		    "id", s->id, "message", json_object_get(line, "message")));
		post_statuses(s);
	}
	json_decref(line);
	o.body = acceptance(s);
	return o;
}

/* Faults that come before a send is looked at. */
static bool
fault_before(struct sandbox *sb, struct sandbox_reply *o)
{
	struct fault_error e;

	if (fault_happens(sb->faults, FAULT_HANGUP)) {
		*o = (struct sandbox_reply){ .status = 0 };
	} else if (fault_happens(sb->faults, FAULT_HTTP500)) {
		*o = (struct sandbox_reply){ .status = 500, .garbage = "<html><body>Sorry, something went wrong.</body></html>" };
	} else if (fault_refuses(sb->faults, &e)) {
		*o = sandbox_reply_refuse(e.code, e.details);
		if (e.http != 0)
			o->status = e.http;
		o->delay_ms = fault_delay_ms(sb->faults);
	} else {
		return false;
	}
	return true;
}

static struct sandbox_reply
send_message(struct sandbox *sb, struct sandbox_number *n, const json_t *rq)
{
	struct send s = { .sb = sb, .number = n, .rq = rq, .kind = outbound_kind(rq) };
	struct sandbox_reply o = { 0 };

	if (fault_before(sb, &o))
		return o;
	if ((o = check_shape(sb, rq)).body != NULL)
		return o;
	if (!throughput_left(sb, n))
		return sandbox_reply_refuse(130429, NULL);
	if (!find_recipient(&s, &o))
		return o;
	s.input = json_text(rq, json_object_get(rq, "to") != NULL ? "to" : "recipient");
	if (s.input == NULL)
		s.input = s.customer->phone;
	return accept_send(&s);
}

static struct sandbox_reply
mark_read(struct sandbox *sb, const json_t *rq)
{
	const char *id = json_text(rq, "message_id");
	struct customer *c;
	struct sandbox_reply o;
	bool forgotten;
	char now[CLOCK_LEN];

	if ((o = check_shape(sb, rq)).body != NULL)
		return o;
	c = sandbox_author(sb, id, &forgotten);
	if (c == NULL && !forgotten)
		return sandbox_reply_refuse(100, "message_id: no message of a customer has this id");
	clock_format(clock_now(), now);
	sb->counts.reads++;
	if (c != NULL)
		sandbox_show(sb, c, json_pack("{s:s, s:s, s:s}", "time", now, "kind", "read", "id", id));
	if (json_object_get(rq, "typing_indicator") != NULL) {
		sb->counts.typing++;
		if (c != NULL)
			sandbox_show(sb, c, json_pack("{s:s, s:s}", "time", now, "kind", "typing"));
	}
	return sandbox_reply_success();
}

struct sandbox_reply
sandbox_send_handle(struct sandbox *sb, struct sandbox_number *n, struct httpd_request *rq)
{
	size_t len;
	const char *body = httpd_body(rq, &len), *why;
	json_t *j = json_parse(body, len, &why);
	struct sandbox_reply o;

	pthread_mutex_lock(&sb->lock);
	if (!json_is_object(j))
		o = sandbox_reply_refuse(100, "The body is not a JSON object.");
	else if (outbound_is_read_mark(j))
		o = mark_read(sb, j);
	else
		o = send_message(sb, n, j);
	if (o.body != NULL && json_object_get(o.body, "error") != NULL)
		count_refusal(sb, o.body);
	pthread_mutex_unlock(&sb->lock);
	json_decref(j);
	return o;
}
