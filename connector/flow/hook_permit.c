/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* May the hook of a renewal run? */
#include "flow/hook_permit.h"
#include "base/text.h"
#include "flow/calendar.h"

bool hook_permit_is_current(const struct store_ticket *ticket, int64_t decided_at)
{
	return ticket->written_at == 0 || decided_at > ticket->written_at;
}

static const char *setup_refuses(const struct hook_permit *permit)
{
	if (permit->stage < FLOW_AUTOMATE)
		return "the stage of this far side runs no hooks";
	if (text_is_empty(permit->hook))
		return "no hook is configured";
	if (!text_equal(permit->ticket->reason, flow_reason_name(FLOW_RENEWAL)))
		return "only renewals have a hook";
	return NULL;
}

static const char *state_refuses(const struct hook_permit *permit)
{
	const struct store_ticket *ticket = permit->ticket;
	bool stands = permit->begins
	                      ? text_equal(ticket->phase, ticket_phase_name(TICKET_PHASE_SCHEDULED))
	                      : ticket->may_implement;
	if (!stands)
		return "the change is not in a state that allows implementation";
	if (ticket->on_hold)
		return "the change is on hold";
	return ticket->conflict ? "the change has a schedule conflict" : NULL;
}

/* A standard change was approved beforehand, by whoever made its template. */
static const char *approval_refuses(const struct hook_permit *permit)
{
	const struct store_ticket *ticket = permit->ticket;
	if (text_equal(ticket->kind, ticket_kind_name(TICKET_CHANGE_STANDARD)))
		return NULL;
	if (!text_equal(ticket->approval, ticket_approval_name(TICKET_APPROVAL_APPROVED)) ||
	    text_is_empty(ticket->approved_by))
		return "nobody but us has approved it";
	if (!hook_permit_is_current(ticket, ticket->approved_at))
		return "its approval is older than its newest text";
	if (text_is_empty(ticket->approved_hash) ||
	    !text_equal(ticket->approved_hash, permit->hash))
		return "certificate, places, hook or mapping changed after the approval";
	return NULL;
}

static const char *time_refuses(const struct hook_permit *permit)
{
	const struct store_ticket *ticket = permit->ticket;
	if (ticket->planned_start == 0 || permit->now < ticket->planned_start ||
	    permit->now >= ticket->planned_end)
		return "now is outside the planned time";
	if (calendar_closed_at(permit->calendar, permit->now))
		return "the calendar is closed now";
	return NULL;
}

const char *hook_permit_refuses(const struct hook_permit *permit)
{
	const char *why = setup_refuses(permit);
	if (!why)
		why = state_refuses(permit);
	if (!why)
		why = approval_refuses(permit);
	return why ? why : time_refuses(permit);
}
