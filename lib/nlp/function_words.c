#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/share.h"
#include "nlp/function_words.h"

#define LISTS	"function-words.txt"

struct wanted {
	const char	*language;
	const char	*words;
};

static int
read_line(void *arg, char *line)
{
	struct wanted *w = arg;
	char *colon = strchr(line, ':');

	if (colon == NULL)
		return -1;
	*colon = '\0';
	if (strncmp(line, w->language, strlen(line)) == 0)	/* "pt" of "pt-BR" */
		w->words = colon + 1;
	return 0;
}

char *
function_words(const char *language)
{
	struct wanted w = { .language = language };
	char *text = share_lines(LISTS, "LANGUAGE: WORD WORD", read_line, &w);
	char *words = w.words != NULL ? mem_str(w.words) : NULL;

	free(text);
	return words;
}
