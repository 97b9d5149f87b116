#include <sys/eventfd.h>

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "ext/hash.h"
#include "ext/http.h"
#include "ext/text.h"
#include "run/poster.h"

#define LANES_MAX	32
#define LINGER_MS	20	/* of statuses, for company */
#define DELAY_MIN_MS	100
#define DELAY_MAX_MS	5000
#define TIMEOUT_MS	20000

struct post {
	struct poster_item	 it;
	struct post		*next;
	struct poster		*poster;
	struct lane		*lane;
	uint64_t		 generation;
	size_t			 items;		/* that body stands for */
	unsigned		 tries;
};

struct lane {
	struct poster	*poster;
	struct post	*head, **tail;
	size_t		 n;		/* items waiting */
	int64_t		 ripe_at;	/* when the first of them has waited enough */
	int64_t		 not_before;	/* the listener couldn't be reached */
	struct post	*flying;
};

struct poster {
	pthread_mutex_t		 lock;
	struct schedule		*schedule;
	const char		*secret;
	struct http		*http;		/* poster_turn's */
	struct poster_settings	 set;
	struct poster_counts	 counts;
	struct lane		 lanes[LANES_MAX];
	size_t			 n_lanes;	/* 0 until the first item */
	uint64_t		 generation;	/* counts resets */
	int			 bell;
	int64_t			 sleeps_until;	/* 0: awake */
	bool			 corked;
	bool			 said;		/* that the listener doesn't answer */
};

static void
post_free(struct post *p)
{
	if (p == NULL)
		return;
	free(p->it.field);
	json_decref(p->it.item);
	json_decref(p->it.contact);
	free(p->it.body);
	free(p->it.signature);
	free(p);
}

static void
lane_clear(struct lane *l)
{
	struct post *p;

	while ((p = l->head) != NULL) {
		l->head = p->next;
		post_free(p);
	}
	l->tail = &l->head;
	l->n = 0;
}

struct poster *
poster_new(struct schedule *schedule, const char *secret)
{
	struct poster *p = mem_alloc(sizeof *p);

	pthread_mutex_init(&p->lock, NULL);
	p->schedule = schedule;
	p->secret = secret;
	p->http = http_new(LANES_MAX);
	p->set = (struct poster_settings){ .batch = 100, .connections = 4, .escape = true };
	for (size_t i = 0; i < LANES_MAX; i++) {
		p->lanes[i].poster = p;
		p->lanes[i].tail = &p->lanes[i].head;
	}
	if ((p->bell = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) == -1)
		log_die(EX_OSERR, "eventfd: no descriptor left");
	return p;
}

void
poster_free(struct poster *p)
{
	if (p == NULL)
		return;
	http_free(p->http);
	for (size_t i = 0; i < LANES_MAX; i++) {
		lane_clear(&p->lanes[i]);
		post_free(p->lanes[i].flying);
	}
	close(p->bell);
	pthread_mutex_destroy(&p->lock);
	free(p->set.url);
	free(p);
}

void
poster_wake(struct poster *p)
{
	const uint64_t one = 1;

	/* Full means that it is awake already. */
	if (write(p->bell, &one, sizeof one) == -1)
		return;
}

void
poster_set(struct poster *p, const struct poster_settings *set)
{
	pthread_mutex_lock(&p->lock);
	free(p->set.url);
	p->set = *set;
	p->set.url = mem_str(set->url);
	pthread_mutex_unlock(&p->lock);
	poster_wake(p);
}

void
poster_get(struct poster *p, struct poster_settings *set)
{
	pthread_mutex_lock(&p->lock);
	*set = p->set;
	set->url = mem_str(p->set.url);
	pthread_mutex_unlock(&p->lock);
}

void
poster_count(struct poster *p, struct poster_counts *c)
{
	pthread_mutex_lock(&p->lock);
	*c = p->counts;
	pthread_mutex_unlock(&p->lock);
}

/* FNV-1a. */
static struct lane *
lane_of(struct poster *p, const char *customer)
{
	uint32_t h = 2166136261u;

	if (p->n_lanes == 0) {
		p->n_lanes = p->set.connections;
		if (p->n_lanes < 1 || p->n_lanes > LANES_MAX)
			p->n_lanes = LANES_MAX;
	}
	for (; customer != NULL && *customer != '\0'; customer++)
		h = (h ^ (unsigned char)*customer) * 16777619u;
	return &p->lanes[customer != NULL ? h % p->n_lanes : 0];
}

static bool
can_linger(const struct post *p)
{
	return p->it.body == NULL && p->it.list != NULL && strcmp(p->it.list, "statuses") == 0;
}

static void
enqueue(struct poster *p, struct post *post, bool at_head)
{
	struct lane *l = post->lane;
	int64_t ripe_at = clock_mono() + (can_linger(post) ? LINGER_MS : 0);

	if (l->n == 0 || ripe_at < l->ripe_at)
		l->ripe_at = ripe_at;
	if (at_head) {
		if ((post->next = l->head) == NULL)
			l->tail = &post->next;
		l->head = post;
	} else {
		post->next = NULL;
		*l->tail = post;
		l->tail = &post->next;
	}
	l->n++;
	if (l->flying == NULL && l->ripe_at < p->sleeps_until)
		poster_wake(p);
}

static void
on_due(void *arg)
{
	struct post *post = arg;
	struct poster *p = post->poster;

	pthread_mutex_lock(&p->lock);
	if (post->generation != p->generation)
		post_free(post);
	else
		enqueue(p, post, post->tries > 0);
	pthread_mutex_unlock(&p->lock);
}

void
poster_push(struct poster *p, const struct poster_item *it)
{
	struct post *post = mem_alloc(sizeof *post);
	bool wake = false;

	post->it = *it;
	post->poster = p;
	post->items = 1;
	pthread_mutex_lock(&p->lock);
	post->lane = lane_of(p, it->lane);
	post->it.lane = NULL;
	post->generation = p->generation;
	p->counts.waiting++;
	if (it->due <= clock_mono())
		enqueue(p, post, false);
	else
		wake = schedule_add(p->schedule, it->due, on_due, post);
	pthread_mutex_unlock(&p->lock);
	if (wake)
		poster_wake(p);
}

static void
set_cork(struct poster *p, bool corked)
{
	pthread_mutex_lock(&p->lock);
	p->corked = corked;
	pthread_mutex_unlock(&p->lock);
}

void
poster_cork(struct poster *p)
{
	set_cork(p, true);
}

void
poster_uncork(struct poster *p)
{
	set_cork(p, false);
	poster_wake(p);
}

void
poster_reset(struct poster *p)
{
	pthread_mutex_lock(&p->lock);
	p->generation++;
	p->counts = (struct poster_counts){ 0 };
	for (size_t i = 0; i < LANES_MAX; i++) {
		lane_clear(&p->lanes[i]);
		p->lanes[i].not_before = 0;
	}
	pthread_mutex_unlock(&p->lock);
}

/* The value that takes the item: the last change's when it is of the same
 * making, else a new one. */
static json_t *
value_for(json_t *changes, const struct post *prev, const struct poster_item *it)
{
	json_t *value, *last = json_array_get(changes, json_array_size(changes) - 1);

	if (last != NULL && prev->it.list == it->list && prev->it.origin == it->origin &&
	    strcmp(prev->it.field, it->field) == 0)
		return json_object_get(last, "value");
	value = json_pack("{s:s, s:{s:s, s:s}}", "messaging_product", "whatsapp", "metadata",
	    "display_phone_number", it->origin->display, "phone_number_id", it->origin->number);
	json_array_append_new(changes, json_pack("{s:o, s:s}", "value", value, "field", it->field));
	return value;
}

static void
add_to(json_t *value, const char *list, json_t *item)
{
	json_t *array = json_object_get(value, list);

	if (array == NULL) {
		array = json_array();
		json_object_set_new(value, list, array);
	}
	json_array_append(array, item);
}

static void
add_change(json_t *changes, const struct post *prev, const struct poster_item *it)
{
	json_t *value;

	if (it->list == NULL) {
		json_array_append_new(changes, json_pack("{s:O, s:s}", "value", it->item, "field", it->field));
		return;
	}
	value = value_for(changes, prev, it);
	if (it->contact != NULL)
		add_to(value, "contacts", it->contact);
	add_to(value, it->list, it->item);
}

/* WhatsApp writes / as \/, @ as \u0040 and other than ASCII as \uxxxx; outside
 * of strings JSON has none of these. The text is good UTF-8: jansson made it. */
static void
escape(const struct buf *from, struct buf *to)
{
	size_t at = 0;

	while (at < from->len) {
		size_t plain = at;
		uint32_t c;

		while (at < from->len && (unsigned char)from->data[at] < 0x80 && from->data[at] != '/' && from->data[at] != '@')
			at++;
		buf_add(to, from->data + plain, at - plain);
		if (at == from->len)
			break;
		c = (uint32_t)text_next(from->data, from->len, &at);
		if (c == '/')
			buf_str(to, "\\/");
		else if (c < 0x10000)
			buf_printf(to, "\\u%04x", c);
		else
			buf_printf(to, "\\u%04x\\u%04x", 0xd800 + ((c - 0x10000) >> 10), 0xdc00 + (c & 0x3ff));
	}
}

/* Takes what may go together out of the lane and makes one body of it. */
static struct post *
compose(struct poster *p, struct lane *l)
{
	json_t *changes = json_array(), *body;
	struct post *whole = mem_alloc(sizeof *whole), *prev = NULL, *post;
	struct buf plain = { 0 }, text = { 0 };
	const char *account = l->head->it.origin->account;
	uint64_t group = l->head->it.group;

	while ((post = l->head) != NULL && post->it.body == NULL && post->it.group == group &&
	    whole->items < p->set.batch) {
		add_change(changes, prev, &post->it);
		l->head = post->next;
		l->n--;
		whole->items++;
		post_free(prev);
		prev = post;
	}
	post_free(prev);
	if (l->head == NULL)
		l->tail = &l->head;
	body = json_pack("{s:s, s:[{s:s, s:o}]}", "object", "whatsapp_business_account", "entry",
	    "id", account, "changes", changes);
	json_print(body, &plain);
	json_decref(body);
	if (p->set.escape)
		escape(&plain, &text);
	else
		buf_add(&text, plain.data, plain.len);
	buf_free(&plain);
	whole->poster = p;
	whole->lane = l;
	whole->generation = p->generation;
	whole->it.body_len = text.len;
	whole->it.body = buf_take(&text);
	return whole;
}

static struct post *
take(struct poster *p, struct lane *l)
{
	struct post *post = l->head;

	if (post->it.body == NULL)
		return compose(p, l);
	if ((l->head = post->next) == NULL)
		l->tail = &l->head;
	l->n--;
	return post;
}

static int
delay_ms(unsigned tries)
{
	return tries > 6 ? DELAY_MAX_MS : DELAY_MIN_MS << (tries - 1);
}

static void
try_again(struct poster *p, struct lane *l, struct post *post, const struct http_answer *a)
{
	int64_t due = clock_mono() + delay_ms(++post->tries);

	p->counts.failed++;
	if (!p->said && a->result == HTTP_ANSWERED)
		log_line("%s: answered %d; posting again until it is 200", p->set.url, a->status);
	else if (!p->said)
		log_line("%s: %s; posting again until it works", p->set.url, a->why);
	p->said = true;
	if (a->result == HTTP_UNSENT) {
		l->not_before = due;
		enqueue(p, post, true);
	} else {
		schedule_add(p->schedule, due, on_due, post);
	}
}

static void
on_answer(void *arg, struct http_answer *a)
{
	struct lane *l = arg;
	struct poster *p = l->poster;
	struct post *post = l->flying;

	pthread_mutex_lock(&p->lock);
	l->flying = NULL;
	if (post->generation != p->generation) {
		post_free(post);
	} else if (a->result == HTTP_ANSWERED && a->status == 200) {
		p->counts.posted++;
		p->counts.items += (int64_t)post->items;
		p->counts.waiting -= (int64_t)post->items;
		p->said = false;
		post_free(post);
	} else {
		try_again(p, l, post, a);
	}
	pthread_mutex_unlock(&p->lock);
}

static void
start(struct poster *p, struct lane *l)
{
	unsigned char digest[HASH_LEN];
	char signature[sizeof "X-Hub-Signature-256: sha256=" + HASH_HEX_LEN], hex[HASH_HEX_LEN];
	const char *headers[] = { signature, NULL };
	char *given = NULL;
	struct post *post = take(p, l);
	struct http_request rq = {
		.method = "POST", .url = p->set.url, .headers = headers,
		.body = post->it.body, .len = post->it.body_len, .max = 65536, .timeout_ms = TIMEOUT_MS,
	};

	hash_hmac(p->secret, strlen(p->secret), post->it.body, post->it.body_len, digest);
	snprintf(signature, sizeof signature, "X-Hub-Signature-256: sha256=%s", hash_hex(digest, HASH_LEN, hex));
	if (post->it.signature != NULL)
		headers[0] = given = mem_printf("X-Hub-Signature-256: %s", post->it.signature);
	l->flying = post;
	http_start(p->http, &rq, on_answer, l);
	free(given);
}

/* Starts every lane that may; the moment when the next one may. */
static int64_t
start_ripe(struct poster *p, int64_t until)
{
	int64_t now = clock_mono();

	if (p->set.url == NULL || p->set.hold || p->corked)
		return until;
	for (size_t i = 0; i < p->n_lanes; i++) {
		struct lane *l = &p->lanes[i];
		int64_t at = l->ripe_at > l->not_before ? l->ripe_at : l->not_before;

		if (l->flying != NULL || l->head == NULL)
			continue;
		if (at <= now || (l->n >= p->set.batch && l->not_before <= now))
			start(p, l);
		else if (at < until)
			until = at;
	}
	return until;
}

void
poster_turn(struct poster *p, struct pollfd *fds, nfds_t n, int timeout_ms)
{
	struct pollfd all[POSTER_FDS + 1];
	int64_t now = clock_mono(), until = timeout_ms < 0 ? now + CLOCK_HOUR : now + timeout_ms;
	uint64_t rings;

	assert(n <= POSTER_FDS);
	pthread_mutex_lock(&p->lock);
	p->sleeps_until = until = start_ripe(p, until);
	pthread_mutex_unlock(&p->lock);
	memcpy(all, fds, n * sizeof *fds);
	all[n] = (struct pollfd){ .fd = p->bell, .events = POLLIN };
	http_poll(p->http, all, n + 1, until > now ? (int)(until - now) : 0);
	memcpy(fds, all, n * sizeof *fds);
	pthread_mutex_lock(&p->lock);
	p->sleeps_until = 0;
	pthread_mutex_unlock(&p->lock);
	if (all[n].revents != 0 && read(p->bell, &rings, sizeof rings) == -1)
		return;
}
