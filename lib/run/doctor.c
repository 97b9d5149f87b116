#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/file.h"
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
	char *path = workspace_state(d->ws, "wa.db");
	bool there = file_exists(path);
	struct journal *j;

	d->store = store_open(d->ws, STORE_READ);
	j = d->store != NULL ? journal_open(d->ws) : NULL;
	d->kept = j != NULL && health_read(j, d->store, d->now - CLOCK_DAY, d->now, &d->health) == 0;
	if (!d->kept)
		doctor_find(d, "store", FINDING_FAILURE, there ? "see what is said above; a backup can be restored: wa-backup(1)" : "wa run the desk once",
		    there ? "can't be read" : "nothing was ever kept here");
	journal_close(j);
	free(path);
}

void
doctor_end(struct doctor *d)
{
	store_close(d->store);
	d->store = NULL;
}
