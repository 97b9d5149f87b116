/* wa-erase: take people out of a workspace, and prove it */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/opt.h"
#include "wa/erase.h"
#include "wa/member.h"

static const char *workspace, *proof;
static int64_t idle = -1;
static bool yes, json;

static const struct opt opts[] = {
	OPT_WORKSPACE(&workspace),
	{ 0, "idle", OPT_TIME, &idle, "TIME", "everybody with whom nothing was said since then" },
	{ 0, "yes", OPT_FLAG, &yes, NULL, "really; without it nothing is changed" },
	{ 0, "proof", OPT_STR, &proof, "FILE", "what was done, as JSON" },
	OPT_JSON(&json),
	OPT_END
};

static const struct opt_spec spec = {
	.about = "take people out of a workspace, and prove it",
	.args = "WHO ... | --idle TIME",
	.opts = opts,
};

static int
write_proof(const json_t *p)
{
	struct buf text = {0};
	int rc;

	json_print(p, &text);
	buf_char(&text, '\n');
	if ((rc = file_replace(proof, 0600, text.data, text.len)) == -1)
		log_line("%s: %s", proof, strerror(errno));
	buf_free(&text);
	return rc;
}

static void
print_json(const json_t *p)
{
	struct buf line = {0};

	json_print(p, &line);
	puts(line.data);
	buf_free(&line);
}

static void
print(const json_t *p)
{
	const char *table;
	json_t *n;

	printf("%8zu  people\n", json_array_size(json_object_get(p, "subjects")));
	json_object_foreach(json_object_get(p, "rows"), table, n)
		printf("%8lld  %s\n", (long long)json_integer_value(n), table);
	printf("%8lld  journal\n%8lld  files\n", (long long)json_number(p, "entries", 0), (long long)json_number(p, "files", 0));
	if (!json_yes(p, "erased"))
		puts("Nothing is changed yet: --yes does it, with the desk stopped.");
	else
		printf("Erased. %lld files were searched for %lld names: found in %lld.\n"
		    "Backups made before still have the person; wa-erase can't reach them.\n",
		    (long long)json_number(p, "searched.files", 0), (long long)json_number(p, "searched.needles", 0),
		    (long long)json_number(p, "searched.found", 0));
}

/* Those named, or those who are idle. */
static json_t *
erase(const struct workspace *ws, int argc, char **argv, const char *by)
{
	json_t *keys = idle != -1 ? erase_idle(ws, idle) : json_array(), *result = NULL, *key;
	const char **who = mem_array((size_t)argc + json_array_size(keys) + 1, sizeof *who);
	size_t n = 0, i;

	for (; n < (size_t)argc; n++)
		who[n] = argv[n];
	json_array_foreach(keys, i, key)
		who[n++] = json_string_value(key);
	if (keys != NULL)
		result = erase_people(ws, who, n, by, yes && n > 0, clock_now());
	free(who);
	json_decref(keys);
	return result;
}

int
main(int argc, char *argv[])
{
	struct workspace *ws = NULL;
	const char *by = NULL;
	json_t *p = NULL;
	int status = EX_CONFIG;

	opt_parse(&spec, &argc, &argv);
	if ((argc == 0) == (idle == -1))
		log_die(EX_USAGE, "give WHO, a conversation's key, a phone number or a user id; or --idle TIME");
	if ((ws = workspace_open(workspace)) == NULL)
		goto done;
	if (yes && json_array_size(json_at(ws->config, "team")) > 0 && (by = member_acting(ws)) == NULL) {
		status = EX_USAGE;
		goto done;
	}
	status = 1;
	if ((p = erase(ws, argc, argv, by)) == NULL || (yes && proof != NULL && write_proof(p) == -1))
		goto done;
	if (json)
		print_json(p);
	else
		print(p);
	status = fflush(stdout) != 0 ? EX_IOERR : json_number(p, "searched.found", 0) > 0 ? 2 : EX_OK;
done:
	json_decref(p);
	workspace_free(ws);
	return status;
}
