#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "base/mem.h"
#include "ext/hash.h"
#include "run/sandbox_graph.h"
#include "run/sandbox_media.h"
#include "run/sandbox_reply.h"
#include "run/sandbox_send.h"

static struct sandbox_reply
number_info(struct sandbox *sb, const struct sandbox_number *n)
{
	struct poster_settings set;
	json_t *j = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:{s:s}}", "id", n->id,
	    "verified_name", "Sandbox", "display_phone_number", n->display, "quality_rating", "GREEN",
	    "code_verification_status", "VERIFIED", "platform_type", "CLOUD_API", "throughput", "level", "STANDARD");

	poster_get(sb->poster, &set);
	if (set.url != NULL)
		json_object_set_new(j, "webhook_configuration", json_pack("{s:s}", "phone_number", set.url));
	free(set.url);
	return sandbox_reply_json(j);
}

static struct sandbox_reply
set_callback(struct sandbox *sb, struct httpd_request *rq)
{
	size_t len;
	const char *body = httpd_body(rq, &len);
	json_t *j = json_parse(body, len, NULL);
	const char *url = json_text(j, "webhook_configuration.override_callback_uri");
	struct poster_settings set;
	struct sandbox_reply o;

	if (url != NULL && strlen(url) <= 200) {
		poster_get(sb->poster, &set);
		free(set.url);
		set.url = (char *)(uintptr_t)url;
		poster_set(sb->poster, &set);
		o = sandbox_reply_success();
	} else {
		o = sandbox_reply_refuse(100, "webhook_configuration.override_callback_uri is required, of at most 200 characters.");
	}
	json_decref(j);
	return o;
}

static struct sandbox_reply
number_request(struct sandbox *sb, struct sandbox_number *n, const char *what, bool post, struct httpd_request *rq)
{
	if (post && strcmp(what, "messages") == 0)
		return sandbox_send_handle(sb, n, rq);
	if (post && strcmp(what, "media") == 0)
		return sandbox_media_upload(sb, rq);
	if (*what == '\0')
		return post ? set_callback(sb, rq) : number_info(sb, n);
	return sandbox_reply_unknown(n->id);
}

/* What the token says of itself. */
static struct sandbox_reply
token_info(struct sandbox *sb)
{
	return sandbox_reply_json(json_pack("{s:{s:s, s:b, s:I}}", "data", "type", "SYSTEM_USER", "is_valid", 1,
	    "expires_at", (json_int_t)sb->token_expires));
}

static bool
token_good(struct sandbox *sb, struct httpd_request *rq)
{
	static const char bearer[] = "Bearer ";
	const char *given = httpd_header(rq, "Authorization");

	if (sb->token_expires != 0 && clock_now() / CLOCK_SECOND >= sb->token_expires)
		return false;
	return given != NULL && strncasecmp(given, bearer, sizeof bearer - 1) == 0 &&
	    hash_equal_text(sb->token, given + sizeof bearer - 1);
}

/* "v26.0/" at the start of a path, or NULL. */
static const char *
after_version(const char *path)
{
	const char *p = path;

	if (*p++ != '/' || *p++ != 'v' || !isdigit((unsigned char)*p))
		return NULL;
	p += strspn(p, "0123456789.");
	return *p == '/' ? p + 1 : NULL;
}

static struct sandbox_reply
route(struct sandbox *sb, struct httpd_request *rq)
{
	const char *method = httpd_method(rq), *path = after_version(httpd_path(rq)), *what;
	struct sandbox_number *n;
	struct sandbox_reply o;
	char *id;

	if (path == NULL)
		return sandbox_reply_unknown(httpd_path(rq) + strspn(httpd_path(rq), "/"));
	id = mem_strn(path, strcspn(path, "/"));
	what = path + strlen(id) + strspn(path + strlen(id), "/");
	if ((n = sandbox_number(sb, id)) != NULL)
		o = number_request(sb, n, what, strcmp(method, "POST") == 0, rq);
	else if (strcmp(path, "debug_token") == 0)
		o = token_info(sb);
	else if (strcmp(what, "subscribed_apps") == 0)
		o = strcmp(method, "GET") == 0 ? sandbox_reply_json(json_pack("{s:[]}", "data")) : sandbox_reply_success();
	else if (*what == '\0')
		o = sandbox_media_request(sb, method, id);
	else
		o = sandbox_reply_unknown(id);
	free(id);
	return o;
}

void
sandbox_graph_handle(struct sandbox *sb, struct httpd_request *rq)
{
	static const char media[] = "/media/";

	if (!token_good(sb, rq))
		sandbox_reply_give(sb, rq, sandbox_reply_refuse(190, NULL));
	else if (strncmp(httpd_path(rq), media, sizeof media - 1) == 0)
		sandbox_media_download(sb, rq, httpd_path(rq) + sizeof media - 1);
	else
		sandbox_reply_give(sb, rq, route(sb, rq));
}
