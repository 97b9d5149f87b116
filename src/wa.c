/* wa: the desk's front door; wa SUB runs wa-SUB */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/opt.h"

/* For help and completion; each is a program of its own, wa-NAME. */
static const struct opt_command commands[] = {
	{ "init", "NAME", "make a workspace", NULL, NULL },
	{ "check", "NAME", "every mistake in a workspace's files", NULL, NULL },
	{ "config", "NAME [KEY]", "settings as they count", NULL, NULL },
	{ "run", "NAME [--sandbox]", "run a desk: listener and line", NULL, NULL },
	{ "chat", "-w NAME", "play a customer in the sandbox", NULL, NULL },
	{ "migrate", "NAME", "bring the state to this version", NULL, NULL },
	{ "conv", "COMMAND", "conversations", NULL, NULL },
	{ "inquiry", "COMMAND", "cases for people", NULL, NULL },
	{ "lead", "COMMAND", "people who want to buy", NULL, NULL },
	{ "media", "COMMAND", "what customers sent", NULL, NULL },
	{ "notify", "COMMAND", "who was told what", NULL, NULL },
	{ "faq", "COMMAND", "questions and answers", NULL, NULL },
	{ "replay", "", "what other answers would have changed", NULL, NULL },
	{ "stats", "[NUMBER ...]", "what the desk is measured by", NULL, NULL },
	{ "digest", "", "a day of the desk, or a week", NULL, NULL },
	{ "audit", "", "proof that what came in was dealt with", NULL, NULL },
	{ "doctor", "[NAME]", "is the desk well", NULL, NULL },
	{ "backup", "COMMAND", "copies, verified and restored", NULL, NULL },
	{ "export", "WHO", "everything about one person", NULL, NULL },
	{ "erase", "WHO ...", "take people out", NULL, NULL },
	{ "help", "[COMMAND]", "the page of a command", NULL, NULL },
	{0}
};

static const struct opt opts[] = {
	OPT_END
};

static const struct opt_spec spec = {
	.about = "a WhatsApp Business desk; wa COMMAND runs wa-COMMAND",
	.args = "COMMAND [ARG...]",
	.opts = opts,
	.commands = commands,
};

/* The other programs are where this one is, whatever PATH says. */
static void
prefer_own_directory(void)
{
	char self[4096], *slash, *path;
	ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);

	if (n <= 0)
		return;
	self[n] = '\0';
	if ((slash = strrchr(self, '/')) == NULL)
		return;
	*slash = '\0';
	path = mem_printf("%s:%s", self, getenv("PATH") ? getenv("PATH") : "/usr/bin:/bin");
	setenv("PATH", path, 1);
	free(path);
}

static int
run(const char *sub, char **argv)
{
	const char *names[sizeof commands / sizeof *commands], *near;
	char *program = mem_printf("wa-%s", sub);
	size_t n = 0;

	argv[0] = program;
	execvp(program, argv);
	if (errno != ENOENT)
		log_die(EX_UNAVAILABLE, "%s: %s", program, strerror(errno));
	for (; commands[n].name != NULL; n++)
		names[n] = commands[n].name;
	if ((near = opt_nearest(sub, names, n)) != NULL)
		log_die(EX_USAGE, "%s: no such command; did you mean %s?", sub, near);
	log_die(EX_USAGE, "%s: no such command; wa help lists them", sub);
}

static int
help(const char *sub)
{
	char *page = sub ? mem_printf("wa-%s", sub) : NULL;

	if (page == NULL)
		execlp("wa", "wa", "--help", NULL);
	else
		execlp("man", "man", page, NULL);
	log_die(EX_UNAVAILABLE, "%s: %s", page ? "man" : "wa", strerror(errno));
}

int
main(int argc, char *argv[])
{
	log_program(argv[0]);
	prefer_own_directory();
	if (argc < 2)
		return help(NULL);
	/* Options of a command are its own to read. */
	if (argv[1][0] == '-') {
		opt_parse(&spec, &argc, &argv);
		log_die(EX_USAGE, "which command? wa help lists them");
	}
	if (strcmp(argv[1], "help") == 0)
		return help(argv[2]);
	return run(argv[1], argv + 1);
}
