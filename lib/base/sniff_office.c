#include <string.h>

#include "base/sniff_office.h"

#define OOXML "application/vnd.openxmlformats-officedocument."
#define ODF "application/vnd.oasis.opendocument."

struct kind {
	const char	*sign;		/* what tells it */
	const char	*type, *suffix;
};

static void
set(struct sniff *to, const struct kind *k)
{
	to->type = k->type;
	to->suffix = k->suffix;
}

/* Formats that say what they are in a first member, stored as it is. */
static const struct kind telling[] = {
	{ ODF "text", ODF "text", ".odt" },
	{ ODF "spreadsheet", ODF "spreadsheet", ".ods" },
	{ ODF "presentation", ODF "presentation", ".odp" },
	{ "application/epub+zip", "application/epub+zip", ".epub" },
};

static const struct kind by_member[] = {
	{ "word/", OOXML "wordprocessingml.document", ".docx" },
	{ "xl/", OOXML "spreadsheetml.sheet", ".xlsx" },
	{ "ppt/", OOXML "presentationml.presentation", ".pptx" },
	{ "AndroidManifest.xml", "application/vnd.android.package-archive", ".apk" },
};

static bool
tells(struct sniff_source *s, struct sniff *to)
{
	const unsigned char *p = sniff_source_at(s, 18, 12);
	uint64_t name = 30, content;
	uint32_t len;

	if (p == NULL || !sniff_source_has(s, name, "mimetype", 8))
		return false;
	len = sniff_le32(p);
	content = name + sniff_le16(p + 8) + sniff_le16(p + 10);
	for (size_t i = 0; i < sizeof telling / sizeof *telling; i++) {
		size_t n = strlen(telling[i].sign);

		if (len == n && sniff_source_has(s, content, telling[i].sign, n)) {
			set(to, &telling[i]);
			return true;
		}
	}
	return false;
}

/* The directory at the end names the members; local headers can't be walked,
 * since who wrote a stream left lengths out of them. */
void
sniff_office_zip(struct sniff_source *s, struct sniff *to)
{
	int64_t end;
	uint64_t at;
	const unsigned char *p;

	if (tells(s, to) || (end = sniff_source_last(s, s->size, 65557, "PK\5\6", 4)) == -1 ||
	    (p = sniff_source_at(s, (uint64_t)end, 22)) == NULL)
		return;
	at = sniff_le32(p + 16);
	for (int members = 0; members < 4096 && (p = sniff_source_at(s, at, 46)) != NULL && memcmp(p, "PK\1\2", 4) == 0; members++) {
		uint64_t name = at + 46, next = name + sniff_le16(p + 28) + sniff_le16(p + 30) + sniff_le16(p + 32);

		for (size_t i = 0; i < sizeof by_member / sizeof *by_member; i++)
			if (sniff_source_has(s, name, by_member[i].sign, strlen(by_member[i].sign))) {
				set(to, &by_member[i]);
				return;
			}
		at = next;
	}
}

/* Names of streams, in UTF-16, stand in the directory's first sectors. */
void
sniff_office_compound(struct sniff_source *s, struct sniff *to)
{
	static const struct kind streams[] = {
		{ "WordDocument", "application/msword", ".doc" },
		{ "Workbook", "application/vnd.ms-excel", ".xls" },
		{ "Book", "application/vnd.ms-excel", ".xls" },
		{ "PowerPoint Document", "application/vnd.ms-powerpoint", ".ppt" },
		{ "__substg1.0_", "application/vnd.ms-outlook", ".msg" },
	};
	const unsigned char *p = sniff_source_at(s, 0, 52);
	uint64_t at;

	if (p == NULL || sniff_le16(p + 30) < 7 || sniff_le16(p + 30) > 16)
		return;
	at = ((uint64_t)sniff_le32(p + 48) + 1) << sniff_le16(p + 30);
	for (int entries = 0; entries < 32 && (p = sniff_source_at(s, at, 128)) != NULL; entries++, at += 128) {
		char name[33] = "";

		for (size_t i = 0; i < 32 && p[2 * i + 1] == 0; i++)
			name[i] = (char)p[2 * i];
		for (size_t i = 0; i < sizeof streams / sizeof *streams; i++)
			if (strncmp(name, streams[i].sign, strlen(streams[i].sign)) == 0) {
				set(to, &streams[i]);
				return;
			}
	}
}
