#include <ctype.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "ext/json.h"
#include "wa/yaml_write.h"

/* May the text stand in YAML without quotes? */
static bool
is_plain(const char *s)
{
	size_t len = strlen(s);

	return len > 0 && (isalpha((unsigned char)*s) || (unsigned char)*s >= 0xc2) && s[strcspn(s, ":#[]{},&*!|>'\"%@`\\\n\r\t")] == '\0' &&
	    s[len - 1] != ' ' && strcasecmp(s, "null") != 0;
}

void
yaml_write_text(struct buf *b, const char *s)
{
	json_t *v;

	if (is_plain(s)) {
		buf_str(b, s);
		return;
	}
	/* What JSON writes between quotes, YAML reads. */
	v = json_string(s);
	json_print(v, b);
	json_decref(v);
}
