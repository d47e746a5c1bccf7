/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Work between the engine's thread and the probing threads. */
#include "tls_pool.h"
#include "tls_loop.h"

#include "base/memory.h"
#include "base/text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
	/* Descriptors left to the rest of the process. */
	OTHER_DESCRIPTORS = 128,
	/* That the engine takes in one go; fewer than the jobs that wait ahead. */
	REPORTS_TOGETHER = 128,
};

/* As many sockets as the settings ask for, if the hard limit allows. */
static int64_t raise_descriptors(int64_t wanted)
{
	struct rlimit limit;
	if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
		return wanted;
	rlim_t needed = (rlim_t)wanted + OTHER_DESCRIPTORS;
	if (limit.rlim_cur < needed) {
		limit.rlim_cur = needed < limit.rlim_max ? needed : limit.rlim_max;
		(void)setrlimit(RLIMIT_NOFILE, &limit);
		(void)getrlimit(RLIMIT_NOFILE, &limit);
	}
	if (limit.rlim_cur >= needed)
		return wanted;
	return limit.rlim_cur > 2 * OTHER_DESCRIPTORS
	               ? (int64_t)(limit.rlim_cur - OTHER_DESCRIPTORS)
	               : OTHER_DESCRIPTORS;
}

static size_t count_loops(const struct tls_settings *settings, uint64_t jobs)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	uint64_t loops = settings->workers ? (uint64_t)settings->workers
	                 : cores > 0       ? (uint64_t)cores
	                                   : 1;
	if (loops > (uint64_t)settings->in_flight)
		loops = (uint64_t)settings->in_flight;
	if (jobs && loops > jobs)
		loops = jobs;
	return loops ? (size_t)loops : 1;
}

/* An address that is not ours would make every place look silent. */
static bool check_source(const struct tls_address *source, const char *written, struct error *error)
{
	struct sockaddr_storage address;
	socklen_t length = tls_address_socket(source, 0, &address);
	CLEANUP(memory_close_descriptor)
	int descriptor = socket(source->family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (descriptor >= 0 && bind(descriptor, (struct sockaddr *)&address, length) == 0)
		return true;
	const char *why = strerrordesc_np(errno);
	return error_set(error, ERROR_PEER,
	                 "source_address: connections cannot come from '%s': %s; set one that this "
	                 "machine has, as 'ip address' shows them",
	                 written, why ? why : "unknown fault");
}

bool tls_pool_open(struct tls_pool *pool, const struct tls_settings *settings, X509_STORE *store,
                   uint64_t jobs, struct error *error)
{
	*pool = (struct tls_pool){ .settings = settings, .store = store };
	pthread_mutex_init(&pool->lock, NULL);
	pthread_condattr_t attributes;
	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_cond_init(&pool->reported, &attributes);
	pthread_condattr_destroy(&attributes);
	pool->last_job = &pool->first_job;
	pool->last_report = &pool->first_report;
	tls_manners_open(&pool->manners, settings->per_host, settings->per_network);
	if (!text_is_empty(settings->source_address) &&
	    !tls_address_parse(settings->source_address, &pool->source))
		return error_set(error, ERROR_LOCAL, "source_address '%s' is no address",
		                 settings->source_address);
	if (pool->source.family && !check_source(&pool->source, settings->source_address, error))
		return false;
	size_t loops = count_loops(settings, jobs);
	size_t share = (size_t)raise_descriptors(settings->in_flight) / loops;
	double rate = (double)settings->per_second / (double)loops;
	pool->loops = memory_zero(loops, sizeof(struct tls_loop *));
	for (size_t index = 0; index < loops; index++) {
		pool->loops[index] = tls_loop_start(pool, share ? share : 1, rate, error);
		if (!pool->loops[index])
			return false;
		pool->loop_count++;
	}
	return true;
}

void tls_pool_free_report(struct tls_report *report)
{
	arena_release(&report->arena);
	free(report->job);
	free(report);
}

void tls_pool_close(struct tls_pool *pool)
{
	atomic_store(&pool->stop, true);
	for (size_t index = 0; index < pool->loop_count; index++)
		tls_loop_wake(pool->loops[index]);
	for (size_t index = 0; index < pool->loop_count; index++)
		tls_loop_join(pool->loops[index]);
	free(pool->loops);
	for (struct tls_job *job = pool->first_job; job;) {
		struct tls_job *next = job->next;
		free(job);
		job = next;
	}
	for (struct tls_report *report = pool->first_report; report;) {
		struct tls_report *next = report->next;
		tls_pool_free_report(report);
		report = next;
	}
	tls_manners_close(&pool->manners);
	pthread_cond_destroy(&pool->reported);
	pthread_mutex_destroy(&pool->lock);
}

void tls_pool_submit(struct tls_pool *pool, struct tls_job *jobs)
{
	if (!jobs)
		return;
	pthread_mutex_lock(&pool->lock);
	*pool->last_job = jobs;
	for (struct tls_job *job = jobs; job; job = job->next) {
		pool->last_job = &job->next;
		pool->waiting++;
	}
	pthread_mutex_unlock(&pool->lock);
	for (size_t index = 0; index < pool->loop_count; index++)
		tls_loop_feed(pool->loops[index]);
}

static struct timespec deadline_in(int milliseconds)
{
	struct timespec at;
	clock_gettime(CLOCK_MONOTONIC, &at);
	at.tv_sec += milliseconds / 1000;
	at.tv_nsec += (long)(milliseconds % 1000) * 1000000;
	if (at.tv_nsec >= 1000000000) {
		at.tv_nsec -= 1000000000;
		at.tv_sec++;
	}
	return at;
}

/* Waking the engine costs as much as some probes do: it takes many reports at once, as long as there
 * is enough to do without it. */
static bool is_worth_waking(const struct tls_pool *pool)
{
	return pool->reports >= REPORTS_TOGETHER || !pool->waiting;
}

struct tls_report *tls_pool_take(struct tls_pool *pool, int wait_ms)
{
	struct timespec deadline = deadline_in(wait_ms);
	pthread_mutex_lock(&pool->lock);
	int waited = 0;
	while (waited == 0 && !(is_worth_waking(pool) && pool->first_report))
		waited = pthread_cond_timedwait(&pool->reported, &pool->lock, &deadline);
	struct tls_report *taken = pool->first_report;
	pool->first_report = NULL;
	pool->last_report = &pool->first_report;
	pool->reports = 0;
	pthread_mutex_unlock(&pool->lock);
	return taken;
}

struct tls_job *tls_pool_next(struct tls_pool *pool)
{
	pthread_mutex_lock(&pool->lock);
	struct tls_job *job = pool->first_job;
	if (job) {
		pool->first_job = job->next;
		pool->waiting--;
		if (!pool->first_job)
			pool->last_job = &pool->first_job;
	}
	pthread_mutex_unlock(&pool->lock);
	return job;
}

void tls_pool_report(struct tls_pool *pool, struct tls_report *report)
{
	report->next = NULL;
	pthread_mutex_lock(&pool->lock);
	*pool->last_report = report;
	pool->last_report = &report->next;
	pool->reports++;
	if (is_worth_waking(pool))
		pthread_cond_signal(&pool->reported);
	pthread_mutex_unlock(&pool->lock);
}
