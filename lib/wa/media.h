/*
 * media: what was sent besides words, table `media`: one row a message, with
 * where the file is kept (wa/shelf.h) or why there is none.
 *
 *	-        -> kept	fetched when it came
 *	-        -> missing	could not be had; `again` says when it is asked for
 *				once more, apart from the message
 *	missing  -> kept	had at last
 *	kept     -> removed	older than media.keep, and no newer message has the same file
 *
 * All functions that change something want to be inside a write transaction
 * and return 0, or -1 on a store error.
 */
#ifndef WA_MEDIA_H
#define WA_MEDIA_H

#include <stdbool.h>
#include <stdint.h>

#include "ext/db.h"
#include "ext/json.h"
#include "wa/workspace.h"

/* Has the message something that can be fetched? Its media object, or NULL. */
const json_t	*media_in(const json_t *ev);

/* Files what became of an event's media: key is that of wa-event(5). Nothing
 * when it is filed already as kept. */
int	 media_file(struct db *, const json_t *ev, int64_t contact, const json_t *key, int64_t now);
/* The key of an event as its row tells it now, paths of this workspace; NULL
 * when there is no row. New reference. */
json_t	*media_key(struct db *, const struct workspace *, const char *event);

/* The same for a file of ours that goes out with a member's message; name is what it is called. */
int	 media_file_ours(struct db *, const char *event, int64_t contact, const char *name, const json_t *key, int64_t now);

/* One to be asked for once more. */
struct media_due {
	char	*event;
	json_t	*asked;		/* {id, sha256?, number?} */
};
/* The one that has waited longest, false when none is due. media_due_free frees what it holds. */
bool	 media_next_due(struct db *, int64_t now, struct media_due *);
void	 media_due_free(struct media_due *);
/* What became of it: kept, or missing still, to be tried again while WhatsApp may have it. */
int	 media_settle(struct db *, const char *event, const json_t *key, int64_t now);

/* Rows as {event, time, conversation, name?, file?, path?, type?, bytes?, seconds?, width?, height?,
 * sha256?, problem?, again?, removed?}, the newest first. New reference. */
json_t	*media_list(struct db *, const struct workspace *, int64_t since, bool only_missing, int64_t max);

/* Calls back with each file on the shelf whose newest message is older than `before`. */
int	 media_each_old(struct db *, int64_t before, void (*each)(void *arg, const char *name), void *arg);
/* Does a message from then on need this file? */
bool	 media_needs(struct db *, const char *name, int64_t since);
/* The file is gone: its rows say so. */
int	 media_forget(struct db *, const char *name, int64_t now);

/* Table `upload`: the id under which WhatsApp has a file of ours, NULL when it
 * has none or will not have it for long. The caller frees. */
char	*media_uploaded(struct db *, const char *sha256, const char *number, const char *type, int64_t now);
int	 media_note_upload(struct db *, const char *sha256, const char *number, const char *type, const char *id, int64_t now);
int	 media_forget_upload(struct db *, const char *id);

#endif
