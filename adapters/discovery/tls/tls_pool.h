/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Work between the engine's thread and the probing threads: jobs in, reports out. */
#pragma once
#include "base/arena.h"
#include "base/limits.h"
#include "model/deployment.h"
#include "tls_address.h"
#include "tls_manners.h"
#include "tls_settings.h"
#include <openssl/types.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>

struct tls_loop;
struct tls_scope;
struct tls_starttls;

/* Where a server name comes from. */
enum tls_learned {
	TLS_LEARNED_NOT,   /* configured */
	TLS_LEARNED_NAME,  /* tried for the first time, or in vain before */
	TLS_LEARNED_PLACE, /* a certificate was served for it before */
};

/* One place to probe. */
struct tls_job {
	struct tls_job *next;
	uint64_t position; /* in the order of the scan, for the cursor */
	struct deployment_place place;
	struct tls_address address;          /* family 0: the host is a name to resolve */
	const struct tls_starttls *protocol; /* before TLS; NULL = none */
	bool automatic;                      /* another protocol may turn out to be spoken */
	const struct tls_starttls *opening;  /* the one that was spoken last time */
	unsigned hello;                      /* the enum tls_hello that was understood last time */
	bool afresh;                         /* nothing remembered counts */
	const struct tls_scope *scope;       /* whose excludes bind resolved addresses */
	uint64_t expected;                   /* mark of the newest look; 0 = none */
	bool fast;                           /* that it is still so is all that is asked */
	enum tls_learned learned;            /* is the server name configured? */
	uint64_t shown[2];                   /* leaves that the same port shows without a name */
	char host[INET6_ADDRSTRLEN];         /* room for place.host of an address */
	char name[LIMIT_NAME];               /* room for place.server_name that was learned */
};

/* What came of one job; owns the job and all texts. No look: nothing of it may be looked at. */
struct tls_report {
	struct tls_report *next;
	struct tls_job *job;
	struct arena arena;
	struct look look; /* room for the only one */
	struct look *looks;
	size_t look_count;
};

struct tls_pool {
	const struct tls_settings *settings;
	X509_STORE *store;
	struct tls_address source; /* family 0: the system chooses */
	struct tls_manners manners;
	pthread_mutex_t lock;
	pthread_cond_t reported;
	struct tls_job *first_job, **last_job;
	size_t waiting; /* jobs that no loop has taken yet */
	struct tls_report *first_report, **last_report;
	size_t reports;
	atomic_bool stop;
	struct tls_loop **loops;
	size_t loop_count;
};

/* Starts up to `workers` threads for at most `jobs` jobs (0 = many). */
CHECKED bool tls_pool_open(struct tls_pool *pool, const struct tls_settings *settings,
                           X509_STORE *store, uint64_t jobs, struct error *error);
/* Stops within moments, whatever is under way, and frees what nobody took. */
void tls_pool_close(struct tls_pool *pool);

/* For the engine's thread. A list of jobs; the pool owns them from now on. */
void tls_pool_submit(struct tls_pool *pool, struct tls_job *jobs);
/* All reports so far; waits up to this long for some to come together, less when the probing threads
 * run out of jobs. The caller frees each. */
struct tls_report *tls_pool_take(struct tls_pool *pool, int wait_ms);
void tls_pool_free_report(struct tls_report *report);

/* For the probing threads. */
struct tls_job *tls_pool_next(struct tls_pool *pool);
void tls_pool_report(struct tls_pool *pool, struct tls_report *report);
