/*
 * spelling: words as they sound, for those who write by ear: "varselona",
 * "avitasion", "fone".
 */
#ifndef NLP_SPELLING_H
#define NLP_SPELLING_H

/* What a folded word without accents comes to: two that sound alike in the
 * languages of the Latin script, more or less, come to the same. The caller frees. */
char	*spelling_key(const char *word);

#endif
