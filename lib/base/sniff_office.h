/*
 * sniff_office: which kind of document a container holds: the ZIP of newer
 * office files and books, and the compound file of older ones.
 */
#ifndef BASE_SNIFF_OFFICE_H
#define BASE_SNIFF_OFFICE_H

#include "base/sniff.h"
#include "base/sniff_source.h"

/* Of a file that begins as one; sets type and suffix. */
void	sniff_office_zip(struct sniff_source *, struct sniff *);
void	sniff_office_compound(struct sniff_source *, struct sniff *);

#endif
