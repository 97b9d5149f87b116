#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "run/fault.h"

#define ERRORS_MAX 16

/* A chance, perhaps for some times only. */
struct chance {
	double	rate;
	int64_t	left;		/* -1: without end */
};

struct error {
	struct chance		chance;
	struct fault_error	what;
};

struct rules {
	json_t		*json;			/* as given; details point into it */
	struct chance	 chance[FAULT_KINDS];
	struct error	 refuse[ERRORS_MAX];
	size_t		 refusals;
	struct error	 fail;
	int64_t		 delay_low, delay_high;
};

struct fault {
	struct rules	rules;
	uint64_t	random;
};

static const char *const names[] = {
	[FAULT_LOSE] = "lose",
	[FAULT_HANGUP] = "hangup",
	[FAULT_GARBLE] = "garble",
	[FAULT_STALL] = "stall",
	[FAULT_HTTP500] = "http500",
	[FAULT_DUPLICATE] = "duplicate",
	[FAULT_REORDER] = "reorder",
	[FAULT_WITHHOLD_SENT] = "sent",
	[FAULT_WITHHOLD_DELIVERED] = "delivered",
	[FAULT_WITHHOLD_READ] = "read",
	[FAULT_MEDIA_GONE] = "gone",
	[FAULT_MEDIA_LOOKUP500] = "lookup500",
	[FAULT_MEDIA_HUGE] = "huge",
	[FAULT_MEDIA_LESS] = "less",
	[FAULT_MEDIA_DIGEST] = "digest",
	[FAULT_MEDIA_ELSEWHERE] = "elsewhere",
	[FAULT_MEDIA_EXPIRED] = "expired",
	[FAULT_MEDIA_HTTP500] = "http500",
	[FAULT_MEDIA_BUSY] = "busy",
	[FAULT_MEDIA_CUT] = "cut",
	[FAULT_MEDIA_STALL] = "stall",
	[FAULT_MEDIA_SLOW] = "slow",
	[FAULT_MEDIA_REDIRECT] = "redirect",
	[FAULT_MEDIA_MOVED] = "moved",
	[FAULT_MEDIA_UPLOAD500] = "upload500",
	[FAULT_MEDIA_UPLOAD_LOST] = "upload_lost",
};

struct fault *
fault_new(int64_t seed)
{
	struct fault *f = mem_alloc(sizeof *f);

	f->random = (uint64_t)seed;
	f->rules.json = json_object();
	return f;
}

void
fault_free(struct fault *f)
{
	if (f == NULL)
		return;
	json_decref(f->rules.json);
	free(f);
}

/* splitmix64: any seed is a good one. */
static uint64_t
draw(struct fault *f)
{
	uint64_t z = f->random += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

static int
load_chance(const json_t *v, const char *name, struct chance *c, char **why)
{
	const json_t *rate = json_is_object(v) ? json_object_get(v, "rate") : v;

	c->rate = rate == NULL ? 1 : json_number_value(rate);
	c->left = json_is_object(v) ? json_number(v, "times", -1) : -1;
	if ((rate != NULL && !json_is_number(rate)) || c->rate < 0 || c->rate > 1) {
		*why = mem_printf("%s: a rate from 0 to 1, or {\"rate\":R,\"times\":N}", name);
		return -1;
	}
	return 0;
}

static int
load_error(const json_t *v, const char *name, struct error *e, char **why)
{
	if (!json_is_object(v) || json_number(v, "code", -1) < 0 || json_number(v, "code", -1) > INT32_MAX) {
		*why = mem_printf("%s: {\"code\":N,\"rate\":R} with a Graph error's number", name);
		return -1;
	}
	e->what.code = (int)json_number(v, "code", 0);
	e->what.http = (int)json_number(v, "http", 0);
	e->what.details = json_text(v, "details");
	return load_chance(v, name, &e->chance, why);
}

static int
load_errors(const json_t *list, struct rules *r, char **why)
{
	size_t i;
	json_t *v;

	if (!json_is_array(list) || json_array_size(list) > ERRORS_MAX) {
		*why = mem_printf("errors: a list of at most %d", ERRORS_MAX);
		return -1;
	}
	json_array_foreach(list, i, v)
		if (load_error(v, "errors", &r->refuse[r->refusals++], why) == -1)
			return -1;
	return 0;
}

static int
load_delay(const json_t *v, struct rules *r, char **why)
{
	const json_t *low = json_is_array(v) ? json_array_get(v, 0) : v;
	const json_t *high = json_is_array(v) ? json_array_get(v, 1) : v;

	r->delay_low = json_integer_value(low);
	r->delay_high = json_integer_value(high);
	if (!json_is_integer(low) || !json_is_integer(high) || r->delay_low < 0 || r->delay_high < r->delay_low ||
	    r->delay_high > 600000) {
		*why = mem_printf("delay_ms: milliseconds, or [A,B], up to ten minutes");
		return -1;
	}
	return 0;
}

/* The kind called name among those from low to high, FAULT_KINDS for none. */
static enum fault_kind
kind_named(const char *name, enum fault_kind low, enum fault_kind high)
{
	for (enum fault_kind k = low; k <= high; k++)
		if (strcmp(names[k], name) == 0)
			return k;
	return FAULT_KINDS;
}

/* The kinds from low to high, each by its name in an object called `of`. */
static int
load_group(const json_t *v, struct rules *r, const char *of, enum fault_kind low, enum fault_kind high, char **why)
{
	const char *name;
	json_t *rate;

	if (!json_is_object(v)) {
		*why = mem_printf("%s: an object, as {\"%s\":R}", of, names[low]);
		return -1;
	}
	json_object_foreach((json_t *)v, name, rate) {
		enum fault_kind k = kind_named(name, low, high);

		if (k == FAULT_KINDS) {
			*why = mem_printf("%s: %s: no such fault, as \"%s\" is", of, name, names[low]);
			return -1;
		}
		if (load_chance(rate, name, &r->chance[k], why) == -1)
			return -1;
	}
	return 0;
}

static int
load_member(const char *name, const json_t *v, struct rules *r, char **why)
{
	enum fault_kind k = kind_named(name, FAULT_LOSE, FAULT_REORDER);

	if (k != FAULT_KINDS)
		return load_chance(v, name, &r->chance[k], why);
	if (strcmp(name, "errors") == 0)
		return load_errors(v, r, why);
	if (strcmp(name, "fail") == 0)
		return load_error(v, name, &r->fail, why);
	if (strcmp(name, "withhold") == 0)
		return load_group(v, r, name, FAULT_WITHHOLD_SENT, FAULT_WITHHOLD_READ, why);
	if (strcmp(name, "media") == 0)
		return load_group(v, r, name, FAULT_MEDIA_GONE, FAULT_MEDIA_UPLOAD_LOST, why);
	if (strcmp(name, "delay_ms") == 0)
		return load_delay(v, r, why);
	if (strcmp(name, "seed") == 0)
		return 0;
	*why = mem_printf("%s: no such fault", name);
	return -1;
}

int
fault_set(struct fault *f, const json_t *given, char **why)
{
	struct rules r = { .json = json_deep_copy(given) };
	const char *name;
	json_t *v;

	if (!json_is_object(given)) {
		*why = mem_str("an object of faults is wanted; {} ends them");
		goto bad;
	}
	json_object_foreach(r.json, name, v)
		if (load_member(name, v, &r, why) == -1)
			goto bad;
	if (json_object_get(given, "seed") != NULL)
		f->random = (uint64_t)json_number(given, "seed", 0);
	json_decref(f->rules.json);
	f->rules = r;
	return 0;
bad:
	json_decref(r.json);
	return -1;
}

const json_t *
fault_get(const struct fault *f)
{
	return f->rules.json;
}

/* Draws only where there is a chance at all, so that one fault's dice don't
 * depend on others that are off. */
static bool
hit(struct fault *f, struct chance *c)
{
	if (c->rate <= 0 || c->left == 0)
		return false;
	if (c->rate < 1 && (double)(draw(f) >> 11) * 0x1p-53 >= c->rate)
		return false;
	if (c->left > 0)
		c->left--;
	return true;
}

bool
fault_happens(struct fault *f, enum fault_kind kind)
{
	return hit(f, &f->rules.chance[kind]);
}

bool
fault_refuses(struct fault *f, struct fault_error *e)
{
	for (size_t i = 0; i < f->rules.refusals; i++) {
		if (hit(f, &f->rules.refuse[i].chance)) {
			*e = f->rules.refuse[i].what;
			return true;
		}
	}
	return false;
}

bool
fault_fails(struct fault *f, struct fault_error *e)
{
	if (!hit(f, &f->rules.fail.chance))
		return false;
	*e = f->rules.fail.what;
	return true;
}

int
fault_delay_ms(struct fault *f)
{
	return (int)fault_between(f, f->rules.delay_low, f->rules.delay_high);
}

int64_t
fault_between(struct fault *f, int64_t low, int64_t high)
{
	return low >= high ? low : low + (int64_t)(draw(f) % (uint64_t)(high - low + 1));
}
