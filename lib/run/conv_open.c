#include <stdio.h>
#include <sysexits.h>

#include "base/log.h"
#include "base/out.h"
#include "run/conv_open.h"
#include "run/desk.h"
#include "run/link.h"
#include "wa/pack.h"

/* How it is to be opened. */
struct way {
	bool	qr, browse;
};

static int
go(const struct way *way, const char *link)
{
	if (way->browse)
		return link_browse(link);
	if (way->qr)
		return link_draw(link) == 0 ? EX_OK : 1;
	puts(link);
	return EX_OK;
}

static int
open_one(struct desk *d, int64_t contact, void *arg)
{
	const struct way *way = arg;
	json_t *pack = pack_of_contact(d->db, d->ws, contact, d->now);
	const char *link = json_text(pack, "link");
	int status = 1;

	if (pack == NULL)
		status = EX_SOFTWARE;
	else if (link != NULL)
		status = go(way, link);
	else if (way->qr || way->browse)
		log_line("%s: no link: the number is not shared with the phone app, or the customer has no phone; %s answers here",
		    json_text(pack, "conversation"), json_text(pack, "reply"));
	else
		status = puts(json_text(pack, "reply")) == EOF ? EX_IOERR : EX_OK;
	json_decref(pack);
	return status;
}

int
conv_open(const char *workspace, bool qr, bool browse, int argc, char **argv)
{
	struct way way = { qr, browse };
	struct desk d;
	int status;

	if ((status = desk_open(&d, workspace, DESK_LOOK)) == EX_OK)
		status = desk_each(&d, argc, argv, open_one, &way);
	if (out_end() != EX_OK)
		status = EX_IOERR;
	desk_close(&d);
	return status;
}
