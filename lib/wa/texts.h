/*
 * texts: what the desk says by itself, under stable keys, in the customer's
 * language: built in (texts.yaml beside this file, where translators work),
 * and changed by templates.yaml of the workspace, wa-templates(5).
 *
 *	key			variables of its own
 *	greeting		greeting_returning
 *	clarify_intent		clarify_choice		clarify_handoff
 *	clarify_one		first
 *	button_yes button_other	(at most 20 characters)
 *	escalation		escalation_nobody
 *	escalation_more		sorry
 *	escalation_after_hours	opens
 *	weekdays		(seven names, from Monday)
 *	takeover
 *	voice_confirm		first second
 *	voice_received		media_received
 *	lead_confirmation	lead_noted
 *	unsure	closing	satisfaction	opt_out	opt_in
 */
#ifndef WA_TEXTS_H
#define WA_TEXTS_H

#include "ext/yaml.h"
#include "wa/workspace.h"

struct texts;

/* NULL after saying the mistakes of templates.yaml. */
struct texts	*texts_open(const struct workspace *);
void		 texts_close(struct texts *);

/* The text in this language, else in the workspace's, else in English; as
 * written, variables and all. The key must be one of the above. Borrowed. */
const char	*texts_get(const struct texts *, const char *key, const char *language);
/* The same with its variables filled in (wa/fill.h): `contact` is an event's,
 * `more` an object of the key's own variables; both may be NULL. The caller frees. */
char		*texts_say(const struct texts *, const char *key, const char *language, const json_t *contact, const json_t *more);
/* The built-in texts of one of the keys, by language, whatever a workspace says. New reference. */
json_t		*texts_built_in(const char *key);
/* Is there a text of our own in this language, so that nothing falls back? */
bool		 texts_speaks(const struct texts *, const char *language);

/* For lint: templates.yaml with its mistakes and remarks. The caller closes. */
struct yaml	*texts_lint(const struct workspace *);

#endif
