#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "ext/hash.h"
#include "run/dead.h"

static json_t *
record(const char *reason, const char *line, size_t len, const char *id)
{
	json_t *r = json_object(), *text;

	json_put_time(r, "time", clock_now());
	json_put(r, "program", log_name());
	json_put(r, "reason", reason);
	json_put(r, "id", id);
	if ((text = json_stringn(line, len)) != NULL) {
		json_object_set_new(r, "line", text);
	} else {
		char *coded = hash_base64(line, len);

		json_put(r, "base64", coded);
		free(coded);
	}
	return r;
}

void
dead_letter(const struct workspace *ws, const char *reason, size_t number,
    const char *line, size_t len, const json_t *value)
{
	const char *id = json_text(value, "id");
	struct buf out = {0};
	char *path;
	json_t *r;

	log_line("%s%sline %zu: %s", id ? id : "", id ? ": " : "", number, reason);
	if (ws == NULL)
		return;
	r = record(reason, line, len, id);
	json_print(r, &out);
	json_decref(r);
	buf_char(&out, '\n');
	path = workspace_state(ws, "dead.ndjson");
	if (file_append(path, out.data, out.len) == -1)
		log_line("%s: %s; line %zu is lost", path, strerror(errno), number);
	free(path);
	buf_free(&out);
}

size_t
dead_letters(const struct workspace *ws, json_t **newest)
{
	char *path = workspace_state(ws, "dead.ndjson"), *line = NULL;
	FILE *f = fopen(path, "re");
	size_t room = 0, n = 0;
	struct buf last = {0};
	ssize_t len;

	for (; f != NULL && (len = getline(&line, &room, f)) > 0; n++) {
		buf_clear(&last);
		buf_add(&last, line, (size_t)len);
	}
	*newest = n > 0 ? json_parse(last.data, last.len, NULL) : NULL;
	buf_free(&last);
	if (f != NULL)
		fclose(f);
	free(line);
	free(path);
	return n;
}
