/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* States, approvals and notes of ServiceNow in the words of the model. */
#include "servicenow_reply_ticket.h"
#include "base/arena.h"
#include "base/array.h"
#include "base/text.h"
#include "servicenow_move.h"
#include "servicenow_reply.h"
#include <limits.h>
#include <string.h>

static int state_number(const char *state)
{
	int64_t number;

	return text_parse_integer(state, &number) && number > -100 && number < 100 ? (int)number
	                                                                           : INT_MIN;
}

static enum ticket_phase change_phase(int state)
{
	switch (state) {
	case SERVICENOW_CHANGE_NEW:
		return TICKET_PHASE_NEW;
	case SERVICENOW_CHANGE_ASSESS:
		return TICKET_PHASE_ASSESS;
	case SERVICENOW_CHANGE_AUTHORIZE:
		return TICKET_PHASE_AUTHORIZE;
	case SERVICENOW_CHANGE_SCHEDULED:
		return TICKET_PHASE_SCHEDULED;
	case SERVICENOW_CHANGE_IMPLEMENT:
		return TICKET_PHASE_IMPLEMENT;
	case SERVICENOW_CHANGE_REVIEW:
		return TICKET_PHASE_REVIEW;
	case SERVICENOW_CHANGE_CLOSED:
	case 7: /* closed skipped, of the older model */
		return TICKET_PHASE_CLOSED;
	case SERVICENOW_CHANGE_CANCELLED:
		return TICKET_PHASE_CANCELLED;
	default:
		return TICKET_PHASE_UNKNOWN;
	}
}

static enum ticket_phase incident_phase(int state)
{
	switch (state) {
	case SERVICENOW_INCIDENT_NEW:
		return TICKET_PHASE_NEW;
	case SERVICENOW_INCIDENT_PROGRESS:
	case SERVICENOW_INCIDENT_HOLD:
	case 4: /* awaiting something, of the older model */
	case 5:
		return TICKET_PHASE_IMPLEMENT;
	case SERVICENOW_INCIDENT_RESOLVED:
		return TICKET_PHASE_REVIEW;
	case SERVICENOW_INCIDENT_CLOSED:
		return TICKET_PHASE_CLOSED;
	case SERVICENOW_INCIDENT_CANCELLED:
		return TICKET_PHASE_CANCELLED;
	default:
		return TICKET_PHASE_UNKNOWN;
	}
}

static enum ticket_phase task_phase(int state)
{
	if (state == -5 || state == 1)
		return TICKET_PHASE_NEW;
	if (state == 2)
		return TICKET_PHASE_IMPLEMENT;
	if (state == 3)
		return TICKET_PHASE_CLOSED;
	return state == 4 || state == 7 ? TICKET_PHASE_CANCELLED : TICKET_PHASE_UNKNOWN;
}

enum ticket_phase servicenow_reply_phase(const char *table, const char *state)
{
	if (strcmp(table, "change_request") == 0)
		return change_phase(state_number(state));
	if (strcmp(table, "incident") == 0)
		return incident_phase(state_number(state));
	return task_phase(state_number(state));
}

static enum ticket_kind kind_of(const char *table, const struct json *row)
{
	const char *type = servicenow_reply_field(row, "type");

	if (strcmp(table, "incident") == 0)
		return TICKET_INCIDENT;
	if (strcmp(table, "change_request") != 0)
		return TICKET_TASK;
	if (strcmp(type, "standard") == 0)
		return TICKET_CHANGE_STANDARD;
	return strcmp(type, "emergency") == 0 ? TICKET_CHANGE_EMERGENCY : TICKET_CHANGE_NORMAL;
}

static enum ticket_approval approval_of(const char *word)
{
	if (strcmp(word, "approved") == 0)
		return TICKET_APPROVAL_APPROVED;
	if (strcmp(word, "rejected") == 0)
		return TICKET_APPROVAL_REJECTED;
	return strcmp(word, "requested") == 0 ? TICKET_APPROVAL_REQUESTED : TICKET_APPROVAL_NONE;
}

static bool any_children(const struct json *row)
{
	const char *children = servicenow_reply_field(row, "child_incidents");

	return (*children != '\0' && strcmp(children, "0") != 0) ||
	       *servicenow_reply_field(row, "problem_id") != '\0' ||
	       *servicenow_reply_field(row, "major_incident_state") != '\0';
}

void servicenow_reply_ticket(struct arena *arena, const char *table, const struct json *row,
                             struct ticket_seen *seen)
{
	*seen = (struct ticket_seen){
		.id = servicenow_reply_field(row, "sys_id"),
		.key = servicenow_reply_field(row, "correlation_id"),
		.number = servicenow_reply_field(row, "number"),
		.kind = kind_of(table, row),
		.state = servicenow_reply_field(row, "state"),
		.approval = approval_of(servicenow_reply_field(row, "approval")),
		.on_hold = text_equal(servicenow_reply_field(row, "on_hold"), "true"),
		.title = servicenow_reply_field(row, "short_description"),
		.item = servicenow_reply_field(row, "cmdb_ci"),
		.assigned_to = servicenow_reply_field(row, "assigned_to"),
		.group = servicenow_reply_field(row, "assignment_group"),
		.requested_by = servicenow_reply_field(row, "requested_by"),
		.planned_start = servicenow_reply_time(row, "start_date"),
		.planned_end = servicenow_reply_time(row, "end_date"),
		.updated_at = servicenow_reply_time(row, "sys_updated_on"),
		.created_at = servicenow_reply_time(row, "sys_created_on"),
		.updated_by = servicenow_reply_field(row, "sys_updated_by"),
		.has_children = any_children(row),
		.fields = servicenow_reply_fields(arena, row),
	};
	seen->phase = servicenow_reply_phase(table, seen->state);
	if (strcmp(table, "incident") == 0)
		seen->on_hold = state_number(seen->state) == SERVICENOW_INCIDENT_HOLD;
	seen->may_implement = !seen->on_hold && (seen->phase == TICKET_PHASE_SCHEDULED ||
	                                         seen->phase == TICKET_PHASE_IMPLEMENT);
}

static const char *comment_of(const struct json *comments, const char *approval_id)
{
	const char *newest = "";

	JSON_EACH(row, comments)
	if (strcmp(servicenow_reply_field(row, "element_id"), approval_id) == 0)
		newest = servicenow_reply_field(row, "value");
	return newest;
}

/* Our account decides nothing: neither as approver, nor by a script that runs under it. */
static bool is_our_decision(const struct json *row, const char *account)
{
	return *account &&
	       (strcmp(servicenow_reply_field(row, "approver.user_name"), account) == 0 ||
	        strcmp(servicenow_reply_field(row, "sys_updated_by"), account) == 0);
}

void servicenow_reply_decisions(struct arena *arena, const struct json *approvals,
                                const struct json *comments, const char *account,
                                struct ticket_seen *seen)
{
	ARRAY(struct ticket_decision) list = { 0 };

	JSON_EACH(row, approvals)
	{
		const char *comment = servicenow_reply_field(row, "comments");
		if (strcmp(servicenow_reply_field(row, "sysapproval"), seen->id) != 0 ||
		    is_our_decision(row, account))
			continue;
		if (*comment == '\0')
			comment = comment_of(comments, servicenow_reply_field(row, "sys_id"));
		ARRAY_PUSH(arena, &list,
		           ((struct ticket_decision){
				   .id = servicenow_reply_field(row, "sys_id"),
				   .who = servicenow_reply_field(row, "approver"),
				   .name = servicenow_reply_field(row, "approver.name"),
				   .state = servicenow_reply_field(row, "state"),
				   .comment = comment,
				   .at = servicenow_reply_time(row, "sys_updated_on") }));
	}
	seen->decisions = list.items;
	seen->decision_count = list.count;
}

static bool is_by_people(const struct json *row, const char *account)
{
	const char *by = servicenow_reply_field(row, "sys_created_by");

	return strcmp(by, account) != 0 && strcmp(by, "system") != 0 && strcmp(by, "guest") != 0 &&
	       strstr(servicenow_reply_field(row, "value"), "[cs:") == NULL;
}

void servicenow_reply_notes(struct arena *arena, const struct json *journal, const char *account,
                            struct ticket_seen *seen)
{
	ARRAY(struct ticket_note) list = { 0 };

	JSON_EACH(row, journal)
	if (strcmp(servicenow_reply_field(row, "element_id"), seen->id) == 0 &&
	    is_by_people(row, account))
		ARRAY_PUSH(arena, &list,
		           ((struct ticket_note){
				   .text = servicenow_reply_field(row, "value"),
				   .by = servicenow_reply_field(row, "sys_created_by"),
				   .at = servicenow_reply_time(row, "sys_created_on") }));
	seen->notes = list.items;
	seen->note_count = list.count;
}

bool servicenow_reply_conflict(const struct json *result)
{
	return json_count(json_get(result, "conflicts")) > 0;
}
