/*
 * asset: files of ours that go out. WhatsApp's table of what each kind of
 * message may carry, and which files a message may name at all:
 *
 *	{"file":"menu.pdf"}	below files/ of the workspace, what operators put
 *				there to be sent. All that decides by itself
 *				(the FAQ, flows, hooks, a filter of one's own)
 *				names files so, and no others: a word of a
 *				customer's or a model's can't bring out a
 *				secret, a store, or what another customer sent.
 *	{"kept":"ab/ab12.pdf"}	on the shelf (wa/shelf.h): what a member named
 *				by hand, kept there when it was queued. Never
 *				taken from an event or a line.
 *
 * What a file is its bytes say, not its name.
 */
#ifndef WA_ASSET_H
#define WA_ASSET_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "ext/hash.h"
#include "ext/json.h"
#include "wa/workspace.h"

/* ---- what WhatsApp takes */

/* The most bytes a file of this type may have, 0 for a type that isn't sent. Parameters
 * (";codecs=opus") don't count. */
size_t		 asset_max(const char *type);
/* The type that goes with a name's suffix, or NULL. */
const char	*asset_type_of_name(const char *name);

/* ---- files */

struct asset {
	int		 fd;
	size_t		 len;
	const char	*type;		/* as WhatsApp wants to hear it */
	const char	*suffix;
	const char	*name;		/* for people: the last part of how it was named; in the object */
};

/*
 * Opens what an object of a message of this kind names. -1 with a reason for
 * people in *why, which the caller frees: not there, not allowed, not a file
 * that this kind of message may carry. asset_close is due after 0.
 */
int		 asset_open(const struct workspace *, const char *kind, const json_t *of, struct asset *, char **why);
void		 asset_close(struct asset *);
/* SHA-256 of all of it; -1 with errno. */
int		 asset_digest(const struct asset *, unsigned char out[HASH_LEN]);

/* All files of a message: NULL when they can be sent, else why not; the caller frees. */
char		*asset_refusal(const struct workspace *, const json_t *message);
/* What a message with this file is: "image" ... "document". Any file that this user may read; NULL after
 * saying why it can't be sent. */
const char	*asset_look(const char *path);
/* The same file onto the shelf: {"kept","filename"}, and its media key (shelf_keep) in *key. New references;
 * NULL after saying why. */
json_t		*asset_take(const struct workspace *, const char *path, json_t **key);

#endif
