/*
 * desk-store: a workspace's wa.db as years of work would leave it, made from
 * a seed: the same arguments make the same store.
 *
 *	desk-store WORKSPACE CONVERSATIONS MESSAGES [SEED]
 *
 * Messages of customers and ours together are MESSAGES; every conversation has
 * a lead. Indexes and triggers are dropped while it fills and made again after.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "ext/json.h"
#include "wa/contact.h"
#include "wa/outbox.h"
#include "wa/search.h"
#include "wa/store.h"
#include "wa/words.h"

enum {
	WORDS = 20000,		/* of the long tail */
	BATCH = 100000,		/* rows a transaction */
	YEARS_DAYS = 730,
	OPEN_EVERY = 60,	/* of the conversations one has an open inquiry */
	PAST_INQUIRIES = 8,	/* of the others one had some */
};

/* ------------------------------------------------------------------ chance */

static uint64_t state;

static uint64_t
chance(void)
{
	uint64_t z = (state += UINT64_C(0x9e3779b97f4a7c15));

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

static size_t
below(size_t n)
{
	return (size_t)(chance() % n);
}

static double
fraction(void)
{
	return (double)(chance() >> 11) / (double)(UINT64_C(1) << 53);
}

/* ------------------------------------------------------------------- words */

static const char *const common[] = { "hola", "hi", "hello", "buenas", "quiero", "saber", "el", "la", "precio", "price",
    "of", "de", "the", "a", "is", "are", "you", "open", "abren", "domingo", "sunday", "mañana", "tomorrow", "cita",
    "appointment", "gracias", "thanks", "please", "por", "favor", "cuánto", "how", "much", "cost", "parking", "where",
    "dónde", "puedo", "can", "cancel", "refund", "devolver", "pedido", "order", "delivery", "entrega", "today", "hoy",
    "ich", "möchte", "einen", "termin", "wann", "haben", "sie", "geöffnet", "straße", "danke", "rechnung", "invoice" };
static const char *const whole[] = { "你们星期天营业吗", "请问价格是多少", "予約をキャンセルしたいです", "ราคาเท่าไหร่ครับ",
    "هل أنتم مفتوحون يوم الجمعة", "क्या आप रविवार को खुले हैं", "можно записаться на завтра", "👍", "ok", "🙏 thank you" };
static const char *const first[] = { "Ana", "Luis", "Marta", "Tom", "Priya", "Chloe", "Jonas", "Eva", "Omar", "Yuki",
    "Wei", "Fatima", "Ivan", "Sofía", "João", "Łukasz", "Zoë", "Ahmed", "Noor", "Kofi" };
static const char *const syllables[] = { "ba", "ri", "to", "ne", "lu", "ca", "mo", "se", "di", "pa", "ve", "gro", "tan", "fil", "os", "ur" };
#define N(array) (sizeof (array) / sizeof *(array))

static char *tail[WORDS];

static void
make_words(void)
{
	for (size_t i = 0; i < WORDS; i++) {
		struct buf b = { 0 };

		for (size_t k = 2 + below(3); k > 0; k--)
			buf_str(&b, syllables[below(N(syllables))]);
		tail[i] = buf_take(&b);
	}
}

/* Few words are frequent, most are rare. */
static void
sentence(struct buf *b, size_t most)
{
	buf_clear(b);
	if (below(12) == 0) {
		buf_str(b, whole[below(N(whole))]);
		return;
	}
	for (size_t n = 2 + below(most); n > 0; n--) {
		double x = fraction();

		buf_printf(b, "%s%s", b->len > 0 ? " " : "",
		    x < 0.7 ? common[below(N(common))] : tail[(size_t)(WORDS * pow(fraction(), 3))]);
	}
}

/* ---------------------------------------------------------------- contacts */

/* What a conversation comes to. */
struct person {
	int64_t	last_in, last_out, last_person, first_wait;
	int64_t	seq;		/* of its newest message */
};

static void
must(int rc)
{
	if (rc != 0)
		log_die(EXIT_FAILURE, "the store can't be filled");
}

static void
add_contact(struct db *db, int64_t id, int64_t created)
{
	char phone[24], user[40], key[CONTACT_KEY_LEN], *name;
	bool hidden = below(30) == 0;	/* nobody sees their phone */

	snprintf(phone, sizeof phone, "346%09lld", (long long)id);
	snprintf(user, sizeof user, "ES.%015lld", (long long)id);
	contact_derive_key(hidden ? user : phone, key);
	name = mem_printf("%s %c%s", first[below(N(first))], 'A' + (int)below(26), tail[below(WORDS)]);
	must(db_run(db, "INSERT INTO contact (id, key, name, wa_id, user_id, created) VALUES (?, ?, ?, ?, ?, ?)", "issssi",
	    id, key, name, hidden ? NULL : phone, hidden || below(2) ? user : NULL, created));
	must(db_run(db, "INSERT INTO alias (value, contact, since) VALUES (?, ?, ?)", "sii", hidden ? user : phone, id, created));
	must(search_add_contact(db, id));
	free(name);
}

/* ---------------------------------------------------------------- messages */

static void
add_theirs(struct db *db, int64_t seq, int64_t contact, int64_t time, const char *text)
{
	static const char *const outcomes[] = { "answered", "answered", "answered", "answered", "escalated", "human", "asked", "ignored" };
	const char *outcome = outcomes[below(N(outcomes))];
	bool voice = below(20) == 0;
	char id[32];

	snprintf(id, sizeof id, "wamid.in.%lld", (long long)seq);
	must(db_run(db, "INSERT INTO message (seq, type, id, contact, time, received, kind, text, emissions, emitted, handed,"
	    " intended, outcome, settled) VALUES (?1, 'message', ?2, ?3, ?4, ?4 + 900, ?5, ?6, 1, ?4 + 950, ?4 + 990, ?7, ?7, ?4 + 1200)",
	    "isiisss", seq, id, contact, time, voice ? "audio" : "text", voice ? NULL : text, outcome));
	if (voice)
		must(db_run(db, "INSERT INTO heard (event, contact, at, text, language, confidence, engine, seconds)"
		    " VALUES (?, ?, ?, ?, 'es', 0.8, 'pocketsphinx', 6.5)", "siis", id, contact, time + 900, text));
	must(db_run(db, "INSERT INTO decision (event, contact, at, action, reason, confidence, threshold, detail)"
	    " VALUES (?, ?, ?, 'answer', 'entry', 0.9, 0.6, '{\"sources\":[\"parking\"],\"knowledge\":\"0123456789ab\"}')", "sii",
	    id, contact, time + 950));
	must(db_run(db, "INSERT INTO label (event, contact, at, language, intent, confidence, sentiment, urgency)"
	    " VALUES (?, ?, ?, 'es', 'parking', 0.9, ?, 'normal')", "siis", id, contact, time + 940, below(6) ? "neutral" : "negative"));
	must(search_add_message(db, seq, text));
}

static void
add_ours(struct db *db, int64_t id, int64_t seq, int64_t contact, int64_t time, const char *text, const char *author)
{
	char event[32], callback[32], wamid[32];
	json_t *message = words_message(text);
	struct buf payload = { 0 };

	snprintf(event, sizeof event, "wamid.in.%lld", (long long)seq);
	snprintf(callback, sizeof callback, "%016llx", (long long)id);
	snprintf(wamid, sizeof wamid, "wamid.out.%lld", (long long)id);
	json_print(message, &payload);
	must(db_run(db, "INSERT INTO outbox (id, event, part, contact, answers, author, kind, payload, state, callback, wamid, attempts,"
	    " due, queued, started, sent, delivered, read) VALUES (?1, ?2, 0, ?3, ?4, ?5, 'text', ?6, 'read', ?7, ?8, 1,"
	    " ?9, ?9, ?9 + 10, ?9 + 100, ?9 + 900, ?9 + 5000)", "isiissssi", id, event, contact, seq, author, payload.data, callback, wamid, time));
	must(search_add_outbox(db, id, text));
	json_decref(message);
	buf_free(&payload);
}

/* ---------------------------------------------------------------- the rest */

static void
add_conversation(struct db *db, int64_t contact, const struct person *p, int64_t created, bool open)
{
	static const char *const languages[] = { "es", "en", "de", "fr" };
	size_t x = below(100);
	const char *control = open || x < 3 ? "human" : x < 30 ? "closed" : "bot";
	bool closed = *control == 'c', human = *control == 'h';
	const char *closed_as = !closed ? NULL : x < 18 ? "resolved" : x < 29 ? "closed" : "deleted";

	must(db_run(db, "INSERT INTO conversation (contact, control, closed_as, language, last_in, last_out, last_person, assignee, waiting, created)"
	    " VALUES (?, ?, ?, ?, nullif(?, 0), nullif(?, 0), nullif(?, 0), ?, nullif(?, 0), ?)", "isssiiisii", contact, control, closed_as,
	    languages[below(N(languages))], p->last_in, p->last_out, p->last_person,
	    human || below(20) == 0 ? below(2) ? "marta" : "hugo" : NULL, human ? p->first_wait : 0, created));
	if (human || closed)
		must(db_run(db, "INSERT INTO transition (contact, at, who, why, before, after) VALUES (?, ?, 'marta', 'wrote', 'bot', ?)",
		    "iis", contact, p->last_in, control));
}

static void
add_inquiry(struct db *db, int64_t contact, int64_t seq, int64_t at, bool open)
{
	static const char *const categories[] = { "refunds", "complaints", "sales", "support", "medical" };
	const char *status = !open ? "resolved" : below(3) ? "open" : "claimed";
	char event[32];
	int64_t id;

	must(db_run(db, "INSERT INTO inquiry (contact, category, reason, status, owner, opened, changed, since, priority, rule)"
	    " VALUES (?1, ?2, 'low-confidence', ?3, ?4, ?5, ?5 + 60000, ?5, ?6, '')", "isssii", contact, categories[below(N(categories))], status,
	    *status == 'o' ? NULL : "marta", at, (int64_t)below(4)));
	id = db_last_id(db);
	snprintf(event, sizeof event, "wamid.in.%lld", (long long)seq);
	must(db_run(db, "INSERT INTO inquiry_event (event, inquiry, at) VALUES (?, ?, ?)", "sii", event, id, at));
	must(db_run(db, "INSERT INTO inquiry_log (inquiry, at, who, what) VALUES (?, ?, 'agent', 'opened')", "ii", id, at));
	if (*status != 'o')
		must(db_run(db, "INSERT INTO inquiry_log (inquiry, at, who, what) VALUES (?, ?, 'marta', ?)", "iis", id, at + 60000, status));
}

static void
add_lead(struct db *db, int64_t contact, int64_t at)
{
	static const char *const statuses[] = { "new", "contacted", "won", "lost" };

	must(db_run(db, "INSERT INTO lead (contact, status, source, event, first, fields, opened, changed)"
	    " VALUES (?1, ?2, 'chat', 'wamid.in.1', 'quiero saber el precio', '{\"city\":\"Valencia\",\"service\":\"cleaning\"}', ?3, ?3)",
	    "isi", contact, statuses[below(N(statuses))], at));
}

static void
add_tags(struct db *db, int64_t contact, int64_t at)
{
	static const char *const tags[] = { "new", "vip", "invoice", "allergy" };
	static const size_t one_in[] = { 5, 100, 2000, 40000 };

	for (size_t i = 0; i < N(tags); i++)
		if (below(one_in[i]) == 0)
			must(db_run(db, "INSERT INTO tag (contact, tag, stays, at, who) VALUES (?, ?, 1, ?, 'marta')", "isi", contact, tags[i], at));
}

/* --------------------------------------------------------------- the store */

/* The statements that make again what slows filling down. */
static char **
take_down(struct db *db, size_t *n)
{
	struct db_rows *r = db_query(db, "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND type IN ('index', 'trigger')", "");
	char **again = NULL, **drops = NULL;

	for (*n = 0; db_next(r); ++*n) {
		again = mem_grow(again, *n + 1, sizeof *again);
		drops = mem_grow(drops, *n + 1, sizeof *drops);
		again[*n] = mem_str(db_text(r, 2));
		drops[*n] = mem_printf("DROP %s \"%s\"", db_text(r, 0), db_text(r, 1));
	}
	must(db_end(r));
	for (size_t i = 0; i < *n; i++) {
		must(db_script(db, drops[i]));
		free(drops[i]);
	}
	free(drops);
	return again;
}

static void
put_up(struct db *db, char **again, size_t n)
{
	/* Columns that follow from others are told once, before the triggers are there. */
	must(db_script(db, "CREATE INDEX filled ON inquiry (contact) WHERE status IN ('open', 'claimed');"
	    "UPDATE conversation SET priority = coalesce((SELECT max(priority) + 1 FROM inquiry q WHERE q.contact = conversation.contact"
	    " AND q.status IN ('open', 'claimed')), 0); DROP INDEX filled"));
	for (size_t i = 0; i < n; i++) {
		must(db_script(db, again[i]));
		free(again[i]);
	}
	free(again);
}

static int64_t
again_and_again(struct db *db, int64_t rows)
{
	if (rows % BATCH == 0) {
		must(db_commit(db));
		must(db_begin(db));
	}
	return rows + 1;
}

/* In order of time: who writes is anybody, some more than others. */
static void
fill_messages(struct db *db, struct person *people, size_t conversations, size_t messages, int64_t start, int64_t end)
{
	int64_t rows = 1, seq = 0, out = 0;
	struct buf text = { 0 };

	while ((size_t)rows <= messages) {
		int64_t time = start + (int64_t)((double)(end - start) * (double)rows / (double)(messages + 1));
		size_t who = (size_t)rows <= conversations ? (size_t)rows - 1 : (size_t)((double)conversations * pow(fraction(), 1.5));
		struct person *p = &people[who];

		sentence(&text, 14);
		add_theirs(db, ++seq, (int64_t)who + 1, time, text.data);
		if (p->last_out >= p->last_in)
			p->first_wait = time;
		p->last_in = time;
		p->seq = seq;
		rows = again_and_again(db, rows);
		if (below(3) < 2 && (size_t)rows <= messages) {
			bool person = below(4) == 0;

			sentence(&text, 20);
			add_ours(db, ++out, seq, (int64_t)who + 1, time + 1100, text.data, person ? "marta" : OUTBOX_AGENT);
			p->last_out = time + 1200;
			if (person)
				p->last_person = p->last_out;
			p->first_wait = 0;
			rows = again_and_again(db, rows);
		}
	}
	buf_free(&text);
}

static void
fill_rest(struct db *db, const struct person *people, size_t conversations, int64_t start)
{
	for (size_t i = 0; i < conversations; i++) {
		const struct person *p = &people[i];
		bool open = below(OPEN_EVERY) == 0;

		add_conversation(db, (int64_t)i + 1, p, start, open);
		if (open || below(PAST_INQUIRIES) == 0)
			add_inquiry(db, (int64_t)i + 1, p->seq, p->last_in + 1000, open);
		add_lead(db, (int64_t)i + 1, p->last_in);
		add_tags(db, (int64_t)i + 1, p->last_in);
		again_and_again(db, (int64_t)i + 1);
	}
}

int
main(int argc, char *argv[])
{
	int64_t end = clock_now(), start = end - YEARS_DAYS * CLOCK_DAY, began = clock_mono();
	size_t conversations, messages, n;
	struct workspace *ws;
	struct store *st;
	struct person *people;
	struct db *db;
	char **again;

	log_program(argv[0]);
	if (argc < 4)
		log_die(2, "usage: desk-store WORKSPACE CONVERSATIONS MESSAGES [SEED]");
	conversations = strtoul(argv[2], NULL, 10);
	messages = strtoul(argv[3], NULL, 10);
	state = argc > 4 ? strtoul(argv[4], NULL, 10) : 1;
	if (conversations == 0 || messages < conversations || (ws = workspace_open(argv[1])) == NULL ||
	    (st = store_open(ws, STORE_NORMAL)) == NULL)
		log_die(2, "at least a message a conversation, and a workspace");
	db = store_db(st);
	must(db_script(db, "PRAGMA foreign_keys = OFF; PRAGMA synchronous = OFF; PRAGMA journal_mode = OFF; PRAGMA cache_size = -1000000"));
	make_words();
	people = mem_array(conversations, sizeof *people);
	again = take_down(db, &n);
	must(db_begin(db));
	for (size_t i = 0; i < conversations; i++)
		add_contact(db, (int64_t)i + 1, start);
	fill_messages(db, people, conversations, messages, start, end);
	fill_rest(db, people, conversations, start);
	must(db_commit(db));
	put_up(db, again, n);
	must(db_script(db, "PRAGMA journal_mode = WAL"));
	free(people);
	for (size_t i = 0; i < WORDS; i++)
		free(tail[i]);
	store_close(st);
	workspace_free(ws);
	printf("%zu conversations, %zu messages, %.0f s\n", conversations, messages, (double)(clock_mono() - began) / 1000);
	return 0;
}
