/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* One running program: its own process group, its pipes, its time. */
#pragma once
#include "base/error.h"
#include "hook_output.h"
#include <stdint.h>
#include <sys/types.h>

struct arena;
struct hook_settings_entry;
struct json;
struct pollfd;

/* Zero-initialised is idle. */
struct hook_job {
	pid_t pid; /* and process group; 0 = none */
	int input; /* -1 = closed */
	int output;
	const char *text; /* for standard input; borrowed */
	size_t text_left;
	struct hook_output captured;
	int64_t started; /* monotonic ms */
	int64_t deadline;
	int64_t kill_at; /* 0 = not asked to end yet */
	bool timed_out;
	bool stopped; /* ended because the runner ends */
	bool ended;
	int status; /* of waitpid */
	int64_t ended_at;
};

enum {
	/* Between SIGTERM and SIGKILL to the group. */
	HOOK_JOB_GRACE_MS = 5000,
	HOOK_JOB_POLLS = 2,
};

/* Starts arguments[0] without a shell, with a fixed environment (PATH, LANG, HOME), "/" as working
 * folder, default signals, no descriptor but the three, and as the entry's account. ERROR_ITEM when
 * it cannot be executed; then nothing ran. */
CHECKED bool hook_job_start(struct hook_job *job, const struct hook_settings_entry *entry,
                            char *const *arguments, const char *input, struct error *error);

/* What to wait for, at most HOOK_JOB_POLLS entries, and until when (ms from now, -1 = no end). */
size_t hook_job_polls(const struct hook_job *job, struct pollfd *polls);
int hook_job_wait_ms(const struct hook_job *job, int64_t now);

/* Feeds, listens, ends what is late, and collects the end; true once the program has ended. To be
 * called after each wait. */
bool hook_job_turn(struct hook_job *job, int64_t now);

/* Shortens the time left to at most ms, because the runner is to end. */
void hook_job_hurry(struct hook_job *job, int64_t now, int64_t ms);

/* Writes exit or signal, timed_out, stopped, seconds and output of an ended job into result. */
void hook_job_describe(const struct hook_job *job, struct arena *arena, struct json *result);
