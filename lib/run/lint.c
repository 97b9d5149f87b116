#include "run/lint.h"

bool
lint_document(struct yaml *y, bool quiet, bool strict, struct buf *out)
{
	bool good = yaml_mistakes(y) == 0 && (!strict || yaml_remarks(y) == 0);

	yaml_print(y, !quiet, out);
	yaml_close(y);
	return good;
}
