/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Decisions of people on our tickets: which one stands, and all of them in the trail. */
#pragma once
#include "flow/flow.h"
#include "store/store_case.h"

struct arena;
struct json;

/* A far side may tell only when a decision's row was changed last: one that stands as it stood at the
 * last reading (`before`) keeps the time it had then. Replaces seen->decisions. */
void follow_decision_settle(struct arena *arena, const struct json *before,
                            struct ticket_seen *seen);
/* The newest approval or rejection that fits the roll-up and is not by whoever asked for the change;
 * NULL when there is none. */
const struct ticket_decision *follow_decision_newest(const struct ticket_seen *seen);
/* Carries approval, who gave it, when and for what into the ticket. */
void follow_decision_take(struct store_ticket *ticket, const struct ticket_seen *seen);
/* Every decision into the trail, once: those that `before` (what was remembered at the last reading)
 * does not list. */
CHECKED bool follow_decision_chain(const struct flow *flow, struct arena *arena,
                                   const struct store_ticket *ticket,
                                   const struct ticket_seen *seen, const struct json *before,
                                   struct error *error);
/* What the next reading must know of them, as members of `now`. */
void follow_decision_remember(struct arena *arena, const struct ticket_seen *seen,
                              struct json *now);
