/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* When a certificate's renewal window opens and which slot the work should take. */
#pragma once
#include "flow/flow.h"

struct window_input {
	int64_t not_before, not_after;
	enum flow_class class;
	enum ticket_kind kind; /* of the renewal's record: decides the lead time */
	bool client;           /* the other party must load it */
};

struct window {
	int64_t opens;                /* 0 = never: no end, or notAfter before notBefore */
	int64_t latest;               /* the slot must end by then: notAfter - margin */
	int64_t slot_start, slot_end; /* the last allowed slot; 0 = none is left */
};

/* Pure: never looks at the clock. opens is the earlier of the class rule and
 * (last allowed slot - lead time). */
struct window window_of(const struct flow_rules *rules, const struct window_input *input);

/* Working days of lead time for a kind of ticket. */
int window_lead(const struct flow_rules *rules, enum ticket_kind kind, bool client);

/* Is there less time left than the lead time, so that only an emergency change helps? */
bool window_is_emergency(const struct flow_rules *rules, const struct window_input *input,
                         int64_t now);
