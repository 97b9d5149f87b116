/*
 * item: one line of the stream in a runner's hands: read, judged, served,
 * printed. What both runners share of wa-filter(7).
 */
#ifndef RUN_ITEM_H
#define RUN_ITEM_H

#include <stdbool.h>

#include "base/buf.h"
#include "ext/json.h"
#include "run/filter.h"
#include "run/lines.h"

struct item {
	struct line	 line;		/* as it came; len 0: a bad line, told and kept elsewhere */
	json_t		*value;		/* NULL: no JSON */
	bool		 event;
	struct buf	 added;		/* the own key's value, printed; empty: passes as it came */
	bool		 failed;
};

/* Parses the line that is set. false when it is bad: a dead letter was written. */
bool			 item_read(const struct filter *, struct item *, size_t number);
/* Is it for the filter to serve? */
bool			 item_wanted(const struct filter *, const struct item *);
/* Takes the filter's answer from the memo; false when there is none. */
bool			 item_from_memo(const struct filter *, struct item *);
/* Calls back, outside of any store. */
enum filter_verdict	 item_serve(const struct filter *, struct item *);
/* Keeps the answer as the memo. 0, or -1 on a store error. */
int			 item_keep_memo(const struct filter *, const struct item *);
void			 item_print(const struct filter *, const struct item *, struct buf *out);
/* Ready for another line. */
void			 item_clear(struct item *);

#endif
