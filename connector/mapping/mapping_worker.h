/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The worker process: started, asked, and when it is lost described and started anew. */
#pragma once
#include "base/arena.h"
#include "base/error.h"
#include "mapping/mapping_channel.h"
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct mapping_worker {
	const char *path;
	const char *greeting; /* the programs as JSON */
	size_t memory;
	pid_t pid;       /* 0 = not running */
	uint32_t starts; /* tells one life of the process from another */
	struct mapping_channel channel;
};

enum { MAPPING_WORKER_REASON = 160 };

/* The program's path: beside our own executable, else in the installation's libexec. NULL when it
 * is in neither place. */
const char *mapping_worker_find(struct arena *arena);

/* Starts the process and waits until the programs are compiled. ERROR_LOCAL with the worker's own
 * message when it refuses them. */
CHECKED bool mapping_worker_start(struct mapping_worker *worker, struct error *error);

/* Kills the process if it still runs, waits for it, and tells how it ended ("ran out of memory
 * (limit 512 MiB)"). reason may be NULL. */
void mapping_worker_stop(struct mapping_worker *worker, char *reason, size_t size);
