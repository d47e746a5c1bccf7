/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Stage two: from facts to what each far side should hold. Takes what is dirty, decides, and writes
 * standings, findings, cases, records and events; knows nothing of how they are sent. */
#pragma once
#include "flow/flow.h"

struct derive_result {
	int64_t certificates, tickets; /* looked at */
	int64_t set_aside;             /* with their reason in the store */
	int64_t opened;                /* tickets wanted anew */
	int64_t next_due;              /* earliest clock mark, 0 = none */
	bool held;                     /* refused for the clock */
};

/* Runs until nothing is dirty. What a mapping fails on is set aside and the rest goes on. Refuses
 * (ERROR_PEER, `held`) while the clock is not one to decide by, see guard_clock.h. */
CHECKED bool derive(const struct flow *flow, struct derive_result *result, struct error *error);
