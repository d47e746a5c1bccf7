/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* One batch of the outbox: leased steps made ready to send, and what their receipts mean. */
#pragma once
#include "flow/apply.h"
#include "store/store_step.h"

struct json;

struct apply_batch {
	struct store_step *rows;
	struct step *steps;
	struct receipt *receipts;
	size_t count;
	bool *held;             /* rows that wait for something; NULL before prepare looked */
	struct json **left_out; /* keys of references that each row goes without; NULL = none */
	bool lookup;            /* a round of find, nothing is sent */
	bool put_off;           /* the far side as a whole: no fault of a single step */
};

/* Turns rows into steps: parses payloads, puts remote ids in place of references, holds back what
 * needs something that is not there yet. */
CHECKED bool apply_batch_prepare(const struct flow *flow, const struct flow_side *side,
                                 struct arena *arena, struct apply_batch *batch, int64_t now,
                                 struct error *error);
/* Writes state "sending" and one audit entry for the batch, durably. */
CHECKED bool apply_batch_intend(const struct flow *flow, const struct flow_side *side,
                                struct arena *arena, struct apply_batch *batch, int64_t now,
                                struct error *error);
/* Carries receipts into steps, records, events, volumes and the audit, durably. */
CHECKED bool apply_batch_settle(const struct flow *flow, const struct flow_side *side,
                                struct arena *arena, struct apply_batch *batch, int64_t now,
                                struct apply_result *result, struct error *error);
