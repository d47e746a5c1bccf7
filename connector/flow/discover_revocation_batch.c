/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* A handful of threads that take questions in turns. */
#include "flow/discover_revocation_batch.h"
#include "base/clock.h"
#include <pthread.h>
#include <time.h>

enum { THREADS_MOST = 64, FAILURES = 3, NAP_MS = 20 };

struct batch {
	struct revocation_work *work;
	struct revocation_question *questions;
	size_t count, next;
	bool stopped;
	pthread_mutex_t lock; /* of next, stopped and all hosts */
};

struct asker {
	struct batch *batch;
	const struct revocation_fetch *fetch;
	pthread_t thread;
	bool running;
};

static void nap(int64_t milliseconds)
{
	struct timespec time = { .tv_sec = milliseconds / 1000,
		                 .tv_nsec = milliseconds % 1000 * 1000000 };
	nanosleep(&time, NULL);
}

/* The next question that may be asked; NULL = none is left. *wait: its host wants a pause first. */
static struct revocation_question *take(struct batch *batch, int64_t *wait)
{
	*wait = 0;
	while (batch->next < batch->count && !batch->stopped) {
		struct revocation_question *question = &batch->questions[batch->next++];
		struct revocation_host *host = question->host;
		int64_t now = clock_monotonic_ms();
		if (host->failed >= FAILURES || !discover_revocation_has_time(batch->work))
			continue;
		*wait = host->next_ms > now ? host->next_ms - now : 0;
		host->next_ms = now + *wait + batch->work->options->host_pause_ms;
		return question;
	}
	return NULL;
}

static bool is_stopped(struct batch *batch)
{
	bool stopped = flow_is_cancelled(batch->work->flow);
	pthread_mutex_lock(&batch->lock);
	stopped = batch->stopped |= stopped;
	pthread_mutex_unlock(&batch->lock);
	return stopped;
}

static void ask(const struct asker *asker, struct revocation_question *question)
{
	struct batch *batch = asker->batch;
	question->good = revocation_fetch_ocsp(asker->fetch, &question->arena,
	                                       question->row.ocsp_url, &question->pair,
	                                       batch->work->now, &question->answer, &question->why);
	bool stopped = !question->good && question->why.kind == ERROR_CANCELLED;
	pthread_mutex_lock(&batch->lock);
	question->asked = !stopped;
	batch->stopped |= stopped;
	question->host->failed = question->good ? 0 : question->host->failed + 1;
	pthread_mutex_unlock(&batch->lock);
}

static void *work_off(void *context)
{
	const struct asker *asker = context;
	struct batch *batch = asker->batch;
	for (;;) {
		int64_t wait;
		pthread_mutex_lock(&batch->lock);
		struct revocation_question *question = take(batch, &wait);
		pthread_mutex_unlock(&batch->lock);
		if (!question)
			return NULL;
		for (; wait > 0 && !is_stopped(batch); wait -= NAP_MS)
			nap(wait < NAP_MS ? wait : NAP_MS);
		if (is_stopped(batch))
			return NULL;
		ask(asker, question);
	}
}

/* One asker works here; threads that cannot be started leave more to the others. */
static void run(struct batch *batch)
{
	struct asker askers[THREADS_MOST] = { 0 };
	const struct discover_revocation_askers *all = batch->work->askers;
	size_t count = all->count < THREADS_MOST ? all->count : THREADS_MOST;
	count = count < batch->count ? count : batch->count;
	for (size_t i = 0; i < count; i++) {
		askers[i] = (struct asker){ .batch = batch, .fetch = &all->items[i] };
		askers[i].running =
			i > 0 && pthread_create(&askers[i].thread, NULL, work_off, &askers[i]) == 0;
	}
	if (count)
		work_off(&askers[0]);
	for (size_t i = 1; i < count; i++)
		if (askers[i].running)
			pthread_join(askers[i].thread, NULL);
}

bool discover_revocation_batch(struct revocation_work *work, struct revocation_question *questions,
                               size_t count, struct error *error)
{
	struct batch batch = { .work = work, .questions = questions, .count = count };
	pthread_mutex_init(&batch.lock, NULL);
	run(&batch);
	pthread_mutex_destroy(&batch.lock);
	return !batch.stopped || error_set(error, ERROR_CANCELLED, "stopped while asking");
}

void discover_revocation_batch_release(struct revocation_question *questions, size_t count)
{
	for (size_t i = 0; i < count; i++)
		arena_release(&questions[i].arena);
}
