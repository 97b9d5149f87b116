#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "nlp/value.h"
#include "run/lead_parse.h"
#include "run/lines.h"
#include "run/print.h"
#include "wa/country.h"

#define BATCH		64
#define BATCH_BYTES	((size_t)1 << 20)

struct parser {
	struct value_words	*words;
	struct choices		*choices;
	enum value_type		 type;
	const char		*language;
	const char		*country;
};

/* The choices of all fields of a type; NULL when there are none. */
static struct choices *
choices_of(const struct leads *leads, const char *type)
{
	json_t *all = json_object();
	struct choices *c;

	for (size_t i = 0; i < leads_count(leads); i++)
		if (strcmp(leads_field(leads, i)->type, type) == 0 && leads_field(leads, i)->choices != NULL)
			json_object_update_missing(all, (json_t *)leads_field(leads, i)->choices);
	c = json_object_size(all) > 0 ? choices_new(all) : NULL;
	json_decref(all);
	return c;
}

static int
parse_lines(const struct parser *p, const struct line *lines, size_t n)
{
	struct buf out = {0};
	int status;

	for (size_t i = 0; i < n; i++) {
		const struct value_context context = { .now_ms = clock_now(), .country = p->country };
		struct value_text *t = value_read(p->words, lines[i].data, p->language, &context);
		struct value_match m;

		value_find(t, p->type, p->choices, &m);
		if (m.value != NULL)
			json_print(m.value, &out);
		else
			buf_str(&out, "null");
		buf_char(&out, '\n');
		json_decref(m.value);
		value_text_free(t);
	}
	status = print_out(&out);
	buf_free(&out);
	return status;
}

static int
parse_stdin(const struct parser *p)
{
	struct line batch[BATCH];
	struct lines in;
	int status = -1;
	size_t n;

	lines_open(&in, STDIN_FILENO);
	/* A value a line, whatever the line. */
	in.blank = true;
	while (status == -1) {
		enum lines_state state = lines_next(&in, batch, BATCH, BATCH_BYTES, &n, true, -1);

		if (state == LINES_READY)
			status = parse_lines(p, batch, n);
		else if (state == LINES_ERROR)
			status = EX_IOERR;
		else if (state != LINES_IDLE)
			status = EX_OK;
	}
	lines_close(&in);
	return status;
}

int
lead_parse(const struct workspace *ws, const struct leads *leads, const char *type, const char *language)
{
	struct parser p = { .language = language != NULL ? language : json_text(ws->config, "language"),
	    .country = country_of(ws) };
	int known = value_type_named(type), status;

	if (known == -1)
		log_die(EX_USAGE, "--type: %s: text, choice, phone, email, date, time, datetime, number, money or place", type);
	p.type = (enum value_type)known;
	if ((p.words = value_load()) == NULL)
		return EX_CONFIG;
	setenv("TZ", json_text(ws->config, "timezone"), 1);
	tzset();
	p.choices = choices_of(leads, type);
	status = parse_stdin(&p);
	choices_free(p.choices);
	value_free(p.words);
	return status;
}
