#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "run/multipart.h"
#include "run/sandbox_media.h"

#define URL_LIFE_S	300

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
	a = attachment_add(sb->media, file.data, file.len, file.type[0] != '\0' ? file.type : type,
	    file.filename[0] != '\0' ? file.filename : NULL);
	sb->counts.uploads++;
	o = sandbox_reply_json(json_pack("{s:s}", "id", a->id));
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

static struct sandbox_reply
lookup(struct sandbox *sb, const struct attachment *a)
{
	char *url = sandbox_media_url(sb, a), hex[HASH_HEX_LEN];
	json_t *j = json_pack("{s:s, s:s, s:s, s:s, s:I, s:s}", "messaging_product", "whatsapp", "url", url,
	    "mime_type", a->mime, "sha256", hash_hex(a->sha256, HASH_LEN, hex), "file_size", (json_int_t)a->len, "id", a->id);

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

void
sandbox_media_download(struct sandbox *sb, struct httpd_request *rq, const char *id)
{
	const struct attachment *a;
	char *disposition = NULL;

	pthread_mutex_lock(&sb->lock);
	a = attachment_find(sb->media, id);
	if (a == NULL || !ticket_good(sb, rq, id)) {
		httpd_answer(rq, 404, "text/plain", "Not found\n", 10);
	} else {
		if (a->filename != NULL && strpbrk(a->filename, "\"\r\n") == NULL)
			disposition = mem_printf("inline;filename=%s", a->filename);
		if (disposition != NULL)
			httpd_set_header(rq, "Content-Disposition", disposition);
		httpd_answer(rq, 200, a->mime, a->data, a->len);
	}
	pthread_mutex_unlock(&sb->lock);
	free(disposition);
}

struct sandbox_reply
sandbox_media_request(struct sandbox *sb, const char *method, const char *id)
{
	const struct attachment *a;
	struct sandbox_reply o;

	pthread_mutex_lock(&sb->lock);
	a = attachment_find(sb->media, id);
	if (a != NULL && strcmp(method, "DELETE") == 0 && attachment_drop(sb->media, id))
		o = sandbox_reply_success();
	else if (a != NULL && strcmp(method, "GET") == 0)
		o = lookup(sb, a);
	else
		o = sandbox_reply_unknown(id);
	pthread_mutex_unlock(&sb->lock);
	return o;
}
