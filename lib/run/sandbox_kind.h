/*
 * sandbox_kind: the kinds of messages a customer can be made to send: members
 * of a line to inject become those of a webhook's message.
 */
#ifndef RUN_SANDBOX_KIND_H
#define RUN_SANDBOX_KIND_H

#include <stdbool.h>

#include "base/buf.h"
#include "ext/json.h"

struct sandbox_kind {
	const json_t	*line;		/* the caller's */
	const char	*phone;		/* the caller's; NULL for none */
	json_t		*content;	/* {"type":T, T:{...}}; NULL until built */
	struct buf	 file;		/* of a medium, whose object is still to be set */
	bool		 has_file;
};

/* -1 with a reason the caller frees. sandbox_kind_release is due either way. */
int	sandbox_kind_build(struct sandbox_kind *, const json_t *line, const char *phone, char **why);
/* The type, and its object, which it takes over. */
void	sandbox_kind_set(struct sandbox_kind *, const char *type, json_t *body);
void	sandbox_kind_release(struct sandbox_kind *);

#endif
