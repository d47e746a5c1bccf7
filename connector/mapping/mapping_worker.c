/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* posix_spawn with one socket as standard input and output, nothing else, and no environment. */
#include "mapping/mapping_worker.h"

#include "base/clock.h"
#include "base/file.h"
#include "base/json.h"
#include "base/memory.h"
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	/* Compiling takes about 15 ms a program; a busy machine takes longer. */
	WORKER_START_MS = 60000,
	/* WORKER_EXIT_MEMORY of the worker's own headers, which belong to another program. */
	WORKER_EXIT_MEMORY = 71,
};

static const char worker_name[] = "certsteward-mapper";

const char *mapping_worker_find(struct arena *arena)
{
	char own[PATH_MAX];
	ssize_t length = readlink("/proc/self/exe", own, sizeof(own) - 1);
	if (length > 0) {
		own[length] = '\0';
		const char *beside = file_join(arena, file_folder(arena, own), worker_name);
		if (access(beside, X_OK) == 0)
			return beside;
	}
#ifdef CERTSTEWARD_LIBEXEC_DIR
	const char *installed = file_join(arena, CERTSTEWARD_LIBEXEC_DIR, worker_name);
	if (access(installed, X_OK) == 0)
		return installed;
#endif
	return NULL;
}

/* A signal from the terminal is for us, and what we ignore must not be ignored there. */
static void prepare_attributes(posix_spawnattr_t *attributes)
{
	sigset_t none, all;
	sigemptyset(&none);
	sigfillset(&all);
	sigdelset(&all, SIGKILL);
	sigdelset(&all, SIGSTOP);
	posix_spawnattr_init(attributes);
	posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF |
	                                             POSIX_SPAWN_SETPGROUP);
	posix_spawnattr_setsigmask(attributes, &none);
	posix_spawnattr_setsigdefault(attributes, &all);
	posix_spawnattr_setpgroup(attributes, 0);
}

static int spawn(const char *path, int socket, pid_t *pid)
{
	char *const arguments[] = { (char *)worker_name, NULL };
	char *const environment[] = { NULL };
	posix_spawnattr_t attributes;
	posix_spawn_file_actions_t actions;
	prepare_attributes(&attributes);
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, socket, STDIN_FILENO);
	posix_spawn_file_actions_adddup2(&actions, socket, STDOUT_FILENO);
	posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
	int failure = posix_spawn(pid, path, &actions, &attributes, arguments, environment);
	posix_spawn_file_actions_destroy(&actions);
	posix_spawnattr_destroy(&attributes);
	return failure;
}

static bool launch(struct mapping_worker *worker, struct error *error)
{
	int pair[2];
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
		return error_set(error, ERROR_LOCAL, "mapping worker: %s", strerror(errno));
	int failure = spawn(worker->path, pair[1], &worker->pid);
	close(pair[1]);
	mapping_channel_open(&worker->channel, pair[0]);
	if (failure == 0)
		return true;
	worker->pid = 0;
	mapping_channel_close(&worker->channel);
	return error_set(error, ERROR_LOCAL, "mapping worker '%s' does not start: %s", worker->path,
	                 strerror(failure));
}

static const char *wait_for_greeting(struct mapping_worker *worker, size_t *length)
{
	int64_t end = clock_monotonic_ms() + WORKER_START_MS;
	mapping_channel_queue(&worker->channel, worker->greeting, strlen(worker->greeting));
	for (;;) {
		const char *frame = mapping_channel_take(&worker->channel, length);
		int64_t left = end - clock_monotonic_ms();
		if (frame)
			return frame;
		if (left <= 0 ||
		    mapping_channel_turn(&worker->channel, (int)left) == MAPPING_CHANNEL_CLOSED)
			return NULL;
	}
}

bool mapping_worker_start(struct mapping_worker *worker, struct error *error)
{
	char reason[MAPPING_WORKER_REASON];
	size_t length = 0;
	ARENA(arena);
	if (!launch(worker, error))
		return false;
	worker->starts++;
	const char *frame = wait_for_greeting(worker, &length);
	const struct json *answer = frame ? json_parse(&arena, frame, length, NULL, NULL) : NULL;
	if (answer && json_is_true(json_get(answer, "ok")))
		return true;
	mapping_worker_stop(worker, reason, sizeof(reason));
	const char *message = json_member_text(answer, "message", NULL);
	if (message)
		return error_set(error, ERROR_LOCAL, "%s", message);
	return error_set(error, ERROR_LOCAL,
	                 "mapping worker '%s' gave no answer to its programs: it %s", worker->path,
	                 reason);
}

static void describe(const struct mapping_worker *worker, int status, char *reason, size_t size)
{
	int signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
	if (WIFEXITED(status) && WEXITSTATUS(status) == WORKER_EXIT_MEMORY)
		snprintf(reason, size, "ran out of memory (limit %zu MiB)", worker->memory >> 20);
	else if (signal == SIGSEGV)
		snprintf(reason, size, "ran out of stack; a value or a recursion without end?");
	else if (signal == SIGSYS)
		snprintf(reason, size, "tried a system call that mappings may not use");
	else if (signal == SIGABRT)
		snprintf(reason, size, "was aborted by jq on a value it cannot take");
	else if (signal != 0)
		snprintf(reason, size, "was killed by signal %d", signal);
	else
		snprintf(reason, size, "ended with status %d",
		         WIFEXITED(status) ? WEXITSTATUS(status) : -1);
}

void mapping_worker_stop(struct mapping_worker *worker, char *reason, size_t size)
{
	int status = 0;
	mapping_channel_close(&worker->channel);
	if (worker->pid > 0) {
		kill(worker->pid, SIGKILL);
		while (waitpid(worker->pid, &status, 0) < 0 && errno == EINTR)
			continue;
	}
	worker->pid = 0;
	if (reason)
		describe(worker, status, reason, size);
}
