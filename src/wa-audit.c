/* wa-audit: prove that what came in went out */
#include <stdio.h>
#include <sysexits.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/opt.h"
#include "base/out.h"
#include "wa/audit.h"

static const char *workspace;
static int64_t since, until = INT64_MAX;
static bool json;

static const struct opt opts[] = {
	OPT_WORKSPACE(&workspace),
	{ 0, "since", OPT_TIME, &since, "TIME", "messages that arrived from then on" },
	{ 0, "until", OPT_TIME, &until, "TIME", "and before then" },
	OPT_JSON(&json),
	OPT_END
};

static const struct opt_spec spec = {
	.about = "prove that what came in went out",
	.args = "",
	.opts = opts,
};

static void
say_fault(void *arg, int64_t seq, const char *id, const char *what)
{
	json_t *found = arg;

	log_line("entry %lld: %s: %s", (long long)seq, id, what);
	json_object_set_new(found, what, json_integer(json_integer_value(json_object_get(found, what)) + 1));
}

static void
print_json(const struct audit *a, json_t *found)
{
	json_t *out = json_object(), *outcomes = json_object();
	struct buf line = {0};

	json_object_set_new(out, "in", json_integer(a->in));
	for (int o = OUTCOME_IGNORED; o <= OUTCOME_FAILED; o++)
		json_object_set_new(outcomes, outcome_name((enum outcome)o), json_integer(a->out[o]));
	json_object_set_new(out, "out", outcomes);
	json_object_set_new(out, "waiting", json_integer(a->waiting));
	json_object_set_new(out, "sending", json_integer(a->sending));
	json_object_set_new(out, "faults", json_integer(a->wrong));
	json_object_set(out, "found", found);
	json_print(out, &line);
	puts(line.data);
	buf_free(&line);
	json_decref(out);
}

/* in 12 = 7 answered + 4 escalated + 1 human */
static void
print_line(const struct audit *a)
{
	const char *sign = "=";

	printf("in %lld", (long long)a->in);
	for (int o = OUTCOME_FAILED; o >= OUTCOME_IGNORED; o--)
		if (a->out[o] > 0) {
			printf(" %s %lld %s", sign, (long long)a->out[o], outcome_name((enum outcome)o));
			sign = "+";
		}
	if (a->sending > 0) {
		printf(" %s %lld sending", sign, (long long)a->sending);
		sign = "+";
	}
	if (a->waiting > 0)
		printf(" %s %lld waiting", sign, (long long)a->waiting);
	printf("%s\n", a->wrong > 0 ? ": DOES NOT ADD UP" : "");
}

int
main(int argc, char *argv[])
{
	struct workspace *ws;
	struct store *st = NULL;
	json_t *found = json_object();	/* what is wrong -> how often */
	struct audit a;
	int status = EX_CONFIG;

	opt_parse(&spec, &argc, &argv);
	if (argc > 0)
		log_die(EX_USAGE, "%s: takes no operand", argv[0]);
	if ((ws = workspace_open(workspace)) == NULL)
		goto done;
	if ((st = store_open(ws, STORE_READ)) == NULL || audit_run(ws, st, since, until, clock_now(), say_fault, found, &a) == -1) {
		status = store_status();
		goto done;
	}
	if (json)
		print_json(&a, found);
	else
		print_line(&a);
	status = out_end() != EX_OK ? EX_IOERR : a.wrong > 0 ? 1 : EX_OK;
done:
	json_decref(found);
	store_close(st);
	workspace_free(ws);
	return status;
}
