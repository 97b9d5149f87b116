/*
 * webhook_plain: writes what a body says the way the Cloud API's pages write
 * it, before anybody reads it: ids and words that came as numbers are strings
 * of the same digits, and a customer's phone number is its digits alone.
 */
#ifndef WA_WEBHOOK_PLAIN_H
#define WA_WEBHOOK_PLAIN_H

#include "ext/json.h"

/* Changes the document, at every depth. */
void	webhook_plain(json_t *doc);

#endif
