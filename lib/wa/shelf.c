#include <sys/stat.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/sniff.h"
#include "wa/shelf.h"

/* Beside the directories of two hex digits. */
#define UNFINISHED "new."

struct shelf_file {
	char		*dir;		/* the shelf, absolute */
	char		*path;		/* while it is being written */
	int		 fd;
	size_t		 len;
	struct hash	*hash;		/* NULL once the digest is known */
	unsigned char	 digest[HASH_LEN];
	bool		 kept;
};

/* Absolute, so that a path on it means the same everywhere. NULL with errno. */
static char *
shelf_dir(const struct workspace *ws)
{
	char *real = realpath(ws->var, NULL), *dir = real != NULL ? file_path(real, "media") : NULL;

	free(real);
	return dir;
}

struct shelf_file *
shelf_begin(const struct workspace *ws)
{
	struct shelf_file *f;
	char *dir = shelf_dir(ws), random[17];

	if (dir == NULL || file_mkdir(dir) == -1) {
		free(dir);
		return NULL;
	}
	f = mem_alloc(sizeof *f);
	f->dir = dir;
	f->path = mem_printf("%s/" UNFINISHED "%s", dir, hash_random(random, 16));
	f->hash = hash_begin();
	if ((f->fd = open(f->path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600)) == -1) {
		int err = errno;

		f->kept = true;
		shelf_drop(f);
		errno = err;
		return NULL;
	}
	return f;
}

int
shelf_add(struct shelf_file *f, const void *data, size_t len)
{
	if (file_write(f->fd, data, len) == -1)
		return -1;
	hash_add(f->hash, data, len);
	f->len += len;
	return 0;
}

size_t
shelf_len(const struct shelf_file *f)
{
	return f->len;
}

const unsigned char *
shelf_digest(struct shelf_file *f)
{
	if (f->hash != NULL)
		hash_end(f->hash, f->digest);
	f->hash = NULL;
	return f->digest;
}

static int
sync_dir(const char *dir)
{
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC), rc;

	if (fd == -1)
		return -1;
	rc = fsync(fd);
	close(fd);
	return rc;
}

/* Always anew: so its time is now, and who takes away old files leaves it. */
static int
put(struct shelf_file *f, const char *name)
{
	char *to = file_path(f->dir, name), *dir = mem_strn(to, strlen(f->dir) + 3);
	bool is_new = !file_exists(dir);
	int rc = -1;

	if (fsync(f->fd) == 0 && file_mkdir(dir) == 0 && (!is_new || sync_dir(f->dir) == 0) && rename(f->path, to) == 0)
		rc = sync_dir(dir);
	free(dir);
	if (rc == -1) {
		free(to);
		return -1;
	}
	f->kept = true;
	free(f->path);
	f->path = to;
	return 0;
}

/* Milliseconds are enough; more digits would only say how it was computed. */
static double
rounded(double seconds)
{
	return (double)(int64_t)(seconds * 1000 + 0.5) / 1000;
}

json_t *
shelf_keep(struct shelf_file *f)
{
	char hex[HASH_HEX_LEN], *name;
	struct sniff what;
	json_t *key;
	int rc;

	hash_hex(shelf_digest(f), HASH_LEN, hex);
	if (sniff_file(f->fd, &what) == -1)
		return NULL;
	name = mem_printf("%.2s/%s%s", hex, hex, what.suffix);
	rc = put(f, name);
	free(name);
	if (rc == -1)
		return NULL;
	key = json_pack("{s:s, s:s, s:I}", "path", f->path, "type", what.type, "bytes", (json_int_t)f->len);
	if (what.seconds > 0)
		json_object_set_new(key, "seconds", json_real(rounded(what.seconds)));
	if (what.width > 0) {
		json_object_set_new(key, "width", json_integer(what.width));
		json_object_set_new(key, "height", json_integer(what.height));
	}
	json_put(key, "sha256", hex);
	return key;
}

void
shelf_drop(struct shelf_file *f)
{
	if (f == NULL)
		return;
	hash_end(f->hash, NULL);
	if (f->fd != -1)
		close(f->fd);
	if (!f->kept)
		unlink(f->path);
	free(f->path);
	free(f->dir);
	free(f);
}

const char *
shelf_name(const char *path)
{
	const char *file = strrchr(path, '/');

	return file != NULL && file - path >= 3 ? file - 2 : path;
}

char *
shelf_path(const struct workspace *ws, const char *name)
{
	char *dir = shelf_dir(ws), *path;

	path = dir != NULL ? file_path(dir, name) : mem_printf("%s/media/%s", ws->var, name);
	free(dir);
	return path;
}

bool
shelf_remove(const struct workspace *ws, const char *name)
{
	char *path = shelf_path(ws, name);
	bool gone = unlink(path) == 0 || errno == ENOENT;

	if (!gone)
		log_line("%s: %s", path, strerror(errno));
	free(path);
	return gone;
}

static bool
is_older(const char *path, int64_t before)
{
	struct stat st;

	return lstat(path, &st) == 0 && S_ISREG(st.st_mode) && (int64_t)st.st_mtime * CLOCK_SECOND < before;
}

void
shelf_sweep(const struct workspace *ws)
{
	char *dir = shelf_dir(ws);
	DIR *d = dir != NULL ? opendir(dir) : NULL;
	struct shelf_file *f = d != NULL ? shelf_begin(ws) : NULL;
	struct dirent *e;
	struct stat now;

	/* What time it is for these files, whatever WA_NOW says: as old as a new one. */
	while (f != NULL && fstat(f->fd, &now) == 0 && (e = readdir(d)) != NULL) {
		char *path = file_path(dir, e->d_name);

		if (strncmp(e->d_name, UNFINISHED, strlen(UNFINISHED)) == 0 &&
		    is_older(path, (int64_t)now.st_mtime * CLOCK_SECOND - CLOCK_HOUR))
			unlink(path);
		free(path);
	}
	if (d != NULL)
		closedir(d);
	shelf_drop(f);
	free(dir);
}

static void
each_in(const char *dir, const char *sub, int64_t before, void (*each)(void *, const char *), void *arg)
{
	char *path = file_path(dir, sub);
	DIR *d = opendir(path);
	struct dirent *e;

	while (d != NULL && (e = readdir(d)) != NULL) {
		char *name = file_path(sub, e->d_name), *file = file_path(dir, name);

		if (e->d_name[0] != '.' && is_older(file, before))
			each(arg, name);
		free(file);
		free(name);
	}
	if (d != NULL)
		closedir(d);
	free(path);
}

int
shelf_each(const struct workspace *ws, int64_t before, void (*each)(void *, const char *), void *arg)
{
	char *dir = shelf_dir(ws);
	DIR *d = dir != NULL ? opendir(dir) : NULL;
	struct dirent *e;

	if (d == NULL) {
		free(dir);
		return errno == ENOENT ? 0 : -1;
	}
	while ((e = readdir(d)) != NULL)
		if (strlen(e->d_name) == 2 && e->d_name[0] != '.')
			each_in(dir, e->d_name, before, each, arg);
	closedir(d);
	free(dir);
	return 0;
}
