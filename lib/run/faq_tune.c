#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/file.h"
#include "base/interval.h"
#include "base/log.h"
#include "base/mem.h"
#include "run/classifier.h"
#include "run/faq_tune.h"
#include "wa/coverage.h"
#include "wa/store.h"

#define FILE_MAX	((size_t)256 << 20)
#define FEWEST		30	/* messages from which a curve says anything */
#define STEPS		20	/* of confidence */
#define BAR		30	/* columns of the drawing */

struct sample {
	double	confidence;
	bool	right;		/* its best entry is */
};

struct samples {
	struct sample	*v;
	size_t		 n;
};

static void
add(struct samples *s, double confidence, bool right)
{
	s->v = mem_grow(s->v, s->n + 1, sizeof *s->v);
	s->v[s->n++] = (struct sample){ confidence, right };
}

static int
label(struct classifier *c, const char *line, size_t len, size_t number, const char *path, struct samples *s)
{
	json_t *given = json_parse(line, len, NULL), *class;
	const char *text = json_text(given, "text"), *intent = json_text(given, "intent"), *best;
	int rc = -1;

	if (text == NULL) {
		log_line("%s:%zu: not of the form {\"text\": \"...\", \"intent\": \"...\" or null}", path, number);
	} else {
		class = classifier_label(c, text, NULL);
		best = json_text(class, "intent");
		add(s, json_number_value(json_object_get(class, "confidence")),
		    best != NULL && intent != NULL && strcmp(best, intent) == 0);
		json_decref(class);
		rc = 0;
	}
	json_decref(given);
	return rc;
}

static int
read_labelled(const struct faq_usage *u, const char *path, struct samples *s)
{
	struct classifier *c = classifier_load(u->ws, false);
	struct buf b = {0};
	size_t number = 0;
	int rc = -1;

	if (c == NULL)
		return -1;
	if (file_read(path, FILE_MAX, &b) == -1) {
		log_line("%s: %s", path, strerror(errno));
		goto done;
	}
	rc = 0;
	for (char *p = b.data; rc == 0 && p != NULL && *p != '\0'; p += strcspn(p, "\n"), p += *p == '\n')
		if (*p != '\n')
			rc = label(c, p, strcspn(p, "\n"), ++number, path, s);
done:
	buf_free(&b);
	classifier_free(c);
	return rc;
}

static void
add_answer(void *arg, double confidence, bool corrected)
{
	add(arg, confidence, !corrected);
}

static int
read_traffic(const struct faq_usage *u, struct samples *s)
{
	struct store *st = store_open(u->ws, STORE_READ);
	int rc = st != NULL ? coverage_answers(store_db(st), u->since, u->until, add_answer, s) : -1;

	store_close(st);
	return rc;
}

struct point {
	double	threshold, answered, right, cost;
};

/* What answering from this confidence on comes to. */
static struct point
point_at(const struct samples *s, double threshold, double cost)
{
	struct point p = { .threshold = threshold };

	for (size_t i = 0; i < s->n; i++)
		if (s->v[i].confidence >= threshold) {
			p.answered++;
			p.right += s->v[i].right;
		}
	p.cost = ((double)s->n - p.answered + cost * (p.answered - p.right)) / (double)s->n;
	return p;
}

static void
print_point(const struct samples *s, const struct point *p, bool best, bool json, struct buf *out)
{
	double low, high, n = (double)s->n;
	int bar = (int)round(p->answered / n * BAR), wrong = (int)ceil((p->answered - p->right) / n * BAR);

	interval_of_share(p->right, p->answered, &low, &high);
	if (json) {
		json_t *o = json_pack("{s:f,s:f,s:f,s:[ff],s:f,s:b}", "threshold", p->threshold, "answered", p->answered / n,
		    "right", p->answered > 0 ? p->right / p->answered : 0, "interval", low, high, "cost", p->cost, "best", (int)best);

		json_print(o, out);
		buf_char(out, '\n');
		json_decref(o);
		return;
	}
	buf_printf(out, "%s%.2f  %5.1f %%  ", best ? "> " : "  ", p->threshold, 100 * p->answered / n);
	if (p->answered > 0)
		buf_printf(out, "%5.1f %% (%5.1f to %5.1f)  %6.3f  ", 100 * p->right / p->answered, 100 * low, 100 * high, p->cost);
	else
		buf_printf(out, "    -                      %6.3f  ", p->cost);
	for (int i = 0; i < bar; i++)
		buf_str(out, i < bar - wrong ? "█" : "░");
	buf_char(out, '\n');
}

static void
print_curve(const struct samples *s, double cost, bool json, struct buf *out)
{
	struct point all[STEPS + 1], best = { .cost = INFINITY };
	double low, high;

	for (int i = 0; i <= STEPS; i++) {
		all[i] = point_at(s, (double)i / STEPS, cost);
		/* Of equals the more careful. */
		if (all[i].cost <= best.cost)
			best = all[i];
	}
	if (!json)
		buf_printf(out, "  from  answered  right (95 %% sure)          cost    █ right ░ wrong\n");
	for (int i = 0; i <= STEPS; i++)
		print_point(s, &all[i], all[i].threshold == best.threshold, json, out);
	interval_of_share(best.right, best.answered, &low, &high);
	if (!json)
		buf_printf(out, "\n%zu messages. With a wrong answer as bad as %g that go to a person: answer.threshold: %.2f,\n"
		    "which answers %.0f of them, %.1f to %.1f %% of such messages rightly\n",
		    s->n, cost, best.threshold, best.answered, 100 * low, 100 * high);
}

int
faq_tune(const struct faq_usage *u, const char *labelled, double cost, struct buf *out)
{
	struct samples s = {0};
	int status = EX_CONFIG;

	if ((labelled != NULL ? read_labelled(u, labelled, &s) : read_traffic(u, &s)) == -1) {
		status = store_status();
		goto done;
	}
	if (s.n < FEWEST) {
		log_line("%zu %s are too few to tell; %d are the least", s.n, labelled != NULL ? "labelled messages" : "answers in this time", FEWEST);
		status = 1;
		goto done;
	}
	print_curve(&s, cost, u->json, out);
	status = EX_OK;
done:
	free(s.v);
	return status;
}
