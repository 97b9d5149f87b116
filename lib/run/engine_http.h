/* engine_http: an engine that is a server. */
#ifndef RUN_ENGINE_HTTP_H
#define RUN_ENGINE_HTTP_H

#include "run/engine.h"

extern const struct engine_kind engine_http;

#endif
