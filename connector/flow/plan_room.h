/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Holds what would pass the limit of a far side's licence. */
#pragma once
#include "flow/plan.h"
#include "flow/room.h"

struct plan_room {
	const struct flow *flow;
	const struct flow_side *side;
	int64_t left;     /* new records that may still go */
	const char *held; /* why no more may */
	/* The last that was let go, in the order of plans. */
	int urgency;
	int64_t record_id;
};

/* What is left by the newest known count; texts in the arena. */
CHECKED bool plan_room_open(const struct flow *flow, const struct flow_side *side,
                            struct arena *arena, struct plan_room *room, struct error *error);
/* Takes room for an item that is to go, or holds it. So is what leads to a certificate that is not
 * there. */
CHECKED bool plan_room_take(struct plan_room *room, struct plan_item *item, struct error *error);
