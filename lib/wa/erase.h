/*
 * erase: takes a person out of a workspace: words, names, numbers, files, what
 * was noted and found out. What happened stays as numbers: that a message
 * came, when, how it ended, in which language, who served it.
 *
 * WhatsApp's message ids carry the customer's phone number. Where rows refer
 * to one another by them they are replaced by a keyed hash, whose key lies in
 * var/erase.key; the journal goes on recognising a redelivery by the digest
 * that it has of every id.
 *
 * Both databases are written anew afterwards, so that nothing is left in pages
 * that are free or in the log beside them. Nobody else may have them open.
 */
#ifndef WA_ERASE_H
#define WA_ERASE_H

#include <stdbool.h>
#include <stdint.h>

#include "ext/json.h"
#include "wa/workspace.h"

/*
 * What would go of these people, or with `really` what went:
 * {workspace, subjects[], at, by?, erased, rows:{TABLE:N}, entries, files, searched?:{needles, files, bytes, found}}
 * subjects are keyed hashes. New reference; NULL after saying why, also when
 * nobody is known as one of `who`.
 */
json_t	*erase_people(const struct workspace *, const char *const *who, size_t n, const char *by, bool really, int64_t now);
/* The keys of people with whom nothing was said since then, and about whom
 * nothing is open. A new array; NULL on a store error. */
json_t	*erase_idle(const struct workspace *, int64_t since);

#endif
