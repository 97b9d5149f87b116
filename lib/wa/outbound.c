/*
 * Each kind of message is checked by one function that walks its object by
 * wa/field.h. Facts and limits: Meta's pages on each message type; what they
 * don't limit isn't limited here.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "wa/field.h"
#include "wa/interactive.h"
#include "wa/outbound.h"
#include "wa/template.h"
#include "wa/words.h"

static int
check_text(struct outbound_problem *p, const json_t *m, const struct place *at)
{
	if (field_text(p, m, IN(at, "body"), REQUIRED, WORDS_TEXT_MAX, BAD) == -1)
		return -1;
	return field_bool(p, m, IN(at, "preview_url"));
}

static int
check_captioned(struct outbound_problem *p, const json_t *m, const struct place *at)
{
	if (field_medium(p, m, at) == -1)
		return -1;
	return field_text(p, m, IN(at, "caption"), OPTIONAL, 1024, BAD);
}

static int
check_document(struct outbound_problem *p, const json_t *m, const struct place *at)
{
	if (check_captioned(p, m, at) == -1)
		return -1;
	return field_text(p, m, IN(at, "filename"), OPTIONAL, 0, BAD);
}

/* Audio and stickers have no words with them. */
static int
check_bare(struct outbound_problem *p, const json_t *m, const struct place *at)
{
	if (field_medium(p, m, at) == -1)
		return -1;
	if (json_object_get(m, "caption") != NULL)
		return field_wrong(p, BAD, IN(at, "caption"), "is not possible here");
	return field_bool(p, m, IN(at, "voice"));
}

/* A number, or a string that is one (Meta's own samples have strings). */
static int
degrees(struct outbound_problem *p, const json_t *m, const struct place *at, double most)
{
	const json_t *v = json_object_get(m, at->name);
	const char *s = json_string_value(v);
	double d;
	char *end;

	if (v == NULL || json_is_null(v))
		return field_wrong(p, MISSING, at, "is required");
	if (json_is_number(v))
		d = json_number_value(v);
	else if (s == NULL || *s == '\0' || (d = strtod(s, &end), *end != '\0'))
		return field_wrong(p, BAD, at, "must be a number");
	if (!isfinite(d) || fabs(d) > most)
		return field_wrong(p, INVALID, at, "must lie between -%.0f and %.0f", most, most);
	return 0;
}

static int
check_location(struct outbound_problem *p, const json_t *m, const struct place *at)
{
	if (degrees(p, m, IN(at, "latitude"), 90) == -1 || degrees(p, m, IN(at, "longitude"), 180) == -1)
		return -1;
	if (field_text(p, m, IN(at, "name"), OPTIONAL, 0, BAD) == -1)
		return -1;
	return field_text(p, m, IN(at, "address"), OPTIONAL, 0, BAD);
}

static int
check_contact(struct outbound_problem *p, const json_t *contact, const struct place *at)
{
	const json_t *name;

	if (!json_is_object(contact))
		return field_wrong(p, BAD, at, "must be an object");
	if ((name = field_want(p, contact, IN(at, "name"), JSON_OBJECT)) == NULL)
		return -1;
	return field_text(p, name, IN(IN(at, "name"), "formatted_name"), REQUIRED, 0, BAD);
}

static int
check_contacts(struct outbound_problem *p, const json_t *m, const struct place *at)
{
	size_t n = json_array_size(m);

	if (n < 1 || n > 257)
		return field_wrong(p, INVALID, at, "has %zu entries, 1 to 257 are possible", n);
	for (size_t i = 0; i < n; i++)
		if (check_contact(p, json_array_get(m, i), AT(NULL, "contacts", i)) == -1)
			return -1;
	return 0;
}

static int
check_reaction(struct outbound_problem *p, const json_t *m, const struct place *at)
{
	if (field_text(p, m, IN(at, "message_id"), REQUIRED, 0, BAD) == -1)
		return -1;
	/* "" takes the reaction back, so the member must be there but may be empty. */
	if (json_object_get(m, "emoji") == NULL)
		return field_wrong(p, MISSING, IN(at, "emoji"), "is required");
	return field_text(p, m, IN(at, "emoji"), OPTIONAL, 0, BAD);
}

static const struct kind {
	const char	*type;
	json_type	 shape;
	int		(*check)(struct outbound_problem *, const json_t *, const struct place *);
} kinds[] = {
	{ "text", JSON_OBJECT, check_text },
	{ "image", JSON_OBJECT, check_captioned },
	{ "video", JSON_OBJECT, check_captioned },
	{ "audio", JSON_OBJECT, check_bare },
	{ "document", JSON_OBJECT, check_document },
	{ "sticker", JSON_OBJECT, check_bare },
	{ "location", JSON_OBJECT, check_location },
	{ "contacts", JSON_ARRAY, check_contacts },
	{ "reaction", JSON_OBJECT, check_reaction },
	{ "interactive", JSON_OBJECT, interactive_check },
	{ "template", JSON_OBJECT, template_check },
};

static const struct kind *
kind_of(const char *type)
{
	for (size_t i = 0; type != NULL && i < sizeof kinds / sizeof *kinds; i++)
		if (strcmp(kinds[i].type, type) == 0)
			return &kinds[i];
	return NULL;
}

const char *
outbound_kind(const json_t *msg)
{
	const char *type = json_text(msg, "type");

	return type != NULL ? type : json_object_get(msg, "text") != NULL ? "text" : "";
}

bool
outbound_is_read_mark(const json_t *rq)
{
	return json_object_get(rq, "status") != NULL;
}

static int
check_read_mark(struct outbound_problem *p, const json_t *rq)
{
	const char *status = json_text(rq, "status");
	const json_t *typing = json_object_get(rq, "typing_indicator");

	if (status == NULL || strcmp(status, "read") != 0)
		return field_wrong(p, BAD, IN(NULL, "status"), "must be \"read\"");
	if (field_text(p, rq, IN(NULL, "message_id"), REQUIRED, 0, BAD) == -1)
		return -1;
	if (typing == NULL)
		return 0;
	return field_text(p, typing, IN(IN(NULL, "typing_indicator"), "type"), REQUIRED, 0, BAD);
}

static int
check_recipient(struct outbound_problem *p, const json_t *rq, const char *member)
{
	const json_t *v = json_object_get(rq, member);

	if (v == NULL || json_is_integer(v))
		return 0;
	return field_text(p, rq, IN(NULL, member), REQUIRED, 256, INVALID);
}

static int
check_envelope(struct outbound_problem *p, const json_t *rq)
{
	const char *type = json_text(rq, "recipient_type"), *product = json_text(rq, "messaging_product");
	const json_t *context = json_object_get(rq, "context");

	if (json_object_get(rq, "messaging_product") != NULL && (product == NULL || strcmp(product, "whatsapp") != 0))
		return field_wrong(p, BAD, IN(NULL, "messaging_product"), "must be \"whatsapp\"");
	if (json_object_get(rq, "recipient_type") != NULL &&
	    (type == NULL || (strcmp(type, "individual") != 0 && strcmp(type, "group") != 0)))
		return field_wrong(p, BAD, IN(NULL, "recipient_type"), "must be \"individual\" or \"group\"");
	if (check_recipient(p, rq, "to") == -1 || check_recipient(p, rq, "recipient") == -1)
		return -1;
	if (context != NULL && !json_is_object(context))
		return field_wrong(p, BAD, IN(NULL, "context"), "must be an object");
	if (context != NULL && field_text(p, context, IN(IN(NULL, "context"), "message_id"), REQUIRED, 0, BAD) == -1)
		return -1;
	return field_text(p, rq, IN(NULL, "biz_opaque_callback_data"), OPTIONAL, OUTBOUND_CALLBACK_MAX, BAD);
}

static bool
is_medium(const char *kind)
{
	static const char *const media[] = { "image", "video", "audio", "document", "sticker" };

	for (size_t i = 0; i < sizeof media / sizeof *media; i++)
		if (strcmp(kind, media[i]) == 0)
			return true;
	return false;
}

/* false as soon as each says so. Headers and template parameters have their
 * media under the kind's name as messages do. */
static bool
walk_files(json_t *v, int depth, bool (*each)(void *, const char *, json_t *), void *arg)
{
	const char *key;
	json_t *member;
	size_t i;

	if (depth == 0)
		return true;
	json_object_foreach(v, key, member) {
		if (is_medium(key) && (json_text(member, "file") != NULL || json_text(member, "kept") != NULL) &&
		    !each(arg, key, member))
			return false;
		if (!walk_files(member, depth - 1, each, arg))
			return false;
	}
	json_array_foreach(v, i, member)
		if (!walk_files(member, depth - 1, each, arg))
			return false;
	return true;
}

void
outbound_each_file(const json_t *msg, bool (*each)(void *, const char *, json_t *), void *arg)
{
	/* component, parameters, one, image; a carousel's are two deeper */
	walk_files((json_t *)msg, 12, each, arg);
}

/* Keeps the first; of those that say `kept`, with which only we name a file. */
static bool
note_file(void *arg, const char *kind, json_t *of)
{
	(void)of;
	*(const char **)arg = kind;
	return false;
}

static bool
note_kept(void *arg, const char *kind, json_t *of)
{
	return json_object_get(of, "kept") == NULL || note_file(arg, kind, of);
}

int
outbound_check(const json_t *msg, struct outbound_problem *p)
{
	const struct kind *kind;
	const json_t *body;
	const char *type = outbound_kind(msg), *kept = NULL;

	if (!json_is_object(msg))
		return field_wrong(p, BAD, IN(NULL, "message"), "must be an object");
	if (check_envelope(p, msg) == -1)
		return -1;
	outbound_each_file(msg, note_kept, &kept);
	if (kept != NULL)
		return field_wrong(p, BAD, IN(IN(NULL, kept), "kept"), "is not possible here");
	if (outbound_is_read_mark(msg))
		return check_read_mark(p, msg);
	if (*type == '\0')
		return field_wrong(p, MISSING, IN(NULL, "type"), "is required");
	if ((kind = kind_of(type)) == NULL)
		return field_wrong(p, BAD, IN(NULL, "type"), "\"%.40s\" is none that can be sent", type);
	if ((body = field_want(p, msg, IN(NULL, type), kind->shape)) == NULL)
		return -1;
	return kind->check(p, body, IN(NULL, type));
}

int
outbound_check_request(const json_t *rq, struct outbound_problem *p)
{
	const char *file = NULL;

	if (json_is_object(rq) && json_object_get(rq, "messaging_product") == NULL)
		return field_wrong(p, BAD, IN(NULL, "messaging_product"), "is required");
	if (outbound_check(rq, p) == -1)
		return -1;
	/* Ours: WhatsApp knows no such member. */
	outbound_each_file(rq, note_file, &file);
	if (file != NULL)
		return field_wrong(p, MISSING, IN(IN(NULL, file), "id"), "or link is required");
	if (!outbound_is_read_mark(rq) && json_object_get(rq, "to") == NULL && json_object_get(rq, "recipient") == NULL)
		return field_wrong(p, MISSING, IN(NULL, "to"), "or recipient is required");
	return 0;
}
