/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Reminders of a renewal: shares of the window left, never in its first quarter. */
#pragma once
#include "flow/flow.h"

enum { ESCALATION_STEPS = 4 };

struct escalation {
	int64_t opens, not_after; /* of the window */
	int done;                 /* bits of steps told or skipped */
	int64_t done_at;          /* when the newest was told; 0 = none */
};

/* Bits of the steps that are past already when a ticket opens: they count as done. */
int escalation_past(int64_t opens, int64_t not_after, int64_t now);
/* The step to tell now, -1 = none; working days keep two of them apart and move one that falls on a
 * closed day forward to the last working morning before it. */
int escalation_step(const struct flow_rules *rules, const struct escalation *escalation,
                    int64_t now);
/* The next moment worth asking again, 0 = none. */
int64_t escalation_next(const struct flow_rules *rules, const struct escalation *escalation,
                        int64_t now);
const char *escalation_name(int step); /* "step:half", "step:quarter", "step:tenth", "step:day" */
