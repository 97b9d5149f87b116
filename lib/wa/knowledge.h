/*
 * knowledge: what workspace.yaml and services.yaml let the agent say, as
 * entries like those of faq.yaml, with phrasings and sentences of our own
 * (knowledge.yaml beside this file). Only what is written there becomes an
 * entry; its key is the entry's id:
 *
 *	workspace.description	workspace.assistant (with a description)
 *	workspace.areas		workspace.hours		policies.KEY
 *	rules.objections.N	rules.never_guess.N	(N from 1)
 *	services.ID		services.ID.price	services.ID.duration
 *
 * Entries are asked and answered in the workspace's languages and those that
 * the text itself has, where knowledge.yaml speaks them.
 */
#ifndef WA_KNOWLEDGE_H
#define WA_KNOWLEDGE_H

#include <stdbool.h>

#include "ext/json.h"

struct knowledge {
	const json_t	*settings;
	const json_t	*services;	/* services_read's */
	/* Does faq.yaml ask this already? Then its answer counts, and the
	 * phrasings of that sort are left out. */
	bool		(*asked)(void *arg, const char *phrasing);
	void		*arg;
};

/* A new array of entries, wa-faq(5), each with ask{LANGUAGE: [text]}. */
json_t	*knowledge_entries(const struct knowledge *);

#endif
