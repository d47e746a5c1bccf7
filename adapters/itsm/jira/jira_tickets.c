/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Reads tickets by id: state and approvals in bulk; with details what people said and who moved it. */
#include "base/text.h"
#include "jira.h"
#include "jira_approval.h"
#include "jira_call.h"
#include "jira_fetch_issues.h"
#include "jira_history.h"
#include "jira_request.h"
#include "jira_ticket.h"

static const char *fields_of(const struct itsm *itsm, struct arena *arena, bool full)
{
	TEXT(out);

	JSON_EACH(field, jira_ticket_fields(itsm, arena, full))
	text_print(&out, "%s%s", out.length > 0 ? "," : "", json_text(field, ""));
	text_append(&out, ",subtasks");
	return arena_copy(arena, text_string(&out));
}

static const struct json *issue_of(const struct json *issues, const char *id)
{
	JSON_EACH(issue, issues)
	if (text_equal(json_member_text(issue, "id", ""), id))
		return issue;
	return NULL;
}

static bool read_one(struct itsm *itsm, struct arena *arena, const struct json *issue, bool full,
                     struct ticket_seen *seen, struct error *error)
{
	const char *approvals = jira_settings(itsm)->fields.approvals;

	jira_ticket_read(itsm, arena, issue, seen);
	if (*approvals)
		jira_approval_read(itsm, arena, json_at(issue, "fields", approvals, NULL), seen);
	return !full || jira_history_read(itsm, arena, seen, error);
}

/* Jira leaves out what is gone and what is hidden from us alike. Where our whole project is out of sight, or put into
 * the archive, that says nothing about any ticket. */
static bool in_sight(struct itsm *itsm, struct arena *arena, struct error *error)
{
	const char *key = jira_settings(itsm)->project;
	struct jira_request request = {
		.method = "GET",
		.path = arena_print(arena, "%s/project/%s", jira_dialect(itsm)->api, key),
	};
	struct itsm_reply reply;

	if (*key == '\0')
		return true;
	if (jira_call(itsm, arena, &request, &reply))
		return !json_is_true(json_get(reply.root, "archived")) ||
		       error_set(error, ERROR_PEER,
		                 "tickets: project '%s' is in the archive, where nobody works on "
		                 "them; restore it, or set project to another one",
		                 key);
	if (reply.verdict != ITSM_REPLY_GONE && reply.verdict != ITSM_REPLY_REFUSED)
		return itsm_reply_error(&reply, "tickets", error);
	return error_set(error, ERROR_PEER,
	                 "tickets: hidden from us, as is the whole project '%s'; give our account "
	                 "the right to browse it",
	                 key);
}

bool jira_read_tickets(struct itsm *itsm, struct arena *scratch, const char *const *ids,
                       size_t count, bool full, struct ticket_seen *seen, struct error *error)
{
	const char **known = ARENA_ARRAY(scratch, const char *, count + 1);
	struct jira_fetch_issues wanted = { .ids = known,
		                            .fields = fields_of(itsm, scratch, full) };
	const char *account;
	struct json *issues;

	for (size_t i = 0; i < count; i++)
		if (jira_request_is_id(ids[i]))
			known[wanted.count++] = ids[i];
	/* Whose notes and decisions are ours must be known before any is believed. */
	if (!jira_call_account(itsm, scratch, &account, error) ||
	    !jira_fetch_issues(itsm, scratch, &wanted, &issues, error))
		return false;
	if (wanted.incomplete)
		return error_set(error, ERROR_RETRY,
		                 "tickets: Jira could not return all of them just now");
	if (wanted.count > 0 && json_count(issues) == 0 && !in_sight(itsm, scratch, error))
		return false;
	for (size_t i = 0; i < count; i++) {
		const struct json *issue =
			jira_request_is_id(ids[i]) ? issue_of(issues, ids[i]) : NULL;
		if (issue == NULL)
			seen[i] = ticket_gone(ids[i]);
		else if (!read_one(itsm, scratch, issue, full, &seen[i], error))
			return false;
	}
	return true;
}
