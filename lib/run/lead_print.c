#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "ext/text.h"
#include "run/lead_print.h"
#include "run/print.h"
#include "run/table.h"
#include "run/when.h"
#include "run/wrap.h"

enum { FLUSH = 256 << 10, FIXED = 5 };

struct printing {
	const struct leads	*leads;
	enum lead_form		 form;
	int64_t			 now;
	int64_t			 left;		/* rows that may still be printed; -1: all */
	bool			 more;		/* there was one more */
	struct table		*table;
	struct buf		 out;
	int			 status;	/* -1: all is well */
};

static json_t *
parsed(const char *text)
{
	json_t *v = text != NULL ? json_parse(text, strlen(text), NULL) : NULL;

	return v != NULL ? v : json_object();
}

/* Every field of leads.yaml, null where nothing is known, and after them what
 * is known of fields that are no longer asked for. */
static json_t *
all_fields(const struct leads *leads, json_t *known, json_t *missing)
{
	json_t *all = json_object(), *v;
	size_t found = 0;

	for (size_t i = 0; i < leads_count(leads); i++) {
		const struct leads_field *f = leads_field(leads, i);

		v = json_object_get(known, f->key);
		found += v != NULL;
		json_object_set_new(all, f->key, v != NULL ? json_incref(v) : json_null());
		if (v == NULL && f->required)
			json_array_append_new(missing, json_string(f->key));
	}
	if (found < json_object_size(known))
		json_object_update_missing(all, known);
	return all;
}

/* The row's own object with the fields behind its last member. */
static void
print_json(struct printing *p, const struct lead_row *r)
{
	json_t *known = parsed(r->fields), *missing = json_array(), *all = all_fields(p->leads, known, missing);

	buf_add(&p->out, r->json, strlen(r->json) - 1);
	buf_str(&p->out, ",\"fields\":");
	json_print(all, &p->out);
	buf_str(&p->out, ",\"missing\":");
	json_print(missing, &p->out);
	buf_str(&p->out, "}\n");
	json_decref(all);
	json_decref(known);
	json_decref(missing);
}

static void
print_row(struct printing *p, const struct lead_row *r)
{
	size_t n = leads_count(p->leads);
	const char **cells = mem_array(FIXED + n, sizeof *cells);
	char **said = mem_array(n + 1, sizeof *said), *id = mem_printf("%lld", (long long)r->id);
	char old[WHEN_LEN];
	json_t *fields = parsed(r->fields);

	cells[0] = id;
	cells[1] = when_span(p->now - r->opened, old);
	cells[2] = r->status;
	cells[3] = r->owner;
	cells[4] = r->name != NULL ? r->name : r->phone != NULL ? r->phone : r->contact;
	for (size_t i = 0; i < n; i++)
		cells[FIXED + i] = said[i] = leads_say(json_object_get(fields, leads_field(p->leads, i)->key));
	table_row(p->table, cells);
	for (size_t i = 0; i < n; i++)
		free(said[i]);
	free(said);
	free(cells);
	free(id);
	json_decref(fields);
}

/* What a spreadsheet would take for a formula, whatever blanks stand before it. */
static bool
is_formula(const char *s, size_t len)
{
	size_t at = 0;
	int32_t c = ' ';

	if (len > 0 && (*s == '\t' || *s == '\r' || *s == '\n'))
		return true;
	while (at < len && text_class(c) == TEXT_OTHER && (c == ' ' || c == 0xa0))
		c = text_next(s, len, &at);
	/* = + - @ and their full-width forms. */
	return c == '=' || c == '+' || c == '-' || c == '@' || c == 0xff1d || c == 0xff0b || c == 0xff0d || c == 0xff20;
}

/* One cell, quoted where it must be (RFC 4180), never a formula. */
static void
put_cell(struct buf *out, const char *s)
{
	size_t len = strlen(s);
	bool quoted = strpbrk(s, ",\"\r\n") != NULL || (len > 0 && (*s == ' ' || s[len - 1] == ' '));

	if (quoted)
		buf_char(out, '"');
	if (is_formula(s, len))
		buf_char(out, '\'');
	for (; *s != '\0'; s++) {
		if (*s == '"')
			buf_char(out, '"');
		buf_char(out, *s);
	}
	if (quoted)
		buf_char(out, '"');
}

static void
put_cells(struct buf *out, const char *const *cells, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			buf_char(out, ',');
		if (cells[i] != NULL)
			put_cell(out, cells[i]);
	}
}

static void
print_csv(struct printing *p, const struct lead_row *r)
{
	char id[24], opened[CLOCK_LEN], changed[CLOCK_LEN];
	json_t *fields = parsed(r->fields);
	const char *cells[] = { id, r->contact, r->name, r->phone, r->status, r->owner, r->source,
		clock_format(r->opened, opened), clock_format(r->changed, changed), r->first };

	snprintf(id, sizeof id, "%lld", (long long)r->id);
	put_cells(&p->out, cells, sizeof cells / sizeof *cells);
	for (size_t i = 0; i < leads_count(p->leads); i++) {
		const json_t *v = json_object_get(fields, leads_field(p->leads, i)->key);
		char *said = json_is_string(v) ? mem_str(json_string_value(v)) : leads_say(v);

		buf_char(&p->out, ',');
		/* A number is one, also a negative one. */
		if (json_is_number(v))
			buf_str(&p->out, said);
		else
			put_cell(&p->out, said);
		free(said);
	}
	buf_str(&p->out, "\r\n");
	json_decref(fields);
}

static void
print_header(struct printing *p)
{
	static const char *const titles[] = { "lead", "contact", "contact_name", "contact_phone", "lead_status", "owner",
		"source", "opened", "changed", "first_message" };

	put_cells(&p->out, titles, sizeof titles / sizeof *titles);
	for (size_t i = 0; i < leads_count(p->leads); i++) {
		buf_char(&p->out, ',');
		put_cell(&p->out, leads_field(p->leads, i)->key);
	}
	buf_str(&p->out, "\r\n");
}

static bool
print_lead(void *arg, const struct lead_row *r)
{
	struct printing *p = arg;

	if (p->left == 0) {
		p->more = true;
		return false;
	}
	p->left -= p->left > 0;
	switch (p->form) {
	case LEAD_TABLE: print_row(p, r); break;
	case LEAD_JSON: print_json(p, r); break;
	case LEAD_CSV: print_csv(p, r); break;
	case LEAD_IDS: buf_printf(&p->out, "%lld\n", (long long)r->id); break;
	}
	if (p->out.len >= FLUSH)
		p->status = print_out(&p->out);
	return p->status == -1;
}

static struct table *
new_table(const struct leads *leads, struct table_column **columns)
{
	static const struct table_column fixed[FIXED] = {
		{ .title = "id", .right = true }, { .title = "age", .right = true }, { .title = "status" },
		{ .title = "owner", .spare = 1 }, { .title = "who", .flexible = true },
	};
	size_t n = leads_count(leads);

	*columns = mem_array(FIXED + n + 1, sizeof **columns);
	memcpy(*columns, fixed, sizeof fixed);
	for (size_t i = 0; i < n; i++)
		(*columns)[FIXED + i] = (struct table_column){ .title = leads_field(leads, i)->key, .flexible = true, .spare = 2 + (unsigned)i };
	return table_new(*columns);
}

int
lead_print_found(struct db *db, const struct leads *leads, const struct lead_query *query, enum lead_form form, int64_t now)
{
	struct lead_query q = *query;
	struct printing p = { .leads = leads, .form = form, .now = now, .left = q.limit > 0 ? q.limit : -1, .status = -1 };
	struct table_column *columns = NULL;
	int rc;

	/* One more, to know whether there is more. */
	q.limit += q.limit > 0;
	q.json = form == LEAD_JSON;
	if (form == LEAD_TABLE)
		p.table = new_table(leads, &columns);
	if (form == LEAD_CSV)
		print_header(&p);
	rc = lead_each(db, &q, print_lead, &p);
	if (p.status == -1 && p.table != NULL)
		p.status = table_print(p.table) == 0 ? -1 : EX_IOERR;
	if (p.status == -1)
		p.status = print_out(&p.out);
	if (p.more && p.status == -1)
		fprintf(stderr, "%s: and more; --limit=0 lists all\n", log_name());
	buf_free(&p.out);
	free(columns);
	if (rc == -1)
		return EX_TEMPFAIL;
	return p.status == -1 ? EX_OK : p.status;
}

/* ------------------------------------------------------------------ one lead */

struct one {
	const struct leads	*leads;
	json_t			*lead;
};

static bool
take(void *arg, const struct lead_row *r)
{
	struct one *o = arg;
	struct printing p = { .leads = o->leads };

	print_json(&p, r);
	o->lead = json_parse(p.out.data, p.out.len, NULL);
	json_put(o->lead, "first", r->first);
	buf_free(&p.out);
	return false;
}

static void
put_line(struct buf *out, const char *what, const char *text)
{
	enum { KEY = 12 };
	size_t width = table_width(), key = text_width(what, strlen(what)), columns = (key > KEY ? key : KEY) + 1;

	if (text == NULL)
		return;
	buf_printf(out, "%s%*s", what, (int)(columns - key), "");
	wrap_add(out, text, width > columns + 8 ? width - columns : 0, columns);
}

static void
put_field(struct buf *out, const char *key, const json_t *value, const char *words)
{
	char *said = leads_say(value), *line;

	if (words == NULL)
		line = mem_str(*said != '\0' ? said : "-");
	else
		line = mem_printf("%s (\"%s\")", *said != '\0' ? said : "-", words);
	put_line(out, key, line);
	free(line);
	free(said);
}

/* When it was, as the desk's clock says it, and what. */
static void
put_time(struct buf *out, const json_t *o, const char *key, const char *what)
{
	char when[WHEN_LEN];

	when_local(when_of(o, key), "%Y-%m-%d %H:%M", when);
	if (what == NULL)
		put_line(out, key, *when != '\0' ? when : NULL);
	else
		put_line(out, when, what);
}

static void
put_change(struct buf *out, const json_t *change)
{
	char *said = leads_say(json_object_get(change, "value"));
	char *line = mem_printf("%s: %s %s", json_text(change, "who"), json_text(change, "what"), said);

	put_time(out, change, "at", line);
	free(line);
	free(said);
}

static void
put_text(struct buf *out, const json_t *lead)
{
	static const struct {
		const char *title, *key;
	} lines[] = { { "contact", "contact" }, { "name", "name" }, { "phone", "wa_id" }, { "status", "status" }, { "owner", "owner" },
		{ "source", "source" } };
	const char *key;
	json_t *v;
	size_t i;

	buf_printf(out, "lead %lld\n", (long long)json_number(lead, "id", 0));
	for (i = 0; i < sizeof lines / sizeof *lines; i++)
		put_line(out, lines[i].title, json_text(lead, lines[i].key));
	put_time(out, lead, "opened", NULL);
	put_time(out, lead, "complete", NULL);
	put_line(out, "first", json_text(lead, "first"));
	put_line(out, "ad", json_text(lead, "referral.headline"));
	buf_char(out, '\n');
	json_object_foreach(json_object_get(lead, "fields"), key, v)
		put_field(out, key, v, json_text(json_object_get(lead, "said"), key));
	buf_char(out, '\n');
	json_array_foreach(json_object_get(lead, "history"), i, v)
		put_change(out, v);
}

int
lead_print_one(struct db *db, const struct leads *leads, int64_t id, enum lead_form form)
{
	struct one o = { .leads = leads };
	struct buf out = {0};
	json_t *referral;
	int rc = lead_row(db, id, take, &o), status;

	if (rc == 0)
		log_line("%lld: no such lead", (long long)id);
	if (rc != 1)
		return rc == 0 ? 1 : EX_TEMPFAIL;
	if ((referral = lead_referral(db, id)) != NULL)
		json_object_set_new(o.lead, "referral", referral);
	json_object_set_new(o.lead, "history", lead_history(db, id));
	if (form == LEAD_JSON) {
		json_print(o.lead, &out);
		buf_char(&out, '\n');
	} else {
		put_text(&out, o.lead);
	}
	status = print_out(&out);
	buf_free(&out);
	json_decref(o.lead);
	return status == -1 ? EX_OK : status;
}
