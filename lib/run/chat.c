#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/stop.h"
#include "ext/http.h"
#include "run/chat.h"
#include "run/chat_line.h"
#include "run/chat_text.h"
#include "run/prompt.h"
#include "run/table.h"
#include "run/wrap.h"

#define FEED_WAIT_S	25
#define FEED_MAX	((size_t)4 << 20)
#define FEED_TRIES	3
#define TYPING_MS	25000	/* as WhatsApp shows it */
#define LINE_MAX_BYTES	((size_t)1 << 20)

struct chat {
	const struct chat_config	*config;
	struct http			*feed, *post;
	struct prompt			*prompt;	/* NULL: a script */
	struct chat_line_context	 heard;		/* of the business */
	int64_t				 seq;		/* seen up to here */
	bool				 asking;	/* a feed request is on its way */
	int				 failures;
	int64_t				 ask_at;	/* not before */
	int64_t				 typing_until;	/* 0: nobody types */
	int64_t				 wait_until;	/* a script's next line waits; 0: it doesn't */
	struct buf			 input;		/* a script's */
	bool				 ended;		/* no more input */
	bool				 wrong;		/* some line was */
	bool				 gone;		/* the sandbox */
	bool				 colour;
};

/* Showing */

static const char *
paint(const struct chat *c, const char *code)
{
	return c->colour ? code : "";
}

#define BOLD	"\033[1;32m"
#define DIM	"\033[2m"
#define PLAIN	"\033[0m"

static void
show_choices(const json_t *message, size_t indent)
{
	struct chat_text_choice choices[CHAT_TEXT_CHOICES];
	size_t n = chat_text_choices(message, choices), cols = table_width();

	for (size_t i = 0; i < n; i++) {
		char *s = mem_printf("[%zu] %s%s%s", i + 1, choices[i].title, choices[i].description ? " - " : "",
		    choices[i].description ? choices[i].description : "");

		printf("%*s", (int)indent, "");
		wrap_print(s, cols > indent + 4 ? cols - indent - 4 : 0, indent + 4);
		free(s);
	}
}

static void
local_time(const json_t *event, char out[6])
{
	const char *text = json_text(event, "time");
	int64_t ms;
	time_t s;
	struct tm tm;

	strcpy(out, "--:--");
	if (text == NULL || clock_parse(text, &ms) == -1)
		return;
	s = (time_t)(ms / CLOCK_SECOND);
	localtime_r(&s, &tm);
	strftime(out, 6, "%H:%M", &tm);
}

/* "10:30  MARK words", wrapped behind the mark. */
static void
show_words(const struct chat *c, const json_t *event, const char *mark, const char *colour, const char *words)
{
	const size_t indent = 8 + strlen(mark), cols = table_width();
	char time[6];

	local_time(event, time);
	printf("%s%s%s  %s%s%s ", paint(c, DIM), time, paint(c, PLAIN), paint(c, colour), mark, paint(c, PLAIN));
	wrap_print(words, cols > indent + 10 ? cols - indent : 0, indent);
}

static void
show_business(const struct chat *c, const json_t *event)
{
	const json_t *message = json_object_get(event, "message");
	char *words = chat_text_words(message), *text, mark[16];

	text = mem_printf("%s%s", json_yes(event, "echo") ? "(from the phone) " : "", words);
	if (c->prompt != NULL) {
		snprintf(mark, sizeof mark, "%zu", c->heard.n);
		show_words(c, event, mark, BOLD, text);
		show_choices(message, 8 + strlen(mark));
	} else {
		printf("business: ");
		wrap_print(text, 0, 2);
		show_choices(message, 2);
	}
	free(text);
	free(words);
}

static void
show_own(const struct chat *c, const json_t *event)
{
	char *words = chat_text_words(json_object_get(event, "message"));

	show_words(c, event, ">", DIM, words);
	free(words);
}

static void
set_label(struct chat *c)
{
	if (c->prompt != NULL)
		prompt_set(c->prompt, c->typing_until != 0 ? "typing\u2026 > " : "> ");
}

/* What the customer sees */

static void
hear(struct chat *c, const json_t *event)
{
	struct chat_line_context *h = &c->heard;

	h->messages = mem_grow(h->messages, h->n + 1, sizeof *h->messages);
	h->ids = mem_grow(h->ids, h->n + 1, sizeof *h->ids);
	h->messages[h->n] = json_incref(json_object_get(event, "message"));
	h->ids[h->n++] = mem_str(json_text(event, "id") ? json_text(event, "id") : "");
	c->typing_until = 0;
	if (c->wait_until != 0)
		c->wait_until = clock_mono() + c->config->settle_ms;
	show_business(c, event);
}

static void
on_event(struct chat *c, const json_t *event)
{
	const char *kind = json_text(event, "kind");

	c->seq = json_number(event, "seq", c->seq);
	if (kind == NULL)
		return;
	if (strcmp(kind, "message") == 0)
		hear(c, event);
	else if (strcmp(kind, "typing") == 0)
		c->typing_until = clock_mono() + TYPING_MS;
	else if (c->prompt != NULL && strcmp(kind, "own") == 0)
		show_own(c, event);
	else if (c->prompt != NULL && strcmp(kind, "read") == 0)
		printf("       %s\u2713\u2713 read%s\n", paint(c, DIM), paint(c, PLAIN));
}

static void
on_lines(struct chat *c, const struct buf *text)
{
	const char *at = text->data, *end = at + text->len, *eol;

	for (; text->len > 0 && at < end && (eol = memchr(at, '\n', (size_t)(end - at))) != NULL; at = eol + 1) {
		json_t *event = json_parse(at, (size_t)(eol - at), NULL);

		on_event(c, event);
		json_decref(event);
	}
}

/* Talking to the sandbox */

static void
on_feed(void *arg, struct http_answer *a)
{
	struct chat *c = arg;

	c->asking = false;
	if (a->result == HTTP_ANSWERED && a->status == 200) {
		c->failures = 0;
		if (c->prompt != NULL)
			prompt_hide(c->prompt);
		on_lines(c, &a->body);
		set_label(c);
		if (c->prompt != NULL)
			prompt_show(c->prompt);
		return;
	}
	c->ask_at = clock_mono() + 200;
	if (++c->failures >= FEED_TRIES)
		c->gone = true;
}

static char *
feed_url(const struct chat *c, int wait_s)
{
	const char *contact = c->config->phone != NULL ? c->config->phone : c->config->user_id;

	return mem_printf("%s/sandbox/events?contact=%s&since=%lld&wait=%d", c->config->url, contact,
	    (long long)c->seq, wait_s);
}

static void
ask_feed(struct chat *c)
{
	char *url;
	struct http_request rq = { .method = "GET", .max = FEED_MAX, .timeout_ms = (FEED_WAIT_S + 10) * 1000 };

	if (c->asking || clock_mono() < c->ask_at)
		return;
	rq.url = url = feed_url(c, FEED_WAIT_S);
	http_start(c->feed, &rq, on_feed, c);
	c->asking = true;
	free(url);
}

/* Where the conversation stands: a script starts behind it, a person sees it. */
static int
catch_up(struct chat *c)
{
	char *url = feed_url(c, 0);
	struct http_request rq = { .method = "GET", .url = url, .max = FEED_MAX, .timeout_ms = 10000 };
	struct http_answer a;
	const char *last;

	http_call(c->post, &rq, &a);
	if (a.result != HTTP_ANSWERED || a.status != 200) {
		log_line("%s: no sandbox answers", c->config->url);
		c->gone = true;
	} else if (c->prompt != NULL) {
		on_lines(c, &a.body);
	} else if (a.body.len > 1) {
		json_t *event;

		a.body.data[--a.body.len] = '\0';
		last = strrchr(a.body.data, '\n');
		last = last != NULL ? last + 1 : a.body.data;
		event = json_parse(last, strlen(last), NULL);
		c->seq = json_number(event, "seq", 0);
		json_decref(event);
	}
	buf_free(&a.body);
	free(url);
	return c->gone ? -1 : 0;
}

static void
say_wrong(struct chat *c, const char *text)
{
	c->wrong = true;
	if (c->prompt == NULL)
		log_line("%s", text);
	else
		wrap_print(text, table_width(), 0);
}

/* Takes line over. */
static void
send_line(struct chat *c, json_t *line)
{
	struct buf text = { 0 };
	char *url = mem_printf("%s/sandbox/inject", c->config->url);
	struct http_request rq = { .method = "POST", .url = url, .max = FEED_MAX, .timeout_ms = 30000 };
	struct http_answer a;

	json_put(line, "from", c->config->phone);
	json_put(line, "user_id", c->config->user_id);
	json_put(line, json_object_get(line, "latitude") != NULL ? "from_name" : "name", c->config->name);
	json_print(line, &text);
	json_decref(line);
	rq.body = text.data;
	rq.len = text.len;
	http_call(c->post, &rq, &a);
	if (a.result != HTTP_ANSWERED) {
		c->gone = true;
	} else if (a.status != 200) {
		json_t *why = json_parse(a.body.data != NULL ? a.body.data : "", a.body.len, NULL);

		say_wrong(c, json_text(why, "error") != NULL ? json_text(why, "error") : "the sandbox refuses it");
		json_decref(why);
	} else if (c->prompt == NULL) {
		c->wait_until = clock_mono() + c->config->wait_ms;
	}
	buf_free(&a.body);
	buf_free(&text);
	free(url);
}

static void
on_typed(struct chat *c, const char *text)
{
	json_t *line = NULL;
	char *said = NULL;

	switch (chat_line_read(text, &c->heard, &line, &said)) {
	case CHAT_LINE_NOTHING:
		break;
	case CHAT_LINE_QUIT:
		c->ended = true;
		break;
	case CHAT_LINE_HELP:
		wrap_print(chat_line_help(), table_width(), 0);
		break;
	case CHAT_LINE_WRONG:
		say_wrong(c, said);
		break;
	case CHAT_LINE_SEND:
		if (c->prompt == NULL) {
			printf("customer: ");
			wrap_print(said, 0, 2);
			fflush(stdout);
		}
		send_line(c, line);
		break;
	}
	free(said);
}

/* Input */

static void
read_terminal(struct chat *c)
{
	char *line;

	do {
		if (!prompt_read(c->prompt, &line)) {
			c->ended = true;
			return;
		}
		if (line != NULL) {
			prompt_hide(c->prompt);
			on_typed(c, line);
			free(line);
		}
	} while (line != NULL && !c->ended);
	prompt_show(c->prompt);
}

/* One line of the script that is there already. */
static bool
next_line(struct chat *c, bool at_end)
{
	char *eol = c->input.len > 0 ? memchr(c->input.data, '\n', c->input.len) : NULL, *line;
	size_t n;

	if (eol == NULL && (!at_end || c->input.len == 0))
		return false;
	n = eol != NULL ? (size_t)(eol - c->input.data) : c->input.len;
	line = mem_strn(c->input.data, n);
	buf_drop(&c->input, eol != NULL ? n + 1 : n);
	line[strcspn(line, "\r")] = '\0';
	on_typed(c, line);
	free(line);
	return true;
}

static int
read_script(struct chat *c)
{
	ssize_t n = read(STDIN_FILENO, buf_room(&c->input, 65536), 65536);

	if (n == -1 && (errno == EINTR || errno == EAGAIN))
		return 0;
	if (n == -1) {
		log_line("stdin: %s", strerror(errno));
		return -1;
	}
	c->input.len += (size_t)n;
	if (c->input.len > LINE_MAX_BYTES && memchr(c->input.data, '\n', c->input.len) == NULL) {
		log_line("stdin: a line over 1 MiB");
		return -1;
	}
	if (n == 0 && !next_line(c, true))
		c->ended = true;
	return 0;
}

/* Running */

static int
timeout_of(const struct chat *c)
{
	int64_t now = clock_mono(), until = now + CLOCK_MINUTE;

	if (c->wait_until != 0 && c->wait_until < until)
		until = c->wait_until;
	if (c->typing_until != 0 && c->typing_until < until)
		until = c->typing_until;
	if (!c->asking && c->ask_at < until)
		until = c->ask_at;
	return until > now ? (int)(until - now) : 0;
}

static void
stop_typing(struct chat *c)
{
	if (c->typing_until == 0 || clock_mono() < c->typing_until)
		return;
	c->typing_until = 0;
	set_label(c);
	if (c->prompt != NULL)
		prompt_show(c->prompt);
}

/* Waits for whatever comes first and deals with it. */
static int
turn(struct chat *c)
{
	struct pollfd fds[] = { { .fd = stop_fd(), .events = POLLIN }, { .fd = STDIN_FILENO, .events = POLLIN } };
	bool waiting;

	if (c->wait_until != 0 && clock_mono() >= c->wait_until)
		c->wait_until = 0;
	waiting = c->wait_until != 0;
	if (c->prompt == NULL && !waiting && next_line(c, false))
		return 0;
	ask_feed(c);
	http_poll(c->feed, fds, waiting ? 1 : 2, timeout_of(c));
	stop_typing(c);
	if (!waiting && fds[1].revents != 0 && c->prompt != NULL)
		read_terminal(c);
	else if (!waiting && fds[1].revents != 0)
		return read_script(c);
	return 0;
}

static bool
wants_colour(void)
{
	const char *no = getenv("NO_COLOR"), *term = getenv("TERM");

	return (no == NULL || *no == '\0') && term != NULL && strcmp(term, "dumb") != 0;
}

static void
release(struct chat *c)
{
	prompt_close(c->prompt);
	http_free(c->feed);
	http_free(c->post);
	for (size_t i = 0; i < c->heard.n; i++) {
		json_decref(c->heard.messages[i]);
		free(c->heard.ids[i]);
	}
	free(c->heard.messages);
	free(c->heard.ids);
	buf_free(&c->input);
}

int
chat_run(const struct chat_config *config)
{
	struct chat c = { .config = config, .feed = http_new(1), .post = http_new(1) };
	int rc = 0;

	if (isatty(STDOUT_FILENO))
		c.prompt = prompt_open();
	c.colour = c.prompt != NULL && wants_colour();
	set_label(&c);
	if (catch_up(&c) == 0 && c.prompt != NULL)
		prompt_show(c.prompt);
	while (rc == 0 && !c.gone && !stop_asked() && !ferror(stdout)) {
		if (c.ended && c.wait_until == 0)
			break;
		rc = turn(&c);
		fflush(stdout);
	}
	release(&c);
	if (c.gone) {
		log_line("%s: the sandbox has gone", config->url);
		return EX_UNAVAILABLE;
	}
	if (rc == -1 || ferror(stdout))
		return EX_IOERR;
	return c.wrong && isatty(STDIN_FILENO) == 0 ? 1 : EX_OK;
}
