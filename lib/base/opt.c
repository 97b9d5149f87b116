#include <sys/ioctl.h>

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/opt.h"
#include "base/out.h"

#ifndef WAPIPE_VERSION
#define WAPIPE_VERSION "unknown"
#endif

enum { TEXT = 31, WIDEST = 80, NARROW = 60, BELOW = 8 };	/* columns of a help */

static int
columns(void)
{
	struct winsize w;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &w) == -1 || w.ws_col == 0 || w.ws_col > WIDEST)
		return WIDEST;
	return w.ws_col;
}

/* Words behind `at` columns, and the rest in lines that begin with indent spaces. */
static void
print_text(int at, int indent, const char *text)
{
	int width = columns();

	for (bool first = true; *text != '\0'; first = false) {
		int len = (int)strcspn(text, " ");

		if (!first && at + 1 + len > width)
			at = printf("\n%*s", indent, "") - 1;
		else if (!first)
			at += printf(" ");
		at += printf("%.*s", len, text);
		text += len + (text[len] == ' ');
	}
	putchar('\n');
}

/* What something is for, beside it; below it on a narrow terminal. */
static void
print_entry(int indent, const char *left, const char *help)
{
	bool narrow = columns() < NARROW;
	int text = narrow ? BELOW : TEXT, at = printf("%*s%s", indent, "", left);

	if (narrow) {
		putchar('\n');
		at = 0;
	}
	print_text(at + printf("%*s", at < text ? text - at : 1, ""), text, help);
}

/* "wa-conv: what it is for", and how it is used. */
static void
print_head(const char *command, const char *about, const char *args)
{
	const char *space = *command != '\0' ? " " : "";
	int at = printf("%s%s%s: ", log_name(), space, command);

	print_text(at, 2, about);
	at = printf("\nusage: %s%s%s [options]%s", log_name(), space, command, *args != '\0' ? " " : "");
	print_text(at - 1, sizeof "usage: " - 1, args);
}

static void
print_options(const struct opt *o, int indent)
{
	for (; o != NULL && o->name != NULL; o++) {
		char left[64], letter[] = "-x, ";

		letter[1] = o->letter;
		snprintf(left, sizeof left, "%s--%s%s%s", o->letter ? letter : "    ", o->name, o->arg ? "=" : "", o->arg ? o->arg : "");
		print_entry(indent, left, o->help);
	}
}

static void
print_own_options(const struct opt_spec *spec)
{
	static const struct opt every[] = { { 0, "help", OPT_FLAG, NULL, NULL, "this text" },
	    { 0, "version", OPT_FLAG, NULL, NULL, "the version" }, OPT_END };

	print_options(spec->opts, 2);
	print_options(every, 2);
}

static void
print_help(const struct opt_spec *spec)
{
	print_head("", spec->about, spec->args);
	if (spec->commands != NULL)
		printf("\ncommands:\n");
	for (const struct opt_command *c = spec->commands; c != NULL && c->name != NULL; c++) {
		char left[64];

		snprintf(left, sizeof left, "%s %s", c->name, c->args);
		print_entry(2, left, c->help);
		print_options(c->opts, 6);
	}
	printf("\noptions:\n");
	print_own_options(spec);
}

/* Of one command. */
static void
print_command_help(const struct opt_spec *spec, const struct opt_command *c)
{
	print_head(c->name, c->help, c->args);
	printf("\noptions:\n");
	print_options(c->opts, 2);
	print_own_options(spec);
}

static void
print_words(const struct opt_spec *spec)
{
	for (const struct opt *o = spec->opts; o->name != NULL; o++)
		printf("--%s\n", o->name);
	for (const struct opt_command *c = spec->commands; c != NULL && c->name != NULL; c++) {
		printf("%s\n", c->name);
		for (const struct opt *o = c->opts; o != NULL && o->name != NULL; o++)
			printf("--%s\n", o->name);
	}
	printf("--help\n--version\n");
}

static void
finish(void)
{
	exit(out_end());
}

static size_t
distance(const char *a, const char *b)
{
	enum { MAX = 48 };
	size_t row[MAX + 1], la = strlen(a), lb = strlen(b);

	if (la > MAX || lb > MAX)
		return MAX;
	for (size_t j = 0; j <= lb; j++)
		row[j] = j;
	for (size_t i = 1; i <= la; i++) {
		size_t diagonal = row[0];

		row[0] = i;
		for (size_t j = 1; j <= lb; j++) {
			size_t best = diagonal + (a[i - 1] != b[j - 1]);

			diagonal = row[j];
			if (row[j] + 1 < best)
				best = row[j] + 1;
			if (row[j - 1] + 1 < best)
				best = row[j - 1] + 1;
			row[j] = best;
		}
	}
	return row[lb];
}

const char *
opt_nearest(const char *word, const char *const *names, size_t n)
{
	size_t limit = strlen(word) / 3 + 1, best = limit + 1;
	const char *found = NULL;

	for (size_t i = 0; i < n; i++) {
		size_t d = distance(word, names[i]);

		if (d < best) {
			best = d;
			found = names[i];
		}
	}
	return found;
}

/* Option tables that count now: the program's and each command's. */
struct tables {
	const struct opt_spec		*spec;
	const struct opt_command	*command;
};

static const struct opt *
find_in(const struct opt *o, const char *name, size_t len, char letter)
{
	for (; o != NULL && o->name != NULL; o++)
		if (letter ? o->letter == letter : strlen(o->name) == len && strncmp(o->name, name, len) == 0)
			return o;
	return NULL;
}

static const struct opt *
find(const struct tables *t, const char *name, size_t len, char letter)
{
	const struct opt *o = find_in(t->spec->opts, name, len, letter);

	if (o == NULL && t->command != NULL)
		o = find_in(t->command->opts, name, len, letter);
	return o;
}

/* The first command that has an option of its own like this, or NULL. */
static const struct opt_command *
owner(const struct opt_spec *spec, const char *name, size_t len, char letter)
{
	for (const struct opt_command *c = spec->commands; c != NULL && c->name != NULL; c++)
		if (find_in(c->opts, name, len, letter) != NULL)
			return c;
	return NULL;
}

enum { MAX_NAMES = 128 };	/* looked through for the nearest */

static size_t
add_names(const struct opt *o, const char **names, size_t n)
{
	for (; o != NULL && o->name != NULL && n < MAX_NAMES; o++)
		names[n++] = o->name;
	return n;
}

/* Of whom it is instead. */
static void
belongs(const struct tables *t, const char *word, const struct opt_command *other)
{
	if (other != NULL)
		log_die(EX_USAGE, "%s: an option of %s%s%s", word, other->name, t->command ? ", not of " : "", t->command ? t->command->name : "");
}

static void
unknown_letter(const struct tables *t, char letter)
{
	const char word[] = { '-', letter, '\0' };

	belongs(t, word, owner(t->spec, NULL, 0, letter));
	log_die(EX_USAGE, "%s: no such option; --help lists them", word);
}

static void
unknown_option(const struct tables *t, const char *given)
{
	const char *names[MAX_NAMES] = { "help", "version" }, *near;
	char *word = mem_strn(given, strcspn(given, "="));
	size_t n = add_names(t->spec->opts, names, 2);

	belongs(t, word, owner(t->spec, word + 2, strlen(word + 2), 0));
	if (t->command != NULL)
		n = add_names(t->command->opts, names, n);
	near = opt_nearest(word + strspn(word, "-"), names, n);
	if (near != NULL)
		log_die(EX_USAGE, "%s: no such option; did you mean --%s?", word, near);
	log_die(EX_USAGE, "%s: no such option%s%s; --help lists them", word, t->command ? " of " : "", t->command ? t->command->name : "");
}

static int64_t
parse_time(const char *name, const char *value)
{
	int64_t ms, n;
	char *end;

	if (clock_parse(value, &ms) == 0)
		return ms;
	errno = 0;
	n = strtoll(value, &end, 10);
	if (errno == 0 && end != value && n >= 0 && n < 1000000 && end[0] != '\0' && end[1] == '\0') {
		switch (*end) {
		case 's': return clock_now() - n * CLOCK_SECOND;
		case 'm': return clock_now() - n * CLOCK_MINUTE;
		case 'h': return clock_now() - n * CLOCK_HOUR;
		case 'd': return clock_now() - n * CLOCK_DAY;
		}
	}
	log_die(EX_USAGE, "--%s: %s: not a time; 2026-11-21, 2026-11-21T09:30:00Z or 2h, 3d (ago)", name, value);
}

static int64_t
parse_int(const char *name, const char *value)
{
	char *end;
	long long n;

	errno = 0;
	n = strtoll(value, &end, 10);
	if (errno != 0 || end == value || *end != '\0' || n < 0)
		log_die(EX_USAGE, "--%s: %s: not a number of 0 or more", name, value);
	return n;
}

static void
store(const struct opt *o, const char *value)
{
	struct opt_list *list;

	switch (o->type) {
	case OPT_FLAG:
		*(bool *)o->to = true;
		break;
	case OPT_STR:
		*(const char **)o->to = value;
		break;
	case OPT_INT:
		*(int64_t *)o->to = parse_int(o->name, value);
		break;
	case OPT_TIME:
		*(int64_t *)o->to = parse_time(o->name, value);
		break;
	case OPT_LIST:
		list = o->to;
		list->v = mem_grow(list->v, list->n + 1, sizeof *list->v);
		list->v[list->n++] = value;
		break;
	}
}

/* One "--name", "--name=value" or "--name value"; returns the words used. */
static int
take_long(const struct tables *t, char **argv, int left)
{
	const char *name = argv[0] + 2, *eq = strchr(name, '=');
	size_t len = eq ? (size_t)(eq - name) : strlen(name);
	const struct opt *o;

	if (strcmp(name, "help") == 0) {
		if (t->command != NULL && t->command->run != NULL)
			print_command_help(t->spec, t->command);
		else
			print_help(t->spec);
		finish();
	}
	if (strcmp(name, "version") == 0) {
		printf("%s %s\n", log_name(), WAPIPE_VERSION);
		finish();
	}
	if (strcmp(name, "complete") == 0) {
		print_words(t->spec);
		finish();
	}
	if ((o = find(t, name, len, 0)) == NULL)
		unknown_option(t, argv[0]);
	if (o->type == OPT_FLAG && eq != NULL)
		log_die(EX_USAGE, "--%s: takes no value", o->name);
	if (o->type == OPT_FLAG) {
		store(o, NULL);
		return 1;
	}
	if (eq == NULL && left < 2)
		log_die(EX_USAGE, "--%s: wants %s", o->name, o->arg);
	store(o, eq ? eq + 1 : argv[1]);
	return eq ? 1 : 2;
}

/* One "-abc", "-w value" or "-wvalue"; returns the words used. */
static int
take_short(const struct tables *t, char **argv, int left)
{
	for (const char *p = argv[0] + 1; *p != '\0'; p++) {
		const struct opt *o = find(t, NULL, 0, *p);

		if (o == NULL)
			unknown_letter(t, *p);
		if (o->type == OPT_FLAG) {
			store(o, NULL);
			continue;
		}
		if (p[1] != '\0') {
			store(o, p + 1);
			return 1;
		}
		if (left < 2)
			log_die(EX_USAGE, "-%c: wants %s", *p, o->arg);
		store(o, argv[1]);
		return 2;
	}
	return 1;
}

static const struct opt_command *
find_command(const struct opt_spec *spec, const char *word)
{
	const char *names[64], *near;
	size_t n = 0;

	for (const struct opt_command *c = spec->commands; c->name != NULL && n < 64; c++) {
		if (strcmp(c->name, word) == 0)
			return c;
		names[n++] = c->name;
	}
	near = opt_nearest(word, names, n);
	if (near != NULL)
		log_die(EX_USAGE, "%s: no such command; did you mean %s?", word, near);
	log_die(EX_USAGE, "%s: no such command; --help lists them", word);
}

/* The words that the option in front takes, whichever command it belongs to. */
static int
span(const struct opt_spec *spec, const char *word)
{
	bool is_long = strncmp(word, "--", 2) == 0;
	size_t len = is_long ? strcspn(word + 2, "=") : 0;
	const struct opt *o;

	if (is_long && word[2 + len] == '=')
		return 1;
	for (const char *p = is_long ? word + 2 : word + 1; *p != '\0'; p++) {
		const struct opt_command *c = owner(spec, p, len, is_long ? 0 : *p);

		if ((o = find_in(spec->opts, p, len, is_long ? 0 : *p)) == NULL && c != NULL)
			o = find_in(c->opts, p, len, is_long ? 0 : *p);
		if (o != NULL && o->type != OPT_FLAG)
			return is_long || p[1] == '\0' ? 2 : 1;
		if (is_long)
			break;
	}
	return 1;
}

/* The command named, which may stand behind its options; NULL when it is none, or no such. */
static const struct opt_command *
command_ahead(const struct opt_spec *spec, int argc, char **argv)
{
	int i = 1;

	while (i < argc && argv[i][0] == '-' && argv[i][1] != '\0' && strcmp(argv[i], "--") != 0)
		i += span(spec, argv[i]);
	if (i < argc && strcmp(argv[i], "--") == 0)
		i++;
	for (const struct opt_command *c = spec->commands; i < argc && c != NULL && c->name != NULL; c++)
		if (strcmp(c->name, argv[i]) == 0)
			return c;
	return NULL;
}

/* A standard descriptor that came closed would be given to the next file that
 * is opened, and events printed into a store. This one fails every read and
 * write. */
static void
keep_places(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) == -1)
			open("/", O_PATH);
}

const struct opt_command *
opt_parse(const struct opt_spec *spec, int *argc, char ***argv)
{
	struct tables t = { .spec = spec, .command = command_ahead(spec, *argc, *argv) };
	int kept = 0, used;
	bool options = true, named = false;

	keep_places();
	log_program((*argv)[0]);
	for (int i = 1; i < *argc; i += used) {
		char **word = *argv + i;

		used = 1;
		if (options && strcmp(*word, "--") == 0)
			options = false;
		else if (options && strncmp(*word, "--", 2) == 0)
			used = take_long(&t, word, *argc - i);
		else if (options && word[0][0] == '-' && word[0][1] != '\0')
			used = take_short(&t, word, *argc - i);
		else if (spec->commands != NULL && !named) {
			t.command = find_command(spec, *word);
			named = true;
		} else
			(*argv)[kept++] = *word;
	}
	(*argv)[kept] = NULL;
	*argc = kept;
	return t.command;
}
