/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* One probing thread on epoll. */
#include "tls_loop.h"
#include "tls_probe.h"
#include "tls_resolve.h"

#include "base/clock.h"
#include "base/memory.h"

#include <errno.h>
#include <openssl/crypto.h>
#include <openssl/rand.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum {
	EVENTS = 256,
	/* Time-outs are noticed this late at most; a stop by the wake descriptor at once. */
	TICK_MS = 100,
	/* Connections that may go out at once after a quiet while: a tenth of a second's worth. */
	BURST_PART = 10,
	/* Held back by manners: how many are tried again in one go, and how soon the next. */
	HELD_MOST = 64,
	HELD_MS = 10,
};

/* Events carry a probe's address, which is even; these two are odd. */
static const uint64_t wake_mark = UINT64_MAX;

void tls_loop_want_connection(struct tls_loop *loop, struct tls_probe *probe)
{
	probe->state = TLS_PROBE_WAITING;
	probe->next_ready = NULL;
	*loop->last_ready = probe;
	loop->last_ready = &probe->next_ready;
}

bool tls_loop_watch(struct tls_loop *loop, int descriptor, struct tls_probe *probe)
{
	struct epoll_event event = { .events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET,
		                     .data.u64 = (uint64_t)(uintptr_t)probe };
	return epoll_ctl(loop->epoll, EPOLL_CTL_ADD, descriptor, &event) == 0;
}

static void unlink_probe(struct tls_loop *loop, struct tls_probe *probe)
{
	if (probe->previous)
		probe->previous->next = probe->next;
	else
		loop->probes = probe->next;
	if (probe->next)
		probe->next->previous = probe->previous;
	loop->active--;
}

void tls_loop_finish(struct tls_loop *loop, struct tls_probe *probe)
{
	tls_probe_close(probe);
	unlink_probe(loop, probe);
	tls_pool_report(loop->pool, probe->report);
	free(probe);
}

const unsigned char *tls_loop_random(struct tls_loop *loop)
{
	if (loop->random_used == sizeof(loop->random))
		loop->random_used = 0;
	/* Without randomness there is nothing secret to lose: the hello is only less unlike others. */
	if (loop->random_used == 0)
		(void)!RAND_bytes(loop->random, sizeof(loop->random));
	const unsigned char *bytes = loop->random + loop->random_used;
	loop->random_used += TLS_FAST_RANDOM;
	return bytes;
}

static void begin(struct tls_loop *loop, struct tls_job *job)
{
	struct tls_report *report = memory_zero(1, sizeof(*report));
	report->job = job;
	struct tls_probe *probe = memory_zero(1, sizeof(*probe));
	probe->loop = loop;
	probe->report = report;
	probe->descriptor = -1;
	probe->next = loop->probes;
	if (loop->probes)
		loop->probes->previous = probe;
	loop->probes = probe;
	loop->active++;
	tls_probe_begin(probe);
}

static void refill(struct tls_loop *loop)
{
	double most = loop->rate / BURST_PART;
	loop->tokens += loop->rate * (double)(loop->now_ms - loop->refilled_ms) / 1000;
	loop->refilled_ms = loop->now_ms;
	if (loop->tokens > (most > 1 ? most : 1))
		loop->tokens = most > 1 ? most : 1;
}

/* Those that manners hold back go to the end of the line; a look at some of them is enough. */
static void start_connections(struct tls_loop *loop)
{
	refill(loop);
	loop->held = 0;
	while (loop->ready && loop->tokens >= 1 && loop->held < HELD_MOST) {
		struct tls_probe *probe = loop->ready;
		loop->ready = probe->next_ready;
		if (!loop->ready)
			loop->last_ready = &loop->ready;
		if (tls_probe_connect(probe)) {
			loop->tokens -= 1;
			continue;
		}
		tls_loop_want_connection(loop, probe);
		loop->held++;
	}
}

/* It says that it is hungry before it looks: who adds a job later will wake it. */
static void take_jobs(struct tls_loop *loop)
{
	struct tls_job *job = NULL;
	atomic_store(&loop->hungry, loop->active < loop->share);
	while (loop->active < loop->share && (job = tls_pool_next(loop->pool)))
		begin(loop, job);
	if (loop->active >= loop->share)
		atomic_store(&loop->hungry, false);
}

static void expire(struct tls_loop *loop)
{
	for (struct tls_probe *probe = loop->probes; probe;) {
		struct tls_probe *next = probe->next;
		if (probe->deadline_ms && loop->now_ms >= probe->deadline_ms)
			tls_probe_timeout(probe);
		probe = next;
	}
	tls_resolve_event(loop, -1);
}

static void dispatch(struct tls_loop *loop, uint64_t mark)
{
	if (mark == wake_mark) {
		uint64_t count;
		(void)!read(loop->wake, &count, sizeof(count));
	} else if (mark & 1) {
		tls_resolve_event(loop, (int)(mark >> 1));
	} else {
		tls_probe_event((struct tls_probe *)(uintptr_t)mark);
	}
}

/* Until the next connection may start, or the next tick; idle loops wait to be woken. */
static int patience(const struct tls_loop *loop)
{
	if (!loop->active)
		return -1;
	if (!loop->ready)
		return TICK_MS;
	/* The place that they wait for may be freed by another thread. */
	if (loop->held)
		return HELD_MS;
	double missing = (1 - loop->tokens) * 1000 / loop->rate;
	return missing >= TICK_MS ? TICK_MS : (int)missing + 1;
}

static void *run(void *argument)
{
	struct tls_loop *loop = argument;
	int64_t ticked_ms = 0;
	struct epoll_event events[EVENTS];
	while (!atomic_load(&loop->pool->stop)) {
		loop->now_ms = clock_monotonic_ms();
		take_jobs(loop);
		start_connections(loop);
		int count = epoll_wait(loop->epoll, events, EVENTS, patience(loop));
		loop->now_ms = clock_monotonic_ms();
		for (int index = 0; index < count; index++)
			dispatch(loop, events[index].data.u64);
		if (loop->now_ms - ticked_ms >= TICK_MS) {
			expire(loop);
			ticked_ms = loop->now_ms;
		}
	}
	OPENSSL_thread_stop();
	return NULL;
}

void tls_loop_wake(struct tls_loop *loop)
{
	uint64_t one = 1;
	(void)!write(loop->wake, &one, sizeof(one));
}

void tls_loop_feed(struct tls_loop *loop)
{
	if (atomic_exchange(&loop->hungry, false))
		tls_loop_wake(loop);
}

static void free_loop(struct tls_loop *loop)
{
	for (struct tls_probe *probe = loop->probes; probe;) {
		struct tls_probe *next = probe->next;
		tls_probe_close(probe);
		tls_pool_free_report(probe->report);
		free(probe);
		probe = next;
	}
	tls_resolve_close(loop);
	tls_context_close(&loop->context);
	tls_fast_keys_close(&loop->ciphers);
	free(loop->room);
	memory_close_descriptor(&loop->epoll);
	memory_close_descriptor(&loop->wake);
	free(loop);
}

static bool open_descriptors(struct tls_loop *loop, struct error *error)
{
	loop->epoll = epoll_create1(EPOLL_CLOEXEC);
	loop->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	struct epoll_event event = { .events = EPOLLIN, .data.u64 = wake_mark };
	if (loop->epoll < 0 || loop->wake < 0 ||
	    epoll_ctl(loop->epoll, EPOLL_CTL_ADD, loop->wake, &event) != 0)
		return error_set(error, ERROR_LOCAL, "probing cannot start: %s",
		                 strerrordesc_np(errno));
	return true;
}

/* Signals are for the main thread; a write to a closed socket must not end the process. */
static int create_thread(struct tls_loop *loop)
{
	sigset_t all;
	sigset_t before;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	int result = pthread_create(&loop->thread, NULL, run, loop);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return result;
}

struct tls_loop *tls_loop_start(struct tls_pool *pool, size_t share, double rate,
                                struct error *error)
{
	struct tls_loop *loop = memory_zero(1, sizeof(*loop));
	*loop = (struct tls_loop){ .pool = pool,
		                   .epoll = -1,
		                   .wake = -1,
		                   .share = share,
		                   .rate = rate,
		                   .tokens = 1,
		                   .refilled_ms = clock_monotonic_ms(),
		                   .room = memory_allocate(TLS_LOOP_ROOM) };
	loop->last_ready = &loop->ready;
	bool ready = open_descriptors(loop, error) && tls_context_open(&loop->context, error) &&
	             tls_fast_keys_open(&loop->ciphers, error) && tls_resolve_open(loop, error);
	if (ready && create_thread(loop) != 0)
		ready = error_set(error, ERROR_LOCAL, "no thread can be started for probing");
	if (ready)
		return loop;
	free_loop(loop);
	return NULL;
}

void tls_loop_join(struct tls_loop *loop)
{
	pthread_join(loop->thread, NULL);
	free_loop(loop);
}
