/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Is our clock one to decide by? A wrong one would open and close by the thousand. */
#pragma once
#include "flow/flow.h"

struct store_brake;

/* Compares our clock with the newest time that a run was sure of and with the far sides' Dates (asked
 * for where none is known yet). *held says why nothing may be decided and how to mend it, NULL =
 * the clock is good. Writes down what it found: a brake of kind "clock" while it holds, and the
 * newest time, which only a clock that a far side confirms may raise for good. */
CHECKED bool guard_clock_keep(const struct flow *flow, struct arena *arena, const char **held,
                              struct error *error);
/* The same for writing to one far side; reads only and asks nobody. */
CHECKED bool guard_clock_side(const struct flow *flow, const struct flow_side *side,
                              struct arena *arena, const char **held, struct error *error);
/* A person has let this brake go: the clock is right, whatever was known before. */
CHECKED bool guard_clock_accept(const struct flow *flow, const struct store_brake *row,
                                struct error *error);
