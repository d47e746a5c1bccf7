/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Stage four: sends what waits in the outbox of one far side, batch by batch. Before the first byte
 * leaves, the intent and its audit entry are on disk; the answer makes a second entry. */
#pragma once
#include "flow/flow.h"

struct apply_result {
	int64_t done, refused, postponed, unknown, calls;
	int64_t next_at; /* when the next waiting step may go, 0 = none waits */
};

struct store_step;

/* Which steps a caller wants sent; NULL = all. What stage and pilot withhold stays withheld. */
struct apply_choice {
	bool (*allow)(void *context, const struct store_step *step);
	void *context;
};

/* Sends until nothing more may go now. A far side that cannot be used is left with its reason and
 * back-off (true is returned, see `problem`); false only as ERROR_LOCAL or ERROR_CANCELLED. */
CHECKED bool apply(const struct flow *flow, struct flow_side *side,
                   const struct apply_choice *choice, struct apply_result *result,
                   struct error *error);
/* When the next step that may go at all may go, 0 = none. */
CHECKED bool apply_next(const struct flow *flow, const struct flow_side *side,
                        const struct apply_choice *choice, int64_t *next_at, struct error *error);

/* After a start: intents without an answer become unknown. Once, before the first apply. */
CHECKED bool apply_recover(const struct flow *flow, struct error *error);
