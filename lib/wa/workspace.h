/*
 * workspace: one business's desk as a directory, found by -w NAME or
 * $WA_WORKSPACE, and its workspace.yaml with every default filled in.
 *
 * Without either it is the current directory, when that is one.
 * A name without a slash is looked for in $WA_HOME; without WA_HOME in the
 * current directory, then $XDG_CONFIG_HOME/wapipe (~/.config/wapipe), then
 * /etc/wapipe. Under WA_SANDBOX=1 the state lives in var/sandbox instead of
 * var, and the Graph address, listen address, token, app secret and verify token
 * are the sandbox's: no live secret is read. The address of a sandbox that has
 * not started yet is one that nothing can connect to.
 */
#ifndef WA_WORKSPACE_H
#define WA_WORKSPACE_H

#include <stdbool.h>
#include <stddef.h>

#include "ext/json.h"

struct workspace {
	char	*name;		/* last part of the directory */
	char	*dir;
	char	*var;		/* where state lives; made 0700 when missing */
	bool	 sandbox;
	json_t	*config;	/* workspace.yaml by its schema, defaults in: strings, integers, reals, booleans, arrays, objects */
};

/* NULL after saying what is wrong: not found, or file:line of every mistake. */
struct workspace	*workspace_open(const char *name);
void			 workspace_free(struct workspace *);
/* Directories of all workspaces in the search path's first place that has any,
 * NULL-terminated; free each and the array. */
char			**workspace_all(void);
/* A file of the workspace (faq.yaml) or of its state (journal.db). The caller frees. */
char			*workspace_file(const struct workspace *, const char *name);
char			*workspace_state(const struct workspace *, const char *name);
/* Is this phone_number_id one of ours? */
bool			 workspace_owns(const struct workspace *, const char *phone_number_id);
/* Secrets: systemd credentials (NAME.token, else token), then the file named in
 * workspace.yaml, then the environment. NULL after saying what is missing. The
 * caller frees. */
char			*workspace_token(const struct workspace *);
char			*workspace_app_secret(const struct workspace *);
char			*workspace_verify_token(const struct workspace *);

#endif
