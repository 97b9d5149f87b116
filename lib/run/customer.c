#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/map.h"
#include "base/mem.h"
#include "run/customer.h"

#define PAIR_INTERVAL	(6 * CLOCK_SECOND)
#define PAIR_BURST	45
#define WINDOW		(24 * CLOCK_HOUR)

struct customer_book {
	struct customer	**all;
	size_t		  n, room;
	struct map	 *phones;
	struct map	 *user_ids;
};

struct customer_book *
customer_book_new(void)
{
	struct customer_book *b = mem_alloc(sizeof *b);

	b->phones = map_new();
	b->user_ids = map_new();
	return b;
}

static void
release(struct customer *c)
{
	for (size_t i = 0; i < c->seen_n; i++)
		free(c->seen[i].text);
	free(c->seen);
	free(c->phone);
	free(c->user_id);
	free(c->parent_user_id);
	free(c->name);
	free(c->username);
	free(c);
}

void
customer_book_free(struct customer_book *b)
{
	if (b == NULL)
		return;
	for (size_t i = 0; i < b->n; i++)
		release(b->all[i]);
	free(b->all);
	map_free(b->phones, NULL);
	map_free(b->user_ids, NULL);
	free(b);
}

struct customer *
customer_next(struct customer_book *b, size_t *at)
{
	return *at < b->n ? b->all[(*at)++] : NULL;
}

size_t
customer_count(const struct customer_book *b)
{
	return b->n;
}

struct customer *
customer_find(struct customer_book *b, const char *phone, const char *user_id)
{
	struct customer *c = user_id != NULL ? map_get(b->user_ids, user_id) : NULL;

	if (c == NULL && phone != NULL)
		c = map_get(b->phones, phone);
	return c;
}

static struct customer *
add(struct customer_book *b)
{
	if (b->n == b->room) {
		b->room = b->room == 0 ? 64 : 2 * b->room;
		b->all = mem_grow(b->all, b->room, sizeof(struct customer *));
	}
	return b->all[b->n++] = mem_alloc(sizeof(struct customer));
}

void
customer_rename(struct customer_book *b, struct customer *c, const char *phone)
{
	struct customer *before;

	if (c->phone != NULL)
		map_drop(b->phones, c->phone);
	if ((before = map_get(b->phones, phone)) != NULL && before != c) {
		free(before->phone);
		before->phone = NULL;
	}
	free(c->phone);
	c->phone = mem_str(phone);
	map_set(b->phones, phone, c);
}

struct customer *
customer_meet(struct customer_book *b, const char *phone, const char *user_id)
{
	struct customer *c = customer_find(b, phone, user_id);

	if (c == NULL)
		c = add(b);
	if (phone != NULL && (c->phone == NULL || strcmp(c->phone, phone) != 0))
		customer_rename(b, c, phone);
	if (user_id != NULL && (c->user_id == NULL || strcmp(c->user_id, user_id) != 0)) {
		if (c->user_id != NULL)
			map_drop(b->user_ids, c->user_id);
		free(c->user_id);
		c->user_id = mem_str(user_id);
		map_set(b->user_ids, user_id, c);
	}
	return c;
}

/* A bucket that holds a burst and drips one message each interval: pair_until
 * is when it will be empty. */
bool
customer_paced(struct customer *c, int64_t now)
{
	int64_t from = c->pair_until > now ? c->pair_until : now;

	if (from + PAIR_INTERVAL - now > PAIR_BURST * PAIR_INTERVAL)
		return false;
	c->pair_until = from + PAIR_INTERVAL;
	return true;
}

bool
customer_window_open(const struct customer *c, int64_t now)
{
	return c->last_in != 0 && now - c->last_in < WINDOW;
}

void
customer_see(struct customer *c, int64_t seq, json_t *line)
{
	struct customer_line *slot;
	struct buf text = { 0 };
	json_t *whole = json_pack("{s:I}", "seq", (json_int_t)seq);

	json_object_update(whole, line);
	json_print(whole, &text);
	buf_char(&text, '\n');
	json_decref(whole);
	json_decref(line);
	if (c->seen_n < CUSTOMER_SEEN_MAX) {
		if ((c->seen_n & (c->seen_n - 1)) == 0)
			c->seen = mem_grow(c->seen, c->seen_n == 0 ? 1 : 2 * c->seen_n, sizeof *c->seen);
		slot = &c->seen[c->seen_n++];
	} else {
		slot = &c->seen[c->seen_at];
		c->seen_at = (c->seen_at + 1) % CUSTOMER_SEEN_MAX;
		free(slot->text);
	}
	slot->seq = seq;
	slot->text = buf_take(&text);
}

void
customer_seen_since(const struct customer *c, int64_t seq, struct buf *out)
{
	for (size_t i = 0; i < c->seen_n; i++) {
		const struct customer_line *l = &c->seen[(c->seen_at + i) % c->seen_n];

		if (l->seq > seq)
			buf_str(out, l->text);
	}
}
