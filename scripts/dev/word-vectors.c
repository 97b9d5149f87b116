/*
 * word-vectors LANGUAGE OUT [N:]FILE...: the table of a language's meanings from
 * lines of text, a file with N: before it read N times. A line with a tab has
 * English before the tab and the same in LANGUAGE behind it; either may be
 * empty. So words of a language with few texts come to lie where the English
 * ones lie that stand for them.
 *
 * Skip-gram with negative sampling (Mikolov et al. 2013): a word's vector
 * learns to tell the words that stand near it from words drawn at random. A
 * word's weight falls with its frequency (Arora et al. 2017). One thread and a
 * fixed seed, so that the same text gives the same table.
 */
#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "nlp/meaning.h"
#include "nlp/tokens.h"

#define SIZE		MEANING_SIZE
#define EPOCHS		8
#define WINDOW		6
#define NEGATIVES	5
#define RATE		0.05f
#define FREQUENT	1e-4	/* words above this share are thinned out */
#define RARE		5	/* words with fewer occurrences are left out */
#define WORDS_MAX	24000	/* of a table, the most frequent */
#define WEIGHT_AT	2e-3	/* a word of this share counts half */
#define DRAWS		(1u << 22)
#define SLOTS		(1u << 21)
#define LINE_MAX	4096	/* words of a line */
#define ENGLISH		0x5bd1e9955bd1e995u	/* stirred into the hashes of English beside another language */
#define END		UINT32_MAX

struct word {
	uint64_t	hash;
	double		count;
	uint32_t	id;	/* among the frequent enough, or END */
	bool		own;	/* of LANGUAGE, not English beside it */
};

static struct tokens	*own, *english;

static struct word	*words;		/* by slot */
static uint32_t		*text;		/* slots of words, lines ended by END; then ids */
static size_t		 text_len, text_cap;
static uint64_t		*hashes;	/* by id */
static double		*counts;	/* by id */
static bool		*owned;		/* by id */
static double		 total;
static uint32_t		 n_words;
static uint32_t		*draws;
static float		*in, *out;	/* vectors of words, and of words as company */
static uint64_t		 seed = 88172645463325252u;

static double
chance(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (double)(seed >> 11) / 9007199254740992.0;
}

static uint32_t
slot_of(uint64_t hash)
{
	uint32_t i = (uint32_t)hash & (SLOTS - 1);

	while (words[i].count > 0 && words[i].hash != hash)
		i = (i + 1) & (SLOTS - 1);
	words[i].hash = hash;
	return i;
}

static void
append(uint32_t v)
{
	if (text_len == text_cap) {
		text_cap = text_cap != 0 ? text_cap * 2 : 1 << 20;
		text = mem_grow(text, text_cap, sizeof *text);
	}
	text[text_len++] = v;
}

/* The words of a text, in slots; how many. */
static size_t
slots_of(struct tokens *tokens, const char *text, uint64_t salt, uint32_t slots[LINE_MAX])
{
	size_t n, n_line, found = 0;
	const struct token *t = tokens_of(tokens, text, &n, &n_line);

	for (size_t i = 0; i < n && found < LINE_MAX; i++)
		if (t[i].kind == TOKEN_WORD)
			slots[found++] = slot_of(t[i].hash ^ salt);
	return found;
}

/* The words of both sides by turns, each where it stands in its own: what
 * means the same comes to stand side by side. */
static void
read_line(char *line)
{
	static uint32_t side[2][LINE_MAX];
	char *tab = strchr(line, '\t');
	size_t n[2] = {0}, at[2] = {0};

	if (tab != NULL)
		*tab++ = '\0';
	if (tab != NULL)
		n[1] = slots_of(english, line, ENGLISH, side[1]);
	n[0] = slots_of(own, tab != NULL ? tab : line, 0, side[0]);
	while (at[0] < n[0] || at[1] < n[1]) {
		int k = at[0] * n[1] > at[1] * n[0] || at[0] == n[0];

		words[side[k][at[k]]].count++;
		words[side[k][at[k]]].own |= k == 0;
		append(side[k][at[k]++]);
	}
	append(END);
}

static void
read_file(const char *arg)
{
	int times = isdigit((unsigned char)arg[0]) && arg[1] == ':' ? arg[0] - '0' : 1;
	const char *path = isdigit((unsigned char)arg[0]) && arg[1] == ':' ? arg + 2 : arg;

	for (int i = 0; i < times; i++) {
		struct buf b = {0};
		char *line, *next;

		if (file_read(path, (size_t)1 << 28, &b) == -1)
			log_die(1, "%s: %s", path, strerror(errno));
		for (line = b.data; line != NULL && *line != '\0'; line = next) {
			if ((next = strchr(line, '\n')) != NULL)
				*next++ = '\0';
			read_line(line);
		}
		buf_free(&b);
	}
}

/* Numbers the words that are frequent enough, and leaves the others out of the text. */
static void
number_words(void)
{
	size_t kept = 0;

	hashes = mem_array(SLOTS, sizeof *hashes);
	counts = mem_array(SLOTS, sizeof *counts);
	owned = mem_array(SLOTS, sizeof *owned);
	for (uint32_t i = 0; i < SLOTS; i++) {
		words[i].id = words[i].count >= RARE ? n_words : END;
		if (words[i].id == END)
			continue;
		hashes[n_words] = words[i].hash;
		owned[n_words] = words[i].own;
		counts[n_words++] = words[i].count;
		total += words[i].count;
	}
	for (size_t i = 0; i < text_len; i++)
		if (text[i] == END)
			text[kept++] = END;
		else if (words[text[i]].id != END)
			text[kept++] = words[text[i]].id;
	text_len = kept;
}

/* Words as often as the 3/4th power of their count. */
static void
prepare_draws(void)
{
	double sum = 0, upto = 0;
	uint32_t k = 0;

	draws = mem_array(DRAWS, sizeof *draws);
	for (uint32_t i = 0; i < n_words; i++)
		sum += pow(counts[i], 0.75);
	for (uint32_t i = 0; i < n_words; i++) {
		upto += pow(counts[i], 0.75) / sum;
		while (k < DRAWS && k < upto * DRAWS)
			draws[k++] = i;
	}
	while (k < DRAWS)
		draws[k++] = n_words - 1;
}

static void
learn_pair(uint32_t word, uint32_t company, float rate)
{
	float change[SIZE] = {0}, *u = in + (size_t)word * SIZE;

	for (int q = 0; q <= NEGATIVES; q++) {
		uint32_t other = q == 0 ? company : draws[(uint32_t)(chance() * DRAWS)];
		float *v = out + (size_t)other * SIZE, dot = 0, step;

		if (q > 0 && other == company)
			continue;
		for (int k = 0; k < SIZE; k++)
			dot += u[k] * v[k];
		step = ((q == 0) - 1 / (1 + expf(-dot))) * rate;
		for (int k = 0; k < SIZE; k++) {
			change[k] += step * v[k];
			v[k] += step * u[k];
		}
	}
	for (int k = 0; k < SIZE; k++)
		u[k] += change[k];
}

static void
learn_line(const uint32_t *line, int n, float rate)
{
	for (int x = 0; x < n; x++) {
		int reach = 1 + (int)(chance() * WINDOW);

		for (int y = x - reach < 0 ? 0 : x - reach; y <= x + reach && y < n; y++)
			if (y != x)
				learn_pair(line[x], line[y], rate);
	}
}

static void
learn(void)
{
	uint32_t line[LINE_MAX];
	double steps = 0, all = (double)EPOCHS * (double)text_len;

	for (int e = 0; e < EPOCHS; e++)
		for (size_t i = 0; i < text_len; i++) {
			int n = 0;

			for (; text[i] != END; i++, steps++) {
				double share = FREQUENT / (counts[text[i]] / total);

				if (n < LINE_MAX && chance() < sqrt(share) + share)
					line[n++] = text[i];
			}
			learn_line(line, n, RATE * (float)fmax(1 - steps / all, 1e-3));
		}
}

static int
by_hash(const void *a, const void *b)
{
	uint64_t x = hashes[*(const uint32_t *)a], y = hashes[*(const uint32_t *)b];

	return (x > y) - (x < y);
}

static int
by_count(const void *a, const void *b)
{
	double x = counts[*(const uint32_t *)a], y = counts[*(const uint32_t *)b];

	return x != y ? (x < y) - (x > y) : by_hash(a, b);
}

static void
write_table(const char *path)
{
	struct meaning_header h = { .magic = MEANING_MAGIC, .size = SIZE };
	uint32_t *order = mem_array(n_words, sizeof *order);
	struct buf b = {0};
	float max = 0;

	for (uint32_t i = 0; i < n_words; i++)
		if (owned[i])
			order[h.words++] = i;
	qsort(order, h.words, sizeof *order, by_count);
	h.words = h.words < WORDS_MAX ? h.words : WORDS_MAX;
	qsort(order, h.words, sizeof *order, by_hash);
	for (size_t i = 0; i < (size_t)n_words * SIZE; i++)
		max = fabsf(in[i]) > max ? fabsf(in[i]) : max;
	buf_add(&b, &h, sizeof h);
	for (uint32_t i = 0; i < h.words; i++)
		buf_add(&b, &hashes[order[i]], sizeof *hashes);
	for (uint32_t i = 0; i < h.words; i++) {
		float weight = (float)(WEIGHT_AT / (WEIGHT_AT + counts[order[i]] / total));

		buf_add(&b, &weight, sizeof weight);
	}
	for (uint32_t i = 0; i < h.words; i++)
		for (int k = 0; k < SIZE; k++)
			buf_char(&b, (char)lrintf(in[(size_t)order[i] * SIZE + k] / max * 127));
	if (file_replace(path, 0644, b.data, b.len) == -1)
		log_die(1, "%s: %s", path, strerror(errno));
	fprintf(stderr, "%s: %u words, %zu bytes\n", path, h.words, b.len);
	buf_free(&b);
	free(order);
}

int
main(int argc, char *argv[])
{
	log_program(argv[0]);
	if (argc < 4)
		log_die(64, "usage: word-vectors LANGUAGE OUT [N:]FILE...");
	own = tokens_new(argv[1]);
	english = tokens_new("en");
	words = mem_array(SLOTS, sizeof *words);
	for (int i = 3; i < argc; i++)
		read_file(argv[i]);
	number_words();
	prepare_draws();
	in = mem_array((size_t)n_words * SIZE, sizeof *in);
	out = mem_array((size_t)n_words * SIZE, sizeof *out);
	for (size_t i = 0; i < (size_t)n_words * SIZE; i++)
		in[i] = (float)((chance() - 0.5) / SIZE);
	learn();
	write_table(argv[2]);
	return 0;
}
