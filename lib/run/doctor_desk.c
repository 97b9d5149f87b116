#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/mem.h"
#include "ext/http.h"
#include "run/doctor.h"
#include "wa/hours.h"
#include "wa/member.h"
#include "wa/telling.h"

static const int64_t unowned_long = 4 * CLOCK_HOUR, queued_long = 10 * CLOCK_MINUTE;
enum { ASK_MS = 3000, ANSWER_MAX = 65536 };

static void
check_sends(struct doctor *d, const struct health *h)
{
	if (h->failed > 0)
		doctor_find(d, "sends", FINDING_WARNING, "wa-inquiry list --kind delivery: each has a case", "%" PRId64 " failed for good since yesterday", h->failed);
	else if (h->unknown > 0)
		doctor_find(d, "sends", FINDING_WARNING, "a status settles them, or a case is opened: wa-store(5)", "of %" PRId64 " nobody knows whether they went out", h->unknown);
	else if (h->queued > 0 && d->now - h->queued_since > queued_long)
		doctor_find(d, "sends", FINDING_FAILURE, "is the line running? its log says what keeps them", "%" PRId64 " wait to be sent, the first for %" PRId64 " minutes",
		    h->queued, (d->now - h->queued_since) / CLOCK_MINUTE);
	else
		doctor_find(d, "sends", FINDING_OK, NULL, "none failed since yesterday, %" PRId64 " waiting", h->queued);
}

static void
check_notices(struct doctor *d, const struct health *h)
{
	if (h->notices_late > 0)
		doctor_find(d, "notices", FINDING_FAILURE, "does wa-notify run?", "%" PRId64 " are not told yet", h->notices_late);
	else if (h->notices_untold > 0)
		doctor_find(d, "notices", FINDING_FAILURE, "hooks/inquiry or notices.whatsapp tell somebody; wa-notify list", "of %" PRId64 " cases since yesterday nobody was told", h->notices_untold);
	else if (h->notices_failed > 0)
		doctor_find(d, "notices", FINDING_FAILURE, "wa-notify list", "%" PRId64 " could not be told since yesterday", h->notices_failed);
	else
		doctor_find(d, "notices", FINDING_OK, NULL, "all were told since yesterday");
}

static void
check_inquiries(struct doctor *d, const struct health *h)
{
	if (!json_yes(d->ws->config, "inquiries"))
		doctor_find(d, "inquiries", FINDING_WARNING, "set inquiries: on in workspace.yaml",
		    "are off: customers are told that the agent doesn't know, and nobody hears of it");
	else if (h->unowned > 0 && d->now - h->unowned_since > unowned_long)
		doctor_find(d, "inquiries", FINDING_WARNING, "wa-inquiry stale", "%" PRId64 " of %" PRId64 " are nobody's, the first for %" PRId64 " hours",
		    h->unowned, h->inquiries, (d->now - h->unowned_since) / CLOCK_HOUR);
	else
		doctor_find(d, "inquiries", FINDING_OK, NULL, "%" PRId64 " open, %" PRId64 " of them nobody's", h->inquiries, h->unowned);
}

/* In PATH, or as a path. */
static bool
can_run(const char *program)
{
	const char *path = getenv("PATH");
	bool found = false;

	if (strchr(program, '/') != NULL)
		return access(program, X_OK) == 0;
	while (path != NULL && !found && *path != '\0') {
		size_t n = strcspn(path, ":");
		char *file = mem_printf("%.*s/%s", (int)n, path, program);

		found = access(file, X_OK) == 0;
		free(file);
		path += n + (path[n] == ':');
	}
	return found;
}

/* Anything that answers HTTP there will do: it may want a file to say more. */
static bool
answers(const char *url, char **why)
{
	struct http_request rq = { .method = "GET", .url = url, .max = ANSWER_MAX, .timeout_ms = ASK_MS };
	struct http *http = http_new(1);
	struct http_answer a;
	bool yes;

	http_call(http, &rq, &a);
	yes = a.result == HTTP_ANSWERED && a.status < 500;
	if (!yes)
		*why = a.result == HTTP_ANSWERED ? mem_printf("answers %d", a.status) : mem_str(a.why);
	buf_free(&a.body);
	http_free(http);
	return yes;
}

/* Can voice notes be heard at all? */
static bool
check_engine(struct doctor *d, const char *engine)
{
	const char *program = json_text(json_array_get(json_at(d->ws->config, "transcribe.command"), 0), "");
	const char *url = json_text(d->ws->config, "transcribe.url");
	char *why = NULL;
	bool can = true;

	if (strcmp(engine, "command") == 0 && (program == NULL || !can_run(program))) {
		doctor_find(d, "voice", FINDING_FAILURE, "install it, or name another under transcribe.command", "%s: can't be run", program ? program : "no command");
		can = false;
	} else if (strcmp(engine, "http") == 0 && !d->offline && url != NULL && !answers(url, &why)) {
		doctor_find(d, "voice", FINDING_FAILURE, "start it; until then voice notes wait, and then go to a person", "%s: %s", url, why);
		can = false;
	}
	free(why);
	return can;
}

static void
check_voice(struct doctor *d, const struct health *h)
{
	const char *engine = json_text(d->ws->config, "transcribe.engine");

	if (engine == NULL || strcmp(engine, "none") == 0)
		doctor_find(d, "voice", FINDING_OK, NULL, "voice notes go to a person");
	else if (!check_engine(d, engine))
		return;
	else if (h->unheard > 0 || h->missing_media > 0)
		doctor_find(d, "voice", FINDING_WARNING, "wa-inquiry list --kind media: each has a case",
		    "%" PRId64 " notes not understood, %" PRId64 " files not had since yesterday", h->unheard, h->missing_media);
	else
		doctor_find(d, "voice", FINDING_OK, NULL, "by %s", engine);
}

/* What came of its last call, as far as it is remembered. True: it went wrong, which is said. */
static bool
failed_last(struct doctor *d, const char *hook)
{
	struct telling_result last;
	bool failed;
	char when[CLOCK_LEN];

	if (!d->kept || telling_last(store_db(d->store), hook, &last) != 1)
		return false;
	if ((failed = last.failed))
		doctor_find(d, "hooks", FINDING_FAILURE, "run it by hand with what wa-hooks(5) gives it; wa-notify list", "%s: failed at %s: %s",
		    hook, clock_format(last.at, when), last.reason != NULL ? last.reason : "it doesn't say why");
	free(last.reason);
	return failed;
}

/* A hook is run as it stands there: it must be ours alone to change. */
static void
check_hooks(struct doctor *d)
{
	char *dir = workspace_file(d->ws, "hooks");
	DIR *entries = opendir(dir);
	struct dirent *e;
	int n = 0, bad = 0;

	while (entries != NULL && (e = readdir(entries)) != NULL) {
		char *path = file_path(dir, e->d_name);
		struct stat st;

		if (e->d_name[0] != '.' && strncmp(e->d_name, "README", 6) != 0 && stat(path, &st) == 0 && S_ISREG(st.st_mode)) {
			n++;
			bad += (st.st_mode & 022) != 0 || (st.st_mode & 0111) == 0;
			if ((st.st_mode & 022) != 0)
				doctor_find(d, "hooks", FINDING_FAILURE, "chmod go-w it", "%s: others may change it", path);
			else if ((st.st_mode & 0111) == 0)
				doctor_find(d, "hooks", FINDING_WARNING, "chmod +x it, or take it away", "%s: is not executable", path);
			else
				bad += failed_last(d, e->d_name);
		}
		free(path);
	}
	if (entries != NULL)
		closedir(entries);
	if (bad == 0)
		doctor_find(d, "hooks", FINDING_OK, NULL, n > 0 ? "%d, and the last call of each went well" : "there are none", n);
	free(dir);
}

/* An hour of the coming week in which the desk is open and nobody of these is on; 0: none. */
static int64_t
first_gap(const struct doctor *d, const json_t *owners)
{
	for (int64_t at = d->now - d->now % CLOCK_HOUR; at < d->now + 7 * CLOCK_DAY; at += CLOCK_HOUR) {
		bool on = !hours_open(d->ws, at);
		json_t *name;
		size_t i;

		json_array_foreach((json_t *)owners, i, name)
			on = on || member_on(d->ws, json_string_value(name), at);
		if (!on)
			return at;
	}
	return 0;
}

static void
check_rota(struct doctor *d)
{
	json_t *categories = json_at(d->ws->config, "categories"), *c;
	const char *name;
	int gaps = 0;
	char when[CLOCK_LEN];

	json_object_foreach(categories, name, c) {
		const json_t *owners = json_object_get(c, "owners");
		int64_t gap = json_array_size(owners) > 0 ? first_gap(d, owners) : d->now;

		if (gap == 0)
			continue;
		gaps++;
		if (json_array_size(owners) == 0)
			doctor_find(d, "rota", FINDING_WARNING, "name owners under categories", "%s: has no owner", name);
		else
			doctor_find(d, "rota", FINDING_WARNING, "give it another owner, or members other hours",
			    "%s: nobody is on at %s though the desk is open", name, clock_format(gap, when));
	}
	if (json_array_size(json_at(d->ws->config, "team")) == 0)
		doctor_find(d, "rota", FINDING_WARNING, "name the people under team", "the desk has no team");
	else if (gaps == 0)
		doctor_find(d, "rota", FINDING_OK, NULL, "somebody is on for every category while the desk is open");
}

void
doctor_desk_check(struct doctor *d)
{
	if (d->kept) {
		check_sends(d, &d->health);
		check_notices(d, &d->health);
		check_inquiries(d, &d->health);
	}
	check_voice(d, &d->health);
	check_hooks(d);
	check_rota(d);
}
