/* wa-init: make a workspace that passes every check */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/opt.h"
#include "wa/settings.h"
#include "wa/workspace.h"

extern const char embedded_workspace[], embedded_faq[], embedded_services[], embedded_leads[], embedded_templates[];

static bool yes;

static const struct opt opts[] = {
	{ 'y', "yes", OPT_FLAG, &yes, NULL, "ask nothing, take the defaults" },
	OPT_END
};

static const struct opt_spec spec = {
	.about = "make a workspace that passes every check",
	.args = "NAME",
	.opts = opts,
};

/* What is asked: the key of workspace.yaml it goes to, and how it is written there. */
static struct question {
	const char	*ask;
	const char	*mark;		/* stands for the answer in workspace.yaml */
	const char	*form;		/* the answer within a document that settings_read can judge */
	char		*answer;	/* the default until somebody answers */
} questions[] = {
	{ "Name of the business", "@NAME@", "name: %s", NULL },
	{ "Language of the team, a code as en, es, de", "@LANGUAGE@", "language: %s", NULL },
	{ "Time zone", "@TIMEZONE@", "timezone: %s", NULL },
	{ "Opening hours from Monday to Friday, as 09:00-18:00 (empty: always open)", "@HOURS@", "hours: {mon-fri: %s}", NULL },
	{ "Phone number id, from the app's page WhatsApp > API Setup (empty: later)", "@NUMBER@", "numbers: [{phone_number_id: %s}]", NULL },
};
enum { NAME, LANGUAGE, TIMEZONE, HOURS, NUMBER, QUESTIONS };

static const char no_number[] = "100000000000001";

static char *
local_zone(void)
{
	char target[512];
	ssize_t n = readlink("/etc/localtime", target, sizeof target - 1);
	char *zone;

	if (n <= 0)
		return mem_str("UTC");
	target[n] = '\0';
	zone = strstr(target, "zoneinfo/");
	return mem_str(zone ? zone + 9 : "UTC");
}

/* es_MX.UTF-8 is es. */
static char *
local_language(void)
{
	const char *s = getenv("LC_ALL");

	if (s == NULL || *s == '\0')
		s = getenv("LANG");
	if (s == NULL || strspn(s, "abcdefghijklmnopqrstuvwxyz") != 2 || (s[2] != '_' && s[2] != '.' && s[2] != '\0'))
		return mem_str("en");
	return mem_strn(s, 2);
}

/* As YAML takes it, whatever is in it. The caller frees. */
static char *
quoted(const char *s)
{
	json_t *v = json_string(s);
	struct buf b = {0};

	if (v != NULL)
		json_print(v, &b);
	json_decref(v);
	return b.len ? buf_take(&b) : NULL;
}

static bool
is_good(const struct question *q, const char *answer)
{
	char *value = quoted(answer), *text;
	struct yaml *y;
	bool good;

	if (value == NULL) {
		log_line("not UTF-8");
		return false;
	}
	text = strcmp(q->mark, "@HOURS@") == 0 && *answer == '\0' ? mem_str("") : mem_printf(q->form, value);
	y = yaml_from("answer", text, strlen(text));
	if (yaml_root(y) != NULL)
		json_decref(settings_read(y));
	good = yaml_mistakes(y) == 0;
	if (!good)
		yaml_log(y);
	yaml_close(y);
	free(text);
	free(value);
	return good;
}

/* -1 when the terminal has gone. */
static int
ask(struct question *q)
{
	char *line = NULL;
	size_t cap = 0;
	int rc = 0;

	do {
		printf("%s%s%s%s: ", q->ask, *q->answer ? " [" : "", q->answer, *q->answer ? "]" : "");
		fflush(stdout);
		if (getline(&line, &cap, stdin) == -1) {
			rc = -1;
			break;
		}
		line[strcspn(line, "\n")] = '\0';
	} while (*line != '\0' && !is_good(q, line));
	if (rc == 0 && *line != '\0') {
		free(q->answer);
		q->answer = mem_str(line);
	}
	free(line);
	return rc;
}

static int
interview(const char *dir)
{
	const char *slash = strrchr(dir, '/');

	questions[NAME].answer = mem_str(slash && slash[1] ? slash + 1 : dir);
	questions[LANGUAGE].answer = local_language();
	questions[TIMEZONE].answer = local_zone();
	questions[HOURS].answer = mem_str("");
	questions[NUMBER].answer = mem_str("");
	for (int i = 0; i < QUESTIONS; i++) {
		if (!yes && isatty(STDIN_FILENO) && isatty(STDOUT_FILENO) && ask(&questions[i]) == -1)
			return -1;
		/* A default from outside (a directory's name, a zone) can be odd too. */
		if (*questions[i].answer != '\0' && !is_good(&questions[i], questions[i].answer))
			return -1;
	}
	return 0;
}

/* What stands for a question in workspace.yaml. The caller frees. */
static char *
written(int i)
{
	const char *answer = questions[i].answer;
	char *value, *text;

	if (i == NUMBER && *answer == '\0')
		answer = no_number;
	if (i == HOURS && *answer == '\0')
		return mem_str("# hours:\n#   mon-fri: \"09:00-14:00, 16:00-20:00\"\n#   sat: \"10:00-13:00\"\n#   sun: closed");
	value = quoted(answer);
	if (i != HOURS)
		return value;
	text = mem_printf("hours:\n  mon-fri: %s", value);
	free(value);
	return text;
}

static char *
settings_text(void)
{
	struct buf b = {0};

	for (const char *p = embedded_workspace; *p != '\0'; ) {
		int i = 0;
		char *value;

		while (i < QUESTIONS && strncmp(p, questions[i].mark, strlen(questions[i].mark)) != 0)
			i++;
		if (i == QUESTIONS) {
			buf_char(&b, *p++);
			continue;
		}
		value = written(i);
		buf_str(&b, value);
		free(value);
		p += strlen(questions[i].mark);
	}
	return buf_take(&b);
}

static bool made;	/* anything at all */

/* Never touches what is there. -1 after saying why. */
static int
put(const char *dir, const char *name, const char *text)
{
	char *path = file_path(dir, name);
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666), rc = -1;

	if (fd == -1 && errno == EEXIST) {
		log_line("%s: is there already; left as it is", path);
		rc = 0;
	} else if (fd == -1 || file_write(fd, text, strlen(text)) == -1) {
		log_line("%s: %s", path, strerror(errno));
	} else {
		made = true;
		rc = 0;
	}
	if (fd != -1 && close(fd) == -1) {
		log_line("%s: %s", path, strerror(errno));
		rc = -1;
	}
	free(path);
	return rc;
}

static int
make_directory(const char *dir, const char *name)
{
	char *path = file_path(dir, name);
	int rc = file_mkdir(path);

	if (rc == -1)
		log_line("%s: %s", path, strerror(errno));
	free(path);
	return rc;
}

static int
fill_directory(const char *dir)
{
	static const struct {
		const char *name, *text;
	} files[] = {
		{ "faq.yaml", embedded_faq }, { "services.yaml", embedded_services }, { "leads.yaml", embedded_leads },
		{ "templates.yaml", embedded_templates }, { ".gitignore", "/var/\n/secrets/\n*.new\n" },
		{ "hooks/README", "Executables here are called when something happens: wa-hooks(5) says for what and with what.\n" },
	};
	char *settings;
	int rc;

	if (make_directory(dir, "var") == -1 || make_directory(dir, "secrets") == -1 || make_directory(dir, "hooks") == -1)
		return -1;
	settings = settings_text();
	rc = put(dir, "workspace.yaml", settings);
	for (size_t i = 0; i < sizeof files / sizeof *files && rc == 0; i++)
		rc = put(dir, files[i].name, files[i].text);
	free(settings);
	return rc;
}

/* A name is made where it will be looked for first. The caller frees. */
static char *
place(const char *name)
{
	const char *home = getenv("WA_HOME");
	char *dir = strchr(name, '/') != NULL || home == NULL || *home == '\0' ? mem_str(name) : file_path(home, name);

	for (size_t n = strlen(dir); n > 1 && dir[n - 1] == '/'; n--)
		dir[n - 1] = '\0';
	return dir;
}

static int
make_workspace(const char *dir)
{
	struct workspace *ws;
	const char *what;
	char *path;

	if (interview(dir) == -1 || fill_directory(dir) == -1)
		return EX_CANTCREAT;
	/* With a slash it is a path and nothing is searched for. */
	path = mem_printf("%s/", dir);
	ws = workspace_open(path);
	free(path);
	if (ws == NULL)
		return EX_CONFIG;
	what = made ? "made" : "whole already";
	if (strcmp(json_text(json_array_get(json_object_get(ws->config, "numbers"), 0), "phone_number_id"), no_number) == 0)
		log_line("%s: %s; try it with `wa run %s --sandbox`, and put your number's id into %s/workspace.yaml", dir, what, dir, dir);
	else
		log_line("%s: %s; try it with `wa run %s --sandbox`", dir, what, dir);
	workspace_free(ws);
	return EX_OK;
}

int
main(int argc, char *argv[])
{
	char *dir;
	int status;

	opt_parse(&spec, &argc, &argv);
	if (argc != 1 || *argv[0] == '\0')
		log_die(EX_USAGE, "one name, or a path with a slash, of the workspace to make");
	dir = place(argv[0]);
	status = make_workspace(dir);
	for (int i = 0; i < QUESTIONS; i++)
		free(questions[i].answer);
	free(dir);
	return status;
}
