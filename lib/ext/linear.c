#include <linear.h>
#include <stdlib.h>

#include "base/mem.h"
#include "ext/linear.h"

#define PRECISION 0.01

static void
quiet(const char *s)
{
	(void)s;
}

/* liblinear counts features from 1 and ends a row with -1. */
static struct feature_node *
row(const struct linear_example *e)
{
	struct feature_node *v = mem_array(e->n + 1, sizeof *v);

	for (size_t i = 0; i < e->n; i++)
		v[i] = (struct feature_node){ (int)e->v[i].index + 1, e->v[i].value };
	v[e->n].index = -1;
	return v;
}

/* Classes in our order: liblinear's is that of their first examples, and two
 * classes share one column. */
static float *
weights_of(const struct model *m, size_t features, int classes)
{
	float *w = mem_array(features * (size_t)classes, sizeof *w);
	int columns = m->nr_class == 2 ? 1 : m->nr_class;

	for (size_t f = 0; f < features; f++)
		for (int c = 0; c < columns; c++)
			w[f * (size_t)classes + (size_t)m->label[c]] = (float)m->w[f * (size_t)columns + (size_t)c];
	return w;
}

float *
linear_train(const struct linear_example *e, size_t n, size_t features, int classes, double cost)
{
	struct problem p = { .l = (int)n, .n = (int)features, .bias = -1 };
	struct parameter how = { .solver_type = L2R_LR, .eps = PRECISION, .C = cost };
	struct model *m;
	float *w;

	p.x = mem_array(n, sizeof *p.x);
	p.y = mem_array(n, sizeof *p.y);
	for (size_t i = 0; i < n; i++) {
		p.x[i] = row(&e[i]);
		p.y[i] = e[i].label;
	}
	set_print_string_function(quiet);
	m = train(&p, &how);
	w = weights_of(m, features, classes);
	free_and_destroy_model(&m);
	for (size_t i = 0; i < n; i++)
		free(p.x[i]);
	free(p.x);
	free(p.y);
	return w;
}
