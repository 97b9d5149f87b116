/*
 * sniff_image: width and height of pictures, from their headers.
 */
#ifndef BASE_SNIFF_IMAGE_H
#define BASE_SNIFF_IMAGE_H

#include "base/sniff.h"
#include "base/sniff_source.h"

/* Of a file that begins as one; what isn't told stays 0. */
void	sniff_image_jpeg(struct sniff_source *, struct sniff *);
void	sniff_image_png(struct sniff_source *, struct sniff *);
void	sniff_image_gif(struct sniff_source *, struct sniff *);
void	sniff_image_webp(struct sniff_source *, struct sniff *);

#endif
