/* ext/httpd: a real server on loopback and a client of plain sockets. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "ext/httpd.h"

static struct httpd *server;
static struct httpd_stream *stream;

static void *
answer_later(void *arg)
{
	httpd_answer(arg, 202, "text/plain", "later", 5);
	return NULL;
}

static void
handle(void *arg, struct httpd_request *rq)
{
	const char *path = httpd_path(rq), *q;
	pthread_t t;
	size_t len;
	const char *body = httpd_body(rq, &len);

	(void)arg;
	if (strcmp(path, "/echo") == 0) {
		httpd_set_header(rq, "X-Method", httpd_method(rq));
		httpd_answer(rq, 200, "application/octet-stream", body, len);
	} else if (strcmp(path, "/query") == 0) {
		q = httpd_query(rq, "hub.challenge");
		httpd_answer(rq, 200, NULL, q != NULL ? q : "none", strlen(q != NULL ? q : "none"));
	} else if (strcmp(path, "/header") == 0) {
		q = httpd_header(rq, "x-thing");
		httpd_answer(rq, 200, NULL, q != NULL ? q : "none", strlen(q != NULL ? q : "none"));
	} else if (strcmp(path, "/later") == 0) {
		pthread_create(&t, NULL, answer_later, rq);
		pthread_detach(t);
	} else if (strcmp(path, "/stream") == 0) {
		stream = httpd_stream(rq, 200, "application/x-ndjson");
		httpd_stream_send(stream, "{\"n\":1}\n", 8);
	} else {
		httpd_answer(rq, 404, NULL, "", 0);
	}
}

static int
start(void **state)
{
	const struct httpd_config c = { .address = "127.0.0.1:0", .loopback_only = true, .body_max = 1000,
		.request_s = 1, .handle = handle };

	(void)state;
	return (server = httpd_start(&c)) != NULL ? 0 : -1;
}

static int
stop(void **state)
{
	(void)state;
	httpd_stop(server);
	return 0;
}

static int
dial(void)
{
	struct sockaddr_in sa = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	sa.sin_port = htons((uint16_t)atoi(strrchr(httpd_address(server), ':') + 1));
	assert_int_equal(connect(fd, (struct sockaddr *)&sa, sizeof sa), 0);
	return fd;
}

/* All that comes until the other side closes, or `until` was seen. */
static char *
read_until(int fd, const char *until)
{
	struct buf b = {0};
	ssize_t n;

	buf_str(&b, "");
	while ((n = read(fd, buf_room(&b, 4096), 4096)) > 0) {
		b.len += (size_t)n;
		b.data[b.len] = '\0';
		if (until != NULL && strstr(b.data, until) != NULL)
			break;
	}
	return buf_take(&b);
}

static char *
ask(const char *head, size_t body)
{
	struct buf b = {0};
	char *answer;
	int fd = dial();

	buf_str(&b, head);
	for (size_t i = 0; i < body; i++)
		buf_char(&b, 'x');
	assert_int_equal(write(fd, b.data, b.len), b.len);
	answer = read_until(fd, NULL);
	close(fd);
	buf_free(&b);
	return answer;
}

#define HEAD(line) line " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"

static void
answers_at_once_and_later(void **state)
{
	char *a = ask(HEAD("POST /echo") "Content-Length: 3\r\n\r\n", 3);

	(void)state;
	assert_non_null(strstr(a, "HTTP/1.1 200"));
	assert_non_null(strstr(a, "X-Method: POST"));
	assert_non_null(strstr(a, "\r\n\r\nxxx"));
	free(a);
	for (int i = 0; i < 200; i++) {
		a = ask(HEAD("GET /later") "\r\n", 0);
		assert_non_null(strstr(a, "HTTP/1.1 202"));
		assert_non_null(strstr(a, "later"));
		free(a);
	}
}

static void
query_values_are_decoded(void **state)
{
	char *a = ask(HEAD("GET /query?hub.mode=x&hub.challenge=a%20%2Bb") "\r\n", 0);

	(void)state;
	assert_non_null(strstr(a, "\r\n\r\na +b"));
	free(a);
	a = ask(HEAD("GET /header") "X-Thing: here\r\n\r\n", 0);
	assert_non_null(strstr(a, "\r\n\r\nhere"));
	free(a);
}

static void
bodies_over_the_bound_get_413(void **state)
{
	char *a = ask(HEAD("POST /echo") "Content-Length: 1001\r\n\r\n", 1001);

	(void)state;
	assert_non_null(strstr(a, "HTTP/1.1 413"));
	free(a);
	a = ask(HEAD("POST /echo") "Content-Length: 1000\r\n\r\n", 1000);
	assert_non_null(strstr(a, "HTTP/1.1 200"));
	free(a);
	a = ask(HEAD("POST /echo") "Content-Length: 99999999\r\n\r\n", 10);
	assert_non_null(strstr(a, "HTTP/1.1 413"));
	free(a);
}

static void
a_client_that_trickles_is_cut_off(void **state)
{
	int fd = dial();
	int64_t start_ms = clock_mono();

	(void)state;
	/* A byte now and then keeps a plain idle time-out from ever firing. */
	while (clock_mono() - start_ms < 8000 && send(fd, "G", 1, MSG_NOSIGNAL) == 1)
		usleep(100000);
	assert_true(clock_mono() - start_ms < 8000);
	close(fd);
}

static void
a_stream_says_more_and_ends(void **state)
{
	int fd = dial();
	char *a;

	(void)state;
	assert_true(write(fd, HEAD("GET /stream") "\r\n", strlen(HEAD("GET /stream") "\r\n")) > 0);
	a = read_until(fd, "{\"n\":1}\n");
	assert_non_null(strstr(a, "chunked"));
	free(a);
	assert_int_equal(httpd_stream_send(stream, "{\"n\":2}\n", 8), 0);
	a = read_until(fd, "{\"n\":2}\n");
	assert_non_null(strstr(a, "{\"n\":2}"));
	free(a);
	httpd_stream_end(stream);
	a = read_until(fd, NULL);
	assert_non_null(strstr(a, "0\r\n\r\n"));
	free(a);
	close(fd);
}

static void
stopping_ends_streams(void **state)
{
	int fd = dial();
	char *a;

	(void)state;
	assert_true(write(fd, HEAD("GET /stream") "\r\n", strlen(HEAD("GET /stream") "\r\n")) > 0);
	free(read_until(fd, "{\"n\":1}\n"));
	httpd_stop(server);
	server = NULL;
	assert_int_equal(httpd_stream_send(stream, "x", 1), -1);
	httpd_stream_end(stream);
	a = read_until(fd, NULL);
	free(a);
	close(fd);
}

static void
an_address_others_reach_is_refused_when_asked_to(void **state)
{
	const struct httpd_config open_to_all = { .address = "0.0.0.0:0", .loopback_only = true, .handle = handle };
	const struct httpd_config no_port = { .address = "127.0.0.1", .handle = handle };

	(void)state;
	assert_null(httpd_start(&open_to_all));
	assert_null(httpd_start(&no_port));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(answers_at_once_and_later, start, stop),
		cmocka_unit_test_setup_teardown(query_values_are_decoded, start, stop),
		cmocka_unit_test_setup_teardown(bodies_over_the_bound_get_413, start, stop),
		cmocka_unit_test_setup_teardown(a_client_that_trickles_is_cut_off, start, stop),
		cmocka_unit_test_setup_teardown(a_stream_says_more_and_ends, start, stop),
		cmocka_unit_test_setup_teardown(stopping_ends_streams, start, stop),
		cmocka_unit_test(an_address_others_reach_is_refused_when_asked_to),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
