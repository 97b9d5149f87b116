#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/digits.h"
#include "base/mem.h"
#include "ext/json.h"
#include "ext/text.h"
#include "wa/search.h"
#include "wa/words.h"

enum {
	DIGITS_MIN = 4,		/* of a part of a phone number */
	NAMES_MAX = 20,		/* people on a first page */
};

/* ---------------------------------------------------------------- the mill */

struct mill {
	const char	*s;
	size_t		 len, at;
	size_t		 start, end;	/* of the word last made, in s */
	size_t		 run_end;	/* of a run of a dense script that is being taken apart */
};

/* Letters as they are compared: one way to write each. */
static void
grind(const char *s, size_t len, struct buf *out)
{
	struct buf folded = { 0 };

	text_fold(s, len, &folded);
	for (size_t at = 0; at < folded.len;) {
		int32_t c = text_plain(text_next(folded.data, folded.len, &at));

		if (c > 0x7f ? text_class(c) != TEXT_OTHER : c != 0 && isalnum((int)c))
			text_put(out, c);
	}
	buf_free(&folded);
}

/* The next word, ground, in `out`, which is emptied before. */
static bool
mill_next(struct mill *m, struct buf *out)
{
	do {
		buf_clear(out);
		if (m->at >= m->run_end) {
			enum text_class class;
			size_t n;
			const char *word = text_word(m->s, m->len, &m->at, &n, &class);

			if (word == NULL)
				return false;
			m->start = (size_t)(word - m->s);
			m->run_end = m->end = m->start + n;
			if (class == TEXT_DENSE)
				m->at = m->start;
		}
		if (m->at < m->run_end) {
			m->start = m->at;
			text_next(m->s, m->len, &m->at);
			m->end = m->at;
		}
		grind(m->s + m->start, m->end - m->start, out);
	} while (out->len == 0);
	return true;
}

/* All of a text's words with spaces between. */
static void
mill_all(const char *text, struct buf *out)
{
	struct mill m = { .s = text, .len = strlen(text) };
	struct buf word = { 0 };

	while (mill_next(&m, &word)) {
		if (out->len > 0)
			buf_char(out, ' ');
		buf_add(out, word.data, word.len);
	}
	buf_free(&word);
}

/* ----------------------------------------------------------------- writers */

static int
add(struct db *db, const char *sql, int64_t id, const char *text)
{
	struct buf words = { 0 };
	int rc = 0;

	if (text != NULL)
		mill_all(text, &words);
	if (words.len > 0)
		rc = db_run(db, sql, "it", id, words.data, words.len) == DB_OK ? 0 : -1;
	buf_free(&words);
	return rc;
}

int
search_add_message(struct db *db, int64_t seq, const char *text)
{
	return add(db, "INSERT INTO message_words (rowid, words) VALUES (?, ?)", seq, text);
}

int
search_add_outbox(struct db *db, int64_t id, const char *text)
{
	return add(db, "INSERT INTO outbox_words (rowid, words) VALUES (?, ?)", id, text);
}

int
search_add_note(struct db *db, int64_t id, const char *text)
{
	return add(db, "INSERT INTO note_words (rowid, words) VALUES (?, ?)", id, text);
}

/* The name, the username and the phone: what people look for somebody by. */
#define NAMES "coalesce(name, '') || ' ' || coalesce(username, '') || ' ' || coalesce(wa_id, '')"

int
search_add_contact(struct db *db, int64_t contact)
{
	char *text = db_get_text(db, "SELECT " NAMES " FROM contact WHERE id = ?", "i", contact);
	int rc = add(db, "INSERT OR REPLACE INTO contact_words (rowid, words) VALUES (?, ?)", contact, text);

	free(text);
	return rc;
}

static int
fill_contacts(struct db *db)
{
	struct db_rows *r = db_query(db, "SELECT id FROM contact", "");
	int rc = 0;

	while (rc == 0 && db_next(r))
		rc = search_add_contact(db, db_int(r, 0));
	return db_end(r) == DB_OK ? rc : -1;
}

static int
fill_messages(struct db *db)
{
	struct db_rows *r = db_query(db, "SELECT seq, text FROM message WHERE text IS NOT NULL", "");
	int rc = 0;

	while (rc == 0 && db_next(r))
		rc = search_add_message(db, db_int(r, 0), db_text(r, 1));
	return db_end(r) == DB_OK ? rc : -1;
}

static int
fill_outbox(struct db *db)
{
	struct db_rows *r = db_query(db, "SELECT id, payload FROM outbox", "");
	int rc = 0;

	while (rc == 0 && db_next(r)) {
		json_t *payload = json_parse(db_text(r, 1), db_len(r, 1), NULL);

		rc = search_add_outbox(db, db_int(r, 0), words_of(payload));
		json_decref(payload);
	}
	return db_end(r) == DB_OK ? rc : -1;
}

static int
fill_heard(struct db *db)
{
	struct db_rows *r = db_query(db, "SELECT m.seq, h.text FROM heard h JOIN message m ON m.id = h.event WHERE h.text IS NOT NULL", "");
	int rc = 0;

	while (rc == 0 && db_next(r))
		rc = search_add_message(db, db_int(r, 0), db_text(r, 1));
	return db_end(r) == DB_OK ? rc : -1;
}

static int
fill_notes(struct db *db)
{
	struct db_rows *r = db_query(db, "SELECT id, text FROM note", "");
	int rc = 0;

	while (rc == 0 && db_next(r))
		rc = search_add_note(db, db_int(r, 0), db_text(r, 1));
	return db_end(r) == DB_OK ? rc : -1;
}

int
search_fill(struct db *db)
{
	return fill_contacts(db) == 0 && fill_messages(db) == 0 && fill_outbox(db) == 0 ? 0 : -1;
}

int
search_rebuild(struct db *db)
{
	if (db_script(db, "DELETE FROM contact_words; INSERT INTO contact_words (contact_words) VALUES ('rebuild');"
	    "INSERT INTO message_words (message_words) VALUES ('delete-all');"
	    "INSERT INTO outbox_words (outbox_words) VALUES ('delete-all');"
	    "INSERT INTO note_words (note_words) VALUES ('delete-all')") != DB_OK)
		return -1;
	return search_fill(db) == 0 && fill_heard(db) == 0 && fill_notes(db) == 0 ? 0 : -1;
}

/* ---------------------------------------------------------------- question */

struct phrase {
	size_t	first, n;	/* its words among all */
	bool	open;		/* the last may go on */
};

struct search {
	char		**words;
	size_t		 nwords;
	struct phrase	*phrases;
	size_t		 nphrases;
	char		*match;		/* for FTS5 */
	char		*digits;	/* one number as people write it; NULL: it is none */
};

static void
add_phrase(struct search *q, const char *string)
{
	struct mill m = { .s = string, .len = strlen(string) };
	struct phrase p = { .first = q->nwords, .open = m.len > 0 && string[m.len - 1] == '*' };
	struct buf word = { 0 };

	while (mill_next(&m, &word)) {
		q->words = mem_grow(q->words, q->nwords + 1, sizeof *q->words);
		q->words[q->nwords++] = mem_strn(word.data, word.len);
	}
	buf_free(&word);
	if ((p.n = q->nwords - p.first) == 0)
		return;
	q->phrases = mem_grow(q->phrases, q->nphrases + 1, sizeof *q->phrases);
	q->phrases[q->nphrases++] = p;
}

static char *
match_of(const struct search *q)
{
	struct buf b = { 0 };

	for (size_t i = 0; i < q->nphrases; i++) {
		const struct phrase *p = &q->phrases[i];

		buf_str(&b, i > 0 ? " AND \"" : "\"");
		for (size_t k = 0; k < p->n; k++)
			buf_printf(&b, "%s%s", k > 0 ? " " : "", q->words[p->first + k]);
		buf_str(&b, p->open ? "\" *" : "\"");
	}
	return buf_take(&b);
}

/* "0151 / 123-456" is a number, "3 rooms" is none. */
static char *
number_of(const char *string)
{
	char *digits, *number;

	if (string[strspn(string, "0123456789 +-./()*")] != '\0')
		return NULL;
	digits = digits_of(string);
	number = mem_str(digits + strspn(digits, "0"));
	free(digits);
	if (strlen(number) >= DIGITS_MIN)
		return number;
	free(number);
	return NULL;
}

struct search *
search_new(const char *const *strings, size_t n)
{
	struct search *q = mem_alloc(sizeof *q);

	for (size_t i = 0; i < n; i++)
		add_phrase(q, strings[i]);
	if (q->nphrases == 0) {
		search_free(q);
		return NULL;
	}
	q->match = match_of(q);
	if (n == 1)
		q->digits = number_of(strings[0]);
	return q;
}

void
search_free(struct search *q)
{
	if (q == NULL)
		return;
	for (size_t i = 0; i < q->nwords; i++)
		free(q->words[i]);
	free(q->words);
	free(q->phrases);
	free(q->match);
	free(q->digits);
	free(q);
}

/* ------------------------------------------------------------------- names */

static int
run_names(struct db *db, const struct search *q, const struct search_filter *f,
    void (*each)(void *, const struct search_hit *), void *arg)
{
	struct db_rows *r = db_query(db, "SELECT c.key, c.name, c.wa_id, v.last FROM contact c"
	    " JOIN conversation v ON v.contact = c.id WHERE (c.id IN (SELECT rowid FROM contact_words WHERE contact_words MATCH ?1)"
	    " OR c.id IN (SELECT contact FROM alias WHERE until IS NULL AND ?2 IS NOT NULL AND value LIKE '%' || ?2 || '%'))"
	    " AND v.closed_as IS NOT 'deleted' AND (?3 = 0 OR c.person = ?3)"
	    " ORDER BY v.last DESC, c.id LIMIT ?4", "ssii", q->match, q->digits, f->contact,
	    (int64_t)(f->limit < NAMES_MAX ? f->limit : NAMES_MAX));
	int n = 0;

	for (; db_next(r); n++)
		each(arg, &(struct search_hit){ .conversation = db_text(r, 0), .name = db_text(r, 1),
		    .phone = db_text(r, 2), .time = db_int(r, 3) });
	return db_end(r) == DB_OK ? n : -1;
}

/* ------------------------------------------------------------------- words */

/* One of the three kinds of things said, as a stream, the newest first. Columns:
 * id, time, key, name, phone, who, text. */
struct stream {
	struct db_rows	*rows;
	int64_t		*place;		/* of the page: the id of the last hit taken */
	bool		 outbound;	/* text is a payload */
	bool		 there;		/* a row is in hand */
};

#define OF_WHOM " JOIN contact c ON c.id = x.contact JOIN contact p ON p.id = c.person" \
	" JOIN conversation v ON v.contact = c.id WHERE v.closed_as IS NOT 'deleted' AND (?5 = 0 OR c.person = ?5) AND "

static struct db_rows *
open_messages(struct db *db, const struct search *q, const struct search_filter *f, int64_t before)
{
	return db_query(db, "SELECT x.seq, x.time, c.key, coalesce(p.name, c.name), c.wa_id,"
	    " CASE WHEN x.outgoing THEN 'phone' ELSE 'customer' END, coalesce(x.text, h.text)"
	    " FROM message_words w JOIN message x ON x.seq = w.rowid LEFT JOIN heard h ON h.event = x.id" OF_WHOM
	    " message_words MATCH ?1 AND w.rowid < ?2 AND x.time >= ?3 AND x.time < ?4 ORDER BY w.rowid DESC",
	    "siiii", q->match, before, f->since, f->until ? f->until : INT64_MAX, f->contact);
}

static struct db_rows *
open_outbox(struct db *db, const struct search *q, const struct search_filter *f, int64_t before)
{
	return db_query(db, "SELECT x.id, coalesce(x.sent, x.queued) AS time, c.key, coalesce(p.name, c.name), c.wa_id,"
	    " x.author, x.payload FROM outbox_words w JOIN outbox x ON x.id = w.rowid" OF_WHOM
	    " outbox_words MATCH ?1 AND w.rowid < ?2 AND x.queued >= ?3 AND x.queued < ?4 ORDER BY w.rowid DESC",
	    "siiii", q->match, before, f->since, f->until ? f->until : INT64_MAX, f->contact);
}

static struct db_rows *
open_notes(struct db *db, const struct search *q, const struct search_filter *f, int64_t before)
{
	return db_query(db, "SELECT x.id, x.at, c.key, coalesce(p.name, c.name), c.wa_id, 'note by ' || x.who, x.text"
	    " FROM note_words w JOIN note x ON x.id = w.rowid" OF_WHOM
	    " note_words MATCH ?1 AND w.rowid < ?2 AND x.at >= ?3 AND x.at < ?4 ORDER BY w.rowid DESC",
	    "siiii", q->match, before, f->since, f->until ? f->until : INT64_MAX, f->contact);
}

/* The stream whose row in hand is the newest; NULL at the end of all. */
static struct stream *
newest(struct stream *s, size_t n)
{
	struct stream *best = NULL;

	for (size_t i = 0; i < n; i++)
		if (s[i].there && (best == NULL || db_int(s[i].rows, 1) > db_int(best->rows, 1)))
			best = &s[i];
	return best;
}

static void
tell(const struct stream *s, const struct search_place *place,
    void (*each)(void *, const struct search_hit *), void *arg)
{
	struct db_rows *r = s->rows;
	json_t *payload = s->outbound ? json_parse(db_text(r, 6), db_len(r, 6), NULL) : NULL;

	each(arg, &(struct search_hit){ .time = db_int(r, 1), .conversation = db_text(r, 2), .name = db_text(r, 3),
	    .phone = db_text(r, 4), .who = db_text(r, 5), .text = s->outbound ? words_of(payload) : db_text(r, 6), .place = *place });
	json_decref(payload);
}

static int64_t
before(int64_t place)
{
	return place != 0 ? place : INT64_MAX;
}

int
search_run(struct db *db, const struct search *q, const struct search_filter *f,
    void (*each)(void *, const struct search_hit *), void *arg)
{
	struct search_place place = f->place;
	struct stream streams[] = {
		{ open_messages(db, q, f, before(place.message)), &place.message, false, false },
		{ open_outbox(db, q, f, before(place.outbox)), &place.outbox, true, false },
		{ open_notes(db, q, f, before(place.note)), &place.note, false, false },
	}, *s;
	const size_t n = sizeof streams / sizeof *streams;
	int hits = 0, names = f->names ? run_names(db, q, f, each, arg) : 0;
	bool failed = names == -1;

	for (size_t i = 0; i < n; i++)
		streams[i].there = db_next(streams[i].rows);
	for (; hits < f->limit && (s = newest(streams, n)) != NULL; hits++) {
		*s->place = db_int(s->rows, 0);
		tell(s, &place, each, arg);
		s->there = db_next(s->rows);
	}
	for (size_t i = 0; i < n; i++)
		failed = db_end(streams[i].rows) != DB_OK || failed;
	return failed ? -1 : hits + names;
}

/* ------------------------------------------------------------------- marks */

/* A text's words and where they stand. */
struct text_words {
	struct {
		char	*word;
		size_t	 start, end;
		bool	 marked;
	}	*at;
	size_t	 n;
};

static void
take_apart(const char *text, struct text_words *t)
{
	struct mill m = { .s = text, .len = strlen(text) };
	struct buf word = { 0 };

	while (mill_next(&m, &word)) {
		t->at = mem_grow(t->at, t->n + 1, sizeof *t->at);
		t->at[t->n].word = mem_strn(word.data, word.len);
		t->at[t->n].start = m.start;
		t->at[t->n].end = m.end;
		t->at[t->n++].marked = false;
	}
	buf_free(&word);
}

static bool
stands_at(const struct search *q, const struct phrase *p, const struct text_words *t, size_t i)
{
	for (size_t k = 0; k < p->n; k++) {
		const char *want = q->words[p->first + k];
		bool open = p->open && k + 1 == p->n;

		if (i + k >= t->n || (open ? strncmp(t->at[i + k].word, want, strlen(want)) : strcmp(t->at[i + k].word, want)) != 0)
			return false;
	}
	return true;
}

static void
mark_words(const struct search *q, struct text_words *t)
{
	for (size_t i = 0; i < t->n; i++)
		for (size_t k = 0; k < q->nphrases; k++)
			if (stands_at(q, &q->phrases[k], t, i))
				for (size_t j = 0; j < q->phrases[k].n; j++)
					t->at[i + j].marked = true;
}

static void
forget(struct text_words *t)
{
	for (size_t i = 0; i < t->n; i++)
		free(t->at[i].word);
	free(t->at);
}

bool
search_finds(const struct search *q, const char *text)
{
	struct text_words t = { 0 };
	bool found = false;

	take_apart(text, &t);
	for (size_t i = 0; i < t.n && !found; i++)
		for (size_t k = 0; k < q->nphrases && !found; k++)
			found = stands_at(q, &q->phrases[k], &t, i);
	forget(&t);
	return found;
}

char *
search_mark(const struct search *q, const char *text, const char *on, const char *off, long *first)
{
	struct text_words t = { 0 };
	struct buf out = { 0 };
	size_t done = 0;

	if (first != NULL)
		*first = -1;
	take_apart(text, &t);
	mark_words(q, &t);
	for (size_t i = 0; i < t.n; i++) {
		size_t start = t.at[i].start;

		if (!t.at[i].marked)
			continue;
		/* Neighbours share their marks. */
		while (i + 1 < t.n && t.at[i + 1].marked && t.at[i + 1].start <= t.at[i].end + 1)
			i++;
		if (first != NULL && *first == -1)
			*first = (long)start;
		buf_add(&out, text + done, start - done);
		buf_str(&out, on);
		buf_add(&out, text + start, t.at[i].end - start);
		buf_str(&out, off);
		done = t.at[i].end;
	}
	buf_str(&out, text + done);
	forget(&t);
	return buf_take(&out);
}
