#include "wa/topic.h"

const struct faq_entry *
topic_near(const struct faq *faq, const json_t *candidates, double share)
{
	double best = json_number_value(json_at(json_array_get(candidates, 0), "score"));
	json_t *c;
	size_t i;

	json_array_foreach((json_t *)candidates, i, c) {
		const struct faq_entry *entry = faq_find(faq, json_text(c, "id"));

		if (entry != NULL && entry->escalate != NULL && json_number_value(json_object_get(c, "score")) >= best * share)
			return entry;
	}
	return NULL;
}

const struct faq_entry *
topic_of(const struct faq *faq, const json_t *label, double least)
{
	return json_number_value(json_object_get(label, "confidence")) >= least ?
	    topic_near(faq, json_object_get(label, "candidates"), TOPIC_SHARE) : NULL;
}
