/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The way of changes, incidents and tasks through a lifecycle, as far as we walk it. */
#include "request_tracker_move.h"
#include "request_tracker.h"

static struct request_tracker_move arrived(void)
{
	return (struct request_tracker_move){ .kind = REQUEST_TRACKER_MOVE_ARRIVED, .reason = "" };
}

static struct request_tracker_move go(const struct setting_list *statuses,
                                      const struct setting_list *otherwise)
{
	return (struct request_tracker_move){ .kind = REQUEST_TRACKER_MOVE_GO,
		                              .statuses = statuses,
		                              .otherwise = otherwise,
		                              .reason = "" };
}

static struct request_tracker_move wait_for(const char *reason)
{
	return (struct request_tracker_move){ .kind = REQUEST_TRACKER_MOVE_WAIT, .reason = reason };
}

static struct request_tracker_move never(const char *reason)
{
	return (struct request_tracker_move){ .kind = REQUEST_TRACKER_MOVE_NEVER,
		                              .reason = reason };
}

static struct request_tracker_move cancel(const struct request_tracker_settings *settings,
                                          const struct ticket_seen *seen)
{
	struct request_tracker_move move = go(&settings->statuses.cancelled, NULL);

	if (seen->phase == TICKET_PHASE_CANCELLED || seen->phase == TICKET_PHASE_CLOSED)
		return arrived();
	if (seen->phase == TICKET_PHASE_REVIEW)
		return ticket_is_change(seen->kind) ? never("it is done already") : arrived();
	/* RT ends nothing that waits for an approval. */
	if (seen->phase == TICKET_PHASE_AUTHORIZE)
		move.kind = REQUEST_TRACKER_MOVE_WITHDRAW;
	return move;
}

/* Standard changes are approved beforehand. */
static struct request_tracker_move submit(const struct request_tracker_settings *settings,
                                          const struct ticket_seen *seen)
{
	if (seen->phase != TICKET_PHASE_NEW)
		return arrived();
	if (seen->kind == TICKET_CHANGE_STANDARD)
		return go(&settings->statuses.scheduled, &settings->statuses.implement);
	return (struct request_tracker_move){ .kind = REQUEST_TRACKER_MOVE_ASK, .reason = "" };
}

static struct request_tracker_move begin(const struct request_tracker_settings *settings,
                                         const struct ticket_seen *seen)
{
	if (seen->phase == TICKET_PHASE_NEW && seen->kind == TICKET_CHANGE_STANDARD)
		return submit(settings, seen);
	if (seen->phase == TICKET_PHASE_SCHEDULED)
		return go(&settings->statuses.implement, NULL);
	if (seen->phase == TICKET_PHASE_NEW || seen->phase == TICKET_PHASE_AUTHORIZE)
		return wait_for("people have to approve it first");
	return arrived();
}

static struct request_tracker_move finish(const struct request_tracker_settings *settings,
                                          const struct ticket_seen *seen, bool may_close)
{
	if (seen->phase == TICKET_PHASE_CLOSED)
		return arrived();
	if (seen->phase == TICKET_PHASE_REVIEW)
		return may_close && seen->kind == TICKET_CHANGE_STANDARD
		               ? go(&settings->statuses.closed, NULL)
		               : arrived();
	if (seen->phase == TICKET_PHASE_IMPLEMENT || seen->phase == TICKET_PHASE_SCHEDULED)
		return go(&settings->statuses.review, NULL);
	return wait_for("it is not being worked on; people move it there");
}

static struct request_tracker_move move_change(const struct request_tracker_settings *settings,
                                               const struct ticket_seen *seen,
                                               enum ticket_goal goal, bool may_close)
{
	struct request_tracker_move move;

	if (seen->phase == TICKET_PHASE_CANCELLED)
		return never("it was cancelled");
	if (goal == TICKET_GOAL_APPROVAL_ASKED)
		move = submit(settings, seen);
	else if (goal == TICKET_GOAL_IMPLEMENTING)
		move = begin(settings, seen);
	else
		move = finish(settings, seen, may_close);
	if (move.kind == REQUEST_TRACKER_MOVE_GO && seen->on_hold)
		return wait_for("it is on hold");
	return move;
}

struct request_tracker_move request_tracker_move(const struct request_tracker_settings *settings,
                                                 const struct ticket_seen *seen,
                                                 enum ticket_goal goal, bool may_close)
{
	bool ended = seen->phase == TICKET_PHASE_REVIEW || seen->phase == TICKET_PHASE_CLOSED;

	if (goal == TICKET_GOAL_OPEN)
		return arrived();
	if (goal == TICKET_GOAL_NOT_NEEDED)
		return cancel(settings, seen);
	if (ticket_is_change(seen->kind))
		return move_change(settings, seen, goal, may_close);
	if (goal == TICKET_GOAL_IMPLEMENTING)
		return seen->phase == TICKET_PHASE_NEW ? go(&settings->statuses.implement, NULL)
		                                       : arrived();
	if (goal != TICKET_GOAL_DONE || ended)
		return arrived();
	return seen->phase == TICKET_PHASE_CANCELLED ? never("it was cancelled")
	                                             : go(&settings->statuses.review, NULL);
}
