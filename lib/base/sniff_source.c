#include <sys/stat.h>

#include <assert.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/sniff_source.h"

/* Enough to walk through all frames of 100 MB. */
#define READS_MAX 16384

int
sniff_source_open(struct sniff_source *s, int fd)
{
	struct stat st;

	if (fstat(fd, &st) == -1)
		return -1;
	if (!S_ISREG(st.st_mode)) {
		errno = EINVAL;
		return -1;
	}
	s->fd = fd;
	s->size = (uint64_t)st.st_size;
	s->reads_left = READS_MAX;
	s->at = 0;
	s->len = 0;
	return 0;
}

/* Moves the window; -1 when nothing can be had. */
static int
look(struct sniff_source *s, uint64_t at)
{
	ssize_t n;

	s->len = 0;
	if (s->reads_left == 0)
		return -1;
	s->reads_left--;
	do {
		n = pread(s->fd, s->window, sizeof s->window, (off_t)at);
	} while (n == -1 && errno == EINTR);
	if (n <= 0)
		return -1;
	s->at = at;
	s->len = (size_t)n;
	return 0;
}

const unsigned char *
sniff_source_at(struct sniff_source *s, uint64_t at, size_t n)
{
	assert(n <= SNIFF_LOOK);
	if (n > s->size || at > s->size - n)
		return NULL;
	if (at < s->at || at - s->at > s->len || s->len - (at - s->at) < n)
		if (look(s, at) == -1 || s->len < n)
			return NULL;
	return s->window + (at - s->at);
}

bool
sniff_source_has(struct sniff_source *s, uint64_t at, const void *bytes, size_t n)
{
	const unsigned char *p = sniff_source_at(s, at, n);

	return p != NULL && memcmp(p, bytes, n) == 0;
}

int64_t
sniff_source_last(struct sniff_source *s, uint64_t before, uint64_t within, const void *pattern, size_t n)
{
	uint64_t end = before < s->size ? before : s->size, stop = end > within ? end - within : 0;

	/* Pieces from the back, each with the pattern's length of the one after it. */
	while (end > stop && end - stop >= n) {
		uint64_t from = end - stop > SNIFF_LOOK ? end - SNIFF_LOOK : stop;
		const unsigned char *p = sniff_source_at(s, from, (size_t)(end - from));

		if (p == NULL)
			return -1;
		for (size_t i = (size_t)(end - from) - n + 1; i-- > 0; )
			if (memcmp(p + i, pattern, n) == 0)
				return (int64_t)(from + i);
		if (from == stop)
			break;
		end = from + n - 1;
	}
	return -1;
}
