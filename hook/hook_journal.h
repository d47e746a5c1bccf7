/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* One small file per run: written before the start, replaced after the end, never removed, so that
 * a run id starts at most one program, and a lost end is known to be lost. */
#pragma once
#include "base/error.h"

struct arena;
struct json;

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
