#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/mem.h"
#include "run/attachment.h"
#include "wa/asset.h"

struct entry {
	struct attachment	 a;	/* first: the map's value is both */
	struct entry		*next;	/* the newer one */
	struct entry		*prev;
};

struct attachment_store {
	struct map	*by_id;
	struct entry	*oldest, *newest;
	size_t		 bytes, bytes_max;
	char		 secret[33];
};

struct attachment_store *
attachment_open(size_t bytes_max)
{
	struct attachment_store *s = mem_alloc(sizeof *s);

	s->by_id = map_new();
	s->bytes_max = bytes_max;
	hash_random(s->secret, sizeof s->secret - 1);
	return s;
}

static void
release(struct attachment_store *s, struct entry *e)
{
	if (e->prev != NULL)
		e->prev->next = e->next;
	else
		s->oldest = e->next;
	if (e->next != NULL)
		e->next->prev = e->prev;
	else
		s->newest = e->prev;
	map_drop(s->by_id, e->a.id);
	s->bytes -= e->a.len;
	free(e->a.mime);
	free(e->a.filename);
	free(e->a.data);
	free(e);
}

void
attachment_close(struct attachment_store *s)
{
	if (s == NULL)
		return;
	while (s->oldest != NULL)
		release(s, s->oldest);
	map_free(s->by_id, NULL);
	free(s);
}

/* As WhatsApp's: a long number. */
static void
make_id(char *id, size_t size)
{
	char hex[16];

	snprintf(id, size, "1%015llu", strtoull(hash_random(hex, 12), NULL, 16));
}

const struct attachment *
attachment_add(struct attachment_store *s, const void *data, size_t len, const char *mime, const char *filename)
{
	struct entry *e = mem_alloc(sizeof *e);

	make_id(e->a.id, sizeof e->a.id);
	e->a.mime = mem_str(mime);
	e->a.filename = mem_str(filename);
	e->a.data = mem_strn(data, len);
	e->a.len = len;
	hash_sha256(data, len, e->a.sha256);
	while (s->oldest != NULL && s->bytes + len > s->bytes_max)
		release(s, s->oldest);
	e->prev = s->newest;
	*(s->newest != NULL ? &s->newest->next : &s->oldest) = e;
	s->newest = e;
	s->bytes += len;
	map_set(s->by_id, e->a.id, e);
	return &e->a;
}

const struct attachment *
attachment_find(struct attachment_store *s, const char *id)
{
	return map_get(s->by_id, id);
}

bool
attachment_drop(struct attachment_store *s, const char *id)
{
	struct entry *e = map_get(s->by_id, id);

	if (e == NULL)
		return false;
	release(s, e);
	return true;
}

char *
attachment_refusal(const char *mime, size_t len)
{
	size_t max = asset_max(mime);

	if (max == 0)
		return mem_printf("Param file must be a file with one of the types WhatsApp supports. Received file of type '%.100s'.", mime);
	if (len > max)
		return mem_printf("Param file is too large: %zu bytes, at most %zu for %.*s", len, max, (int)strcspn(mime, "; "), mime);
	return len == 0 ? mem_str("Param file is empty") : NULL;
}

const char *
attachment_mime(const char *filename)
{
	const char *type = asset_type_of_name(filename);

	return type != NULL ? type : "application/octet-stream";
}

static void
sign(const struct attachment_store *s, const char *id, const char *ext, char hex[HASH_HEX_LEN])
{
	char *text = mem_printf("%s:%s", id, ext);
	unsigned char digest[HASH_LEN];

	hash_hmac(s->secret, strlen(s->secret), text, strlen(text), digest);
	hash_hex(digest, HASH_LEN, hex);
	free(text);
}

char *
attachment_ticket(const struct attachment_store *s, const struct attachment *a, int64_t until_s)
{
	char hex[HASH_HEX_LEN], *ext = mem_printf("%lld", (long long)until_s), *ticket;

	sign(s, a->id, ext, hex);
	ticket = mem_printf("%s?ext=%s&hash=%s", a->id, ext, hex);
	free(ext);
	return ticket;
}

bool
attachment_admits(const struct attachment_store *s, const char *id, const char *ext, const char *hash)
{
	char hex[HASH_HEX_LEN];

	sign(s, id, ext, hex);
	return hash_equal_text(hex, hash);
}
