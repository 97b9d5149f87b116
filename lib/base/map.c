#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/mem.h"

/* Open addressing, linear probing; at most 3/4 full. A dropped key leaves no
 * mark: the run behind it is put in again. */
struct slot {
	char	*key;
	void	*value;
	size_t	 hash;	/* of the key: others are passed over without a look at theirs */
};

struct map {
	struct slot	*slots;
	size_t		 size;	/* a power of two */
	size_t		 count;
};

/* FNV-1a. Keys are ours or bounded by their source, so no seed is needed. */
static size_t
hash(const char *s)
{
	uint64_t h = 1469598103934665603u;

	for (; *s != '\0'; s++)
		h = (h ^ (unsigned char)*s) * 1099511628211u;
	return (size_t)(h ^ h >> 32);
}

static struct slot *
slot_of(const struct map *m, const char *key, size_t h)
{
	size_t i = h & (m->size - 1);

	while (m->slots[i].key != NULL && (m->slots[i].hash != h || strcmp(m->slots[i].key, key) != 0))
		i = (i + 1) & (m->size - 1);
	return &m->slots[i];
}

struct map *
map_new(void)
{
	struct map *m = mem_alloc(sizeof *m);

	m->size = 16;
	m->slots = mem_array(m->size, sizeof *m->slots);
	return m;
}

void
map_free(struct map *m, void (*free_value)(void *))
{
	if (m == NULL)
		return;
	for (size_t i = 0; i < m->size; i++) {
		if (m->slots[i].key != NULL && free_value != NULL)
			free_value(m->slots[i].value);
		free(m->slots[i].key);
	}
	free(m->slots);
	free(m);
}

void *
map_get(const struct map *m, const char *key)
{
	return slot_of(m, key, hash(key))->value;
}

static void
grow(struct map *m)
{
	struct map old = *m;

	m->size *= 2;
	m->slots = mem_array(m->size, sizeof *m->slots);
	for (size_t i = 0; i < old.size; i++)
		if (old.slots[i].key != NULL)
			*slot_of(m, old.slots[i].key, old.slots[i].hash) = old.slots[i];
	free(old.slots);
}

void *
map_set(struct map *m, const char *key, void *value)
{
	size_t h = hash(key);
	struct slot *s;
	void *was;

	if (m->count + 1 > m->size / 4 * 3)
		grow(m);
	s = slot_of(m, key, h);
	was = s->value;
	if (s->key == NULL) {
		s->key = mem_str(key);
		s->hash = h;
		m->count++;
	}
	s->value = value;
	return was;
}

void *
map_drop(struct map *m, const char *key)
{
	struct slot *s = slot_of(m, key, hash(key));
	void *was = s->value;

	if (s->key == NULL)
		return NULL;
	free(s->key);
	*s = (struct slot){0};
	m->count--;
	for (size_t i = ((size_t)(s - m->slots) + 1) & (m->size - 1); m->slots[i].key != NULL;
	    i = (i + 1) & (m->size - 1)) {
		struct slot moved = m->slots[i];

		m->slots[i] = (struct slot){0};
		*slot_of(m, moved.key, moved.hash) = moved;
	}
	return was;
}

size_t
map_count(const struct map *m)
{
	return m->count;
}

const char *
map_next(const struct map *m, size_t *at, void **value)
{
	while (*at < m->size) {
		const struct slot *s = &m->slots[(*at)++];

		if (s->key != NULL) {
			if (value != NULL)
				*value = s->value;
			return s->key;
		}
	}
	return NULL;
}
