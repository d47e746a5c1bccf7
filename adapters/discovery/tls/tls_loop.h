/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* One probing thread: sockets, timers and the rate of new connections, on epoll. */
#pragma once
#include "base/error.h"
#include "tls_context.h"
#include "tls_fast.h"
#include "tls_pool.h"
#include <ares.h>
#include <stdint.h>

struct tls_probe;

enum {
	TLS_LOOP_ROOM = 64 << 10, /* what one flight is read into */
	TLS_LOOP_HELLOS = 64,     /* hellos whose randomness is drawn at once */
};

struct tls_loop {
	struct tls_pool *pool;
	pthread_t thread;
	struct tls_context context;
	struct tls_fast_ciphers ciphers;
	unsigned char *room; /* lent to the fast probe that reads just now */
	unsigned char random[TLS_LOOP_HELLOS * TLS_FAST_RANDOM];
	size_t random_used;
	ares_channel resolver; /* of whole names */
	ares_channel searcher; /* of names without a dot, by the system's search list, too */
	int epoll, wake;
	atomic_bool hungry;                    /* it found no job and is about to sleep */
	size_t active, share;                  /* probes under way, and how many may be */
	struct tls_probe *probes;              /* all active ones */
	struct tls_probe *ready, **last_ready; /* those that wait for leave to connect */
	size_t held;                           /* of those, tried just now and held back */
	double rate, tokens;                   /* new connections a second; how many now */
	int64_t refilled_ms, now_ms;
};

/* NULL with ERROR_LOCAL when the thread or what it needs cannot be had. */
struct tls_loop *tls_loop_start(struct tls_pool *pool, size_t share, double rate,
                                struct error *error);
/* From any thread: look for the order to stop. */
void tls_loop_wake(struct tls_loop *loop);
/* From any thread: there are jobs, in case that it sleeps for want of them. */
void tls_loop_feed(struct tls_loop *loop);
/* Waits for the thread's end (the pool's stop was set) and frees. */
void tls_loop_join(struct tls_loop *loop);

/* For probes, on the loop's own thread. */
void tls_loop_want_connection(struct tls_loop *loop, struct tls_probe *probe);
/* Events of a new socket go to the probe until it is closed. */
bool tls_loop_watch(struct tls_loop *loop, int descriptor, struct tls_probe *probe);
/* TLS_FAST_RANDOM fresh bytes; valid until the next call. */
const unsigned char *tls_loop_random(struct tls_loop *loop);
/* The probe is over: its report goes to the pool. The probe is freed by the loop. */
void tls_loop_finish(struct tls_loop *loop, struct tls_probe *probe);
