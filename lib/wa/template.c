#include <string.h>

#include "wa/field.h"
#include "wa/template.h"

static int
check_parameter(struct outbound_problem *p, const json_t *v, const struct place *at)
{
	const char *type;

	if (!json_is_object(v))
		return field_wrong(p, BAD, at, "must be an object");
	if (field_text(p, v, IN(at, "type"), REQUIRED, 0, BAD) == -1)
		return -1;
	type = json_text(v, "type");
	if (strcmp(type, "text") == 0)
		return field_text(p, v, IN(at, "text"), REQUIRED, 1024, BAD);
	/* The value is a member called as its type: image, coupon_code, action ... */
	return json_object_get(v, type) != NULL ? 0 : field_wrong(p, MISSING, IN(at, type), "is required");
}

static int
check_parameters(struct outbound_problem *p, const json_t *component, const struct place *at)
{
	const json_t *list = json_object_get(component, "parameters");

	if (list == NULL)
		return 0;
	if (!json_is_array(list))
		return field_wrong(p, BAD, IN(at, "parameters"), "must be an array");
	for (size_t i = 0; i < json_array_size(list); i++)
		if (check_parameter(p, json_array_get(list, i), AT(at, "parameters", i)) == -1)
			return -1;
	return 0;
}

static int check_components(struct outbound_problem *, const json_t *, const struct place *, int depth);

static int
check_component(struct outbound_problem *p, const json_t *c, const struct place *at, int depth)
{
	const json_t *cards;

	if (!json_is_object(c))
		return field_wrong(p, BAD, at, "must be an object");
	if (field_text(p, c, IN(at, "type"), REQUIRED, 0, BAD) == -1)
		return -1;
	if (json_says(c, "type", "button") && field_text(p, c, IN(at, "sub_type"), REQUIRED, 0, BAD) == -1)
		return -1;
	if (json_says(c, "type", "carousel") && depth == 0) {
		if ((cards = field_want(p, c, IN(at, "cards"), JSON_ARRAY)) == NULL)
			return -1;
		for (size_t i = 0; i < json_array_size(cards); i++)
			if (check_components(p, json_array_get(cards, i), AT(at, "cards", i), depth + 1) == -1)
				return -1;
	}
	return check_parameters(p, c, at);
}

static int
check_components(struct outbound_problem *p, const json_t *of, const struct place *at, int depth)
{
	const json_t *list = json_object_get(of, "components");

	if (list == NULL)
		return 0;
	if (!json_is_array(list))
		return field_wrong(p, BAD, IN(at, "components"), "must be an array");
	for (size_t i = 0; i < json_array_size(list); i++)
		if (check_component(p, json_array_get(list, i), AT(at, "components", i), depth) == -1)
			return -1;
	return 0;
}

int
template_check(struct outbound_problem *p, const json_t *m, const struct place *at)
{
	const json_t *language;

	if (field_text(p, m, IN(at, "name"), REQUIRED, 512, BAD) == -1)
		return -1;
	if ((language = field_want(p, m, IN(at, "language"), JSON_OBJECT)) == NULL)
		return -1;
	if (field_text(p, language, IN(IN(at, "language"), "code"), REQUIRED, 0, BAD) == -1)
		return -1;
	return check_components(p, m, at, 0);
}
