#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/digits.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "ext/hash.h"
#include "run/sandbox.h"

#define MEDIA_BYTES_MAX	((size_t)256 << 20)
#define INBOUND_MAX	200000	/* ids of customers' messages to remember */
#define LOG_READ		((size_t)4 << 20)	/* of the end of the log, at the start */
#define DELAY_DUPLICATE	300	/* ms at most */
#define DELAY_REORDER	500

struct sandbox_wait {
	struct sandbox_wait	*next;
	struct httpd_request	*rq;
	struct customer		*customer;
	int64_t			 seq;		/* seen up to here */
	uint64_t		 serial;
};

struct sandbox_stall {
	struct sandbox_stall	*next;
	struct httpd_request	*rq;
};

/* Opening and closing */

static char *
keep_or_make(const json_t *old, const char *name, size_t digits)
{
	const char *kept = json_text(old, name);
	char hex[65];

	return mem_str(kept != NULL && *kept != '\0' ? kept : hash_random(hex, digits));
}

static char *
address_in(const char *url)
{
	static const char http[] = "http://";
	size_t n = sizeof http - 1;

	return url != NULL && strncmp(url, http, n) == 0 ? mem_strn(url + n, strcspn(url + n, "/")) : NULL;
}

static void
load_secrets(struct sandbox *sb)
{
	char *path = file_path(sb->dir, "sandbox.json");
	struct buf text = { 0 };
	json_t *old = NULL;

	if (file_read(path, 65536, &text) == 0)
		old = json_parse(text.data, text.len, NULL);
	sb->token = keep_or_make(old, "token", 48);
	sb->app_secret = keep_or_make(old, "app_secret", 32);
	sb->verify_token = keep_or_make(old, "verify_token", 24);
	sb->last_address = address_in(json_text(old, "url"));
	json_decref(old);
	buf_free(&text);
	free(path);
}

static int
open_log(struct sandbox *sb, const char *given)
{
	char *path = given != NULL ? mem_str(given) : file_path(sb->dir, "sends.ndjson");

	sb->log_fd = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
	if (sb->log_fd == -1)
		log_line("%s: %s", path, strerror(errno));
	else
		sb->log_from = lseek(sb->log_fd, 0, SEEK_END);
	free(path);
	return sb->log_fd;
}

static int
take_lock(struct sandbox *sb, int *status)
{
	char *path = file_path(sb->dir, "sandbox.lock");

	sb->lock_fd = file_lock(path, FILE_EXCLUSIVE, false);
	if (sb->lock_fd == -1 && errno == EWOULDBLOCK) {
		log_line("%s: a sandbox runs here already", sb->dir);
		*status = EX_UNAVAILABLE;
	} else if (sb->lock_fd == -1) {
		log_line("%s: %s", path, strerror(errno));
	}
	free(path);
	return sb->lock_fd;
}

static void
add_number(struct sandbox *sb, const char *id, const char *display)
{
	struct sandbox_number *n;

	sb->numbers = mem_grow(sb->numbers, sb->n_numbers + 1, sizeof *sb->numbers);
	n = &sb->numbers[sb->n_numbers++];
	*n = (struct sandbox_number){ .id = mem_str(id), .display = digits_of(display), .book = customer_book_new() };
	/* Too short to have a country. */
	if (strlen(n->display) < 4) {
		free(n->display);
		n->display = mem_str(SANDBOX_DISPLAY);
	}
	n->origin = (struct poster_origin){ .account = SANDBOX_ACCOUNT, .number = n->id, .display = n->display };
}

static void
add_numbers(struct sandbox *sb, const json_t *list)
{
	size_t i;
	json_t *v;

	json_array_foreach(list, i, v) {
		const char *id = json_text(v, "phone_number_id"), *display = json_text(v, "display");

		if (id != NULL && *id != '\0')
			add_number(sb, id, display != NULL && *display != '\0' ? display : SANDBOX_DISPLAY);
	}
	if (sb->n_numbers == 0)
		add_number(sb, SANDBOX_NUMBER, SANDBOX_DISPLAY);
}

/* Whom the run before answered had written not long before. */
static void
remember_send(struct sandbox *sb, const json_t *line)
{
	struct sandbox_number *n = sandbox_number(sb, json_text(line, "number"));
	const char *phone = json_text(line, "contact.phone"), *user_id = json_text(line, "contact.user_id"), *time = json_text(line, "time");
	struct customer *c;
	int64_t at;

	if (n == NULL || (phone == NULL && user_id == NULL) || json_says(line, "type", "template") || time == NULL || clock_parse(time, &at) == -1)
		return;
	c = customer_meet(n->book, phone, user_id);
	c->last_in = at > c->last_in ? at : c->last_in;
	sb->inbound_forgot = true;
}

/* A restart goes unnoticed: windows are open as far as the end of the log shows. */
static void
remember_sends(struct sandbox *sb)
{
	struct buf log = {0};
	off_t from = sb->log_from > (off_t)LOG_READ ? sb->log_from - (off_t)LOG_READ : 0;
	ssize_t n = pread(sb->log_fd, buf_room(&log, LOG_READ), LOG_READ, from);
	char *line = log.data, *end;

	log.len = n > 0 ? (size_t)n : 0;
	for (; (end = memchr(line, '\n', log.len - (size_t)(line - log.data))) != NULL; line = end + 1) {
		json_t *sent = json_parse(line, (size_t)(end - line), NULL);

		remember_send(sb, sent);
		json_decref(sent);
	}
	buf_free(&log);
}

struct sandbox *
sandbox_open(const struct sandbox_config *c, int *status)
{
	struct sandbox *sb = mem_alloc(sizeof *sb);
	struct poster_settings set;

	*status = EX_CANTCREAT;
	sb->lock_fd = sb->log_fd = -1;
	sb->dir = mem_str(c->dir);
	pthread_mutex_init(&sb->lock, NULL);
	if (file_mkdir(sb->dir) == -1) {
		log_line("%s: %s", sb->dir, strerror(errno));
		goto bad;
	}
	if (take_lock(sb, status) == -1 || open_log(sb, c->log) == -1)
		goto bad;
	load_secrets(sb);
	add_numbers(sb, c->numbers);
	remember_sends(sb);
	sb->faults = fault_new(sb->seed = c->seed);
	sb->schedule = schedule_new();
	sb->poster = poster_new(sb->schedule, sb->app_secret);
	sb->media = attachment_open(MEDIA_BYTES_MAX);
	sb->inbound = map_new();
	sb->inbound_ring = mem_array(INBOUND_MAX, sizeof(char *));
	sb->window = sb->pair = c->limits;
	sb->rate = c->limits ? c->rate : 0;
	sb->delivered_ms = 50;
	sb->read_ms = 150;
	sb->counts.refused = json_object();
	sb->started = clock_mono();
	poster_get(sb->poster, &set);
	free(set.url);
	set.url = (char *)(uintptr_t)c->webhook;
	poster_set(sb->poster, &set);
	return sb;
bad:
	sandbox_close(sb);
	return NULL;
}

static void
forget(struct sandbox *sb)
{
	for (size_t i = 0; i < sb->n_numbers; i++)
		customer_book_free(sb->numbers[i].book);
	map_free(sb->inbound, NULL);
	for (size_t i = 0; sb->inbound_ring != NULL && i < INBOUND_MAX; i++)
		free(sb->inbound_ring[i]);
	free(sb->inbound_ring);
	attachment_close(sb->media);
	json_decref(sb->counts.refused);
}

void
sandbox_close(struct sandbox *sb)
{
	if (sb == NULL)
		return;
	schedule_free(sb->schedule);
	poster_free(sb->poster);
	forget(sb);
	fault_free(sb->faults);
	for (size_t i = 0; i < sb->n_numbers; i++) {
		free(sb->numbers[i].id);
		free(sb->numbers[i].display);
	}
	free(sb->numbers);
	if (sb->log_fd != -1)
		close(sb->log_fd);
	if (sb->lock_fd != -1)
		close(sb->lock_fd);
	pthread_mutex_destroy(&sb->lock);
	free(sb->dir);
	free(sb->token);
	free(sb->app_secret);
	free(sb->verify_token);
	free(sb->url);
	free(sb->last_address);
	free(sb);
}

int
sandbox_publish(struct sandbox *sb, const char *address)
{
	char *path = file_path(sb->dir, "sandbox.json");
	struct buf text = { 0 };
	json_t *j;
	int rc;

	sb->url = mem_printf("http://%s", address);
	j = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s}", "url", sb->url, "token", sb->token,
	    "app_secret", sb->app_secret, "verify_token", sb->verify_token,
	    "phone_number_id", sb->numbers[0].id, "display", sb->numbers[0].display);
	json_print(j, &text);
	buf_char(&text, '\n');
	if ((rc = file_replace(path, 0600, text.data, text.len)) == -1)
		log_line("%s: %s", path, strerror(errno));
	json_decref(j);
	buf_free(&text);
	free(path);
	return rc;
}

/* Requests that wait */

void
sandbox_answer(struct httpd_request *rq, int status, json_t *body)
{
	struct buf text = { 0 };

	json_print(body, &text);
	json_decref(body);
	httpd_answer(rq, status, "application/json", text.data, text.len);
	buf_free(&text);
}

void
sandbox_later(struct sandbox *sb, int64_t ms, void (*fn)(void *), void *arg)
{
	if (schedule_add(sb->schedule, clock_mono() + ms, fn, arg))
		poster_wake(sb->poster);
}

struct later {
	struct httpd_request	*rq;
	json_t			*body;
	int			 status;
};

static void
answer_now(void *arg)
{
	struct later *l = arg;

	if (l->body != NULL)
		sandbox_answer(l->rq, l->status, l->body);
	else
		httpd_drop(l->rq);
	free(l);
}

void
sandbox_answer_later(struct sandbox *sb, int64_t ms, struct httpd_request *rq, int status, json_t *body)
{
	struct later *l = mem_alloc(sizeof *l);
	bool stopping;

	*l = (struct later){ .rq = rq, .body = body, .status = status };
	pthread_mutex_lock(&sb->lock);
	stopping = sb->stopping;
	if (ms > 0 && !stopping)
		sandbox_later(sb, ms, answer_now, l);
	pthread_mutex_unlock(&sb->lock);
	if (ms <= 0 || stopping)
		answer_now(l);
}

void
sandbox_stall(struct sandbox *sb, struct httpd_request *rq)
{
	struct sandbox_stall *s;

	if (sb->stopping) {
		httpd_drop(rq);
		return;
	}
	s = mem_alloc(sizeof *s);
	s->rq = rq;
	s->next = sb->stalls;
	sb->stalls = s;
}

static void
end_stalls(struct sandbox *sb)
{
	struct sandbox_stall *s;

	while ((s = sb->stalls) != NULL) {
		sb->stalls = s->next;
		httpd_drop(s->rq);
		free(s);
	}
}

/* Takes the wait out of the list and answers it with what there is. */
static void
end_wait(struct sandbox_wait **at)
{
	struct sandbox_wait *w = *at;
	struct buf lines = { 0 };

	*at = w->next;
	customer_seen_since(w->customer, w->seq, &lines);
	httpd_answer(w->rq, 200, "application/x-ndjson", lines.data, lines.len);
	buf_free(&lines);
	free(w);
}

struct timeout {
	struct sandbox	*sb;
	uint64_t	 serial;
};

static void
on_timeout(void *arg)
{
	struct timeout *t = arg;
	struct sandbox_wait **at;

	pthread_mutex_lock(&t->sb->lock);
	for (at = &t->sb->waits; *at != NULL && (*at)->serial != t->serial; at = &(*at)->next)
		;
	if (*at != NULL)
		end_wait(at);
	pthread_mutex_unlock(&t->sb->lock);
	free(t);
}

void
sandbox_watch(struct sandbox *sb, struct httpd_request *rq, struct customer *c, int64_t seq, int64_t ms)
{
	struct sandbox_wait *w = mem_alloc(sizeof *w);
	struct timeout *t;
	struct buf lines = { 0 };

	*w = (struct sandbox_wait){ .next = sb->waits, .rq = rq, .customer = c, .seq = seq, .serial = ++sb->group };
	sb->waits = w;
	customer_seen_since(c, seq, &lines);
	if (lines.len > 0 || ms <= 0 || sb->stopping) {
		end_wait(&sb->waits);
	} else {
		t = mem_alloc(sizeof *t);
		*t = (struct timeout){ .sb = sb, .serial = w->serial };
		sandbox_later(sb, ms, on_timeout, t);
	}
	buf_free(&lines);
}

void
sandbox_stop(struct sandbox *sb)
{
	pthread_mutex_lock(&sb->lock);
	sb->stopping = true;
	while (sb->waits != NULL)
		end_wait(&sb->waits);
	end_stalls(sb);
	pthread_mutex_unlock(&sb->lock);
	schedule_flush(sb->schedule);
}

void
sandbox_reset(struct sandbox *sb)
{
	while (sb->waits != NULL)
		end_wait(&sb->waits);
	end_stalls(sb);
	poster_reset(sb->poster);
	forget(sb);
	for (size_t i = 0; i < sb->n_numbers; i++) {
		sb->numbers[i].book = customer_book_new();
		sb->numbers[i].busy_until = 0;
	}
	sb->media = attachment_open(MEDIA_BYTES_MAX);
	sb->inbound = map_new();
	sb->inbound_ring = mem_array(INBOUND_MAX, sizeof(char *));
	sb->inbound_at = 0;
	sb->inbound_forgot = false;
	sb->counts = (struct sandbox_counts){ .refused = json_object() };
	sb->log_from = lseek(sb->log_fd, 0, SEEK_END);
	fault_free(sb->faults);
	sb->faults = fault_new(sb->seed);
}

/* Names */

struct sandbox_number *
sandbox_number(struct sandbox *sb, const char *id)
{
	for (size_t i = 0; i < sb->n_numbers; i++)
		if (id == NULL || strcmp(sb->numbers[i].id, id) == 0)
			return &sb->numbers[i];
	return NULL;
}

/* The shape of WhatsApp's own: base64 of the other side's number and a random
 * part, which differs in kind between the two directions. */
void
sandbox_new_id(const struct customer *c, bool inbound, char *id)
{
	const char *who = c->phone != NULL ? c->phone : c->user_id;
	const size_t random = inbound ? 20 : 18;
	struct buf raw = { 0 };
	char hex[24], *text;

	while (c->phone == NULL && isalpha((unsigned char)*who))
		who++;
	hash_random(hex, random);
	for (char *p = hex; *p != '\0'; p++)
		*p = (char)toupper((unsigned char)*p);
	buf_printf(&raw, "\x1c\x18%c%.32s\x15\x02", (int)strnlen(who, 32), who);
	buf_char(&raw, '\0');
	buf_printf(&raw, "%c\x18%c%s", inbound ? 0x12 : 0x11, (int)random, hex);
	buf_char(&raw, '\0');
	text = hash_base64(raw.data, raw.len);
	snprintf(id, SANDBOX_ID_MAX, "wamid.%s", text);
	free(text);
	buf_free(&raw);
}

void
sandbox_remember_inbound(struct sandbox *sb, const char *id, struct customer *c)
{
	char **slot = &sb->inbound_ring[sb->inbound_at];

	if (map_set(sb->inbound, id, c) != NULL)
		return;
	if (*slot != NULL) {
		map_drop(sb->inbound, *slot);
		free(*slot);
		sb->inbound_forgot = true;
	}
	*slot = mem_str(id);
	sb->inbound_at = (sb->inbound_at + 1) % INBOUND_MAX;
}

struct customer *
sandbox_author(struct sandbox *sb, const char *id, bool *forgotten)
{
	struct customer *c = map_get(sb->inbound, id);

	*forgotten = c == NULL && sb->inbound_forgot;
	return c;
}

json_t *
sandbox_contact(const struct customer *c)
{
	json_t *profile = json_object(), *contact = json_object();

	json_put(profile, "name", c->name);
	json_put(profile, "username", c->username);
	if (json_object_size(profile) > 0)
		json_object_set(contact, "profile", profile);
	json_decref(profile);
	json_put(contact, "wa_id", c->phone);
	json_put(contact, "user_id", c->user_id);
	json_put(contact, "parent_user_id", c->parent_user_id);
	return contact;
}

/* What happens */

static struct poster_item
copy_of(const struct poster_item *it)
{
	struct poster_item copy = *it;

	copy.field = mem_str(it->field);
	copy.item = json_deep_copy(it->item);
	copy.contact = json_deep_copy(it->contact);
	copy.body = it->body != NULL ? mem_strn(it->body, it->body_len) : NULL;
	copy.signature = mem_str(it->signature);
	return copy;
}

void
sandbox_deliver(struct sandbox *sb, struct poster_item *it)
{
	int64_t due = it->due != 0 ? it->due : clock_mono();

	if (fault_happens(sb->faults, FAULT_DUPLICATE)) {
		struct poster_item twin = copy_of(it);

		twin.due = due + fault_between(sb->faults, 20, DELAY_DUPLICATE);
		twin.group = ++sb->group;
		poster_push(sb->poster, &twin);
	}
	if (fault_happens(sb->faults, FAULT_REORDER))
		it->due = due + fault_between(sb->faults, 20, DELAY_REORDER);
	poster_push(sb->poster, it);
}

void
sandbox_show(struct sandbox *sb, struct customer *c, json_t *line)
{
	customer_see(c, ++sb->seq, line);
	for (struct sandbox_wait **at = &sb->waits; *at != NULL; )
		if ((*at)->customer == c)
			end_wait(at);
		else
			at = &(*at)->next;
}

int
sandbox_log(struct sandbox *sb, const json_t *line)
{
	struct buf text = { 0 };
	ssize_t n;
	bool whole;

	json_print(line, &text);
	buf_char(&text, '\n');
	n = write(sb->log_fd, text.data, text.len);
	whole = n == (ssize_t)text.len;
	if (!whole && n != -1)
		errno = ENOSPC;
	buf_free(&text);
	return whole ? 0 : -1;
}

int
sandbox_sends(struct sandbox *sb, struct buf *out)
{
	off_t at = sb->log_from;
	ssize_t n;

	while ((n = pread(sb->log_fd, buf_room(out, 1 << 16), 1 << 16, at)) > 0) {
		out->len += (size_t)n;
		at += n;
	}
	return (int)n;
}
