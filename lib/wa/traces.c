#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/progress.h"
#include "ext/hash.h"
#include "wa/traces.h"

#define SHORTEST	6
#define MESSAGE		"wamid."	/* how WhatsApp's message ids begin */

/* There may be thousands of message ids: these are looked up where one begins,
 * the few others are searched for one by one. */
struct traces {
	char		**needles;
	size_t		  n;
	struct map	 *messages;
};

struct traces *
traces_new(void)
{
	struct traces *t = mem_alloc(sizeof *t);

	t->messages = map_new();
	return t;
}

void
traces_free(struct traces *t)
{
	if (t == NULL)
		return;
	for (size_t i = 0; i < t->n; i++)
		free(t->needles[i]);
	free(t->needles);
	map_free(t->messages, NULL);
	free(t);
}

static void
add_needle(struct traces *t, char *needle)
{
	for (size_t i = 0; i < t->n; i++)
		if (strcmp(t->needles[i], needle) == 0) {
			free(needle);
			return;
		}
	t->needles = mem_grow(t->needles, t->n + 1, sizeof *t->needles);
	t->needles[t->n++] = needle;
}

/*
 * Digits in base64, at each of the three places where they may begin in a
 * group: what the neighbours have a part in is left off at both ends.
 */
static void
add_encoded(struct traces *t, const char *digits)
{
	for (size_t shift = 0; shift < 3; shift++) {
		char *padded = mem_printf("%.*s%s", (int)shift, "..", digits), *code = hash_base64(padded, strlen(padded));
		size_t begin = shift == 0 ? 0 : 4, end = strlen(padded) / 3 * 4;

		if (end > begin && end - begin >= SHORTEST)
			add_needle(t, mem_strn(code + begin, end - begin));
		free(padded);
		free(code);
	}
}

static bool
is_phone(const char *id)
{
	return strlen(id) >= 7 && id[strspn(id, "0123456789")] == '\0';
}

void
traces_add(struct traces *t, const char *id)
{
	if (strlen(id) < SHORTEST)
		return;
	if (strncmp(id, MESSAGE, strlen(MESSAGE)) == 0) {
		map_set(t->messages, id, t);
		return;
	}
	add_needle(t, mem_str(id));
	if (is_phone(id))
		add_encoded(t, id);
}

static bool
is_message_id(const struct traces *t, const char *at, size_t left)
{
	size_t n = strlen(MESSAGE);
	char *id;
	bool known;

	while (n < left && (isalnum((unsigned char)at[n]) || memchr("+/=_-", at[n], 5) != NULL))
		n++;
	id = mem_strn(at, n);
	known = map_get(t->messages, id) != NULL;
	free(id);
	return known;
}

bool
traces_in(const struct traces *t, const char *bytes, size_t len)
{
	const char *at = bytes, *end = bytes + len;

	for (size_t i = 0; i < t->n; i++)
		if (memmem(bytes, len, t->needles[i], strlen(t->needles[i])) != NULL)
			return true;
	while ((at = memmem(at, (size_t)(end - at), MESSAGE, strlen(MESSAGE))) != NULL) {
		if (is_message_id(t, at, (size_t)(end - at)))
			return true;
		at += strlen(MESSAGE);
	}
	return false;
}

struct search {
	const struct traces	*t;
	json_int_t		 files, bytes;
	json_t			*where;
};

static void
search_file(struct search *s, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	struct stat st;
	char *map;

	if (fd == -1)
		return;
	progress_at("searching the files for traces", 0, 0);
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size > 0 &&
	    (map = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0)) != MAP_FAILED) {
		s->files++;
		s->bytes += st.st_size;
		if (traces_in(s->t, map, (size_t)st.st_size))
			json_array_append_new(s->where, json_string(path));
		munmap(map, (size_t)st.st_size);
	}
	close(fd);
}

static void
search_directory(struct search *s, const char *dir)
{
	DIR *d = opendir(dir);
	struct dirent *e;

	while (d != NULL && (e = readdir(d)) != NULL) {
		char *path = file_path(dir, e->d_name);
		struct stat st;

		if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0 && lstat(path, &st) == 0) {
			if (S_ISDIR(st.st_mode))
				search_directory(s, path);
			else
				search_file(s, path);
		}
		free(path);
	}
	if (d != NULL)
		closedir(d);
}

json_t *
traces_search(const struct traces *t, const char *dir)
{
	struct search s = { .t = t, .where = json_array() };

	search_directory(&s, dir);
	return json_pack("{s:I,s:I,s:I,s:I,s:o}", "needles", (json_int_t)(t->n + map_count(t->messages)), "files", s.files,
	    "bytes", s.bytes, "found", (json_int_t)json_array_size(s.where), "where", s.where);
}
