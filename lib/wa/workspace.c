#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "wa/settings.h"
#include "wa/workspace.h"

#define PLACES_MAX	3
#define SECRET_MAX	4096

/* Directories in which a workspace without a slash is looked for. */
struct places {
	char	*dir[PLACES_MAX];
	size_t	 n;
};

static const char *
env(const char *name)
{
	const char *s = getenv(name);

	return s != NULL && *s != '\0' ? s : NULL;
}

static struct places
places(void)
{
	struct places p = {0};

	if (env("WA_HOME") != NULL) {
		p.dir[p.n++] = mem_str(env("WA_HOME"));
		return p;
	}
	p.dir[p.n++] = mem_str(".");
	if (env("XDG_CONFIG_HOME") != NULL)
		p.dir[p.n++] = file_path(env("XDG_CONFIG_HOME"), "wapipe");
	else if (env("HOME") != NULL)
		p.dir[p.n++] = file_path(env("HOME"), ".config/wapipe");
	p.dir[p.n++] = mem_str("/etc/wapipe");
	return p;
}

static void
places_free(struct places *p)
{
	for (size_t i = 0; i < p->n; i++)
		free(p->dir[i]);
}

static bool
is_workspace(const char *dir)
{
	char *yaml = file_path(dir, "workspace.yaml");
	bool yes = file_exists(yaml);

	free(yaml);
	return yes;
}

static char *
search(const char *name)
{
	struct places p = places();
	struct buf all = {0};
	char *found = NULL;

	buf_str(&all, "");
	for (size_t i = 0; i < p.n && found == NULL; i++) {
		found = strcmp(p.dir[i], ".") == 0 ? mem_str(name) : file_path(p.dir[i], name);
		if (is_workspace(found))
			break;
		free(found);
		found = NULL;
		buf_printf(&all, "%s%s", all.len ? ", " : "", strcmp(p.dir[i], ".") == 0 ? "this directory" : p.dir[i]);
	}
	if (found == NULL)
		log_line("%s: no workspace of this name in %s; `wa init %s` makes one", name, all.data, name);
	buf_free(&all);
	places_free(&p);
	return found;
}

/* The directory of a workspace, or NULL after saying why there is none. */
static char *
locate(const char *name)
{
	if (name == NULL || *name == '\0')
		name = env("WA_WORKSPACE");
	if (name == NULL && is_workspace("."))
		name = "./";
	if (name == NULL) {
		log_line("which workspace? name it with -w NAME or WA_WORKSPACE");
		return NULL;
	}
	if (strchr(name, '/') == NULL && strcmp(name, ".") != 0 && strcmp(name, "..") != 0)
		return search(name);
	if (!is_workspace(name)) {
		log_line("%s: no workspace.yaml here; `wa init %s` makes one", name, name);
		return NULL;
	}
	return mem_str(name);
}

/* What the directory is called, whatever way led to it. */
static char *
name_of(const char *dir)
{
	char *real = realpath(dir, NULL), *slash, *name = NULL;
	json_t *s;

	if (real == NULL || (slash = strrchr(real, '/')) == NULL || slash[1] == '\0') {
		log_line("%s: not a directory with a name", dir);
		goto done;
	}
	for (const char *p = slash + 1; *p != '\0'; p++)
		if ((unsigned char)*p < ' ' || *p == 0x7f)
			goto bad;
	/* The name goes into every event. */
	if ((s = json_string(slash + 1)) == NULL)
		goto bad;
	json_decref(s);
	name = mem_str(slash + 1);
	goto done;
bad:
	log_line("%s: a workspace's name must be UTF-8 without control characters", dir);
done:
	free(real);
	return name;
}

static json_t *
load_settings(const char *dir)
{
	/* "./" is how the current directory was named; leave it out of messages. */
	char *path = strcmp(dir, "./") == 0 ? mem_str("workspace.yaml") : file_path(dir, "workspace.yaml");
	struct yaml *y = yaml_load(path);
	json_t *settings = NULL;

	if (yaml_root(y) != NULL)
		settings = settings_read(y);
	if (yaml_mistakes(y) > 0) {
		yaml_log(y);
		json_decref(settings);
		settings = NULL;
	}
	yaml_close(y);
	free(path);
	return settings;
}

/* What the running sandbox has written, or NULL. */
static json_t *
sandbox_read(const struct workspace *ws)
{
	char *path = workspace_state(ws, "sandbox.json");
	struct buf b = {0};
	json_t *v = NULL;

	if (file_read(path, SECRET_MAX, &b) == 0)
		v = json_parse(b.data, b.len, NULL);
	buf_free(&b);
	free(path);
	return v;
}

/* The sandbox has its own addresses; the live ones are out of reach. */
static void
enter_sandbox(struct workspace *ws)
{
	json_t *written = sandbox_read(ws);
	const char *url = json_text(written, "url");

	json_object_set_new(json_object_get(ws->config, "graph"), "url", json_string(url ? url : "http://127.0.0.1:0"));
	if (json_at(ws->config, "sandbox.listen") != NULL)
		json_object_set(ws->config, "listen", json_at(ws->config, "sandbox.listen"));
	json_decref(written);
}

struct workspace *
workspace_open(const char *name)
{
	struct workspace *ws = mem_alloc(sizeof *ws);
	const char *flag = env("WA_SANDBOX");

	ws->sandbox = flag != NULL && strcmp(flag, "0") != 0;
	if ((ws->dir = locate(name)) == NULL || (ws->name = name_of(ws->dir)) == NULL)
		goto fail;
	if ((ws->config = load_settings(ws->dir)) == NULL)
		goto fail;
	for (size_t n = strlen(ws->dir); n > 1 && ws->dir[n - 1] == '/'; n--)
		ws->dir[n - 1] = '\0';
	ws->var = file_path(ws->dir, ws->sandbox ? "var/sandbox" : "var");
	/* On a read-only copy one can still look; who needs to write will say so. */
	if (file_mkdir(ws->var) == -1 && errno != EROFS && errno != EACCES) {
		log_line("%s: %s", ws->var, strerror(errno));
		goto fail;
	}
	if (json_text(ws->config, "name") == NULL)
		json_put(ws->config, "name", ws->name);
	if (ws->sandbox)
		enter_sandbox(ws);
	return ws;
fail:
	workspace_free(ws);
	return NULL;
}

void
workspace_free(struct workspace *ws)
{
	if (ws == NULL)
		return;
	json_decref(ws->config);
	free(ws->name);
	free(ws->dir);
	free(ws->var);
	free(ws);
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Workspaces in one directory, sorted, NULL-terminated; *n of them. */
static char **
workspaces_in(const char *dir, size_t *n)
{
	char **all = mem_array(1, sizeof *all);
	DIR *d = opendir(dir);
	struct dirent *e;

	*n = 0;
	while (d != NULL && (e = readdir(d)) != NULL) {
		char *path = file_path(dir, e->d_name);

		if (e->d_name[0] == '.' || !is_workspace(path)) {
			free(path);
			continue;
		}
		all = mem_grow(all, *n + 2, sizeof *all);
		all[(*n)++] = path;
	}
	if (d != NULL)
		closedir(d);
	qsort(all, *n, sizeof *all, by_name);
	all[*n] = NULL;
	return all;
}

char **
workspace_all(void)
{
	struct places p = places();
	char **all = NULL;
	size_t n = 0;

	for (size_t i = 0; i < p.n && n == 0; i++) {
		free(all);
		all = workspaces_in(p.dir[i], &n);
	}
	places_free(&p);
	return all;
}

char *
workspace_file(const struct workspace *ws, const char *name)
{
	return file_path(ws->dir, name);
}

char *
workspace_state(const struct workspace *ws, const char *name)
{
	return file_path(ws->var, name);
}

bool
workspace_owns(const struct workspace *ws, const char *phone_number_id)
{
	json_t *number;
	size_t i;

	json_array_foreach(json_object_get(ws->config, "numbers"), i, number)
		if (json_says(number, "phone_number_id", phone_number_id))
			return true;
	return false;
}

/* Where one secret may come from. */
struct source {
	const char	*what;		/* what it is called when it is missing */
	const char	*member;	/* of sandbox.json, and of $CREDENTIALS_DIRECTORY */
	const char	*key;		/* under secrets in workspace.yaml */
	const char	*variable;
};

static char *
from_sandbox(const struct workspace *ws, const struct source *s)
{
	json_t *written = sandbox_read(ws);
	char *secret = mem_str(json_text(written, s->member));

	json_decref(written);
	if (secret == NULL)
		log_line("%s: no sandbox.json with a %s in %s; is wa-sandbox running?", ws->name, s->member, ws->var);
	return secret;
}

/* systemd shows credentials to the unit alone, by an ACL that looks like group
 * access: so file_secret's rule about others doesn't fit them. */
static char *
read_credential(const char *path)
{
	struct buf b = {0};

	if (file_read(path, SECRET_MAX, &b) == 0 && b.len > 0)
		b.data[strcspn(b.data, "\r\n")] = '\0';
	if (b.len > 0 && b.data[0] != '\0')
		return b.data;
	buf_free(&b);
	return NULL;
}

/* LoadCredential=shop.token:... when one unit serves several, else token:... */
static char *
from_credentials(const struct workspace *ws, const struct source *s)
{
	const char *dir = env("CREDENTIALS_DIRECTORY");
	char *path, *secret;

	if (dir == NULL)
		return NULL;
	path = mem_printf("%s/%s.%s", dir, ws->name, s->member);
	if (!file_exists(path)) {
		free(path);
		path = file_path(dir, s->member);
	}
	secret = read_credential(path);
	free(path);
	return secret;
}

static char *
secret_of(const struct workspace *ws, const struct source *s)
{
	const char *file = json_text(json_object_get(ws->config, "secrets"), s->key);
	char *path, *secret;

	if (ws->sandbox)
		return from_sandbox(ws, s);
	if ((secret = from_credentials(ws, s)) != NULL)
		return secret;
	path = file == NULL ? NULL : *file == '/' ? mem_str(file) : workspace_file(ws, file);
	/* A file that isn't there yet doesn't hide the environment. */
	if (path != NULL && (file_exists(path) || env(s->variable) == NULL)) {
		secret = file_secret(path);
		free(path);
		return secret;
	}
	free(path);
	if (env(s->variable) != NULL)
		return mem_str(env(s->variable));
	log_line("%s: no %s; put it in a file (mode 600) and name that under secrets in workspace.yaml as %s, or set %s",
	    ws->name, s->what, s->key, s->variable);
	return NULL;
}

char *
workspace_token(const struct workspace *ws)
{
	static const struct source s = { "access token", "token", "token_file", "WA_TOKEN" };

	return secret_of(ws, &s);
}

char *
workspace_app_secret(const struct workspace *ws)
{
	static const struct source s = { "app secret", "app_secret", "app_secret_file", "WA_APP_SECRET" };

	return secret_of(ws, &s);
}

char *
workspace_verify_token(const struct workspace *ws)
{
	static const struct source s = { "verify token", "verify_token", "verify_token_file", "WA_VERIFY_TOKEN" };

	return secret_of(ws, &s);
}
