#include <sys/socket.h>

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/bind.h"
#include "base/log.h"
#include "base/mem.h"

#define BACKLOG	1024

static bool
is_loopback(const struct sockaddr *sa)
{
	const struct sockaddr_in *v4 = (const void *)sa;
	const struct sockaddr_in6 *v6 = (const void *)sa;

	if (sa->sa_family == AF_INET)
		return ntohl(v4->sin_addr.s_addr) >> 24 == IN_LOOPBACKNET;
	return sa->sa_family == AF_INET6 && IN6_IS_ADDR_LOOPBACK(&v6->sin6_addr);
}

/* HOST:PORT in two; -1 when it isn't that. The caller frees *host. */
static int
split_address(const char *address, char **host, const char **port)
{
	const char *colon = strrchr(address, ':');
	size_t len;

	if (colon == NULL || colon == address || colon[1] == '\0' || strspn(colon + 1, "0123456789") != strlen(colon + 1))
		return -1;
	len = (size_t)(colon - address);
	if (address[0] == '[' && address[len - 1] == ']')
		*host = mem_strn(address + 1, len - 2);
	else
		*host = mem_strn(address, len);
	*port = colon + 1;
	return 0;
}

static int
bind_to(const struct addrinfo *ai)
{
	int fd, on = 1, err;

	if ((fd = socket(ai->ai_family, ai->ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, ai->ai_protocol)) == -1)
		return -1;
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	if (bind(fd, ai->ai_addr, ai->ai_addrlen) == 0 && listen(fd, BACKLOG) == 0)
		return fd;
	err = errno;
	close(fd);
	errno = err;
	return -1;
}

int
bind_listen(const char *address, bool loopback_only)
{
	const struct addrinfo hints = { .ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE | AI_NUMERICSERV };
	struct addrinfo *ai = NULL;
	char *host = NULL;
	const char *port;
	int rc, fd = -1;

	if (split_address(address, &host, &port) == -1) {
		log_line("%s: no address; it is HOST:PORT, as in 127.0.0.1:8080", address);
		return -1;
	}
	if ((rc = getaddrinfo(host, port, &hints, &ai)) != 0)
		log_line("%s: %s", address, gai_strerror(rc));
	else if (loopback_only && !is_loopback(ai->ai_addr))
		log_line("%s: only an address of this machine's own (127.0.0.1) will do", address);
	else if ((fd = bind_to(ai)) == -1)
		log_line("%s: %s", address, strerror(errno));
	if (ai != NULL)
		freeaddrinfo(ai);
	free(host);
	return fd;
}

char *
bind_address(int fd)
{
	struct sockaddr_storage sa;
	socklen_t len = sizeof sa;
	char host[NI_MAXHOST], port[NI_MAXSERV];

	if (getsockname(fd, (struct sockaddr *)&sa, &len) == -1 ||
	    getnameinfo((struct sockaddr *)&sa, len, host, sizeof host, port, sizeof port,
	    NI_NUMERICHOST | NI_NUMERICSERV) != 0)
		return mem_str("");
	return mem_printf(sa.ss_family == AF_INET6 ? "[%s]:%s" : "%s:%s", host, port);
}
