/*
 * engine_answer: what servers and programs answer when they have heard
 * something: plain text, OpenAI's JSON, whisper.cpp's, or just {"text":...}.
 */
#ifndef RUN_ENGINE_ANSWER_H
#define RUN_ENGINE_ANSWER_H

#include "run/engine.h"

/* NULL with `heard` filled in, or what is wrong with it. json: text alone is no answer. */
const char	*engine_answer_read(const char *data, size_t len, bool json, struct engine_heard *heard);

#endif
