/*
 * webhook_item: the kinds of things a webhook's changes consist of, each made
 * the event it is.
 */
#ifndef WA_WEBHOOK_ITEM_H
#define WA_WEBHOOK_ITEM_H

#include "wa/webhook.h"

struct walk;

void	webhook_item_message(struct walk *, const json_t *);
void	webhook_item_echo(struct walk *, const json_t *);
void	webhook_item_status(struct walk *, const json_t *);
void	webhook_item_error(struct walk *, const json_t *);
void	webhook_item_preference(struct walk *, const json_t *);
void	webhook_item_call(struct walk *, const json_t *);
void	webhook_item_call_status(struct walk *, const json_t *);
void	webhook_item_state_sync(struct walk *, const json_t *);
void	webhook_item_history(struct walk *, const json_t *);
void	webhook_item_past(struct walk *, const json_t *);	/* a message of history */
/* About the account; of the kind that the change's field is called, or of another. */
void	webhook_item_account(struct walk *, const json_t *);
void	webhook_item_account_as(struct walk *, const char *kind, const json_t *);

/* Each element of a list, or the one thing that stands there instead of it;
 * what is no object is an unknown member `name`. */
void	webhook_item_each(struct walk *, const char *name, const json_t *list, void (*item)(struct walk *, const json_t *));

#endif
