/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* How many records a far side's licence counts, how many there will be, and what does not fit. */
#pragma once
#include "flow/flow.h"

struct arena;

struct room {
	const char *what;  /* "objects"; NULL = nothing is counted there */
	int64_t now, most; /* most = 0: no limit */
	int64_t at;        /* when it was counted; 0 = never */
	int64_t waiting;   /* new ones in the outbox */
	int64_t planned;   /* and those still to be put there, held ones too */
	const char *mend;
	const char *problem; /* why the newest attempt to count failed; NULL = it did not */
};

/* Asks the far side; with `keep` the answer stays in the store, for room_read. One that cannot tell now
 * leaves the newest known count, with its problem. Works without a store, too. */
CHECKED bool room_ask(const struct flow *flow, struct arena *arena, struct flow_side *side,
                      bool keep, struct room *room, struct error *error);
/* The newest known count. */
CHECKED bool room_read(const struct flow *flow, struct arena *arena, const struct flow_side *side,
                       struct room *room, struct error *error);

/* New ones that may still be planned; INT64_MAX without a limit. */
int64_t room_left(const struct room *room);
/* How many there will be when all is written, and how many of these do not fit. */
int64_t room_after(const struct room *room);
int64_t room_over(const struct room *room);

/* "18,200 now, 19,950 after, limit 50,000", and when that was counted, if not just now. */
const char *room_text(struct arena *arena, const struct room *room);
/* Why a new one is held, and how to mend it. */
const char *room_held(struct arena *arena, const struct room *room);

/* Does one more of this kind count? */
bool room_counts(enum step_kind kind, enum step_verb verb);
