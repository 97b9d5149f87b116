/*
 * graph: the Cloud API's requests, answers and error codes. No network here.
 */
#ifndef WA_GRAPH_H
#define WA_GRAPH_H

#include <stdbool.h>
#include <stddef.h>

#include "ext/json.h"

/* What to do about an error code. */
enum graph_retry {
	GRAPH_NO,	/* the same request fails again */
	GRAPH_LIMITED,	/* perhaps: a few times */
	GRAPH_YES,	/* it passes by itself: later */
	GRAPH_WAIT,	/* when something outside has changed */
};

/* Whom it concerns. */
enum graph_scope {
	GRAPH_MESSAGE,
	GRAPH_RECIPIENT,	/* everything to this customer */
	GRAPH_NUMBER,		/* everything from this number */
};

struct graph_rule {
	int			 code;
	enum graph_retry	 retry;
	enum graph_scope	 scope;
	const char		*advice;	/* what it means and what to do, for people */
};

/* Never NULL: a code that no page documents may be tried again a few times. */
const struct graph_rule *graph_rule(int code);

enum graph_verdict {
	GRAPH_ACCEPTED,		/* wamid is set for a message */
	GRAPH_REFUSED,		/* code and reason are set; code 0 when no Graph error came */
	GRAPH_UNREADABLE,	/* nobody can tell what became of it */
};

/* An answer; strings are copied. */
struct graph_answer {
	enum graph_verdict	 verdict;
	int			 code;
	char			*wamid;		/* the message's; of an upload the medium's id */
	char			*reason;
};

/* What the API answered to a message, or to something else (a read mark, an upload). */
void	 graph_read(int http_status, const char *body, size_t len, bool message, struct graph_answer *);
void	 graph_answer_free(struct graph_answer *);

/* URL/VERSION/NUMBER/messages. The caller frees. */
char	*graph_messages_url(const json_t *config, const char *number);

/* URL/VERSION/ID?phone_number_id=NUMBER: where to ask for a medium; number NULL
 * for none. NULL when the id is no id. The caller frees. */
char	*graph_media_url(const json_t *config, const char *id, const char *number);
/* Where media are uploaded: URL/VERSION/NUMBER/media. The caller frees. */
char	*graph_upload_url(const json_t *config, const char *number);
/* Is this an address for the token: one of Meta's by https, or the place that graph.url names? */
bool	 graph_may_have_token(const json_t *config, const char *url);

/* What a lookup tells of a medium. */
struct graph_medium {
	const char	*url;
	const char	*sha256;	/* hex or base64, or NULL */
	int64_t		 bytes;		/* 0 when it isn't told */
};
/* Points into the answer; -1 when it names no address. */
int	 graph_medium(const json_t *answer, struct graph_medium *);

/*
 * Sets the recipient of a message: "to" a phone (digits; the + is added,
 * without it the business's own country code would be) or else "recipient", a
 * user id. -1 when there is neither.
 */
int	 graph_address(json_t *msg, const char *wa_id, const char *user_id);
/* The request that sends an addressed message. New reference. */
json_t	*graph_request(const json_t *msg, const char *callback);
/* The request that marks a customer's message read, and perhaps shows typing. New reference. */
json_t	*graph_read_mark(const char *wamid, bool typing);

#endif
