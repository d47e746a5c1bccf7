/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Preloaded into the real binary: ends it by SIGKILL right after the n-th commit, request or answer.
 * KILL_AT=N gives n; KILL_COUNT=FILE writes how many there were when it ended by itself. KILL_PORT is
 * the far side's: a request is bytes sent there, an answer the first bytes that come back. A commit is
 * what SQLite calls one, on disk or not yet: the kernel keeps what a killed process has written. */
#include <arpa/inet.h>
#include <dlfcn.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

enum { DONE = 101 }; /* SQLITE_DONE */

static long events;
static int asked = -1; /* the socket whose answer has not begun */

static void event(void)
{
	const char *limit = getenv("KILL_AT");
	long count = __atomic_add_fetch(&events, 1, __ATOMIC_SEQ_CST);
	if (limit && count == strtol(limit, NULL, 10))
		kill(getpid(), SIGKILL);
}

static bool is_far_side(int descriptor)
{
	const char *port = getenv("KILL_PORT");
	struct sockaddr_in name;
	socklen_t length = sizeof(name);
	return port && getpeername(descriptor, (struct sockaddr *)&name, &length) == 0 &&
	       name.sin_family == AF_INET && ntohs(name.sin_port) == strtol(port, NULL, 10);
}

static void *real(const char *name)
{
	return dlsym(RTLD_NEXT, name);
}

int sqlite3_step(void *statement)
{
	int (*next)(void *) = real("sqlite3_step");
	void *(*handle)(void *) = real("sqlite3_db_handle");
	int (*is_outside)(void *) = real("sqlite3_get_autocommit");
	int (*is_readonly)(void *) = real("sqlite3_stmt_readonly");
	void *database = handle(statement);
	bool was_outside = is_outside(database);
	int result = next(statement);
	/* COMMIT itself counts as a statement that only reads. */
	bool committed =
		result == DONE && is_outside(database) && (!was_outside || !is_readonly(statement));
	if (committed)
		event();
	return result;
}

ssize_t send(int descriptor, const void *bytes, size_t length, int flags)
{
	ssize_t (*next)(int, const void *, size_t, int) = real("send");
	ssize_t result = next(descriptor, bytes, length, flags);
	if (result > 0 && is_far_side(descriptor)) {
		asked = descriptor;
		event();
	}
	return result;
}

ssize_t recv(int descriptor, void *bytes, size_t length, int flags)
{
	ssize_t (*next)(int, void *, size_t, int) = real("recv");
	ssize_t result = next(descriptor, bytes, length, flags);
	if (result > 0 && descriptor == asked) {
		asked = -1;
		event();
	}
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
