/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* May the hook of a renewal run? One answer for the move that begins the work and for the run. */
#pragma once
#include "flow/flow.h"
#include "store/store_case.h"

struct calendar;

struct hook_permit {
	const struct store_ticket *ticket; /* as read just now */
	const char *hash;                  /* of what would be done now */
	enum flow_stage stage;
	const char *hook; /* name, "" = none */
	const struct calendar *calendar;
	int64_t now;
	bool begins; /* asked for the move from Scheduled to Implement, not for the run itself */
};

/* Why not, in words for a note; NULL when everything allows it. Pure. */
const char *hook_permit_refuses(const struct hook_permit *permit);
/* Is a decision of this time newer than the newest text that the far side took from us? Of the same
 * second nobody can tell which text was read. */
bool hook_permit_is_current(const struct store_ticket *ticket, int64_t decided_at);
