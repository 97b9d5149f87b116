#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "base/log.h"
#include "run/desk.h"
#include "run/inquiry_act.h"
#include "run/inquiry_print.h"
#include "run/inquiry_queue.h"
#include "run/inquiry_route.h"
#include "wa/assign.h"
#include "wa/inquiry.h"
#include "wa/member.h"

enum { TABLE_ROWS = 100 };	/* a screenful or two */

static enum inquiry_form
form(const struct inquiry_queue *q)
{
	return q->json ? INQUIRY_JSON : q->quiet ? INQUIRY_IDS : INQUIRY_TABLE;
}

/* -------------------------------------------------------------------- list */

static void
read_sort(struct inquiry_queue *q)
{
	static const char *const sorts[] = { "priority", "waiting", "recency" };
	bool ended = q->query.all || q->query.status != NULL;

	q->query.sort = ended ? INQUIRY_BY_RECENCY : INQUIRY_BY_PRIORITY;
	for (size_t i = 0; q->sort != NULL && i < sizeof sorts / sizeof *sorts; i++)
		if (strcmp(q->sort, sorts[i]) == 0) {
			q->query.sort = (enum inquiry_sort)i;
			return;
		}
	if (q->sort != NULL)
		log_die(EX_USAGE, "--sort: %s: no such order; priority, waiting or recency", q->sort);
}

static void
check_status(const char *status)
{
	static const char *const statuses[] = { "open", "claimed", "resolved", "ignored" };

	for (size_t i = 0; status != NULL && i < sizeof statuses / sizeof *statuses; i++)
		if (strcmp(status, statuses[i]) == 0)
			return;
	if (status != NULL)
		log_die(EX_USAGE, "--status: %s: no such status; open, claimed, resolved or ignored", status);
}

static int
print_found(const struct desk *d, const struct inquiry_queue *q)
{
	int64_t now = q->query.at != 0 ? q->query.at : d->now;
	struct sla *sla = sla_at(d->ws, now);
	bool more;
	json_t *list = inquiry_list(d->db, &q->query, sla, &more);
	int status = inquiry_print_list(list, form(q), now);

	/* Who asked for so many knows. */
	if (more && q->limit < 0)
		fprintf(stderr, "%s: there are more; --limit=0 lists all\n", log_name());
	json_decref(list);
	sla_free(sla);
	return status;
}

int
inquiry_queue_list(struct inquiry_queue *q)
{
	struct desk d;
	int status;

	check_status(q->query.status);
	read_sort(q);
	q->query.ids = q->quiet && !q->json;
	/* Programs get all of it. */
	q->query.max = q->limit >= 0 ? q->limit : q->json || q->quiet ? 0 : TABLE_ROWS;
	if ((status = desk_open(&d, q->workspace, DESK_LOOK)) == EX_OK) {
		if (q->query.owner != NULL && strcmp(q->query.owner, "me") == 0)
			status = (q->query.owner = member_acting(d.ws)) == NULL ? EX_CONFIG : EX_OK;
		if (status == EX_OK)
			status = print_found(&d, q);
	}
	desk_close(&d);
	return status;
}

/* -------------------------------------------------------------------- show */

static int
show_one(const struct desk *d, int64_t id, bool json)
{
	struct sla *sla = sla_at(d->ws, d->now);
	json_t *q = inquiry_list_one(d->db, id, sla);
	int status = 1;

	if (q == NULL)
		log_line("%lld: no such inquiry", (long long)id);
	else
		status = json ? inquiry_print_json(q) : inquiry_print_one(q, d->now);
	json_decref(q);
	sla_free(sla);
	return status;
}

int
inquiry_queue_show(const struct inquiry_queue *q, int argc, char **argv)
{
	struct desk d;
	int status, one;

	if (argc == 0)
		log_die(EX_USAGE, "show: which? wa-inquiry list has the numbers");
	if ((status = desk_open(&d, q->workspace, DESK_LOOK)) == EX_OK)
		for (int i = 0; i < argc; i++)
			if ((one = show_one(&d, inquiry_act_id("show", argv[i]), q->json)) != EX_OK)
				status = one;
	desk_close(&d);
	return status;
}

/* ------------------------------------------------------------------- tending */

/* Limits passed that were not on record yet; *fresh: of which inquiries. */
static int
record_breaches(const struct desk *d, const json_t *list, json_t *fresh)
{
	json_t *q, *passed;
	size_t i, k;
	int rc = 0;

	json_array_foreach((json_t *)list, i, q) {
		bool is_new = false;

		json_array_foreach(json_object_get(q, "breach"), k, passed) {
			if ((rc = inquiry_breach(d->db, json_number(q, "id", 0), json_string_value(passed), d->now)) == -1)
				return -1;
			is_new = is_new || rc == 0;
		}
		if (is_new)
			json_array_append(fresh, q);
	}
	return 0;
}

/* What is late or nobody's, after whoever is on was given what they can take. */
static json_t *
find_stale(const struct desk *d, struct inquiry_query *query, bool fresh)
{
	struct sla *sla = sla_at(d->ws, d->now);
	json_t *list = NULL, *passed = json_array();
	bool more;

	query->stale = true;
	query->sort = INQUIRY_BY_WAITING;
	if (assign_due(d->db, d->ws, d->now) != -1)
		list = inquiry_list(d->db, query, sla, &more);
	sla_free(sla);
	if (list == NULL || record_breaches(d, list, passed) == -1) {
		json_decref(list);
		list = NULL;
	} else if (fresh) {
		json_decref(list);
		list = json_incref(passed);
	}
	json_decref(passed);
	return list;
}

int
inquiry_queue_stale(struct inquiry_queue *q)
{
	json_t *list = NULL;
	struct desk d;
	int status = desk_open(&d, q->workspace, DESK_TEND);

	if (status == EX_OK && store_begin(d.st) == -1) {
		status = EX_TEMPFAIL;
	} else if (status == EX_OK && ((list = find_stale(&d, &q->query, q->fresh)) == NULL || store_commit(d.st) == -1)) {
		store_rollback(d.st);
		status = EX_TEMPFAIL;
	}
	/* Cron mails what is printed: nothing is, where all is well. */
	if (status == EX_OK && json_array_size(list) > 0)
		status = inquiry_print_late(list, form(q), d.ws, d.now);
	json_decref(list);
	desk_close(&d);
	return status;
}

int
inquiry_queue_assign(const struct inquiry_queue *q)
{
	struct desk d;
	int status = desk_open(&d, q->workspace, DESK_TEND);

	if (status == EX_OK && store_begin(d.st) == -1) {
		status = EX_TEMPFAIL;
	} else if (status == EX_OK && (assign_due(d.db, d.ws, d.now) == -1 || store_commit(d.st) == -1)) {
		store_rollback(d.st);
		status = EX_TEMPFAIL;
	}
	desk_close(&d);
	return status;
}

int
inquiry_queue_route(const struct inquiry_queue *q, int argc, char **argv)
{
	struct desk d;
	int status = desk_open(&d, q->workspace, DESK_LOOK), one;

	if (status == EX_OK && argc == 0)
		status = inquiry_route_stdin(d.db, d.ws, q->json, d.now);
	for (int i = 0; d.db != NULL && i < argc; i++)
		if ((one = inquiry_route_show(d.db, d.ws, inquiry_act_id("route", argv[i]), q->json, d.now)) != EX_OK)
			status = one;
	desk_close(&d);
	return status;
}
