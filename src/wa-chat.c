/* wa-chat: play a customer against the sandbox, in a terminal */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/clock.h"
#include "base/digits.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/opt.h"
#include "base/stop.h"
#include "ext/json.h"
#include "run/chat.h"
#include "wa/workspace.h"

#define PHONE	"491511234567"

static const char *workspace, *state, *as, *user_id, *name = "Ana";
static int64_t wait_s = 5, settle_ms = 300;

static const struct opt_spec spec = {
	.about = "play a customer against the sandbox, in a terminal",
	.args = "",
	.opts = (const struct opt[]){
		OPT_WORKSPACE(&workspace),
		{ 0, "state", OPT_STR, &state, "DIR", "where sandbox.json is, instead of a workspace" },
		{ 0, "as", OPT_STR, &as, "PHONE", "the customer's phone; default +" PHONE },
		{ 0, "name", OPT_STR, &name, "NAME", "the customer's name; default Ana" },
		{ 0, "user-id", OPT_STR, &user_id, "ID", "the customer's user id; alone: no phone is seen" },
		{ 0, "wait", OPT_INT, &wait_s, "SECONDS", "for an answer, when stdin is no terminal; default 5" },
		{ 0, "settle", OPT_INT, &settle_ms, "MS", "for another answer after one; default 300" },
		OPT_END
	},
};

/* The path of sandbox.json, or NULL after saying why. The caller frees. */
static char *
sandbox_file(void)
{
	struct workspace *ws;
	char *path;

	if (state != NULL)
		return file_path(state, "sandbox.json");
	unsetenv("WA_SANDBOX");
	if ((ws = workspace_open(workspace)) == NULL)
		return NULL;
	path = workspace_file(ws, "var/sandbox/sandbox.json");
	workspace_free(ws);
	return path;
}

/* The sandbox's address, or NULL after saying why; *status is the exit status then. */
static char *
sandbox_url(int *status)
{
	char *path = sandbox_file(), *url = NULL;
	struct buf text = { 0 };
	json_t *j = NULL;

	*status = path != NULL ? EX_UNAVAILABLE : EX_CONFIG;
	if (path == NULL)
		return NULL;
	if (file_read(path, 65536, &text) == -1) {
		log_line("%s: %s; start wa-sandbox first", path, strerror(errno));
	} else {
		j = json_parse(text.data, text.len, NULL);
		if ((url = mem_str(json_text(j, "url"))) == NULL)
			log_line("%s: no address in it", path);
	}
	json_decref(j);
	buf_free(&text);
	free(path);
	return url;
}

/* Digits of a phone as people write it; ends the program when it is none. */
static char *
phone_of(const char *text)
{
	char *digits = digits_of(text);
	size_t n = strlen(digits);

	if (text[strspn(text, "0123456789+-() ")] != '\0')
		log_die(EX_USAGE, "--as: %s: no phone number", text);
	if (n < 4 || n > 15)
		log_die(EX_USAGE, "--as: %s: a phone has 4 to 15 digits", text);
	return digits;
}

static void
check_user_id(void)
{
	for (const char *s = user_id; s != NULL && *s != '\0'; s++)
		if (!isalnum((unsigned char)*s) && *s != '.')
			log_die(EX_USAGE, "--user-id: %s: letters, digits and dots, as DE.13491208655302741918", user_id);
}

int
main(int argc, char *argv[])
{
	struct chat_config c = { .wait_ms = 0 };
	char *url, *phone = NULL;
	int status;

	opt_parse(&spec, &argc, &argv);
	if (argc > 0)
		log_die(EX_USAGE, "%s: nothing but options is wanted", argv[0]);
	check_user_id();
	if (as != NULL || user_id == NULL)
		phone = phone_of(as != NULL ? as : PHONE);
	stop_catch();
	if ((url = sandbox_url(&status)) != NULL) {
		c = (struct chat_config){ .url = url, .phone = phone, .user_id = user_id, .name = name,
			.wait_ms = wait_s * CLOCK_SECOND, .settle_ms = settle_ms };
		status = chat_run(&c);
	}
	free(url);
	free(phone);
	return status;
}
