/*
 * yaml_write: texts as they may stand in a file that people edit.
 */
#ifndef WA_YAML_WRITE_H
#define WA_YAML_WRITE_H

#include "base/buf.h"

/* A scalar: as it is, or between quotes where YAML would take it for something else. */
void	yaml_write_text(struct buf *, const char *);

#endif
