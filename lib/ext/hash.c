#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <openssl/sha.h>

#include "base/log.h"
#include "base/mem.h"
#include "ext/hash.h"

void
hash_sha256(const void *data, size_t len, unsigned char out[HASH_LEN])
{
	SHA256(data, len, out);
}

struct hash {
	EVP_MD_CTX	*sha256;
};

static void
check_digest(int ok)
{
	if (ok != 1)
		log_die(EX_SOFTWARE, "libcrypto: no SHA-256");
}

struct hash *
hash_begin(void)
{
	struct hash *h = mem_alloc(sizeof *h);

	h->sha256 = EVP_MD_CTX_new();
	check_digest(h->sha256 != NULL && EVP_DigestInit_ex(h->sha256, EVP_sha256(), NULL));
	return h;
}

void
hash_add(struct hash *h, const void *data, size_t len)
{
	check_digest(EVP_DigestUpdate(h->sha256, data, len));
}

void
hash_end(struct hash *h, unsigned char out[HASH_LEN])
{
	if (h == NULL)
		return;
	if (out != NULL)
		check_digest(EVP_DigestFinal_ex(h->sha256, out, NULL));
	EVP_MD_CTX_free(h->sha256);
	free(h);
}

void
hash_hmac(const void *key, size_t key_len, const void *data, size_t len, unsigned char out[HASH_LEN])
{
	if (key_len > INT_MAX || HMAC(EVP_sha256(), key, (int)key_len, data, len, out, NULL) == NULL)
		log_die(EX_SOFTWARE, "libcrypto: no HMAC-SHA256");
}

char *
hash_hex(const void *data, size_t len, char *out)
{
	static const char digits[] = "0123456789abcdef";
	const unsigned char *p = data;

	for (size_t i = 0; i < len; i++) {
		out[2 * i] = digits[p[i] >> 4];
		out[2 * i + 1] = digits[p[i] & 15];
	}
	out[2 * len] = '\0';
	return out;
}

static int
digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

int
hash_unhex(const char *hex, unsigned char *out, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		int high = digit(hex[2 * i]), low = high == -1 ? -1 : digit(hex[2 * i + 1]);

		if (low == -1)
			return -1;
		out[i] = (unsigned char)(high << 4 | low);
	}
	return hex[2 * len] == '\0' ? 0 : -1;
}

char *
hash_base64(const void *data, size_t len)
{
	char *out;

	/* EVP counts in int. */
	if (len > INT_MAX / 4 * 3 - 3)
		log_die(EX_SOFTWARE, "base64: %zu bytes at once", len);
	out = mem_alloc((len + 2) / 3 * 4 + 1);
	EVP_EncodeBlock((unsigned char *)out, data, (int)len);
	return out;
}

unsigned char *
hash_unbase64(const char *text, size_t text_len, size_t *len)
{
	unsigned char *out;
	int n;

	/* EVP skips blanks at both ends and takes '=' for zero bits anywhere. */
	if (text_len % 4 != 0 || text_len > INT_MAX || memchr(text, ' ', text_len) || memchr(text, '\n', text_len) ||
	    memchr(text, '\t', text_len) || memchr(text, '\r', text_len))
		return NULL;
	*len = text_len / 4 * 3;
	for (int i = 0; i < 2 && text_len > 0 && text[text_len - 1 - (size_t)i] == '='; i++)
		--*len;
	if (memchr(text, '=', text_len) != NULL &&
	    (size_t)((const char *)memchr(text, '=', text_len) - text) < text_len - (text_len / 4 * 3 - *len))
		return NULL;
	out = mem_alloc(text_len / 4 * 3 + 1);
	n = text_len == 0 ? 0 : EVP_DecodeBlock(out, (const unsigned char *)text, (int)text_len);
	if (n == -1) {
		free(out);
		return NULL;
	}
	return out;
}

char *
hash_random(char *out, size_t n)
{
	unsigned char raw[64];

	for (size_t at = 0; at < n; at += 2 * sizeof raw) {
		size_t want = n - at < 2 * sizeof raw ? n - at : 2 * sizeof raw;
		char hex[2 * sizeof raw + 1];

		if (RAND_bytes(raw, sizeof raw) != 1)
			log_die(EX_OSERR, "libcrypto: no random numbers");
		memcpy(out + at, hash_hex(raw, sizeof raw, hex), want);
	}
	out[n] = '\0';
	return out;
}

bool
hash_equal(const void *a, const void *b, size_t len)
{
	return CRYPTO_memcmp(a, b, len) == 0;
}

bool
hash_equal_text(const char *secret, const char *given)
{
	unsigned char a[HASH_LEN], b[HASH_LEN];

	/* Digests are of one length whatever the strings are. */
	hash_sha256(secret, strlen(secret), a);
	hash_sha256(given, strlen(given), b);
	return hash_equal(a, b, sizeof a);
}
