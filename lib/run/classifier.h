/*
 * classifier: a workspace's FAQ and the language tables as one thing that
 * labels texts: what wa-classify adds to an event, for every program that
 * asks the same of a text.
 */
#ifndef RUN_CLASSIFIER_H
#define RUN_CLASSIFIER_H

#include "ext/json.h"
#include "wa/workspace.h"

struct classifier;

/* NULL after saying why: the FAQ's mistakes, a shipped table that is missing.
 * What it learns of the FAQ it keeps under var/index, unless dry. */
struct classifier	*classifier_load(const struct workspace *, bool dry);
void			 classifier_free(struct classifier *);
/* Reads the FAQ again when its files have changed; one with mistakes changes
 * nothing. Cheap to call often. */
void			 classifier_refresh(struct classifier *);
/*
 * The labels of a text: a new object, wa-classify(1). known: the language the
 * contact is known to write, which short and doubtful texts are taken to be
 * in; or NULL.
 */
json_t			*classifier_label(struct classifier *, const char *text, const char *known);
/* The labels of an event: of its words, or of each reading of a voice note;
 * NULL where there is nothing to read. New reference. */
json_t			*classifier_event(struct classifier *, const json_t *ev);

#endif
