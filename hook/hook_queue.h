/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Runs in their order, one at a time, each written down before it starts and after it ends. */
#pragma once
#include "base/arena.h"
#include "base/error.h"
#include "hook_job.h"
#include "hook_request.h"

struct hook_settings;
struct json;

enum {
	/* The service sends few: each run is a change in its planned slot. */
	HOOK_QUEUE_RUNS = 32,
	HOOK_QUEUE_NOBODY = -1,
};

struct hook_task {
	struct arena arena; /* holds the request */
	struct hook_request request;
	int peer; /* who waits for the answer, or HOOK_QUEUE_NOBODY */
};

/* Told once for each run, unless its peer has left. */
typedef void (*hook_queue_answer_fn)(void *context, int peer, const struct json *answer);

struct hook_queue {
	const struct hook_settings *settings;
	const char *state; /* folder of the journal */
	hook_queue_answer_fn answer;
	void *context;
	struct hook_task *tasks[HOOK_QUEUE_RUNS]; /* the first one runs while job.pid is set */
	size_t count;
	struct hook_job job;
	bool closed;
};

/* For a peer or HOOK_QUEUE_NOBODY. The caller fills in the request (from task->arena) and hands it to
 * hook_queue_add, or frees it. */
struct hook_task *hook_queue_new_task(int peer);
void hook_queue_free_task(struct hook_task *task);

/* Takes the task over. ERROR_ITEM, and the task stays the caller's, when the hook is not configured,
 * the id was used, the queue is full or closed. */
CHECKED bool hook_queue_add(struct hook_queue *queue, struct hook_task *task, struct error *error);
/* Feeds the running program, answers its end, starts the next. To be called after each wait. */
void hook_queue_turn(struct hook_queue *queue, int64_t now);
/* {"run", "state": ...} with the result of an ended run. */
struct json *hook_queue_find(const struct hook_queue *queue, const char *run, struct arena *arena);
/* The peer has left; its run goes on. */
void hook_queue_forget(struct hook_queue *queue, int peer);
/* Refuses what waits and gives what runs at most ms to end. */
void hook_queue_close(struct hook_queue *queue, int64_t now, int64_t ms);
bool hook_queue_is_busy(const struct hook_queue *queue);
/* After the last turn. */
void hook_queue_release(struct hook_queue *queue);
