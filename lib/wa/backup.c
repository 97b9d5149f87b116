#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/progress.h"
#include "ext/db.h"
#include "ext/hash.h"
#include "wa/backup.h"

#define MANIFEST	"manifest.json"
#define MANIFEST_MAX	((size_t)256 << 20)
#define VERSION		1
#define COPY_CHUNK	((size_t)1 << 20)

static const char *const databases[] = { "wa.db", "journal.db" };

static int
complain(const char *path)
{
	log_line("%s: %s", path, strerror(errno));
	return -1;
}

/* -1 with errno. */
static int
digest(const char *path, char hex[HASH_HEX_LEN], int64_t *bytes)
{
	unsigned char sum[HASH_LEN];
	void *map = NULL;
	struct stat st;
	int fd, rc = -1;

	if ((fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)) == -1)
		return -1;
	if (fstat(fd, &st) == -1)
		goto done;
	if (!S_ISREG(st.st_mode)) {
		errno = EINVAL;
		goto done;
	}
	if (st.st_size > 0 && (map = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0)) == MAP_FAILED)
		goto done;
	hash_sha256(map != NULL ? map : "", (size_t)st.st_size, sum);
	if (map != NULL)
		munmap(map, (size_t)st.st_size);
	hash_hex(sum, HASH_LEN, hex);
	*bytes = st.st_size;
	rc = 0;
done:
	close(fd);
	return rc;
}

static int
copy_bytes(int from, int to)
{
	char *chunk = mem_alloc(COPY_CHUNK);
	ssize_t n;

	while ((n = read(from, chunk, COPY_CHUNK)) > 0)
		if (file_write(to, chunk, (size_t)n) == -1)
			break;
	free(chunk);
	return n == 0 ? 0 : -1;
}

/* A new private file, on the disk when it returns. */
static int
copy_file(const char *from, const char *to)
{
	int in = open(from, O_RDONLY | O_CLOEXEC | O_NOFOLLOW), out = -1, rc = -1;

	if (in == -1)
		return complain(from);
	if ((out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)) == -1 ||
	    copy_bytes(in, out) == -1 || fsync(out) == -1)
		complain(to);
	else
		rc = 0;
	close(in);
	if (out != -1)
		close(out);
	return rc;
}

static int
link_or_copy(const char *from, const char *to)
{
	return link(from, to) == 0 ? 0 : copy_file(from, to);
}

/* The regular files of a directory that match, through `put`; a directory that
 * isn't there has none. */
static int
copy_matching(const char *from, const char *to, const char *pattern, int (*put)(const char *, const char *))
{
	DIR *dir = opendir(from);
	struct dirent *e;
	int rc = 0;

	if (dir == NULL)
		return errno == ENOENT ? 0 : complain(from);
	if (file_mkdir(to) == -1)
		rc = complain(to);
	while (rc == 0 && (e = readdir(dir)) != NULL) {
		char *source = file_path(from, e->d_name), *target = file_path(to, e->d_name);
		struct stat st;

		if (e->d_name[0] != '.' && fnmatch(pattern, e->d_name, 0) == 0 && lstat(source, &st) == 0 && S_ISREG(st.st_mode))
			rc = put(source, target);
		free(source);
		free(target);
	}
	closedir(dir);
	return rc;
}

static int
copy_databases(const struct workspace *ws, const char *dir)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < sizeof databases / sizeof *databases; i++) {
		char *from = workspace_state(ws, databases[i]), *to = file_path(dir, databases[i]);

		if (!file_exists(from)) {
			log_line("%s: there is none", from);
			rc = -1;
		} else {
			rc = db_copy(from, to);
		}
		free(from);
		free(to);
	}
	return rc;
}

/* media/ab/ab12...ef.jpg: folders of files. */
static int
copy_shelf(const char *from, const char *to, int (*put)(const char *, const char *))
{
	struct dirent **names;
	int n = scandir(from, &names, NULL, alphasort), rc = 0;

	for (int i = 0; i < n; i++) {
		char *source = file_path(from, names[i]->d_name), *target = file_path(to, names[i]->d_name);

		if (rc == 0 && fnmatch("[0-9a-f][0-9a-f]", names[i]->d_name, 0) == 0)
			rc = copy_matching(source, target, "*", put);
		free(source);
		free(target);
		free(names[i]);
	}
	if (n >= 0)
		free(names);
	return rc;
}

static int
copy_files(const struct workspace *ws, const char *dir)
{
	char *shelf = workspace_state(ws, "media"), *media = file_path(dir, "media");
	int rc = copy_matching(ws->dir, dir, "*.yaml", copy_file);

	if (rc == 0)
		rc = copy_shelf(shelf, media, link_or_copy);
	free(shelf);
	free(media);
	return rc;
}

static int
describe_file(json_t *files, const char *dir, const char *name)
{
	char *path = file_path(dir, name), hex[HASH_HEX_LEN];
	int64_t bytes;
	int rc = digest(path, hex, &bytes);

	if (rc == -1)
		complain(path);
	else
		json_array_append_new(files, json_pack("{s:s,s:I,s:s}", "name", name, "bytes", (json_int_t)bytes, "sha256", hex));
	free(path);
	return rc;
}

/* All files of dir/sub, by name, and of its folders. */
static int
describe_files(json_t *files, const char *dir, const char *sub)
{
	char *path = file_path(dir, sub);
	struct dirent **names;
	int n = scandir(path, &names, NULL, alphasort), rc = 0;

	for (int i = 0; i < n; i++) {
		char *name = *sub != '\0' ? file_path(sub, names[i]->d_name) : mem_str(names[i]->d_name);

		if (rc == 0 && names[i]->d_name[0] != '.')
			rc = names[i]->d_type == DT_DIR ? describe_files(files, dir, name) : describe_file(files, dir, name);
		free(name);
		free(names[i]);
	}
	if (n >= 0)
		free(names);
	free(path);
	return rc;
}

static struct db *
open_copy(const char *dir, const char *name)
{
	char *path = file_path(dir, name);
	struct db *db = db_open(path, DB_READ, DB_NORMAL);

	free(path);
	return db;
}

/* What both databases hold, to be held against later. */
static json_t *
count(const char *dir)
{
	struct db *wa = open_copy(dir, "wa.db"), *journal = open_copy(dir, "journal.db");
	json_t *counts = NULL;

	if (wa != NULL && journal != NULL)
		counts = json_pack("{s:i,s:I,s:I,s:I,s:I}", "schema", db_version(wa),
		    "contacts", (json_int_t)db_get_int(wa, 0, "SELECT count(*) FROM contact", ""),
		    "messages", (json_int_t)db_get_int(wa, 0, "SELECT count(*) FROM message", ""),
		    "newest_message", (json_int_t)db_get_int(wa, 0, "SELECT coalesce(max(seq), 0) FROM message", ""),
		    "newest_entry", (json_int_t)db_get_int(journal, 0, "SELECT coalesce(max(seq), 0) FROM entry", ""));
	db_close(wa);
	db_close(journal);
	return counts;
}

static int
write_manifest(const char *dir, const json_t *manifest)
{
	char *path = file_path(dir, MANIFEST);
	struct buf text = {0};
	int rc;

	json_print(manifest, &text);
	buf_char(&text, '\n');
	if ((rc = file_replace(path, 0600, text.data, text.len)) == -1)
		complain(path);
	buf_free(&text);
	free(path);
	return rc;
}

static json_t *
describe(const struct workspace *ws, const char *dir, int64_t now)
{
	json_t *files = json_array(), *counts = count(dir), *manifest = NULL;
	char made[CLOCK_LEN];

	if (counts != NULL && describe_files(files, dir, "") == 0)
		manifest = json_pack("{s:i,s:s,s:s,s:O,s:O}", "v", VERSION, "workspace", ws->name,
		    "made", clock_format(now, made), "counts", counts, "files", files);
	json_decref(counts);
	json_decref(files);
	return manifest;
}

/* PARENT/NAME-20261121T021500Z */
static char *
name_of(const struct workspace *ws, const char *parent, int64_t now)
{
	time_t s = (time_t)(now / 1000);
	char stamp[32];
	struct tm tm;

	gmtime_r(&s, &tm);
	strftime(stamp, sizeof stamp, "%Y%m%dT%H%M%SZ", &tm);
	return mem_printf("%s/%s-%s", parent, ws->name, stamp);
}

/* Is this what a backup of the workspace is called while it is made? */
static bool
is_part(const struct workspace *ws, const char *name)
{
	size_t len = strlen(ws->name);

	return strncmp(name, ws->name, len) == 0 && fnmatch("-[0-9]*T[0-9]*Z.part", name + len, 0) == 0;
}

/* Held as long as a backup is being made there, however we die. -1: another holds it, or there is none. */
static int
hold_part(const char *part)
{
	int fd = open(part, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	if (fd != -1 && flock(fd, LOCK_EX | LOCK_NB) == -1) {
		close(fd);
		return -1;
	}
	return fd;
}

/* Backups of the workspace that were cut off hold as much as whole ones, and nobody asks for them. */
static void
remove_parts(const struct workspace *ws, const char *parent)
{
	DIR *dir = opendir(parent);
	struct dirent *e;

	while (dir != NULL && (e = readdir(dir)) != NULL) {
		char *part = file_path(parent, e->d_name);
		int held = is_part(ws, e->d_name) ? hold_part(part) : -1;

		if (held != -1) {
			log_line("%s: of a backup that was cut off; removed", part);
			file_remove_tree(part);
			close(held);
		}
		free(part);
	}
	if (dir != NULL)
		closedir(dir);
}

json_t *
backup_make(const struct workspace *ws, const char *parent, int64_t now)
{
	char *dir = name_of(ws, parent, now), *part = mem_printf("%s.part", dir);
	json_t *manifest = NULL;
	bool ours = false;
	int held = -1;

	remove_parts(ws, parent);
	if (file_exists(dir)) {
		log_line("%s: is there already", dir);
		goto done;
	}
	if (file_mkdir(parent) == -1 || mkdir(part, 0700) == -1) {
		complain(part);
		goto done;
	}
	ours = true;
	if ((held = hold_part(part)) == -1) {
		complain(part);
		goto done;
	}
	if (copy_databases(ws, part) == -1 || copy_files(ws, part) == -1 || (manifest = describe(ws, part, now)) == NULL)
		goto done;
	if (write_manifest(part, manifest) == -1 || (rename(part, dir) == -1 && complain(dir) == -1)) {
		json_decref(manifest);
		manifest = NULL;
		goto done;
	}
	ours = false;
	json_put(manifest, "path", dir);
done:
	if (ours)
		file_remove_tree(part);
	if (held != -1)
		close(held);
	free(part);
	free(dir);
	return manifest;
}

static json_t *
read_manifest(const char *dir)
{
	char *path = file_path(dir, MANIFEST);
	struct buf text = {0};
	json_t *manifest = NULL;

	if (file_read(path, MANIFEST_MAX, &text) == -1)
		log_line("%s: %s; a backup has one, and without it is not whole", path, strerror(errno));
	else if ((manifest = json_parse(text.data, text.len, NULL)) == NULL || json_number(manifest, "v", 0) != VERSION ||
	    !json_is_array(json_object_get(manifest, "files")) || !json_is_object(json_object_get(manifest, "counts"))) {
		log_line("%s: not the manifest of a backup", path);
		json_decref(manifest);
		manifest = NULL;
	}
	buf_free(&text);
	free(path);
	return manifest;
}

/* Below the backup, and nowhere else. */
static bool
stays_inside(const char *name)
{
	return name != NULL && *name != '/' && strstr(name, "..") == NULL;
}

static int
verify_file(const char *dir, const json_t *file)
{
	const char *name = json_text(file, "name"), *sum = json_text(file, "sha256");
	char *path, hex[HASH_HEX_LEN];
	int64_t bytes;
	int rc = -1;

	if (!stays_inside(name) || sum == NULL) {
		log_line("%s: %s: names a file that is not of a backup", dir, MANIFEST);
		return -1;
	}
	progress_at("checking the files", 0, 0);
	path = file_path(dir, name);
	if (digest(path, hex, &bytes) == -1)
		complain(path);
	else if (bytes != json_number(file, "bytes", -1) || strcmp(hex, sum) != 0)
		log_line("%s: is not what was written", path);
	else
		rc = 0;
	free(path);
	return rc;
}

/* Each message that was filed stands in the journal it was filed from. */
static int
verify_fit(const char *dir, struct db *wa)
{
	char *journal = file_path(dir, "journal.db");
	int64_t lost = 0;
	int rc = 0;

	if (db_attach(wa, journal, "j") == -1) {
		rc = -1;
	} else if ((lost = db_get_int(wa, -1, "SELECT count(*) FROM message m WHERE NOT EXISTS"
	    " (SELECT 1 FROM j.entry e WHERE e.seq = m.seq)", "")) != 0) {
		log_line("%s: %lld messages of wa.db are not in journal.db", dir, (long long)lost);
		rc = -1;
	}
	free(journal);
	return rc;
}

static int
verify_databases(const char *dir, const json_t *manifest)
{
	struct db *wa = open_copy(dir, "wa.db"), *journal = open_copy(dir, "journal.db");
	json_t *counts = NULL;
	int rc = -1;

	progress_at("checking the stores", 0, 0);
	if (wa == NULL || journal == NULL || db_check(wa) == -1 || db_check(journal) == -1 || verify_fit(dir, wa) == -1)
		goto done;
	counts = count(dir);
	if (!json_equal(counts, json_object_get(manifest, "counts")))
		log_line("%s: holds other numbers than its manifest says", dir);
	else
		rc = 0;
done:
	json_decref(counts);
	db_close(wa);
	db_close(journal);
	return rc;
}

json_t *
backup_verify(const char *dir)
{
	json_t *manifest = read_manifest(dir), *file;
	bool sound = manifest != NULL;
	size_t i;

	json_array_foreach(json_object_get(manifest, "files"), i, file)
		sound = verify_file(dir, file) == 0 && sound;
	if (sound && verify_databases(dir, manifest) == 0)
		return manifest;
	json_decref(manifest);
	return NULL;
}

static bool
has_state(const struct workspace *ws)
{
	bool any = false;

	for (size_t i = 0; i < sizeof databases / sizeof *databases; i++) {
		char *path = workspace_state(ws, databases[i]);

		if (file_exists(path)) {
			log_line("%s: is there; restore into a workspace that has no state, or move it away first", path);
			any = true;
		}
		free(path);
	}
	return any;
}

static int
distrust_outbox(const struct workspace *ws, int64_t now)
{
	char *path = workspace_state(ws, "wa.db");
	struct db *db = db_open(path, DB_WRITE, DB_FULL_SYNC);
	int rc = -1;

	if (db != NULL && db_run(db, "UPDATE outbox SET state = 'unknown', started = ?1, reason = 'restored from a backup'"
	    " WHERE state IN ('queued', 'sending')", "i", now) == DB_OK)
		rc = 0;
	db_close(db);
	free(path);
	return rc;
}

int
backup_restore(const char *dir, const struct workspace *ws, int64_t now)
{
	char *from = file_path(dir, "media"), *to = workspace_state(ws, "media");
	json_t *manifest = NULL;
	int rc = -1;

	if (has_state(ws) || (manifest = backup_verify(dir)) == NULL)
		goto done;
	rc = copy_shelf(from, to, copy_file);
	for (size_t i = 0; rc == 0 && i < sizeof databases / sizeof *databases; i++) {
		char *source = file_path(dir, databases[i]), *target = workspace_state(ws, databases[i]);

		rc = copy_file(source, target);
		free(source);
		free(target);
	}
	if (rc == 0)
		rc = distrust_outbox(ws, now);
done:
	json_decref(manifest);
	free(from);
	free(to);
	return rc;
}
