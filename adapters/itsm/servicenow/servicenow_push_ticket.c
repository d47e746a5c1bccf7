/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Opens tickets and patches the fields that are ours. */
#include "servicenow.h"
#include "servicenow_call.h"
#include "servicenow_group.h"
#include "servicenow_lookup.h"
#include "servicenow_push.h"
#include "servicenow_request_ticket.h"
#include <string.h>

/* Of a change's hundred fields only what we sent, and where it stands. */
static struct json *kept_fields(struct arena *arena, const struct json *sent,
                                const struct json *row)
{
	static const char *const more[] = { "state", "assignment_group", "approval", "type",
		                            "sys_updated_on" };
	struct json *fields = json_new(arena, JSON_OBJECT);

	JSON_EACH(member, sent)
	if (json_get(row, member->key) != NULL)
		json_set_string(arena, fields, member->key,
		                servicenow_reply_field(row, member->key));
	for (size_t i = 0; i < sizeof(more) / sizeof(more[0]); i++)
		if (json_get(row, more[i]) != NULL)
			json_set_string(arena, fields, more[i],
			                servicenow_reply_field(row, more[i]));
	return fields;
}

static void fill_receipt(struct arena *arena, const struct json *row, const struct json *sent,
                         struct receipt *receipt)
{
	receipt->remote_id = servicenow_reply_field(row, "sys_id");
	receipt->number = servicenow_reply_field(row, "number");
	receipt->version = servicenow_reply_field(row, "sys_updated_on");
	receipt->at = servicenow_reply_time(row, "sys_updated_on");
	receipt->holds = kept_fields(arena, sent, row);
	receipt->reason = servicenow_reply_ignored(arena, row);
}

static void fill_group(struct itsm *itsm, struct arena *arena, enum ticket_kind kind,
                       const struct step *step, struct receipt *receipt)
{
	const char *stands = json_member_text(receipt->holds, "assignment_group", "");
	struct itsm_reply reply;

	if (!servicenow_group_fill(itsm, arena, kind, step, receipt->remote_id, stands, &reply)) {
		/* Found again by its key, it gets its group then. */
		receipt->outcome = RECEIPT_UNKNOWN;
		receipt->remote_id = NULL;
		receipt->reason = arena_print(arena, "assignment group: %s", reply.reason);
	} else if (reply.verdict != ITSM_REPLY_OK) {
		receipt->reason = arena_print(arena, "assignment group not set: %s", reply.reason);
	} else if (reply.result != NULL) {
		const struct json *row = servicenow_reply_row(reply.result);
		receipt->holds = kept_fields(arena, receipt->holds, row);
		receipt->version = servicenow_reply_field(row, "sys_updated_on");
	}
}

static void created(struct itsm *itsm, struct arena *arena, enum ticket_kind kind,
                    const struct step *step, const struct json *sent,
                    const struct itsm_reply *reply, struct receipt *receipt)
{
	const struct json *row = servicenow_reply_row(reply->result);

	itsm_reply_receipt(reply, false, receipt);
	if (receipt->outcome != RECEIPT_DONE)
		return;
	fill_receipt(arena, row, sent, receipt);
	if (!servicenow_request_is_id(receipt->remote_id)) {
		receipt->outcome = RECEIPT_UNKNOWN;
		receipt->remote_id = NULL;
		receipt->reason = "the answer names no sys_id";
		return;
	}
	fill_group(itsm, arena, kind, step, receipt);
	if (receipt->outcome != RECEIPT_DONE)
		return;
	if (strcmp(json_member_text(receipt->holds, "correlation_id", step->key), step->key) != 0)
		receipt->reason = "correlation_id was not kept, so that the ticket cannot be found "
				  "again; let our account write it";
}

static bool create(struct itsm *itsm, struct arena *arena, enum ticket_kind kind,
                   const struct step *step, struct receipt *receipt, struct error *error)
{
	const struct servicenow_settings *settings = servicenow_settings(itsm);
	struct servicenow_request_people people;
	struct servicenow_request request = { .method = "POST" };
	struct itsm_reply reply;
	const char *template_id = "";

	if (!servicenow_lookup_people(itsm, arena, kind, &people, error))
		return false;
	if (kind == TICKET_CHANGE_STANDARD) {
		const char *name = json_member_text(step->body, "template", "");
		if (!servicenow_lookup_template(itsm, arena, name, &template_id, error))
			return false;
		if (*template_id == '\0')
			return receipt_refuse(
				receipt,
				arena_print(
					arena,
					"there is no active standard change template '%s'; name one that "
					"exists in tickets.rules",
					name));
	}
	request.path = servicenow_request_ticket_create_path(arena, settings, kind, template_id);
	request.body = servicenow_request_ticket_create(arena, settings, kind, &people, step);
	servicenow_call(itsm, arena, &request, &reply);
	created(itsm, arena, kind, step, request.body, &reply, receipt);
	return !itsm_reply_stops(&reply) || itsm_reply_error(&reply, step->key, error);
}

static bool update(struct itsm *itsm, struct arena *arena, enum ticket_kind kind,
                   const struct step *step, struct receipt *receipt, struct error *error)
{
	struct servicenow_request request = { .method = "PATCH" };
	struct itsm_reply reply;
	struct json *fields = servicenow_request_fields(arena, json_get(step->body, "fields"));
	struct json *kept = NULL;
	bool careful = json_get(step->body, "base") != NULL;

	if (careful && !servicenow_push_draft(itsm, arena, step, &fields, &kept, receipt, error))
		return false;
	if (!fields)
		return true;
	if (!careful || json_count(fields) > 0) {
		request.path = servicenow_request_ticket_path(arena, servicenow_settings(itsm),
		                                              kind, step->remote_id);
		request.body = fields;
		servicenow_call(itsm, arena, &request, &reply);
		if (!itsm_reply_settle(&reply, true, step->key, receipt, error))
			return false;
		if (receipt->outcome != RECEIPT_DONE)
			return true;
		fill_receipt(arena, servicenow_reply_row(reply.result), fields, receipt);
	}
	if (json_count(kept) > 0) {
		struct json *holds = json_copy(arena, receipt->holds ? receipt->holds : fields);
		json_set(arena, holds, "kept", kept);
		receipt->holds = holds;
	}
	return true;
}

bool servicenow_push_ticket(struct itsm *itsm, struct arena *arena, const struct step *step,
                            struct receipt *receipt, struct error *error)
{
	enum ticket_kind kind = servicenow_request_ticket_kind(step);

	if (kind == TICKET_NONE)
		return receipt_refuse(receipt, "the step names no kind of ticket");
	if (*servicenow_request_ticket_table(servicenow_settings(itsm), kind) == '\0')
		return receipt_refuse(receipt, "no table of tasks is set; set task_table");
	if (!servicenow_request_is_key(step->key))
		return receipt_refuse(receipt,
		                      "the key does not fit correlation_id (100 characters of "
		                      "letters, digits and : . _ / # -)");
	if (step->verb == STEP_CREATE)
		return create(itsm, arena, kind, step, receipt, error);
	if (step->verb != STEP_UPDATE)
		return receipt_refuse(receipt, "tickets are ended by a move, never deleted");
	if (!servicenow_request_is_id(step->remote_id))
		return receipt_refuse(receipt, "the ticket has no sys_id yet");
	return update(itsm, arena, kind, step, receipt, error);
}
