#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "run/announce.h"
#include "run/pack_text.h"
#include "wa/claim.h"
#include "wa/pack.h"
#include "wa/words.h"

enum {
	ROOM = 300,		/* units of the message, for what stands around the preview */
	PARAMETER = 200,	/* columns of a template's variable */
};

static json_t *
pack_of(struct db *db, const struct workspace *ws, const struct notice *n, int64_t now)
{
	json_t *pack = n->inquiry != 0 ? pack_of_inquiry(db, ws, n->inquiry, now) : NULL;

	return pack != NULL ? pack : pack_of_contact(db, ws, n->contact, now);
}

static bool
is_claimable(const json_t *pack)
{
	const char *status = json_text(pack, "inquiry.status");

	return status != NULL && strcmp(status, "open") == 0;
}

/* The one command that acts on it. The caller frees. */
static char *
command_of(const json_t *pack)
{
	if (is_claimable(pack))
		return mem_printf("wa-inquiry claim %lld", (long long)json_number(pack, "inquiry.id", 0));
	return mem_str(json_text(pack, "reply"));
}

/* ------------------------------------------------------------------- hooks */

static void
put_text(json_t *obj, const char *key, char *text)
{
	json_put(obj, key, text);
	free(text);
}

json_t *
announce_object(struct db *db, const struct workspace *ws, const struct notice *n, int attempt, int64_t now)
{
	json_t *o = json_pack("{s:i}", "v", 1), *pack = pack_of(db, ws, n, now);
	struct buf text = {0};

	put_text(o, "id", mem_printf("%s.%lld", ws->name, (long long)n->id));
	json_object_set_new(o, "attempt", json_integer(attempt));
	json_put(o, "what", notice_name(n->what));
	json_put_time(o, "time", n->at);
	json_put(o, "workspace", ws->name);
	if (ws->sandbox)
		json_object_set_new(o, "sandbox", json_true());
	json_put(o, "who", n->who);
	json_put(o, "member", n->member);
	if (n->detail != NULL)
		json_object_set(o, "detail", n->detail);
	if (n->lead != 0)
		json_object_set_new(o, "lead", json_integer(n->lead));
	json_put(o, "conversation", json_text(pack, "conversation"));
	pack_text(pack, 0, now, &text);
	json_object_set_new(o, "pack", pack);
	json_put(o, "text", text.data);
	put_text(o, "command", command_of(pack));
	buf_free(&text);
	return o;
}

/* ---------------------------------------------------------------- messages */

/* The caller frees. */
static char *
headline(const struct notice *n, const json_t *pack)
{
	long long id = (long long)json_number(pack, "inquiry.id", 0);
	const char *category = json_text(pack, "inquiry.category"), *detail;
	char *which = id != 0 ? mem_printf("#%lld, %s", id, category) : mem_str("");
	char *line;

	switch (n->what) {
	case NOTICE_MENTION:
		detail = json_text(n->detail, "text");
		line = mem_printf("%s mentions you%s%s: %s", n->who, id ? ", " : "", which, detail ? detail : "");
		break;
	case NOTICE_BREACH:
		detail = json_text(n->detail, "limit");
		line = mem_printf("Overdue (%s): %s", detail ? detail : "waiting", which);
		break;
	case NOTICE_LEAD:
		line = mem_printf("New lead%s%s", id ? ", " : "", which);
		break;
	case NOTICE_INQUIRY:
		line = mem_printf("New inquiry %s", which);
		break;
	default:
		detail = json_text(n->detail, "why");
		line = mem_printf("Handed over%s%s%s%s", detail ? ": " : "", detail ? detail : "", id ? ", " : "", which);
	}
	free(which);
	/* A note may be long. */
	which = pack_text_line(line, PARAMETER);
	free(line);
	return which;
}

static void
add_known(struct buf *b, const json_t *pack)
{
	const char *name;
	char *value;
	json_t *v;

	json_object_foreach(json_object_get(pack, "known"), name, v)
		if (json_is_string(v) && b->len < ROOM) {
			value = pack_text_line(json_string_value(v), PARAMETER / 4);
			buf_printf(b, "%s: %s\n", name, value);
			free(value);
		}
}

static json_t *
free_form(const struct notice *n, const json_t *pack, int64_t now)
{
	char *head = headline(n, pack), *command = command_of(pack), *id;
	json_t *message, *buttons = json_array();
	struct buf body = {0};

	buf_printf(&body, "%s\n", head);
	if (n->what == NOTICE_LEAD)
		add_known(&body, pack);
	pack_text_preview(pack, WORDS_BODY_MAX - ROOM - PARAMETER, now, &body);
	buf_printf(&body, "\n%s", command);
	if (is_claimable(pack)) {
		id = claim_button(json_number(pack, "inquiry.id", 0));
		words_add_button(buttons, id, "Claim");
		free(id);
	}
	message = words_buttons(body.data, buttons);
	free(head);
	free(command);
	buf_free(&body);
	return message;
}

static json_t *
from_template(const struct workspace *ws, const char *name, const json_t *pack)
{
	char *who = pack_text_who(pack), *ask = pack_text_ask(pack, PARAMETER);
	char *id = claim_button(json_number(pack, "inquiry.id", 0));
	json_t *message;

	/* An empty variable has the whole template refused. */
	message = json_pack("{s:s,s:{s:s,s:{s:s},s:[{s:s,s:[{s:s,s:s},{s:s,s:s}]},"
	    "{s:s,s:s,s:s,s:[{s:s,s:s}]}]}}", "type", "template", "template", "name", name,
	    "language", "code", json_text(ws->config, "language"), "components",
	    "type", "body", "parameters", "type", "text", "text", *who ? who : "-", "type", "text", "text", *ask ? ask : "-",
	    "type", "button", "sub_type", "quick_reply", "index", "0", "parameters", "type", "payload", "payload", id);
	free(id);
	free(who);
	free(ask);
	return message;
}

json_t *
announce_message(struct db *db, const struct workspace *ws, const struct notice *n, const char *template, int64_t now)
{
	json_t *pack = pack_of(db, ws, n, now);
	json_t *message = template != NULL ? from_template(ws, template, pack) : free_form(n, pack, now);

	json_decref(pack);
	return message;
}
