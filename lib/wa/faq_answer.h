/*
 * faq_answer: what an entry of the FAQ says. There is no falling back to
 * another language: NULL means that the caller escalates.
 */
#ifndef WA_FAQ_ANSWER_H
#define WA_FAQ_ANSWER_H

#include "wa/faq.h"

/* The answer's text with its variables filled in; NULL when the entry
 * escalates, is past its date, or has no answer in this language (pt finds
 * pt-BR; an answer without a language is in the workspace's, and is what a
 * NULL language asks for). `contact` is an event's, or NULL. The caller frees. */
char	*faq_answer(const struct faq *, const struct faq_entry *, const char *language, const json_t *contact);
/* The whole answer as outbound messages: media, text with its buttons, the
 * next question. NULL as above. The caller owns the array. */
json_t	*faq_answer_messages(const struct faq *, const struct faq_entry *, const char *language, const json_t *contact);
/* A text in a language, or NULL; one without a language is in the workspace's. */
const char *faq_answer_text(const struct faq *, const json_t *local, const char *language);

#endif
