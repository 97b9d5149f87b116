#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/sniff.h"
#include "wa/asset.h"
#include "wa/outbound.h"
#include "wa/shelf.h"

#define KIB ((size_t)1 << 10)
#define MIB ((size_t)1 << 20)

/* Meta's table of media types; with several suffixes a type stands several times. */
static const struct rule {
	const char	*type;
	const char	*kind;
	size_t		 max;
	const char	*suffix;
} rules[] = {
	{ "audio/aac", "audio", 16 * MIB, ".aac" },
	{ "audio/amr", "audio", 16 * MIB, ".amr" },
	{ "audio/mpeg", "audio", 16 * MIB, ".mp3" },
	{ "audio/mp4", "audio", 16 * MIB, ".m4a" },
	{ "audio/ogg", "audio", 16 * MIB, ".ogg" },
	{ "audio/ogg", "audio", 16 * MIB, ".opus" },
	{ "text/plain", "document", 100 * MIB, ".txt" },
	{ "application/pdf", "document", 100 * MIB, ".pdf" },
	{ "application/msword", "document", 100 * MIB, ".doc" },
	{ "application/vnd.ms-excel", "document", 100 * MIB, ".xls" },
	{ "application/vnd.ms-powerpoint", "document", 100 * MIB, ".ppt" },
	{ "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "document", 100 * MIB, ".docx" },
	{ "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "document", 100 * MIB, ".xlsx" },
	{ "application/vnd.openxmlformats-officedocument.presentationml.presentation", "document", 100 * MIB, ".pptx" },
	{ "image/jpeg", "image", 5 * MIB, ".jpg" },
	{ "image/jpeg", "image", 5 * MIB, ".jpeg" },
	{ "image/png", "image", 5 * MIB, ".png" },
	{ "image/webp", "sticker", 500 * KIB, ".webp" },
	{ "video/mp4", "video", 16 * MIB, ".mp4" },
	{ "video/3gpp", "video", 16 * MIB, ".3gp" },
};

#define STILL_STICKER_MAX (100 * KIB)

static const struct rule *
rule_of(const char *type)
{
	size_t n = strcspn(type, "; ");

	for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
		if (strlen(rules[i].type) == n && strncasecmp(rules[i].type, type, n) == 0)
			return &rules[i];
	return NULL;
}

size_t
asset_max(const char *type)
{
	const struct rule *r = rule_of(type);

	return r != NULL ? r->max : 0;
}

/* The kind of message that a file of this type makes: "image" ... "document", or NULL. */
static const char *
kind_of(const char *type)
{
	const struct rule *r = rule_of(type);

	return r != NULL ? r->kind : NULL;
}

const char *
asset_type_of_name(const char *name)
{
	const char *dot = strrchr(name, '.');

	for (size_t i = 0; dot != NULL && i < sizeof rules / sizeof *rules; i++)
		if (strcasecmp(rules[i].suffix, dot) == 0)
			return rules[i].type;
	return NULL;
}

/* -------------------------------------------------------------------- places */

/*
 * Opens a path below a directory, part by part: no part may be a link or lead
 * upwards, so whatever it says, it ends below. -1 with errno.
 */
static int
open_below(const char *dir, const char *path)
{
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC), next, err;

	while (fd != -1) {
		size_t n = strcspn(path, "/");
		char *part = mem_strn(path, n);

		if (n == 0 || strcmp(part, ".") == 0 || strcmp(part, "..") == 0) {
			next = -1;
			errno = ENOENT;
		} else
			next = openat(fd, part, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | (path[n] == '/' ? O_DIRECTORY : 0));
		err = errno;
		close(fd);
		free(part);
		errno = err;
		fd = next;
		if (path[n] == '\0')
			break;
		path += n + 1;
	}
	return fd;
}

static int
open_named(const struct workspace *ws, const json_t *of)
{
	const char *file = json_text(of, "file"), *kept = json_text(of, "kept");
	char *dir = file != NULL ? workspace_file(ws, "files") : workspace_state(ws, "media");
	int fd;

	fd = open_below(dir, file != NULL ? file : kept != NULL ? kept : "");
	free(dir);
	return fd;
}

/* -------------------------------------------------------------------- checks */

/* Why a message of this kind can't carry this file, or NULL. */
static char *
misfit(const char *kind, const struct sniff *what, size_t len)
{
	const struct rule *r = rule_of(what->type);
	size_t max;

	if (len == 0)
		return mem_str("is empty");
	if (r == NULL || (strcmp(r->kind, kind) != 0 && strcmp(kind, "document") != 0))
		return mem_printf("is of the type %s, which no %s may have", what->type, kind);
	if (strcmp(r->type, "audio/ogg") == 0 && (what->codec == NULL || strcmp(what->codec, "opus") != 0))
		return mem_str("is Ogg but not Opus, which alone WhatsApp plays");
	/* What isn't a document by itself keeps its own limit as one. */
	max = strcmp(r->kind, "sticker") == 0 && !what->animated ? STILL_STICKER_MAX : r->max;
	if (len > max)
		return mem_printf("has %zu bytes, at most %zu are possible", len, max);
	return NULL;
}

static const char *
last_part(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash != NULL ? slash + 1 : path;
}

int
asset_open(const struct workspace *ws, const char *kind, const json_t *of, struct asset *a, char **why)
{
	const char *named = json_text(of, "file") != NULL ? json_text(of, "file") : json_text(of, "filename");
	struct sniff what;
	struct stat st;
	char *bad;

	a->name = named != NULL ? last_part(named) : "file";
	if ((a->fd = open_named(ws, of)) == -1) {
		*why = mem_printf("%.80s: %s", a->name, errno == ENOENT || errno == ELOOP || errno == ENOTDIR ?
		    "no such file below files/ of the workspace" : strerror(errno));
		return -1;
	}
	if (fstat(a->fd, &st) == -1 || sniff_file(a->fd, &what) == -1)
		bad = mem_str("is no file that can be read");
	else
		bad = misfit(kind, &what, (size_t)st.st_size);
	if (bad != NULL) {
		*why = mem_printf("%.80s %s", a->name, bad);
		free(bad);
		asset_close(a);
		return -1;
	}
	a->len = (size_t)st.st_size;
	a->suffix = what.suffix;
	a->type = what.codec != NULL ? "audio/ogg; codecs=opus" : what.type;
	return 0;
}

void
asset_close(struct asset *a)
{
	if (a->fd != -1)
		close(a->fd);
	a->fd = -1;
}

int
asset_digest(const struct asset *a, unsigned char out[HASH_LEN])
{
	static const size_t piece = 65536;
	struct hash *h = hash_begin();
	char *buf = mem_alloc(piece);
	ssize_t n;

	for (off_t at = 0; (n = pread(a->fd, buf, piece, at)) != 0; at += n) {
		if (n == -1)
			break;
		hash_add(h, buf, (size_t)n);
	}
	hash_end(h, n == 0 ? out : NULL);
	free(buf);
	return n == 0 ? 0 : -1;
}

struct refusal {
	const struct workspace	*ws;
	char			*why;
};

static bool
check_one(void *arg, const char *kind, json_t *of)
{
	struct refusal *r = arg;
	struct asset a;

	if (asset_open(r->ws, kind, of, &a, &r->why) == -1)
		return false;
	asset_close(&a);
	return true;
}

char *
asset_refusal(const struct workspace *ws, const json_t *message)
{
	struct refusal r = { .ws = ws };

	outbound_each_file(message, check_one, &r);
	return r.why;
}

/* -------------------------------------------------------------------- taking */

static int
copy(int fd, struct shelf_file *to)
{
	static const size_t piece = 65536;
	char *buf = mem_alloc(piece);
	ssize_t n;

	while ((n = read(fd, buf, piece)) > 0 && shelf_add(to, buf, (size_t)n) == 0)
		continue;
	free(buf);
	return n == 0 ? 0 : -1;
}

const char *
asset_look(const char *path)
{
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	const char *kind = NULL;
	struct sniff what;
	struct stat st;
	char *bad;

	if (fd == -1 || fstat(fd, &st) == -1 || sniff_file(fd, &what) == -1) {
		log_line("%s: %s", path, errno == EINVAL ? "not a file" : strerror(errno));
		goto done;
	}
	kind = kind_of(what.type);
	if ((bad = misfit(kind != NULL ? kind : "message", &what, (size_t)st.st_size)) != NULL) {
		log_line("%s %s", path, bad);
		kind = NULL;
	}
	free(bad);
done:
	if (fd != -1)
		close(fd);
	return kind;
}

json_t *
asset_take(const struct workspace *ws, const char *path, json_t **key)
{
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	struct shelf_file *to = NULL;
	json_t *of = NULL;

	*key = NULL;
	if (fd == -1 || (to = shelf_begin(ws)) == NULL || copy(fd, to) == -1 || (*key = shelf_keep(to)) == NULL)
		log_line("%s: %s", path, strerror(errno));
	else
		of = json_pack("{s:s, s:s}", "kept", shelf_name(json_text(*key, "path")), "filename", last_part(path));
	shelf_drop(to);
	if (fd != -1)
		close(fd);
	return of;
}
