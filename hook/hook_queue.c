/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The journal decides whether a run may start; the queue only orders. */
#include "hook_queue.h"

#include "base/clock.h"
#include "base/json.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/text.h"
#include "hook_journal.h"
#include "hook_settings.h"
#include <string.h>

struct hook_task *hook_queue_new_task(int peer)
{
	struct hook_task *task = memory_zero(1, sizeof(*task));
	task->peer = peer;
	return task;
}

void hook_queue_free_task(struct hook_task *task)
{
	arena_release(&task->arena);
	memory_free_pointer(&task);
}

bool hook_queue_is_busy(const struct hook_queue *queue)
{
	return queue->job.pid != 0;
}

static const struct hook_task *find_task(const struct hook_queue *queue, const char *run)
{
	for (size_t i = 0; i < queue->count; i++) {
		if (text_equal(queue->tasks[i]->request.run, run))
			return queue->tasks[i];
	}
	return NULL;
}

static bool check(const struct hook_queue *queue, const struct hook_request *request,
                  struct error *error)
{
	ARENA(arena);
	const struct hook_settings_entry *entry =
		hook_settings_find(queue->settings, request->hook);
	if (!entry)
		return error_set(error, ERROR_ITEM, "hook '%s' is not configured here",
		                 request->hook);
	if (!hook_request_arguments(request, &entry->command, &arena, error))
		return false;
	if (find_task(queue, request->run) || hook_journal_read(queue->state, request->run, &arena))
		return error_set(error, ERROR_ITEM,
		                 "run '%s' was asked for before: a run id starts one program only",
		                 request->run);
	if (queue->closed)
		return error_set(error, ERROR_RETRY, "the hook runner is ending");
	if (queue->count == HOOK_QUEUE_RUNS)
		return error_set(error, ERROR_RETRY, "%d runs are waiting already",
		                 HOOK_QUEUE_RUNS);
	return true;
}

bool hook_queue_add(struct hook_queue *queue, struct hook_task *task, struct error *error)
{
	if (!check(queue, &task->request, error))
		return false;
	queue->tasks[queue->count++] = task;
	return true;
}

static struct json *new_result(struct arena *arena, const struct hook_request *request,
                               bool started)
{
	char now[24];
	struct json *result = json_new(arena, JSON_OBJECT);
	clock_format(clock_now(), now);
	json_set_string(arena, result, "run", request->run);
	json_set_string(arena, result, "hook", request->hook);
	json_set_string(arena, result, "state", "ended");
	json_set_string(arena, result, "ended", now);
	json_set_bool(arena, result, "started", started);
	return result;
}

static struct hook_task *take_first(struct hook_queue *queue)
{
	struct hook_task *task = queue->tasks[0];
	queue->count--;
	memmove(queue->tasks, queue->tasks + 1, queue->count * sizeof(*queue->tasks));
	return task;
}

/* Frees the task. */
static void tell(struct hook_queue *queue, struct hook_task *task, const struct json *result)
{
	if (task->peer != HOOK_QUEUE_NOBODY)
		queue->answer(queue->context, task->peer, result);
	hook_queue_free_task(task);
}

/* The runner may live for years: each end makes room for the next. */
static void prune(const struct hook_queue *queue)
{
	static const struct hook_journal_limits limits = { HOOK_JOURNAL_SECONDS,
		                                           HOOK_JOURNAL_LEAST_SECONDS,
		                                           HOOK_JOURNAL_COUNT };
	(void)hook_journal_prune(queue->state, &limits);
}

/* Written down before it is told: who asks again later hears the same. */
static void write_down(const struct hook_queue *queue, const char *run, const struct json *result)
{
	struct error error = ERROR_INIT;
	if (!hook_journal_finish(queue->state, run, result, &error))
		log_error("hook", "run '%s' ended but its end is not written down: %s", run,
		          error.message);
}

/* `begun`: the journal holds an intent, which is to be followed by its end. */
static void refuse(struct hook_queue *queue, struct hook_task *task, const char *reason, bool begun)
{
	ARENA(arena);
	const struct hook_request *request = &task->request;
	struct json *result = new_result(&arena, request, false);
	json_set_string(&arena, result, "reason", reason);
	log_warning("hook", "run '%s' of hook '%s' not started: %s", request->run, request->hook,
	            reason);
	if (begun)
		write_down(queue, request->run, result);
	tell(queue, task, result);
}

static void start_first(struct hook_queue *queue)
{
	struct hook_task *task = queue->tasks[0];
	const struct hook_request *request = &task->request;
	const struct hook_settings_entry *entry =
		hook_settings_find(queue->settings, request->hook);
	struct error error = ERROR_INIT;
	char **arguments = hook_request_arguments(request, &entry->command, &task->arena, &error);
	if (!arguments || !hook_journal_begin(queue->state, request->run, request->hook, &error)) {
		refuse(queue, take_first(queue), error.message, false);
		return;
	}
	if (!hook_job_start(&queue->job, entry, arguments, request->input, &error)) {
		refuse(queue, take_first(queue), error.message, true);
		return;
	}
	log_info("hook", "run '%s' of hook '%s' started as process %d", request->run, request->hook,
	         (int)queue->job.pid);
}

static void end_first(struct hook_queue *queue)
{
	ARENA(arena);
	const struct hook_request *request = &queue->tasks[0]->request;
	struct json *result = new_result(&arena, request, true);
	hook_job_describe(&queue->job, &arena, result);
	queue->job = (struct hook_job){ .pid = 0 };
	log_info("hook", "run '%s' of hook '%s' ended: exit %s, signal %s", request->run,
	         request->hook, json_member_text(result, "exit", "-"),
	         json_member_text(result, "signal", "-"));
	write_down(queue, request->run, result);
	tell(queue, take_first(queue), result);
	prune(queue);
}

void hook_queue_turn(struct hook_queue *queue, int64_t now)
{
	if (hook_queue_is_busy(queue) && hook_job_turn(&queue->job, now))
		end_first(queue);
	while (!hook_queue_is_busy(queue) && queue->count > 0)
		start_first(queue);
}

struct json *hook_queue_find(const struct hook_queue *queue, const char *run, struct arena *arena)
{
	const struct hook_task *task = find_task(queue, run);
	struct json *found = hook_journal_read(queue->state, run, arena);
	struct json *answer = json_new(arena, JSON_OBJECT);
	json_set_string(arena, answer, "run", run);
	if (task)
		json_set_string(arena, answer, "state",
		                task == queue->tasks[0] && hook_queue_is_busy(queue) ? "running"
		                                                                     : "waiting");
	else if (!found)
		json_set_string(arena, answer, "state", "unknown");
	else if (!text_equal(json_member_text(found, "state", ""), "ended"))
		json_set_string(arena, answer, "state", "interrupted");
	else
		return found;
	return answer;
}

void hook_queue_forget(struct hook_queue *queue, int peer)
{
	for (size_t i = 0; i < queue->count; i++) {
		if (queue->tasks[i]->peer == peer)
			queue->tasks[i]->peer = HOOK_QUEUE_NOBODY;
	}
}

void hook_queue_close(struct hook_queue *queue, int64_t now, int64_t ms)
{
	size_t running = hook_queue_is_busy(queue) ? 1 : 0;
	queue->closed = true;
	hook_job_hurry(&queue->job, now, ms);
	while (queue->count > running)
		refuse(queue, queue->tasks[--queue->count], "the hook runner is ending", false);
}

void hook_queue_release(struct hook_queue *queue)
{
	while (queue->count > 0)
		hook_queue_free_task(queue->tasks[--queue->count]);
}
