/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Times as the tables hold them: "YYYY-MM-DD HH:MM:SS" in UTC, and as people see them. */
#pragma once

#include "pool.h"

#include <stdbool.h>
#include <time.h>

char *moment_print(struct pool *pool, time_t time);
/* Accepts a date alone too; false when the text is no time. */
bool moment_read(const char *text, time_t *time);
/* The same instant in a time zone of the tz database; UTC when the zone is empty or unknown. */
char *moment_print_zone(struct pool *pool, time_t time, const char *zone);
/* "20261218T180000Z", the form of schedule entries. */
char *moment_print_schedule(struct pool *pool, time_t time);
bool moment_read_schedule(const char *text, time_t *time);
