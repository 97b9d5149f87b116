/* engine_command: an engine that is a program of the workspace's. */
#ifndef RUN_ENGINE_COMMAND_H
#define RUN_ENGINE_COMMAND_H

#include "run/engine.h"

extern const struct engine_kind engine_command;

#endif
