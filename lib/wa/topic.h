/*
 * topic: what of the no-guess list a message, or a part of it, is about.
 */
#ifndef WA_TOPIC_H
#define WA_TOPIC_H

#include "ext/json.h"
#include "wa/faq.h"

/* Below this confidence a label's best candidate says nothing of what it is about. */
#define TOPIC_ABOUT	0.4
/* From here on a message that is about nothing surer may be about a topic. */
#define TOPIC_HINT	0.2
/* Such an entry wins when its score is this share of the best one's. */
#define TOPIC_SHARE	0.5

/* The first entry of the no-guess list with this share of the best candidate's
 * score; NULL for none. */
const struct faq_entry	*topic_near(const struct faq *, const json_t *candidates, double share);
/* The same of what wa-classify makes of a message (`class`) or of one of its
 * parts, from this confidence on. */
const struct faq_entry	*topic_of(const struct faq *, const json_t *label, double least);

#endif
