/* wa-backup: copy a workspace while it works, and prove that the copy is whole */
#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/opt.h"
#include "base/out.h"
#include "base/progress.h"
#include "wa/backup.h"
#include "wa/store.h"

static const char *workspace;
static bool json, quiet;

static int make(int argc, char **argv);
static int verify(int argc, char **argv);
static int restore(int argc, char **argv);

static const struct opt opts[] = {
	OPT_WORKSPACE(&workspace),
	OPT_JSON(&json),
	OPT_QUIET(&quiet),
	OPT_END
};

static const struct opt_command commands[] = {
	{ "make", "DIR", "a backup in a new directory below DIR, verified", make, NULL },
	{ "verify", "BACKUP ...", "is it whole and sound?", verify, NULL },
	{ "restore", "BACKUP", "its state into a workspace that has none", restore, NULL },
	{0}
};

static const struct opt_spec spec = {
	.about = "copy a workspace while it works, and prove that the copy is whole",
	.args = "COMMAND",
	.opts = opts,
	.commands = commands,
};

static const char *
one_operand(int argc, char **argv, const char *what)
{
	if (argc != 1)
		log_die(EX_USAGE, "%s: give one", what);
	return argv[0];
}

static void
print_json(json_t *manifest)
{
	struct buf line = {0};

	json_object_set_new(manifest, "files", json_integer((json_int_t)json_array_size(json_object_get(manifest, "files"))));
	json_print(manifest, &line);
	puts(line.data);
	buf_free(&line);
}

static void
print(json_t *manifest, const char *dir)
{
	progress_clear();
	if (json)
		print_json(manifest);
	else if (quiet)
		puts(dir);
	else
		printf("%s: %s of %s, %lld contacts, %lld messages, %zu files\n", dir,
		    json_text(manifest, "workspace"), json_text(manifest, "made"),
		    (long long)json_number(manifest, "counts.contacts", 0),
		    (long long)json_number(manifest, "counts.messages", 0),
		    json_array_size(json_object_get(manifest, "files")));
}

static int
make(int argc, char **argv)
{
	const char *parent = one_operand(argc, argv, "DIR");
	struct workspace *ws = workspace_open(workspace);
	json_t *made = NULL, *sound = NULL;
	int status = EX_CONFIG;

	if (ws == NULL || store_look(ws) == -1)
		goto done;
	status = EX_TEMPFAIL;
	if ((made = backup_make(ws, parent, clock_now())) != NULL &&
	    (sound = backup_verify(json_text(made, "path"))) != NULL) {
		print(made, json_text(made, "path"));
		status = out_end();
	}
done:
	json_decref(made);
	json_decref(sound);
	workspace_free(ws);
	return status;
}

static int
verify(int argc, char **argv)
{
	int status = EX_OK;

	if (argc == 0)
		log_die(EX_USAGE, "verify: BACKUP is missing");
	for (int i = 0; i < argc; i++) {
		json_t *manifest = backup_verify(argv[i]);

		if (manifest != NULL)
			print(manifest, argv[i]);
		else
			status = 1;
		json_decref(manifest);
	}
	return out_end() == EX_OK ? status : EX_IOERR;
}

static int
restore(int argc, char **argv)
{
	const char *dir = one_operand(argc, argv, "BACKUP");
	struct workspace *ws = workspace_open(workspace);
	int status = EX_CONFIG;

	if (ws != NULL)
		status = backup_restore(dir, ws, clock_now()) == 0 ? EX_OK : 1;
	if (status == EX_OK && !quiet)
		log_line("%s: restored; wa-audit -w %s shows what is open, wa migrate brings an older schema forward", ws->name, ws->name);
	workspace_free(ws);
	return status;
}

int
main(int argc, char *argv[])
{
	const struct opt_command *command = opt_parse(&spec, &argc, &argv);

	if (command == NULL)
		log_die(EX_USAGE, "COMMAND is missing: make, verify or restore");
	progress_start();
	return command->run(argc, argv);
}
