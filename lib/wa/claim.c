#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "wa/claim.h"
#include "wa/event.h"

#define BUTTON	"claim:"
#define WORD	"claim"

char *
claim_button(int64_t inquiry)
{
	return mem_printf(BUTTON "%lld", (long long)inquiry);
}

/* All of the text as a number; -1 when it is none. */
static int64_t
number(const char *s)
{
	char *end;
	long long n;

	if (strspn(s, "0123456789") == 0)
		return -1;
	errno = 0;
	n = strtoll(s, &end, 10);
	return errno != 0 || end[strspn(end, " .!")] != '\0' ? -1 : n;
}

/* "claim 12", "Claim #12", however it is written on a phone. */
static int64_t
in_words(const char *text)
{
	if (text == NULL)
		return -1;
	text += strspn(text, " ");
	if (strncasecmp(text, WORD, strlen(WORD)) != 0)
		return -1;
	text += strlen(WORD);
	return number(text + strspn(text, " #:"));
}

bool
claim_read(const json_t *ev, int64_t *inquiry)
{
	const char *button = json_text(ev, "message.choice.id");

	if (event_type(ev) != EVENT_MESSAGE)
		return false;
	if (button != NULL)
		*inquiry = strncmp(button, BUTTON, strlen(BUTTON)) == 0 ? number(button + strlen(BUTTON)) : -1;
	else
		*inquiry = in_words(json_text(ev, "message.text"));
	return *inquiry != -1;
}
