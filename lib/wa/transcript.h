/*
 * transcript: what was said with a person, by all sides and through all of
 * their contacts, in order, and what happened between.
 */
#ifndef WA_TRANSCRIPT_H
#define WA_TRANSCRIPT_H

#include <stdbool.h>
#include <stdint.h>

#include "ext/db.h"
#include "ext/json.h"

struct transcript_filter {
	int64_t	since;		/* ms */
	int	last;		/* only so many messages and what is between them; 0: all */
	bool	words_only;	/* messages and notes, nothing of what happened */
};

/*
 * An array of objects, oldest first; ours stands behind what it answers,
 * whatever the two clocks say. Each has time and `what`:
 *	said	  id, conversation, who (customer, phone, agent or a member), kind, text?;
 *		  of ours payload, state, reason?; of the customer's outcome?, reason?, sentiment?, urgency?;
 *		  quote{who, text}?, reactions[{who, emoji}]?, media{path, type, seconds, problem}?,
 *		  heard{text, confidence, language, summary, problem}?, referral{...}?
 *	note	  who, text, inquiry?: internal
 *	control	  who, why, from, to
 *	assigned  who, member?, why?
 *	inquiry	  who, id, did, subject?, why?
 *	lead	  who, id, did, value?
 *	merge	  who, did, contact, into
 * A reaction stands under the message it is about; by itself only when that
 * is not there. New reference; NULL on a store error.
 */
json_t	*transcript_load(struct db *, int64_t contact, const struct transcript_filter *);

/* {contacts[{conversation, name, wa_id, user_id}], leads[{id, status, fields, source, opened}],
 * referrals[{time, ...}], moods[{time, sentiment}], attributes[], tags[]} of the person. New reference. */
json_t	*transcript_facts(struct db *, int64_t contact);

#endif
