#include <string.h>

#include "base/sniff_mp4.h"

/*
 * A file is boxes: length, type, content; some contain boxes. We go down to
 * the movie's header (how long), the tracks' headers (how large) and handlers
 * (sound or picture), and count boxes so as to come to an end.
 */
#define BOXES_MAX 4096

struct walk {
	struct sniff_source	*s;
	struct sniff		*to;
	int			 boxes;
	bool			 video, audio;
	int			 width, height;		/* of the track we are in */
};

struct box {
	char		 type[4];
	uint64_t	 at;		/* of its content */
	uint64_t	 end;
};

/* The box at `at`, which ends at `end` at the latest. */
static bool
read_box(struct walk *w, uint64_t at, uint64_t end, struct box *b)
{
	const unsigned char *p = end - at >= 8 ? sniff_source_at(w->s, at, 8) : NULL;
	uint64_t len, head = 8;

	if (p == NULL || w->boxes++ >= BOXES_MAX)
		return false;
	len = sniff_be32(p);
	memcpy(b->type, p + 4, 4);
	if (len == 1) {
		if (end - at < 16 || (p = sniff_source_at(w->s, at + 8, 8)) == NULL)
			return false;
		len = sniff_be64(p);
		head = 16;
	}
	/* The last one of a file may leave it open; one that was cut ends with the file. */
	if (len == 0 || len > end - at)
		len = end - at;
	if (len < head)
		return false;
	b->at = at + head;
	b->end = at + len;
	return true;
}

static bool
is_box(const struct box *b, const char *type)
{
	return memcmp(b->type, type, 4) == 0;
}

static void
movie_header(struct walk *w, const struct box *b)
{
	const unsigned char *p = sniff_source_at(w->s, b->at, 32);
	uint64_t duration;
	uint32_t scale;

	if (p == NULL)
		return;
	scale = sniff_be32(p + (p[0] == 1 ? 20 : 12));
	duration = p[0] == 1 ? sniff_be64(p + 24) : sniff_be32(p + 16);
	/* All ones: not known. */
	if (scale > 0 && duration != UINT32_MAX && duration / scale < 31 * 86400)
		w->to->seconds = (double)duration / scale;
}

/* Sizes are 16.16; a quarter turn, as phones write when held upright, swaps them. */
static void
track_header(struct walk *w, const struct box *b)
{
	const unsigned char *p = sniff_source_at(w->s, b->at, 84);
	size_t more = p != NULL && p[0] == 1 ? 12 : 0;
	bool turned;

	if (p != NULL && more > 0)
		p = sniff_source_at(w->s, b->at, 84 + more);
	if (p == NULL)
		return;
	p += more;
	turned = sniff_be32(p + 40) == 0 && sniff_be32(p + 44) != 0;
	w->width = (int)sniff_be16(p + (turned ? 80 : 76));
	w->height = (int)sniff_be16(p + (turned ? 76 : 80));
}

static void
handler(struct walk *w, const struct box *b)
{
	const unsigned char *p = sniff_source_at(w->s, b->at, 12);

	if (p != NULL && memcmp(p + 8, "soun", 4) == 0)
		w->audio = true;
	if (p == NULL || memcmp(p + 8, "vide", 4) != 0)
		return;
	if (!w->video && w->width > 0 && w->height > 0) {
		w->to->width = w->width;
		w->to->height = w->height;
	}
	w->video = true;
}

static void
walk(struct walk *w, uint64_t at, uint64_t end, int depth)
{
	struct box b;

	for (; read_box(w, at, end, &b); at = b.end) {
		if (is_box(&b, "mvhd"))
			movie_header(w, &b);
		else if (is_box(&b, "tkhd"))
			track_header(w, &b);
		else if (is_box(&b, "hdlr") && depth == 3)
			handler(w, &b);
		else if (depth < 3 && (is_box(&b, "moov") || is_box(&b, "trak") || is_box(&b, "mdia")))
			walk(w, b.at, b.end, depth + 1);
	}
}

static const struct brand {
	const char	*brand;		/* its beginning */
	const char	*type, *suffix;
	const char	*sound, *sound_suffix;	/* when there is no picture in it */
} brands[] = {
	{ "M4A ", "audio/mp4", ".m4a", NULL, NULL },
	{ "M4B ", "audio/mp4", ".m4a", NULL, NULL },
	{ "3g", "video/3gpp", ".3gp", "audio/3gpp", ".3gp" },
	{ "qt  ", "video/quicktime", ".mov", NULL, NULL },
	{ "hei", "image/heic", ".heic", NULL, NULL },
	{ "hev", "image/heic", ".heic", NULL, NULL },
	{ "mif1", "image/heic", ".heic", NULL, NULL },
	{ "avi", "image/avif", ".avif", NULL, NULL },
	{ "", "video/mp4", ".mp4", "audio/mp4", ".m4a" },
};

/* From before there were brands. */
static bool
is_old(const struct box *b)
{
	return is_box(b, "moov") || is_box(b, "mdat") || is_box(b, "wide");
}

bool
sniff_mp4(struct sniff_source *s, struct sniff *to)
{
	struct walk w = { .s = s, .to = to };
	const unsigned char *p;
	struct box b;
	char name[5] = "qt  ";
	size_t i = 0;

	if (!read_box(&w, 0, s->size, &b) || !(is_box(&b, "ftyp") || is_old(&b)))
		return false;
	if (is_box(&b, "ftyp") && (p = sniff_source_at(s, b.at, 4)) != NULL)
		memcpy(name, p, 4);
	walk(&w, 0, s->size, 0);
	while (strncmp(name, brands[i].brand, strlen(brands[i].brand)) != 0)
		i++;
	to->type = brands[i].type;
	to->suffix = brands[i].suffix;
	if (w.audio && !w.video && brands[i].sound != NULL) {
		to->type = brands[i].sound;
		to->suffix = brands[i].sound_suffix;
	}
	return true;
}
