/*
 * contact: who a customer is, in the tables `contact` and `alias`.
 *
 * A contact is known by an opaque key and by every id WhatsApp ever used for
 * it: the business-scoped user id first, the phone (wa_id) second; either may
 * be missing. The key is made from the first id that was seen, so that a
 * stream without a store names people alike; only when a recycled number
 * already made another person's key does it differ.
 *
 * A phone that comes with another user id than its contact has is a recycled
 * number: somebody else. Two contacts that WhatsApp names as one are merged
 * when the one was known by that phone alone.
 *
 * Numbers of Brazil, Argentina and Mexico come in two spellings; both are
 * looked for, neither is ever rewritten.
 */
#ifndef WA_CONTACT_H
#define WA_CONTACT_H

#include <stdbool.h>
#include <stdint.h>

#include "ext/db.h"
#include "ext/json.h"

#define CONTACT_KEY_LEN	sizeof "c_0123456789abcdef"

/* As an event tells it; any member may be NULL. Not owned. */
struct contact_ids {
	const char	*user_id;
	const char	*wa_id;
	const char	*name;
	const char	*username;
};

struct contact {
	int64_t	 id;
	char	 key[CONTACT_KEY_LEN];
	char	*name;
	char	*wa_id;		/* write to this phone, or NULL */
	char	*user_id;	/* write to this user id, or NULL */
};

/* The key that id alone makes: "c_" and 16 hex digits of its SHA-256. */
void	 contact_derive_key(const char *id, char key[CONTACT_KEY_LEN]);
/* The ids in an event's contact object; pointers into it. */
void	 contact_ids_of(const json_t *ev, struct contact_ids *);

/*
 * The contact of these ids, made (with its conversation) when it is new;
 * names and ids it didn't have yet are added. Returns its id, 0 when ids has
 * neither id, -1 on a store error. key is filled unless NULL.
 */
int64_t	 contact_resolve(struct db *, const struct contact_ids *, int64_t now, char key[CONTACT_KEY_LEN]);
/*
 * The contact of an event, by its key; made under that key when the store
 * doesn't know it (an event that came from elsewhere). Its id, 0 when the
 * event has no contact, -1 on a store error.
 */
int64_t	 contact_of_event(struct db *, const json_t *ev, int64_t now);
/* Known already? Its id, 0 when not, -1 on error. who: a key, a wa_id (any spelling, "+" allowed) or a user id. */
int64_t	 contact_find(struct db *, const char *who);
/* 0, or -1 when there is none. contact_release frees what it holds. */
int	 contact_load(struct db *, int64_t id, struct contact *);
void	 contact_release(struct contact *);
/* The customer is now known as `after` too; `before` stays as history. 0 or -1. */
int	 contact_rename(struct db *, const char *before, const char *after, int64_t now);
/* Is `id` (wa_id or user id, any spelling) one of this contact's? */
bool	 contact_is(struct db *, int64_t contact, const char *id);

#endif
