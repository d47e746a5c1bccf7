/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What the instance does by itself with a change. */

#include "change_flow.h"

#include "calendar.h"
#include "change_model.h"
#include "moment.h"
#include "record.h"
#include "text.h"

#include <string.h>

enum { CAB_DURATION = 4 * 3600, CAB_HORIZON = 90 };

static struct session as_system(const struct session *session)
{
	struct session system = *session;
	session_become_system(&system);
	return system;
}

void change_flow_apply_template(struct session *session, json_t *values)
{
	static const char *const columns[] = { "description", "implementation_plan", "backout_plan",
		                               "test_plan" };
	const char *version = record_get(values, "std_change_producer_version");
	const char *stored =
		*version ? database_value(session->database, session->pool,
	                                  "SELECT template_value FROM std_change_producer_version"
	                                  " WHERE sys_id = ?",
	                                  VALUES(version))
			 : NULL;
	if (!stored)
		return;
	JSON_SCOPE json_t *template = json_loads(stored, 0, NULL);
	for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++)
		record_set(values, columns[i], record_get(template, columns[i]));
	const char *name;
	json_t *value;
	json_object_foreach(template, name, value)
	{
		if (!*record_get(values, name))
			json_object_set(values, name, value);
	}
}

bool change_flow_add_ci(struct session *session, const char *change, const char *ci)
{
	if (!*ci || database_number(session->database,
	                            "SELECT count(*) FROM task_ci WHERE task = ? AND ci_item = ?",
	                            VALUES(change, ci)) > 0)
		return false;
	json_t *row = json_pack("{s:s, s:s}", "task", change, "ci_item", ci);
	record_store(session, dictionary_table("task_ci"), row);
	json_decref(row);
	return true;
}

void change_flow_move(struct session *session, const char *change, json_t *changes)
{
	struct session system = as_system(session);
	struct failure failure;
	record_update(&system, dictionary_table("change_request"), change, changes, &failure);
	json_decref(changes);
}

static void request_approvals(struct session *session, const char *change, const char *group)
{
	struct session system = as_system(session);
	json_t *members = json_array();
	sqlite3_stmt *row = database_query(
		session->database,
		"SELECT m.user FROM sys_user_grmember m JOIN sys_user u ON u.sys_id = m.user"
		" JOIN sys_user_group g ON g.sys_id = m.\"group\""
		" WHERE m.\"group\" = ? AND u.active = 'true' AND g.active = 'true'"
		" ORDER BY u.user_name",
		VALUES(group));
	while (database_next(session->database, row))
		json_array_append_new(members, json_string(database_text(row, 0)));
	size_t i;
	json_t *member;
	json_t *summary = json_pack("{s:s, s:s}", "parent", change, "assignment_group", group);
	record_store(&system, dictionary_table("sysapproval_group"), summary);
	json_array_foreach(members, i, member)
	{
		json_t *approval = json_pack("{s:s, s:s, s:s, s:O, s:s, s:s}", "sysapproval",
		                             change, "document_id", change, "source_table",
		                             "change_request", "approver", member, "state",
		                             "requested", "group", record_get(summary, "sys_id"));
		record_store(&system, dictionary_table("sysapproval_approver"), approval);
		json_decref(approval);
	}
	json_decref(summary);
	json_decref(members);
	record_patch(&system, "change_request", change,
	             json_pack("{s:s, s:s}", "approval", "requested", "approval_set",
	                       session->now_text));
}

static void end_approvals(struct session *session, const char *change, const char *state)
{
	database_run(session->database,
	             "UPDATE sysapproval_approver SET state = ?, sys_updated_on = ?,"
	             " sys_updated_by = 'system' WHERE sysapproval = ?"
	             " AND state IN ('requested', 'not requested')",
	             VALUES(state, session->now_text, change));
}

static void create_task(struct session *session, const json_t *change, const char *summary,
                        const char *type)
{
	struct session system = as_system(session);
	struct failure failure;
	json_t *task = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "change_request",
	                         record_get(change, "sys_id"), "short_description", summary,
	                         "change_task_type", type, "state", "1", "created_from", "workflow",
	                         "assignment_group", record_get(change, "assignment_group"),
	                         "cmdb_ci", record_get(change, "cmdb_ci"));
	record_insert(&system, dictionary_table("change_task"), task, &failure);
	json_decref(task);
}

static void cancel_tasks(struct session *session, const char *change, bool automatic_only)
{
	database_run(session->database,
	             "UPDATE task SET state = '4', active = 'false', sys_updated_on = ?1,"
	             " closed_at = ?1, sys_updated_by = 'system' WHERE change_request = ?2"
	             " AND sys_class_name = 'change_task' AND active = 'true'"
	             " AND (created_from = 'workflow' OR ?3 = 'all')",
	             VALUES(session->now_text, change, automatic_only ? "automatic" : "all"));
}

static void lock_down(struct session *session, const char *change)
{
	if (!text_is_true(session_property(session, "change.lockdown", "false")))
		return;
	change_flow_move(
		session, change,
		json_pack("{s:s, s:s}", "on_hold", "true", "on_hold_reason", "Change lockdown"));
}

static const char *board_of(struct session *session)
{
	const char *group = database_value(session->database, session->pool,
	                                   "SELECT sys_id FROM sys_user_group WHERE name = ?",
	                                   VALUES("CAB Approval"));
	return group ? group : "";
}

void change_flow_entered(struct session *session, const json_t *before, const json_t *after)
{
	const char *change = record_get(after, "sys_id");
	switch (text_number(record_get(after, "state"))) {
	case CHANGE_NEW:
		end_approvals(session, change, "cancelled");
		break;
	case CHANGE_ASSESS:
		request_approvals(session, change, record_get(after, "assignment_group"));
		break;
	case CHANGE_AUTHORIZE:
		request_approvals(session, change, board_of(session));
		break;
	case CHANGE_SCHEDULED:
		lock_down(session, change);
		break;
	case CHANGE_IMPLEMENT:
		create_task(session, after, "Implement", "implementation");
		create_task(session, after, "Post implementation testing", "testing");
		lock_down(session, change);
		break;
	case CHANGE_REVIEW:
		cancel_tasks(session, change, true);
		break;
	case CHANGE_CANCELED:
		end_approvals(session, change, "cancelled");
		cancel_tasks(session, change, false);
		break;
	default:
		break;
	}
	(void)before;
}

void change_flow_hold(struct session *session, const json_t *change, bool holds)
{
	const char *sys_id = record_get(change, "sys_id");
	/* Requests that wait are set aside, and come back with the hold's end. */
	if (strcmp(record_get(change, "approval"), "requested") == 0)
		database_run(session->database,
		             "UPDATE sysapproval_approver SET state = ?1 WHERE state = ?2"
		             " AND \"group\" = (SELECT sys_id FROM sysapproval_group"
		             " WHERE parent = ?3 ORDER BY rowid DESC LIMIT 1)",
		             VALUES(holds ? "not_required" : "requested",
		                    holds ? "requested" : "not_required", sys_id));
	database_run(session->database,
	             "UPDATE task SET on_hold = ?, on_hold_reason = ? WHERE change_request = ?"
	             " AND sys_class_name = 'change_task' AND active = 'true'",
	             VALUES(holds ? "true" : "false",
	                    holds ? record_get(change, "on_hold_reason") : "", sys_id));
}

void change_flow_tasks_done(struct session *session, const char *change)
{
	JSON_SCOPE json_t *record =
		record_read(session, dictionary_table("change_request"), change);
	if (!record || text_number(record_get(record, "state")) != CHANGE_IMPLEMENT)
		return;
	if (database_number(session->database,
	                    "SELECT count(*) FROM task WHERE change_request = ?"
	                    " AND sys_class_name = 'change_task' AND active = 'true'",
	                    VALUES(change)) == 0)
		change_flow_move(session, change, json_pack("{s:s}", "state", "0"));
}

/* The board schedules what came without dates: the first slot from now that is not closed. */
static void schedule(struct session *session, const json_t *change, json_t *changes)
{
	if (*record_get(change, "start_date") && *record_get(change, "end_date"))
		return;
	time_t start;
	if (!calendar_first_slot(session, record_get(change, "cmdb_ci"), session->now, CAB_DURATION,
	                         CAB_HORIZON, &start))
		start = session->now;
	record_set(changes, "start_date", moment_print(session->pool, start));
	record_set(changes, "end_date", moment_print(session->pool, start + CAB_DURATION));
}

void change_flow_decided(struct session *session, const char *change, bool approved)
{
	JSON_SCOPE json_t *record =
		record_read(session, dictionary_table("change_request"), change);
	if (!record)
		return;
	end_approvals(session, change, approved ? "not_required" : "cancelled");
	int state = text_number(record_get(record, "state"));
	if (!approved) {
		change_flow_move(session, change,
		                 json_pack("{s:s, s:s}", "approval", "rejected", "state", "-5"));
		return;
	}
	if (state == CHANGE_ASSESS) {
		change_flow_move(session, change, json_pack("{s:s}", "state", "-3"));
		return;
	}
	bool done_already = text_is_true(record_get(record, "unauthorized"));
	json_t *changes =
		json_pack("{s:s, s:s}", "approval", "approved", "state", done_already ? "0" : "-2");
	schedule(session, record, changes);
	change_flow_move(session, change, changes);
}
