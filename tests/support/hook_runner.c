/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Waits look at what they wait for, with an end that only a fault reaches. */
#include "support/hook_runner.h"

#include "base/clock.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/text.h"
#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

enum { RUNNER_PATIENCE_MS = 30000, RUNNER_LOOK_US = 5000 };

static bool write_config(struct hook_runner *runner, const char *config)
{
	TEXT(text);
	struct error error;
	for (const char *hole = strstr(config, "%s"); hole; hole = strstr(config, "%s")) {
		text_append_bytes(&text, config, (size_t)(hole - config));
		text_append(&text, runner->folder);
		config = hole + 2;
	}
	text_append(&text, config);
	return file_replace(runner->config, text.data, text.length, 0644, &error);
}

bool hook_runner_open(struct hook_runner *runner, const char *config)
{
	*runner = (struct hook_runner){ .pid = 0 };
	snprintf(runner->folder, sizeof(runner->folder), "/tmp/hook_runner.XXXXXX");
	if (!mkdtemp(runner->folder))
		return false;
	runner->config = file_join(&runner->arena, runner->folder, "c.yaml");
	runner->socket = file_join(&runner->arena, runner->folder, "s");
	runner->state = file_join(&runner->arena, runner->folder, "state");
	return write_config(runner, config);
}

static void remove_folder(const char *path)
{
	DIR *folder = opendir(path);
	struct dirent *entry;
	while (folder && (entry = readdir(folder)))
		unlinkat(dirfd(folder), entry->d_name, 0);
	if (folder)
		closedir(folder);
	rmdir(path);
}

void hook_runner_close(struct hook_runner *runner)
{
	hook_runner_stop(runner, SIGKILL);
	remove_folder(runner->state);
	remove_folder(runner->folder);
	arena_release(&runner->arena);
}

int hook_runner_begin(void **state, const char *config)
{
	struct hook_runner *runner = memory_zero(1, sizeof(*runner));
	*state = runner;
	return hook_runner_open(runner, config) ? 0 : -1;
}

int hook_runner_end(void **state)
{
	hook_runner_close(*state);
	free(*state);
	return 0;
}

pid_t hook_runner_launch(const struct hook_runner *runner)
{
	pid_t pid = fork();
	if (pid == 0) {
		execl(CERTSTEWARD_BINARY_DIR "/certsteward-hook", "certsteward-hook", "--config",
		      runner->config, "--socket", runner->socket, "--state", runner->state,
		      "--stop-grace", "1s", (char *)NULL);
		_exit(126);
	}
	return pid;
}

int hook_runner_connect(const struct hook_runner *runner)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	snprintf(address.sun_path, sizeof(address.sun_path), "%s", runner->socket);
	int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (connect(descriptor, (const struct sockaddr *)&address, sizeof(address)) == 0)
		return descriptor;
	close(descriptor);
	return -1;
}

bool hook_runner_start(struct hook_runner *runner)
{
	int64_t give_up = clock_monotonic_ms() + RUNNER_PATIENCE_MS;
	int descriptor = -1;
	runner->pid = hook_runner_launch(runner);
	while (descriptor < 0 && clock_monotonic_ms() < give_up) {
		descriptor = hook_runner_connect(runner);
		if (descriptor < 0)
			usleep(RUNNER_LOOK_US);
	}
	if (descriptor >= 0)
		close(descriptor);
	return descriptor >= 0;
}

int hook_runner_stop(struct hook_runner *runner, int signal)
{
	int status = -1;
	if (runner->pid > 0) {
		kill(runner->pid, signal);
		waitpid(runner->pid, &status, 0);
	}
	runner->pid = 0;
	return status;
}

pid_t hook_runner_wait_for_pid(struct hook_runner *runner, const char *name)
{
	const char *path = file_join(&runner->arena, runner->folder, name);
	int64_t give_up = clock_monotonic_ms() + RUNNER_PATIENCE_MS;
	struct error error;
	size_t length = 0;
	while (clock_monotonic_ms() < give_up) {
		const char *text = file_read(&runner->arena, path, 100, &length, &error);
		if (text && strchr(text, '\n'))
			return (pid_t)strtol(text, NULL, 10);
		usleep(RUNNER_LOOK_US);
	}
	return 0;
}
