/* Any file is of some type, and looking at it is safe. */
#include <sys/mman.h>

#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/sniff.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static int fd = -1;
	struct sniff s;

	if (fd == -1)
		fd = memfd_create("file", 0);
	if (ftruncate(fd, 0) == -1 || pwrite(fd, data, len, 0) != (ssize_t)len || sniff_file(fd, &s) == -1)
		abort();
	if (s.type == NULL || s.suffix == NULL || !(s.seconds >= 0 && s.seconds < 1e7) || s.width < 0 || s.height < 0)
		abort();
	return 0;
}
