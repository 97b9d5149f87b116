/*
 * sniff_mp4: what an ISO base media file (MP4, 3GP, M4A, MOV, HEIC) holds.
 */
#ifndef BASE_SNIFF_MP4_H
#define BASE_SNIFF_MP4_H

#include "base/sniff.h"
#include "base/sniff_source.h"

/* False when it doesn't begin as one. */
bool	sniff_mp4(struct sniff_source *, struct sniff *);

#endif
