/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Where a ticket may go next on the way to a goal. Pure. Moves that people must grant (Assess,
 * Authorize and on) are never made; at most one transition at a time. */
#pragma once
#include "base/json.h"
#include "model/ticket.h"

struct arena;

/* Values of change_request.state (change management, state model). */
enum servicenow_change_state {
	SERVICENOW_CHANGE_NEW = -5,
	SERVICENOW_CHANGE_ASSESS = -4,
	SERVICENOW_CHANGE_AUTHORIZE = -3,
	SERVICENOW_CHANGE_SCHEDULED = -2,
	SERVICENOW_CHANGE_IMPLEMENT = -1,
	SERVICENOW_CHANGE_REVIEW = 0,
	SERVICENOW_CHANGE_CLOSED = 3,
	SERVICENOW_CHANGE_CANCELLED = 4,
};

/* Values of incident.state. */
enum servicenow_incident_state {
	SERVICENOW_INCIDENT_NEW = 1,
	SERVICENOW_INCIDENT_PROGRESS = 2,
	SERVICENOW_INCIDENT_HOLD = 3,
	SERVICENOW_INCIDENT_RESOLVED = 6,
	SERVICENOW_INCIDENT_CLOSED = 7,
	SERVICENOW_INCIDENT_CANCELLED = 8,
};

enum servicenow_move_kind {
	SERVICENOW_MOVE_ARRIVED, /* nothing to do */
	SERVICENOW_MOVE_GO,      /* to target */
	SERVICENOW_MOVE_WAIT,    /* for people or the platform */
	SERVICENOW_MOVE_NEVER,   /* this goal is out of reach */
};

struct servicenow_move {
	enum servicenow_move_kind kind;
	int target;
	const char *reason; /* WAIT, NEVER */
};

/* How a change stands. */
struct servicenow_move_change {
	int state;
	bool standard, emergency, on_hold;
	bool may_close; /* a standard change may go on from Review to Closed */
};

/* By the shape of the process alone: where to, before asking the instance. fallback is the second
 * choice of target, INT_MIN = none. */
struct servicenow_move servicenow_move_change(const struct servicenow_move_change *change,
                                              enum ticket_goal goal, int *fallback);
/* By GET /change/{id}/nextstates: is that transition open now? */
struct servicenow_move servicenow_move_allowed(struct arena *arena, const struct json *nextstates,
                                               struct servicenow_move wanted, int fallback);
/* Incidents and tasks have no nextstates. */
struct servicenow_move servicenow_move_incident(int state, enum ticket_goal goal);
struct servicenow_move servicenow_move_task(int state, enum ticket_goal goal);
