/* wa-classify: label each message with its language, intent and mood */
#include <sysexits.h>

#include "base/log.h"
#include "base/opt.h"
#include "run/classifier.h"
#include "run/filter.h"
#include "wa/event.h"

static const char *workspace;
static bool dry;

static const struct opt opts[] = { OPT_WORKSPACE(&workspace), OPT_DRY(&dry), OPT_END };

static const struct opt_spec spec = {
	.about = "label each message with its language, intent and mood",
	.args = "< events",
	.opts = opts,
};

/* Whoever heard the words knows best what they are in. */
static const char *
known_language(const json_t *ev)
{
	const char *heard = json_text(ev, "transcript.language");

	return heard != NULL ? heard : json_text(ev, "contact.language");
}

/* What a doubtful voice note may have asked for: each reading's labels. */
static json_t *
label_readings(struct classifier *c, const json_t *readings, const char *known)
{
	json_t *list = json_array(), *reading;
	size_t i;

	json_array_foreach((json_t *)readings, i, reading)
		if (json_is_string(reading))
			json_array_append_new(list, classifier_label(c, json_string_value(reading), known));
	return json_pack("{s:o}", "readings", list);
}

static enum filter_verdict
classify(void *arg, const json_t *ev, json_t **value)
{
	const json_t *readings = json_at(ev, "transcript.readings");
	const char *text = event_text(ev);

	/* Receipts, reactions, voice notes that nobody understood. */
	if (event_type(ev) != EVENT_MESSAGE || (text == NULL && readings == NULL))
		return FILTER_PASS;
	classifier_refresh(arg);
	*value = text != NULL ? classifier_label(arg, text, known_language(ev)) :
	    label_readings(arg, readings, known_language(ev));
	return FILTER_SET;
}

int
main(int argc, char *argv[])
{
	struct workspace *ws = NULL;
	struct classifier *c = NULL;
	int status = EX_CONFIG;

	log_program(argv[0]);
	opt_parse(&spec, &argc, &argv);
	if ((ws = workspace_open(workspace)) != NULL && (c = classifier_load(ws)) != NULL) {
		const struct filter f = { .key = "class", .serve = classify, .arg = c, .workspace = ws, .dry = dry };

		status = filter_run(&f);
	}
	classifier_free(c);
	workspace_free(ws);
	return status;
}
