/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Reads that fail by bad luck are tried again at once, a few times: one lost answer in a hundred
 * must not cost a whole pass. Writes never go this way; they have the outbox. */
#pragma once
#include "flow/flow.h"

/* May this far side be called now? False with ERROR_RETRY while it has asked us to stay away, or hangs. */
CHECKED bool patience_allows(struct flow_side *side, struct error *error);

/* Asked after a failed read: shall it be tried again now? Waits a moment (100 ms doubling) before it
 * says yes. No when the far side asked for a longer pause (which is kept, see patience_allows), after
 * 4 tries, or when we are to stop. Nor when it took longer than any answer does: each more try would
 * hold up the other far sides for as long, so it is left alone for two minutes. */
bool patience_again(const struct flow *flow, struct flow_side *side, int *tries,
                    const struct error *error);

/* Keeps the pause that an answer asked for, if it asked for one. */
void patience_keep(struct flow_side *side, const struct error *error);
