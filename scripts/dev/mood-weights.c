/*
 * mood-weights TRAIN.ndjson WORDS OUT: the weights of mood.bin from lines of
 * {"text":..., "sentiment":...} and from words that say a mood by themselves.
 */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "ext/json.h"
#include "ext/linear.h"
#include "nlp/mood.h"
#include "nlp/mood_features.h"

#define FILE_MAX	((size_t)256 << 20)
#define TEXT_FEATURES	4096
#define COST		3.0
#define WORD_COUNTS	3	/* as how many texts a word counts */

_Static_assert(sizeof(struct mood_feature) == sizeof(struct linear_feature), "one layout");

static int
label_of(const char *name)
{
	for (int i = 0; name != NULL && i < MOOD_COUNT; i++)
		if (strcmp(mood_name((enum mood)i), name) == 0)
			return i;
	return -1;
}

struct examples {
	struct linear_example	*v;
	size_t			 n;
};

static void
add(struct examples *all, const char *text, int label)
{
	struct mood_feature v[TEXT_FEATURES];
	size_t n = mood_features(text, v, TEXT_FEATURES);
	struct linear_feature *copy = mem_array(n + 1, sizeof *copy);

	if (label == -1)
		log_die(1, "%s: of no mood", text);
	for (size_t i = 0; i < n; i++)
		copy[i] = (struct linear_feature){ v[i].index, v[i].value };
	all->v = mem_grow(all->v, all->n + 1, sizeof *all->v);
	all->v[all->n++] = (struct linear_example){ .v = copy, .n = n, .label = label };
}

static void
add_labelled(struct examples *all, char *line)
{
	json_t *j = json_parse(line, strlen(line), NULL);
	const char *text = json_text(j, "text");

	add(all, text != NULL ? text : "", label_of(json_text(j, "sentiment")));
	json_decref(j);
}

/* "en positive: great, love it" */
static void
add_words(struct examples *all, char *line)
{
	char *mood = strchr(line, ' '), *colon = strchr(line, ':'), *next;

	if (*line == '#')
		return;
	if (mood == NULL || colon == NULL || colon < mood)
		log_die(1, "%s: not of the form 'LANGUAGE MOOD: PHRASE, ...'", line);
	*colon = '\0';
	for (char *p = colon + 1; p != NULL; p = next) {
		if ((next = strchr(p, ',')) != NULL)
			*next++ = '\0';
		for (int i = 0; i < WORD_COUNTS; i++)
			add(all, p, label_of(mood + 1));
	}
}

static void
read_lines(const char *path, struct examples *all, void (*add_line)(struct examples *, char *))
{
	struct buf text = {0};
	char *line, *next;

	if (file_read(path, FILE_MAX, &text) == -1)
		log_die(1, "%s: %s", path, strerror(errno));
	for (line = text.data; line != NULL && *line != '\0'; line = next) {
		if ((next = strchr(line, '\n')) != NULL)
			*next++ = '\0';
		add_line(all, line);
	}
	buf_free(&text);
}

static void
write_weights(const char *path, const float *w)
{
	struct mood_header h = { .magic = MOOD_MAGIC };
	struct buf out = {0};
	float max = 0;

	for (size_t i = 0; i < MOOD_FEATURES * MOOD_COUNT; i++)
		max = fabsf(w[i]) > max ? fabsf(w[i]) : max;
	h.scale = max / 127;
	buf_add(&out, &h, sizeof h);
	for (size_t i = 0; i < MOOD_FEATURES * MOOD_COUNT; i++)
		buf_char(&out, (char)lrintf(w[i] / h.scale));
	if (file_replace(path, 0644, out.data, out.len) == -1)
		log_die(1, "%s: %s", path, strerror(errno));
	buf_free(&out);
}

int
main(int argc, char *argv[])
{
	struct examples all = {0};

	log_program(argv[0]);
	if (argc != 4)
		log_die(64, "usage: mood-weights TRAIN.ndjson WORDS OUT");
	read_lines(argv[1], &all, add_labelled);
	read_lines(argv[2], &all, add_words);
	write_weights(argv[3], linear_train(all.v, all.n, MOOD_FEATURES, MOOD_COUNT, COST));
	return 0;
}
