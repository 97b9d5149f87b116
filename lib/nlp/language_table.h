/*
 * language_table: the layout of the file language.bin, for what reads it and
 * what makes it (scripts/dev/language-table.c). Little-endian.
 *
 *	header
 *	uint32_t first[LANGUAGE_BUCKETS + 1]	where each bucket's records start
 *	records: print (2), languages (1), then for each language its number (1)
 *	    and its weight (1)
 *
 * A gram's bucket is the top of its hash, its print the bottom. A weight, in
 * steps, is how far the gram's log probability in a language lies above
 * log LANGUAGE_FLOOR; a language that isn't named has weight 0.
 */
#ifndef NLP_LANGUAGE_TABLE_H
#define NLP_LANGUAGE_TABLE_H

#include <stdint.h>

#define LANGUAGE_MAGIC		"walang1"
#define LANGUAGE_CODE		4
#define LANGUAGE_MAX		64
#define LANGUAGE_BUCKET_BITS	16
#define LANGUAGE_BUCKETS	(1u << LANGUAGE_BUCKET_BITS)
#define LANGUAGE_FLOOR		1e-7
#define LANGUAGE_STEP		0.0625

struct language_header {
	char		magic[8];
	uint32_t	languages;
	char		codes[LANGUAGE_MAX][LANGUAGE_CODE];
};

static inline uint32_t
language_bucket(uint64_t hash)
{
	return (uint32_t)(hash >> (64 - LANGUAGE_BUCKET_BITS));
}

static inline uint16_t
language_print(uint64_t hash)
{
	return (uint16_t)hash;
}

#endif
