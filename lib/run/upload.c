#include <sys/stat.h>

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/map.h"
#include "base/mem.h"
#include "ext/hash.h"
#include "run/upload.h"
#include "wa/asset.h"
#include "wa/graph.h"
#include "wa/media.h"
#include "wa/outbound.h"

enum {
	ANSWER_MAX = 64 << 10,
	TIMEOUT_MS = 5 * 60 * 1000,
	STALL_S = 30,
	DIGESTS_MAX = 1000,
};

struct upload {
	const struct workspace	*ws;
	struct db		*db;
	struct map		*digests;	/* of files as they were: "dev ino size time" -> hex */
};

struct upload *
upload_new(const struct workspace *ws, struct db *db)
{
	struct upload *u = mem_alloc(sizeof *u);

	u->ws = ws;
	u->db = db;
	u->digests = map_new();
	return u;
}

void
upload_free(struct upload *u)
{
	if (u == NULL)
		return;
	map_free(u->digests, free);
	free(u);
}

/* The next one that stands in a file. */
struct found {
	const char	*kind;
	json_t		*of;
};

static bool
find(void *arg, const char *kind, json_t *of)
{
	struct found *f = arg;

	*f = (struct found){ kind, of };
	return false;
}

bool
upload_needed(const json_t *message)
{
	struct found f = { 0 };

	outbound_each_file(message, find, &f);
	return f.of != NULL;
}

/* Once for each file as it is: one of 100 MB takes a third of a second. */
static const char *
digest_of(struct upload *u, const struct asset *a)
{
	unsigned char digest[HASH_LEN];
	struct stat st;
	char *key, *hex;

	if (fstat(a->fd, &st) == -1)
		return NULL;
	key = mem_printf("%llu %llu %lld %lld.%09ld", (unsigned long long)st.st_dev, (unsigned long long)st.st_ino,
	    (long long)st.st_size, (long long)st.st_mtim.tv_sec, st.st_mtim.tv_nsec);
	if ((hex = map_get(u->digests, key)) == NULL && asset_digest(a, digest) == 0) {
		if (map_count(u->digests) >= DIGESTS_MAX) {
			map_free(u->digests, free);
			u->digests = map_new();
		}
		hex = mem_alloc(HASH_HEX_LEN);
		map_set(u->digests, key, hash_hex(digest, HASH_LEN, hex));
	}
	free(key);
	return hex;
}

/* The id takes the file's place. */
static void
put_id(const char *kind, json_t *of, const char *name, const char *id)
{
	if (strcmp(kind, "document") == 0 && json_object_get(of, "filename") == NULL)
		json_put(of, "filename", name);
	json_object_del(of, "file");
	json_object_del(of, "kept");
	json_put(of, "id", id);
}

static void
start(struct upload_job *j, const struct workspace *ws, const struct asset *a, struct http *http, const char *token,
    void (*done)(void *, struct http_answer *), void *arg)
{
	const char *const fields[] = { "messaging_product", "whatsapp", "type", a->type, NULL };
	char *name = mem_printf("file%s", a->suffix), *url = graph_upload_url(ws->config, j->number);
	const struct http_form form = { .fields = fields, .file = "file", .name = name, .type = a->type, .fd = a->fd, .len = a->len };

	http_start(http, &(struct http_request){ .method = "POST", .url = url, .token = token, .form = &form,
	    .max = ANSWER_MAX, .timeout_ms = TIMEOUT_MS, .stall_s = STALL_S }, done, arg);
	free(name);
	free(url);
}

/* Its id where WhatsApp has it already; the file is noted in the job. */
static char *
look_up(struct upload *u, struct upload_job *j, const struct asset *a, const char *sha256)
{
	char *id = media_uploaded(u->db, sha256, j->number, a->type, clock_now());
	json_t *file = json_pack("{s:s, s:s, s:s*}", "sha256", sha256, "type", a->type, "id", id);

	if (id != NULL)
		json_object_set_new(file, "known", json_true());
	if (j->files == NULL)
		j->files = json_array();
	json_array_append_new(j->files, file);
	return id;
}

/* The file is open: its id is known, or it is on its way. */
static enum upload_step
hand_over(struct upload *u, struct upload_job *j, const struct found *f, const struct asset *a, struct http *http,
    const char *token, void (*done)(void *, struct http_answer *), void *arg)
{
	const char *sha256 = digest_of(u, a);
	char *id;

	if (sha256 == NULL) {
		j->why = mem_printf("%.80s can't be read", a->name);
		return UPLOAD_REFUSED;
	}
	free(j->name);
	j->name = mem_str(a->name);
	if ((id = look_up(u, j, a, sha256)) != NULL) {
		put_id(f->kind, f->of, j->name, id);
		free(id);
		return UPLOAD_NONE;
	}
	j->kind = f->kind;
	j->of = f->of;
	start(j, u->ws, a, http, token, done, arg);
	return UPLOAD_STARTED;
}

enum upload_step
upload_next(struct upload *u, struct upload_job *j, json_t *message, const char *number, struct http *http,
    const char *token, void (*done)(void *, struct http_answer *), void *arg)
{
	enum upload_step step = UPLOAD_NONE;
	struct found f = { 0 };
	struct asset a;

	if (j->number == NULL)
		j->number = mem_str(number);
	for (outbound_each_file(message, find, &f); f.of != NULL && step == UPLOAD_NONE; outbound_each_file(message, find, &f)) {
		if (asset_open(u->ws, f.kind, f.of, &a, &j->why) == -1)
			return UPLOAD_REFUSED;
		step = hand_over(u, j, &f, &a, http, token, done, arg);
		asset_close(&a);
		f.of = NULL;
	}
	return step;
}

void
upload_done(struct upload_job *j, const char *id)
{
	put_id(j->kind, j->of, j->name, id);
	json_put(json_array_get(j->files, json_array_size(j->files) - 1), "id", id);
}

int
upload_note(struct upload *u, struct upload_job *j, int64_t now)
{
	json_t *file;
	size_t i;

	json_array_foreach(j->files, i, file)
		if (json_text(file, "id") != NULL && !json_yes(file, "known") &&
		    media_note_upload(u->db, json_text(file, "sha256"), j->number, json_text(file, "type"), json_text(file, "id"), now) == -1)
			return -1;
	return 0;
}

bool
upload_forget(struct upload *u, struct upload_job *j)
{
	json_t *file;
	bool any = false;
	size_t i;

	json_array_foreach(j->files, i, file)
		if (json_yes(file, "known"))
			any = media_forget_upload(u->db, json_text(file, "id")) == 0 || any;
	return any;
}

void
upload_job_free(struct upload_job *j)
{
	free(j->number);
	free(j->name);
	free(j->why);
	json_decref(j->files);
	*j = (struct upload_job){ 0 };
}
