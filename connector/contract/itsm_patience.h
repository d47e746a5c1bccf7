/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* One call that only reads may be made again: whether it is, and after which pause, is the engine's. */
#pragma once
#include "contract/itsm_reply.h"

struct itsm;

/* How a call goes. */
struct itsm_attempt {
	int repeats;      /* so many times it was made again */
	int64_t begun_ms; /* monotonic: this time */
};

/* Lent by the engine. */
struct itsm_patience {
	/* Shall it be made again? Has waited before it says yes. */
	bool (*again)(void *context, struct itsm_attempt *attempt, const struct itsm_reply *reply);
	void *context;
};

/* To be called right before the call: the time that it takes counts from here. */
struct itsm_attempt itsm_patience_begin(void);

/* Asked after every answer to a call that changes nothing, good ones too (they say no, and that the line
 * is good). A read of many calls in a row gets nowhere over a bad line if one failure costs all of it.
 * Never asked for a write, not even for one that surely did not arrive: those have the outbox. No where
 * the engine lent no patience. */
CHECKED bool itsm_patience_again(const struct itsm *itsm, struct itsm_attempt *attempt,
                                 const struct itsm_reply *reply);
