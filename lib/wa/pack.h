/*
 * pack: the context pack, what a person reads before answering a customer.
 *
 * {inquiry{id,status,kind,category,reason,priority,owner,opened},
 *  conversation, control, contact{name,wa_id,username}, language,
 *  ask, messages[{time,who,kind,text,heard,summary,media,state}],
 *  lead{id,status,fields}, known{name:value}, missing[], ad{...}, tags[],
 *  tried[{time,action,reason,confidence,threshold,sources[],candidates[]}],
 *  mood{sentiment,urgency,trend[]}, earlier[{id,status,category,opened,ended,by,ask}],
 *  notes[{time,who,text}], next, window{closes,open}, link, reply}
 *
 * wa-inquiry(1) says what they mean. What isn't known is absent.
 */
#ifndef WA_PACK_H
#define WA_PACK_H

#include <stdint.h>

#include "ext/db.h"
#include "ext/json.h"
#include "wa/workspace.h"

/* NULL when there is no such inquiry. New reference. */
json_t	*pack_of_inquiry(struct db *, const struct workspace *, int64_t inquiry, int64_t now);
/* Of a conversation: with its open inquiry, if it has one. NULL when there is
 * no such contact. New reference. */
json_t	*pack_of_contact(struct db *, const struct workspace *, int64_t contact, int64_t now);

#endif
