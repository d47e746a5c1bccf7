/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Opens tickets, and writes drafts of ours anew without what people edited. */
#include "base/arena.h"
#include "base/digest.h"
#include "request_tracker.h"
#include "request_tracker_lookup.h"
#include "request_tracker_push.h"
#include "request_tracker_record.h"
#include "request_tracker_reply_ticket.h"
#include "request_tracker_request_ticket.h"
#include <inttypes.h>
#include <string.h>

#define NEW_TEXT "The facts have changed. This text takes the place of the one above:"

struct editing {
	struct request_tracker_record record;
	const struct step *step;
	struct receipt *receipt;
	struct json *kept; /* names of those that people edited */
};

static void fill_receipt(const struct request_tracker_record *record, const struct json *fields,
                         struct receipt *receipt)
{
	receipt->outcome = RECEIPT_DONE;
	receipt->remote_id = arena_print(record->arena, "ticket/%" PRId64, record->number);
	receipt->number = arena_print(record->arena, "#%" PRId64, record->number);
	if (record->row == NULL)
		return;
	receipt->holds = request_tracker_record_holds(record, fields);
	receipt->version = json_member_text(record->row, "LastUpdated", "");
	receipt->at = request_tracker_reply_time(record->row, "LastUpdated");
}

static bool create(struct itsm *itsm, struct arena *arena, enum ticket_kind kind, const char *queue,
                   const struct step *step, struct receipt *receipt, struct error *error)
{
	const struct request_tracker_settings *settings = request_tracker_settings(itsm);
	const struct json *fields = json_get(step->body, "fields");
	struct request_tracker_record record = { .itsm = itsm, .arena = arena, .kind = "ticket" };
	struct request_tracker_request request = {
		.method = "POST",
		.path = "/ticket",
		.body = request_tracker_request_ticket(arena, settings, queue, kind, step->key,
		                                       fields),
	};

	if (!request_tracker_call(itsm, arena, &request, &record.reply)) {
		bool going = request_tracker_push_settle(&record.reply, step->key, false, receipt,
		                                         error);
		request_tracker_push_mend(arena, &record.reply, "CreateTicket", "queue", queue,
		                          receipt);
		return going;
	}
	record.number = request_tracker_reply_id(record.reply.root);
	if (record.number == 0) {
		receipt->outcome = RECEIPT_UNKNOWN;
		receipt->reason = "the answer names no ticket";
		return true;
	}
	/* It is there whether this read gets through or not. */
	(void)request_tracker_record_read(&record);
	fill_receipt(&record, fields, receipt);
	request_tracker_record_made(&record, queue, request.body, receipt);
	return true;
}

/* As we know it to have stood there; what we never wrote was empty. */
static bool is_ours(const struct editing *editing, const char *name, const char *stands)
{
	const struct json *body = editing->step->body;
	const char *text = json_member_text(json_get(body, "base"), name, "");
	const char *member = text_equal(name, "Starts") ? "start"
	                     : text_equal(name, "Due")  ? "end"
	                                                : NULL;
	int64_t planned = member ? json_integer(json_at(body, "planned", member, NULL), 0) : 0;

	if (planned && planned == request_tracker_reply_time(editing->record.row, name))
		return true;
	return text_equal_lines(stands, text) ||
	       text_equal_lines(stands, request_tracker_request_plain(editing->record.arena, text));
}

/* What may be written of the text made anew; Content is no field that could be edited. */
static struct json *sort_fields(struct editing *editing)
{
	struct arena *arena = editing->record.arena;
	struct json *fields = request_tracker_record_differing(
		&editing->record, json_get(editing->step->body, "fields"));
	struct json *sent = json_new(arena, JSON_OBJECT);
	bool careful = json_get(editing->step->body, "base") != NULL;

	editing->kept = json_new(arena, JSON_ARRAY);
	JSON_EACH(field, fields)
	{
		const char *stands =
			request_tracker_reply_field(arena, editing->record.row, field->key);
		if (strcmp(field->key, "Content") == 0)
			continue;
		if (!careful || is_ours(editing, field->key, stands))
			json_set(arena, sent, field->key, json_copy(arena, field));
		else
			json_push_string(arena, editing->kept, field->key);
	}
	return sent;
}

static bool settle(struct editing *editing, struct error *error)
{
	return request_tracker_push_settle(&editing->record.reply, editing->step->key, true,
	                                   editing->receipt, error);
}

static bool is_new(const struct editing *editing, bool *fresh, struct error *error)
{
	const struct request_tracker_record *record = &editing->record;
	const struct request_tracker_settings *settings = request_tracker_settings(record->itsm);
	struct json *approvals;
	struct ticket_seen seen;

	if (!request_tracker_lookup_approvals(record->itsm, record->arena, &record->number, 1,
	                                      &approvals, error))
		return false;
	request_tracker_reply_ticket(record->arena, settings, record->row, approvals, &seen);
	*fresh = seen.phase == TICKET_PHASE_NEW;
	return true;
}

/* As it stands now; going = may be written: people neither merged it nor decide on its text. */
static bool judge(struct editing *editing, bool *going, struct error *error)
{
	struct request_tracker_record *record = &editing->record;
	bool fresh = true;

	*going = false;
	if (!request_tracker_record_read(record))
		return settle(editing, error);
	if (request_tracker_reply_id(record->row) != record->number)
		return request_tracker_push_merged(editing->receipt);
	if (json_get(editing->step->body, "base") != NULL && !is_new(editing, &fresh, error))
		return false;
	*going = fresh;
	return fresh || receipt_refuse(editing->receipt,
	                               "it is no longer new: what people decide on is the text "
	                               "that stands there");
}

/* The first message of a ticket cannot be changed: a new text comes as a comment below it, once. */
static bool send_text(struct editing *editing, bool *going, struct error *error)
{
	struct arena *arena = editing->record.arena;
	const struct json *body = editing->step->body;
	const char *text = json_text(json_at(body, "fields", "Content", NULL), "");
	const char *before = json_text(json_at(body, "base", "Content", NULL), "");
	char hex[DIGEST_HEX];
	struct itsm_reply reply;
	struct request_tracker_request request = { .method = "POST" };
	bool there = false;

	*going = true;
	if (*text == '\0' || text_equal_lines(text, before))
		return true;
	digest_hex(text, strlen(text), hex);
	const char *key = arena_print(arena, "%s:text:%s", editing->step->key, hex);
	/* Attempts do not tell: one whose comment came and whose next read was put off counts as
	 * none. The newest does: facts may change back to what an older comment says. */
	if (!request_tracker_lookup_newest(editing->record.itsm, arena, editing->record.number,
	                                   NEW_TEXT, key, &there, error))
		return false;
	if (there)
		return true;
	request.path =
		arena_print(arena, "%s/comment", request_tracker_record_path(&editing->record));
	request.body = request_tracker_request_note(
		arena, arena_print(arena, NEW_TEXT "\n\n%s", text), key);
	*going = request_tracker_call(editing->record.itsm, arena, &request, &reply);
	/* That has moved the ticket on: the fields are judged and written as it stands now. */
	return *going ? judge(editing, going, error)
	              : request_tracker_push_settle(&reply, editing->step->key, true,
	                                            editing->receipt, error);
}

static void edited(struct editing *editing)
{
	struct json *holds;

	fill_receipt(&editing->record, json_get(editing->step->body, "fields"), editing->receipt);
	if (json_count(editing->kept) == 0)
		return;
	holds = json_copy(editing->record.arena, editing->receipt->holds);
	json_set(editing->record.arena, holds, "kept", editing->kept);
	editing->receipt->holds = holds;
}

static bool update(struct editing *editing, struct error *error)
{
	struct request_tracker_record *record = &editing->record;
	bool going;

	if (!judge(editing, &going, error) || (going && !send_text(editing, &going, error)))
		return false;
	if (!going)
		return true;
	const struct json *before = record->row;
	struct json *sent = sort_fields(editing);
	if (json_count(sent) > 0 &&
	    !request_tracker_record_write(
		    record, request_tracker_request_body(record->arena, "ticket", sent)))
		return settle(editing, error);
	const char *left = request_tracker_record_left(record, before, sent);
	if (*left != '\0')
		return receipt_refuse(editing->receipt, left);
	edited(editing);
	return true;
}

bool request_tracker_push_ticket(struct itsm *itsm, struct arena *arena, const struct step *step,
                                 struct receipt *receipt, struct error *error)
{
	enum ticket_kind kind = request_tracker_request_kind(step);
	const char *queue = request_tracker_request_queue(request_tracker_settings(itsm), kind);
	struct editing editing = { .record = { .itsm = itsm, .arena = arena, .kind = "ticket" },
		                   .step = step,
		                   .receipt = receipt };

	if (kind == TICKET_NONE)
		return receipt_refuse(receipt, "the step names no kind of ticket");
	if (text_is_empty(queue))
		return receipt_refuse(receipt, "no queue of tasks is set; set task_queue");
	if (!request_tracker_request_is_key(step->key))
		return receipt_refuse(receipt,
		                      "the key does not fit its field (200 characters of letters, "
		                      "digits and : . _ / # -)");
	if (step->verb == STEP_CREATE)
		return create(itsm, arena, kind, queue, step, receipt, error);
	if (step->verb != STEP_UPDATE)
		return receipt_refuse(receipt, "tickets are ended by a move, never deleted");
	editing.record.number = request_tracker_request_number(step->remote_id, "ticket");
	if (editing.record.number == 0)
		return receipt_refuse(receipt, "the ticket has no number yet");
	return update(&editing, error);
}
