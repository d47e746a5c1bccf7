/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* One small file per run: written before the start, replaced after the end, kept for more than a year,
 * so that a run id starts at most one program, and a lost end is known to be lost. */
#pragma once
#include "base/clock.h"
#include "base/error.h"
#include <stddef.h>
#include <stdint.h>

struct arena;
struct json;

enum {
	/* A result with LIMIT_HOOK_OUTPUT bytes, each perhaps escaped as six. */
	HOOK_JOURNAL_BYTES = 64 << 10,
	/* Longer than any public certificate lasts; certsteward never asks again so late. */
	HOOK_JOURNAL_SECONDS = 400 * CLOCK_DAY,
	HOOK_JOURNAL_LEAST_SECONDS = 30 * CLOCK_DAY,
	HOOK_JOURNAL_COUNT = 10000,
};

/* What is kept: runs of the last most_seconds; of those older than least_seconds, no more than
 * most_count in all. */
struct hook_journal_limits {
	int64_t most_seconds, least_seconds;
	size_t most_count;
};

/* Creates the folder with mode 0700 where it is missing, and checks that it can be written. */
CHECKED bool hook_journal_open(const char *folder, struct error *error);

/* Writes down, and syncs, that the run is about to start. ERROR_ITEM when the id was used before;
 * ERROR_LOCAL when it cannot be written: then nothing may start. */
CHECKED bool hook_journal_begin(const char *folder, const char *run, const char *hook,
                                struct error *error);
/* Writes the result in its place. */
CHECKED bool hook_journal_finish(const char *folder, const char *run, const struct json *result,
                                 struct error *error);
/* What is written of a run: the result, {"state": "intent", ...}, or NULL for an id never used. A
 * file that cannot be read counts as an intent: its run may have happened. */
struct json *hook_journal_read(const char *folder, const char *run, struct arena *arena);

/* Removes ended runs beyond the limits, the oldest first, and what killed writers left behind; how
 * many. Runs without a known end stay. May be killed at any time. */
size_t hook_journal_prune(const char *folder, const struct hook_journal_limits *limits);
