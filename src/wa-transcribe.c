/* wa-transcribe: hear voice notes: what was said, and how sure that is */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/opt.h"
#include "base/progress.h"
#include "run/filter.h"
#include "run/hearing.h"
#include "run/print.h"
#include "run/table.h"
#include "wa/config.h"
#include "wa/contact.h"
#include "wa/conversation.h"
#include "wa/event.h"
#include "wa/heard.h"

static const char *workspace, *engine, *language;
static bool dry, as_json, as_srt;

static const struct opt opts[] = {
	OPT_WORKSPACE(&workspace),
	OPT_DRY(&dry),
	{ 'e', "engine", OPT_STR, &engine, "ENGINE", "pocketsphinx, http, command or none, instead of workspace.yaml's" },
	{ 'l', "language", OPT_STR, &language, "CODE", "the language spoken in the files" },
	OPT_JSON(&as_json),
	{ 0, "srt", OPT_FLAG, &as_srt, NULL, "subtitles" },
	OPT_END
};

static const struct opt_spec spec = {
	.about = "hear voice notes: what was said, and how sure that is",
	.args = "< events | FILE...",
	.opts = opts,
};

struct desk {
	const struct workspace	*ws;
	struct hearing		*hearing;	/* NULL: nobody is to hear them */
	struct store		*store;
	struct store		*languages;	/* read by workers, one at a time */
	pthread_mutex_t		 mutex;
	char			*media;		/* where notes are, with a slash behind */
};

/* The file of a note that wa-media has fetched; NULL for all else. */
static const char *
note_of(const json_t *ev)
{
	const char *kind = event_kind(ev);

	return strcmp(kind, "audio") == 0 || strcmp(kind, "voice") == 0 ? json_text(ev, "media.path") : NULL;
}

static bool
is_ours(const struct desk *d, const char *path)
{
	return strncmp(path, d->media, strlen(d->media)) == 0 && strstr(path, "/../") == NULL;
}

/* What the conversation is in, as the store knows. The caller frees. */
static char *
known_language(struct desk *d, const char *key)
{
	struct db *db = store_db(d->languages);
	struct conversation c = {0};
	int64_t contact;

	pthread_mutex_lock(&d->mutex);
	if (key != NULL && (contact = contact_find(db, key)) > 0)
		conversation_load(db, d->ws, contact, clock_now(), &c);
	pthread_mutex_unlock(&d->mutex);
	return *c.language != '\0' ? mem_str(c.language) : NULL;
}

/* That; or the only language of the desk; NULL when nobody knows. The caller
 * frees. */
static char *
expected(struct desk *d, const json_t *ev)
{
	const json_t *spoken = json_at(d->ws->config, "languages");
	char *known = known_language(d, event_conversation(ev));

	if (known == NULL)
		known = mem_str(json_text(ev, "contact.language"));
	if (known == NULL && json_array_size(spoken) == 1)
		known = mem_str(json_string_value(json_array_get(spoken, 0)));
	return known;
}

static enum filter_verdict
serve(void *arg, const json_t *ev, json_t **value)
{
	struct desk *d = arg;
	const char *path = note_of(ev);
	char *known;

	if (path == NULL || d->hearing == NULL)
		return FILTER_PASS;
	known = expected(d, ev);
	/* Nothing outside of var/media is opened, whoever wrote the event. */
	*value = hearing_note(d->hearing, event_id(ev), is_ours(d, path) ? path : "", known, NULL);
	free(known);
	return FILTER_SET;
}

static enum filter_verdict
record(void *arg, const json_t *ev, const json_t *value)
{
	const struct desk *d = arg;
	struct db *db = store_db(d->store);
	int64_t contact = contact_of_event(db, ev, clock_now());

	if (contact == -1 || (contact != 0 && heard_add(db, event_id(ev), contact, event_time(ev), value) == -1))
		return FILTER_RETRY;
	return FILTER_SET;
}

/* As wa-media names it: from the root. */
static char *
media_dir(const struct workspace *ws)
{
	char *var = realpath(ws->var, NULL), *dir = mem_printf("%s/media/", var != NULL ? var : ws->var);

	free(var);
	return dir;
}

static int
run_filter(const struct workspace *ws, struct hearing *hearing)
{
	struct desk d = { .ws = ws, .hearing = hearing, .mutex = PTHREAD_MUTEX_INITIALIZER };
	int at_once = (int)json_number(ws->config, "transcribe.at_once", 1), status;

	if ((d.store = store_open(ws, dry ? STORE_DRY : STORE_NORMAL)) == NULL ||
	    (d.languages = store_open(ws, dry ? STORE_DRY : STORE_READ)) == NULL) {
		status = store_status();
	} else {
		d.media = media_dir(ws);
		status = filter_run_slow(&(struct slow_filter){
		    .base = { .key = "transcript", .serve = serve, .arg = &d, .store = d.store, .memo = true,
		        .workspace = ws, .dry = dry },
		    .workers = at_once, .bound = 8 * at_once, .record = record });
	}
	free(d.media);
	store_close(d.languages);
	store_close(d.store);
	return status;
}

static void
print_time(struct buf *b, double seconds)
{
	int64_t ms = (int64_t)(seconds * 1000);

	buf_printf(b, "%02d:%02d:%02d,%03d", (int)(ms / CLOCK_HOUR), (int)(ms / CLOCK_MINUTE % 60),
	    (int)(ms / CLOCK_SECOND % 60), (int)(ms % CLOCK_SECOND));
}

static void
print_srt(struct buf *b, const json_t *pieces)
{
	static int number;
	json_t *p;
	size_t i;

	json_array_foreach((json_t *)pieces, i, p) {
		char *text = table_clean(json_text(p, "text"));

		if (*text != '\0') {
			buf_printf(b, "%d\n", ++number);
			print_time(b, json_number_value(json_object_get(p, "start")));
			buf_str(b, " --> ");
			print_time(b, json_number_value(json_object_get(p, "end")));
			buf_printf(b, "\n%s\n\n", text);
		}
		free(text);
	}
}

static void
print_text(struct buf *b, const char *file, const json_t *transcript, bool several)
{
	const char *text = json_text(transcript, "text");
	char *clean = table_clean(text != NULL ? text : json_text(transcript, "problem"));

	if (several)
		buf_printf(b, "%s: ", file);
	buf_printf(b, text != NULL ? "%s\n" : "(%s)\n", clean);
	free(clean);
}

/* One file; was it understood? */
static bool
print_file(struct hearing *h, const char *file, bool several, struct buf *b)
{
	json_t *pieces = json_array(), *t = hearing_note(h, file, file, language, pieces), *v;
	bool understood = json_text(t, "text") != NULL;

	if (as_json) {
		v = json_pack("{s:s}", "file", file);
		json_object_update(v, t);
		json_object_set(v, "pieces", pieces);
		json_print(v, b);
		buf_char(b, '\n');
		json_decref(v);
	} else if (as_srt)
		print_srt(b, pieces);
	else
		print_text(b, file, t, several);
	if (!understood && as_srt)
		log_line("%s: %s", file, json_text(t, "problem"));
	json_decref(t);
	json_decref(pieces);
	return understood;
}

static int
print_files(struct hearing *h, int n, char **files)
{
	struct buf out = {0};
	int failed = -1, status = EX_OK;

	progress_start();
	for (int i = 0; i < n && failed == -1; i++) {
		if (!print_file(h, files[i], n > 1, &out))
			status = 1;
		failed = print_out(&out);
	}
	buf_free(&out);
	return failed == -1 ? status : failed;
}

int
main(int argc, char *argv[])
{
	struct hearing *hearing = NULL;
	struct workspace *ws;
	int status = EX_CONFIG;
	bool none = false;

	opt_parse(&spec, &argc, &argv);
	if (language != NULL && !config_is_language(language))
		log_die(EX_USAGE, "%s: not a language; a code, as in en or pt-BR", language);
	if ((ws = workspace_open(workspace)) == NULL)
		return EX_CONFIG;
	/* No engine has any use for them. */
	unsetenv("WA_TOKEN");
	unsetenv("WA_APP_SECRET");
	unsetenv("WA_VERIFY_TOKEN");
	hearing = hearing_open(ws, engine, &none);
	if (none && argc > 0)
		log_die(EX_USAGE, "there is no engine to hear the files; transcribe.engine of workspace.yaml says none");
	if (hearing != NULL && argc > 0)
		status = print_files(hearing, argc, argv);
	else if (hearing != NULL || none)
		status = run_filter(ws, hearing);
	hearing_close(hearing);
	workspace_free(ws);
	return status;
}
