/* webhook-load: customers' messages as WhatsApp delivers them, as fast as they are acknowledged */
#include <sys/epoll.h>
#include <sys/socket.h>

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/opt.h"
#include "ext/hash.h"

enum { ANSWER_MAX = 4096, CLIENTS_MAX = 1000 };

static const char *address, *number = "100", *secret_file, *prefix = "load", *fsync_dir;
static int64_t clients = 32, count = 20000, contacts = 1000, pause_ms;
static bool ids;
static volatile sig_atomic_t enough;

static const struct opt opts[] = {
	{ 0, "to", OPT_STR, &address, "IP:PORT", "where the webhook is" },
	{ 0, "secret", OPT_STR, &secret_file, "FILE", "the app secret's file" },
	{ 0, "number", OPT_STR, &number, "ID", "the phone_number_id written to" },
	{ 0, "clients", OPT_INT, &clients, "N", "connections that deliver at the same time (32)" },
	{ 0, "count", OPT_INT, &count, "N", "messages in all (20000)" },
	{ 0, "contacts", OPT_INT, &contacts, "N", "customers who write them (1000)" },
	{ 0, "prefix", OPT_STR, &prefix, "WORD", "what the message ids begin with" },
	{ 0, "pause", OPT_INT, &pause_ms, "MS", "between an answer and the next message; for one client" },
	{ 0, "ids", OPT_FLAG, &ids, NULL, "print each id as soon as it is acknowledged; the counts go to stderr" },
	{ 0, "fsync", OPT_STR, &fsync_dir, "DIR", "only measure what an fsync takes there" },
	OPT_END
};

static const struct opt_spec spec = { .about = "deliver signed messages to a webhook, and time the answers; SIGTERM ends it early", .opts = opts };

struct client {
	int		 fd;
	int64_t		 id;		/* of the message under way; -1: none */
	int64_t		 begun;		/* ns */
	struct buf	 out;
	size_t		 sent;
	char		 in[ANSWER_MAX + 1];
	size_t		 got;
};

static struct {
	char		*secret;
	int64_t		 next, done, bad, lost;
	uint32_t	*us;		/* how long each took */
	struct sockaddr_in to;
	int		 epoll;
} load;

static void
end(int sig)
{
	(void)sig;
	enough = 1;
}

static int64_t
now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

/* The size and members of a real delivery. */
static void
message(int64_t id, struct buf *body)
{
	long long who = 4915100000000 + id % contacts;

	buf_printf(body, "{\"object\":\"whatsapp_business_account\",\"entry\":[{\"id\":\"102290129340398\",\"changes\":[{\"value\":"
	    "{\"messaging_product\":\"whatsapp\",\"metadata\":{\"display_phone_number\":\"15550783881\",\"phone_number_id\":\"%s\"},"
	    "\"contacts\":[{\"profile\":{\"name\":\"Customer %lld\"},\"wa_id\":\"%lld\",\"user_id\":\"DE.%lld\"}],\"messages\":[{"
	    "\"from\":\"%lld\",\"from_user_id\":\"DE.%lld\",\"id\":\"wamid.%s.%lld\",\"timestamp\":\"%lld\",\"type\":\"text\","
	    "\"text\":{\"body\":\"Good morning, do you open on Sundays? \\ud83d\\udc4d\"}}]},\"field\":\"messages\"}]}]}",
	    number, who, who, who, who, who, prefix, (long long)id, (long long)time(NULL));
}

static void
begin(struct client *c)
{
	unsigned char sum[HASH_LEN];
	char hex[HASH_HEX_LEN];
	struct buf body = {0};

	c->id = load.next++;
	c->sent = c->got = 0;
	buf_clear(&c->out);
	message(c->id, &body);
	hash_hmac(load.secret, strlen(load.secret), body.data, body.len, sum);
	buf_printf(&c->out, "POST /webhook HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n"
	    "X-Hub-Signature-256: sha256=%s\r\n\r\n", address, body.len, hash_hex(sum, sizeof sum, hex));
	buf_add(&c->out, body.data, body.len);
	buf_free(&body);
	c->begun = now_ns();
}

static int
dial(struct client *c)
{
	struct epoll_event e = { .events = EPOLLIN, .data.ptr = c };
	int on = 1;

	if ((c->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) == -1 ||
	    connect(c->fd, (struct sockaddr *)&load.to, sizeof load.to) == -1) {
		log_line("%s: %s", address, strerror(errno));
		return -1;
	}
	setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	return epoll_ctl(load.epoll, EPOLL_CTL_ADD, c->fd, &e);
}

/* Requests are small: the socket takes them whole. */
static int
deliver(struct client *c)
{
	while (c->sent < c->out.len) {
		ssize_t n = send(c->fd, c->out.data + c->sent, c->out.len - c->sent, MSG_NOSIGNAL);

		if (n == -1)
			return -1;
		c->sent += (size_t)n;
	}
	return 0;
}

/* 1 when the answer is whole, 0 when there is more to come, -1 when the server is gone. */
static int
receive(struct client *c)
{
	ssize_t n = recv(c->fd, c->in + c->got, ANSWER_MAX - c->got, 0);
	const char *end, *length;

	if (n <= 0)
		return -1;
	c->got += (size_t)n;
	c->in[c->got] = '\0';
	if ((end = strstr(c->in, "\r\n\r\n")) == NULL)
		return 0;
	length = strcasestr(c->in, "content-length:");
	return c->got >= (size_t)(end + 4 - c->in) + (length != NULL ? strtoul(length + 15, NULL, 10) : 0);
}

static void
note(struct client *c)
{
	if (strncmp(c->in, "HTTP/1.1 200", 12) != 0) {
		load.bad++;
	} else {
		load.us[load.done++] = (uint32_t)((now_ns() - c->begun) / 1000);
		if (ids) {
			printf("wamid.%s.%lld\n", prefix, (long long)c->id);
			fflush(stdout);
		}
	}
	c->id = -1;
}

/* True while the client has a message under way. */
static bool
turn(struct client *c)
{
	int whole = receive(c);

	if (whole == 1) {
		note(c);
		if (load.next >= count || enough)
			return false;
		if (pause_ms > 0)
			nanosleep(&(struct timespec){ .tv_sec = pause_ms / 1000, .tv_nsec = pause_ms % 1000 * 1000000 }, NULL);
		begin(c);
		whole = deliver(c);
	}
	if (whole != -1)
		return true;
	load.lost++;
	close(c->fd);
	return false;
}

static int
run(struct client *all)
{
	struct epoll_event ready[64];
	int64_t busy = 0;

	for (int64_t i = 0; i < clients && load.next < count; i++, busy++) {
		if (dial(&all[i]) == -1)
			return -1;
		begin(&all[i]);
		if (deliver(&all[i]) == -1)
			return -1;
	}
	while (busy > 0) {
		int n = epoll_wait(load.epoll, ready, 64, 30000);

		if (n == -1 && errno == EINTR)
			continue;
		if (n == 0) {
			log_line("%lld messages have no answer after 30 s", (long long)busy);
			return -1;
		}
		for (int i = 0; i < n; i++)
			busy -= !turn(ready[i].data.ptr);
	}
	return load.lost == 0 ? 0 : -1;
}

static int
ascending(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return x < y ? -1 : x > y;
}

static double
quantile(double q)
{
	return load.done > 0 ? load.us[(int64_t)((double)(load.done - 1) * q)] / 1000.0 : 0;
}

static void
report(int64_t ns)
{
	qsort(load.us, (size_t)load.done, sizeof *load.us, ascending);
	fprintf(ids ? stderr : stdout, "%lld acknowledged, %lld not, %.2f s, %.0f/s, p50 %.2f ms, p99 %.2f ms, max %.2f ms\n",
	    (long long)load.done, (long long)load.bad, (double)ns / 1e9, (double)load.done / ((double)ns / 1e9),
	    quantile(0.5), quantile(0.99), quantile(1));
}

/* A page appended and on the disk, the way a commit does it: the median of many. */
static int
measure_fsync(void)
{
	enum { TIMES = 300 };
	char *path = file_path(fsync_dir, "fsync.tmp"), page[4096] = {0};
	int fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	load.us = mem_array(TIMES, sizeof *load.us);
	for (; fd != -1 && load.done < TIMES; load.done++) {
		int64_t begun = now_ns();

		if (write(fd, page, sizeof page) != sizeof page || fdatasync(fd) == -1)
			break;
		load.us[load.done] = (uint32_t)((now_ns() - begun) / 1000);
	}
	if (load.done < TIMES)
		log_die(EX_IOERR, "%s: %s", path, strerror(errno));
	close(fd);
	unlink(path);
	free(path);
	qsort(load.us, TIMES, sizeof *load.us, ascending);
	printf("fsync %.2f ms (median), %.2f ms (99 %%)\n", quantile(0.5), quantile(0.99));
	return 0;
}

static void
prepare(void)
{
	const char *colon = address != NULL ? strrchr(address, ':') : NULL;
	char *host = colon != NULL ? mem_strn(address, (size_t)(colon - address)) : NULL;

	if (host == NULL || secret_file == NULL || clients < 1 || clients > CLIENTS_MAX || contacts < 1)
		log_die(EX_USAGE, "--to and --secret are due; --clients is 1 to %d", CLIENTS_MAX);
	load.to.sin_family = AF_INET;
	load.to.sin_port = htons((uint16_t)atoi(colon + 1));
	if (inet_pton(AF_INET, host, &load.to.sin_addr) != 1)
		log_die(EX_USAGE, "%s: no IPv4 address", host);
	free(host);
	if ((load.secret = file_secret(secret_file)) == NULL)
		exit(EX_CONFIG);
	load.epoll = epoll_create1(EPOLL_CLOEXEC);
	load.us = mem_array((size_t)count + 1, sizeof *load.us);
}

int
main(int argc, char *argv[])
{
	struct client *all;
	int64_t begun;
	int rc;

	opt_parse(&spec, &argc, &argv);
	if (fsync_dir != NULL)
		return measure_fsync();
	prepare();
	signal(SIGTERM, end);
	all = mem_array((size_t)clients, sizeof *all);
	begun = now_ns();
	rc = run(all);
	report(now_ns() - begun);
	for (int64_t i = 0; i < clients; i++)
		buf_free(&all[i].out);
	free(all);
	free(load.us);
	free(load.secret);
	return rc == 0 && load.bad == 0 ? 0 : 1;
}
