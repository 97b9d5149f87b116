#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/dial.h"
#include "base/digits.h"
#include "wa/country.h"

/* Of tzdata: country, place, zone; and L, zone, another name of it. */
#define ZONES	"/usr/share/zoneinfo/zone.tab"
#define LINKS	"/usr/share/zoneinfo/tzdata.zi"
#define NAME	64

static const char *
of_number(const struct workspace *ws)
{
	json_t *number;
	size_t i;

	json_array_foreach(json_object_get(ws->config, "numbers"), i, number) {
		const char *display = json_text(number, "display");
		const struct dial_plan *plan;
		char *digits;

		if (display == NULL || *display != '+')
			continue;
		digits = digits_of(display);
		plan = dial_code(digits);
		free(digits);
		return plan != NULL ? plan->country : NULL;
	}
	return NULL;
}

/* The word that stands with a name in a file of tzdata, by a format of both;
 * false when the name isn't there. */
static bool
look_up(const char *path, const char *format, const char *name, char found[NAME])
{
	char line[256], here[NAME];
	bool hit = false;
	FILE *f = fopen(path, "re");

	while (f != NULL && !hit && fgets(line, sizeof line, f) != NULL)
		hit = *line != '#' && sscanf(line, format, found, here) == 2 && strcmp(here, name) == 0;
	if (f != NULL)
		fclose(f);
	return hit;
}

static const char *
of_zone(const char *zone)
{
	static char country[NAME];
	char name[NAME];

	if (look_up(ZONES, "%2[A-Z] %*s %63s", zone, country))
		return country;
	/* "America/Buenos_Aires" is an old name. */
	return look_up(LINKS, "L %63s %63s", zone, name) && look_up(ZONES, "%2[A-Z] %*s %63s", name, country) ? country : NULL;
}

const char *
country_of(const struct workspace *ws)
{
	const char *said = json_text(ws->config, "country"), *number = of_number(ws), *zone = of_zone(json_text(ws->config, "timezone"));
	const struct dial_plan *a = dial_country(number), *b = dial_country(zone);

	if (said != NULL)
		return said;
	/* Two dozen countries share +1: the zone tells which. */
	if (a != NULL && b != NULL && strcmp(a->code, b->code) == 0)
		return zone;
	return number != NULL ? number : zone;
}
