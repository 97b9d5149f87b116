#include <sys/file.h>
#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"

#define TREE_OPEN	16	/* directories open at a time while a tree is removed */

char *
file_path(const char *dir, const char *name)
{
	return mem_printf("%s/%s", dir, name);
}

bool
file_exists(const char *path)
{
	return access(path, F_OK) == 0;
}

int
file_read(const char *path, size_t max, struct buf *out)
{
	int fd, err = 0;
	ssize_t n;

	if ((fd = open(path, O_RDONLY | O_CLOEXEC)) == -1)
		return -1;
	for (size_t total = 0; (n = read(fd, buf_room(out, 65536), 65536)) != 0; ) {
		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1) {
			err = errno;
			break;
		}
		out->len += (size_t)n;
		out->data[out->len] = '\0';
		if ((total += (size_t)n) > max) {
			err = EFBIG;
			break;
		}
	}
	close(fd);
	errno = err;
	return err == 0 ? 0 : -1;
}

int
file_write(int fd, const void *data, size_t len)
{
	const char *p = data;

	while (len > 0) {
		ssize_t n = write(fd, p, len);

		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1)
			return -1;
		p += n;
		len -= (size_t)n;
	}
	return 0;
}

static int
sync_parent(const char *path)
{
	char *dir = mem_str(path), *slash = strrchr(dir, '/');
	int fd, rc;

	if (slash == NULL)
		strcpy(dir, ".");
	else
		slash[slash == dir] = '\0';
	fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	free(dir);
	if (fd == -1)
		return -1;
	rc = fsync(fd);
	close(fd);
	return rc;
}

int
file_replace(const char *path, int mode, const void *data, size_t len)
{
	char *tmp = mem_printf("%s.%ld.new", path, (long)getpid());
	int fd, rc = -1, err;

	if ((fd = open(tmp, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)) == -1)
		goto done;
	if (file_write(fd, data, len) == 0 && fsync(fd) == 0 && rename(tmp, path) == 0)
		rc = sync_parent(path);
	err = errno;
	close(fd);
	if (rc == -1)
		unlink(tmp);
	errno = err;
done:
	free(tmp);
	return rc;
}

int
file_append(const char *path, const void *data, size_t len)
{
	int fd, rc, err;

	if ((fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600)) == -1)
		return -1;
	rc = file_write(fd, data, len);
	err = errno;
	close(fd);
	errno = err;
	return rc;
}

int
file_mkdir(const char *path)
{
	char *copy = mem_str(path);
	int rc = 0;

	for (char *p = copy + 1; ; p++) {
		char c = *p;

		if (c != '/' && c != '\0')
			continue;
		*p = '\0';
		if (mkdir(copy, 0700) == -1 && errno != EEXIST) {
			rc = -1;
			break;
		}
		*p = c;
		if (c == '\0')
			break;
	}
	free(copy);
	return rc;
}

int
file_lock(const char *path, enum file_lock kind, bool wait)
{
	int fd, op = kind == FILE_SHARED ? LOCK_SH : LOCK_EX;

	if ((fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600)) == -1)
		return -1;
	while (flock(fd, wait ? op : op | LOCK_NB) == -1) {
		int err = errno;

		if (err == EINTR && wait)
			continue;
		close(fd);
		errno = err;
		return -1;
	}
	return fd;
}

char *
file_secret(const char *path)
{
	struct buf b = {0};
	struct stat st;

	if (stat(path, &st) == -1 || file_read(path, 4096, &b) == -1) {
		log_line("%s: %s", path, strerror(errno));
		buf_free(&b);
		return NULL;
	}
	if ((st.st_mode & 077) != 0) {
		log_line("%s: a secret that others may read; chmod 600 it", path);
		buf_free(&b);
		return NULL;
	}
	if (b.len > 0)
		b.data[strcspn(b.data, "\r\n")] = '\0';
	if (b.len == 0 || b.data[0] == '\0') {
		log_line("%s: empty; the secret is its first line", path);
		buf_free(&b);
		return NULL;
	}
	return b.data;
}

static int
remove_one(const char *path, const struct stat *st, int kind, struct FTW *where)
{
	(void)st;
	(void)kind;
	(void)where;
	return remove(path);
}

void
file_remove_tree(const char *dir)
{
	nftw(dir, remove_one, TREE_OPEN, FTW_DEPTH | FTW_PHYS);
}
