#include <stdio.h>
#include <sysexits.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/out.h"
#include "run/desk.h"
#include "run/inquiry_pack.h"
#include "run/link.h"
#include "run/pack_text.h"
#include "run/table.h"
#include "wa/pack.h"

/* Lines longer than this are hard to read, and a phone has no more. */
#define WIDEST 60

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
print_one(const struct desk *d, bool json, bool qr, int64_t which)
{
	json_t *pack = pack_of_inquiry(d->db, d->ws, which, d->now);
	int status = EX_OK;

	if (pack == NULL) {
		log_line("%lld: no such inquiry", (long long)which);
		return 1;
	}
	if (json)
		desk_print(pack);
	else
		status = print_text(pack, qr);
	json_decref(pack);
	return status;
}

int
inquiry_pack(const char *workspace, bool json, bool qr, int argc, char **argv)
{
	struct desk d;
	int status, one;

	if (argc == 0)
		log_die(EX_USAGE, "pack: which inquiry? wa-inquiry list has their numbers");
	status = desk_open(&d, workspace, DESK_LOOK);
	for (int i = 0; d.db != NULL && i < argc; i++) {
		if (i > 0 && !json)
			putchar('\n');
		if ((one = print_one(&d, json, qr, desk_number("pack", argv[i], "an inquiry's", "wa-inquiry list"))) != EX_OK)
			status = one;
	}
	desk_close(&d);
	return out_end() == EX_OK ? status : EX_IOERR;
}
