/*
 * config: what a file of the workspace may say, as a table, and the reader
 * that turns the document into typed JSON with every default filled in.
 *
 * All mistakes are collected in the document (yaml_print says them); a value
 * that is wrong is replaced by its default, so that reading goes on and finds
 * the next. A key with nothing after it counts as absent.
 */
#ifndef WA_CONFIG_H
#define WA_CONFIG_H

#include "ext/yaml.h"

enum config_type {
	CONFIG_TEXT,		/* string */
	CONFIG_LOCAL,		/* string, or object of language -> string */
	CONFIG_ID,		/* string: letters, digits, . _ - and no more than 64 */
	CONFIG_LANGUAGE,	/* string: en, pt-BR */
	CONFIG_BOOL,		/* true false yes no on off -> boolean */
	CONFIG_INT,		/* -> integer */
	CONFIG_REAL,		/* -> real */
	CONFIG_DURATION,	/* 90s 10m 6h 2d 1h30m -> integer, ms */
	CONFIG_CHOICE,		/* one of `choices` */
	CONFIG_LIST,		/* array of `of`; one item may stand without a list */
	CONFIG_MAP,		/* object of any key -> `of` */
	CONFIG_OBJECT,		/* object with the keys of the table `of` */
	CONFIG_ANY,		/* whatever stands there, scalars as strings */
};

struct config_field {
	const char			*key;	/* NULL ends a table */
	enum config_type		 type;
	const char			*def;	/* as one would type it; NULL: absent when not given */
	bool				 required;
	bool				 optional;	/* LIST, MAP, OBJECT: absent stays absent, else it is an empty one with its defaults */
	const struct config_field	*of;
	const char *const		*choices;	/* ends with NULL */
	double				 min, max;	/* of INT, REAL, DURATION (ms); max 0: none */
	/* What more must hold of a value of the right type. */
	void				(*check)(struct yaml *, const json_t *node, const json_t *typed);
};

/* A mapping by its table; never NULL. "" counts as an empty mapping. `what`
 * names it in mistakes. The caller owns the result. */
json_t	*config_object(struct yaml *, const json_t *node, const struct config_field *, const char *what);

/* "en", "pt-BR", "zh-Hant-TW". */
bool	 config_is_language(const char *);
/* The same language, whatever the region: pt and pt-BR. */
bool	 config_same_language(const char *, const char *);
/* Is it one of a list? NULL is none. */
bool	 config_has_language(const json_t *list, const char *language);
/* A CONFIG_LOCAL value in a language: the exact one, the same language of
 * another region, or, of a plain string, the string. NULL when there is none. */
const char *config_local(const json_t *local, const char *language);
/* Remarks on each of the workspace's languages that a text written by language
 * lacks: "WHAT: nothing in LANGUAGE", and `then`, what follows from it, or "". */
void	 config_remark_languages(struct yaml *, const json_t *node, const json_t *settings, const char *what, const char *then);
/* -1 when it is no duration. */
int	 config_duration(const char *, int64_t *ms);

#endif
