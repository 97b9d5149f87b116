#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/mem.h"
#include "ext/http.h"
#include "run/dead.h"
#include "run/doctor.h"

static const uint64_t disk_low = (uint64_t)1 << 30, disk_out = (uint64_t)64 << 20;
static const int64_t waits_long = 10 * CLOCK_MINUTE, quiet_long = 3 * CLOCK_DAY, behind_much = 10000;
enum { HEALTH_MS = 3000, HEALTH_MAX = 65536 };

/* Files below a directory of ours that others may touch; the first into *which. */
static int
count_open(const char *dir, char **which)
{
	DIR *d = opendir(dir);
	struct dirent *e;
	int n = 0;

	while (d != NULL && (e = readdir(d)) != NULL) {
		char *path = file_path(dir, e->d_name);
		struct stat st;

		if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0 && lstat(path, &st) == 0) {
			if (!S_ISLNK(st.st_mode) && (st.st_mode & 077) != 0) {
				n++;
				if (*which == NULL)
					*which = mem_str(path);
			}
			if (S_ISDIR(st.st_mode))
				n += count_open(path, which);
		}
		free(path);
	}
	if (d != NULL)
		closedir(d);
	return n;
}

static void
check_files(struct doctor *d)
{
	char *which = NULL, *secrets = workspace_file(d->ws, "secrets");
	int n = count_open(d->ws->var, &which) + count_open(secrets, &which);
	struct stat st;

	if (stat(d->ws->var, &st) == 0 && (st.st_mode & 077) != 0)
		doctor_find(d, "files", FINDING_FAILURE, "chmod 700 it", "%s: others may look into it", d->ws->var);
	else if (n > 0)
		doctor_find(d, "files", FINDING_FAILURE, "chmod go= them; find out who opened them", "%s%s: others may read or write it",
		    which, n > 1 ? " and more" : "");
	else
		doctor_find(d, "files", FINDING_OK, NULL, "state and secrets are private");
	free(which);
	free(secrets);
}

static void
check_disk(struct doctor *d)
{
	struct statvfs v;
	uint64_t left;

	if (statvfs(d->ws->var, &v) == -1) {
		doctor_find(d, "disk", FINDING_FAILURE, "see what the disk says", "%s: %s", d->ws->var, strerror(errno));
		return;
	}
	left = (uint64_t)v.f_bavail * v.f_frsize;
	doctor_find(d, "disk", left < disk_out ? FINDING_FAILURE : left < disk_low ? FINDING_WARNING : FINDING_OK,
	    "make room; when it is full, webhooks are refused and WhatsApp keeps them for days",
	    "%" PRIu64 " MB free for %s", left >> 20, d->ws->var);
}

static void
check_integrity(struct doctor *d)
{
	if (!d->deep)
		doctor_find(d, "store", FINDING_OK, NULL, "opens, with the right schema; --deep reads all of it");
	else if (health_check_file(d->ws, "wa.db") == -1 || health_check_file(d->ws, "journal.db") == -1)
		doctor_find(d, "store", FINDING_FAILURE, "stop the desk and restore the last sound backup: wa-backup(1)", "a database is damaged");
	else
		doctor_find(d, "store", FINDING_OK, NULL, "both databases are sound");
}

static void
check_dead(struct doctor *d)
{
	json_t *newest;
	size_t n = dead_letters(d->ws, &newest);
	const char *program = json_text(newest, "program"), *reason = json_text(newest, "reason"), *at = json_text(newest, "time");

	if (n == 0)
		doctor_find(d, "lines", FINDING_OK, NULL, "all were events");
	else
		doctor_find(d, "lines", FINDING_WARNING, "read dead.ndjson, mend what matters and feed it in again, then move the file away",
		    "%zu were no events, the last of %s: %s, %s", n, at ? at : "?", program ? program : "?", reason ? reason : "?");
	json_decref(newest);
}

/* "3m", "5h", "2d". */
static const char *
age(int64_t ms, char out[24])
{
	if (ms < CLOCK_HOUR)
		snprintf(out, 24, "%" PRId64 "m", ms / CLOCK_MINUTE);
	else if (ms < 2 * CLOCK_DAY)
		snprintf(out, 24, "%" PRId64 "h", ms / CLOCK_HOUR);
	else
		snprintf(out, 24, "%" PRId64 "d", ms / CLOCK_DAY);
	return out;
}

/* Statuses of what we send come too: only customers' messages show that they can reach us. */
static void
check_messages(struct doctor *d, const struct health *h)
{
	char ago[24];

	if (h->last_message == 0)
		doctor_find(d, "messages", FINDING_WARNING, "write to the number from a phone; wa-connect(7) says what must be set up",
		    "no customer has ever written");
	else
		doctor_find(d, "messages", d->now - h->last_message > quiet_long ? FINDING_WARNING : FINDING_OK,
		    "if that is unusual, see whether the webhook is still subscribed: wa-connect(7)",
		    "a customer wrote %s ago", age(d->now - h->last_message, ago));
}

static void
check_journal(struct doctor *d, const struct health *h)
{
	char ago[24];

	if (h->last_received == 0)
		doctor_find(d, "journal", FINDING_WARNING, "write to the number from a phone; wa-connect(7) says what must be set up",
		    "nothing has ever arrived");
	else
		doctor_find(d, "journal", h->behind > behind_much ? FINDING_WARNING : FINDING_OK, "does the line run? it may be catching up",
		    "the last event arrived %s ago; %" PRId64 " not taken yet", age(d->now - h->last_received, ago), h->behind);
	if (h->waiting > 0 && d->now - h->oldest > waits_long)
		doctor_find(d, "waiting", FINDING_FAILURE, "is the line running? wa-audit names them",
		    "%" PRId64 " messages wait for a decision, the first for %s", h->waiting, age(d->now - h->oldest, ago));
	else
		doctor_find(d, "waiting", FINDING_OK, NULL, "%" PRId64 " messages wait for a decision", h->waiting);
}

/* Somebody holds this lock. */
static bool
is_held(const struct workspace *ws, const char *name)
{
	char *path = workspace_state(ws, name);
	bool there = file_exists(path);
	int fd = there ? file_lock(path, FILE_EXCLUSIVE, false) : -1;
	bool held = there && fd == -1 && errno == EWOULDBLOCK;

	if (fd != -1)
		close(fd);
	free(path);
	return held;
}

static void
check_line(struct doctor *d)
{
	bool follows = is_held(d->ws, "follow.lock"), drains = is_held(d->ws, "drain.lock");

	if (follows && drains)
		doctor_find(d, "line", FINDING_OK, NULL, "runs");
	else
		doctor_find(d, "line", FINDING_FAILURE, "wa run it, or systemctl start wapipe@NAME; its log says why it ended",
		    "%s", !follows && !drains ? "does not run" : follows ? "nobody sends" : "nobody takes what arrives");
}

static void
check_listener(struct doctor *d)
{
	char *url = mem_printf("http://%s/healthz", json_text(d->ws->config, "listen"));
	struct http_request rq = { .method = "GET", .url = url, .max = HEALTH_MAX, .timeout_ms = HEALTH_MS };
	struct http *http = http_new(1);
	struct http_answer a;

	http_call(http, &rq, &a);
	if (a.result == HTTP_ANSWERED && a.status == 200)
		doctor_find(d, "webhook", FINDING_OK, NULL, "listens at %s", json_text(d->ws->config, "listen"));
	else if (a.result == HTTP_ANSWERED)
		doctor_find(d, "webhook", FINDING_FAILURE, "its log says why it refuses", "answers %d at %s", a.status, json_text(d->ws->config, "listen"));
	else
		doctor_find(d, "webhook", FINDING_FAILURE, "wa run the desk, or systemctl start wapipe-listen",
		    "nobody listens at %s", json_text(d->ws->config, "listen"));
	buf_free(&a.body);
	http_free(http);
	free(url);
}

void
doctor_state_check(struct doctor *d)
{
	check_files(d);
	check_disk(d);
	check_dead(d);
	if (d->kept) {
		check_integrity(d);
		check_journal(d, &d->health);
		check_messages(d, &d->health);
	}
	check_line(d);
	if (d->offline)
		doctor_find(d, "webhook", FINDING_SKIPPED, NULL, "not asked, --offline");
	else
		check_listener(d);
}
