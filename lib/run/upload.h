/*
 * upload: files that messages name (wa/asset.h) are handed to WhatsApp before
 * the message goes, and their ids put in their place.
 *
 * An upload has no effect that a customer could see, so one whose fate is
 * uncertain is simply repeated; the row stays queued meanwhile. What WhatsApp
 * has is remembered by the file's SHA-256 (table `upload`) and not uploaded
 * again for as long as WhatsApp keeps it.
 */
#ifndef RUN_UPLOAD_H
#define RUN_UPLOAD_H

#include <stdint.h>

#include "ext/db.h"
#include "ext/http.h"
#include "ext/json.h"
#include "wa/workspace.h"

struct upload;

/* Both outlive it. */
struct upload	*upload_new(const struct workspace *, struct db *);
void		 upload_free(struct upload *);

/* The files of one message; zero to start with. */
struct upload_job {
	char		*number;
	const char	*kind;		/* of the file on its way, inside the message as `of` is */
	json_t		*of;
	char		*name;
	json_t		*files;		/* [{sha256, type, id?, known?}], that one the last */
	char		*why;		/* with UPLOAD_REFUSED */
};

enum upload_step {
	UPLOAD_NONE,	/* no file is left: the message may go */
	UPLOAD_STARTED,	/* done will be called */
	UPLOAD_REFUSED,	/* it can't be sent */
};

/* Does the message name files? */
bool		 upload_needed(const json_t *message);
/* Deals with the next file of the message, from this number of ours. */
enum upload_step upload_next(struct upload *, struct upload_job *, json_t *message, const char *number,
		    struct http *, const char *token, void (*done)(void *arg, struct http_answer *), void *arg);
/* WhatsApp took it under this id. */
void		 upload_done(struct upload_job *, const char *id);
/* In a write transaction: remembers what was uploaded. 0 or -1. */
int		 upload_note(struct upload *, struct upload_job *, int64_t now);
/* In one too: WhatsApp does not know an id that was remembered; false when none was. */
bool		 upload_forget(struct upload *, struct upload_job *);
void		 upload_job_free(struct upload_job *);

#endif
