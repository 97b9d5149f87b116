#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "base/buf.h"
#include "nlp/spelling.h"

static bool
is_front(char c)
{
	return c == 'e' || c == 'i' || c == 'y';
}

/* The sound at w; how many letters write it in *len. '\0': none. */
static char
sound(const char *w, size_t *len)
{
	*len = w[1] == w[0] ? 2 : 1;
	switch (*w) {
	case 'h':
		return '\0';
	case 'l':
		return *len == 2 ? 'y' : 'l';
	case 'q':
		*len = w[1] == 'u' ? 2 : 1;
		return 'k';
	case 'c':
		if (w[1] == 'h' || w[1] == 'k')
			*len = 2;
		return w[1] == 'h' ? '#' : is_front(w[*len]) && w[1] != 'k' ? 's' : 'k';
	case 'p':
		*len = w[1] == 'h' ? 2 : *len;
		return w[1] == 'h' ? 'f' : 'p';
	case 'g':
		return is_front(w[*len]) ? 'j' : 'g';
	case 'm':
	case 'n':
		return w[*len] == 'p' || w[*len] == 'b' ? 'm' : *w;
	case 'v':
		return 'b';
	case 'z':
		return 's';
	case 'w':
		return 'u';
	default:
		return *w;
	}
}

char *
spelling_key(const char *word)
{
	struct buf b = {0};
	size_t len;

	buf_str(&b, "");
	for (; *word != '\0'; word += len) {
		char c = sound(word, &len);

		if (c != '\0')
			buf_char(&b, c);
	}
	return buf_take(&b);
}
