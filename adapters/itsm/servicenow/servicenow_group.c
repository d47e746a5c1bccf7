/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* A second write behind a create: lost, it would leave a ticket that nobody can submit. */
#include "servicenow_group.h"
#include "servicenow.h"
#include "servicenow_call.h"
#include "servicenow_request_ticket.h"

bool servicenow_group_fill(struct itsm *itsm, struct arena *arena, enum ticket_kind kind,
                           const struct step *step, const char *id, const char *stands,
                           struct itsm_reply *reply)
{
	const struct servicenow_settings *settings = servicenow_settings(itsm);
	const struct json *given = json_get(step->body, "fields");
	const char *group = json_member_text(given, "assignment_group", "");
	struct servicenow_request request = { .method = "PATCH" };
	struct json *body = json_new(arena, JSON_OBJECT);

	itsm_reply_begin(0, reply);
	if (!text_equal(settings->assignment, "site") || *group == '\0' || *stands != '\0')
		return true;
	json_set_string(arena, body, "assignment_group", group);
	request.path = servicenow_request_ticket_path(arena, settings, kind, id);
	request.body = body;
	servicenow_call(itsm, arena, &request, reply);
	return reply->verdict == ITSM_REPLY_OK || reply->verdict == ITSM_REPLY_REFUSED ||
	       reply->verdict == ITSM_REPLY_GONE;
}
