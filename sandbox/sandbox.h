/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The running sandbox: one database, one clock, its switches and its counters. */
#pragma once

#include "database.h"
#include "fault.h"
#include "stats.h"

#include <pthread.h>
#include <stdbool.h>
#include <time.h>

struct sandbox {
	struct database *database;
	struct fault_set *faults;
	struct stats *stats;
	long clock_offset;    /* seconds added to the machine's time */
	long token_life;      /* seconds */
	bool cim, cloned;     /* as the database stands; the switches may be ahead */
	long day;             /* last day on which a request came */
	pthread_mutex_t lock; /* one request at work at a time */
	pthread_mutex_t sleep_lock;
	pthread_cond_t wake;
	bool stopping;
};

time_t sandbox_now(const struct sandbox *sandbox);
/* Waits, but not past the end of the program; false when it ends. */
bool sandbox_sleep(struct sandbox *sandbox, long milliseconds);
void sandbox_stop(struct sandbox *sandbox);
