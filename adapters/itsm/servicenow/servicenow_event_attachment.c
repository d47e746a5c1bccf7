/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Files on tickets, known by the SHA-256 that the instance keeps of each. */
#include "base/digest.h"
#include "servicenow.h"
#include "servicenow_call.h"
#include "servicenow_event.h"
#include <string.h>

const void *servicenow_event_content(struct arena *arena, const struct json *body, size_t *length,
                                     char sha256[static 65])
{
	const char *encoded = json_member_text(body, "base64", NULL);
	const char *text = json_member_text(body, "text", "");
	const void *bytes = text;

	*length = strlen(text);
	if (encoded != NULL)
		bytes = text_unbase64(arena, encoded, length);
	if (bytes != NULL)
		digest_hex(bytes, *length, sha256);
	return bytes;
}

bool servicenow_event_find_attachment(struct itsm *itsm, struct arena *arena, const char *ticket_id,
                                      const char *sha256, const char **id, struct error *error)
{
	struct servicenow_query query = {
		.table = "sys_attachment",
		.query = arena_print(arena, "table_sys_id=%s^ORDERBYsys_created_on", ticket_id),
		.fields = "sys_id,table_sys_id,hash,file_name,size_bytes",
	};
	struct json *rows;

	*id = "";
	if (!servicenow_call_rows(itsm, arena, &query, &rows, error))
		return false;
	JSON_EACH(row, rows)
	if (**id == '\0' && strcmp(servicenow_reply_field(row, "table_sys_id"), ticket_id) == 0 &&
	    text_equal_folded(servicenow_reply_field(row, "hash"), sha256))
		*id = servicenow_reply_field(row, "sys_id");
	return true;
}

bool servicenow_event_attachment(const struct servicenow_event *event, struct error *error)
{
	const struct json *body = event->step->body;
	struct arena *arena = event->arena;
	struct servicenow_request request = { .method = "POST" };
	struct itsm_reply reply;
	const char *present;
	char sha256[DIGEST_HEX];

	request.bytes = servicenow_event_content(arena, body, &request.length, sha256);
	if (request.bytes == NULL)
		return receipt_refuse(event->receipt, "the attachment's base64 cannot be read");
	if (!servicenow_event_find_attachment(event->itsm, arena, event->step->ticket_id, sha256,
	                                      &present, error))
		return false;
	if (*present != '\0') {
		event->receipt->outcome = RECEIPT_DONE;
		event->receipt->remote_id = present;
		return true;
	}
	request.content_type = json_member_text(body, "type", "text/plain");
	request.path = arena_print(
		arena, "/api/now/attachment/file?table_name=%s&table_sys_id=%s&file_name=%s",
		event->table, event->step->ticket_id,
		http_escape(arena, json_member_text(body, "name", "evidence.txt")));
	if (servicenow_call(event->itsm, arena, &request, &reply)) {
		const struct json *row = servicenow_reply_row(reply.result);
		event->receipt->remote_id = servicenow_reply_field(row, "sys_id");
		event->receipt->holds = servicenow_reply_fields(arena, row);
	}
	return servicenow_event_settle(event, &reply, false, error);
}
