#include <stdlib.h>

#include "base/clock.h"
#include "base/log.h"
#include "run/pace.h"

enum { SLOW_MAX_S = 60, PROBE_S = 40, PROBE_MAX_S = 300 };

int64_t
pace_jitter(int64_t ms)
{
	return ms - ms / 4 + (int64_t)((double)ms / 2 * drand48());
}

void
pace_open(struct pace *p, const char *name, int64_t rate)
{
	*p = (struct pace){ .name = name, .most = (double)rate, .rate = (double)rate, .refilled = clock_mono() };
	p->tokens = 1;
	srand48((long)clock_mono());
}

/* A quarter of a second's worth may be saved up. */
static double
cap(const struct pace *p)
{
	return p->rate > 4 ? p->rate / 4 : 1;
}

/* A rate that was cut grows again, by half a second. */
static void
recover(struct pace *p, double seconds)
{
	if (p->rate == p->most)
		return;
	p->rate *= 1 + seconds / 2;
	if (p->most > 0 ? p->rate > p->most : p->rate > 10000)
		p->rate = p->most;
}

static void
refill(struct pace *p)
{
	int64_t now = clock_mono();
	double seconds = (double)(now - p->refilled) / 1000;

	p->refilled = now;
	recover(p, seconds);
	p->tokens += p->rate * seconds;
	if (p->tokens > cap(p))
		p->tokens = cap(p);
}

bool
pace_is_empty(struct pace *p)
{
	refill(p);
	return clock_mono() < p->paused_until || (p->rate > 0 && p->tokens < 1);
}

bool
pace_take(struct pace *p)
{
	if (pace_is_empty(p))
		return false;
	if (p->rate > 0)
		p->tokens--;
	/* One probe; its answer decides what comes next. */
	if (p->stopped) {
		p->probing = true;
		p->paused_until = clock_mono() + PROBE_S * CLOCK_SECOND;
	}
	return true;
}

int64_t
pace_next(struct pace *p)
{
	int64_t now = clock_mono();

	if (now < p->paused_until)
		return p->paused_until - now;
	return p->rate > 0 && p->tokens < 1 ? (int64_t)((1 - p->tokens) * 1000 / p->rate) + 1 : 0;
}

bool
pace_is_probing(const struct pace *p)
{
	return p->stopped && clock_mono() >= p->paused_until;
}

int64_t
pace_slow(struct pace *p, const char *why, int retry_after_s)
{
	int64_t now = clock_mono(), wait;

	/* Of many refused at once one counts. */
	if (!p->probing && now < p->paused_until)
		return p->paused_until - now;
	if (p->slowed == 0)
		log_line("%s: sending slows down: %s", p->name, why);
	wait = p->slowed < 6 ? CLOCK_SECOND << p->slowed : SLOW_MAX_S * CLOCK_SECOND;
	wait = pace_jitter(wait);
	if (wait < retry_after_s * CLOCK_SECOND)
		wait = retry_after_s * CLOCK_SECOND;
	p->slowed++;
	p->probing = false;
	p->rate = p->rate == 0 ? 80 : p->rate > 2 ? p->rate / 2 : 1;
	p->tokens = 0;
	p->paused_until = now + wait;
	return wait;
}

int64_t
pace_stop(struct pace *p, int code, const char *why)
{
	int64_t now = clock_mono(), wait;

	/* Of many refused at once one counts. */
	if (p->stopped && !p->probing && now < p->paused_until)
		return p->paused_until - now;
	if (!p->stopped)
		log_line("%s: sending has stopped: %d: %s; receiving goes on, trying again from time to time",
		    p->name, code, why);
	wait = p->probes < 8 ? CLOCK_SECOND << p->probes : PROBE_MAX_S * CLOCK_SECOND;
	p->stopped = true;
	p->probing = false;
	p->probes++;
	p->paused_until = now + wait;
	return wait;
}

void
pace_good(struct pace *p)
{
	if (p->stopped) {
		log_line("%s: sending again", p->name);
		p->paused_until = 0;
	}
	p->stopped = p->probing = false;
	p->probes = p->slowed = 0;
}
