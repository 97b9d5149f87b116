/*
 * sniff: what a file is, by its bytes: its type, how long it plays, how large
 * its picture is. Names and what a sender says count for nothing. It looks at
 * headers and never decodes.
 */
#ifndef BASE_SNIFF_H
#define BASE_SNIFF_H

#include <stdbool.h>

struct sniff {
	const char	*type;		/* "image/jpeg"; "application/octet-stream" for what nobody knows */
	const char	*suffix;	/* ".jpg", the one that programs expect */
	const char	*codec;		/* "opus", "vorbis" in Ogg; else NULL */
	double		 seconds;	/* 0: none, or not told */
	int		 width, height;	/* pixels as shown; 0: none, or not told */
	bool		 animated;	/* WebP */
};

/* A regular file; its position is left alone. 0, or -1 with errno. */
int	sniff_file(int fd, struct sniff *);

#endif
