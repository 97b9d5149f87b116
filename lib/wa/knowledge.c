#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "ext/yaml.h"
#include "wa/config.h"
#include "wa/fill.h"
#include "wa/knowledge.h"
#include "wa/texts.h"
#include "wa/week.h"

extern const char embedded_knowledge[];

/* Entries being made: what of, the shipped sentences, and the result. */
struct making {
	const struct knowledge	*of;
	const json_t		*sentences;
	json_t			*languages;	/* object, its keys count */
	json_t			*entries;
};

static const char *
default_language(const struct making *m)
{
	const char *s = json_text(m->of->settings, "language");

	return s != NULL ? s : "en";
}

static void
add_languages(struct making *m, const json_t *local)
{
	const char *key;
	json_t *v;

	json_object_foreach((json_t *)local, key, v)
		if (config_is_language(key))
			json_object_set_new(m->languages, key, json_true());
}

/* The workspace's languages, and those that a text comes in besides. */
static void
set_languages(struct making *m, const json_t *local)
{
	json_t *v;
	size_t i;

	json_object_clear(m->languages);
	json_array_foreach(json_object_get(m->of->settings, "languages"), i, v)
		json_object_set_new(m->languages, json_string_value(v), json_true());
	add_languages(m, local);
}

/* A text without a language is in the workspace's. */
static const char *
own_text(const struct making *m, const json_t *local, const char *language)
{
	if (json_is_string(local) && !config_same_language(language, default_language(m)))
		return NULL;
	return config_local(local, language);
}

/* One of our sentences, `more` filled in; NULL when we don't speak the
 * language. The caller frees. */
static char *
sentence(const struct making *m, const json_t *local, const char *language, const json_t *more)
{
	const struct fill fill = { .settings = m->of->settings, .more = more, .language = language };
	const char *text = config_local(local, language);

	return text != NULL ? fill_text(&fill, text) : NULL;
}

static void
add_text(json_t *ask, const char *language, const char *text)
{
	json_t *list = json_object_get(ask, language);

	if (list == NULL) {
		list = json_array();
		json_object_set_new(ask, language, list);
	}
	json_array_append_new(list, json_string(text));
}

/* A group of phrasings, all of it or, when faq.yaml has one of them, nothing. */
static void
add_group(const struct making *m, json_t *ask, const json_t *group, const char *language, const json_t *more)
{
	const struct fill fill = { .settings = m->of->settings, .more = more, .language = language };
	json_t *all = json_array(), *v;
	bool theirs = false;
	size_t i;

	json_array_foreach((json_t *)group, i, v) {
		char *text = fill_text(&fill, json_string_value(v));

		theirs = theirs || m->of->asked(m->of->arg, text);
		json_array_append_new(all, json_string(text));
		free(text);
	}
	if (!theirs)
		json_array_foreach(all, i, v)
			add_text(ask, language, json_string_value(v));
	json_decref(all);
}

/* The groups of a list in one language. */
static void
add_list(const struct making *m, json_t *ask, const json_t *groups, const char *language, const json_t *more)
{
	json_t *group;
	size_t i;

	json_array_foreach((json_t *)groups, i, group) {
		const char *key;
		json_t *texts;

		json_object_foreach(group, key, texts)
			if (config_same_language(key, language))
				add_group(m, ask, texts, language, more);
	}
}

/* The phrasings under a heading of knowledge.yaml. */
static void
add_groups(const struct making *m, json_t *ask, const char *heading, const char *language, const json_t *more)
{
	add_list(m, ask, json_at(json_object_get(m->sentences, heading), "ask"), language, more);
}

static json_t *
heading_part(const struct making *m, const char *heading, const char *part)
{
	return json_object_get(json_object_get(m->sentences, heading), part);
}

/* Takes ask and answer; an entry nobody asks for, or without an answer, is none. */
static void
add_entry(struct making *m, const char *id, json_t *ask, json_t *answer, const char *category)
{
	json_t *e = json_object();

	if (json_object_size(ask) > 0 && json_object_size(answer) > 0) {
		json_put(e, "id", id);
		json_object_set(e, "ask", ask);
		json_object_set(e, "answer", answer);
		json_put(e, "category", category);
		json_array_append(m->entries, e);
	}
	json_decref(ask);
	json_decref(answer);
	json_decref(e);
}

/* Takes ask. */
static void
add_escalation(struct making *m, const char *id, json_t *ask, const char *category)
{
	if (json_object_size(ask) > 0)
		json_array_append_new(m->entries, json_pack("{s:s, s:O, s:s}", "id", id, "ask", ask, "escalate", category));
	json_decref(ask);
}

static void
put_sentence(const struct making *m, json_t *answer, const char *heading, const char *language, const json_t *more)
{
	char *text = sentence(m, heading_part(m, heading, "answer"), language, more);

	json_put(answer, language, text);
	free(text);
}

static void
add_description(struct making *m)
{
	const json_t *description = json_object_get(m->of->settings, "description");
	json_t *ask = json_object(), *answer = json_object(), *yes;
	const char *language;

	set_languages(m, description);
	json_object_foreach(m->languages, language, yes) {
		const char *text = own_text(m, description, language);
		json_t *more;

		if (text == NULL)
			continue;
		more = json_pack("{s:s}", "text", text);
		add_groups(m, ask, "workspace.description", language, more);
		put_sentence(m, answer, "workspace.description", language, more);
		json_decref(more);
	}
	add_entry(m, "workspace.description", ask, answer, NULL);
}

/* What a heading asks once for each value of a variable: "Do you serve X?" */
static void
ask_each(const struct making *m, json_t *ask, const char *heading, const char *variable, const json_t *value, const char *language)
{
	json_t *more = json_pack("{s:O}", variable, value), *texts;
	const char *key;

	json_object_foreach(heading_part(m, heading, "each"), key, texts)
		if (config_same_language(key, language))
			add_group(m, ask, texts, language, more);
	json_decref(more);
}

static void
add_areas(struct making *m)
{
	const json_t *areas = json_object_get(m->of->settings, "areas");
	json_t *ask = json_object(), *answer = json_object(), *yes, *area;
	const char *language;
	size_t i;

	set_languages(m, json_object_get(m->of->settings, "description"));
	json_object_foreach(m->languages, language, yes) {
		if (json_array_size(areas) == 0)
			break;
		add_groups(m, ask, "workspace.areas", language, NULL);
		json_array_foreach((json_t *)areas, i, area)
			ask_each(m, ask, "workspace.areas", "area", area, language);
		put_sentence(m, answer, "workspace.areas", language, NULL);
	}
	add_entry(m, "workspace.areas", ask, answer, NULL);
}

static void
add_sentence(struct buf *b, char *text)
{
	if (text != NULL && *text != '\0')
		buf_printf(b, "%s%s", b->len ? " " : "", text);
	free(text);
}

/* "Are you a robot?" */
static void
add_assistant(struct making *m)
{
	json_t *ask = json_object(), *answer = json_object(), *yes;
	const char *language;

	set_languages(m, json_object_get(m->of->settings, "description"));
	json_object_foreach(m->languages, language, yes) {
		if (json_object_get(m->of->settings, "description") == NULL)
			break;
		add_groups(m, ask, "workspace.assistant", language, NULL);
		put_sentence(m, answer, "workspace.assistant", language, NULL);
	}
	add_entry(m, "workspace.assistant", ask, answer, NULL);
}

/* "Are you open on Monday?" for each day. */
static void
ask_days(const struct making *m, json_t *ask, const char *names, const char *language)
{
	const char *name;
	int len;

	for (int day = 0; (name = week_day(names, day, &len)) != NULL; day++) {
		json_t *value = json_stringn(name, (size_t)len);

		ask_each(m, ask, "workspace.hours", "day", value, language);
		json_decref(value);
	}
}

static void
add_hours(struct making *m)
{
	const json_t *hours = json_object_get(m->of->settings, "hours");
	char *holidays = week_dates(json_object_get(m->of->settings, "holidays"));
	json_t *weekdays = texts_built_in("weekdays"), *ask = json_object(), *answer = json_object(), *yes;
	const char *language;

	set_languages(m, json_object_get(m->of->settings, "description"));
	json_object_foreach(m->languages, language, yes) {
		char *week = week_text(hours, config_local(weekdays, language),
		    config_local(heading_part(m, "workspace.hours", "closed"), language));
		json_t *more = week ? json_pack("{s:s, s:s}", "hours", week, "days", holidays) : NULL;
		struct buf b = {0};

		if (more != NULL) {
			add_groups(m, ask, "workspace.hours", language, more);
			/* Who asks for the week in faq.yaml has its days there, too. */
			if (json_object_get(ask, language) != NULL)
				ask_days(m, ask, config_local(weekdays, language), language);
			add_sentence(&b, sentence(m, heading_part(m, "workspace.hours", "answer"), language, more));
			if (*holidays != '\0')
				add_sentence(&b, sentence(m, heading_part(m, "workspace.hours", "holidays"), language, more));
			json_put(answer, language, b.data);
		}
		buf_free(&b);
		json_decref(more);
		free(week);
	}
	free(holidays);
	json_decref(weekdays);
	add_entry(m, "workspace.hours", ask, answer, NULL);
}

/* What a policy is called: the usual words for its key, else the key itself. */
static json_t *
topics_of(const struct making *m, const char *key, const char *language)
{
	json_t *usual = json_object_get(json_object_get(m->sentences, "topics"), key), *v;
	const char *code;
	char *name;

	json_object_foreach(usual, code, v)
		if (config_same_language(code, language))
			return json_incref(v);
	name = mem_str(key);
	for (char *p = name; *p != '\0'; p++)
		if (*p == '_' || *p == '-')
			*p = ' ';
	v = json_pack("[s]", name);
	free(name);
	return v;
}

/* The first letter large, when it is ASCII's. */
static json_t *
as_heading(const json_t *topic)
{
	char *s = mem_str(json_string_value(topic));
	json_t *v;

	if (*s >= 'a' && *s <= 'z')
		*s = (char)(*s - 'a' + 'A');
	v = json_string(s);
	free(s);
	return v;
}

static void
add_policy(struct making *m, const char *key, const json_t *policy)
{
	json_t *ask = json_object(), *answer = json_object(), *yes, *topic;
	const char *language;
	char *id = mem_printf("policies.%s", key);
	size_t i;

	set_languages(m, policy);
	json_object_foreach(m->languages, language, yes) {
		const char *text = own_text(m, policy, language);
		json_t *topics = text ? topics_of(m, key, language) : NULL, *more;

		json_array_foreach(topics, i, topic) {
			more = json_pack("{s:O, s:s}", "topic", topic, "text", text);
			add_groups(m, ask, "policies", language, more);
			json_object_set_new(more, "topic", as_heading(topic));
			if (i == 0)
				put_sentence(m, answer, "policies", language, more);
			json_decref(more);
		}
		json_decref(topics);
		if (text != NULL)
			add_list(m, ask, json_object_get(json_object_get(m->sentences, "questions"), key), language, NULL);
	}
	add_entry(m, id, ask, answer, NULL);
	free(id);
}

/* Texts that are phrasings as they stand. */
static void
ask_as_written(const struct making *m, json_t *ask, const json_t *local)
{
	const char *language;
	json_t *v;

	if (json_is_string(local))
		add_text(ask, default_language(m), json_string_value(local));
	json_object_foreach((json_t *)local, language, v)
		add_text(ask, language, json_string_value(v));
}

/* A text as one a language. */
static json_t *
by_language(const struct making *m, const json_t *local)
{
	if (json_is_string(local))
		return json_pack("{s:O}", default_language(m), local);
	return local ? json_deep_copy(local) : json_object();
}

static void
add_objections(struct making *m)
{
	json_t *objection, *when;
	size_t i, j;

	json_array_foreach(json_at(m->of->settings, "rules.objections"), i, objection) {
		char *id = mem_printf("rules.objections.%zu", i + 1);
		json_t *ask = json_object();

		json_array_foreach(json_object_get(objection, "when"), j, when)
			ask_as_written(m, ask, when);
		add_entry(m, id, ask, by_language(m, json_object_get(objection, "answer")), NULL);
		free(id);
	}
}

static void
add_never_guess(struct making *m)
{
	json_t *matter;
	size_t i;

	json_array_foreach(json_at(m->of->settings, "rules.never_guess"), i, matter) {
		char *id = mem_printf("rules.never_guess.%zu", i + 1);
		json_t *ask = json_object();

		ask_as_written(m, ask, matter);
		add_escalation(m, id, ask, "never_guess");
		free(id);
	}
}

/* Minutes and hours, which are written alike everywhere. The caller frees. */
static char *
duration_text(int64_t ms)
{
	long minutes = (long)(ms / CLOCK_MINUTE);

	if (minutes < 120 && minutes % 60 != 0)
		return mem_printf("%ld min", minutes);
	if (minutes % 60 == 0)
		return mem_printf("%ld h", minutes / 60);
	return mem_printf("%ld h %ld min", minutes / 60, minutes % 60);
}

/* What sentences about a service may say in a language; NULL when it has no
 * name in it. */
static json_t *
values_of(const struct making *m, const json_t *service, const char *language)
{
	const char *name = own_text(m, json_object_get(service, "name"), language);
	int64_t ms = json_number(service, "duration", 0);
	char *duration = ms > 0 ? duration_text(ms) : NULL;
	json_t *more;

	more = name ? json_pack("{s:s}", "service", name) : NULL;
	if (more != NULL) {
		json_put(more, "price", config_local(json_object_get(service, "price"), language));
		json_put(more, "from", json_text(service, "range.from"));
		json_put(more, "to", json_text(service, "range.to"));
		json_put(more, "duration", duration);
		json_put(more, "notes", own_text(m, json_object_get(service, "notes"), language));
	}
	free(duration);
	return more;
}

static void
add_price(const struct making *m, struct buf *b, const char *language, const json_t *more)
{
	if (json_object_get(more, "price") != NULL)
		add_sentence(b, sentence(m, heading_part(m, "services.price", "answer"), language, more));
	else if (json_object_get(more, "from") != NULL)
		add_sentence(b, sentence(m, heading_part(m, "services.price", "range"), language, more));
}

static void
add_duration(const struct making *m, struct buf *b, const char *language, const json_t *more)
{
	if (json_object_get(more, "duration") != NULL)
		add_sentence(b, sentence(m, heading_part(m, "services.duration", "answer"), language, more));
}

/* What is asked before anybody can name a price: the service's own question,
 * else the workspace's. "" when there is none. */
static void
add_question(const struct making *m, struct buf *b, const json_t *service, const char *language)
{
	json_t *own = json_object_get(service, "ask_before_quote"), *v;
	size_t i;

	if (own != NULL) {
		add_sentence(b, mem_str(own_text(m, own, language)));
		return;
	}
	json_array_foreach(json_at(m->of->settings, "rules.ask_before_quote"), i, v)
		add_sentence(b, mem_str(own_text(m, v, language)));
}

/* A kind of question about services, and what is answered to it. */
struct service_kind {
	const char	*heading;	/* of knowledge.yaml; of the id what follows services.NAME */
	void		(*say)(const struct making *, struct buf *, const json_t *service, const char *language, const json_t *more);
};

static void
say_price(const struct making *m, struct buf *b, const json_t *service, const char *language, const json_t *more)
{
	add_price(m, b, language, more);
	if (b->len == 0)
		add_question(m, b, service, language);
	else
		add_sentence(b, mem_str(json_text(more, "notes")));
}

static void
say_duration(const struct making *m, struct buf *b, const json_t *service, const char *language, const json_t *more)
{
	(void)service;
	add_duration(m, b, language, more);
}

static void
say_offer(const struct making *m, struct buf *b, const json_t *service, const char *language, const json_t *more)
{
	(void)service;
	add_sentence(b, sentence(m, heading_part(m, "services", "answer"), language, more));
	add_price(m, b, language, more);
	add_duration(m, b, language, more);
	add_sentence(b, mem_str(json_text(more, "notes")));
}

static void
ask_service(const struct making *m, json_t *ask, const json_t *service, const char *heading, const char *language, const json_t *more)
{
	json_t *synonyms = json_object_get(service, "synonyms"), *list, *v;
	const char *key;
	size_t i;

	add_groups(m, ask, heading, language, more);
	json_object_foreach(synonyms, key, list)
		json_array_foreach(config_same_language(key, language) ? list : NULL, i, v) {
			json_t *other = json_pack("{s:O}", "service", v);

			add_groups(m, ask, heading, language, other);
			json_decref(other);
		}
}

static void
add_kind(struct making *m, const json_t *service, const struct service_kind *kind)
{
	json_t *ask = json_object(), *answer = json_object(), *yes;
	const char *id = json_text(service, "id"), *dot = strchr(kind->heading, '.'), *category = json_text(service, "category");
	char *full = mem_printf("services.%s%s", id, dot ? dot : "");
	const char *language;

	json_object_foreach(m->languages, language, yes) {
		json_t *more = values_of(m, service, language);
		struct buf b = {0};

		if (more == NULL)
			continue;
		ask_service(m, ask, service, kind->heading, language, more);
		kind->say(m, &b, service, language, more);
		json_put(answer, language, b.data);
		buf_free(&b);
		json_decref(more);
	}
	/* A price that isn't written is for a person to name. */
	if (kind->say == say_price && json_object_size(answer) == 0) {
		add_escalation(m, full, json_incref(ask), category ? category : "custom_quotes");
	}
	add_entry(m, full, ask, answer, category);
	free(full);
}

static void
add_service(struct making *m, const json_t *service)
{
	static const struct service_kind kinds[] = {
		{ .heading = "services.price", .say = say_price },
		{ .heading = "services.duration", .say = say_duration },
		{ .heading = "services", .say = say_offer },
	};

	set_languages(m, json_object_get(service, "name"));
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		add_kind(m, service, &kinds[i]);
}

json_t *
knowledge_entries(const struct knowledge *of)
{
	struct yaml *y = yaml_from("knowledge.yaml", embedded_knowledge, strlen(embedded_knowledge));
	struct making m = { .of = of, .sentences = yaml_root(y), .languages = json_object(), .entries = json_array() };
	const char *key;
	json_t *v;
	size_t i;

	add_description(&m);
	add_assistant(&m);
	add_areas(&m);
	add_hours(&m);
	json_object_foreach(json_object_get(of->settings, "policies"), key, v)
		add_policy(&m, key, v);
	add_objections(&m);
	add_never_guess(&m);
	json_array_foreach((json_t *)of->services, i, v)
		add_service(&m, v);
	json_decref(m.languages);
	yaml_close(y);
	return m.entries;
}
