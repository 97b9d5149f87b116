/*
 * attachment: the sandbox's media: what was uploaded or sent by customers,
 * in memory, with download addresses that expire.
 */
#ifndef RUN_ATTACHMENT_H
#define RUN_ATTACHMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ext/hash.h"

#define ATTACHMENT_MAX	((size_t)100 << 20)

struct attachment_store;

struct attachment {
	char		 id[24];	/* digits */
	char		*mime;
	char		*filename;	/* NULL for none */
	char		*data;
	size_t		 len;
	unsigned char	 sha256[HASH_LEN];
};

/* Keeps at most so many bytes: the oldest go first. */
struct attachment_store	*attachment_open(size_t bytes_max);
void			 attachment_close(struct attachment_store *);
/* Copies. Stays until dropped or crowded out. */
const struct attachment	*attachment_add(struct attachment_store *, const void *data, size_t len,
			    const char *mime, const char *filename);
const struct attachment	*attachment_find(struct attachment_store *, const char *id);
bool			 attachment_drop(struct attachment_store *, const char *id);

/* May WhatsApp send this kind of file? NULL, or what is wrong; the caller frees. */
char			*attachment_refusal(const char *mime, size_t len);
/* The MIME type of a file's name, application/octet-stream when it tells nothing. */
const char		*attachment_mime(const char *filename);

/* "ID?ext=T&hash=H": what follows the place in a download address that works
 * until T (wall seconds). The caller frees. */
char			*attachment_ticket(const struct attachment_store *, const struct attachment *, int64_t until_s);
/* Is a ticket's hash right? */
bool			 attachment_admits(const struct attachment_store *, const char *id, const char *ext, const char *hash);

#endif
