/*
 * desk-store: a workspace's wa.db and journal.db as years of work would leave
 * them, made from a seed: the same arguments make the same stores.
 *
 *	desk-store WORKSPACE CONVERSATIONS MESSAGES [SEED]
 *
 * Messages of customers and ours together are MESSAGES; each of ours has its
 * statuses; what the agent gives to a person becomes an inquiry with all that
 * happens to it; every conversation has a lead. Indexes and triggers are
 * dropped while it fills and made again after.
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
#include "wa/journal.h"
#include "wa/outbox.h"
#include "wa/search.h"
#include "wa/store.h"
#include "wa/words.h"

enum {
	WORDS = 20000,		/* of the long tail */
	BATCH = 100000,		/* rows a transaction */
	YEARS_DAYS = 730,
	OPEN_EVERY = 60,	/* of the conversations one has an open inquiry */
};

static const int64_t session_gap = 6 * CLOCK_HOUR;

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
	int64_t	session, began;	/* the running one */
	int64_t	until;		/* when its newest inquiry ended */
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

/* ----------------------------------------------------------------- journal */

static struct db *journal;
static int64_t seq;		/* of its newest entry */

enum { ID_LEN = 40 };

/* WhatsApp's ids are in no order, which is what tables by id are slow with. */
static void
name_message(int64_t n, char out[ID_LEN])
{
	snprintf(out, ID_LEN, "wamid.%016llx", (unsigned long long)((uint64_t)n * UINT64_C(0x9e3779b97f4a7c15)));
}

static void
add_entry(const char *type, const char *id, int64_t contact, int64_t at, const char *key, json_t *value)
{
	uint64_t once[2] = { chance(), chance() };
	char peer[24], when[CLOCK_LEN];
	struct buf body = { 0 };
	json_t *o;

	snprintf(peer, sizeof peer, "346%09lld", (long long)contact);
	o = json_pack("{s:i,s:s,s:s,s:s,s:{s:s},s:o}", "v", 1, "id", id, "type", type, "time", clock_format(at, when),
	    "contact", "wa_id", peer, key, value);
	json_print(o, &body);
	must(db_run(journal, "INSERT INTO entry (seq, once, type, id, time, received, peer, body) VALUES (?1, ?2, ?3, ?4, ?5, ?5 + 900, ?6, ?7)",
	    "ibssiss", ++seq, once, sizeof once, type, id, at, peer, body.data));
	buf_free(&body);
	json_decref(o);
}

static void
add_said(const char *type, const char *id, int64_t contact, int64_t at, const char *kind, const char *text)
{
	add_entry(type, id, contact, at, "message", json_pack("{s:s,s:s,s:{s:s,s:s,s:{s:s}}}", "kind", kind, "text", text,
	    "raw", "id", id, "type", kind, "text", "body", text));
}

static void
add_status(const char *id, int64_t contact, int64_t at, const char *became, const char *callback)
{
	json_t *status = json_pack("{s:s,s:s,s:s,s:{s:s,s:s,s:s}}", "id", id, "state", became, "callback", callback,
	    "raw", "id", id, "status", became, "biz_opaque_callback_data", callback);

	if (*became == 's')
		json_object_set_new(status, "pricing", json_pack("{s:b,s:s,s:s}", "billable", below(40) == 0, "pricing_model", "PMP",
		    "category", below(40) == 0 ? "utility" : "service"));
	add_entry("status", id, contact, at, "status", status);
}

/* ---------------------------------------------------------------- messages */

/* A session ends by timeout when somebody writes after that. */
static void
join_session(struct db *db, int64_t contact, struct person *p, int64_t time)
{
	static int64_t sessions;
	int64_t last = p->last_in > p->last_person ? p->last_in : p->last_person;

	if (p->session != 0 && time - last < session_gap)
		return;
	if (p->session != 0)
		must(db_run(db, "INSERT INTO session (id, contact, started, last, ended, ended_as) VALUES (?1, ?2, ?3, ?4, ?4, 'timeout')",
		    "iiii", p->session, contact, p->began, last));
	p->session = ++sessions;
	p->began = time + 900;
}

static const struct { const char *outcome, *action, *reason; } ends[] = {
	{ "answered", "answer", NULL }, { "answered", "answer", NULL }, { "answered", "answer", NULL }, { "answered", "greet", NULL },
	{ "escalated", "escalate", "low-confidence" }, { "human", "silent", "human" }, { "asked", "clarify", "neither" },
	{ "ignored", "ignore", "social" } };

static const char *
add_theirs(struct db *db, struct person *p, int64_t contact, int64_t time, const char *text)
{
	static const char *const topics[] = { "parking", "hours", "prices", "insurance", "cancel", "children", "online_visit" };
	static const char *const languages[] = { "es", "es", "es", "en", "en", "de" };
	const size_t end = below(N(ends));
	bool voice = below(20) == 0;
	char id[ID_LEN];

	name_message(seq + 1, id);
	add_said("message", id, contact, time, voice ? "audio" : "text", text);
	must(db_run(db, "INSERT INTO message (seq, type, id, contact, time, received, kind, text, emissions, emitted, handed,"
	    " intended, outcome, settled, session) VALUES (?1, 'message', ?2, ?3, ?4, ?4 + 900, ?5, ?6, 1, ?4 + 950, ?4 + 990, ?7, ?7, ?4 + 1200, ?8)",
	    "isiisssi", seq, id, contact, time, voice ? "audio" : "text", voice ? NULL : text, ends[end].outcome, p->session));
	if (voice)
		must(db_run(db, "INSERT INTO heard (event, contact, at, text, language, confidence, engine, seconds)"
		    " VALUES (?, ?, ?, ?, 'es', 0.8, 'pocketsphinx', 6.5)", "siis", id, contact, time + 900, text));
	must(db_run(db, "INSERT INTO decision (event, contact, at, action, reason, confidence, threshold, detail)"
	    " VALUES (?, ?, ?, ?, ?, ?, 0.6, '{\"sources\":[\"parking\"],\"knowledge\":\"0123456789ab\"}')", "siissd",
	    id, contact, time + 950, ends[end].action, ends[end].reason, fraction()));
	must(db_run(db, "INSERT INTO label (event, contact, at, language, intent, confidence, sentiment, urgency)"
	    " VALUES (?, ?, ?, ?, ?, ?, ?, 'normal')", "siissds", id, contact, time + 940, languages[below(N(languages))],
	    topics[below(N(topics))], fraction(), below(6) ? "neutral" : "negative"));
	must(search_add_message(db, seq, text));
	return ends[end].outcome;
}

static void
add_ours(struct db *db, int64_t id, int64_t answers, int64_t contact, int64_t time, const char *text, const char *author)
{
	char event[ID_LEN], callback[32], wamid[ID_LEN];
	json_t *message = words_message(text);
	struct buf payload = { 0 };
	bool fails = below(100) == 0;

	name_message(answers, event);
	snprintf(callback, sizeof callback, "%016llx", (long long)id);
	name_message(-id, wamid);
	json_print(message, &payload);
	must(db_run(db, "INSERT INTO outbox (id, event, part, contact, answers, author, kind, payload, state, callback, wamid, attempts,"
	    " due, queued, started, sent, delivered, read, ended) VALUES (?1, ?2, 0, ?3, ?4, ?5, 'text', ?6, iif(?10, 'failed', 'read'), ?7, ?8, 1,"
	    " ?9, ?9, ?9 + 10, ?9 + 100, iif(?10, NULL, ?9 + 900), iif(?10, NULL, ?9 + 5000), iif(?10, ?9 + 900, NULL))",
	    "isiissssii", id, event, contact, answers, author, payload.data, callback, wamid, time, (int64_t)fails));
	must(search_add_outbox(db, id, text));
	add_status(wamid, contact, time + 100, "sent", callback);
	add_status(wamid, contact, time + 900, fails ? "failed" : "delivered", callback);
	if (!fails)
		add_status(wamid, contact, time + 5000, "read", callback);
	json_decref(message);
	buf_free(&payload);
}

/* Somebody of the team writes from the phone. */
static void
add_echo(struct db *db, const struct person *p, int64_t contact, int64_t time, const char *text)
{
	char id[ID_LEN];

	name_message(seq + 1, id);
	add_said("echo", id, contact, time, "text", text);
	must(db_run(db, "INSERT INTO message (seq, type, id, contact, outgoing, time, received, kind, text, session)"
	    " VALUES (?1, 'echo', ?2, ?3, 1, ?4, ?4 + 900, 'text', ?5, ?6)", "isiisi", seq, id, contact, time, text, p->session));
	must(search_add_message(db, seq, text));
}

/* --------------------------------------------------------------- inquiries */

static const char *const categories[] = { "refunds", "complaints", "sales", "support", "medical" };

static void
log_inquiry(struct db *db, int64_t inquiry, int64_t at, const char *who, const char *what)
{
	must(db_run(db, "INSERT INTO inquiry_log (inquiry, at, who, what) VALUES (?, ?, ?, ?)", "iiss", inquiry, at, who, what));
}

static int64_t
open_inquiry(struct db *db, int64_t contact, int64_t about, int64_t at, const char *status, const char *owner, int64_t changed)
{
	char event[ID_LEN];
	int64_t id;

	must(db_run(db, "INSERT INTO inquiry (contact, category, reason, status, owner, opened, changed, since, priority, rule)"
	    " VALUES (?1, ?2, 'low-confidence', ?3, ?4, ?5, ?6, ?5, ?7, '')", "isssiii", contact, categories[below(N(categories))],
	    status, owner, at, changed, (int64_t)below(4)));
	id = db_last_id(db);
	name_message(about, event);
	must(db_run(db, "INSERT INTO inquiry_event (event, inquiry, at) VALUES (?, ?, ?)", "sii", event, id, at));
	must(db_run(db, "INSERT INTO notice (what, contact, inquiry, at, who, planned) VALUES ('inquiry', ?1, ?2, ?3, 'agent', ?3 + 200)", "iii",
	    contact, id, at));
	must(db_run(db, "INSERT INTO telling (notice, channel, recipient, state, due, attempts, ended) VALUES (?1, 'hook', 'inquiry', 'told', ?2, 1, ?2)",
	    "ii", db_last_id(db), at + 300));
	log_inquiry(db, id, at, "agent", "opened");
	return id;
}

/* One that has ended: claimed, resolved, now and then late or opened again, and the customer asked. */
static void
past_inquiry(struct db *db, struct person *p, int64_t contact, int64_t at)
{
	static const char *const members[] = { "marta", "hugo" };
	const char *who = members[below(N(members))];
	int64_t claimed = at + (int64_t)below(90 * CLOCK_MINUTE), ended = claimed + (int64_t)below(5 * CLOCK_HOUR);
	bool asked = below(2) == 0;
	int64_t id = open_inquiry(db, contact, seq, at, "resolved", who, ended);

	if (claimed - at > CLOCK_HOUR)
		log_inquiry(db, id, at + CLOCK_HOUR, "rule", "breached");
	log_inquiry(db, id, claimed, who, "claimed");
	log_inquiry(db, id, ended, who, "resolved");
	if (below(30) == 0) {
		log_inquiry(db, id, ended + CLOCK_HOUR, "customer", "reopened");
		log_inquiry(db, id, ended += 2 * CLOCK_HOUR, who, "resolved");
	}
	must(db_run(db, "INSERT INTO transition (contact, at, who, why, before, after) VALUES (?1, ?2, 'agent', 'low-confidence', 'bot', 'human'),"
	    " (?1, ?3, ?4, 'resolved', 'human', 'bot')", "iiis", contact, at, ended, who));
	if (asked)
		must(db_run(db, "INSERT OR IGNORE INTO satisfaction (contact, session, asked, answered, score) VALUES (?1, ?2, ?3, iif(?4, ?3 + 60000, NULL), iif(?4, ?5, NULL))",
		    "iiiii", contact, p->session, ended, (int64_t)(below(3) == 0), (int64_t)(1 + below(5))));
	else
		must(db_run(db, "INSERT OR IGNORE INTO satisfaction (contact, session, skipped) VALUES (?, ?, 'window')", "ii", contact, p->session));
	p->until = ended;
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
add_open_inquiry(struct db *db, int64_t contact, const struct person *p, int64_t at)
{
	bool claimed = below(3) == 0;
	int64_t id = open_inquiry(db, contact, p->seq, at, claimed ? "claimed" : "open", claimed ? "marta" : NULL, at + CLOCK_MINUTE);

	if (claimed)
		log_inquiry(db, id, at + CLOCK_MINUTE, "marta", "claimed");
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
		must(db_commit(journal));
		must(db_begin(journal));
		must(db_begin(db));
	}
	return rows + 1;
}

/* Who writes next: mostly one of those who wrote a moment ago, else anybody, some more than others. */
static size_t
next_writer(size_t conversations)
{
	static size_t lately[16];
	size_t *place = &lately[below(N(lately))];

	if (below(3) == 0)
		*place = (size_t)((double)conversations * pow(fraction(), 1.5));
	return *place;
}

/* In order of time; at first everybody once. */
static void
fill_messages(struct db *db, struct person *people, size_t conversations, size_t messages, int64_t start, int64_t end)
{
	int64_t rows = 1, out = 0;
	size_t begun = 0;
	struct buf text = { 0 };

	while ((size_t)rows <= messages) {
		int64_t time = start + (int64_t)((double)(end - start) * (double)rows / (double)(messages + 1));
		size_t who = begun < conversations ? begun++ : next_writer(conversations);
		struct person *p = &people[who];
		int64_t contact = (int64_t)who + 1;
		const char *outcome;

		sentence(&text, 14);
		join_session(db, contact, p, time);
		outcome = add_theirs(db, p, contact, time, text.data);
		if (p->last_out >= p->last_in)
			p->first_wait = time;
		p->last_in = time;
		p->seq = seq;
		if (*outcome == 'e' && p->until < time && end - time > CLOCK_DAY)
			past_inquiry(db, p, contact, time + 1000);
		rows = again_and_again(db, rows);
		if (below(3) < 2 && (size_t)rows <= messages) {
			bool person = below(4) == 0;

			sentence(&text, 20);
			p->last_out = time + 1200;
			if (person)
				p->last_person = p->last_out;
			if (person && below(3) == 0)
				add_echo(db, p, contact, time + 1200, text.data);
			else
				add_ours(db, ++out, p->seq, contact, time + 1100, text.data, person ? "marta" : OUTBOX_AGENT);
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

		must(db_run(db, "INSERT INTO session (id, contact, started, last) VALUES (?, ?, ?, ?)", "iiii",
		    p->session, (int64_t)i + 1, p->began, p->last_in));
		add_conversation(db, (int64_t)i + 1, p, start, open);
		if (open)
			add_open_inquiry(db, (int64_t)i + 1, p, p->last_in + 1000);
		add_lead(db, (int64_t)i + 1, p->last_in);
		add_tags(db, (int64_t)i + 1, p->last_in);
		again_and_again(db, (int64_t)i + 1);
	}
}

static struct db *
open_journal(const struct workspace *ws)
{
	char *path = workspace_state(ws, "journal.db");
	struct db *db;

	journal_close(journal_create(ws));
	db = db_open(path, DB_WRITE, DB_NORMAL);
	free(path);
	return db;
}

int
main(int argc, char *argv[])
{
	static const char fast[] = "PRAGMA foreign_keys = OFF; PRAGMA synchronous = OFF; PRAGMA journal_mode = OFF; PRAGMA cache_size = -600000";
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
	if ((journal = open_journal(ws)) == NULL)
		return 1;
	must(db_script(db, fast));
	must(db_script(journal, fast));
	make_words();
	people = mem_array(conversations, sizeof *people);
	again = take_down(db, &n);
	must(db_begin(journal));
	must(db_begin(db));
	for (size_t i = 0; i < conversations; i++)
		add_contact(db, (int64_t)i + 1, start);
	fill_messages(db, people, conversations, messages, start, end);
	fill_rest(db, people, conversations, start);
	must(store_set_mark(st, "journal", seq));
	must(db_commit(journal));
	must(db_commit(db));
	put_up(db, again, n);
	must(db_script(journal, "PRAGMA journal_mode = WAL"));
	must(db_script(db, "PRAGMA journal_mode = WAL"));
	db_close(journal);
	free(people);
	for (size_t i = 0; i < WORDS; i++)
		free(tail[i]);
	store_close(st);
	workspace_free(ws);
	printf("%zu conversations, %zu messages, %.0f s\n", conversations, messages, (double)(clock_mono() - began) / 1000);
	return 0;
}
