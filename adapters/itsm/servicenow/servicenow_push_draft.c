/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* A draft of ours that is written anew: only while it is New, and no field that people have edited. */
#include "base/text.h"
#include "servicenow.h"
#include "servicenow_call.h"
#include "servicenow_push.h"
#include "servicenow_reply_ticket.h"
#include "servicenow_request_ticket.h"
#include <string.h>

struct draft {
	struct itsm *itsm;
	struct arena *arena;
	const struct step *step;
	const char *table;
	const struct json *row; /* as it stands there */
	struct json *fields;    /* that may be written */
	struct json *kept;      /* names of those that people edited */
};

/* As we know it to have stood there, raw or as we send it; what we never wrote was empty. */
static bool is_ours(const struct draft *draft, const char *name, const char *stands)
{
	const struct json *body = draft->step->body;
	const char *text = json_member_text(json_get(body, "base"), name, "");
	const char *member = text_equal(name, "start_date") ? "start"
	                     : text_equal(name, "end_date") ? "end"
	                                                    : NULL;
	int64_t planned = member ? json_integer(json_at(body, "planned", member, NULL), 0) : 0;

	/* The instance's own calendar may have planned it, at our request. */
	if (planned && planned == servicenow_reply_time(draft->row, name))
		return true;
	return text_equal_lines(stands, text) ||
	       text_equal_lines(stands, servicenow_request_plain(draft->arena, text));
}

static void sort_fields(struct draft *draft)
{
	struct json *wanted =
		servicenow_request_fields(draft->arena, json_get(draft->step->body, "fields"));

	draft->fields = json_new(draft->arena, JSON_OBJECT);
	draft->kept = json_new(draft->arena, JSON_ARRAY);
	JSON_EACH(field, wanted)
	{
		const char *stands = servicenow_reply_field(draft->row, field->key);
		if (text_equal_lines(stands, json_text(field, "")))
			continue;
		if (is_ours(draft, field->key, stands))
			json_set(draft->arena, draft->fields, field->key, field);
		else
			json_push_string(draft->arena, draft->kept, field->key);
	}
}

static bool read_row(struct draft *draft, struct receipt *receipt, bool *usable,
                     struct error *error)
{
	struct servicenow_request request = { .method = "GET" };
	struct itsm_reply reply;
	TEXT(columns);

	text_append(&columns, "sys_id,number,state,sys_updated_on");
	JSON_EACH(field, json_get(draft->step->body, "fields"))
	if (servicenow_request_is_element(field->key))
		text_print(&columns, ",%s", field->key);
	request.path = servicenow_request_row(draft->arena, draft->table, draft->step->remote_id,
	                                      text_string(&columns));
	*usable = servicenow_call(draft->itsm, draft->arena, &request, &reply);
	if (*usable) {
		draft->row = servicenow_reply_row(reply.result);
		return true;
	}
	return itsm_reply_settle(&reply, true, draft->step->key, receipt, error);
}

bool servicenow_push_draft(struct itsm *itsm, struct arena *arena, const struct step *step,
                           struct json **fields, struct json **kept, struct receipt *receipt,
                           struct error *error)
{
	struct draft draft = { .itsm = itsm, .arena = arena, .step = step };
	bool usable;

	*fields = NULL;
	draft.table = servicenow_request_ticket_table(servicenow_settings(itsm),
	                                              servicenow_request_ticket_kind(step));
	if (!read_row(&draft, receipt, &usable, error))
		return false;
	if (!usable)
		return true;
	if (servicenow_reply_phase(draft.table, servicenow_reply_field(draft.row, "state")) !=
	    TICKET_PHASE_NEW)
		return receipt_refuse(
			receipt, "it left New before the new text came: what people decide on is "
				 "the text that stands there");
	sort_fields(&draft);
	receipt->outcome = RECEIPT_DONE;
	receipt->remote_id = step->remote_id;
	receipt->number = servicenow_reply_field(draft.row, "number");
	receipt->version = servicenow_reply_field(draft.row, "sys_updated_on");
	receipt->at = servicenow_reply_time(draft.row, "sys_updated_on");
	*fields = draft.fields;
	*kept = draft.kept;
	return true;
}
