/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Reads that fail by bad luck are tried again at once, a few times: one lost answer in a hundred
 * must not cost a whole pass. Writes never go this way; they have the outbox. */
#pragma once
#include "flow/flow.h"

/* Asked after a failed read: shall it be tried again now? Waits a moment (100 ms doubling) before it
 * says yes. No when the far side asked for a longer pause, after 4 tries, or when we are to stop. */
bool patience_again(const struct flow *flow, int *tries, const struct error *error);
