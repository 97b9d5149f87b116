#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/out.h"
#include "run/conv_act.h"
#include "run/desk.h"
#include "wa/assignment.h"
#include "wa/attribute.h"
#include "wa/contact_pick.h"
#include "wa/inquiry.h"
#include "wa/member.h"
#include "wa/merge.h"
#include "wa/mention.h"
#include "wa/note.h"
#include "wa/tag.h"

/* What a command does to each, and with what. */
struct act {
	const struct conv_act	*o;
	int			 argc;		/* the operands behind WHO */
	char			**argv;
	const char		*text;
};

/* Opens, does it to WHO, closes. */
static int
act(const struct conv_act *o, enum desk_mode mode, char *who, desk_each_fn *each, struct act *a)
{
	struct desk d;
	int status = desk_open(&d, o->workspace, mode);

	if (status == EX_OK)
		status = desk_each(&d, 1, &who, each, a);
	if (out_end() != EX_OK)
		status = EX_IOERR;
	desk_close(&d);
	return status;
}

static void
need(int argc, int n, const char *what)
{
	if (argc < n)
		log_die(EX_USAGE, "%s", what);
}

/* -------------------------------------------------------------------- tags */

static int
tag(struct desk *d, int64_t contact, void *arg)
{
	const struct act *a = arg;

	for (int i = 0; i < a->argc; i++)
		if (tag_add(d->db, contact, a->argv[i], a->o->contact, d->member, d->now) == -1)
			return EX_TEMPFAIL;
	return EX_OK;
}

static int
untag(struct desk *d, int64_t contact, void *arg)
{
	const struct act *a = arg;
	int status = EX_OK;

	for (int i = 0; i < a->argc; i++) {
		int n = tag_remove(d->db, contact, a->argv[i]);

		if (n == -1)
			return EX_TEMPFAIL;
		if (n == 0) {
			log_line("%s: has no such tag", a->argv[i]);
			status = 1;
		}
	}
	return status;
}

static void
check_tags(int argc, char **argv)
{
	need(argc, 2, "WHO and a TAG are wanted");
	for (int i = 1; i < argc; i++)
		if (!tag_valid(argv[i]))
			log_die(EX_USAGE, "%s: not a tag: one word of at most %d bytes", argv[i], TAG_MAX);
}

int
conv_act_tag(const struct conv_act *o, int argc, char **argv)
{
	struct act a = { .o = o, .argc = argc - 1, .argv = argv + 1 };

	check_tags(argc, argv);
	return act(o, DESK_ACT, argv[0], tag, &a);
}

int
conv_act_untag(const struct conv_act *o, int argc, char **argv)
{
	struct act a = { .o = o, .argc = argc - 1, .argv = argv + 1 };

	check_tags(argc, argv);
	return act(o, DESK_ACT, argv[0], untag, &a);
}

/* -------------------------------------------------------------------- note */

static int
note(struct desk *d, int64_t contact, void *arg)
{
	const struct act *a = arg;

	if (note_add(d->db, contact, 0, d->member, a->text, d->now) == -1 ||
	    mention_tell(d->db, d->ws, contact, 0, d->member, a->text, d->now) == -1)
		return EX_TEMPFAIL;
	return EX_OK;
}

int
conv_act_note(const struct conv_act *o, int argc, char **argv)
{
	struct act a = { .o = o };
	char *text;
	int status;

	need(argc, 1, "WHO is wanted, then the text or nothing for stdin");
	if (argc == 1 && strcmp(argv[0], "-") == 0)
		log_die(EX_USAGE, "note: stdin can't be both the names and the text");
	if ((text = desk_words(argc - 1, argv + 1, NOTE_MAX)) == NULL)
		return EX_DATAERR;
	a.text = text;
	status = act(o, DESK_ACT, argv[0], note, &a);
	free(text);
	return status;
}

/* -------------------------------------------------------------- attributes */

static int
print_attributes(struct desk *d, int64_t contact, void *arg)
{
	const struct act *a = arg;
	json_t *list = attribute_list(d->db, contact), *v;
	size_t i;

	json_array_foreach(list, i, v) {
		if (a->o->json)
			desk_print(v);
		else
			printf("%s=%s\n", json_text(v, "name"), json_text(v, "value"));
	}
	json_decref(list);
	return EX_OK;
}

static int
set_attributes(struct desk *d, int64_t contact, void *arg)
{
	const struct act *a = arg;

	for (int i = 0; i < a->argc; i++) {
		char *name = mem_strn(a->argv[i], strcspn(a->argv[i], "="));
		const char *value = a->argv[i] + strlen(name) + 1;
		int rc = attribute_set(d->db, contact, name, *value ? value : NULL, d->member, d->now);

		free(name);
		if (rc == -1)
			return EX_TEMPFAIL;
	}
	return EX_OK;
}

static void
check_attribute(const char *given)
{
	char *name = mem_strn(given, strcspn(given, "="));
	const char *value = given + strlen(name);
	json_t *text = json_string(value);

	if (*value != '=' || !attribute_valid(name))
		log_die(EX_USAGE, "%s: NAME=VALUE is wanted, or NAME= to take it away", given);
	if (text == NULL || strlen(value) > ATTRIBUTE_VALUE_MAX)
		log_die(EX_USAGE, "%s: the value is no UTF-8, or longer than %d bytes", name, ATTRIBUTE_VALUE_MAX);
	json_decref(text);
	free(name);
}

int
conv_act_attr(const struct conv_act *o, int argc, char **argv)
{
	struct act a = { .o = o, .argc = argc - 1, .argv = argv + 1 };

	need(argc, 1, "WHO is wanted, then any NAME=VALUE");
	for (int i = 1; i < argc; i++)
		check_attribute(argv[i]);
	return argc == 1 ? act(o, DESK_LOOK, argv[0], print_attributes, &a) : act(o, DESK_ACT, argv[0], set_attributes, &a);
}

/* -------------------------------------------------------------- assignment */

/* The member an operand names, NULL for nobody; *status 1 after saying that
 * they are none of the team, or not there now. */
static const char *
member_named(const struct desk *d, const struct act *a, int *status)
{
	const char *name = strcmp(a->text, "me") == 0 ? d->member : a->text;

	*status = EX_OK;
	if (strcmp(name, "nobody") == 0)
		return NULL;
	if (member_find(d->ws, name) == NULL)
		log_line("%s: nobody of %s's team; name them in workspace.yaml under team", name, d->ws->name);
	else if (!a->o->anyway && strcmp(name, d->member) != 0 && !member_on(d->ws, name, d->now))
		log_line("%s: off duty now; --anyway gives it to them all the same", name);
	else
		return name;
	*status = 1;
	return NULL;
}

static int
assign(struct desk *d, int64_t contact, void *arg)
{
	const struct act *a = arg;
	int status;
	const char *member = member_named(d, a, &status);

	if (status == EX_OK && assignment_set(d->db, contact, member, d->member, a->o->why, d->now) == -1)
		status = EX_TEMPFAIL;
	return status;
}

/* The inquiry that went with the conversation goes on with it. */
static int
pass_on(struct desk *d, int64_t contact, const struct act *a, const char *from)
{
	int64_t id = inquiry_of(d->db, contact);
	struct inquiry q = { 0 };
	int status, rc = 0;
	const char *to = member_named(d, a, &status);

	if (id != 0 && to != NULL && (rc = inquiry_load(d->db, id, &q)) == 0 && q.owner != NULL && strcmp(q.owner, from) == 0)
		rc = inquiry_transfer(d->db, id, to, d->member, a->o->why, d->now);
	inquiry_free(&q);
	return rc == -1 ? EX_TEMPFAIL : EX_OK;
}

/* From whoever has it. */
static int
transfer(struct desk *d, int64_t contact, void *arg)
{
	const struct act *a = arg;
	char *has = assignment_of(d->db, contact);
	int status = 1;

	if (has == NULL)
		log_line("nobody has this conversation; assign it");
	else if (strcmp(has, a->text) == 0)
		log_line("%s: has it already", has);
	else if ((status = assign(d, contact, arg)) == EX_OK)
		status = pass_on(d, contact, a, has);
	free(has);
	return status;
}

static int
give(const struct conv_act *o, int argc, char **argv, desk_each_fn *each)
{
	struct act a = { .o = o };
	struct desk d;
	int status;

	need(argc, 2, "WHO and the MEMBER are wanted");
	a.text = argv[argc - 1];
	if ((status = desk_open(&d, o->workspace, DESK_ACT)) == EX_OK)
		status = desk_each(&d, argc - 1, argv, each, &a);
	desk_close(&d);
	return status;
}

int
conv_act_assign(const struct conv_act *o, int argc, char **argv)
{
	return give(o, argc, argv, assign);
}

int
conv_act_transfer(const struct conv_act *o, int argc, char **argv)
{
	return give(o, argc, argv, transfer);
}

/* ------------------------------------------------------------------ merges */

static int
merge(struct desk *d, int64_t contact, void *arg)
{
	const struct act *a = arg;
	int64_t into = contact_pick(d->db, a->argv[0]);
	int rc;

	if (into <= 0)
		return into == 0 ? 1 : EX_TEMPFAIL;
	if (into == contact) {
		log_line("%s: can't be merged with itself", a->argv[0]);
		return 1;
	}
	if ((rc = merge_add(d->db, contact, into, d->member, d->now)) == 1)
		log_line("%s: they are one person already", a->argv[0]);
	return rc == -1 ? EX_TEMPFAIL : rc;
}

static int
unmerge(struct desk *d, int64_t contact, void *arg)
{
	int64_t freed = merge_undo(d->db, contact, d->member, d->now);

	(void)arg;
	if (freed == 0)
		log_line("not merged with anybody");
	return freed > 0 ? EX_OK : freed == 0 ? 1 : EX_TEMPFAIL;
}

int
conv_act_merge(const struct conv_act *o, int argc, char **argv)
{
	struct act a = { .o = o, .argc = argc - 1, .argv = argv + 1 };

	need(argc, 2, "WHO and INTO whom are wanted");
	return act(o, DESK_ACT, argv[0], merge, &a);
}

int
conv_act_unmerge(const struct conv_act *o, int argc, char **argv)
{
	struct act a = { .o = o };

	need(argc, 1, "WHO is wanted");
	return act(o, DESK_ACT, argv[0], unmerge, &a);
}
