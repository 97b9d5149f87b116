/*
 * multipart: the parts of a multipart/form-data body, RFC 7578, in place.
 */
#ifndef RUN_MULTIPART_H
#define RUN_MULTIPART_H

#include <stdbool.h>
#include <stddef.h>

struct multipart {
	const char	*boundary;	/* inside the Content-Type given */
	size_t		 boundary_len;
	const char	*at, *end;
};

struct multipart_part {
	char		 name[64];
	char		 filename[256];	/* "" for none */
	char		 type[128];	/* "" for none */
	const char	*data;		/* inside the body */
	size_t		 len;
};

/* -1 when the Content-Type isn't multipart/form-data with a boundary. */
int	multipart_open(struct multipart *, const char *content_type, const char *body, size_t len);
/* The next part; false at the end, and at what isn't well formed. */
bool	multipart_next(struct multipart *, struct multipart_part *);

#endif
