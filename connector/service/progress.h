/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* One line on a terminal while something long goes on: rate and time left; silent elsewhere. */
#pragma once
#include "flow/flow_watch.h"
#include "service/command.h"

/* A watch whose progress writes to standard error where that is a terminal, and which is cancelled
 * by SIGINT and SIGTERM. One for the process. */
struct flow_watch progress_watch(const struct command_line *line);
/* Takes the line away, before anything else is printed. */
void progress_clear(void);
/* Did SIGINT or SIGTERM arrive? */
bool progress_is_stopped(void);
/* Sleeps until a moment of the monotonic clock (ms) or a signal. */
void progress_sleep(int64_t milliseconds);
