#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "ext/hash.h"
#include "wa/pseudonym.h"

enum { KEY_HEX = 64, ID_HEX = 24 };

char *
pseudonym_key(const char *dir, bool make)
{
	char *path = file_path(dir, "erase.key"), *key = NULL;
	struct buf b = {0};

	if (file_read(path, KEY_HEX * 2, &b) == 0 && b.len >= KEY_HEX) {
		key = mem_strn(b.data, KEY_HEX);
	} else if (make) {
		char made[KEY_HEX + 1];

		hash_random(made, KEY_HEX);
		if (file_replace(path, 0600, made, KEY_HEX) == 0)
			key = mem_str(made);
		else
			log_line("%s: %s", path, strerror(errno));
	}
	buf_free(&b);
	free(path);
	return key;
}

char *
pseudonym_of(const char *key, const char *id)
{
	unsigned char digest[HASH_LEN];
	char hex[HASH_HEX_LEN];

	hash_hmac(key, strlen(key), id, strlen(id), digest);
	hash_hex(digest, HASH_LEN, hex);
	return mem_printf("x_%.*s", ID_HEX, hex);
}

void
pseudonym_once(const char *key, const unsigned char once[PSEUDONYM_ONCE], unsigned char out[PSEUDONYM_ONCE])
{
	unsigned char digest[HASH_LEN];

	hash_hmac(key, strlen(key), once, PSEUDONYM_ONCE, digest);
	memcpy(out, digest, PSEUDONYM_ONCE);
}
