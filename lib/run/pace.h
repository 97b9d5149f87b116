/*
 * pace: how fast a number may send now. A token bucket of send.rate a
 * second, slowed down when WhatsApp says it is too much, and a full stop, with
 * a probe now and then, when nothing can be sent until a person has done
 * something. Monotonic time.
 */
#ifndef RUN_PACE_H
#define RUN_PACE_H

#include <stdbool.h>
#include <stdint.h>

struct pace {
	const char	*name;		/* of whom the lines speak */
	double		 most;		/* a second; 0: no limit */
	double		 rate;		/* now */
	double		 tokens;
	int64_t		 refilled;
	int64_t		 paused_until;
	int		 slowed;	/* how often in a row */
	bool		 stopped;
	bool		 probing;	/* one was let through to try */
	int		 probes;		/* that failed */
};

void	 pace_open(struct pace *, const char *name, int64_t rate);
/* May one more be sent now? Takes its token. */
bool	 pace_take(struct pace *);
/* Would pace_take say no? */
bool	 pace_is_empty(struct pace *);
/* ms until it may say yes. */
int64_t	 pace_next(struct pace *);
/* Stopped, and it is time to try one. */
bool	 pace_is_probing(const struct pace *);

/* Too much, or nobody there: pauses and slows down. Returns ms to wait. */
int64_t	 pace_slow(struct pace *, const char *why, int retry_after_s);
/* Nothing can be sent: says so once. Returns ms to wait. */
int64_t	 pace_stop(struct pace *, int code, const char *why);
/* One was accepted. */
void	 pace_good(struct pace *);

/* About ms, so that many that failed together don't come back together. */
int64_t	 pace_jitter(int64_t ms);

#endif
