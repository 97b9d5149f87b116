#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/opt.h"
#include "run/chat_line.h"

/* One command's words on the way from text to object. */
struct typed {
	const char			*rest;		/* behind the command */
	const struct chat_line_context	*context;
	json_t				*out;
	char				*said;
};

static int
wrong(struct typed *t, const char *text)
{
	free(t->said);
	t->said = mem_str(text);
	return -1;
}

/* The next word, or what stands in double quotes; NULL when there is none. The caller frees. */
static char *
word(struct typed *t)
{
	const char *s = t->rest + strspn(t->rest, " \t"), *end;

	if (*s == '\0')
		return NULL;
	if (*s == '"' && (end = strchr(s + 1, '"')) != NULL) {
		t->rest = end + 1;
		return mem_strn(s + 1, (size_t)(end - s - 1));
	}
	end = s + strcspn(s, " \t");
	t->rest = end;
	return mem_strn(s, (size_t)(end - s));
}

static const char *
remainder_of(struct typed *t)
{
	t->rest += strspn(t->rest, " \t");
	return *t->rest != '\0' ? t->rest : NULL;
}

/* Message number `text` of the business, else its last for NULL; its id, or NULL. */
static const char *
message_id(const struct typed *t, const char *text)
{
	char *end = NULL;
	unsigned long n = text != NULL ? strtoul(text, &end, 10) : t->context->n;

	if (n == 0 || n > t->context->n || (end != NULL && *end != '\0'))
		return NULL;
	return t->context->ids[n - 1];
}

static int
do_file(struct typed *t, const char *kind)
{
	char *path = word(t), real[PATH_MAX];
	int rc = 0;

	if (path == NULL)
		return wrong(t, "which file?");
	if (realpath(path, real) == NULL || access(real, R_OK) == -1) {
		t->said = mem_printf("%s: %s", path, strerror(errno));
		rc = -1;
	} else {
		json_put(t->out, "kind", kind);
		json_put(t->out, "file", real);
		json_put(t->out, "text", remainder_of(t));
		t->said = mem_printf("[%s: %s]%s%s", kind, strrchr(real, '/') + 1,
		    remainder_of(t) ? " " : "", remainder_of(t) ? t->rest : "");
	}
	free(path);
	return rc;
}

static int
do_image(struct typed *t)
{
	return do_file(t, "image");
}

static int
do_video(struct typed *t)
{
	return do_file(t, "video");
}

static int
do_document(struct typed *t)
{
	return do_file(t, "document");
}

static int
do_audio(struct typed *t)
{
	return do_file(t, "audio");
}

static int
do_voice(struct typed *t)
{
	return do_file(t, "voice");
}

static int
do_sticker(struct typed *t)
{
	return do_file(t, "sticker");
}

static int
degrees(const char *text, double max, double *value)
{
	char *end;

	if (text == NULL)
		return -1;
	*value = strtod(text, &end);
	return end != text && *end == '\0' && *value >= -max && *value <= max ? 0 : -1;
}

static int
do_location(struct typed *t)
{
	char *lat = word(t), *lon = word(t);
	double y, x;
	int rc;

	if (degrees(lat, 90, &y) == -1 || degrees(lon, 180, &x) == -1) {
		rc = wrong(t, "latitude and longitude are wanted, as in /location 52.52 13.40 Tower");
	} else {
		json_put(t->out, "kind", "location");
		json_object_set_new(t->out, "latitude", json_real(y));
		json_object_set_new(t->out, "longitude", json_real(x));
		json_put(t->out, "name", remainder_of(t));
		t->said = mem_printf("[location: %s %s]%s%s", lat, lon, remainder_of(t) ? " " : "", remainder_of(t) ? t->rest : "");
		rc = 0;
	}
	free(lat);
	free(lon);
	return rc;
}

static int
do_contact(struct typed *t)
{
	char *phone = word(t);
	const char *name;

	if (phone == NULL)
		return wrong(t, "a phone is wanted, as in /contact +491511112222 Bo");
	name = remainder_of(t) != NULL ? t->rest : phone;
	json_put(t->out, "kind", "contacts");
	json_object_set_new(t->out, "contacts", json_pack("[{s:{s:s}, s:[{s:s}]}]", "name", "formatted_name", name,
	    "phones", "phone", phone));
	t->said = mem_printf("[contact: %s]", name);
	free(phone);
	return 0;
}

static int
do_react(struct typed *t)
{
	char *emoji = word(t), *number = word(t);
	const char *id = message_id(t, number);
	int rc = 0;

	if (emoji == NULL) {
		rc = wrong(t, "an emoji is wanted");
	} else if (id == NULL) {
		rc = wrong(t, "the business has no such message");
	} else {
		json_put(t->out, "kind", "reaction");
		json_put(t->out, "message_id", id);
		json_put(t->out, "emoji", emoji);
		t->said = mem_printf("[reacts: %s]", emoji);
	}
	free(emoji);
	free(number);
	return rc;
}

static int
do_reply(struct typed *t)
{
	char *number = word(t);
	const char *id = number != NULL ? message_id(t, number) : NULL;
	int rc = 0;

	if (id == NULL) {
		rc = wrong(t, "the business has no such message");
	} else if (remainder_of(t) == NULL) {
		rc = wrong(t, "what should it say?");
	} else {
		json_put(t->out, "reply_to", id);
		json_put(t->out, "text", t->rest);
		t->said = mem_printf("[to %s] %s", number, t->rest);
	}
	free(number);
	return rc;
}

static const struct command {
	const char	*name;
	int		(*run)(struct typed *);
} commands[] = {
	{ "image", do_image },
	{ "video", do_video },
	{ "document", do_document },
	{ "audio", do_audio },
	{ "voice", do_voice },
	{ "sticker", do_sticker },
	{ "location", do_location },
	{ "contact", do_contact },
	{ "react", do_react },
	{ "reply", do_reply },
};

#define COMMANDS (sizeof commands / sizeof commands[0])

const char *
chat_line_help(void)
{
	return "/image /video /document FILE [caption], /audio /voice /sticker FILE\n"
	    "/location LATITUDE LONGITUDE [name], /contact PHONE [name]\n"
	    "/react EMOJI [N], /reply N text, /help, /quit\n"
	    "A number chooses among the buttons or rows of the last message.";
}

static enum chat_line
unknown(const char *name, char **said)
{
	const char *names[COMMANDS + 2] = { "help", "quit" }, *near;

	for (size_t i = 0; i < COMMANDS; i++)
		names[i + 2] = commands[i].name;
	near = opt_nearest(name, names, COMMANDS + 2);
	*said = mem_printf(near != NULL ? "/%s: no such command; did you mean /%s?" : "/%s: no such command; /help lists them",
	    name, near);
	return CHAT_LINE_WRONG;
}

static enum chat_line
run(const struct command *c, struct typed *t, json_t **out, char **said)
{
	t->out = json_object();
	if (c->run(t) == -1) {
		json_decref(t->out);
		*said = mem_printf("/%s: %s", c->name, t->said);
		free(t->said);
		return CHAT_LINE_WRONG;
	}
	*out = t->out;
	*said = t->said;
	return CHAT_LINE_SEND;
}

static enum chat_line
command(const char *line, const struct chat_line_context *context, json_t **out, char **said)
{
	struct typed t = { .rest = line + 1, .context = context };
	char *name = word(&t);
	enum chat_line result = CHAT_LINE_NOTHING;

	if (name != NULL && strcmp(name, "quit") == 0) {
		result = CHAT_LINE_QUIT;
	} else if (name != NULL && strcmp(name, "help") == 0) {
		result = CHAT_LINE_HELP;
	} else {
		for (size_t i = 0; name != NULL && i < COMMANDS && result == CHAT_LINE_NOTHING; i++)
			if (strcmp(commands[i].name, name) == 0)
				result = run(&commands[i], &t, out, said);
		if (result == CHAT_LINE_NOTHING)
			result = unknown(name != NULL ? name : "", said);
	}
	free(name);
	return result;
}

/* A number that one of the last message's choices has. */
static bool
choose(const char *line, const struct chat_line_context *context, json_t **out, char **said)
{
	struct chat_text_choice choices[CHAT_TEXT_CHOICES];
	const char *id = context->n > 0 ? context->ids[context->n - 1] : NULL;
	size_t n = context->n > 0 ? chat_text_choices(context->messages[context->n - 1], choices) : 0;
	char *end;
	unsigned long i = strtoul(line, &end, 10);
	const struct chat_text_choice *c;
	json_t *reply;

	if (strspn(line, "0123456789") != strlen(line) || i == 0 || i > n)
		return false;
	c = &choices[i - 1];
	reply = json_pack("{s:s, s:s}", "id", c->id, "title", c->title);
	json_put(reply, "description", c->description);
	*out = json_pack("{s:o, s:s}", c->row ? "list" : "button", reply, "reply_to", id);
	*said = mem_printf("[%s]", c->title);
	return true;
}

enum chat_line
chat_line_read(const char *line, const struct chat_line_context *context, json_t **out, char **said)
{
	if (line[strspn(line, " \t")] == '\0')
		return CHAT_LINE_NOTHING;
	if (choose(line, context, out, said))
		return CHAT_LINE_SEND;
	if (line[0] == '/' && line[1] != '/')
		return command(line, context, out, said);
	if (line[0] == '/')
		line++;
	/* NULL when it is no UTF-8. */
	if ((*out = json_pack("{s:s}", "text", line)) == NULL) {
		*said = mem_str("this is no UTF-8");
		return CHAT_LINE_WRONG;
	}
	*said = mem_str(line);
	return CHAT_LINE_SEND;
}
