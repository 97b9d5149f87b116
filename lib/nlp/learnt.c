#include <string.h>

#include "base/file.h"
#include "nlp/learnt.h"

#define MAX	((size_t)64 << 20)	/* a file with more is none of ours */
#define HEAD	(2 * HASH_LEN)		/* the key, and the digest of what follows */

void
learnt_key(const char *language, const char *const *texts, const uint32_t *numbers, size_t n, unsigned char key[HASH_LEN])
{
	struct hash *h = hash_begin();

	hash_add(h, NLP_DIGEST, sizeof NLP_DIGEST);
	hash_add(h, language, strlen(language) + 1);
	for (size_t i = 0; i < n; i++) {
		hash_add(h, &numbers[i], sizeof numbers[i]);
		hash_add(h, texts[i], strlen(texts[i]) + 1);
	}
	hash_end(h, key);
}

bool
learnt_read(const char *path, const unsigned char key[HASH_LEN], struct buf *b)
{
	unsigned char digest[HASH_LEN];

	buf_clear(b);
	if (file_read(path, MAX, b) == -1 || b->len < HEAD || memcmp(b->data, key, HASH_LEN) != 0)
		return false;
	hash_sha256(b->data + HEAD, b->len - HEAD, digest);
	if (memcmp(b->data + HASH_LEN, digest, HASH_LEN) != 0)
		return false;
	buf_drop(b, HEAD);
	return true;
}

void
learnt_write(const char *path, const unsigned char key[HASH_LEN], const struct buf *b)
{
	unsigned char digest[HASH_LEN];
	struct buf file = {0};

	hash_sha256(b->data, b->len, digest);
	buf_add(&file, key, HASH_LEN);
	buf_add(&file, digest, HASH_LEN);
	buf_add(&file, b->data, b->len);
	file_replace(path, 0600, file.data, file.len);
	buf_free(&file);
}
