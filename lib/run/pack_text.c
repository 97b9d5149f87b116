#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/mem.h"
#include "ext/text.h"
#include "run/pack_text.h"
#include "run/table.h"
#include "run/wrap.h"
#include "wa/words.h"

enum {
	ASK = 400,	/* columns of what is asked */
	SAID = 240,	/* of one message */
	SAID_SHORT = 120,
	BEFORE = 60,	/* of an earlier inquiry's ask */
	PREVIEW = 3,	/* messages */
};

/* A pack on its way to text. */
struct sheet {
	const json_t	*pack;
	struct buf	*out;
	size_t		 width;
	int64_t		 now;
};

/* ------------------------------------------------------------------- words */

/* Blanks in a row become one, those at the ends none. */
static void
squeeze(char *line)
{
	char *to = line;

	for (const char *from = line; *from != '\0'; from++)
		if (*from != ' ' || (to > line && to[-1] != ' '))
			*to++ = *from;
	if (to > line && to[-1] == ' ')
		to--;
	*to = '\0';
}

char *
pack_text_line(const char *text, size_t columns)
{
	char *line = table_clean(text), *shorter;
	size_t len;

	squeeze(line);
	len = strlen(line);

	if (text_width(line, len) <= columns)
		return line;
	shorter = mem_printf("%.*s\u2026", (int)text_fit(line, len, columns - 1), line);
	free(line);
	return shorter;
}

char *
pack_text_who(const json_t *pack)
{
	const char *name = json_text(pack, "contact.name"), *phone = json_text(pack, "contact.wa_id");
	char *number, *who;

	if (name != NULL && *name != '\0')
		return pack_text_line(name, 40);
	if (phone == NULL)
		return mem_str(json_text(pack, "conversation"));
	number = mem_printf("+%s", phone);
	who = pack_text_line(number, 40);
	free(number);
	return who;
}

char *
pack_text_ask(const json_t *pack, size_t columns)
{
	const char *ask = json_text(pack, "ask");

	return pack_text_line(ask != NULL ? ask : "", columns);
}

/* The hour of today, else the day too. */
static const char *
moment(const char *time, int64_t now, char *out, size_t size)
{
	time_t at, today = (time_t)(now / CLOCK_SECOND);
	struct tm tm, day;
	int64_t ms = 0;

	if (time == NULL || clock_parse(time, &ms) == -1)
		return "";
	at = (time_t)(ms / CLOCK_SECOND);
	localtime_r(&at, &tm);
	localtime_r(&today, &day);
	if (strftime(out, size, tm.tm_year == day.tm_year && tm.tm_yday == day.tm_yday ? "%H:%M" : "%-d %b %H:%M", &tm) == 0)
		return "";
	return out;
}

/* How long since then: "5 min", "3 h", "2 days". */
static const char *
ago(const char *since, int64_t now, char *out, size_t size)
{
	int64_t ms = 0, minutes;

	if (since == NULL || clock_parse(since, &ms) == -1 || ms > now)
		ms = now;
	minutes = (now - ms) / CLOCK_MINUTE;
	if (minutes < 60)
		snprintf(out, size, "%d min", (int)minutes);
	else if (minutes < 48 * 60)
		snprintf(out, size, "%d h", (int)(minutes / 60));
	else
		snprintf(out, size, "%d days", (int)(minutes / (24 * 60)));
	return out;
}

static int
percent(const json_t *obj, const char *key)
{
	return (int)(100 * json_number_value(json_object_get(obj, key)) + 0.5);
}

/* "a, b, c" of an array of texts. The caller frees. */
static char *
listed(const json_t *texts)
{
	struct buf b = {0};
	json_t *t;
	size_t i;

	buf_str(&b, "");
	json_array_foreach((json_t *)texts, i, t) {
		if (i > 0)
			buf_str(&b, ", ");
		buf_str(&b, json_is_string(t) ? json_string_value(t) : "");
	}
	return buf_take(&b);
}

/* ------------------------------------------------------------------- lines */

/* Takes the text and frees it; lines after the first are indented. */
static void
put(struct sheet *s, size_t indent, char *text)
{
	char *line = table_clean(text);
	size_t width = s->width > indent + 10 ? s->width - indent : s->width;

	/* The first line has its own indent in the text. */
	wrap_add(s->out, line, s->width == 0 ? 0 : width, indent);
	free(line);
	free(text);
}

static void
put_title(struct sheet *s, const char *title)
{
	buf_printf(s->out, "\n%s\n", title);
}

/* "open for 6 min, nobody's", "claimed by ana, 6 min old", "resolved". The caller frees. */
static char *
standing(const struct sheet *s)
{
	const char *owner = json_text(s->pack, "inquiry.owner"), *status = json_text(s->pack, "inquiry.status");
	char age[24];

	ago(json_text(s->pack, "inquiry.opened"), s->now, age, sizeof age);
	if (strcmp(status, "open") == 0)
		return mem_printf("open for %s, %s%s", age, owner ? "for " : "nobody's", owner ? owner : "");
	if (strcmp(status, "claimed") == 0)
		return mem_printf("claimed by %s, %s old", owner ? owner : "?", age);
	return mem_str(status);
}

static void
put_head(struct sheet *s)
{
	const json_t *p = s->pack;
	const char *phone = json_text(p, "contact.wa_id"), *language = json_text(p, "language");
	bool named = phone != NULL && json_text(p, "contact.name") != NULL;
	char *who = pack_text_who(p), *status;

	if (json_object_get(p, "inquiry") != NULL) {
		status = standing(s);
		put(s, 2, mem_printf("#%lld %s: %s", (long long)json_number(p, "inquiry.id", 0),
		    json_text(p, "inquiry.category"), status));
		free(status);
	}
	put(s, 2, mem_printf("%s%s%s%s%s", who, named ? "  +" : "", named ? phone : "", language ? "  " : "",
	    language ? language : ""));
	free(who);
}

/* Calm and neutral isn't news. */
static void
put_mood(struct sheet *s)
{
	const json_t *mood = json_object_get(s->pack, "mood");
	const char *sentiment = json_text(mood, "sentiment"), *urgency = json_text(mood, "urgency");
	bool urgent = urgency != NULL && strcmp(urgency, "high") == 0;
	json_t *before;
	char *trend;

	if (sentiment == NULL || (strcmp(sentiment, "neutral") == 0 && !urgent))
		return;
	before = json_copy(json_object_get(mood, "trend"));
	json_array_remove(before, json_array_size(before) - 1);
	trend = listed(before);
	put(s, 2, mem_printf("Mood: %s%s%s%s", sentiment, urgent ? ", urgent" : "", *trend ? "; before: " : "", trend));
	json_decref(before);
	free(trend);
}

static void
put_ask(struct sheet *s)
{
	char *ask = pack_text_ask(s->pack, ASK);

	if (*ask != '\0')
		put(s, 2, mem_printf("Asks: %s", ask));
	free(ask);
}

/* "10:32 Ana: words", with what kind it is when it isn't text. The caller frees. */
static char *
said(const struct sheet *s, const json_t *m, size_t columns)
{
	const char *who = json_text(m, "who"), *kind = json_text(m, "kind"), *state = json_text(m, "state");
	const char *words = json_text(m, json_text(m, "summary") != NULL ? "summary" : "text");
	char time[24], heard[24] = "", *text = pack_text_line(words ? words : "", columns), *line;
	bool failed = state != NULL && (strcmp(state, "failed") == 0 || strcmp(state, "unknown") == 0);
	char *name = strcmp(who, "customer") == 0 ? pack_text_who(s->pack) : table_clean(who);

	if (strcmp(who, "customer") == 0)
		name[strcspn(name, " ")] = '\0';
	if (json_object_get(m, "heard") != NULL)
		snprintf(heard, sizeof heard, ", heard %d %%", percent(m, "heard"));
	if (strcmp(kind, "text") == 0)
		line = mem_printf("%s %s: %s%s", moment(json_text(m, "time"), s->now, time, sizeof time), name, text,
		    failed ? " (not sent)" : "");
	else
		line = mem_printf("%s %s: [%s%s]%s%s%s", moment(json_text(m, "time"), s->now, time, sizeof time), name,
		    kind, heard, *text ? " " : "", text, failed ? " (not sent)" : "");
	free(name);
	free(text);
	return line;
}

static void
put_said(struct sheet *s)
{
	const json_t *messages = json_object_get(s->pack, "messages");
	json_t *m;
	size_t i;

	if (messages == NULL)
		return;
	put_title(s, "Said");
	json_array_foreach((json_t *)messages, i, m) {
		char *line = said(s, m, SAID), *path;

		put(s, 4, mem_printf("  %s", line));
		free(line);
		if (json_text(m, "media") == NULL)
			continue;
		/* Whole, to be clicked or copied. */
		path = table_clean(json_text(m, "media"));
		buf_printf(s->out, "    %s\n", path);
		free(path);
	}
}

static char *
ad_text(const json_t *ad)
{
	const char *title = json_text(ad, "headline"), *where = json_text(ad, "source_url");

	if (title == NULL)
		title = json_text(ad, "source_id");
	return mem_printf("%s%s%s", title ? title : "", title && where ? ", " : "", where ? where : "");
}

static void
put_known(struct sheet *s)
{
	const json_t *known = json_object_get(s->pack, "known"), *ad = json_object_get(s->pack, "ad");
	const json_t *tags = json_object_get(s->pack, "tags");
	const char *name;
	char *text;
	json_t *v;

	if (known == NULL && ad == NULL && tags == NULL)
		return;
	put_title(s, "Known");
	json_object_foreach((json_t *)known, name, v) {
		text = pack_text_line(json_is_string(v) ? json_string_value(v) : "", SAID);
		put(s, 4, mem_printf("  %s: %s", name, text));
		free(text);
	}
	if (ad != NULL) {
		text = ad_text(ad);
		put(s, 4, mem_printf("  from the ad: %s", text));
		free(text);
	}
	if (tags != NULL) {
		text = listed(tags);
		put(s, 4, mem_printf("  tags: %s", text));
		free(text);
	}
}

static void
put_missing(struct sheet *s)
{
	const json_t *missing = json_object_get(s->pack, "missing");
	char *text;

	if (missing == NULL)
		return;
	put_title(s, "Missing");
	text = listed(missing);
	put(s, 4, mem_printf("  %s", text));
	free(text);
}

static char *
candidates_of(const json_t *try)
{
	struct buf b = {0};
	json_t *c;
	size_t i;

	buf_str(&b, "");
	json_array_foreach(json_object_get(try, "candidates"), i, c)
		buf_printf(&b, "%s%s %d %%", i > 0 ? ", " : "", json_text(c, "id") ? json_text(c, "id") : "?", percent(c, "score"));
	return buf_take(&b);
}

static void
put_tried(struct sheet *s)
{
	const json_t *tried = json_object_get(s->pack, "tried");
	json_t *t;
	size_t i;

	if (tried == NULL)
		return;
	put_title(s, "The agent");
	json_array_foreach((json_t *)tried, i, t) {
		const char *reason = json_text(t, "reason");
		char time[24], *candidates = candidates_of(t);

		put(s, 4, mem_printf("  %s %s%s%s, %d %% sure, needs %d %%", moment(json_text(t, "time"), s->now, time, sizeof time),
		    json_text(t, "action"), reason ? ": " : "", reason ? reason : "", percent(t, "confidence"),
		    percent(t, "threshold")));
		if (*candidates != '\0')
			put(s, 4, mem_printf("    %s", candidates));
		free(candidates);
	}
}

static void
put_earlier(struct sheet *s)
{
	const json_t *earlier = json_object_get(s->pack, "earlier");
	json_t *q;
	size_t i;

	if (earlier == NULL)
		return;
	put_title(s, "Before");
	json_array_foreach((json_t *)earlier, i, q) {
		const char *by = json_text(q, "by"), *ask = json_text(q, "ask");
		char time[24], *short_ask = pack_text_line(ask ? ask : "", BEFORE);

		put(s, 4, mem_printf("  %s #%lld %s: %s%s%s%s%s", moment(json_text(q, "opened"), s->now, time, sizeof time),
		    (long long)json_number(q, "id", 0), json_text(q, "category"), json_text(q, "status"),
		    by ? " by " : "", by ? by : "", ask ? ", " : "", short_ask));
		free(short_ask);
	}
}

static void
put_notes(struct sheet *s)
{
	const json_t *notes = json_object_get(s->pack, "notes");
	json_t *n;
	size_t i;

	if (notes == NULL)
		return;
	put_title(s, "Notes");
	json_array_foreach((json_t *)notes, i, n) {
		char time[24], *text = pack_text_line(json_text(n, "text"), SAID);

		put(s, 4, mem_printf("  %s %s: %s", moment(json_text(n, "time"), s->now, time, sizeof time),
		    json_text(n, "who"), text));
		free(text);
	}
}

static void
put_next(struct sheet *s)
{
	const char *next = json_text(s->pack, "next"), *closes = json_text(s->pack, "window.closes");
	const char *link = json_text(s->pack, "link"), *status = json_text(s->pack, "inquiry.status");
	char time[24];

	put_title(s, "Next");
	if (next != NULL)
		put(s, 4, mem_printf("  ask: %s", next));
	if (json_yes(s->pack, "window.open"))
		put(s, 4, mem_printf("  window open until %s", moment(closes, s->now, time, sizeof time)));
	else
		put(s, 4, mem_str("  window closed: only a template may be sent"));
	/* Whole, like the paths. */
	if (status != NULL && strcmp(status, "open") == 0)
		buf_printf(s->out, "  wa-inquiry claim %lld\n", (long long)json_number(s->pack, "inquiry.id", 0));
	buf_printf(s->out, "  %s\n", json_text(s->pack, "reply"));
	if (link != NULL)
		buf_printf(s->out, "  %s\n", link);
}

void
pack_text(const json_t *pack, size_t width, int64_t now, struct buf *out)
{
	struct sheet s = { .pack = pack, .out = out, .width = width, .now = now };

	put_head(&s);
	put_mood(&s);
	put_ask(&s);
	put_said(&s);
	put_known(&s);
	put_missing(&s);
	put_tried(&s);
	put_earlier(&s);
	put_notes(&s);
	put_next(&s);
}

/* ----------------------------------------------------------------- preview */

/* As many whole graphemes as max UTF-16 units hold. */
static void
shorten(struct buf *b, size_t max)
{
	size_t at = 0, units = 0;

	while (at < b->len) {
		size_t n = text_grapheme(b->data + at, b->len - at), more = words_units(b->data + at, n);

		if (units + more > max)
			break;
		units += more;
		at += n;
	}
	b->len = at;
	buf_add(b, "", 0);
}

void
pack_text_preview(const json_t *pack, size_t max, int64_t now, struct buf *out)
{
	struct buf text = {0};
	struct sheet s = { .pack = pack, .out = &text, .now = now };
	const json_t *messages = json_object_get(pack, "messages");
	size_t n = json_array_size(messages);
	char *who = pack_text_who(pack), *ask = pack_text_ask(pack, SAID);

	buf_printf(&text, *ask ? "%s: %s\n" : "%s\n", who, ask);
	put_mood(&s);
	for (size_t i = n > PREVIEW ? n - PREVIEW : 0; i < n; i++) {
		char *line = said(&s, json_array_get(messages, i), SAID_SHORT);

		buf_printf(&text, "%s%s\n", i + PREVIEW == n || (n <= PREVIEW && i == 0) ? "\n" : "", line);
		free(line);
	}
	shorten(&text, max);
	buf_add(out, text.data, text.len);
	buf_free(&text);
	free(who);
	free(ask);
}
