/*
 * misses: what share of a time's questions the knowledge answered, and the
 * questions it had nothing for, those that ask for the same put together.
 */
#ifndef RUN_MISSES_H
#define RUN_MISSES_H

#include "ext/db.h"
#include "ext/json.h"

/*
 * {questions, answered, share, interval: [low, high], by_topic: [{topic, questions, answered}], by_language: [{language, ...}],
 *  misses: [{n, text, language, reason, closest, events: [ids], ask: {language: [texts]}}], vague: [the same]},
 * both the most frequent first; vague are openers without a matter, closest is an entry. New reference; NULL on
 * a store error.
 */
json_t	*misses_report(struct db *, const char *language, int64_t since, int64_t until);

#endif
