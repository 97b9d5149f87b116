#include <stdlib.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/log.h"
#include "run/faq_draft.h"
#include "run/inquiry_learn.h"
#include "wa/inquiry_list.h"

/* -1 after saying what is missing. */
static int
draft(struct faq_draft *d, struct db *db, int64_t id, const char *entry)
{
	json_t *seen = inquiry_list_seen(db, id);
	char *question = inquiry_list_question(db, id), *answer = entry == NULL ? inquiry_list_answer(db, id) : NULL;
	const char *language = json_text(seen, "language");
	int rc = -1;

	if (question == NULL)
		log_line("%lld: nothing was asked in words; wa-faq learn takes some", (long long)id);
	else if (entry != NULL)
		rc = faq_draft_learn(d, entry, NULL, language, question);
	else if (answer == NULL)
		log_line("%lld: nobody has answered it in words; --reply does, or --entry names who answers it", (long long)id);
	else
		rc = faq_draft_answer(d, question, answer, language);
	json_decref(seen);
	free(question);
	free(answer);
	return rc;
}

int
inquiry_learn(struct db *db, const struct workspace *ws, int64_t id, const char *entry, bool yes)
{
	enum review how = yes ? REVIEW_YES : isatty(STDIN_FILENO) && isatty(STDERR_FILENO) ? REVIEW_ASK : REVIEW_DRY;
	struct faq_draft d;
	int status = EX_CONFIG;

	if (faq_draft_open(&d, ws) == 0)
		status = draft(&d, db, id, entry) == 0 ? faq_draft_write(&d, how) : 1;
	faq_draft_close(&d);
	return status;
}
