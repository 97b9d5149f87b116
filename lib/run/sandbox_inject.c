#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/digits.h"
#include "base/mem.h"
#include "ext/hash.h"
#include "run/sandbox_inject.h"
#include "run/sandbox_kind.h"
#include "run/sandbox_media.h"

#define REPEAT_MAX	1000

/* One line, checked. */
struct injection {
	json_t			*line;
	struct sandbox_number	*number;
	char			*phone;		/* digits, or NULL */
	const char		*user_id;	/* inside line */
	struct sandbox_kind	 said;		/* without content for value and body */
	int64_t			 at;
	uint64_t		 group;
};

static int
missing(char **why, const char *what)
{
	*why = mem_printf("%s is missing", what);
	return -1;
}

static void
release(struct injection *in)
{
	json_decref(in->line);
	sandbox_kind_release(&in->said);
	free(in->phone);
}

/* Checking */

/* A phone as digits, or NULL; the caller frees. */
static char *
phone_of(const json_t *v)
{
	char *digits;

	if (json_is_integer(v) && json_integer_value(v) > 0)
		return mem_printf("%lld", (long long)json_integer_value(v));
	digits = digits_of(json_string_value(v));
	if (*digits != '\0')
		return digits;
	free(digits);
	return NULL;
}

static int
check_sender(struct injection *in, char **why)
{
	in->phone = phone_of(json_object_get(in->line, "from"));
	in->user_id = json_text(in->line, "user_id");
	if (in->phone == NULL && (in->user_id == NULL || *in->user_id == '\0'))
		return missing(why, "from (a phone) or user_id");
	if ((in->phone != NULL && strlen(in->phone) > 15) || (in->user_id != NULL && strlen(in->user_id) > 140)) {
		*why = mem_str("from or user_id is too long");
		return -1;
	}
	return 0;
}

static int
check_id(const char *id, char **why)
{
	if (id == NULL || strlen(id) < SANDBOX_ID_MAX)
		return 0;
	*why = mem_str("id is too long");
	return -1;
}

static int
check_common(struct injection *in, struct sandbox *sb, char **why)
{
	const char *at = json_text(in->line, "at"), *number = json_text(in->line, "number"), *id = json_text(in->line, "id");

	in->at = clock_now();
	if (at != NULL && clock_parse(at, &in->at) == -1) {
		*why = mem_printf("at: %.40s: not a time, as 2026-11-21T09:30:00Z", at);
		return -1;
	}
	if ((in->number = sandbox_number(sb, number)) == NULL) {
		*why = mem_printf("number: %.40s: not served here", number);
		return -1;
	}
	return check_id(id, why);
}

static int
check_line(struct injection *in, struct sandbox *sb, char **why)
{
	json_t *raw;

	if (check_common(in, sb, why) == -1)
		return -1;
	if (json_object_get(in->line, "value") != NULL || json_object_get(in->line, "body") != NULL)
		return 0;
	if (check_sender(in, why) == -1)
		return -1;
	if ((raw = json_object_get(in->line, "message")) != NULL) {
		if (!json_is_object(raw))
			return missing(why, "message (an object)");
		in->said.content = json_deep_copy(raw);
		return check_id(json_text(raw, "id"), why);
	}
	return sandbox_kind_build(&in->said, in->line, in->phone, why);
}

/* Delivery */

static void
add_file(struct injection *in, struct sandbox *sb)
{
	const char *kind = json_text(in->line, "kind"), *path = json_text(in->line, "file");
	const char *mime = json_text(in->line, "mime"), *base = strrchr(path, '/');
	const char *name = json_text(in->line, "filename");
	const bool voice = strcmp(kind, "voice") == 0;
	const struct attachment *a;
	char *digest, *url;
	json_t *m;

	if (name == NULL)
		name = base != NULL ? base + 1 : path;
	if (mime == NULL)
		mime = voice ? "audio/ogg; codecs=opus" : attachment_mime(name);
	a = attachment_add(sb->media, in->said.file.data != NULL ? in->said.file.data : "", in->said.file.len, mime, name);
	digest = hash_base64(a->sha256, HASH_LEN);
	url = sandbox_media_url(sb, a);
	m = json_object();
	json_put(m, "caption", json_text(in->line, "text"));
	if (strcmp(kind, "document") == 0)
		json_put(m, "filename", name);
	json_put(m, "mime_type", mime);
	json_put(m, "sha256", json_text(in->line, "sha256") != NULL ? json_text(in->line, "sha256") : digest);
	json_put(m, "id", a->id);
	json_put(m, "url", url);
	if (voice || strcmp(kind, "audio") == 0)
		json_object_set_new(m, "voice", json_boolean(voice));
	if (strcmp(kind, "sticker") == 0)
		json_object_set_new(m, "animated", json_false());
	sandbox_kind_set(&in->said, voice ? "audio" : kind, m);
	free(url);
	free(digest);
}

static json_t *
context_of(const struct injection *in)
{
	const char *reply_to = json_text(in->line, "reply_to");
	json_t *c = json_object();

	if (reply_to != NULL) {
		json_put(c, "from", in->number->display);
		json_put(c, "id", reply_to);
	}
	if (json_yes(in->line, "forwarded"))
		json_object_set_new(c, "forwarded", json_true());
	if (json_object_size(c) > 0)
		return c;
	json_decref(c);
	return NULL;
}

static struct customer *
meet(const struct injection *in)
{
	static const char *const names[] = { "name", "username", "parent_user_id" };
	struct customer *c = customer_meet(in->number->book, in->phone, in->user_id);
	char **fields[] = { &c->name, &c->username, &c->parent_user_id };

	for (size_t i = 0; i < 3; i++) {
		/* The name of a place stands where a customer's would. */
		const bool place = i == 0 && strcmp(json_text(in->said.content, "type") ? json_text(in->said.content, "type") : "", "location") == 0;
		const char *v = json_text(in->line, place ? "from_name" : names[i]);

		if (v != NULL) {
			free(*fields[i]);
			*fields[i] = mem_str(v);
		}
	}
	return c;
}

/* The webhook's message: who, id and time before what it says. */
static json_t *
message_of(const struct injection *in, const struct customer *c, const char *id, bool echo)
{
	char seconds[24];
	json_t *m = json_object(), *context = context_of(in);

	if (echo)
		json_put(m, "from", in->number->display);
	if (context != NULL)
		json_object_set_new(m, "context", context);
	if (json_object_get(in->line, "referral") != NULL)
		json_object_set(m, "referral", json_object_get(in->line, "referral"));
	json_put(m, echo ? "to" : "from", c->phone);
	json_put(m, echo ? "to_user_id" : "from_user_id", c->user_id);
	json_put(m, echo ? "to_parent_user_id" : "from_parent_user_id", c->parent_user_id);
	snprintf(seconds, sizeof seconds, "%lld", (long long)(in->at / CLOCK_SECOND));
	json_put(m, "id", id);
	json_put(m, "timestamp", seconds);
	json_object_update(m, in->said.content);
	return m;
}

static void
show(struct sandbox *sb, struct customer *c, const struct injection *in, const char *id, bool echo)
{
	char now[CLOCK_LEN];
	json_t *line = json_pack("{s:s, s:s, s:s, s:O}", "time", clock_format(in->at, now),
	    "kind", echo ? "message" : "own", "id", id, "message", in->said.content);

	if (echo)
		json_object_set_new(line, "echo", json_true());
	sandbox_show(sb, c, line);
}

static void
push(struct sandbox *sb, const struct injection *in, const struct customer *c, const char *list, const char *field,
    json_t *message, bool with_contact)
{
	int64_t repeat = json_number(in->line, "repeat", 0);
	struct poster_item it = {
		.origin = &in->number->origin,
		.lane = in->group == 0 ? (c->phone != NULL ? c->phone : c->user_id) : NULL,
		.list = list,
	};

	for (int64_t i = 0; i <= repeat && i <= REPEAT_MAX; i++) {
		it.due = 0;
		it.group = i == 0 && in->group != 0 ? in->group : ++sb->group;
		it.field = mem_str(field);
		it.item = i < repeat ? json_deep_copy(message) : json_incref(message);
		it.contact = with_contact ? sandbox_contact(c) : NULL;
		sandbox_deliver(sb, &it);
	}
}

static void
deliver_message(struct sandbox *sb, struct injection *in, struct buf *ids)
{
	const bool echo = json_yes(in->line, "echo");
	const char *given = json_text(in->line, "id"), *type;
	char id[SANDBOX_ID_MAX];
	struct customer *c = meet(in);
	json_t *message;
	bool system;

	if (in->said.has_file)
		add_file(in, sb);
	type = json_text(in->said.content, "type");
	system = type != NULL && strcmp(type, "system") == 0;
	sandbox_new_id(c, !echo, id);
	if (given == NULL)
		given = json_text(in->said.content, "id");
	if (given != NULL)
		snprintf(id, sizeof id, "%s", given);
	message = message_of(in, c, id, echo);
	if (!echo) {
		sandbox_remember_inbound(sb, id, c);
		if (!system && in->at > c->last_in)
			c->last_in = in->at;
	}
	show(sb, c, in, id, echo);
	push(sb, in, c, echo ? "message_echoes" : "messages", echo ? "smb_message_echoes" : "messages",
	    message, !echo && !system);
	if (system && json_text(in->said.content, "system.wa_id") != NULL)
		customer_rename(in->number->book, c, json_text(in->said.content, "system.wa_id"));
	json_decref(message);
	buf_str(ids, id);
	buf_char(ids, '\n');
}

static void
deliver_raw(struct sandbox *sb, const struct injection *in)
{
	const char *field = json_text(in->line, "field"), *signature = json_text(in->line, "signature");
	json_t *body = json_object_get(in->line, "body"), *value = json_object_get(in->line, "value");
	struct poster_item it = { .origin = &in->number->origin, .group = ++sb->group };
	struct buf text = { 0 };

	if (json_is_string(body))
		buf_add(&text, json_string_value(body), json_string_length(body));
	else if (body != NULL)
		json_print(body, &text);
	if (body != NULL) {
		buf_str(&text, "");
		it.body_len = text.len;
		it.body = buf_take(&text);
		it.signature = mem_str(signature);
	} else {
		it.field = mem_str(field != NULL ? field : "messages");
		it.item = json_incref(value);
	}
	sandbox_deliver(sb, &it);
}

/* Numbers the POSTs: `batch` lines of one number each. */
static void
group(struct sandbox *sb, struct injection *list, size_t n, size_t batch)
{
	size_t in_group = 0;

	for (size_t i = 0; batch > 1 && i < n; i++) {
		if (i > 0 && in_group < batch && list[i].number == list[i - 1].number) {
			list[i].group = list[i - 1].group;
			in_group++;
		} else {
			list[i].group = ++sb->group;
			in_group = 1;
		}
	}
}

static void
deliver(struct sandbox *sb, struct injection *list, size_t n, size_t batch, struct buf *ids)
{
	pthread_mutex_lock(&sb->lock);
	poster_cork(sb->poster);
	group(sb, list, n, batch);
	for (size_t i = 0; i < n; i++) {
		sb->counts.injected++;
		if (list[i].said.content != NULL)
			deliver_message(sb, &list[i], ids);
		else
			deliver_raw(sb, &list[i]);
	}
	poster_uncork(sb->poster);
	pthread_mutex_unlock(&sb->lock);
}

int
sandbox_inject_lines(struct sandbox *sb, const char *text, size_t len, size_t batch, struct buf *ids, char **why)
{
	struct injection *list = NULL;
	const char *end = text + len, *eol, *bad = NULL;
	char *reason = NULL;
	size_t n = 0, room = 0, line = 0;

	for (; text < end && reason == NULL; text = eol + 1) {
		line++;
		if ((eol = memchr(text, '\n', (size_t)(end - text))) == NULL)
			eol = end;
		if (text + strspn(text, " \t\r") >= eol)
			continue;
		if (n == room)
			list = mem_grow(list, room = room == 0 ? 16 : 2 * room, sizeof *list);
		list[n] = (struct injection){ .line = json_parse(text, (size_t)(eol - text), &bad) };
		if (!json_is_object(list[n].line))
			reason = mem_str(bad != NULL ? bad : "not an object");
		else
			check_line(&list[n], sb, &reason);
		n++;
	}
	if (reason == NULL)
		deliver(sb, list, n, batch, ids);
	else
		*why = mem_printf("line %zu: %s", line, reason);
	for (size_t i = 0; i < n; i++)
		release(&list[i]);
	free(list);
	free(reason);
	return *why == NULL ? 0 : -1;
}
