/*
 * drain_slot: a row of the outbox in the drainer's hands, and its requests.
 *
 * A row goes through a slot:
 *
 *	marking   its read mark and typing sign are on the way (row still queued)
 *	packing   the next of its files is to be looked at (row still queued)
 *	uploading that file is on the way to WhatsApp (row still queued)
 *	ready     to be gated in the next transaction (row still queued)
 *	sending   its request is on the way
 *	done      its answer waits to be recorded in the next transaction
 */
#ifndef RUN_DRAIN_SLOT_H
#define RUN_DRAIN_SLOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ext/http.h"
#include "run/pace.h"
#include "run/upload.h"
#include "wa/graph.h"
#include "wa/workspace.h"

enum slot_state { SLOT_FREE, SLOT_MARKING, SLOT_PACKING, SLOT_UPLOADING, SLOT_READY, SLOT_STARTING, SLOT_SENDING, SLOT_DONE };

/* How a request ended, to be recorded. */
enum ending { ENDING_ANSWER, ENDING_UNSENT, ENDING_UNSURE, ENDING_ECHO, ENDING_UPLOAD };

/* WhatsApp's code for media that can't be uploaded. */
enum { DRAIN_SLOT_BAD_MEDIUM = 131053 };

struct slot {
	struct drain		*d;
	enum slot_state		 state;
	enum slot_state		 before;		/* the transaction in hand */
	int64_t			 id;
	int64_t			 contact;
	int64_t			 asked;
	int			 attempts;
	bool			 by_agent;
	char			*event;
	char			*callback;
	json_t			*message;
	struct upload_job	 upload;
	enum ending		 ending;
	struct graph_answer	 answer;
	int			 retry_after_s;
	bool			 unsent;	/* an upload that never left */
};

struct drain {
	const struct workspace	*ws;
	struct store		*st;
	struct db		*db;
	struct http		*http;
	struct echoes		*echoes;
	struct upload		*upload;
	struct pace		 pace;
	char			*token;
	const char		*number;	/* the one to send from when a message doesn't say */
	bool			 read_marks, typing;
	int64_t			 unknown_after;
	int			 bell;
	bool			 look;		/* there may be rows to take */
	int64_t			 tidied;	/* monotonic: when housekeeping was done */
	struct slot		*slots;
	size_t			 n;
};

/* The request for its read mark and typing sign; then it is packing. */
void	drain_slot_mark(struct slot *);
/* Its files one by one, until WhatsApp has all of them; then it is ready. */
void	drain_slot_pack(struct slot *);
/* The request itself; then it is done. */
void	drain_slot_send(struct slot *);
/* Has somebody answered from the phone since this was asked? */
bool	drain_slot_echoed(struct slot *);
/* Free again. */
void	drain_slot_clear(struct slot *);

#endif
