#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/mem.h"
#include "ext/hash.h"
#include "ext/http.h"
#include "run/doctor.h"
#include "wa/journal.h"
#include "wa/store.h"

enum { PROBE_MS = 10000, STEP_MS = 50, ANSWER_MAX = 4096, ID_LEN = 32 };

static char *
sign(const char *secret, const struct buf *body)
{
	unsigned char digest[HASH_LEN];
	char hex[HASH_HEX_LEN];

	hash_hmac(secret, strlen(secret), body->data, body->len, digest);
	return mem_printf("X-Hub-Signature-256: sha256=%s", hash_hex(digest, HASH_LEN, hex));
}

/* A field that WhatsApp doesn't have: kept like all that is unknown, and answered by nobody. */
static void
write_body(const struct doctor *d, const char *id, struct buf *body)
{
	const char *number = json_text(json_array_get(json_at(d->ws->config, "numbers"), 0), "phone_number_id");
	json_t *probe = json_pack("{s:s,s:[{s:s,s:I,s:[{s:s,s:{s:s,s:{s:s*}}}]}]}", "object", "whatsapp_business_account",
	    "entry", "id", "0", "time", (json_int_t)(clock_now() / 1000), "changes", "field", "self_test",
	    "value", "probe", id, "metadata", "phone_number_id", number);

	json_print(probe, body);
	json_decref(probe);
}

struct search {
	const char	*id;
	int64_t		 seq;
};

static void
look_at(void *arg, const struct journal_entry *e)
{
	struct search *s = arg;

	if (strstr(e->body, s->id) != NULL)
		s->seq = e->seq;
}

/* The entry that carries the id, among those after `after`. */
static int64_t
find_in_journal(struct doctor *d, const char *id, int64_t after)
{
	struct search s = { id, 0 };
	struct journal *j = journal_open(d->ws);

	if (j != NULL)
		journal_read(j, after, 10000, look_at, &s);
	journal_close(j);
	return s.seq;
}

static int64_t
newest(struct doctor *d)
{
	struct journal *j = journal_open(d->ws);
	int64_t seq = j != NULL ? journal_newest(j) : 0;

	journal_close(j);
	return seq;
}

static void
pause_a_step(void)
{
	nanosleep(&(struct timespec){ .tv_nsec = STEP_MS * 1000000L }, NULL);
}

/* Does the line take it up? */
static bool
is_taken(struct doctor *d, int64_t seq)
{
	int64_t until = clock_mono() + PROBE_MS;
	struct store *st = store_open(d->ws, STORE_READ);
	bool taken = false;

	while (st != NULL && !(taken = store_mark(st, "journal", 0) >= seq) && clock_mono() < until)
		pause_a_step();
	store_close(st);
	return taken;
}

static void
judge(struct doctor *d, const struct http_answer *a, const char *id, int64_t after)
{
	int64_t seq = 0;

	if (a->result != HTTP_ANSWERED)
		doctor_find(d, "probe", FINDING_FAILURE, "wa run the desk, or systemctl start wapipe-listen", "the webhook can't be reached: %s", a->why);
	else if (a->status != 200)
		doctor_find(d, "probe", FINDING_FAILURE, a->status == 403 ? "the listener has another app secret" : "its log says why", "the webhook answered %d", a->status);
	else if ((seq = find_in_journal(d, id, after)) == 0)
		doctor_find(d, "probe", FINDING_FAILURE, "does the listener serve this workspace? wa-recv(1)", "acknowledged, and not in this workspace's journal");
	else if (!is_taken(d, seq))
		doctor_find(d, "probe", FINDING_FAILURE, "is the line running?", "entry %" PRId64 " of the journal was not taken within %d s", seq, PROBE_MS / 1000);
	else
		doctor_find(d, "probe", FINDING_OK, NULL, "came through the webhook and out of the journal as entry %" PRId64, seq);
}

void
doctor_probe(struct doctor *d)
{
	char *secret = workspace_app_secret(d->ws), *url = NULL, *signature = NULL, id[ID_LEN + 1];
	struct http *http = http_new(1);
	struct http_answer a = {0};
	struct buf body = {0};
	int64_t after = newest(d);

	if (secret == NULL) {
		doctor_find(d, "probe", FINDING_FAILURE, "put it into the file under secrets.app_secret_file", "there is no app secret to sign with");
		goto done;
	}
	hash_random(id, ID_LEN);
	write_body(d, id, &body);
	url = mem_printf("http://%s/", json_text(d->ws->config, "listen"));
	signature = sign(secret, &body);
	http_call(http, &(struct http_request){ .method = "POST", .url = url, .headers = (const char *const[]){ signature, NULL },
	    .body = body.data, .len = body.len, .max = ANSWER_MAX, .timeout_ms = PROBE_MS }, &a);
	judge(d, &a, id, after);
done:
	buf_free(&a.body);
	buf_free(&body);
	http_free(http);
	free(signature);
	free(url);
	free(secret);
}
