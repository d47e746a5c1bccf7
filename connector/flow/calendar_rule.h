/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Dates, durations and repetitions of iCalendar. */
#pragma once
#include "base/error.h"
#include <stdint.h>

struct arena;

/* 20261221 or 20261221T180000[Z] as UTC. */
bool calendar_rule_time(const char *text, int64_t *time, bool *whole_day);
/* P2W, P1DT12H, PT90M (RFC 5545 3.3.6), positive only. */
bool calendar_rule_duration(const char *text, int64_t *seconds);
/* Takes *time as wall time of a zone and makes it UTC. */
bool calendar_rule_from_zone(struct arena *arena, const char *zone, int64_t *time);
/* Gives the event and its repetitions up to `until`. rule NULL = once. FREQ DAILY, WEEKLY, MONTHLY,
 * YEARLY with INTERVAL, COUNT, UNTIL, and BYDAY (plain weekdays) with WEEKLY; else ERROR_LOCAL. */
CHECKED bool calendar_rule_unroll(const char *rule, int64_t start, int64_t end, int64_t until,
                                  bool (*each)(void *context, int64_t start, int64_t end,
                                               struct error *error),
                                  void *context, struct error *error);
