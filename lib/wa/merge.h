/*
 * merge: contacts that are one person, table `contact_merge`. Nothing is
 * moved: every contact keeps its conversation, answers go to the one that
 * wrote, and a merge can be undone. contact.person follows from the table:
 * the contact that stands for the person, itself without a merge.
 */
#ifndef WA_MERGE_H
#define WA_MERGE_H

#include <stdint.h>

#include "ext/db.h"

/* `contact`, with all that were merged into it, is the same person as `into`.
 * 0; 1 when they are already; -1 on error. */
int	merge_add(struct db *, int64_t contact, int64_t into, const char *who, int64_t now);
/* Undoes the merge of this contact into another, or else the last one into
 * it. Returns the contact that is its own again, 0 when there is none, -1 on error. */
int64_t	merge_undo(struct db *, int64_t contact, const char *who, int64_t now);
/* For statements of other store modules: all contacts of the person of contact ?1. */
#define MERGE_PERSON "(SELECT id FROM contact WHERE person = (SELECT person FROM contact WHERE id = ?1))"

/* The contact that stands for the person. */
int64_t	merge_person(struct db *, int64_t contact);
/* All contacts of the person, the one that stands for it first; each returns -1 to stop. 0 or -1. */
int	merge_each(struct db *, int64_t contact, int (*each)(void *arg, int64_t contact), void *arg);

#endif
