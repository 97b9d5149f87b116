/*
 * mood-weights TRAIN.ndjson WORDS OUT: the weights of mood.bin from lines of
 * {"text":..., "sentiment":...} and from words that say a mood by themselves.
 *
 * Logistic regression over features that count by what they tell apart alone,
 * as naive Bayes sees it (Wang and Manning 2012): most runs of characters tell
 * nothing and together would drown the few words that do. The factors end up
 * in the weights, so that a reader of mood.bin need not know of them.
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
#define COST		3.0
#define WORD_TIMES	6	/* a word is learnt from, where a message is once */
#define TELLS_LEAST	0.05	/* what the least telling feature counts */

_Static_assert(sizeof(struct mood_feature) == sizeof(struct linear_feature), "one layout");

static int
label_of(const char *name)
{
	for (int i = 0; name != NULL && i < MOOD_COUNT; i++)
		if (strcmp(mood_name((enum mood)i), name) == 0)
			return i;
	return -1;
}

struct text {
	struct linear_example	example;
	int			times;	/* it is learnt from */
};

struct texts {
	struct text	*v;
	size_t		 n;
};

/* As training wants them. */
static int
by_index(const void *a, const void *b)
{
	uint32_t x = ((const struct mood_feature *)a)->index, y = ((const struct mood_feature *)b)->index;

	return (x > y) - (x < y);
}

static void
add(struct texts *all, const char *text, int label, int times)
{
	struct mood_feature v[MOOD_TEXT_FEATURES];
	size_t n = mood_features(text, v);
	struct linear_feature *copy = mem_array(n + 1, sizeof *copy);

	if (label == -1)
		log_die(1, "%s: of no mood", text);
	qsort(v, n, sizeof *v, by_index);
	for (size_t i = 0; i < n; i++)
		copy[i] = (struct linear_feature){ v[i].index, v[i].value };
	all->v = mem_grow(all->v, all->n + 1, sizeof *all->v);
	all->v[all->n++] = (struct text){ .example = { .v = copy, .n = n, .label = label }, .times = times };
}

static void
add_labelled(struct texts *all, char *line)
{
	json_t *j = json_parse(line, strlen(line), NULL);
	const char *text = json_text(j, "text");

	add(all, text != NULL ? text : "", label_of(json_text(j, "sentiment")), 1);
	json_decref(j);
}

/* "en positive: great, love it" */
static void
add_words(struct texts *all, char *line)
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
		add(all, p, label_of(mood + 1), WORD_TIMES);
	}
}

static void
read_lines(const char *path, struct texts *all, void (*add_line)(struct texts *, char *))
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

/* How far each feature alone tells one mood from the others: the largest of
 * the logarithms of its likelihood ratios, counts smoothed by one. */
static float *
telling(const struct texts *all)
{
	float *count = mem_array(MOOD_FEATURES * MOOD_COUNT, sizeof *count);
	float *out = mem_array(MOOD_FEATURES, sizeof *out);
	double total[MOOD_COUNT] = {0};

	for (size_t i = 0; i < MOOD_FEATURES * MOOD_COUNT; i++)
		count[i] = 1;
	for (size_t i = 0; i < all->n; i++) {
		const struct linear_example *e = &all->v[i].example;

		for (size_t k = 0; k < e->n; k++)
			count[e->v[k].index * MOOD_COUNT + (size_t)e->label]++;
	}
	for (size_t i = 0; i < MOOD_FEATURES * MOOD_COUNT; i++)
		total[i % MOOD_COUNT] += count[i];
	for (size_t i = 0; i < MOOD_FEATURES; i++) {
		double share[MOOD_COUNT], sum = 0, most = 0;

		for (int c = 0; c < MOOD_COUNT; c++)
			sum += share[c] = count[i * MOOD_COUNT + (size_t)c] / total[c];
		for (int c = 0; c < MOOD_COUNT; c++)
			most = fmax(most, fabs(log(share[c] * (MOOD_COUNT - 1) / (sum - share[c]))));
		out[i] = (float)(TELLS_LEAST + most);
	}
	free(count);
	return out;
}

static struct linear_example
scaled(const struct linear_example *e, const float *factor)
{
	struct linear_feature *v = mem_array(e->n + 1, sizeof *v);

	for (size_t i = 0; i < e->n; i++)
		v[i] = (struct linear_feature){ e->v[i].index, e->v[i].value * factor[e->v[i].index] };
	return (struct linear_example){ .v = v, .n = e->n, .label = e->label };
}

static float *
train(const struct texts *all)
{
	float *factor = telling(all), *w;
	struct linear_example *v = NULL;
	size_t n = 0;

	for (size_t i = 0; i < all->n; i++) {
		v = mem_grow(v, n + (size_t)all->v[i].times, sizeof *v);
		for (int k = 0; k < all->v[i].times; k++)
			v[n++] = scaled(&all->v[i].example, factor);
	}
	w = linear_train(v, n, MOOD_FEATURES, MOOD_COUNT, COST);
	for (size_t i = 0; i < MOOD_FEATURES * MOOD_COUNT; i++)
		w[i] *= factor[i / MOOD_COUNT];
	free(factor);
	return w;
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
	struct texts all = {0};

	log_program(argv[0]);
	if (argc != 4)
		log_die(64, "usage: mood-weights TRAIN.ndjson WORDS OUT");
	read_lines(argv[1], &all, add_labelled);
	read_lines(argv[2], &all, add_words);
	write_weights(argv[3], train(&all));
	return 0;
}
