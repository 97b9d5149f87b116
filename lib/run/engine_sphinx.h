/* engine_sphinx: the engine that is built in, PocketSphinx. */
#ifndef RUN_ENGINE_SPHINX_H
#define RUN_ENGINE_SPHINX_H

#include "run/engine.h"

extern const struct engine_kind engine_sphinx;

#endif
