#include <stdarg.h>
#include <stdio.h>

#include "base/clock.h"
#include "run/doctor.h"

const char *
doctor_finding_name(enum finding f)
{
	static const char *const names[] = { "ok", "skipped", "warning", "failure" };

	return names[f];
}

void
doctor_find(struct doctor *d, const char *check, enum finding f, const char *cure, const char *format, ...)
{
	char what[400];
	va_list ap;

	va_start(ap, format);
	vsnprintf(what, sizeof what, format, ap);
	va_end(ap);
	if (f > d->worst)
		d->worst = f;
	d->each(d->arg, check, f, what, f >= FINDING_WARNING ? cure : NULL);
}

void
doctor_read(struct doctor *d)
{
	struct store *st = store_open(d->ws, STORE_READ);
	struct journal *j = st != NULL ? journal_open(d->ws) : NULL;

	d->kept = j != NULL && health_read(j, st, d->now - CLOCK_DAY, d->now, &d->health) == 0;
	if (!d->kept)
		doctor_find(d, "store", FINDING_FAILURE, "wa run the desk once, or see what is said above", "can't be read, or nothing was ever kept");
	journal_close(j);
	store_close(st);
}
