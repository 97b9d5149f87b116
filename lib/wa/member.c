#include <stdlib.h>
#include <string.h>

#include "base/digits.h"
#include "base/log.h"
#include "wa/hours.h"
#include "wa/member.h"

static const json_t *
team(const struct workspace *ws)
{
	return json_object_get(ws->config, "team");
}

const json_t *
member_find(const struct workspace *ws, const char *name)
{
	json_t *m;
	size_t i;

	json_array_foreach((json_t *)team(ws), i, m)
		if (json_says(m, "name", name))
			return m;
	return NULL;
}

const json_t *
member_by_phone(const struct workspace *ws, const char *wa_id)
{
	json_t *m;
	size_t i;

	json_array_foreach((json_t *)team(ws), i, m)
		if (digits_same(json_text(m, "phone"), wa_id))
			return m;
	return NULL;
}

const char *
member_acting(const struct workspace *ws)
{
	const char *name = getenv("WA_MEMBER");

	if (name == NULL || *name == '\0')
		log_line("WA_MEMBER is not set; it must name the member who acts: export WA_MEMBER=NAME");
	else if (member_find(ws, name) == NULL)
		log_line("WA_MEMBER: %s: nobody of %s's team; name them in workspace.yaml under team", name, ws->name);
	else
		return name;
	return NULL;
}

bool
member_on(const struct workspace *ws, const char *name, int64_t now)
{
	const json_t *m = member_find(ws, name);

	return m != NULL && hours_open_for(ws, m, now);
}

bool
member_anybody_on(const struct workspace *ws, int64_t now)
{
	json_t *m;
	size_t i;

	if (json_array_size(team(ws)) == 0)
		return hours_open(ws, now);
	json_array_foreach((json_t *)team(ws), i, m)
		if (hours_open_for(ws, m, now))
			return true;
	return false;
}

bool
member_can(const struct workspace *ws, const char *name, const char *skill)
{
	return json_has(json_object_get(member_find(ws, name), "skills"), skill);
}
