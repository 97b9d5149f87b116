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
#include "base/out.h"
#include "base/progress.h"
#include "wa/erase.h"
#include "wa/member.h"
#include "wa/store.h"

static const char *workspace, *proof;
static int64_t idle = -1;
static bool expired, yes, json, quiet;

static const struct opt opts[] = {
	OPT_WORKSPACE(&workspace),
	{ 0, "idle", OPT_TIME, &idle, "TIME", "everybody with whom nothing was said since then" },
	{ 0, "expired", OPT_FLAG, &expired, NULL, "everybody with whom nothing was said for as long as keep of workspace.yaml says" },
	{ 0, "yes", OPT_FLAG, &yes, NULL, "really; without it nothing is changed" },
	{ 0, "proof", OPT_STR, &proof, "FILE", "what was done, as JSON" },
	{ 'q', "quiet", OPT_FLAG, &quiet, NULL, "who it would be, a key a line, and nothing is counted; with --yes nothing" },
	OPT_JSON(&json),
	OPT_END
};

static const struct opt_spec spec = {
	.about = "take people out of a workspace, and prove it",
	.args = "WHO ... | --idle TIME | --expired",
	.opts = opts,
};

static int
replace_proof(const struct buf *text)
{
	int rc = file_replace(proof, 0600, text->data, text->len);

	if (rc == -1)
		log_line("%s: %s", proof, strerror(errno));
	return rc;
}

static int
write_proof(const json_t *p)
{
	struct buf text = {0};
	int rc;

	json_print(p, &text);
	buf_char(&text, '\n');
	rc = replace_proof(&text);
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

	progress_clear();
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

static void
list(const json_t *keys)
{
	json_t *key;
	size_t i;

	json_array_foreach((json_t *)keys, i, key)
		puts(json_string_value(key));
}

/* Since when somebody must not have been heard of to be idle; -1: nobody is for that. */
static int64_t
idle_since(const struct workspace *ws)
{
	int64_t keep = json_number(ws->config, "keep", 0);

	if (!expired)
		return idle;
	return keep > 0 ? clock_now() - keep : -1;
}

/* Keys of those who are idle, and of nobody when others are named. */
static json_t *
find_idle(const struct workspace *ws)
{
	int64_t since = idle_since(ws);

	if (expired && since == -1)
		log_line("%s: workspace.yaml has no keep: people are kept for ever", ws->name);
	return since != -1 ? erase_idle(ws, since) : json_array();
}

static json_t *
erase(const struct workspace *ws, int argc, char **argv, const json_t *keys, const char *by)
{
	const char **who = mem_array((size_t)argc + json_array_size(keys) + 1, sizeof *who);
	json_t *result, *key;
	size_t n = 0, i;

	for (; n < (size_t)argc; n++)
		who[n] = argv[n];
	json_array_foreach((json_t *)keys, i, key)
		who[n++] = json_string_value(key);
	result = erase_people(ws, who, n, by, yes && n > 0, clock_now());
	free(who);
	return result;
}

/* Who answers for it: a member, or the workspace's own rule. -1 after saying that somebody must. */
static int
responsible(const struct workspace *ws, const char **by)
{
	bool team = json_array_size(json_at(ws->config, "team")) > 0;

	if (expired && getenv("WA_MEMBER") == NULL)
		*by = "keep";
	else if (team && (*by = member_acting(ws)) == NULL)
		return -1;
	return 0;
}

int
main(int argc, char *argv[])
{
	struct workspace *ws = NULL;
	const char *by = NULL;
	json_t *keys = NULL, *p = NULL;
	int status = EX_CONFIG;

	opt_parse(&spec, &argc, &argv);
	progress_start();
	if ((argc > 0) + (idle != -1) + expired != 1)
		log_die(EX_USAGE, "give WHO, a conversation's key, a phone number or a user id; or --idle TIME; or --expired");
	if ((ws = workspace_open(workspace)) == NULL || store_look(ws) == -1 || (yes && responsible(ws, &by) == -1))
		goto done;
	status = 1;
	/* Found out before, for nobody can be erased once more. */
	if (yes && proof != NULL && replace_proof(&(struct buf){0}) == -1)
		goto done;
	if ((keys = find_idle(ws)) == NULL)
		goto done;
	if (quiet && !yes && argc == 0) {
		list(keys);
	} else {
		if ((p = erase(ws, argc, argv, keys, by)) == NULL || (yes && proof != NULL && write_proof(p) == -1))
			goto done;
		if (json)
			print_json(p);
		else if (!quiet)
			print(p);
	}
	status = out_end() != EX_OK ? EX_IOERR : json_number(p, "searched.found", 0) > 0 ? 2 : EX_OK;
done:
	json_decref(keys);
	json_decref(p);
	workspace_free(ws);
	return status;
}
