/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Preloaded into the real binary: ends it by SIGKILL right after the n-th durable commit, request or
 * answer. KILL_AT=N gives n; KILL_COUNT=FILE writes how many there were when it ended by itself.
 * A commit is an fsync or fdatasync, a request is bytes sent to and an answer bytes received from an
 * internet socket. */
#include <dlfcn.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

static long events;

static void event(void)
{
	const char *limit = getenv("KILL_AT");
	long count = __atomic_add_fetch(&events, 1, __ATOMIC_SEQ_CST);
	if (limit && count == strtol(limit, NULL, 10))
		kill(getpid(), SIGKILL);
}

static int is_internet(int descriptor)
{
	struct sockaddr_storage name;
	socklen_t length = sizeof(name);
	return getsockname(descriptor, (struct sockaddr *)&name, &length) == 0 &&
	       (name.ss_family == AF_INET || name.ss_family == AF_INET6);
}

static void *real(const char *name)
{
	return dlsym(RTLD_NEXT, name);
}

int fsync(int descriptor)
{
	int (*next)(int) = real("fsync");
	int result = next(descriptor);
	event();
	return result;
}

int fdatasync(int descriptor)
{
	int (*next)(int) = real("fdatasync");
	int result = next(descriptor);
	event();
	return result;
}

ssize_t send(int descriptor, const void *bytes, size_t length, int flags)
{
	ssize_t (*next)(int, const void *, size_t, int) = real("send");
	ssize_t result = next(descriptor, bytes, length, flags);
	if (result > 0 && is_internet(descriptor))
		event();
	return result;
}

ssize_t recv(int descriptor, void *bytes, size_t length, int flags)
{
	ssize_t (*next)(int, void *, size_t, int) = real("recv");
	ssize_t result = next(descriptor, bytes, length, flags);
	if (result > 0 && is_internet(descriptor))
		event();
	return result;
}

__attribute__((destructor)) static void report(void)
{
	const char *path = getenv("KILL_COUNT");
	FILE *file = path ? fopen(path, "w") : NULL;
	if (!file)
		return;
	fprintf(file, "%ld\n", events);
	fclose(file);
}
