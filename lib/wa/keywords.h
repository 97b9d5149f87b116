/*
 * keywords: messages that are nothing but one word by which customers steer
 * the desk: no more messages, messages again, a person please. They are obeyed
 * before anything is understood, for everyone, in any language; built in
 * (keywords.yaml beside this file) and, for a person, also those of
 * workspace.yaml's handoff.words.
 */
#ifndef WA_KEYWORDS_H
#define WA_KEYWORDS_H

#include "wa/workspace.h"

enum keyword { KEYWORD_NONE, KEYWORD_STOP, KEYWORD_START, KEYWORD_HUMAN };

struct keywords;

struct keywords	*keywords_load(const struct workspace *);
void		 keywords_free(struct keywords *);
/* Of the whole message; case, accents and punctuation don't count. NULL text is none. */
enum keyword	 keywords_find(const struct keywords *, const char *text);

#endif
