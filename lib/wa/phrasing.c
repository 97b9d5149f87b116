#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "ext/text.h"
#include "wa/phrasing.h"

#define WORDS_MAX 256
#define ID_MAX 48	/* bytes of an id made of a text */

static int
by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Each code point without its accents; the caller frees. */
static char *
plain(const char *s, size_t len)
{
	struct buf b = {0};
	size_t at = 0;

	buf_str(&b, "");
	while (at < len) {
		int32_t c = text_plain(text_next(s, len, &at));

		if (c != 0)
			text_put(&b, c);
	}
	return buf_take(&b);
}

char *
phrasing_key(const char *text)
{
	struct buf folded = {0}, key = {0};
	char *words[WORDS_MAX];
	size_t n = 0, at = 0, len;
	enum text_class class;
	const char *w;

	text_fold(text, strlen(text), &folded);
	while (n < WORDS_MAX && (w = text_word(folded.data, folded.len, &at, &len, &class)) != NULL)
		words[n++] = plain(w, len);
	qsort(words, n, sizeof *words, by_text);
	buf_str(&key, "");
	for (size_t i = 0; i < n; i++)
		if (i == 0 || strcmp(words[i], words[i - 1]) != 0)
			buf_printf(&key, "%s ", words[i]);
	while (n > 0)
		free(words[--n]);
	buf_free(&folded);
	return buf_take(&key);
}

char *
phrasing_id(const char *text)
{
	struct buf folded = {0}, id = {0};
	size_t at = 0;

	text_fold(text, strlen(text), &folded);
	buf_str(&id, "");
	while (at < folded.len && id.len < ID_MAX) {
		int32_t c = text_plain(text_next(folded.data, folded.len, &at));

		if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
			buf_char(&id, (char)c);
		else if (c != 0 && id.len > 0 && id.data[id.len - 1] != '_')
			buf_char(&id, '_');
	}
	while (id.len > 0 && id.data[id.len - 1] == '_')
		id.data[--id.len] = '\0';
	buf_free(&folded);
	return buf_take(&id);
}
