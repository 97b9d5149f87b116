/*
 * member: the people behind the number, as workspace.yaml's `team` names them.
 */
#ifndef WA_MEMBER_H
#define WA_MEMBER_H

#include <stdbool.h>
#include <stdint.h>

#include "wa/workspace.h"

/* The member's settings (name, phone, skills, languages, hours, off), or NULL
 * when that is nobody of the team. Borrowed. */
const json_t	*member_find(const struct workspace *, const char *name);
/* The member by the phone a message came from, in any spelling; NULL: nobody's. Borrowed. */
const json_t	*member_by_phone(const struct workspace *, const char *wa_id);
/* Whom a command acts as: $WA_MEMBER. NULL after saying that it is missing or
 * nobody of the team. Borrowed. */
const char	*member_acting(const struct workspace *);
/* Is the member on duty at `now`, by their hours, days off and the holidays? */
bool		 member_on(const struct workspace *, const char *name, int64_t now);
/* Is anybody of the team on duty? Without a team: is the desk open? */
bool		 member_anybody_on(const struct workspace *, int64_t now);
/* Does the member have this skill? */
bool		 member_can(const struct workspace *, const char *name, const char *skill);

#endif
