/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* May we act on a far side at all now? Asked before every round of writes and before every hook. */
#pragma once
#include "flow/flow.h"

/* Checks that it is the instance whose stage was raised, that the mark on it is ours and not newer
 * than this store (a restored backup), that its switch is not set to paused, and that our clock is
 * one to write by. ERROR_PEER says why not and what to do. */
CHECKED bool guard_check(const struct flow *flow, struct flow_side *side, struct error *error);

/* The same, and leaves our mark with a new epoch: once per pass that writes. The intent to do so is
 * in the trail first. */
CHECKED bool guard_sign(const struct flow *flow, struct flow_side *side, struct error *error);
