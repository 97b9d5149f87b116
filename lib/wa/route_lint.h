/*
 * route_lint: does somebody own every kind of case at every hour? Remarks
 * about workspace.yaml: hours of the coming week at which the desk is open and
 * nobody who is named for a category or a route is on duty, and skills that
 * nobody named has.
 */
#ifndef WA_ROUTE_LINT_H
#define WA_ROUTE_LINT_H

#include <stdint.h>

#include "ext/yaml.h"
#include "wa/workspace.h"

/* workspace.yaml with its remarks. The caller closes. */
struct yaml	*route_lint(const struct workspace *, int64_t now);

#endif
