/*
 * leads: what is asked of people who want to buy: leads.yaml, wa-leads(5).
 */
#ifndef WA_LEADS_H
#define WA_LEADS_H

#include <stdbool.h>
#include <stddef.h>

#include "ext/yaml.h"
#include "wa/workspace.h"

struct leads;

struct leads_field {
	const char	*key;
	const char	*type;		/* text choice phone email date time number money place */
	bool		 required;
	const json_t	*choices;	/* object: key -> array of texts; NULL for none */
	const json_t	*words;		/* array of texts: what the field is called besides */
	const json_t	*ask;		/* text by language, or NULL */
};

/* NULL after saying every mistake as leads.yaml:LINE. No file, and one that is
 * not enabled, has no fields. */
struct leads			*leads_load(const struct workspace *);
void				 leads_free(struct leads *);
/* The document with its mistakes and remarks, for lint. The caller closes. */
struct yaml			*leads_lint(const struct workspace *);

/* Fields in the file's order; 0 of them: there are no leads. */
size_t				 leads_count(const struct leads *);
const struct leads_field	*leads_field(const struct leads *, size_t number);
/* NULL when there is no such field. */
const struct leads_field	*leads_find(const struct leads *, const char *key);

/* The entries that begin a lead: an array of ids. Is this one of them? */
const json_t			*leads_intents(const struct leads *);
bool				 leads_begins(const struct leads *, const char *intent);
/* Does a message about this category of the no-guess list end the asking? */
bool				 leads_stops(const struct leads *, const char *category);
/* Is this a category that a lead is there for: a quote, a time that is wished? */
bool				 leads_serves(const char *category);
/* The words that begin one, of every language: an array of texts. */
const json_t			*leads_words(const struct leads *);

/* A field's question in the language, else in the workspace's, else in any;
 * variables filled in. NULL when it has none. The caller frees. */
char				*leads_question(const struct leads *, const struct leads_field *, const char *language, const json_t *contact);
/* What happens next, with the lead's fields as variables; NULL when the file
 * doesn't say. The caller frees. */
char				*leads_confirmation(const struct leads *, const char *language, const json_t *contact, const json_t *fields);
/* A value as people read it: "2026-03-28 17:00", "2000-3000 EUR". The caller frees. */
char				*leads_say(const json_t *value);

#endif
