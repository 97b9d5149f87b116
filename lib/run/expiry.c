#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "run/expiry.h"
#include "wa/media.h"
#include "wa/shelf.h"

/* Files that go in one transaction: others write meanwhile. */
#define PAGE 64

struct names {
	char	**name;
	size_t	  n, room;
};

static void
collect(void *arg, const char *name)
{
	struct names *l = arg;

	if (l->n == l->room)
		l->name = mem_grow(l->name, l->room = l->room == 0 ? PAGE : 2 * l->room, sizeof *l->name);
	l->name[l->n++] = mem_str(name);
}

static void
names_free(struct names *l)
{
	for (size_t i = 0; i < l->n; i++)
		free(l->name[i]);
	free(l->name);
}

/*
 * The file goes inside the transaction: who files a message looks there, in
 * one too, whether its file still stands. Should this one fail after that, its
 * rows name files that are gone, and the next expiry puts them right.
 */
static int
remove_page(const struct workspace *ws, struct store *st, char **name, size_t n, int64_t before)
{
	int64_t now = clock_now();
	int rc = 0;

	if (store_begin(st) == -1)
		return -1;
	for (size_t i = 0; i < n && rc == 0; i++) {
		if (media_needs(store_db(st), name[i], before))
			continue;
		rc = shelf_remove(ws, name[i]) ? media_forget(store_db(st), name[i], now) : -1;
	}
	if (rc == 0)
		return store_commit(st);
	store_rollback(st);
	return -1;
}

static int
remove_all(const struct workspace *ws, struct store *st, const struct names *l, int64_t before)
{
	int rc = 0;

	for (size_t i = 0; i < l->n && rc == 0; i += PAGE)
		rc = remove_page(ws, st, l->name + i, l->n - i < PAGE ? l->n - i : PAGE, before);
	return rc;
}

static void
show_all(const struct workspace *ws, struct store *st, const struct names *l, int64_t before,
    void (*show)(void *, const char *), void *arg)
{
	for (size_t i = 0; i < l->n; i++) {
		char *path = shelf_path(ws, l->name[i]);

		if (!media_needs(store_db(st), l->name[i], before))
			show(arg, path);
		free(path);
	}
}

int
expiry_run(const struct workspace *ws, struct store *st, int64_t before, void (*show)(void *, const char *), void *arg)
{
	struct names old = { 0 }, stray = { 0 };
	int rc = media_each_old(store_db(st), before, collect, &old);

	if (rc == 0 && shelf_each(ws, clock_now() - CLOCK_DAY, collect, &stray) == -1) {
		log_line("%s: media: %s", ws->name, strerror(errno));
		rc = -1;
	}
	if (rc == 0 && show != NULL) {
		show_all(ws, st, &old, before, show, arg);
		show_all(ws, st, &stray, INT64_MIN, show, arg);
	} else if (rc == 0) {
		rc = remove_all(ws, st, &old, before);
		if (rc == 0)
			rc = remove_all(ws, st, &stray, INT64_MIN);
	}
	names_free(&old);
	names_free(&stray);
	return rc;
}
