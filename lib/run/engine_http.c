#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "ext/hash.h"
#include "ext/http.h"
#include "nlp/wav.h"
#include "run/engine_answer.h"
#include "run/engine_http.h"

struct server {
	char	*url;		/* of the call itself */
	char	*model;		/* or NULL */
	char	*key;		/* or NULL */
	bool	 openai;
};

/* The place of the call, when the setting names only the server. */
static char *
call_url(const char *url, bool openai)
{
	const char *path = openai ? "/v1/audio/transcriptions" : "/inference", *rest = strstr(url, "://");
	size_t len = strlen(url);

	if (rest != NULL && strchr(rest + 3, '/') != NULL && strchr(rest + 3, '/')[1] != '\0')
		return mem_str(url);
	return mem_printf("%.*s%s", (int)(len > 0 && url[len - 1] == '/' ? len - 1 : len), url, path);
}

static void
close_server(void *arg)
{
	struct server *s = arg;

	free(s->url);
	free(s->model);
	free(s->key);
	free(s);
}

static void *
open_server(const struct workspace *ws)
{
	const char *url = json_text(ws->config, "transcribe.url"), *key = json_text(ws->config, "transcribe.key_file");
	struct server *s;
	char *path;

	if (url == NULL) {
		log_line("workspace.yaml: transcribe: the engine is http, and transcribe.url is missing");
		return NULL;
	}
	s = mem_alloc(sizeof *s);
	s->openai = strcmp(json_text(ws->config, "transcribe.dialect"), "openai") == 0;
	s->url = call_url(url, s->openai);
	s->model = mem_str(json_text(ws->config, "transcribe.model"));
	if (s->model == NULL && s->openai)
		s->model = mem_str("whisper-1");
	if (key != NULL) {
		path = *key == '/' ? mem_str(key) : workspace_file(ws, key);
		s->key = file_secret(path);
		free(path);
		if (s->key == NULL) {
			close_server(s);
			return NULL;
		}
	}
	return s;
}

static void
add_field(struct buf *b, const char *boundary, const char *name, const char *value)
{
	if (value != NULL)
		buf_printf(b, "--%s\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n", boundary, name, value);
}

static void
write_form(const struct server *s, const struct engine_piece *piece, const char *boundary, struct buf *b)
{
	/* These have no segments, but tell the probability of each token. */
	bool tokens = s->model != NULL && strncmp(s->model, "gpt-4o", 6) == 0;

	add_field(b, boundary, "model", s->model);
	add_field(b, boundary, "response_format", tokens ? "json" : "verbose_json");
	add_field(b, boundary, "include[]", tokens ? "logprobs" : NULL);
	add_field(b, boundary, "temperature", "0");
	add_field(b, boundary, "language", piece->language != NULL ? piece->language : s->openai ? NULL : "auto");
	buf_printf(b, "--%s\r\nContent-Disposition: form-data; name=\"file\"; filename=\"note.wav\"\r\n"
	    "Content-Type: audio/wav\r\n\r\n", boundary);
	wav_write(piece->samples, piece->n, b);
	buf_printf(b, "\r\n--%s--\r\n", boundary);
}

static void
wait_ms(int64_t ms)
{
	struct timespec t = { ms / 1000, ms % 1000 * 1000000 };

	nanosleep(&t, NULL);
}

/* Is another try worth it, and when? What was asked changes nothing there, so
 * that an answer which was lost may be asked for again. -1 for no. */
static int64_t
wait_before_next(const struct http_answer *a, int tries)
{
	enum { TRIES = 4 };

	if (tries >= TRIES || (a->result == HTTP_ANSWERED && a->status != 429 && a->status < 500))
		return -1;
	return a->retry_after_s > 0 ? a->retry_after_s * CLOCK_SECOND : CLOCK_SECOND << (tries - 1);
}

/* 0 with the answer's body, or -1 after saying why. */
static int
ask(const struct server *s, const char *id, const struct http_request *request, int timeout_ms, struct buf *body)
{
	int64_t deadline = clock_mono() + timeout_ms, pause;
	struct http_request again = *request;
	struct http *http = http_new(1);
	int tries = 0, rc = -1;

	for (;;) {
		struct http_answer a = {0};
		int64_t left = deadline - clock_mono();

		again.timeout_ms = (int)(left > 1 ? left : 1);
		http_call(http, &again, &a);
		if (a.result == HTTP_ANSWERED && a.status == 200) {
			*body = a.body;
			rc = 0;
			break;
		}
		pause = wait_before_next(&a, ++tries);
		if (pause == -1 || clock_mono() + pause >= deadline) {
			if (a.result == HTTP_ANSWERED)
				log_line("%s: %s: HTTP %d", id, s->url, a.status);
			else
				log_line("%s: %s: %s", id, s->url, a.why);
			buf_free(&a.body);
			break;
		}
		buf_free(&a.body);
		wait_ms(pause);
	}
	http_free(http);
	return rc;
}

static int
hear(void *arg, const char *id, const struct engine_piece *piece, struct engine_heard *heard)
{
	enum { ANSWER_MAX = 4 << 20 };
	const struct server *s = arg;
	char boundary[33], *type;
	const char *wrong = NULL;
	struct buf form = {0}, body = {0};
	int rc;

	type = mem_printf("multipart/form-data; boundary=%s", hash_random(boundary, sizeof boundary - 1));
	write_form(s, piece, boundary, &form);
	rc = ask(s, id, &(struct http_request){ .method = "POST", .url = s->url, .token = s->key, .type = type,
	    .body = form.data, .len = form.len, .max = ANSWER_MAX }, piece->timeout_ms, &body);
	if (rc == 0 && (wrong = engine_answer_read(body.data != NULL ? body.data : "", body.len, true, heard)) != NULL) {
		log_line("%s: %s: %s", id, s->url, wrong);
		rc = -1;
	}
	free(type);
	buf_free(&form);
	buf_free(&body);
	return rc;
}

const struct engine_kind engine_http = {
	.name = "http", .pause_ms = 2000, .between = " ", .sure = 0.6, .doubtful = 0.3,
	.open = open_server, .close = close_server, .hear = hear,
};

