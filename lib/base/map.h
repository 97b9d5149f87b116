/*
 * map: strings to pointers, in memory. Keys are copied; values stay the
 * caller's.
 */
#ifndef BASE_MAP_H
#define BASE_MAP_H

#include <stddef.h>

struct map;

struct map	*map_new(void);
/* Frees the map and its keys; with free_value, each value too. NULL is fine. */
void		 map_free(struct map *, void (*free_value)(void *));
void		*map_get(const struct map *, const char *key);
/* Sets or replaces; returns the value that stood there, or NULL. */
void		*map_set(struct map *, const char *key, void *value);
/* Takes a key out; returns its value, or NULL. */
void		*map_drop(struct map *, const char *key);
size_t		 map_count(const struct map *);
/* Walk in no promised order: start with *at = 0, stop at NULL. The map must not change. */
const char	*map_next(const struct map *, size_t *at, void **value);

#endif
