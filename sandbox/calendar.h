/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Blackout and maintenance schedules: when a CI may be changed. */
#pragma once

#include "session.h"

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

struct calendar_span {
	time_t start, end;
	const char *schedule; /* sys_id */
	const char *name;
	bool blackout; /* else a maintenance window */
};

/* All occurrences that touch the period: blackouts, and the windows of the CI's own maintenance
 * schedule. In order of their start. */
size_t calendar_spans(struct session *session, const char *ci, time_t from, time_t to,
                      struct calendar_span *spans, size_t limit);
/* First time from then on at which a change of that many seconds fits: outside every blackout,
 * inside a maintenance window where the CI has some. False when none within the days. */
bool calendar_first_slot(struct session *session, const char *ci, time_t from, long seconds,
                         int days, time_t *start);
