/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Moves a ticket by one transition: reads where it stands, moves, reads again. */
#include "base/arena.h"
#include "request_tracker.h"
#include "request_tracker_lookup.h"
#include "request_tracker_move.h"
#include "request_tracker_push.h"
#include "request_tracker_record.h"
#include "request_tracker_reply_ticket.h"
#include "request_tracker_request_ticket.h"
#include <inttypes.h>
#include <string.h>

enum {
	WAIT_DELAY = 900, /* seconds; people answer in hours */
	STALE_DELAY = 5,  /* seconds, when somebody edits the same ticket right now */
};

struct moving {
	struct request_tracker_record record;
	const struct step *step;
	struct receipt *receipt;
	enum ticket_goal goal;
	struct ticket_seen seen;
};

static bool look(struct moving *moving, struct error *error)
{
	struct request_tracker_record *record = &moving->record;
	struct json *approvals;

	if (!request_tracker_lookup_approvals(record->itsm, record->arena, &record->number, 1,
	                                      &approvals, error))
		return false;
	request_tracker_reply_ticket(record->arena, request_tracker_settings(record->itsm),
	                             record->row, approvals, &moving->seen);
	return true;
}

static struct request_tracker_move decide(const struct moving *moving)
{
	return request_tracker_move(request_tracker_settings(moving->record.itsm), &moving->seen,
	                            moving->goal,
	                            json_is_true(json_get(moving->step->body, "close")));
}

static bool answer(const struct moving *moving, enum receipt_outcome outcome, const char *reason)
{
	struct receipt *receipt = moving->receipt;

	receipt->outcome = outcome;
	receipt->remote_id = moving->step->remote_id;
	receipt->number = moving->seen.number != NULL ? moving->seen.number : "";
	receipt->reason = reason;
	receipt->delay = outcome == RECEIPT_POSTPONED ? WAIT_DELAY : 0;
	if (moving->record.row != NULL)
		receipt->version = json_member_text(moving->record.row, "LastUpdated", "");
	return true;
}

static bool settle(const struct moving *moving, struct error *error)
{
	bool going = request_tracker_push_settle(&moving->record.reply, moving->step->key, true,
	                                         moving->receipt, error);

	if (moving->record.reply.verdict == ITSM_REPLY_STALE)
		moving->receipt->delay = STALE_DELAY;
	return going;
}

/* Is the move to this status offered? RT lists those that its lifecycle names and our rights allow. */
static bool is_offered(const struct json *row, const char *status)
{
	JSON_EACH(link, json_get(row, "_hyperlinks"))
	if (text_equal(json_member_text(link, "ref", ""), "lifecycle") &&
	    text_equal(json_member_text(link, "to", ""), status))
		return true;
	return false;
}

static bool may_move(const struct json *row)
{
	JSON_EACH(link, json_get(row, "_hyperlinks"))
	if (text_equal(json_member_text(link, "ref", ""), "lifecycle"))
		return true;
	return false;
}

/* The first that is offered, else the first: not every move that is allowed is listed. */
static const char *choose(const struct json *row, const struct request_tracker_move *move)
{
	const struct setting_list *lists[] = { move->statuses, move->otherwise };

	for (size_t list = 0; list < 2; list++)
		for (size_t i = 0; lists[list] != NULL && i < lists[list]->count; i++)
			if (is_offered(row, lists[list]->items[i]))
				return lists[list]->items[i];
	const struct setting_list *last =
		move->otherwise != NULL ? move->otherwise : move->statuses;
	return last != NULL && last->count > 0 ? last->items[0] : "";
}

static bool set_status(struct moving *moving, const struct request_tracker_move *move,
                       struct error *error)
{
	struct request_tracker_record *record = &moving->record;
	const char *before = moving->seen.state, *target = choose(record->row, move);
	struct json *body = json_new(record->arena, JSON_OBJECT);

	if (*target == '\0')
		return answer(moving, RECEIPT_REFUSED,
		              "the settings name no status for this move; complete statuses.*");
	json_set_string(record->arena, body, "Status", target);
	if (!request_tracker_record_write(record, body))
		return settle(moving, error);
	if (!look(moving, error))
		return false;
	if (strcmp(moving->seen.state, before) == 0 && !may_move(record->row))
		return answer(moving, RECEIPT_REFUSED,
		              arena_print(record->arena,
		                          "it stays '%s', RT moves it nowhere for us: %s; give our "
		                          "group ModifyTicket on its queue",
		                          before, record->told));
	if (strcmp(moving->seen.state, before) == 0)
		return answer(moving, RECEIPT_REFUSED,
		              arena_print(record->arena,
		                          "it stays '%s', RT did not move it to '%s': %s; name a "
		                          "status of its lifecycle in statuses.*",
		                          before, target, record->told));
	answer(moving, RECEIPT_DONE, "");
	moving->receipt->more = decide(moving).kind == REQUEST_TRACKER_MOVE_GO;
	return true;
}

/* Starts a scrip of the queue; sets *usable when the ticket could be written and read again. */
static bool set_approval(struct moving *moving, const char *word, bool *usable, struct error *error)
{
	struct request_tracker_record *record = &moving->record;
	const char *field = request_tracker_settings(record->itsm)->approval_field;
	struct json *body = json_new(record->arena, JSON_OBJECT);
	struct json *fields =
		json_set(record->arena, body, "CustomFields", json_new(record->arena, JSON_OBJECT));

	json_set_string(record->arena, fields, field, word);
	*usable = request_tracker_record_write(record, body);
	return *usable ? look(moving, error) : settle(moving, error);
}

static bool ask(struct moving *moving, struct error *error)
{
	const char *field = request_tracker_settings(moving->record.itsm)->approval_field;
	struct arena *arena = moving->record.arena;
	bool usable;

	if (!set_approval(moving, "asked", &usable, error))
		return false;
	if (!usable)
		return true;
	if (moving->seen.approval != TICKET_APPROVAL_NONE)
		return answer(moving, RECEIPT_DONE, "");
	if (!text_equal(request_tracker_reply_field(arena, moving->record.row, field), "asked"))
		return answer(moving, RECEIPT_REFUSED,
		              arena_print(arena,
		                          "RT did not take '%s': %s; apply that custom field to "
		                          "the queue of changes and let our user modify it",
		                          field, moving->record.told));
	return answer(moving, RECEIPT_POSTPONED,
	              "no approval came to be: the queue of changes lacks the scrip that asks for "
	              "one, or our user may not see it; see certsteward init --target");
}

static bool withdraw(struct moving *moving, const struct request_tracker_move *move,
                     struct error *error)
{
	bool usable;

	if (!set_approval(moving, "withdrawn", &usable, error))
		return false;
	if (!usable)
		return true;
	if (moving->seen.phase == TICKET_PHASE_CANCELLED)
		return answer(moving, RECEIPT_DONE, "");
	return set_status(moving, move, error);
}

static bool make(struct moving *moving, const struct request_tracker_move *move,
                 struct error *error)
{
	switch (move->kind) {
	case REQUEST_TRACKER_MOVE_GO:
		return set_status(moving, move, error);
	case REQUEST_TRACKER_MOVE_ASK:
		/* One that somebody has asked for already is enough. */
		return moving->seen.approval == TICKET_APPROVAL_NONE
		               ? ask(moving, error)
		               : answer(moving, RECEIPT_DONE, "");
	case REQUEST_TRACKER_MOVE_WITHDRAW:
		return withdraw(moving, move, error);
	case REQUEST_TRACKER_MOVE_WAIT:
		return answer(moving, RECEIPT_POSTPONED, move->reason);
	case REQUEST_TRACKER_MOVE_NEVER:
		return answer(moving, RECEIPT_REFUSED, move->reason);
	case REQUEST_TRACKER_MOVE_ARRIVED:
		break;
	}
	return answer(moving, RECEIPT_DONE, "");
}

bool request_tracker_push_move(struct itsm *itsm, struct arena *arena, const struct step *step,
                               struct receipt *receipt, struct error *error)
{
	struct moving moving = {
		.record = { .itsm = itsm,
		            .arena = arena,
		            .kind = "ticket",
		            .number = request_tracker_request_number(step->remote_id, "ticket") },
		.step = step,
		.receipt = receipt,
	};

	if (moving.record.number == 0)
		return receipt_refuse(receipt, "the step names no ticket that could be moved");
	if (!ticket_parse_goal(json_member_text(step->body, "goal", ""), &moving.goal))
		return receipt_refuse(receipt, "the step names no goal");
	if (!request_tracker_record_read(&moving.record))
		return settle(&moving, error);
	if (request_tracker_reply_id(moving.record.row) != moving.record.number)
		return request_tracker_push_merged(receipt);
	if (!look(&moving, error))
		return false;
	/* People may have moved it to another queue: what it is, the step knows. */
	if (request_tracker_request_kind(step) != TICKET_NONE)
		moving.seen.kind = request_tracker_request_kind(step);
	if (moving.seen.phase == TICKET_PHASE_UNKNOWN)
		return answer(&moving, RECEIPT_POSTPONED,
		              arena_print(arena,
		                          "its status '%s' stands in none of statuses.*; name it "
		                          "in the list of its phase",
		                          text_visible(arena, moving.seen.state)));
	struct request_tracker_move move = decide(&moving);
	return make(&moving, &move, error);
}
