/*
 * lint: what commands that check a workspace's files say of each.
 */
#ifndef RUN_LINT_H
#define RUN_LINT_H

#include <stdbool.h>

#include "base/buf.h"
#include "ext/yaml.h"

/*
 * Adds the document's mistakes to out, a line each, and unless quiet its
 * remarks. True when it is as it should be: without mistakes, and if strict
 * without remarks. Frees it.
 */
bool	lint_document(struct yaml *, bool quiet, bool strict, struct buf *out);

#endif
