#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "run/multipart.h"
#include "run/sandbox_media.h"

#define URL_LIFE_S	300
#define TRICKLE_MS	200

struct sandbox_reply
sandbox_media_upload(struct sandbox *sb, struct httpd_request *rq)
{
	struct multipart m;
	struct multipart_part part, file = { .data = NULL };
	char type[128] = "", *why;
	size_t len;
	const char *body = httpd_body(rq, &len);
	const struct attachment *a;
	struct sandbox_reply o;
	bool product = false;

	if (multipart_open(&m, httpd_header(rq, "Content-Type"), body, len) == -1)
		return sandbox_reply_refuse(100, "The body is not multipart/form-data.");
	while (multipart_next(&m, &part)) {
		if (strcmp(part.name, "file") == 0)
			file = part;
		else if (strcmp(part.name, "type") == 0 && part.len < sizeof type)
			memcpy(type, part.data, part.len);
		else if (strcmp(part.name, "messaging_product") == 0)
			product = part.len == 8 && memcmp(part.data, "whatsapp", 8) == 0;
	}
	if (!product)
		return sandbox_reply_refuse(100, "The parameter messaging_product is required.");
	if (file.data == NULL)
		return sandbox_reply_refuse(100, "The parameter file is required.");
	/* The part's own type counts, as with WhatsApp, and `type` where there is none. */
	if ((why = attachment_refusal(file.type[0] != '\0' ? file.type : type, file.len)) != NULL) {
		o = sandbox_reply_refuse(100, why);
		free(why);
		return o;
	}
	pthread_mutex_lock(&sb->lock);
	if (fault_happens(sb->faults, FAULT_MEDIA_UPLOAD500)) {
		pthread_mutex_unlock(&sb->lock);
		return (struct sandbox_reply){ .status = 500, .garbage = "<html>Sorry</html>" };
	}
	a = attachment_add(sb->media, file.data, file.len, file.type[0] != '\0' ? file.type : type,
	    file.filename[0] != '\0' ? file.filename : NULL);
	sb->counts.uploads++;
	o = sandbox_reply_json(json_pack("{s:s}", "id", a->id));
	if (fault_happens(sb->faults, FAULT_MEDIA_UPLOAD_LOST))
		o.status = 0;
	pthread_mutex_unlock(&sb->lock);
	return o;
}

char *
sandbox_media_url(const struct sandbox *sb, const struct attachment *a)
{
	char *ticket = attachment_ticket(sb->media, a, clock_now() / CLOCK_SECOND + URL_LIFE_S);
	char *url = mem_printf("%s/media/%s", sb->url, ticket);

	free(ticket);
	return url;
}

/* The same place by another name: a host that no token is meant for. */
static char *
elsewhere(const char *url)
{
	static const char here[] = "http://127.0.0.1:";

	return strncmp(url, here, sizeof here - 1) == 0 ? mem_printf("http://localhost:%s", url + sizeof here - 1) : mem_str(url);
}

static struct sandbox_reply
lookup(struct sandbox *sb, const struct attachment *a)
{
	char *url = sandbox_media_url(sb, a), *other, hex[HASH_HEX_LEN];
	json_int_t size = (json_int_t)a->len;
	json_t *j;

	sb->counts.lookups++;
	hash_hex(a->sha256, HASH_LEN, hex);
	if (fault_happens(sb->faults, FAULT_MEDIA_DIGEST))
		hex[0] = hex[0] == '0' ? '1' : '0';
	if (fault_happens(sb->faults, FAULT_MEDIA_HUGE))
		size = (json_int_t)ATTACHMENT_MAX + 1;
	if (fault_happens(sb->faults, FAULT_MEDIA_LESS))
		size /= 2;
	if (fault_happens(sb->faults, FAULT_MEDIA_ELSEWHERE)) {
		other = elsewhere(url);
		free(url);
		url = other;
	}
	j = json_pack("{s:s, s:s, s:s, s:s, s:I, s:s}", "messaging_product", "whatsapp", "url", url,
	    "mime_type", a->mime, "sha256", hex, "file_size", size, "id", a->id);
	free(url);
	return sandbox_reply_json(j);
}

static bool
ticket_good(struct sandbox *sb, struct httpd_request *rq, const char *id)
{
	const char *ext = httpd_query(rq, "ext"), *hash = httpd_query(rq, "hash"), *agent = httpd_header(rq, "User-Agent");

	return ext != NULL && hash != NULL && agent != NULL && *agent != '\0' &&
	    attachment_admits(sb->media, id, ext, hash) &&
	    clock_now() / CLOCK_SECOND < (int64_t)strtoll(ext, NULL, 10);
}

/* A download that takes its time: a tenth of it now and again. */
struct trickle {
	struct sandbox		*sb;
	struct httpd_stream	*stream;
	struct buf		 data;
	size_t			 at;
};

static void
trickle(void *arg)
{
	struct trickle *t = arg;
	size_t n = t->data.len / 10 + 1, left = t->data.len - t->at;

	if (n > left || t->sb->stopping)
		n = left;
	if (n > 0 && httpd_stream_send(t->stream, t->data.data + t->at, n) == 0 && (t->at += n) < t->data.len) {
		sandbox_later(t->sb, TRICKLE_MS, trickle, t);
		return;
	}
	httpd_stream_end(t->stream);
	buf_free(&t->data);
	free(t);
}

static void
start_trickle(struct sandbox *sb, struct httpd_request *rq, const struct attachment *a)
{
	struct trickle *t = mem_alloc(sizeof *t);

	t->sb = sb;
	buf_add(&t->data, a->data, a->len);
	t->stream = httpd_stream(rq, 200, a->mime);
	sandbox_later(sb, 0, trickle, t);
}

static void
redirect(struct httpd_request *rq, char *to)
{
	httpd_set_header(rq, "Location", to);
	httpd_say(rq, 302, "Moved\n");
	free(to);
}

static void
not_found(struct httpd_request *rq)
{
	httpd_say(rq, 404, "Not found\n");
}

static void
give_file(struct httpd_request *rq, const struct attachment *a)
{
	char *disposition = NULL;

	if (a->filename != NULL && strpbrk(a->filename, "\"\r\n") == NULL)
		disposition = mem_printf("inline;filename=%s", a->filename);
	if (disposition != NULL)
		httpd_set_header(rq, "Content-Disposition", disposition);
	httpd_answer(rq, 200, a->mime, a->data, a->len);
	free(disposition);
}

void
sandbox_media_download(struct sandbox *sb, struct httpd_request *rq, const char *id)
{
	const struct attachment *a;
	struct fault *f = sb->faults;
	char *url = NULL;

	pthread_mutex_lock(&sb->lock);
	sb->counts.downloads++;
	a = attachment_find(sb->media, id);
	if (a != NULL)
		url = sandbox_media_url(sb, a);
	if (a == NULL || !ticket_good(sb, rq, id) || fault_happens(f, FAULT_MEDIA_EXPIRED))
		not_found(rq);
	else if (fault_happens(f, FAULT_MEDIA_HTTP500))
		httpd_say(rq, 500, "Sorry\n");
	else if (fault_happens(f, FAULT_MEDIA_BUSY)) {
		httpd_set_header(rq, "Retry-After", "1");
		httpd_say(rq, 429, "Later\n");
	} else if (fault_happens(f, FAULT_MEDIA_CUT))
		httpd_answer_cut(rq, 200, a->mime, a->data, a->len / 2, a->len);
	else if (fault_happens(f, FAULT_MEDIA_STALL))
		sandbox_stall(sb, rq);
	else if (fault_happens(f, FAULT_MEDIA_SLOW))
		start_trickle(sb, rq, a);
	else if (fault_happens(f, FAULT_MEDIA_REDIRECT))
		redirect(rq, elsewhere(url));
	else if (fault_happens(f, FAULT_MEDIA_MOVED))
		redirect(rq, mem_str(url));
	else
		give_file(rq, a);
	pthread_mutex_unlock(&sb->lock);
	free(url);
}

struct sandbox_reply
sandbox_media_request(struct sandbox *sb, const char *method, const char *id)
{
	const struct attachment *a;
	struct sandbox_reply o = { 0 };

	pthread_mutex_lock(&sb->lock);
	a = attachment_find(sb->media, id);
	if (a != NULL && strcmp(method, "DELETE") == 0 && attachment_drop(sb->media, id))
		o = sandbox_reply_success();
	else if (a == NULL || strcmp(method, "GET") != 0 || fault_happens(sb->faults, FAULT_MEDIA_GONE))
		o = sandbox_reply_unknown(id);
	else if (fault_happens(sb->faults, FAULT_MEDIA_LOOKUP500))
		o = (struct sandbox_reply){ .status = 500, .garbage = "<html>Sorry</html>" };
	else
		o = lookup(sb, a);
	pthread_mutex_unlock(&sb->lock);
	return o;
}
