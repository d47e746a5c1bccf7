/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The state model of changes and incidents, as far as we walk it. */
#include "servicenow_move.h"
#include "base/arena.h"
#include "base/text.h"
#include <limits.h>

static struct servicenow_move arrived(void)
{
	return (struct servicenow_move){ .kind = SERVICENOW_MOVE_ARRIVED, .reason = "" };
}

static struct servicenow_move go(int target)
{
	return (struct servicenow_move){ .kind = SERVICENOW_MOVE_GO,
		                         .target = target,
		                         .reason = "" };
}

static struct servicenow_move wait_for(const char *reason)
{
	return (struct servicenow_move){ .kind = SERVICENOW_MOVE_WAIT, .reason = reason };
}

static struct servicenow_move never(const char *reason)
{
	return (struct servicenow_move){ .kind = SERVICENOW_MOVE_NEVER, .reason = reason };
}

/* Standard changes are approved beforehand: their first step is Scheduled. */
static struct servicenow_move submit(const struct servicenow_move_change *change, int *fallback)
{
	if (change->standard)
		return go(SERVICENOW_CHANGE_SCHEDULED);
	*fallback = change->emergency ? SERVICENOW_CHANGE_ASSESS : SERVICENOW_CHANGE_AUTHORIZE;
	return go(change->emergency ? SERVICENOW_CHANGE_AUTHORIZE : SERVICENOW_CHANGE_ASSESS);
}

static struct servicenow_move implement(const struct servicenow_move_change *change, int *fallback)
{
	switch (change->state) {
	case SERVICENOW_CHANGE_NEW:
		return submit(change, fallback);
	case SERVICENOW_CHANGE_SCHEDULED:
		return go(SERVICENOW_CHANGE_IMPLEMENT);
	case SERVICENOW_CHANGE_IMPLEMENT:
	case SERVICENOW_CHANGE_REVIEW:
	case SERVICENOW_CHANGE_CLOSED:
		return arrived();
	default:
		return wait_for("people have to approve and schedule it first");
	}
}

static struct servicenow_move finish(const struct servicenow_move_change *change)
{
	switch (change->state) {
	case SERVICENOW_CHANGE_IMPLEMENT:
		return go(SERVICENOW_CHANGE_REVIEW);
	case SERVICENOW_CHANGE_REVIEW:
		return change->may_close ? go(SERVICENOW_CHANGE_CLOSED) : arrived();
	case SERVICENOW_CHANGE_CLOSED:
		return arrived();
	default:
		return wait_for("it is not in Implement; people move it there");
	}
}

static struct servicenow_move cancel(const struct servicenow_move_change *change)
{
	if (change->state == SERVICENOW_CHANGE_CLOSED)
		return arrived();
	if (change->state == SERVICENOW_CHANGE_REVIEW)
		return never("a change in Review cannot be cancelled");
	return go(SERVICENOW_CHANGE_CANCELLED);
}

struct servicenow_move servicenow_move_change(const struct servicenow_move_change *change,
                                              enum ticket_goal goal, int *fallback)
{
	struct servicenow_move move;

	*fallback = INT_MIN;
	if (goal == TICKET_GOAL_OPEN)
		return arrived();
	if (change->state == SERVICENOW_CHANGE_CANCELLED)
		return goal == TICKET_GOAL_NOT_NEEDED ? arrived() : never("it was cancelled");
	if (goal == TICKET_GOAL_NOT_NEEDED)
		return cancel(change);
	if (goal == TICKET_GOAL_APPROVAL_ASKED)
		move = change->state == SERVICENOW_CHANGE_NEW ? submit(change, fallback)
		                                              : arrived();
	else if (goal == TICKET_GOAL_IMPLEMENTING)
		move = implement(change, fallback);
	else
		move = finish(change);
	if (move.kind == SERVICENOW_MOVE_GO && change->on_hold)
		return wait_for("it is on hold");
	return move;
}

static const char *missing_conditions(struct arena *arena, const struct json *transition)
{
	TEXT(out);

	JSON_EACH(entry, json_get(transition, "conditions"))
	if (!json_is_true(json_get(entry, "passed"))) {
		const char *name = json_text(json_at(entry, "condition", "name", NULL), "?");
		text_print(&out, "%s'%s'", out.length > 0 ? ", " : "", text_visible(arena, name));
	}
	return arena_copy(arena, out.length > 0 ? text_string(&out) : "a condition of the model");
}

struct sought {
	bool known, open, by_itself;
	const char *missing;
};

static void look_at(struct arena *arena, const struct json *transition, int target,
                    struct sought *sought)
{
	if (json_integer(json_get(transition, "to_state"), INT_MIN) != target)
		return;
	sought->known = true;
	if (!json_is_true(json_get(transition, "transition_available")))
		sought->missing = missing_conditions(arena, transition);
	else if (json_is_true(json_get(transition, "automatic_transition")))
		sought->by_itself = true;
	else
		sought->open = true;
}

/* state_transitions is a list of lists: one inner list per target. */
static struct sought seek(struct arena *arena, const struct json *nextstates, int target)
{
	struct sought sought = { .missing = "" };

	JSON_EACH(group, json_get(nextstates, "state_transitions"))
	{
		if (group->type == JSON_OBJECT)
			look_at(arena, group, target, &sought);
		else if (group->type == JSON_ARRAY)
			JSON_EACH(transition, group)
		look_at(arena, transition, target, &sought);
	}
	return sought;
}

struct servicenow_move servicenow_move_allowed(struct arena *arena, const struct json *nextstates,
                                               struct servicenow_move wanted, int fallback)
{
	struct sought sought = seek(arena, nextstates, wanted.target);

	if (!sought.known && fallback != INT_MIN) {
		sought = seek(arena, nextstates, fallback);
		wanted.target = fallback;
	}
	if (sought.open)
		return wanted;
	if (sought.by_itself)
		return wait_for("the change model makes this move by itself");
	if (!sought.known)
		return never(arena_print(arena,
		                         "the change model has no move to state %d from here; "
		                         "people have to move it",
		                         wanted.target));
	return wait_for(arena_print(arena, "the move to state %d waits for %s", wanted.target,
	                            sought.missing));
}

struct servicenow_move servicenow_move_incident(int state, enum ticket_goal goal)
{
	bool ended = state == SERVICENOW_INCIDENT_RESOLVED || state == SERVICENOW_INCIDENT_CLOSED;

	switch (goal) {
	case TICKET_GOAL_IMPLEMENTING:
		return state == SERVICENOW_INCIDENT_NEW ? go(SERVICENOW_INCIDENT_PROGRESS)
		                                        : arrived();
	case TICKET_GOAL_DONE:
		if (state == SERVICENOW_INCIDENT_CANCELLED)
			return never("it was cancelled");
		return ended ? arrived() : go(SERVICENOW_INCIDENT_RESOLVED);
	case TICKET_GOAL_NOT_NEEDED:
		return ended || state == SERVICENOW_INCIDENT_CANCELLED
		               ? arrived()
		               : go(SERVICENOW_INCIDENT_CANCELLED);
	default:
		return arrived();
	}
}

struct servicenow_move servicenow_move_task(int state, enum ticket_goal goal)
{
	enum { OPEN = 1, PROGRESS = 2, CLOSED = 3, INCOMPLETE = 4 };

	if (state >= CLOSED)
		return arrived();
	switch (goal) {
	case TICKET_GOAL_IMPLEMENTING:
		return state <= OPEN ? go(PROGRESS) : arrived();
	case TICKET_GOAL_DONE:
		return go(CLOSED);
	case TICKET_GOAL_NOT_NEEDED:
		return go(INCOMPLETE);
	default:
		return arrived();
	}
}
