#include <malloc.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "run/listen_delivery.h"
#include "run/listen_route.h"

#define MANY	1000	/* events of one delivery, after which memory is given back */

/* The part of a delivery that goes to one journal. */
struct part {
	struct delivery		*delivery;
	struct journal_entry	*entries;
	struct commit_job	 job;
};

/* A POST from its parsing to its answer. */
struct delivery {
	struct httpd_request	*rq;
	struct webhook		 webhook;
	char			**bodies;	/* one an event */
	struct part		*parts;		/* one a desk, then the unrouted */
	size_t			 n_parts;
	atomic_size_t		 pending;
	atomic_bool		 lost;
};

static void
delivery_free(struct delivery *d)
{
	bool many = d->webhook.n > MANY;

	for (size_t i = 0; i < d->webhook.n; i++)
		free(d->bodies[i]);
	for (size_t i = 0; i < d->n_parts; i++)
		free(d->parts[i].entries);
	free(d->bodies);
	free(d->parts);
	webhook_release(&d->webhook);
	free(d);
	if (many)
		malloc_trim(0);
}

static void
finish(struct delivery *d)
{
	struct httpd_request *rq = d->rq;
	bool lost = atomic_load(&d->lost);

	delivery_free(d);
	if (lost)
		httpd_say(rq, 503, "can't be made durable now\n");
	else
		httpd_say(rq, 200, "ok\n");
}

static void
on_written(void *arg, bool durable)
{
	struct delivery *d = ((struct part *)arg)->delivery;

	if (!durable)
		atomic_store(&d->lost, true);
	if (atomic_fetch_sub(&d->pending, 1) == 1)
		finish(d);
}

static char *
stored(const json_t *event)
{
	struct buf b = {0};

	json_print(event, &b);
	return buf_take(&b);
}

static void
put_entry(struct part *p, const struct webhook_event *e, const char *body, int64_t received)
{
	struct journal_entry *entry;

	p->entries = mem_grow(p->entries, p->job.n + 1, sizeof *p->entries);
	entry = &p->entries[p->job.n++];
	*entry = (struct journal_entry){ .type = event_type_name(e->type), .id = e->id, .time = e->time,
		.received = received, .peer = e->peer, .body = body };
	memcpy(entry->once, e->once, sizeof entry->once);
}

static struct delivery *
sort_out(struct listener *l, struct httpd_request *rq, const char *secret)
{
	struct delivery *d = mem_alloc(sizeof *d);
	int64_t received = clock_now();
	bool *mine = mem_array(l->n + 1, sizeof *mine);
	size_t len;
	const char *body = httpd_body(rq, &len);

	d->rq = rq;
	d->n_parts = l->n + 1;
	d->parts = mem_array(d->n_parts, sizeof *d->parts);
	webhook_parse(body, len, received, &d->webhook);
	d->bodies = mem_array(d->webhook.n + 1, sizeof *d->bodies);
	for (size_t i = 0; i < d->webhook.n; i++) {
		d->bodies[i] = stored(d->webhook.events[i].json);
		listen_route(l, secret, &d->webhook.events[i], mine);
		for (size_t p = 0; p < d->n_parts; p++)
			if (mine[p])
				put_entry(&d->parts[p], &d->webhook.events[i], d->bodies[i], received);
	}
	free(mine);
	return d;
}

void
listen_delivery_take(struct listener *l, struct httpd_request *rq, const char *secret)
{
	struct delivery *d = sort_out(l, rq, secret);
	size_t n = d->n_parts;

	/* One more than there are parts: it can't be finished, and freed, in this loop. */
	atomic_store(&d->pending, n + 1);
	for (size_t i = 0; i < n; i++) {
		struct part *p = &d->parts[i];

		if (p->job.n == 0) {
			atomic_fetch_sub(&d->pending, 1);
			continue;
		}
		p->delivery = d;
		p->job.entries = p->entries;
		p->job.done = on_written;
		p->job.arg = p;
		commit_add(i < l->n ? l->desks[i].commit : l->unrouted, &p->job);
	}
	if (atomic_fetch_sub(&d->pending, 1) == 1)
		finish(d);
}
