/*
 * json: owner of jansson. json_t is the currency of the whole project;
 * this adds only what jansson lacks: reading a line of outside bytes, getting
 * at nested members, and printing the one form we write.
 */
#ifndef EXT_JSON_H
#define EXT_JSON_H

#include <jansson.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

/*
 * One JSON document, after a byte order mark or none. Strings may hold \u0000;
 * duplicate members: the last counts. What is JSON but not jansson's is mended:
 * a lone surrogate escape (seen from WhatsApp) and a NUL in a member's name
 * become U+FFFD, a number beyond what we count with a string of its digits.
 * Bad UTF-8 is an error. NULL with a short reason in *why.
 */
json_t	*json_parse(const char *data, size_t len, const char **why);

/* Compact, member order kept, UTF-8 as it is, reals with the 15 digits that
 * every decimal of WhatsApp's survives; appended to the buffer. */
void	 json_print(const json_t *, struct buf *);

/* Member at a path of object members ("message.text"), or NULL. Borrowed. */
json_t	*json_at(const json_t *, const char *path);
/* The same as a C string: NULL when it is missing or no string. What stands
 * behind an embedded NUL isn't seen. Borrowed. */
const char *json_text(const json_t *, const char *path);
/* Is that string this one? NULL is none. */
bool	 json_says(const json_t *, const char *path, const char *word);
/* Is this one of an array's strings? */
bool	 json_has(const json_t *array, const char *word);
/* An array's items; of what is no array, itself as the only one: some write
 * {...} for [{...}]. NULL past the end. Borrowed. */
json_t	*json_item(const json_t *list, size_t i);
/* A number, also when it is written as a decimal string; else def. */
int64_t	 json_number(const json_t *, const char *path, int64_t def);
/* True only for JSON true. */
bool	 json_yes(const json_t *, const char *path);

/* Like json_object_set_new for a C string; NULL s sets nothing. */
void	 json_put(json_t *obj, const char *key, const char *s);
/* An array, unless it is empty, which has nothing to say. Takes it. */
void	 json_put_list(json_t *obj, const char *key, json_t *list);
/* A time as RFC 3339 text; ms 0 is none and sets nothing. */
void	 json_put_time(json_t *obj, const char *key, int64_t ms);
/* A string from outside for inside: NULs become U+FFFD, what is over max bytes
 * is cut between characters. Nothing is set when it is no string, or empty. */
void	 json_put_clean(json_t *obj, const char *key, const json_t *string, size_t max);

#endif
