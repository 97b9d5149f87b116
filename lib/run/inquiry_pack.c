#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>
#include <time.h>

#include "base/clock.h"
#include "base/log.h"
#include "run/inquiry_pack.h"
#include "run/link.h"
#include "run/pack_text.h"
#include "run/table.h"
#include "wa/pack.h"
#include "wa/store.h"

/* Lines longer than this are hard to read, and a phone has no more. */
#define WIDEST 60

static int64_t
number_of(const char *text)
{
	char *end;
	long long n;

	errno = 0;
	n = strtoll(text, &end, 10);
	if (errno != 0 || end == text || *end != '\0' || n <= 0)
		log_die(EX_USAGE, "pack: %s: not an inquiry's number; wa-inquiry list has them", text);
	return n;
}

static void
print_json(const json_t *pack)
{
	struct buf out = {0};

	json_print(pack, &out);
	puts(out.data);
	buf_free(&out);
}

static int
print_text(const json_t *pack, bool qr)
{
	size_t terminal = table_width();
	const char *link = json_text(pack, "link");
	struct buf out = {0};

	pack_text(pack, terminal < WIDEST ? terminal : WIDEST, clock_now(), &out);
	fwrite(out.data, 1, out.len, stdout);
	buf_free(&out);
	if (!qr)
		return EX_OK;
	if (link != NULL)
		return link_draw(link) == 0 ? EX_OK : 1;
	log_line("no link to draw: the number is not shared with the phone app, or the customer has no phone");
	return 1;
}

static int
print_one(struct db *db, const struct workspace *ws, bool json, bool qr, const char *which)
{
	json_t *pack = pack_of_inquiry(db, ws, number_of(which), clock_now());
	int status = EX_OK;

	if (pack == NULL) {
		log_line("%s: no such inquiry", which);
		return 1;
	}
	if (json)
		print_json(pack);
	else
		status = print_text(pack, qr);
	json_decref(pack);
	return status;
}

int
inquiry_pack(const char *workspace, bool json, bool qr, int argc, char **argv)
{
	struct workspace *ws;
	struct store *st = NULL;
	int status = EX_CONFIG, one;

	if (argc == 0)
		log_die(EX_USAGE, "pack: which inquiry? wa-inquiry list has their numbers");
	if ((ws = workspace_open(workspace)) == NULL || (st = store_open(ws, STORE_READ)) == NULL)
		goto done;
	setenv("TZ", json_text(ws->config, "timezone"), 1);
	tzset();
	status = EX_OK;
	for (int i = 0; i < argc; i++) {
		if (i > 0 && !json)
			putchar('\n');
		if ((one = print_one(store_db(st), ws, json, qr, argv[i])) != EX_OK)
			status = one;
	}
	if (fflush(stdout) != 0)
		status = EX_IOERR;
done:
	store_close(st);
	workspace_free(ws);
	return status;
}
