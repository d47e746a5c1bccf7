/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* bind under a umask, so that the socket is never open to others, not even for a moment. */
#include "hook_socket.h"

#include "base/memory.h"
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { SOCKET_BACKLOG = 16 };

static bool make_address(struct sockaddr_un *address, const char *path, struct error *error)
{
	size_t length = strlen(path);
	*address = (struct sockaddr_un){ .sun_family = AF_UNIX };
	if (length == 0 || length >= sizeof(address->sun_path))
		return error_set(error, ERROR_LOCAL, "socket '%s': a path has 1 to %zu bytes", path,
		                 sizeof(address->sun_path) - 1);
	memcpy(address->sun_path, path, length);
	return true;
}

static int open_socket(void)
{
	return socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
}

/* A socket file outlives its process; connecting tells whether somebody is there. */
static bool remove_stale(const struct sockaddr_un *address, struct error *error)
{
	struct stat status;
	if (lstat(address->sun_path, &status) != 0)
		return true;
	if (!S_ISSOCK(status.st_mode))
		return error_set(error, ERROR_LOCAL,
		                 "socket '%s': a file of that name is no socket",
		                 address->sun_path);
	CLEANUP(memory_close_descriptor) int probe = open_socket();
	bool refused = connect(probe, (const struct sockaddr *)address, sizeof(*address)) != 0 &&
	               errno == ECONNREFUSED;
	if (!refused)
		return error_set(error, ERROR_LOCAL, "socket '%s': another runner listens there",
		                 address->sun_path);
	unlink(address->sun_path);
	return true;
}

int hook_socket_listen(const char *path, struct error *error)
{
	struct sockaddr_un address;
	if (!make_address(&address, path, error) || !remove_stale(&address, error))
		return -1;
	int listener = open_socket();
	mode_t before = umask(0117);
	bool done = listener >= 0 &&
	            bind(listener, (const struct sockaddr *)&address, sizeof(address)) == 0 &&
	            listen(listener, SOCKET_BACKLOG) == 0;
	int reason = errno;
	umask(before);
	if (done)
		return listener;
	memory_close_descriptor(&listener);
	error_set(error, ERROR_LOCAL, "socket '%s': %s", path, strerror(reason));
	return -1;
}
