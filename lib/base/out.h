/*
 * out: the end of what was printed on stdout.
 */
#ifndef BASE_OUT_H
#define BASE_OUT_H

/*
 * Flushes stdout. EX_OK when all of it was written, or nobody reads it any
 * more; else EX_IOERR, after saying once what is wrong.
 */
int	out_end(void);

#endif
