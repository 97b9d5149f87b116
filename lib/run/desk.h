/*
 * desk: what members' commands start with: the workspace, its store, who
 * acts, and whom the operands name.
 */
#ifndef RUN_DESK_H
#define RUN_DESK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ext/json.h"
#include "wa/store.h"
#include "wa/workspace.h"

struct desk {
	struct workspace	*ws;
	struct store		*st;
	struct db		*db;
	const char		*member;	/* who acts; NULL when only looking */
	int64_t			 now;
};

enum desk_mode {
	DESK_LOOK,
	DESK_TEND,	/* writes as nobody: what cron does */
	DESK_ACT,	/* writes as the member $WA_MEMBER */
};

/* Opens what -w named, sets the zone; to act $WA_MEMBER must be one of the
 * team. EX_OK, or the exit status after saying why. desk_close is due. */
int	 desk_open(struct desk *, const char *workspace, enum desk_mode);
void	 desk_close(struct desk *);

/* Each returns an exit status. The worst; EX_NOUSER's place is 1: somebody is
 * not known. To act, all is one transaction, which an error undoes. */
typedef int desk_each_fn(struct desk *, int64_t contact, void *arg);
/* For every WHO of argv; "-" reads them from stdin, one a line. */
int	 desk_each(struct desk *, int argc, char **argv, desk_each_fn *, void *arg);

/* The number that a word is, from 1 on; else the program ends, saying that it
 * is not `whose` number ("an inquiry's"), and which command `lists` them. */
int64_t	 desk_number(const char *command, const char *word, const char *whose, const char *lists);

/* The operands with spaces between, or without any all of stdin, which may be
 * `max` bytes of UTF-8. NULL after saying why. The caller frees. */
char	*desk_words(int argc, char **argv, size_t max);

/* One JSON value a line. */
void	 desk_print(const json_t *);

#endif
