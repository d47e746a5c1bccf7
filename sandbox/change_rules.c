/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Rules of change requests: what may be written when. */

#include "change_rules.h"

#include "change_flow.h"
#include "change_model.h"
#include "record.h"
#include "rules.h"
#include "text.h"

#include <string.h>
#include <strings.h>

static bool one_of(const char *name, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

#define ONE_OF(name, list) one_of(name, list, sizeof(list) / sizeof((list)[0]))

static const char *const engine_fields[] = { "approval",           "approval_set",
	                                     "approval_history",   "conflict_status",
	                                     "conflict_last_run",  "phase",
	                                     "phase_state",        "active",
	                                     "closed_at",          "closed_by",
	                                     "opened_at",          "opened_by",
	                                     "reassignment_count", "outside_maintenance_schedule" };
static const char *const planning_fields[] = { "justification",       "implementation_plan",
	                                       "backout_plan",        "test_plan",
	                                       "start_date",          "end_date",
	                                       "risk_impact_analysis" };
static const char *const template_fields[] = { "description", "backout_plan", "test_plan",
	                                       "implementation_plan" };
static const char *const new_fields[] = { "cmdb_ci", "business_service", "service_offering",
	                                  "requested_by", "std_change_producer_version" };
static const char *const type_fields[] = { "type", "chg_model" };

static bool has_approvals(struct session *session, const char *change)
{
	return database_number(session->database,
	                       "SELECT count(*) FROM sysapproval_approver WHERE sysapproval = ?"
	                       " AND state NOT IN ('cancelled', 'not_required', 'rejected')",
	                       VALUES(change)) > 0;
}

bool change_rules_read_only(struct session *session, const json_t *change, const char *column)
{
	if (session->system)
		return false;
	if (ONE_OF(column, engine_fields))
		return true;
	if (!change)
		return strcmp(column, "state") == 0 || strcmp(column, "unauthorized") == 0;
	int state = text_number(record_get(change, "state"));
	if (state >= CHANGE_CLOSED)
		return true;
	if (*record_get(change, "std_change_producer_version") && ONE_OF(column, template_fields))
		return true;
	if (ONE_OF(column, planning_fields))
		return state >= CHANGE_AUTHORIZE;
	if (ONE_OF(column, new_fields))
		return state != CHANGE_NEW;
	if (ONE_OF(column, type_fields))
		return state != CHANGE_NEW || has_approvals(session, record_get(change, "sys_id"));
	return strcmp(column, "unauthorized") == 0 && !session->user.change_manager;
}

static void drop_read_only(struct session *session, const json_t *change, json_t *values)
{
	const char *name;
	json_t *value;
	void *next;
	json_object_foreach_safe(values, next, name, value)
	{
		if (change_rules_read_only(session, change, name))
			json_object_del(values, name);
	}
}

/* A model may be named by its id, its name or the type it stands for. */
static void set_model(struct session *session, json_t *values)
{
	const char *model = record_get(values, "chg_model");
	const char *type = record_get(values, "type");
	char lower[16] = "";
	for (size_t i = 0; type[i] && i < sizeof(lower) - 1; i++)
		lower[i] = (char)(type[i] | 0x20);
	sqlite3_stmt *row = database_query(session->database,
	                                   "SELECT sys_id, lower(name) FROM chg_model"
	                                   " WHERE sys_id = ?1 OR lower(name) = lower(?1)",
	                                   VALUES(*model   ? model
	                                          : *lower ? lower
	                                                   : "normal"));
	if (database_next(session->database, row)) {
		record_set(values, "chg_model", database_text(row, 0));
		if (!*lower)
			record_set(values, "type", database_text(row, 1));
		else
			record_set(values, "type", lower);
		database_done(row);
		return;
	}
	json_object_del(values, "chg_model");
	record_set(values, "type", *lower ? lower : "normal");
}

bool change_rules_insert(struct session *session, json_t *values, struct failure *failure)
{
	(void)failure;
	drop_read_only(session, NULL, values);
	set_model(session, values);
	if (!session->system)
		record_set(values, "state", "-5");
	if (!*record_get(values, "requested_by"))
		record_set(values, "requested_by", session->user.sys_id);
	change_flow_apply_template(session, values);
	rules_fill_group(session, NULL, values,
	                 "com.snc.change_request.ci_assignment_group.field_name", "support_group");
	return true;
}

unsigned change_rules_conditions(struct session *session, const json_t *change,
                                 const json_t *changes)
{
	unsigned met = 0;
	const char *approval = rules_new_value(change, changes, "approval");
	long long tasks = database_number(session->database,
	                                  "SELECT count(*) FROM task WHERE change_request = ?"
	                                  " AND sys_class_name = 'change_task' AND active = 'true'",
	                                  VALUES(record_get(change, "sys_id")));
	if (!text_is_true(rules_new_value(change, changes, "on_hold")))
		met |= CHANGE_NOT_ON_HOLD;
	if (*rules_new_value(change, changes, "assignment_group"))
		met |= CHANGE_HAS_GROUP;
	if (*rules_new_value(change, changes, "short_description"))
		met |= CHANGE_HAS_SUMMARY;
	if (strcmp(approval, "approved") == 0)
		met |= CHANGE_IS_APPROVED;
	if (strcmp(approval, "rejected") == 0)
		met |= CHANGE_IS_REJECTED;
	if (tasks == 0)
		met |= CHANGE_NO_TASKS;
	if (*rules_new_value(change, changes, "close_code") &&
	    *rules_new_value(change, changes, "close_notes"))
		met |= CHANGE_HAS_CLOSURE;
	return met;
}

static bool may_move(struct session *session, const json_t *before, const json_t *changes, int to,
                     struct failure *failure)
{
	const char *message;
	int from = text_number(record_get(before, "state"));
	enum change_type type = change_model_type(rules_new_value(before, changes, "type"));
	unsigned met = change_rules_conditions(session, before, changes);
	if (session->system || change_model_allows(type, from, to, met, &message))
		return true;
	return session_refuse(session, failure, 403, "Operation Failed",
	                      "Operation against file 'change_request' was aborted by Business "
	                      "Rule 'Change Model: Check State Transition'. %s to %s: %s",
	                      change_model_state(from), change_model_state(to), message);
}

/* Fields that follow from the state entered. */
static void enter(struct session *session, const json_t *before, json_t *changes, int to)
{
	if (to == CHANGE_NEW &&
	    strcmp(rules_new_value(before, changes, "approval"), "rejected") != 0)
		record_set(changes, "approval", "not requested");
	if (to == CHANGE_IMPLEMENT && !*record_get(before, "work_start"))
		record_set(changes, "work_start", session->now_text);
	if (to == CHANGE_REVIEW)
		record_set(changes, "work_end", session->now_text);
	if (to == CHANGE_CANCELED)
		record_set(changes, "on_hold", "false");
	if (to == CHANGE_CLOSED || to == CHANGE_CANCELED) {
		record_set(changes, "active", "false");
		record_set(changes, "closed_at", session->now_text);
		record_set(changes, "closed_by", session->user.sys_id);
	}
}

bool change_rules_update(struct session *session, const json_t *before, json_t *changes,
                         struct failure *failure)
{
	drop_read_only(session, before, changes);
	if (text_is_true(record_get(changes, "on_hold")) &&
	    !*rules_new_value(before, changes, "on_hold_reason"))
		return session_refuse(session, failure, 403, "Operation Failed",
		                      "Data Policy Exception: The following fields are "
		                      "mandatory: On hold reason");
	if (json_object_get(changes, "state")) {
		int to = text_number(record_get(changes, "state"));
		if (!may_move(session, before, changes, to, failure))
			return false;
		enter(session, before, changes, to);
	}
	if (json_object_get(changes, "chg_model") || json_object_get(changes, "type")) {
		JSON_SCOPE json_t *both =
			json_pack("{s:s, s:s}", "type", record_get(changes, "type"), "chg_model",
		                  record_get(changes, "chg_model"));
		set_model(session, both);
		json_object_update(changes, both);
	}
	if (text_number(record_get(before, "state")) < CHANGE_CLOSED)
		rules_fill_group(session, before, changes,
		                 "com.snc.change_request.ci_assignment_group.field_name",
		                 "support_group");
	return true;
}

void change_rules_inserted(struct session *session, const json_t *record)
{
	change_flow_add_ci(session, record_get(record, "sys_id"), record_get(record, "cmdb_ci"));
}

void change_rules_updated(struct session *session, const json_t *before, const json_t *after)
{
	const char *sys_id = record_get(after, "sys_id");
	if (strcmp(record_get(before, "cmdb_ci"), record_get(after, "cmdb_ci")) != 0)
		change_flow_add_ci(session, sys_id, record_get(after, "cmdb_ci"));
	if (strcmp(record_get(before, "state"), record_get(after, "state")) != 0)
		change_flow_entered(session, before, after);
	bool held = text_is_true(record_get(before, "on_hold"));
	bool holds = text_is_true(record_get(after, "on_hold"));
	if (held != holds)
		change_flow_hold(session, after, holds);
}

bool change_rules_insert_ci(struct session *session, json_t *values, struct failure *failure)
{
	JSON_SCOPE json_t *task =
		record_read(session, dictionary_table("task"), record_get(values, "task"));
	bool change = task && strcmp(record_get(task, "sys_class_name"), "change_request") == 0;
	if (!change || session->system || text_number(record_get(task, "state")) == CHANGE_NEW)
		return true;
	return session_refuse(
		session, failure, 403, "Operation Failed",
		"Operation against file 'task_ci' was aborted by Business Rule "
		"'Prevent CI modification'. CIs can be added to '%s' in state New only",
		record_get(task, "number"));
}
