/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Which phase next, and by which transition. */
#include "jira_move.h"
#include "base/arena.h"
#include "base/json.h"
#include "base/text.h"
#include "jira.h"
#include "jira_ticket.h"

static struct jira_move arrived(void)
{
	return (struct jira_move){ .kind = JIRA_MOVE_ARRIVED, .reason = "" };
}

static struct jira_move go(enum ticket_phase first, enum ticket_phase second)
{
	return (struct jira_move){ .kind = JIRA_MOVE_GO,
		                   .targets = { first, second },
		                   .reason = "" };
}

static struct jira_move wait_for(const char *reason)
{
	return (struct jira_move){ .kind = JIRA_MOVE_WAIT, .reason = reason };
}

static struct jira_move never(const char *reason)
{
	return (struct jira_move){ .kind = JIRA_MOVE_NEVER, .reason = reason };
}

static bool is_ended(enum ticket_phase phase)
{
	return phase == TICKET_PHASE_REVIEW || phase == TICKET_PHASE_CLOSED;
}

/* Standard changes are approved beforehand: their first step is Scheduled. */
static struct jira_move submit(const struct jira_move_from *from)
{
	if (from->kind == TICKET_CHANGE_STANDARD)
		return go(TICKET_PHASE_SCHEDULED, TICKET_PHASE_UNKNOWN);
	if (from->kind == TICKET_CHANGE_EMERGENCY)
		return go(TICKET_PHASE_AUTHORIZE, TICKET_PHASE_ASSESS);
	return go(TICKET_PHASE_ASSESS, TICKET_PHASE_AUTHORIZE);
}

static struct jira_move implement(const struct jira_move_from *from)
{
	if (from->phase == TICKET_PHASE_NEW)
		return submit(from);
	if (from->phase == TICKET_PHASE_SCHEDULED)
		return go(TICKET_PHASE_IMPLEMENT, TICKET_PHASE_UNKNOWN);
	if (from->phase == TICKET_PHASE_IMPLEMENT || is_ended(from->phase))
		return arrived();
	return wait_for("people have to approve and schedule it first");
}

static struct jira_move finish(const struct jira_move_from *from)
{
	bool may_close = from->may_close && from->kind == TICKET_CHANGE_STANDARD;

	if (from->phase == TICKET_PHASE_IMPLEMENT && from->has_review)
		return go(TICKET_PHASE_REVIEW, TICKET_PHASE_UNKNOWN);
	if (from->phase == TICKET_PHASE_IMPLEMENT && !may_close)
		return never("no status is named in phases.review, and people close changes");
	if (from->phase == TICKET_PHASE_IMPLEMENT ||
	    (from->phase == TICKET_PHASE_REVIEW && may_close))
		return go(TICKET_PHASE_CLOSED, TICKET_PHASE_UNKNOWN);
	if (is_ended(from->phase))
		return arrived();
	return wait_for("work on it has not begun there; people move it on");
}

static struct jira_move cancel(const struct jira_move_from *from)
{
	if (from->phase == TICKET_PHASE_CLOSED)
		return arrived();
	if (from->phase == TICKET_PHASE_REVIEW)
		return never("it is done already and cannot be cancelled");
	return go(TICKET_PHASE_CANCELLED, TICKET_PHASE_UNKNOWN);
}

static struct jira_move decide_change(const struct jira_move_from *from, enum ticket_goal goal)
{
	switch (goal) {
	case TICKET_GOAL_NOT_NEEDED:
		return cancel(from);
	case TICKET_GOAL_APPROVAL_ASKED:
		return from->phase == TICKET_PHASE_NEW ? submit(from) : arrived();
	case TICKET_GOAL_IMPLEMENTING:
		return implement(from);
	default:
		return finish(from);
	}
}

/* Resolved, never closed, where there is such a status. */
static struct jira_move decide_incident(const struct jira_move_from *from, enum ticket_goal goal)
{
	enum ticket_phase end = from->has_review ? TICKET_PHASE_REVIEW : TICKET_PHASE_CLOSED;

	if (is_ended(from->phase))
		return arrived();
	if (goal == TICKET_GOAL_DONE)
		return go(end, TICKET_PHASE_UNKNOWN);
	if (goal == TICKET_GOAL_NOT_NEEDED)
		return go(TICKET_PHASE_CANCELLED, end);
	return goal == TICKET_GOAL_IMPLEMENTING && from->phase == TICKET_PHASE_NEW
	               ? go(TICKET_PHASE_IMPLEMENT, TICKET_PHASE_UNKNOWN)
	               : arrived();
}

static struct jira_move decide_task(const struct jira_move_from *from, enum ticket_goal goal)
{
	if (from->phase == TICKET_PHASE_CLOSED)
		return arrived();
	if (goal == TICKET_GOAL_DONE)
		return go(TICKET_PHASE_CLOSED, TICKET_PHASE_REVIEW);
	if (goal == TICKET_GOAL_NOT_NEEDED)
		return go(TICKET_PHASE_CANCELLED, TICKET_PHASE_CLOSED);
	return goal == TICKET_GOAL_IMPLEMENTING && from->phase == TICKET_PHASE_NEW
	               ? go(TICKET_PHASE_IMPLEMENT, TICKET_PHASE_UNKNOWN)
	               : arrived();
}

struct jira_move jira_move_decide(const struct jira_move_from *from, enum ticket_goal goal)
{
	if (goal == TICKET_GOAL_OPEN)
		return arrived();
	if (from->phase == TICKET_PHASE_CANCELLED)
		return goal == TICKET_GOAL_NOT_NEEDED ? arrived() : never("it was cancelled");
	if (from->phase == TICKET_PHASE_UNKNOWN)
		return never(
			"its status belongs to no phase; name it in one of phases.new, assess, "
			"authorize, scheduled, implement, review, closed, cancelled");
	if (ticket_is_change(from->kind))
		return decide_change(from, goal);
	if (from->kind == TICKET_INCIDENT)
		return decide_incident(from, goal);
	return decide_task(from, goal);
}

static bool leads_to(const struct json *transition, const char *status)
{
	const struct json *to = json_get(transition, "to");
	const struct json *available = json_get(transition, "isAvailable");

	if (available != NULL && !json_is_true(available))
		return false;
	return text_equal(json_member_text(to, "id", ""), status) ||
	       text_equal_folded(json_member_text(to, "name", ""), status);
}

static const struct json *seek(const struct setting_list *list, size_t from,
                               const struct json *transitions)
{
	for (size_t i = from; list && i < list->count; i++)
		JSON_EACH(transition, transitions)
	if (leads_to(transition, list->items[i]))
		return transition;
	return NULL;
}

/* Behind the place of this status in its phase's list. */
static size_t place_after(const struct setting_list *list, const struct json *status)
{
	for (size_t i = 0; list && i < list->count; i++)
		if (text_equal(list->items[i], json_member_text(status, "id", "")) ||
		    text_equal_folded(list->items[i], json_member_text(status, "name", "")))
			return i + 1;
	return list ? list->count : 0;
}

const struct json *jira_move_choose(const struct itsm *itsm, const struct json *transitions,
                                    const struct jira_move *move, const struct json *status,
                                    enum ticket_phase *phase)
{
	const struct jira_settings *settings = jira_settings(itsm);
	const struct json *found;

	for (size_t i = 0; i < JIRA_MOVE_TARGETS; i++) {
		*phase = move->targets[i];
		found = seek(jira_ticket_statuses(settings, *phase), 0, transitions);
		if (found != NULL)
			return found;
	}
	*phase = jira_ticket_phase(itsm, status);
	const struct setting_list *here = jira_ticket_statuses(settings, *phase);
	return seek(here, place_after(here, status), transitions);
}

const char *jira_move_wanted(struct arena *arena, const char *before, const struct jira_move *move)
{
	const char *first = arena_print(arena, "%s%s", before, ticket_phase_name(move->targets[0]));

	return move->targets[1] == TICKET_PHASE_UNKNOWN
	               ? first
	               : arena_print(arena, "%s or %s%s", first, before,
	                             ticket_phase_name(move->targets[1]));
}

const char *jira_move_offered(struct arena *arena, const struct json *transitions)
{
	TEXT(out);

	JSON_EACH(transition, transitions)
	text_print(&out, "%s'%s' to '%s'", out.length > 0 ? ", " : "",
	           text_visible(arena, json_member_text(transition, "name", "?")),
	           text_visible(arena, json_text(json_at(transition, "to", "name", NULL), "?")));
	return out.length > 0 ? arena_copy(arena, text_string(&out)) : "none";
}
