/*
 * telling: each hook and member that is to be told of a notice, table
 * `telling`; wa-store(5) has the states. Only the holder of var/notify.lock
 * moves them; all functions that change something want to be inside a write
 * transaction and return 0 or -1 on a store error.
 */
#ifndef WA_TELLING_H
#define WA_TELLING_H

#include <stdbool.h>
#include <stdint.h>

#include "ext/db.h"
#include "ext/json.h"
#include "wa/notice.h"
#include "wa/workspace.h"

#define TELLING_TRIES	5	/* of a hook */

struct telling {
	int64_t		 id, notice, contact;
	bool		 by_hook;	/* else over WhatsApp */
	char		*recipient;	/* the hook's name, the member's */
	int		 attempts;	/* so far */
};

void	 telling_release(struct telling *);

/*
 * Who is told of a notice: the hook of its name when the workspace has it,
 * and with notices.whatsapp the members whom it concerns, each when they are
 * on duty. Marks the notice planned.
 */
int	 telling_plan(struct db *, const struct workspace *, const struct notice *, int64_t now);

/* The next that is due, but for conversations of which a hook is being told;
 * false when there is none. */
bool	 telling_next(struct db *, bool by_hook, int64_t now, struct telling *);
/* Is anything due, or not yet planned? */
bool	 telling_is_due(struct db *, int64_t now);

/* Why a member needn't be told any more; NULL: is to be told. Not to be freed. */
const char *telling_moot(struct db *, const struct notice *);

/* How the last call of a hook ended: 1, 0 when it was not called lately, -1 on a store error. */
struct telling_result {
	bool	 failed;
	int64_t	 at;
	char	*reason;	/* the caller frees; NULL for none */
};
int	 telling_last(struct db *, const char *hook, struct telling_result *);

int	 telling_start(struct db *, int64_t id);
int	 telling_done(struct db *, int64_t id, int64_t now);
/* Due again later, or failed for good after TELLING_TRIES. */
int	 telling_retry(struct db *, int64_t id, const char *reason, int64_t now);
int	 telling_fail(struct db *, int64_t id, const char *reason, int64_t now);
/* Not needed any more. */
int	 telling_drop(struct db *, int64_t id, const char *reason, int64_t now);
/* At a teller's start: hooks that its predecessor left running are due again. */
int	 telling_stale(struct db *, int64_t now);
/* What became of the messages to members; has_news tells whether there is any. */
bool	 telling_has_news(struct db *, int64_t now);
int	 telling_settle(struct db *, int64_t now);
/* What failed of a notice is due once more. How many; -1 on error. */
int	 telling_again(struct db *, int64_t notice, int64_t now);

/* The outbox event of a telling's message: this, its id, a dot, the attempt. */
#define TELLING_EVENT	"notice:"

struct telling_query {
	int64_t	 since;		/* notices from then on, ms */
	bool	 all;		/* also those that went well */
};
/*
 * Notices with what became of them, the newest first: [{notice, what, time,
 * conversation, name, inquiry, member, untold, tellings[{channel, recipient, state,
 * reason, attempts, due}]}]; without `all` those with a failure, and those
 * nobody was told of. New reference.
 */
json_t	*telling_list(struct db *, const struct telling_query *, int64_t now);
/* How many tellings failed, and how many notices nobody was told of, since then. */
int64_t	 telling_failed(struct db *, int64_t since);
int64_t	 telling_untold(struct db *, int64_t since, int64_t now);

#endif
