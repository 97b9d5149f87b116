/* wa-export: everything a workspace has about one person */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/opt.h"
#include "base/out.h"
#include "wa/contact.h"
#include "wa/person.h"
#include "wa/shelf.h"
#include "wa/store.h"

#define FILE_MAX	((size_t)2 << 30)

static const char *workspace, *to;

static const struct opt opts[] = {
	OPT_WORKSPACE(&workspace),
	{ 0, "to", OPT_STR, &to, "DIR", "into a new directory, with the files that were sent" },
	OPT_END
};

static const struct opt_spec spec = {
	.about = "everything a workspace has about one person",
	.args = "WHO",
	.opts = opts,
};

static int
copy_file(const char *from, const char *target)
{
	struct buf b = {0};
	int rc = 0;

	if (file_read(from, FILE_MAX, &b) == -1 || file_replace(target, 0600, b.data ? b.data : "", b.len) == -1) {
		log_line("%s: %s", from, strerror(errno));
		rc = -1;
	}
	buf_free(&b);
	return rc;
}

static int
copy_media(const struct workspace *ws, const json_t *person)
{
	json_t *m;
	size_t i;
	int rc = 0;

	json_array_foreach(json_object_get(person, "media"), i, m) {
		const char *name = json_text(m, "file");
		char *from, *target;

		if (name == NULL)
			continue;
		from = shelf_path(ws, name);
		target = file_path(to, strrchr(name, '/') != NULL ? strrchr(name, '/') + 1 : name);
		if (copy_file(from, target) == -1)
			rc = -1;
		free(from);
		free(target);
	}
	return rc;
}

static int
write_directory(const struct workspace *ws, const json_t *person, const struct buf *text)
{
	char *path = file_path(to, "person.json");
	int rc = -1;

	if (mkdir(to, 0700) == -1)
		log_line("%s: %s", to, strerror(errno));
	else if (file_replace(path, 0600, text->data, text->len) == -1)
		log_line("%s: %s", path, strerror(errno));
	else
		rc = copy_media(ws, person);
	free(path);
	return rc;
}

int
main(int argc, char *argv[])
{
	struct workspace *ws = NULL;
	struct store *st = NULL;
	json_t *person = NULL;
	struct buf text = {0};
	int status = EX_CONFIG;
	int64_t contact;

	opt_parse(&spec, &argc, &argv);
	if (argc != 1)
		log_die(EX_USAGE, "give one WHO: a conversation's key, a phone number or a user id");
	if ((ws = workspace_open(workspace)) == NULL)
		goto done;
	if ((st = store_open(ws, STORE_READ)) == NULL) {
		status = store_status();
		goto done;
	}
	status = 1;
	if ((contact = contact_find(store_db(st), argv[0])) <= 0) {
		log_line("%s: nobody we know by this whole key, phone or user id", argv[0]);
		goto done;
	}
	if ((person = person_export(store_db(st), contact)) == NULL)
		goto done;
	json_print(person, &text);
	buf_char(&text, '\n');
	if (to != NULL)
		status = write_directory(ws, person, &text) == 0 ? EX_OK : EX_CANTCREAT;
	else
		status = fwrite(text.data, 1, text.len, stdout) == text.len && out_end() == EX_OK ? EX_OK : EX_IOERR;
done:
	buf_free(&text);
	json_decref(person);
	store_close(st);
	workspace_free(ws);
	return status;
}
