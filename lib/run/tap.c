#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "run/pack_text.h"
#include "run/tap.h"
#include "wa/casework.h"
#include "wa/inquiry.h"
#include "wa/pack.h"
#include "wa/words.h"

bool
tap_is(const json_t *ev)
{
	const char *action = json_text(ev, "reply.decision.action");

	return action != NULL && strcmp(action, "claim") == 0;
}

/* What the member reads before answering. The caller frees. */
static char *
won(struct db *db, const struct workspace *ws, int64_t id, int64_t now)
{
	json_t *pack = pack_of_inquiry(db, ws, id, now);
	struct buf text = {0};

	buf_printf(&text, "#%lld is yours.\n\n", (long long)id);
	pack_text(pack, 0, now, &text);
	json_decref(pack);
	return buf_take(&text);
}

/* Who was faster, or that it is over. The caller frees. */
static char *
lost(const struct inquiry *q)
{
	if (q->claimed)
		return mem_printf("#%lld was claimed by %s.", (long long)q->id, q->owner);
	return mem_printf("#%lld is %s already.", (long long)q->id, q->status);
}

static json_t *
value_of(int64_t id, const char *claim, const char *owner, char *text)
{
	json_t *value = json_pack("{s:I,s:s,s:s?,s:[o]}", "id", (json_int_t)id, "claim", claim, "owner", owner,
	    "messages", words_message(text));

	free(text);
	return value;
}

json_t *
tap_serve(struct db *db, const struct workspace *ws, const json_t *ev, int64_t now)
{
	const json_t *decision = json_at(ev, "reply.decision");
	struct casework c = { .db = db, .ws = ws, .id = json_number(decision, "inquiry", 0),
	    .who = json_text(decision, "member"), .now = now };
	struct inquiry q;
	json_t *value = NULL;
	int rc = inquiry_load(db, c.id, &q);

	if (rc == 1) {
		value = value_of(c.id, "void", NULL, mem_str("There is nothing to claim."));
	} else if (rc == 0) {
		rc = casework_claim(&c);
		if (rc == 0)
			value = value_of(c.id, "won", c.who, won(db, ws, c.id, now));
		else if (rc == 1)
			value = value_of(c.id, "lost", q.owner, lost(&q));
	}
	inquiry_free(&q);
	return value;
}
