/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Is a note, an attachment, a list of CIs, a link or a task on its ticket already? */
#include "base/digest.h"
#include "contract/itsm_batch.h"
#include "servicenow.h"
#include "servicenow_call.h"
#include "servicenow_event.h"
#include "servicenow_find.h"
#include "servicenow_request_ticket.h"
#include <string.h>

static bool find_note(struct itsm *itsm, struct arena *arena, const struct step *step,
                      struct receipt *receipt, struct error *error)
{
	const char *mark = servicenow_request_note_mark(arena, step->key);
	struct servicenow_query query = {
		.table = "sys_journal_field",
		.query = arena_print(arena, "element_id=%s^elementINwork_notes,comments",
		                     step->ticket_id),
		.fields = "sys_id,element_id,value",
	};
	struct json *rows;

	if (!servicenow_call_rows(itsm, arena, &query, &rows, error))
		return false;
	JSON_EACH(row, rows)
	if (strcmp(servicenow_reply_field(row, "element_id"), step->ticket_id) == 0 &&
	    strstr(servicenow_reply_field(row, "value"), mark) != NULL)
		receipt->remote_id = mark;
	return true;
}

static bool find_attachment(struct itsm *itsm, struct arena *arena, const struct step *step,
                            struct receipt *receipt, struct error *error)
{
	char sha256[DIGEST_HEX];
	size_t length;
	const char *id;

	if (servicenow_event_content(arena, step->body, &length, sha256) == NULL)
		return receipt_refuse(receipt, "the attachment's base64 cannot be read");
	if (!servicenow_event_find_attachment(itsm, arena, step->ticket_id, sha256, &id, error))
		return false;
	if (*id != '\0')
		receipt->remote_id = id;
	return true;
}

static bool find_task(struct itsm *itsm, struct arena *arena, const struct step *step,
                      struct receipt *receipt, struct error *error)
{
	const char *key = servicenow_request_task_key(arena, step->key);
	struct servicenow_query query = { .table = "change_task",
		                          .query = arena_print(arena, "correlation_id=%s", key),
		                          .fields = "sys_id,number,correlation_id",
		                          .limit = 10 };
	struct json *rows;

	if (!servicenow_call_rows(itsm, arena, &query, &rows, error))
		return false;
	JSON_EACH(row, rows)
	if (strcmp(servicenow_reply_field(row, "correlation_id"), key) == 0) {
		receipt->remote_id = servicenow_reply_field(row, "sys_id");
		receipt->number = servicenow_reply_field(row, "number");
	}
	return true;
}

bool servicenow_find_event(struct itsm *itsm, struct arena *arena, const struct step *step,
                           struct receipt *receipt, struct error *error)
{
	static const struct itsm_batch_events events = { find_note, find_attachment, find_task };

	if (!servicenow_request_is_id(step->ticket_id))
		return receipt_refuse(receipt, "the event's ticket has no sys_id");
	return itsm_batch_find_event(itsm, arena, step, &events, receipt, error);
}
