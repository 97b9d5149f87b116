/*
 * engine: what turns a piece of speech into words: PocketSphinx, a server, or
 * a program, as `transcribe` of workspace.yaml says.
 */
#ifndef RUN_ENGINE_H
#define RUN_ENGINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "wa/workspace.h"

#define ENGINE_READINGS 8

struct engine;

struct engine_piece {
	const int16_t	*samples;	/* 16 kHz */
	size_t		 n;
	const char	*language;	/* expected; NULL when nobody knows */
	int		 timeout_ms;
};

struct engine_heard {
	char	*text;		/* "" when no words were heard */
	char	*language;	/* as it says; NULL when it doesn't */
	double	 confidence;	/* 0..1 */
	char	*readings[ENGINE_READINGS];	/* what else it may have been, best first */
	size_t	 n;
};

/* The engine of this name, NULL for the configured one. NULL after saying what
 * is missing; *none when there is to be none. */
struct engine	*engine_open(const struct workspace *, const char *name, bool *none);
void		 engine_close(struct engine *);

const char	*engine_name(const struct engine *);
/* Does it know this language? NULL: one that nobody knows yet. */
bool		 engine_speaks(const struct engine *, const char *language);
/* The only language it knows, or NULL. */
const char	*engine_language(const struct engine *);
/* Pauses at which it wants speech cut, ms; and what stands between the texts of
 * such pieces. */
int		 engine_pause_ms(const struct engine *);
const char	*engine_between(const struct engine *);
/* From which confidence on it is sure, or doubtful, when nobody has set it. */
double		 engine_sure(const struct engine *);
double		 engine_doubtful(const struct engine *);

/* May be called by many threads. 0, or -1 after saying why, with `id` as its
 * subject. The caller clears `heard`. */
int		 engine_hear(struct engine *, const char *id, const struct engine_piece *, struct engine_heard *);
void		 engine_clear(struct engine_heard *);

/* One of them: what each brings. */
struct engine_kind {
	const char	*name;
	const char	*language;	/* the only one it knows, or NULL */
	int		 pause_ms;
	const char	*between;
	double		 sure, doubtful;
	void		*(*open)(const struct workspace *);
	void		 (*close)(void *);
	int		 (*hear)(void *, const char *id, const struct engine_piece *, struct engine_heard *);
};

#endif
