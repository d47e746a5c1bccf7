/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Reads that fail by bad luck are tried again at once, a few times: one lost answer in a hundred
 * must not cost a whole pass. Writes never go this way; they have the outbox. */
#pragma once
#include "flow/flow.h"

struct arena;

/* Lends the adapter patience for each single call that reads: one that fails by bad luck is made again
 * there, so that a read of fifty calls does not begin anew with each failure. After 100 ms doubling, or the
 * pause that was asked for up to 5 s; 4 times, and never after a call of 10 s. A far side has twenty such
 * seconds or tries to begin with, and gets one back with each good answer: one that answers two calls of
 * three is read through, one that is down costs twenty calls once, and then one for each read. */
void patience_lend(const struct flow *flow, struct arena *arena, struct flow_side *side);

/* May this far side be called now? False with ERROR_RETRY while it has asked us to stay away, or does not answer. */
CHECKED bool patience_allows(struct flow_side *side, struct error *error);

/* Asked after a failed read: shall it be tried again now? Waits a moment (100 ms doubling) before it
 * says yes. No when the far side asked for a longer pause (which is kept, see patience_allows), after
 * 4 tries, where a call was made again in vain already, or when we are to stop. A far side that took
 * longer than any answer does is left alone for two minutes: each more try would hold up the others for as
 * long. */
bool patience_again(const struct flow *flow, struct flow_side *side, int *tries,
                    const struct error *error);

/* Keeps the pause that an answer asked for, if it asked for one. */
void patience_keep(struct flow_side *side, const struct error *error);

/* It does not answer: it is not called for so many seconds. */
void patience_leave(struct flow_side *side, int seconds);
