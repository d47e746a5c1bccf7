/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Where a ticket may go next on the way to a goal. Pure. Decisions that people must make are never
 * made for them; at most one transition at a time. */
#pragma once
#include "model/ticket.h"

struct request_tracker_settings;
struct setting_list;

enum request_tracker_move_kind {
	REQUEST_TRACKER_MOVE_ARRIVED,  /* nothing to do */
	REQUEST_TRACKER_MOVE_GO,       /* to one of `statuses` */
	REQUEST_TRACKER_MOVE_ASK,      /* for approval */
	REQUEST_TRACKER_MOVE_WITHDRAW, /* the question, then to one of `statuses` */
	REQUEST_TRACKER_MOVE_WAIT,     /* for people */
	REQUEST_TRACKER_MOVE_NEVER,    /* this goal is out of reach */
};

struct request_tracker_move {
	enum request_tracker_move_kind kind;
	const struct setting_list *statuses, *otherwise; /* otherwise may be NULL */
	const char *reason;                              /* WAIT, NEVER */
};

/* seen: kind, phase, approval, on_hold. may_close: from Review on to Closed. */
struct request_tracker_move request_tracker_move(const struct request_tracker_settings *settings,
                                                 const struct ticket_seen *seen,
                                                 enum ticket_goal goal, bool may_close);
