#include <string.h>

#include "base/buf.h"
#include "ext/text.h"
#include "nlp/kin.h"

#define KIN_END	3	/* letters of an ending */

char *
kin_plain(const char *s, size_t len)
{
	struct buf folded = {0}, out = {0};

	text_fold(s, len, &folded);
	buf_str(&out, "");
	for (size_t at = 0; at < folded.len;) {
		int32_t c = text_plain(text_next(folded.data, folded.len, &at));

		if (c != 0)
			text_put(&out, c);
	}
	buf_free(&folded);
	return buf_take(&out);
}

bool
kin_is(const char *a, const char *b)
{
	size_t la = strlen(a), lb = strlen(b), common = 0;
	size_t shorter = la < lb ? la : lb, longer = la < lb ? lb : la;

	if (shorter < KIN_MIN)
		return la == lb && strcmp(a, b) == 0;
	while (common < shorter && a[common] == b[common])
		common++;
	return common >= KIN_MIN && common + 1 >= shorter && longer - common <= KIN_END;
}
