#ifndef RUN_ENGINE_HTTP_H
#define RUN_ENGINE_HTTP_H

#include "run/engine.h"

extern const struct engine_kind engine_http;

#endif
