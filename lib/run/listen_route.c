#include <string.h>

#include "base/digits.h"
#include "base/log.h"
#include "run/listen_route.h"

#define STRANGERS_MAX	1000	/* unowned numbers that are remembered */

static void
note_stranger(struct listener *l, const char *number)
{
	bool new;

	pthread_mutex_lock(&l->lock);
	new = map_get(l->strangers, number) == NULL;
	if (new && map_count(l->strangers) < STRANGERS_MAX)
		map_set(l->strangers, number, l);
	pthread_mutex_unlock(&l->lock);
	if (new)
		log_line("number %s: no workspace with this app secret owns it; kept in %s", number, l->unrouted_dir);
}

/* Does the desk have a number that is written like this? */
static bool
displays(const struct desk *d, const char *number)
{
	json_t *one;
	size_t i;

	json_array_foreach(json_object_get(d->ws->config, "numbers"), i, one)
		if (digits_same(json_text(one, "display"), number))
			return true;
	return false;
}

static bool
takes(const struct desk *d, const char *secret)
{
	return strcmp(d->app_secret, secret) == 0;
}

/*
 * An event that names no number. With several desks of one app it can't be
 * told whose it is: what is about the account all of them get, anything else
 * could be one desk's customer's and goes to none. Fills mine; false: none.
 */
static bool
route_numberless(const struct listener *l, const char *secret, const struct webhook_event *e, bool *mine)
{
	const char *display = json_text(e->json, "account.raw.display_phone_number");
	size_t sharing = 0;
	bool any = false;

	if (display == NULL)
		display = json_text(e->json, "account.raw.phone_number");
	for (size_t i = 0; i < l->n; i++) {
		sharing += takes(&l->desks[i], secret);
		mine[i] = display != NULL && takes(&l->desks[i], secret) && displays(&l->desks[i], display);
		any |= mine[i];
	}
	if (any)
		return true;
	for (size_t i = 0; i < l->n; i++)
		mine[i] = takes(&l->desks[i], secret) && (sharing == 1 || e->type == EVENT_ACCOUNT);
	return sharing == 1 || e->type == EVENT_ACCOUNT;
}

void
listen_route(struct listener *l, const char *secret, const struct webhook_event *e, bool *mine)
{
	bool any = false;

	memset(mine, 0, (l->n + 1) * sizeof *mine);
	if (e->number == NULL) {
		mine[l->n] = !route_numberless(l, secret, e, mine);
		return;
	}
	for (size_t i = 0; i < l->n && !any; i++)
		any = mine[i] = takes(&l->desks[i], secret) && workspace_owns(l->desks[i].ws, e->number);
	if (!any) {
		mine[l->n] = true;
		note_stranger(l, e->number);
	}
}
