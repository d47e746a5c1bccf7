/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Rules of approvals. */

#include "approval_rules.h"

#include "change_flow.h"
#include "record.h"

#include <string.h>

static bool is_requester(struct session *session, const char *task)
{
	return database_number(session->database,
	                       "SELECT count(*) FROM task WHERE sys_id = ?1"
	                       " AND (requested_by = ?2 OR opened_by = ?2)",
	                       VALUES(task, session->user.sys_id)) > 0;
}

bool approval_rules_update(struct session *session, const json_t *before, json_t *changes,
                           struct failure *failure)
{
	json_object_del(changes, "sysapproval");
	json_object_del(changes, "approver");
	if (session->system || !json_object_get(changes, "state"))
		return true;
	if (strcmp(record_get(before, "approver"), session->user.sys_id) != 0)
		return session_refuse(session, failure, 403, "Operation Failed",
		                      "ACL Exception: only the approver may decide");
	if (is_requester(session, record_get(before, "sysapproval")))
		return session_refuse(
			session, failure, 403, "Operation Failed",
			"Operation against file 'sysapproval_approver' was aborted by "
			"Business Rule 'Requester may not approve'");
	if (strcmp(record_get(before, "state"), "requested") != 0)
		return session_refuse(session, failure, 403, "Operation Failed",
		                      "The approval is not awaiting a decision");
	return true;
}

void approval_rules_updated(struct session *session, const json_t *before, const json_t *after)
{
	const char *state = record_get(after, "state");
	if (strcmp(record_get(before, "state"), state) == 0)
		return;
	if (strcmp(state, "approved") == 0)
		change_flow_decided(session, record_get(after, "sysapproval"), true);
	if (strcmp(state, "rejected") == 0)
		change_flow_decided(session, record_get(after, "sysapproval"), false);
}

bool approval_rules_decide(struct session *session, const char *change, const char *state,
                           const char *comment, struct failure *failure)
{
	bool rejected = strcmp(state, "rejected") == 0;
	if (!rejected && strcmp(state, "approved") != 0)
		return session_refuse(session, failure, 400, "Invalid state",
		                      "state must be approved or rejected");
	if (rejected && !*comment)
		return session_refuse(session, failure, 400, "Missing comments",
		                      "comments are required when the state is rejected");
	const char *approval = database_value(
		session->database, session->pool,
		"SELECT sys_id FROM sysapproval_approver WHERE sysapproval = ? AND approver = ?"
		" AND state = 'requested' ORDER BY rowid DESC LIMIT 1",
		VALUES(change, session->user.sys_id));
	if (!approval)
		return session_refuse(session, failure, 400, "Approval not found",
		                      "User '%s' has no approval to give for this change",
		                      session->user.user_name);
	JSON_SCOPE json_t *changes = json_pack("{s:s, s:s}", "state", state, "comments", comment);
	return record_update(session, dictionary_table("sysapproval_approver"), approval, changes,
	                     failure);
}
