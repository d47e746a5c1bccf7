/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Preloaded into the real binary: ends it by SIGKILL right after the n-th commit, request or answer.
 * KILL_AT=N gives n; KILL_COUNT=FILE writes what they were when it ended by itself, a letter each: c for
 * a commit, r and w for bytes of requests that read or write, R and W for their answers. KILL_PORT is the
 * far side's: a request is bytes sent there, or to the hook runner, an answer the first bytes that come
 * back. A commit is what SQLite calls one, on disk or not yet: the kernel keeps what a killed process has
 * written. */
#include <arpa/inet.h>
#include <dlfcn.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum {
	DONE = 101, /* SQLITE_DONE */
	MOST = 100000,
	LINE = 200, /* bytes of a request that tell what it does */
};

static long events;
static char kinds[MOST];
static int asked = -1; /* the socket whose answer has not begun */
static bool writes;    /* what was asked there */

static void event(char kind)
{
	const char *limit = getenv("KILL_AT");
	long count = __atomic_add_fetch(&events, 1, __ATOMIC_SEQ_CST);
	if (count <= MOST)
		kinds[count - 1] = kind;
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

static bool is_hook_runner(int descriptor)
{
	struct sockaddr_un name = { 0 };
	socklen_t length = sizeof(name);
	return getpeername(descriptor, (struct sockaddr *)&name, &length) == 0 &&
	       name.sun_family == AF_UNIX && strstr(name.sun_path, "hook.sock");
}

/* Searches and logins are posted too. What begins with no method goes on with the request before it. */
static bool is_write(const char *bytes, size_t length)
{
	char line[LINE + 1] = "";
	memcpy(line, bytes, length < LINE ? length : LINE);
	if (strncmp(line, "GET ", 4) == 0)
		return false;
	if (strncmp(line, "P", 1) != 0 && strncmp(line, "DELETE ", 7) != 0)
		return writes;
	line[strcspn(line, "\r")] = '\0';
	return !strstr(line, "/search") && !strstr(line, "/aql") && !strstr(line, "oauth");
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
		event('c');
	return result;
}

ssize_t send(int descriptor, const void *bytes, size_t length, int flags)
{
	ssize_t (*next)(int, const void *, size_t, int) = real("send");
	ssize_t result = next(descriptor, bytes, length, flags);
	bool far = result > 0 && is_far_side(descriptor);
	if (far || (result > 0 && is_hook_runner(descriptor))) {
		asked = descriptor;
		writes = !far || is_write(bytes, (size_t)result);
		event(writes ? 'w' : 'r');
	}
	return result;
}

static void answered(int descriptor, ssize_t result)
{
	if (result <= 0 || descriptor != asked)
		return;
	asked = -1;
	event(writes ? 'W' : 'R');
}

ssize_t recv(int descriptor, void *bytes, size_t length, int flags)
{
	ssize_t (*next)(int, void *, size_t, int) = real("recv");
	ssize_t result = next(descriptor, bytes, length, flags);
	answered(descriptor, result);
	return result;
}

/* The hook runner's answers. */
ssize_t read(int descriptor, void *bytes, size_t length)
{
	ssize_t (*next)(int, void *, size_t) = real("read");
	ssize_t result = next(descriptor, bytes, length);
	answered(descriptor, result);
	return result;
}

__attribute__((destructor)) static void report(void)
{
	const char *path = getenv("KILL_COUNT");
	FILE *file = path ? fopen(path, "w") : NULL;
	if (!file)
		return;
	fprintf(file, "%.*s\n", (int)(events < MOST ? events : MOST), kinds);
	fclose(file);
}
