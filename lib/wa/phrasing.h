/*
 * phrasing: what a way of asking comes down to, to find those that say the same.
 */
#ifndef WA_PHRASING_H
#define WA_PHRASING_H

/* Its words, folded, without accents, sorted, each once: two phrasings with
 * the same key are the same to the matcher. The caller frees. */
char	*phrasing_key(const char *text);
/* An id made of it: "Dental cleaning?" is dental_cleaning; "" when it has no
 * letter of ASCII's. The caller frees. */
char	*phrasing_id(const char *text);

#endif
