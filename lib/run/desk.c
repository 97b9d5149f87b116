#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "run/desk.h"
#include "wa/contact_pick.h"
#include "wa/member.h"

enum { NAMES_MAX = 256 };	/* bytes of a line that names somebody */

int
desk_open(struct desk *d, const char *workspace, enum desk_mode mode)
{
	*d = (struct desk){ .now = clock_now() };
	if ((d->ws = workspace_open(workspace)) == NULL)
		return EX_CONFIG;
	if (mode == DESK_ACT && (d->member = member_acting(d->ws)) == NULL)
		return EX_CONFIG;
	/* Looking says that nothing is there; acting makes no store either. */
	if ((d->st = store_open(d->ws, STORE_READ)) == NULL)
		return store_status();
	if (mode != DESK_LOOK) {
		store_close(d->st);
		if ((d->st = store_open(d->ws, STORE_DURABLE)) == NULL)
			return store_status();
	}
	d->db = store_db(d->st);
	setenv("TZ", json_text(d->ws->config, "timezone"), 1);
	tzset();
	return EX_OK;
}

void
desk_close(struct desk *d)
{
	store_close(d->st);
	workspace_free(d->ws);
	*d = (struct desk){ 0 };
}

/* Operands, then lines of stdin where an operand is "-". */
struct names {
	int	  argc;
	char	**argv;
	bool	  reading;
	char	  line[NAMES_MAX];
};

static const char *
next_name(struct names *n)
{
	for (;;) {
		if (n->reading) {
			if (fgets(n->line, sizeof n->line, stdin) != NULL) {
				n->line[strcspn(n->line, "\r\n")] = '\0';
				if (n->line[0] == '\0')
					continue;
				return n->line;
			}
			n->reading = false;
		}
		if (n->argc == 0)
			return NULL;
		n->argc--;
		if (strcmp(*n->argv, "-") != 0)
			return *n->argv++;
		n->argv++;
		n->reading = true;
	}
}

static int
each_of(struct desk *d, struct names *names, desk_each_fn *each, void *arg)
{
	int status = EX_OK, one;
	const char *who;

	while ((who = next_name(names)) != NULL) {
		int64_t contact = contact_pick(d->db, who);

		one = contact > 0 ? each(d, contact, arg) : contact == 0 ? 1 : EX_TEMPFAIL;
		if (one > status)
			status = one;
	}
	return status;
}

int
desk_each(struct desk *d, int argc, char **argv, desk_each_fn *each, void *arg)
{
	struct names names = { .argc = argc, .argv = argv };
	int status;

	if (d->member == NULL)
		return each_of(d, &names, each, arg);
	if (store_begin(d->st) == -1)
		return EX_TEMPFAIL;
	/* Who is not known stops nobody else; a store that fails undoes all. */
	if ((status = each_of(d, &names, each, arg)) > 1)
		store_rollback(d->st);
	else if (store_commit(d->st) == -1)
		status = EX_TEMPFAIL;
	return status;
}

int64_t
desk_number(const char *command, const char *word, const char *whose, const char *lists)
{
	char *end;
	long long n;

	errno = 0;
	n = strtoll(word, &end, 10);
	if (errno != 0 || !isdigit((unsigned char)*word) || *end != '\0' || n == 0)
		log_die(EX_USAGE, "%s: %s: not %s number; %s has them", command, word, whose, lists);
	return n;
}

static int
read_stdin(struct buf *b, size_t max)
{
	ssize_t n = 1;

	if (isatty(STDIN_FILENO))
		fprintf(stderr, "%s: reading the text from the terminal, end with ^D\n", log_name());
	while (n > 0 && b->len <= max) {
		n = read(STDIN_FILENO, buf_room(b, 4096), 4096);
		b->len += n > 0 ? (size_t)n : 0;
	}
	while (b->len > 0 && strchr(" \t\r\n", b->data[b->len - 1]) != NULL)
		b->len--;
	if (b->len > 0)
		b->data[b->len] = '\0';
	return n == -1 ? -1 : 0;
}

char *
desk_words(int argc, char **argv, size_t max)
{
	struct buf b = { 0 };
	json_t *text;

	for (int i = 0; i < argc; i++)
		buf_printf(&b, "%s%s", i > 0 ? " " : "", argv[i]);
	if (argc == 0 && read_stdin(&b, max) == -1)
		log_line("the text can't be read");
	else if (b.len > max)
		log_line("the text is longer than %zu bytes", max);
	else if (b.len == 0)
		log_line("no text");
	else if ((text = json_stringn(b.data, b.len)) == NULL || strlen(b.data) != b.len)
		log_line("the text is no UTF-8");
	else {
		json_decref(text);
		return buf_take(&b);
	}
	buf_free(&b);
	return NULL;
}

void
desk_print(const json_t *value)
{
	struct buf out = { 0 };

	json_print(value, &out);
	buf_char(&out, '\n');
	fwrite(out.data, 1, out.len, stdout);
	buf_free(&out);
}
