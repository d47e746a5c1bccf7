/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Rows for alternative names: a certificate's SAN column is a list of references to them. */
#include "servicenow.h"
#include "servicenow_call.h"
#include "servicenow_push.h"
#include "servicenow_source.h"
#include <string.h>

static void settle(struct arena *arena, const struct itsm_reply *reply, const char *column,
                   const char *name, struct receipt *receipt)
{
	const struct json *row = servicenow_reply_row(reply->result);

	itsm_reply_receipt(reply, false, receipt);
	if (receipt->outcome != RECEIPT_DONE)
		return;
	receipt->remote_id = servicenow_reply_field(row, "sys_id");
	receipt->holds = servicenow_reply_fields(arena, row);
	if (!servicenow_request_is_id(receipt->remote_id)) {
		receipt->outcome = RECEIPT_UNKNOWN;
		receipt->remote_id = NULL;
		receipt->reason = "the answer names no sys_id";
	} else if (strcmp(servicenow_reply_field(row, column), name) != 0) {
		receipt->outcome = RECEIPT_REFUSED;
		receipt->reason = arena_print(arena,
		                              "column '%s' did not take the name; set "
		                              "domain_column to the one that does",
		                              column);
	}
}

bool servicenow_push_domains(struct itsm *itsm, struct arena *arena, const struct step *steps,
                             size_t count, struct receipt *receipts, struct error *error)
{
	const char *table = servicenow_settings(itsm)->domain_table;
	size_t most = count < SERVICENOW_BATCH_ITEMS ? count : SERVICENOW_BATCH_ITEMS;
	struct servicenow_request *requests = ARENA_ARRAY(arena, struct servicenow_request, most);
	struct itsm_reply *replies = ARENA_ARRAY(arena, struct itsm_reply, most);
	const char *column;

	if (!servicenow_source_domain_column(itsm, arena, &column, error))
		return false;
	const char *fields = arena_print(arena, "sys_id,sys_updated_on,%s", column);
	for (size_t i = 0; i < most; i++) {
		struct json *body = json_new(arena, JSON_OBJECT);
		json_set_string(arena, body, column, json_member_text(steps[i].body, "name", ""));
		requests[i] = (struct servicenow_request){ .method = "POST",
			                                   .path = servicenow_request_row(
								   arena, table, NULL, fields),
			                                   .body = body };
	}
	servicenow_call_batch(itsm, arena, requests, most, replies);
	for (size_t i = 0; i < most; i++)
		settle(arena, &replies[i], column, json_member_text(steps[i].body, "name", ""),
		       &receipts[i]);
	for (size_t i = 0; i < most; i++)
		if (servicenow_reply_stops(&replies[i]) && replies[i].status != 200 &&
		    replies[i].verdict != ITSM_REPLY_POSTPONED)
			return itsm_reply_error(&replies[i], "names", error);
	return true;
}
