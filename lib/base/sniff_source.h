/*
 * sniff_source: the bytes of a file, a look at a time. Every look is checked
 * against the file's size, and there are only so many: whatever a file claims
 * about itself, looking at it ends.
 */
#ifndef BASE_SNIFF_SOURCE_H
#define BASE_SNIFF_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SNIFF_LOOK	((size_t)4096)	/* bytes at once */

struct sniff_source {
	int		 fd;
	uint64_t	 size;
	int		 reads_left;
	uint64_t	 at;		/* where the window stands */
	size_t		 len;
	unsigned char	 window[4 * SNIFF_LOOK];
};

/* -1 with errno when it is no regular file. */
int	 sniff_source_open(struct sniff_source *, int fd);
/* n bytes (at most SNIFF_LOOK) from `at` on, NULL when they aren't all there.
 * They last until the next call. */
const unsigned char *sniff_source_at(struct sniff_source *, uint64_t at, size_t n);
/* Do these bytes stand there? */
bool	 sniff_source_has(struct sniff_source *, uint64_t at, const void *bytes, size_t n);
/* The last place of the pattern before `before`, no further than `within` bytes back; -1 for none. */
int64_t	 sniff_source_last(struct sniff_source *, uint64_t before, uint64_t within, const void *pattern, size_t n);

/* Numbers in either order. */
static inline uint32_t sniff_be16(const unsigned char *p) { return (uint32_t)p[0] << 8 | p[1]; }
static inline uint32_t sniff_be32(const unsigned char *p) { return sniff_be16(p) << 16 | sniff_be16(p + 2); }
static inline uint64_t sniff_be64(const unsigned char *p) { return (uint64_t)sniff_be32(p) << 32 | sniff_be32(p + 4); }
static inline uint32_t sniff_le16(const unsigned char *p) { return (uint32_t)p[1] << 8 | p[0]; }
static inline uint32_t sniff_le32(const unsigned char *p) { return sniff_le16(p + 2) << 16 | sniff_le16(p); }
static inline uint64_t sniff_le64(const unsigned char *p) { return (uint64_t)sniff_le32(p + 4) << 32 | sniff_le32(p); }

#endif
