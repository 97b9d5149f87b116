#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "run/desk.h"
#include "run/intake.h"
#include "run/lead_act.h"
#include "wa/inquiry.h"
#include "wa/lead.h"
#include "wa/leads.h"
#include "wa/member.h"
#include "wa/route_again.h"

/* A change that is being made. */
struct change {
	struct desk	*d;
	struct leads	*leads;
	struct lead	 lead;
};

typedef int change_fn(struct change *, char **operands);

/* Of one lead, in a transaction of its own: the exit status. */
static int
change(struct desk *d, int64_t id, change_fn *what, char **operands)
{
	struct change c = { .d = d };
	int rc, found;

	if ((c.leads = leads_load(d->ws)) == NULL)
		return EX_CONFIG;
	if (store_begin(d->st) == -1) {
		leads_free(c.leads);
		return EX_TEMPFAIL;
	}
	found = lead_load(d->db, id, &c.lead);
	if (found == 0)
		log_line("%lld: no such lead", (long long)id);
	rc = found == 1 ? what(&c, operands) : found == 0 ? 1 : EX_TEMPFAIL;
	if (found == 1)
		lead_release(&c.lead);
	if (rc != EX_OK)
		store_rollback(d->st);
	else if (store_commit(d->st) != 0)
		rc = EX_TEMPFAIL;
	leads_free(c.leads);
	return rc;
}

static int
act(const char *workspace, int64_t id, change_fn *what, char **operands)
{
	struct desk d;
	int status = desk_open(&d, workspace, DESK_ACT);

	if (status == EX_OK)
		status = change(&d, id, what, operands);
	desk_close(&d);
	return status;
}

/* ------------------------------------------------------------------- fields */

static int
set_owner(struct change *c, const char *name)
{
	const char *owner = *name != '\0' ? name : NULL;

	if (owner != NULL && member_find(c->d->ws, owner) == NULL) {
		log_line("owner: %s: nobody of the team", owner);
		return 1;
	}
	return lead_set_owner(c->d->db, c->lead.id, owner, c->d->member, clock_now()) == 0 ? EX_OK : EX_TEMPFAIL;
}

static int
set_field(struct change *c, const struct intake *h, const char *key, const char *text)
{
	const struct leads_field *f = leads_find(c->leads, key);
	json_t *value = NULL;
	int rc;

	if (f == NULL) {
		log_line("%s: no such field; leads.yaml has them", key);
		return 1;
	}
	if (*text != '\0' && (value = intake_value(h, f, text, json_text(c->d->ws->config, "language"), clock_now())) == NULL) {
		log_line("%s: %s: no %s", key, text, f->type);
		return 1;
	}
	rc = lead_tell(c->d->db, &c->lead, key, value, NULL, c->d->member, clock_now());
	json_decref(value);
	return rc == 0 ? EX_OK : EX_TEMPFAIL;
}

/* A route may ask for what is known now, as when the customer had told it. */
static int
route(struct change *c, const json_t *told)
{
	int64_t inquiry = inquiry_of(c->d->db, c->lead.contact);

	if (inquiry == -1 || (inquiry > 0 && route_again(c->d->db, c->d->ws, inquiry, told, clock_now()) == -1))
		return EX_TEMPFAIL;
	return EX_OK;
}

static int
set_all(struct change *c, char **pairs)
{
	struct intake *h = intake_load(c->d->ws, c->leads);
	int rc = h != NULL ? EX_OK : EX_CONFIG;
	json_t *told = json_array();

	for (; rc == EX_OK && *pairs != NULL; pairs++) {
		char *key = mem_strn(*pairs, strcspn(*pairs, "=")), *text = *pairs + strlen(key) + 1;

		rc = strcmp(key, "owner") == 0 ? set_owner(c, text) : set_field(c, h, key, text);
		json_array_append_new(told, json_string(key));
		free(key);
	}
	intake_free(h);
	if (rc == EX_OK && lead_save(c->d->db, &c->lead, clock_now()) != 0)
		rc = EX_TEMPFAIL;
	if (rc == EX_OK)
		rc = route(c, told);
	json_decref(told);
	return rc;
}

int
lead_act_set(const char *workspace, int argc, char **argv)
{
	int64_t id;

	if (argc < 2)
		log_die(EX_USAGE, "set: which lead, and what? wa-lead set ID KEY=VALUE");
	id = desk_number("set", argv[0], "a lead's", "wa-lead list");
	for (int i = 1; i < argc; i++)
		if (strchr(argv[i], '=') == NULL)
			log_die(EX_USAGE, "set: %s: a field and its value, as in city=madrid", argv[i]);
	return act(workspace, id, set_all, argv + 1);
}

/* ------------------------------------------------------------------- status */

static int
set_status(struct change *c, char **to)
{
	return lead_set_status(c->d->db, c->lead.id, *to, c->d->member, clock_now()) == 0 ? EX_OK : EX_TEMPFAIL;
}

int
lead_act_status(const char *workspace, int argc, char **argv)
{
	int64_t id;

	if (argc != 2)
		log_die(EX_USAGE, "status: wa-lead status ID new, contacted, won, lost or spam");
	id = desk_number("status", argv[0], "a lead's", "wa-lead list");
	if (!lead_is_status(argv[1]))
		log_die(EX_USAGE, "status: %s: no such status; new, contacted, won, lost or spam", argv[1]);
	return act(workspace, id, set_status, argv + 1);
}
