/*
 * gist: what a long text is about, in its own words, on one line.
 */
#ifndef NLP_GIST_H
#define NLP_GIST_H

/* The sentences that carry most, in their order, in about 160 characters.
 * Questions count more; so do words that the text comes back to. The caller
 * frees. */
char	*gist(const char *text);

#endif
