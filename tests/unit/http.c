/* http: how each kind of failure is told apart, against a server that misbehaves on purpose */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/mman.h>
#include <sys/socket.h>

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/mem.h"
#include "ext/http.h"

/* What the server does with the path /X...; requests counts what came whole. */
static int listener;
static int port;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int requests;
static char last[8192];

static size_t
read_request(int fd, char *to, size_t size)
{
	size_t len = 0, want = 0;
	ssize_t n;

	to[0] = '\0';
	while ((n = read(fd, to + len, size - 1 - len)) > 0) {
		char *end, *cl;

		len += (size_t)n;
		to[len] = '\0';
		if ((end = strstr(to, "\r\n\r\n")) == NULL)
			continue;
		cl = strstr(to, "Content-Length: ");
		want = (size_t)(end + 4 - to) + (cl != NULL ? (size_t)atoi(cl + 16) : 0);
		if (len >= want)
			return len;
	}
	return 0;
}

static void
say(int fd, const char *s)
{
	send(fd, s, strlen(s), MSG_NOSIGNAL);
}

static const char whole[] = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

static void *
serve(void *arg)
{
	int fd = (int)(intptr_t)arg;
	char rq[8192];

	while (read_request(fd, rq, sizeof rq) > 0) {
		pthread_mutex_lock(&lock);
		requests++;
		memcpy(last, rq, sizeof last);
		pthread_mutex_unlock(&lock);
		if (strstr(rq, " /lost") != NULL)
			break;
		else if (strstr(rq, " /half") != NULL) {
			say(fd, "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nok");
			break;
		} else if (strstr(rq, " /long") != NULL)
			say(fd, "HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n01234567890123456789");
		else if (strstr(rq, " /moved") != NULL)
			say(fd, "HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n");
		else if (strstr(rq, " /busy") != NULL)
			say(fd, "HTTP/1.1 429 Busy\r\nRetry-After: 7\r\nContent-Length: 0\r\n\r\n");
		else if (strstr(rq, " /silent") != NULL)
			sleep(5);
		else
			say(fd, whole);
	}
	close(fd);
	return NULL;
}

static void *
accept_all(void *arg)
{
	pthread_t t;
	int fd;

	(void)arg;
	while ((fd = accept(listener, NULL, NULL)) != -1) {
		pthread_create(&t, NULL, serve, (void *)(intptr_t)fd);
		pthread_detach(t);
	}
	return NULL;
}

static int
start_server(void **state)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof a;
	pthread_t t;

	(void)state;
	listener = socket(AF_INET, SOCK_STREAM, 0);
	if (bind(listener, (struct sockaddr *)&a, len) == -1 || listen(listener, 64) == -1)
		return -1;
	getsockname(listener, (struct sockaddr *)&a, &len);
	port = ntohs(a.sin_port);
	return pthread_create(&t, NULL, accept_all, NULL);
}

static int
count(void)
{
	int n;

	pthread_mutex_lock(&lock);
	n = requests;
	pthread_mutex_unlock(&lock);
	return n;
}

static struct http_answer
post(struct http *h, const char *path)
{
	char *url = mem_printf("http://127.0.0.1:%d%s", port, path);
	struct http_request rq = { .method = "POST", .url = url, .token = "s3cret",
	    .body = "{\"a\":1}", .len = 7, .max = 10, .timeout_ms = 500 };
	struct http_answer a;

	http_call(h, &rq, &a);
	free(url);
	return a;
}

static void
an_answer_comes_back_with_its_body(void **state)
{
	struct http *h = http_new(2);
	struct http_answer a = post(h, "/");

	(void)state;
	assert_int_equal(a.result, HTTP_ANSWERED);
	assert_int_equal(a.status, 200);
	assert_string_equal(a.body.data, "ok");
	assert_non_null(strstr(last, "POST / HTTP/1.1\r\n"));
	assert_non_null(strstr(last, "Authorization: Bearer s3cret\r\n"));
	assert_non_null(strstr(last, "User-Agent: wapipe/"));
	assert_non_null(strstr(last, "Content-Type: application/json\r\n"));
	assert_non_null(strstr(last, "\r\n\r\n{\"a\":1}"));
	buf_free(&a.body);
	http_free(h);
}

static void
a_refusal_is_an_answer(void **state)
{
	struct http *h = http_new(2);
	struct http_answer a = post(h, "/busy");

	(void)state;
	assert_int_equal(a.result, HTTP_ANSWERED);
	assert_int_equal(a.status, 429);
	assert_int_equal(a.retry_after_s, 7);
	buf_free(&a.body);
	http_free(h);
}

static void
a_redirect_is_not_followed(void **state)
{
	struct http *h = http_new(2);
	int before = count();
	struct http_answer a = post(h, "/moved");

	(void)state;
	assert_int_equal(a.status, 302);
	assert_int_equal(count(), before + 1);
	buf_free(&a.body);
	http_free(h);
}

static void
a_port_nobody_listens_on_means_unsent(void **state)
{
	struct http *h = http_new(2);
	struct http_request rq = { .method = "POST", .url = "http://127.0.0.1:1/", .body = "x", .len = 1, .max = 10, .timeout_ms = 500 };
	struct http_answer a;

	(void)state;
	http_call(h, &rq, &a);
	assert_int_equal(a.result, HTTP_UNSENT);
	assert_non_null(a.why);
	buf_free(&a.body);
	http_free(h);
}

static void
http_off_loopback_is_refused_unsent(void **state)
{
	struct http *h = http_new(2);
	struct http_request rq = { .method = "GET", .url = "http://example.com/", .max = 10, .timeout_ms = 500 };
	struct http_answer a;

	(void)state;
	http_call(h, &rq, &a);
	assert_int_equal(a.result, HTTP_UNSENT);
	buf_free(&a.body);
	assert_true(http_url_is_fine("https://graph.facebook.com/v26.0"));
	assert_true(http_url_is_fine("http://localhost:80/"));
	assert_true(http_url_is_fine("http://[::1]:80/"));
	assert_false(http_url_is_fine("http://127.0.0.1.example.com/"));
	assert_false(http_url_is_fine("http://localhost@example.com/"));
	assert_false(http_url_is_fine("file:///etc/passwd"));
	assert_false(http_url_is_fine(""));
	http_free(h);
}

static void
an_address_leads_to_its_host_and_no_other(void **state)
{
	static const char *const wrong[] = { "http://x.fbsbx.com/", "https://fbsbx.com.evil.example/", "https://xfbsbx.com/",
		"https://fbsbx.com@evil.example/", "https://evil.example/fbsbx.com", "https://evil.example#@fbsbx.com",
		"https://x.fbsbx.com:8443/", "https://evil.example\\.fbsbx.com/", "//fbsbx.com/", "fbsbx.com", "" };

	(void)state;
	assert_true(http_url_leads_to("https://fbsbx.com/a", "fbsbx.com"));
	assert_true(http_url_leads_to("https://lookaside.FBSBX.com:443/a?b", "fbsbx.com"));
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		assert_false(http_url_leads_to(wrong[i], "fbsbx.com"));
	assert_true(http_url_same_place("http://127.0.0.1:80/a", "http://127.0.0.1/b?c"));
	assert_false(http_url_same_place("http://127.0.0.1:81/a", "http://127.0.0.1/a"));
	assert_false(http_url_same_place("http://127.0.0.1/", "https://127.0.0.1/"));
	assert_false(http_url_same_place("nonsense://", "nonsense://"));
}

struct taken {
	struct buf	 bytes;
	size_t		 most;		/* then it has enough */
};

static bool
take(void *arg, const void *data, size_t len)
{
	struct taken *t = arg;

	buf_add(&t->bytes, data, len);
	return t->bytes.len <= t->most;
}

static struct http_answer
get(struct http *h, const char *path, struct taken *t)
{
	char *url = mem_printf("http://127.0.0.1:%d%s", port, path);
	struct http_request rq = { .method = "GET", .url = url, .max = 30, .timeout_ms = 5000, .stall_s = 1,
	    .take = take, .take_arg = t };
	struct http_answer a;

	http_call(h, &rq, &a);
	free(url);
	return a;
}

static void
a_body_can_be_taken_as_it_comes(void **state)
{
	struct http *h = http_new(1);
	struct taken t = { .most = 100 };
	struct http_answer a = get(h, "/long", &t);

	(void)state;
	assert_int_equal(a.result, HTTP_ANSWERED);
	assert_int_equal(a.body.len, 0);
	assert_string_equal(t.bytes.data, "01234567890123456789");
	buf_clear(&t.bytes);
	a = get(h, "/half", &t);
	assert_int_equal(a.result, HTTP_UNCERTAIN);
	assert_true(a.too_long);
	assert_int_equal(t.bytes.len, 0);
	buf_clear(&t.bytes);
	a = get(h, "/moved", &t);
	assert_int_equal(a.status, 302);
	assert_non_null(strstr(a.redirect, "/elsewhere"));
	a = get(h, "/silent", &t);
	assert_int_equal(a.result, HTTP_UNCERTAIN);
	t.most = 0;
	buf_clear(&t.bytes);
	a = get(h, "/long", &t);
	assert_int_equal(a.result, HTTP_UNCERTAIN);
	assert_false(a.too_long);
	buf_free(&t.bytes);
	http_free(h);
}

static void
a_form_carries_fields_and_a_file(void **state)
{
	static const char *const fields[] = { "product", "whatsapp", "type", "text/plain", NULL };
	int fd = memfd_create("file", MFD_CLOEXEC);
	struct http_form form = { .fields = fields, .file = "file", .name = "a.txt", .type = "text/plain", .fd = fd, .len = 11 };
	char *url = mem_printf("http://127.0.0.1:%d/form", port);
	struct http_request rq = { .method = "POST", .url = url, .form = &form, .max = 10, .timeout_ms = 5000 };
	struct http *h = http_new(1);
	struct http_answer a;

	(void)state;
	assert_int_equal(write(fd, "hello\r\nfile", 11), 11);
	for (int twice = 0; twice < 2; twice++) {
		http_call(h, &rq, &a);
		assert_int_equal(a.result, HTTP_ANSWERED);
		buf_free(&a.body);
		assert_non_null(strstr(last, "Content-Type: multipart/form-data; boundary="));
		assert_non_null(strstr(last, "name=\"product\"\r\n\r\nwhatsapp\r\n"));
		assert_non_null(strstr(last, "name=\"file\"; filename=\"a.txt\"\r\nContent-Type: text/plain\r\n\r\nhello\r\nfile\r\n"));
	}
	form.len = 20;
	http_call(h, &rq, &a);
	assert_int_not_equal(a.result, HTTP_ANSWERED);
	buf_free(&a.body);
	close(fd);
	free(url);
	http_free(h);
}

static void
a_lost_answer_is_uncertain(void **state)
{
	struct http *h = http_new(2);
	struct http_answer a = post(h, "/lost");

	(void)state;
	assert_int_equal(a.result, HTTP_UNCERTAIN);
	assert_non_null(a.why);
	buf_free(&a.body);
	http_free(h);
}

static void
an_answer_lost_on_a_kept_connection_is_not_asked_for_twice(void **state)
{
	struct http *h = http_new(1);
	struct http_answer a = post(h, "/");
	int before = count();

	(void)state;
	buf_free(&a.body);
	a = post(h, "/lost");
	assert_int_equal(a.result, HTTP_UNCERTAIN);
	assert_int_equal(count(), before + 1);
	buf_free(&a.body);
	http_free(h);
}

static void
half_an_answer_is_uncertain(void **state)
{
	struct http *h = http_new(2);
	struct http_answer a = post(h, "/half");

	(void)state;
	assert_int_equal(a.result, HTTP_UNCERTAIN);
	assert_int_equal(a.status, 200);
	buf_free(&a.body);
	http_free(h);
}

static void
silence_times_out_and_is_uncertain(void **state)
{
	struct http *h = http_new(2);
	struct http_answer a = post(h, "/silent");

	(void)state;
	assert_int_equal(a.result, HTTP_UNCERTAIN);
	buf_free(&a.body);
	http_free(h);
}

static void
an_answer_over_the_limit_is_cut_off(void **state)
{
	struct http *h = http_new(2);
	struct http_answer a = post(h, "/long");

	(void)state;
	assert_int_equal(a.result, HTTP_UNCERTAIN);
	assert_string_equal(a.why, "answer too long");
	assert_true(a.body.len <= 10);
	buf_free(&a.body);
	http_free(h);
}

static void
one_done(void *arg, struct http_answer *a)
{
	if (a->result == HTTP_ANSWERED && a->status == 200)
		++*(int *)arg;
}

static void
many_at_once_all_end_and_the_callers_descriptor_is_heard(void **state)
{
	char *url = mem_printf("http://127.0.0.1:%d/", port);
	struct http_request rq = { .method = "POST", .url = url, .body = "x", .len = 1, .max = 10, .timeout_ms = 5000 };
	struct http *h = http_new(8);
	struct pollfd p = { .events = POLLIN };
	int pipes[2], done = 0;

	(void)state;
	for (int i = 0; i < 100; i++)
		http_start(h, &rq, one_done, &done);
	while (done < 100)
		http_poll(h, NULL, 0, 1000);
	assert_int_equal(done, 100);
	assert_int_equal(pipe(pipes), 0);
	assert_int_equal(write(pipes[1], "x", 1), 1);
	p.fd = pipes[0];
	http_poll(h, &p, 1, 10000);
	assert_int_equal(p.revents, POLLIN);
	close(pipes[0]);
	close(pipes[1]);
	free(url);
	http_free(h);
}

static void
what_is_in_flight_can_be_abandoned(void **state)
{
	char *url = mem_printf("http://127.0.0.1:%d/silent", port);
	struct http_request rq = { .method = "GET", .url = url, .max = 10, .timeout_ms = 5000 };
	struct http *h = http_new(1);
	int done = 0;

	(void)state;
	http_start(h, &rq, one_done, &done);
	http_start(h, &rq, one_done, &done);
	http_poll(h, NULL, 0, 10);
	http_free(h);
	assert_int_equal(done, 0);
	free(url);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_answer_comes_back_with_its_body),
		cmocka_unit_test(a_refusal_is_an_answer),
		cmocka_unit_test(a_redirect_is_not_followed),
		cmocka_unit_test(a_port_nobody_listens_on_means_unsent),
		cmocka_unit_test(http_off_loopback_is_refused_unsent),
		cmocka_unit_test(an_address_leads_to_its_host_and_no_other),
		cmocka_unit_test(a_body_can_be_taken_as_it_comes),
		cmocka_unit_test(a_form_carries_fields_and_a_file),
		cmocka_unit_test(a_lost_answer_is_uncertain),
		cmocka_unit_test(an_answer_lost_on_a_kept_connection_is_not_asked_for_twice),
		cmocka_unit_test(half_an_answer_is_uncertain),
		cmocka_unit_test(silence_times_out_and_is_uncertain),
		cmocka_unit_test(an_answer_over_the_limit_is_cut_off),
		cmocka_unit_test(many_at_once_all_end_and_the_callers_descriptor_is_heard),
		cmocka_unit_test(what_is_in_flight_can_be_abandoned),
	};

	return cmocka_run_group_tests_name("http", tests, start_server, NULL);
}
