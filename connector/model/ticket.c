/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Names of tickets' kinds, goals, phases and approvals. */
#include "model/ticket.h"
#include "model/name_table.h"

static const char *const kinds[] = {
	[TICKET_CHANGE_NORMAL] = "change/normal",
	[TICKET_CHANGE_STANDARD] = "change/standard",
	[TICKET_CHANGE_EMERGENCY] = "change/emergency",
	[TICKET_INCIDENT] = "incident",
	[TICKET_TASK] = "task",
	[TICKET_NONE] = "none",
};

static const char *const goals[] = {
	[TICKET_GOAL_OPEN] = "open",
	[TICKET_GOAL_APPROVAL_ASKED] = "approval asked",
	[TICKET_GOAL_IMPLEMENTING] = "implementing",
	[TICKET_GOAL_DONE] = "done",
	[TICKET_GOAL_NOT_NEEDED] = "not needed",
};

static const char *const phases[] = {
	[TICKET_PHASE_UNKNOWN] = "unknown",     [TICKET_PHASE_NEW] = "new",
	[TICKET_PHASE_ASSESS] = "assess",       [TICKET_PHASE_AUTHORIZE] = "authorize",
	[TICKET_PHASE_SCHEDULED] = "scheduled", [TICKET_PHASE_IMPLEMENT] = "implement",
	[TICKET_PHASE_REVIEW] = "review",       [TICKET_PHASE_CLOSED] = "closed",
	[TICKET_PHASE_CANCELLED] = "cancelled", [TICKET_PHASE_GONE] = "gone",
};

static const char *const approvals[] = {
	[TICKET_APPROVAL_NONE] = "none",
	[TICKET_APPROVAL_REQUESTED] = "requested",
	[TICKET_APPROVAL_APPROVED] = "approved",
	[TICKET_APPROVAL_REJECTED] = "rejected",
};

struct ticket_seen ticket_gone(const char *id)
{
	return (struct ticket_seen){ .id = id,
		                     .phase = TICKET_PHASE_GONE,
		                     .key = "",
		                     .number = "",
		                     .state = "",
		                     .assigned_to = "",
		                     .group = "",
		                     .requested_by = "",
		                     .updated_by = "",
		                     .kind = TICKET_NONE };
}

const char *ticket_kind_name(enum ticket_kind kind)
{
	return name_table_get(kinds, NAME_TABLE_COUNT(kinds), kind);
}

bool ticket_parse_kind(const char *name, enum ticket_kind *kind)
{
	int found = name_table_find(kinds, NAME_TABLE_COUNT(kinds), name);
	if (found >= 0)
		*kind = (enum ticket_kind)found;
	return found >= 0;
}

const char *ticket_goal_name(enum ticket_goal goal)
{
	return name_table_get(goals, NAME_TABLE_COUNT(goals), goal);
}

bool ticket_parse_goal(const char *name, enum ticket_goal *goal)
{
	int found = name_table_find(goals, NAME_TABLE_COUNT(goals), name);
	if (found >= 0)
		*goal = (enum ticket_goal)found;
	return found >= 0;
}

const char *ticket_phase_name(enum ticket_phase phase)
{
	return name_table_get(phases, NAME_TABLE_COUNT(phases), phase);
}

const char *ticket_approval_name(enum ticket_approval approval)
{
	return name_table_get(approvals, NAME_TABLE_COUNT(approvals), approval);
}

bool ticket_is_change(enum ticket_kind kind)
{
	return kind == TICKET_CHANGE_NORMAL || kind == TICKET_CHANGE_STANDARD ||
	       kind == TICKET_CHANGE_EMERGENCY;
}
