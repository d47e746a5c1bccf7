/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Is a note, a file or a sub-task on its ticket already? */
#include "base/text.h"
#include "contract/itsm_batch.h"
#include "jira.h"
#include "jira_adf.h"
#include "jira_call.h"
#include "jira_event.h"
#include "jira_fetch_issues.h"
#include "jira_find.h"
#include "jira_history.h"
#include "jira_request.h"
#include "jira_ticket.h"
#include <string.h>

enum { CHILDREN_MOST = 200 };

static bool find_note(struct itsm *itsm, struct arena *arena, const struct step *step,
                      struct receipt *receipt, struct error *error)
{
	const char *mark = jira_request_note_mark(arena, step->key);
	struct json *comments;

	if (!jira_history_comments(itsm, arena, step->ticket_id, &comments, error))
		return false;
	JSON_EACH(comment, comments)
	if (strstr(jira_adf_read(arena, json_get(comment, "body")), mark) != NULL)
		receipt->remote_id = mark;
	return true;
}

static bool find_attachment(struct itsm *itsm, struct arena *arena, const struct step *step,
                            struct receipt *receipt, struct error *error)
{
	const char *id;

	if (jira_event_file_name(arena, step->body) == NULL)
		return receipt_refuse(receipt, "the attachment's base64 cannot be read");
	if (!jira_event_find_attachment(itsm, arena, step, &id, error))
		return false;
	if (*id != '\0')
		receipt->remote_id = id;
	return true;
}

/* The ticket itself lists its sub-tasks; each is known by its property. */
static bool find_task(struct itsm *itsm, struct arena *arena, const struct step *step,
                      struct receipt *receipt, struct error *error)
{
	const char *ids[CHILDREN_MOST];
	struct jira_fetch_issues wanted = { .ids = ids, .fields = "status" };
	struct json *ticket, *children;

	if (!jira_call_read(itsm, arena, "sub-tasks",
	                    arena_print(arena, "/issue/%s?fields=subtasks", step->ticket_id),
	                    &ticket, error))
		return false;
	JSON_EACH(child, json_at(ticket, "fields", "subtasks", NULL))
	{
		const char *id = json_member_text(child, "id", "");
		if (wanted.count < CHILDREN_MOST && jira_request_is_id(id))
			ids[wanted.count++] = id;
	}
	if (!jira_fetch_issues(itsm, arena, &wanted, &children, error))
		return false;
	JSON_EACH(child, children)
	if (text_equal(jira_ticket_key(child), step->key)) {
		receipt->remote_id = json_member_text(child, "id", "");
		receipt->number = json_member_text(child, "key", "");
	}
	return !wanted.incomplete ||
	       error_set(error, ERROR_RETRY,
	                 "sub-tasks: Jira could not return all of them just now");
}

bool jira_find_event(struct itsm *itsm, struct arena *arena, const struct step *step,
                     struct receipt *receipt, struct error *error)
{
	static const struct itsm_batch_events events = { find_note, find_attachment, find_task };

	if (!jira_request_is_id(step->ticket_id))
		return receipt_refuse(receipt, "the event's ticket has no id");
	return itsm_batch_find_event(itsm, arena, step, &events, receipt, error);
}
