/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Moves a ticket by one transition: looks where it stands, asks what is open, then moves. */
#include "servicenow.h"
#include "servicenow_call.h"
#include "servicenow_move.h"
#include "servicenow_push.h"
#include "servicenow_request_ticket.h"
#include <limits.h>
#include <string.h>

enum { WAIT_DELAY = 900 /* seconds; people answer in hours */ };

struct moving {
	struct itsm *itsm;
	struct arena *arena;
	const struct step *step;
	struct receipt *receipt;
	enum ticket_kind kind;
	enum ticket_goal goal;
	const char *table;
};

/* What is not OK goes into the receipt; false when nothing more gets through. */
static bool failed(const struct moving *moving, const struct itsm_reply *reply, struct error *error)
{
	return itsm_reply_settle(reply, true, moving->step->key, moving->receipt, error);
}

static void stay(const struct moving *moving, const struct servicenow_move *move,
                 const struct json *row)
{
	struct receipt *receipt = moving->receipt;

	receipt->remote_id = moving->step->remote_id;
	receipt->number = servicenow_reply_field(row, "number");
	receipt->version = servicenow_reply_field(row, "sys_updated_on");
	receipt->reason = move->reason;
	receipt->outcome = move->kind == SERVICENOW_MOVE_ARRIVED ? RECEIPT_DONE
	                   : move->kind == SERVICENOW_MOVE_WAIT  ? RECEIPT_POSTPONED
	                                                         : RECEIPT_REFUSED;
	receipt->delay = move->kind == SERVICENOW_MOVE_WAIT ? WAIT_DELAY : 0;
}

static struct servicenow_move_change standing(const struct moving *moving, const struct json *row)
{
	const char *type = servicenow_reply_field(row, "type");

	return (struct servicenow_move_change){
		.state = (int)json_integer(
			json_new_string(moving->arena, servicenow_reply_field(row, "state")),
			INT_MIN),
		.standard = text_equal(type, "standard"),
		.emergency = text_equal(type, "emergency"),
		.on_hold = text_equal(servicenow_reply_field(row, "on_hold"), "true"),
		.may_close = json_is_true(json_get(moving->step->body, "close")),
	};
}

static struct servicenow_move decide(const struct moving *moving, const struct json *row,
                                     int *fallback)
{
	struct servicenow_move_change change = standing(moving, row);

	*fallback = INT_MIN;
	if (ticket_is_change(moving->kind))
		return servicenow_move_change(&change, moving->goal, fallback);
	if (moving->kind == TICKET_INCIDENT)
		return servicenow_move_incident(change.state, moving->goal);
	return servicenow_move_task(change.state, moving->goal);
}

static void add_default(const struct moving *moving, struct json *fields, const char *name,
                        const char *value)
{
	if (!text_is_empty(value) && json_get(fields, name) == NULL)
		json_set_string(moving->arena, fields, name,
		                servicenow_request_plain(moving->arena, value));
}

/* Ending needs a code and notes; cancelling needs a reason in the journal. */
static struct json *compose(const struct moving *moving, int target)
{
	const struct servicenow_settings *settings = servicenow_settings(moving->itsm);
	const struct step *step = moving->step;
	struct json *fields =
		servicenow_request_fields(moving->arena, json_get(step->body, "fields"));
	const char *reason = json_member_text(step->body, "reason", "");
	bool change = ticket_is_change(moving->kind);

	if (moving->goal == TICKET_GOAL_DONE) {
		add_default(moving, fields, "close_code",
		            change ? settings->change_close_code : settings->incident_close_code);
		add_default(moving, fields, "close_notes",
		            *reason != '\0' ? reason : "Served everywhere, seen by certsteward.");
	} else if (moving->goal == TICKET_GOAL_NOT_NEEDED) {
		add_default(moving, fields, "work_notes",
		            *reason != '\0' ? reason : "No longer needed (certsteward).");
		add_default(moving, fields, "close_notes", reason);
		add_default(moving, fields, "close_code", settings->cancel_close_code);
	}
	json_set_string(moving->arena, fields, "state", arena_print(moving->arena, "%d", target));
	return fields;
}

static void moved(const struct moving *moving, const char *before, const struct json *row)
{
	struct receipt *receipt = moving->receipt;
	const char *now = servicenow_reply_field(row, "state");
	struct servicenow_move next;
	int fallback;

	receipt->remote_id = moving->step->remote_id;
	receipt->number = servicenow_reply_field(row, "number");
	receipt->version = servicenow_reply_field(row, "sys_updated_on");
	receipt->reason = servicenow_reply_ignored(moving->arena, row);
	if (*now == '\0' || strcmp(now, before) == 0) {
		receipt->outcome = RECEIPT_POSTPONED;
		receipt->delay = WAIT_DELAY;
		receipt->reason = arena_print(
			moving->arena, "the instance took the move but it stands at %s%s%s", before,
			*receipt->reason ? "; " : "", receipt->reason);
		return;
	}
	receipt->outcome = RECEIPT_DONE;
	next = decide(moving, row, &fallback);
	receipt->more = next.kind == SERVICENOW_MOVE_GO;
}

static bool make_move(const struct moving *moving, const struct json *row,
                      const struct servicenow_move *move, struct error *error)
{
	struct servicenow_request request = { .method = "PATCH" };
	struct itsm_reply reply;

	request.path =
		servicenow_request_ticket_path(moving->arena, servicenow_settings(moving->itsm),
	                                       moving->kind, moving->step->remote_id);
	request.body = compose(moving, move->target);
	if (!servicenow_call(moving->itsm, moving->arena, &request, &reply))
		return failed(moving, &reply, error);
	moved(moving, servicenow_reply_field(row, "state"), servicenow_reply_row(reply.result));
	return true;
}

static bool ask_and_move(const struct moving *moving, const struct json *row,
                         struct servicenow_move move, int fallback, struct error *error)
{
	struct servicenow_request request = {
		.method = "GET",
		.path = arena_print(moving->arena, "/api/sn_chg_rest/change/%s/nextstates",
		                    moving->step->remote_id),
	};
	struct itsm_reply reply;

	if (move.kind == SERVICENOW_MOVE_GO && ticket_is_change(moving->kind)) {
		if (!servicenow_call(moving->itsm, moving->arena, &request, &reply))
			return failed(moving, &reply, error);
		move = servicenow_move_allowed(moving->arena, servicenow_reply_row(reply.result),
		                               move, fallback);
	}
	if (move.kind == SERVICENOW_MOVE_GO)
		return make_move(moving, row, &move, error);
	stay(moving, &move, row);
	return true;
}

bool servicenow_push_move(struct itsm *itsm, struct arena *arena, const struct step *step,
                          struct receipt *receipt, struct error *error)
{
	struct moving moving = {
		itsm, arena, step, receipt, servicenow_request_ticket_kind(step), TICKET_GOAL_OPEN,
		""
	};
	struct servicenow_request request = { .method = "GET" };
	struct itsm_reply reply;
	struct servicenow_move move;
	int fallback;

	moving.table = servicenow_request_ticket_table(servicenow_settings(itsm), moving.kind);
	if (moving.kind == TICKET_NONE || *moving.table == '\0' ||
	    !servicenow_request_is_id(step->remote_id))
		return receipt_refuse(receipt, "the step names no ticket that could be moved");
	if (!ticket_parse_goal(json_member_text(step->body, "goal", ""), &moving.goal))
		return receipt_refuse(receipt, "the step names no goal");
	request.path =
		servicenow_request_row(arena, moving.table, step->remote_id,
	                               "sys_id,number,state,type,approval,on_hold,sys_updated_on");
	if (!servicenow_call(itsm, arena, &request, &reply))
		return failed(&moving, &reply, error);
	const struct json *row = servicenow_reply_row(reply.result);
	if (!text_equal(servicenow_reply_field(row, "sys_id"), step->remote_id))
		return receipt_refuse(receipt, "the instance answered with another ticket");
	move = decide(&moving, row, &fallback);
	return ask_and_move(&moving, row, move, fallback, error);
}
