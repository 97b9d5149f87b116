/*
 * cluster: texts that say nearly the same, put together.
 *
 * The text with the most neighbours makes a cluster of those that have none
 * yet; then the next; so that every text is in one, and the same texts give
 * the same clusters. What a cluster is about is said by its first text.
 */
#ifndef NLP_CLUSTER_H
#define NLP_CLUSTER_H

#include <stddef.h>

#define CLUSTER_TEXTS_MAX	4000	/* beyond, the pairs are too many for a report */

/*
 * The cluster of each of n texts, numbered from the largest on, into of[n];
 * the text that speaks for cluster c into head[c], which has room for n. How
 * many clusters.
 */
size_t	cluster_texts(const char *language, const char *const *texts, size_t n, size_t *of, size_t *head);

#endif
