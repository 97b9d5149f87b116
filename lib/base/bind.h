/*
 * bind: sockets that listen at an address as people write it: 127.0.0.1:8080,
 * [::1]:8080, localhost:0.
 */
#ifndef BASE_BIND_H
#define BASE_BIND_H

#include <stdbool.h>

/* Listens, without blocking; port 0: any that is free. loopback_only refuses an
 * address that others can reach. -1 after saying why. */
int	 bind_listen(const char *address, bool loopback_only);
/* HOST:PORT that it listens on, with the real port and brackets where due. The caller frees. */
char	*bind_address(int fd);

#endif
