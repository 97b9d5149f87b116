#include <errno.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "base/progress.h"
#include "run/print.h"

void
print_spliced(struct buf *out, const char *line, size_t len, const char *key, const struct buf *value)
{
	size_t brace = len;

	if (value->len > 0)
		while (brace > 0 && line[brace - 1] != '}')
			brace--;
	if (value->len == 0 || brace == 0) {
		buf_add(out, line, len);
	} else {
		buf_add(out, line, brace - 1);
		buf_str(out, ",\"");
		buf_str(out, key);
		buf_str(out, "\":");
		buf_add(out, value->data, value->len);
		buf_add(out, line + brace - 1, len - brace + 1);
	}
	buf_char(out, '\n');
}

int
print_out(struct buf *out)
{
	progress_clear();
	if (file_write(STDOUT_FILENO, out->data, out->len) == -1) {
		if (errno == EPIPE)
			return EX_OK;
		log_line("stdout: %s", strerror(errno));
		return EX_IOERR;
	}
	buf_clear(out);
	return -1;
}
