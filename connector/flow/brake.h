/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Brakes: a kind of write that is far above what is usual is held until a person lets it go. */
#pragma once
#include "flow/flow.h"

struct store_pending;

enum brake_kind {
	BRAKE_OPENS,
	BRAKE_CLOSES,
	BRAKE_UPDATES,
	BRAKE_REMOVALS,
	BRAKE_KINDS, /* those of writes; the clock's holds all of them, see guard_clock.h */
	BRAKE_CLOCK = BRAKE_KINDS,
	BRAKE_NONE
};

/* Which kinds are held now on a far side. */
struct brake_state {
	bool held[BRAKE_KINDS];
	int64_t count[BRAKE_KINDS], usual[BRAKE_KINDS];
};

/* Compares what pends and what went out today with the 14-day median (floor and factor by rules);
 * pulls a brake (with an audit entry) when `pull` is set and it is not pulled yet. A released one
 * stays open for as much as was released, until the day ends. */
CHECKED bool brake_check(const struct flow *flow, const struct flow_side *side, bool pull,
                         struct brake_state *state, struct error *error);
const char *brake_kind_name(enum brake_kind kind);
/* A person lets a pulled brake go. ERROR_ITEM when there is none of this id. */
CHECKED bool brake_release(const struct flow *flow, int64_t id, const char *reason,
                           struct error *error);
/* All of a kind that hold now. ERROR_ITEM when there is none. */
CHECKED bool brake_release_kind(const struct flow *flow, enum brake_kind kind, const char *reason,
                                struct error *error);

/* Pulls a brake that does not hold yet, and lets one go whose reason has passed, each with its audit
 * entry. `target` "" = every far side. */
CHECKED bool brake_hold(const struct flow *flow, const char *target, enum brake_kind kind,
                        int64_t count, int64_t usual, struct error *error);
CHECKED bool brake_let_go(const struct flow *flow, const char *target, enum brake_kind kind,
                          const char *reason, struct error *error);
