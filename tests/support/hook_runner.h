/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The real hook runner in a folder of its own, for tests that start, kill and ask it. */
#pragma once
#include "base/arena.h"
#include <stdbool.h>
#include <sys/types.h>

struct hook_runner {
	struct arena arena;
	char folder[64];
	const char *config, *socket, *state; /* paths inside of folder */
	pid_t pid;                           /* 0 = not running */
};

/* Makes the folder; config is the YAML text, in which each "%s" stands for the folder. */
bool hook_runner_open(struct hook_runner *runner, const char *config);
/* Kills the runner if it runs and removes the folder. */
void hook_runner_close(struct hook_runner *runner);
/* For cmocka: *state becomes an opened runner; it is closed and freed. */
int hook_runner_begin(void **state, const char *config);
int hook_runner_end(void **state);

/* Starts the program without waiting; its process id. */
pid_t hook_runner_launch(const struct hook_runner *runner);
/* Starts it and waits until it listens. */
bool hook_runner_start(struct hook_runner *runner);
/* Sends the signal and waits for the end; the wait status. */
int hook_runner_stop(struct hook_runner *runner, int signal);
/* A connected socket, or -1. */
int hook_runner_connect(const struct hook_runner *runner);
/* Waits until a program has written its process id into the file of that name; 0 if it never does. */
pid_t hook_runner_wait_for_pid(struct hook_runner *runner, const char *name);
