/*
 * prices: what WhatsApp charges for a message, as workspace.yaml has it: by
 * pricing category, by country where that is said, from a day on.
 */
#ifndef WA_PRICES_H
#define WA_PRICES_H

#include <stdbool.h>
#include <stdint.h>

#include "wa/config.h"

/* An item of `prices`, for the table of settings. */
extern const struct config_field prices_item;

/* The code of the currency, NULL where no prices are set. */
const char	*prices_currency(const json_t *settings);
/* Of one message of a category (NULL for none) to a phone (digits, NULL when it isn't known) at a time; NAN when nobody has said. */
double		 prices_of(const json_t *settings, const char *category, const char *phone, int64_t at);

#endif
