/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Business rules of the instance. */

#include "rules.h"

#include "approval_rules.h"
#include "change_rules.h"
#include "incident_rules.h"
#include "moment.h"
#include "record.h"
#include "text.h"

#include <ctype.h>
#include <string.h>

const char *rules_new_value(const json_t *before, const json_t *changes, const char *column)
{
	if (json_object_get(changes, column))
		return record_get(changes, column);
	return before ? record_get(before, column) : "";
}

static bool is_number(const char *value)
{
	size_t length = strspn(value + (*value == '-'), "0123456789.");
	return length > 0 && value[(*value == '-') + length] == '\0';
}

static bool is_id(const char *value)
{
	size_t length = strlen(value);
	return length == 32 && strspn(value, "0123456789abcdefABCDEF") == length;
}

/* What cannot be a value of the column's type is dropped in silence: names in references, words
 * in numbers, dates that are none. */
static bool has_type(struct session *session, const struct column *column, const char *value)
{
	time_t when;
	switch (column->type) {
	case COLUMN_INTEGER:
		return is_number(value);
	case COLUMN_TIME:
		return moment_read(value, &when);
	case COLUMN_REFERENCE:
		return is_id(value) || session->system || strcmp(column->name, "chg_model") == 0;
	default:
		return true;
	}
}

static void drop_mistyped(struct session *session, const struct table *table, json_t *values)
{
	const char *name;
	json_t *value;
	void *next;
	json_object_foreach_safe(values, next, name, value)
	{
		const struct column *column = dictionary_column(table, name);
		const char *text = json_string_value(value);
		if (!text || (*text && !has_type(session, column, text)))
			json_object_del(values, name);
		else if (column->type == COLUMN_BOOLEAN)
			record_set(values, name, text_is_true(text) ? "true" : "false");
		else if (column->type == COLUMN_TIME && strlen(text) == 10)
			record_set(values, name, pool_print(session->pool, "%s 00:00:00", text));
	}
}

static const char *group_of(struct session *session, const char *ci, const char *column)
{
	const struct table *table = dictionary_table("cmdb_ci");
	if (!*ci || !dictionary_column(table, column))
		return "";
	const char *sql =
		pool_print(session->pool, "SELECT \"%s\" FROM cmdb_ci WHERE sys_id = ?", column);
	const char *group = database_value(session->database, session->pool, sql, VALUES(ci));
	return group ? group : "";
}

void rules_fill_group(struct session *session, const json_t *before, json_t *values,
                      const char *property, const char *absent)
{
	if (*rules_new_value(before, values, "assignment_group") ||
	    *rules_new_value(before, values, "assigned_to"))
		return;
	const char *column = session_property(session, property, absent);
	const char *group = group_of(session, rules_new_value(before, values, "cmdb_ci"), column);
	if (!*group)
		group = group_of(session, rules_new_value(before, values, "service_offering"),
		                 column);
	if (*group)
		record_set(values, "assignment_group", group);
}

/* The data policy of certificates; only those of authorities may be without names. */
static bool names_given(struct session *session, const struct table *table, const json_t *before,
                        const json_t *values, struct failure *failure)
{
	if (strcmp(table->name, "cmdb_ci_certificate") != 0 || session->system ||
	    *rules_new_value(before, values, "subject_alternative_name") ||
	    text_is_true(rules_new_value(before, values, "is_ca")))
		return true;
	return session_refuse(session, failure, 403, "Operation Failed",
	                      "Data Policy Exception: The following fields are mandatory: Subject "
	                      "Alternative Name");
}

static bool insert_rules(struct session *session, const struct table *table, json_t *values,
                         struct failure *failure)
{
	if (strcmp(table->name, "incident") == 0)
		return incident_rules_insert(session, values, failure);
	if (strcmp(table->name, "change_request") == 0)
		return change_rules_insert(session, values, failure);
	if (strcmp(table->name, "change_task") == 0)
		return change_rules_insert_task(session, values, failure);
	if (strcmp(table->name, "task_ci") == 0)
		return change_rules_insert_ci(session, values, failure);
	return names_given(session, table, NULL, values, failure);
}

bool rules_before_insert(struct session *session, const struct table *table, json_t *values,
                         struct failure *failure)
{
	drop_mistyped(session, table, values);
	if (!insert_rules(session, table, values, failure))
		return false;
	if (dictionary_extends(table, "task")) {
		record_set(values, "opened_at", session->now_text);
		if (!*record_get(values, "opened_by"))
			record_set(values, "opened_by", session->user.sys_id);
	}
	return true;
}

bool rules_before_update(struct session *session, const struct table *table, const json_t *before,
                         json_t *changes, const json_t *notes, struct failure *failure)
{
	drop_mistyped(session, table, changes);
	if (strcmp(table->name, "incident") == 0)
		return incident_rules_update(session, before, changes, notes, failure);
	if (strcmp(table->name, "change_request") == 0)
		return change_rules_update(session, before, changes, failure);
	if (strcmp(table->name, "change_task") == 0)
		return change_rules_update_task(session, before, changes, failure);
	if (strcmp(table->name, "sysapproval_approver") == 0)
		return approval_rules_update(session, before, changes, failure);
	if (json_object_get(changes, "subject_alternative_name"))
		return names_given(session, table, before, changes, failure);
	return true;
}

void rules_after_insert(struct session *session, const struct table *table, const json_t *record)
{
	if (strcmp(table->name, "change_request") == 0)
		change_rules_inserted(session, record);
}

void rules_after_update(struct session *session, const struct table *table, const json_t *before,
                        const json_t *after)
{
	if (strcmp(table->name, "change_request") == 0)
		change_rules_updated(session, before, after);
	if (strcmp(table->name, "change_task") == 0)
		change_rules_task_updated(session, before, after);
	if (strcmp(table->name, "sysapproval_approver") == 0)
		approval_rules_updated(session, before, after);
}

/* What hangs on a deleted record goes with it. */
void rules_after_delete(struct session *session, const struct table *table, const json_t *before)
{
	const char *sys_id = record_get(before, "sys_id");
	if (dictionary_extends(table, "cmdb_ci")) {
		database_run(session->database,
		             "DELETE FROM cmdb_rel_ci WHERE parent = ?1 OR child = ?1",
		             VALUES(sys_id));
		database_run(session->database,
		             "DELETE FROM sys_object_source WHERE target_sys_id = ?",
		             VALUES(sys_id));
	}
	if (dictionary_extends(table, "task")) {
		database_run(session->database, "DELETE FROM task_ci WHERE task = ?",
		             VALUES(sys_id));
		database_run(session->database,
		             "DELETE FROM sysapproval_approver WHERE sysapproval = ?",
		             VALUES(sys_id));
		database_run(session->database, "DELETE FROM task WHERE change_request = ?",
		             VALUES(sys_id));
	}
}
