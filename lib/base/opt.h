/*
 * opt: one typed table per program is its parser, its usage text, its --help
 * and its completion.
 *
 * Options stand before or after the subcommand and the operands, as --name=v,
 * --name v, -x v or -xv; "--" ends them. One that belongs to another subcommand
 * is wrong. Of one name and several subcommands, either all take a value or none. --help prints the table, behind a
 * subcommand only what is its own, and exits 0, --version the version,
 * --complete the words a shell may complete. Anything wrong is said in one
 * line, with the nearest name where there is one, and ends the program with
 * EX_USAGE.
 */
#ifndef BASE_OPT_H
#define BASE_OPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum opt_type {
	OPT_FLAG,	/* bool */
	OPT_STR,	/* const char *, into argv */
	OPT_INT,	/* int64_t, 0 or more */
	OPT_TIME,	/* int64_t, ms since 1970; RFC 3339, a date, or "2h", "3d" ago */
	OPT_LIST,	/* struct opt_list: may be given several times */
};

struct opt_list {
	const char	**v;
	size_t		  n;
};

struct opt {
	char		 letter;	/* 0: long form only */
	const char	*name;
	enum opt_type	 type;
	void		*to;
	const char	*arg;		/* how the value is called, NULL for flags */
	const char	*help;
};

struct opt_command {
	const char		*name;
	const char		*args;	/* operands as the usage shows them, "" for none */
	const char		*help;
	int			(*run)(int argc, char **argv);	/* operands only; the exit status */
	const struct opt	*opts;	/* its own, besides the program's; NULL for none */
};

struct opt_spec {
	const char			*about;	/* one line: what the program is for */
	const char			*args;
	const struct opt		*opts;		/* ends with a zero entry */
	const struct opt_command	*commands;	/* ends with a zero entry; NULL for none */
};

/* The options every program with a workspace has, to start its table with. */
#define OPT_WORKSPACE(to)	{ 'w', "workspace", OPT_STR, to, "NAME", "the workspace: a name, or a path with a slash" }
#define OPT_DRY(to)		{ 'n', "dry-run", OPT_FLAG, to, NULL, "write no state, send nothing" }
#define OPT_JSON(to)		{ 0, "json", OPT_FLAG, to, NULL, "one JSON object a line" }
#define OPT_QUIET(to)		{ 'q', "quiet", OPT_FLAG, to, NULL, "ids only" }
#define OPT_END			{ 0, NULL, OPT_FLAG, NULL, NULL, NULL }

/*
 * Takes options out of argv, so that argv[0..argc) are the operands after
 * it. Returns the subcommand named first (and takes it out too), or NULL
 * when none was named.
 */
const struct opt_command *opt_parse(const struct opt_spec *, int *argc, char ***argv);

/* "unknown X", helped by the nearest of names within a small edit distance, or NULL. */
const char *opt_nearest(const char *word, const char *const *names, size_t n);

#endif
