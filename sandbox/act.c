/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* People at work. */

#include "act.h"

#include "approval_rules.h"
#include "archive.h"
#include "change_flow.h"
#include "change_model.h"
#include "cim.h"
#include "dump.h"
#include "record.h"
#include "text.h"
#include "unauthorized.h"

#include <stdlib.h>
#include <string.h>

struct deed {
	struct session *session;
	const json_t *wish;
	const struct table *table;
	const char *sys_id;
	const char *text;
	json_t *record; /* as it was */
};

static bool apply(struct deed *deed, json_t *changes, struct failure *failure)
{
	bool done = record_update(deed->session, deed->table, deed->sys_id, changes, failure);
	json_decref(changes);
	return done;
}

static bool decide(struct deed *deed, const char *state, struct failure *failure)
{
	struct session *session = deed->session;
	const char *from = record_get(deed->wish, "start_date");
	const char *to = record_get(deed->wish, "end_date");
	if (*from && *to)
		change_flow_move(session, deed->sys_id,
		                 json_pack("{s:s, s:s}", "start_date", from, "end_date", to));
	return approval_rules_decide(session, deed->sys_id, state, deed->text, failure);
}

static bool approve(struct deed *deed, struct failure *failure)
{
	return decide(deed, "approved", failure);
}

static bool reject(struct deed *deed, struct failure *failure)
{
	return decide(deed, "rejected", failure);
}

static bool assign(struct deed *deed, struct failure *failure)
{
	struct session *session = deed->session;
	const char *to = record_get(deed->wish, "assignee");
	const char *person = database_value(session->database, session->pool,
	                                    "SELECT sys_id FROM sys_user WHERE user_name = ?",
	                                    VALUES(*to ? to : session->user.user_name));
	if (!person)
		return session_refuse(session, failure, 400, "No such user", "'%s'", to);
	json_t *changes = json_pack("{s:s}", "assigned_to", person);
	const char *name = record_get(deed->wish, "group");
	if (*name)
		record_set(changes, "assignment_group",
		           session_id_of(session->pool, "sys_user_group", name));
	return apply(deed, changes, failure);
}

static bool note(struct deed *deed, struct failure *failure)
{
	return apply(deed, json_pack("{s:s}", "work_notes", deed->text), failure);
}

static bool comment(struct deed *deed, struct failure *failure)
{
	return apply(deed, json_pack("{s:s}", "comments", deed->text), failure);
}

static bool retire(struct deed *deed, struct failure *failure)
{
	bool certificate = strcmp(deed->table->name, "cmdb_ci_certificate") == 0;
	json_t *changes = json_pack("{s:s, s:s}", "install_status", "7", "operational_status", "6");
	if (certificate)
		record_set(changes, "state", "retired");
	return apply(deed, changes, failure);
}

static bool revive(struct deed *deed, struct failure *failure)
{
	return apply(deed,
	             json_pack("{s:s, s:s}", "install_status", "1", "operational_status", "1"),
	             failure);
}

static bool submit(struct deed *deed, struct failure *failure)
{
	static const struct {
		enum change_type type;
		const char *state;
	} first[] = { { CHANGE_NORMAL, "-4" },
		      { CHANGE_STANDARD, "-2" },
		      { CHANGE_EMERGENCY, "-3" } };
	enum change_type type = change_model_type(record_get(deed->record, "type"));
	for (size_t i = 0; i < sizeof(first) / sizeof(first[0]); i++)
		if (first[i].type == type)
			return apply(deed, json_pack("{s:s}", "state", first[i].state), failure);
	return false;
}

static bool set_state(struct deed *deed, struct failure *failure)
{
	const char *state = record_text(deed->session->pool, json_object_get(deed->wish, "state"));
	json_t *changes = json_pack("{s:s}", "state", state);
	if (*deed->text)
		record_set(changes, "work_notes", deed->text);
	return apply(deed, changes, failure);
}

static bool cancel(struct deed *deed, struct failure *failure)
{
	bool change = strcmp(deed->table->name, "change_request") == 0;
	return apply(deed,
	             json_pack("{s:s, s:s}", "state", change ? "4" : "8", "work_notes", deed->text),
	             failure);
}

static bool close_ticket(struct deed *deed, struct failure *failure)
{
	bool incident = strcmp(deed->table->name, "incident") == 0;
	const char *code = record_get(deed->wish, "close_code");
	return apply(deed,
	             json_pack("{s:s, s:s, s:s}", "state", incident ? "6" : "3", "close_code",
	                       *code      ? code
	                       : incident ? "Solution provided"
	                                  : "successful",
	                       "close_notes", *deed->text ? deed->text : "Done"),
	             failure);
}

static bool hold(struct deed *deed, struct failure *failure)
{
	return apply(deed,
	             json_pack("{s:s, s:s}", "on_hold", "true", "on_hold_reason",
	                       *deed->text ? deed->text : "Waiting"),
	             failure);
}

static bool unhold(struct deed *deed, struct failure *failure)
{
	return apply(deed, json_pack("{s:s, s:s}", "on_hold", "false", "on_hold_reason", ""),
	             failure);
}

/* The change manager schedules: he may write the planned dates whenever the change is open. */
static bool plan(struct deed *deed, struct failure *failure)
{
	if (!deed->session->user.change_manager)
		return session_refuse(deed->session, failure, 403, "Operation Failed",
		                      "Planning needs the role change_manager");
	change_flow_move(deed->session, deed->sys_id,
	                 json_pack("{s:s, s:s}", "start_date", record_get(deed->wish, "start_date"),
	                           "end_date", record_get(deed->wish, "end_date")));
	return true;
}

static bool set_fields(struct deed *deed, struct failure *failure)
{
	json_t *fields = json_object_get(deed->wish, "fields");
	return apply(deed, json_is_object(fields) ? json_incref(fields) : json_object(), failure);
}

static bool archive(struct deed *deed, struct failure *failure)
{
	if (!archive_certificate(deed->session, deed->sys_id))
		return session_refuse(deed->session, failure, 404, "No Record found",
		                      "Only certificates are archived");
	return true;
}

static bool erase(struct deed *deed, struct failure *failure)
{
	return record_delete(deed->session, deed->table, deed->sys_id, failure);
}

static bool unauthorized(struct deed *deed, struct failure *failure)
{
	(void)failure;
	deed->sys_id = unauthorized_open(deed->session, deed->sys_id);
	deed->table = dictionary_table("change_request");
	return true;
}

static const struct action {
	const char *name;
	bool (*perform)(struct deed *deed, struct failure *failure);
} actions[] = {
	{ "approve", approve },
	{ "reject", reject },
	{ "assign", assign },
	{ "note", note },
	{ "comment", comment },
	{ "retire", retire },
	{ "revive", revive },
	{ "submit", submit },
	{ "state", set_state },
	{ "cancel", cancel },
	{ "close", close_ticket },
	{ "resolve", close_ticket },
	{ "hold", hold },
	{ "unhold", unhold },
	{ "plan", plan },
	{ "set", set_fields },
	{ "archive", archive },
	{ "delete", erase },
	{ "unauthorized", unauthorized },
};

/* The record meant: by number of a ticket, by table and id, or by table and name. */
static bool find(struct deed *deed, struct failure *failure)
{
	struct session *session = deed->session;
	const char *number = record_get(deed->wish, "number");
	const char *name = record_get(deed->wish, "name");
	const char *table = record_get(deed->wish, "table");
	deed->table = dictionary_table(*number ? "task" : *table ? table : "cmdb_ci");
	deed->sys_id = record_get(deed->wish, "sys_id");
	if (*number)
		deed->sys_id =
			database_value(session->database, session->pool,
		                       "SELECT sys_id FROM task WHERE number = ?", VALUES(number));
	else if (*name)
		deed->sys_id =
			database_value(session->database, session->pool,
		                       "SELECT sys_id FROM cmdb_ci WHERE name = ?", VALUES(name));
	const struct table *class = deed->table && deed->sys_id
	                                    ? record_class(session, deed->table, deed->sys_id)
	                                    : NULL;
	if (!class)
		return session_refuse(session, failure, 404, "No Record found",
		                      "number, or table and sys_id, or name must fit a record");
	deed->table = class;
	return true;
}

static json_t *lock_down(struct session *session, const json_t *wish)
{
	bool on = json_is_true(json_object_get(wish, "on"));
	database_run(session->database,
	             "UPDATE sys_properties SET value = ? WHERE name = 'change.lockdown'",
	             VALUES(on ? "true" : "false"));
	json_t *changes = json_array();
	sqlite3_stmt *row = database_query(
		session->database,
		"SELECT sys_id FROM task WHERE sys_class_name = 'change_request'"
		" AND active = 'true' AND on_hold = ? AND (on_hold_reason = 'Change lockdown'"
		" OR state IN ('-2', '-1'))",
		VALUES(on ? "false" : "true"));
	while (database_next(session->database, row))
		json_array_append_new(changes, json_string(database_text(row, 0)));
	size_t i;
	json_t *change;
	json_array_foreach(changes, i, change)
		change_flow_move(session, json_string_value(change),
	                         json_pack("{s:s, s:s}", "on_hold", on ? "true" : "false",
	                                   "on_hold_reason", on ? "Change lockdown" : ""));
	json_decref(changes);
	return json_pack("{s:b}", "lockdown", on);
}

json_t *act_perform(struct session *session, const json_t *wish, struct failure *failure)
{
	const char *name = record_get(wish, "action"), *user = record_get(wish, "user");
	if (!session_become(session, *user ? user : "dave")) {
		session_refuse(session, failure, 400, "No such user", "'%s'", user);
		return NULL;
	}
	if (strcmp(name, "lockdown") == 0)
		return lock_down(session, wish);
	if (strcmp(name, "daily-job") == 0)
		return json_pack("{s:i}", "tasks", cim_run(session));
	const struct action *action = NULL;
	for (size_t i = 0; i < sizeof(actions) / sizeof(actions[0]); i++)
		if (strcmp(actions[i].name, name) == 0)
			action = &actions[i];
	struct deed deed = { .session = session, .wish = wish, .text = record_get(wish, "text") };
	if (!action) {
		session_refuse(session, failure, 400, "No such action", "'%s'", name);
		return NULL;
	}
	if (!find(&deed, failure))
		return NULL;
	deed.record = record_read(session, deed.table, deed.sys_id);
	bool done = action->perform(&deed, failure);
	json_decref(deed.record);
	json_t *after = done ? dump_record(session, deed.table, deed.sys_id) : NULL;
	return done && !after ? json_object() : after;
}
