#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "run/scratch.h"

#define FILE_MAX	((size_t)64 << 20)

static int
copy_file(const char *from, const char *to)
{
	struct buf b = {0};
	int rc = 0;

	if (file_read(from, FILE_MAX, &b) == -1)
		rc = errno == ENOENT ? 1 : -1;
	else
		rc = file_replace(to, 0600, b.data ? b.data : "", b.len);
	if (rc == -1)
		log_line("%s: %s", from, strerror(errno));
	buf_free(&b);
	return rc;
}

static int
copy_files(const struct workspace *live, const char *dir, const struct scratch_file *files)
{
	int rc = 0;

	for (; rc != -1 && files->name != NULL; files++) {
		char *from = files->instead != NULL ? mem_str(files->instead) : workspace_file(live, files->name);
		char *to = file_path(dir, files->name);

		rc = copy_file(from, to);
		if (rc == 1 && files->instead != NULL) {
			log_line("%s: %s", from, strerror(ENOENT));
			rc = -1;
		}
		free(from);
		free(to);
	}
	return rc == -1 ? -1 : 0;
}

char *
scratch_make(const struct workspace *live, const struct scratch_file *files)
{
	const char *tmp = getenv("TMPDIR");
	char *root = mem_printf("%s/wa-replay.XXXXXX", tmp != NULL && *tmp != '\0' ? tmp : "/tmp"), *dir;

	if (mkdtemp(root) == NULL) {
		log_line("%s: %s", root, strerror(errno));
		free(root);
		return NULL;
	}
	dir = mem_printf("%s/%s", root, live->name);
	if (mkdir(dir, 0700) == -1 || copy_files(live, dir, files) == -1) {
		file_remove_tree(root);
		free(dir);
		dir = NULL;
	}
	free(root);
	return dir;
}

void
scratch_remove(char *dir)
{
	if (dir == NULL)
		return;
	*strrchr(dir, '/') = '\0';
	file_remove_tree(dir);
}
