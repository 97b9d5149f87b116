#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/map.h"
#include "base/mem.h"
#include "run/attachment.h"

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

#define KIB ((size_t)1 << 10)
#define MIB ((size_t)1 << 20)

/* Meta's table of media types. */
static const struct {
	const char	*mime;
	size_t		 max;
	const char	*suffix;
} types[] = {
	{ "audio/aac", 16 * MIB, ".aac" },
	{ "audio/amr", 16 * MIB, ".amr" },
	{ "audio/mpeg", 16 * MIB, ".mp3" },
	{ "audio/mp4", 16 * MIB, ".m4a" },
	{ "audio/ogg", 16 * MIB, ".ogg" },
	{ "audio/ogg", 16 * MIB, ".opus" },
	{ "text/plain", 100 * MIB, ".txt" },
	{ "application/pdf", 100 * MIB, ".pdf" },
	{ "application/msword", 100 * MIB, ".doc" },
	{ "application/vnd.ms-excel", 100 * MIB, ".xls" },
	{ "application/vnd.ms-powerpoint", 100 * MIB, ".ppt" },
	{ "application/vnd.openxmlformats-officedocument.wordprocessingml.document", 100 * MIB, ".docx" },
	{ "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", 100 * MIB, ".xlsx" },
	{ "application/vnd.openxmlformats-officedocument.presentationml.presentation", 100 * MIB, ".pptx" },
	{ "image/jpeg", 5 * MIB, ".jpg" },
	{ "image/jpeg", 5 * MIB, ".jpeg" },
	{ "image/png", 5 * MIB, ".png" },
	{ "image/webp", 500 * KIB, ".webp" },
	{ "video/mp4", 16 * MIB, ".mp4" },
	{ "video/3gpp", 16 * MIB, ".3gp" },
};

#define TYPES (sizeof types / sizeof types[0])

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
	size_t n = strcspn(mime, "; ");

	for (size_t i = 0; i < TYPES; i++) {
		if (strlen(types[i].mime) != n || strncasecmp(types[i].mime, mime, n) != 0)
			continue;
		if (len > types[i].max)
			return mem_printf("Param file is too large: %zu bytes, at most %zu for %s", len, types[i].max, types[i].mime);
		if (len == 0)
			return mem_str("Param file is empty");
		return NULL;
	}
	return mem_printf("Param file must be a file with one of the types WhatsApp supports. Received file of type '%.100s'.", mime);
}

const char *
attachment_mime(const char *filename)
{
	const char *dot = strrchr(filename, '.');

	for (size_t i = 0; dot != NULL && i < TYPES; i++)
		if (strcasecmp(types[i].suffix, dot) == 0)
			return types[i].mime;
	return "application/octet-stream";
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
