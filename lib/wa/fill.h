/*
 * fill: variables in texts that operators write.
 *
 * {{NAME|DEFAULT}} becomes the value of NAME in the customer's language, or
 * DEFAULT when there is none; the default is mandatory, so that no text is
 * ever sent with a hole in it. Names:
 *   name first_name    the customer's, as WhatsApp shows it
 *   contact.KEY        an attribute of the contact
 *   business           the workspace's name
 *   description areas policies.KEY
 *   KEY                under `variables` in workspace.yaml
 * What a customer chose (a name) is cut and cleaned; it is never filled in
 * again, nor taken for a variable.
 */
#ifndef WA_FILL_H
#define WA_FILL_H

#include "base/buf.h"
#include "ext/yaml.h"

struct fill {
	const json_t	*settings;	/* the workspace's */
	const json_t	*contact;	/* an event's `contact`, or NULL */
	const json_t	*more;		/* object of further names (a time, a field), or NULL; they win */
	const char	*language;
};

/* The text with its variables filled in; the caller frees. */
char	*fill_text(const struct fill *, const char *text);
/* Notes what is wrong with a text's variables as mistakes at `node`. `more`
 * names what the caller adds, ending with NULL. */
void	 fill_check(struct yaml *, const json_t *node, const char *text, const json_t *settings, const char *const *more);

#endif
