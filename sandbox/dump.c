/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The content of the instance as one JSON value. */

#include "dump.h"

#include "choice.h"
#include "record.h"

#include <string.h>

json_t *dump_record(struct session *session, const struct table *table, const char *sys_id)
{
	json_t *record = record_read(session, table, sys_id);
	const char *name;
	json_t *value;
	void *next;
	json_object_foreach_safe(record, next, name, value)
	{
		if (!*json_string_value(value))
			json_object_del(record, name);
	}
	return record;
}

static json_t *rows(struct session *session, const char *table, const char *where,
                    const char *bound, long limit)
{
	const struct table *found = dictionary_table(table);
	const char *sql = pool_print(session->pool, "SELECT sys_id FROM \"%s\" WHERE %s LIMIT %ld",
	                             found->storage, where, limit);
	json_t *list = json_array();
	sqlite3_stmt *row = database_query(session->database, sql, &bound, bound ? 1 : 0);
	while (database_next(session->database, row)) {
		const char *sys_id = pool_copy(session->pool, database_text(row, 0));
		json_array_append_new(list, dump_record(session, found, sys_id));
	}
	return list;
}

/* Adds the readable names that a look at a ticket, relation or approval needs. */
static void name_references(struct session *session, json_t *list, const char *table)
{
	const struct table *found = dictionary_table(table);
	size_t i;
	json_t *row;
	json_array_foreach(list, i, row) for (size_t j = 0; j < found->column_count; j++)
	{
		const struct column *column = found->columns[j];
		const char *value = record_get(row, column->name);
		if (column->type == COLUMN_REFERENCE && *value)
			record_set(row, pool_print(session->pool, "%s_name", column->name),
			           record_display(session, column->reference, value));
		else if (*value && choice_owner(found, column->name))
			record_set(row, pool_print(session->pool, "%s_name", column->name),
			           choice_label(found, column->name, value));
	}
}

static json_t *named(struct session *session, const char *table, const char *where,
                     const char *bound, long limit)
{
	json_t *list = rows(session, table, where, bound, limit);
	name_references(session, list, table);
	return list;
}

json_t *dump_ticket(struct session *session, const char *sys_id)
{
	json_t *ticket = dump_record(session, dictionary_table("task"), sys_id);
	if (!ticket)
		return NULL;
	json_t *one = json_pack("[O]", ticket);
	name_references(session, one, record_get(ticket, "sys_class_name"));
	json_decref(one);
	json_object_set_new(
		ticket, "notes",
		rows(session, "sys_journal_field", "element_id = ? ORDER BY rowid", sys_id, 1000));
	json_object_set_new(ticket, "tasks",
	                    rows(session, "change_task",
	                         "change_request = ? AND sys_class_name = 'change_task'"
	                         " ORDER BY number",
	                         sys_id, 1000));
	json_object_set_new(ticket, "cis", named(session, "task_ci", "task = ?", sys_id, 1000));
	json_object_set_new(ticket, "approvals",
	                    named(session, "sysapproval_approver", "sysapproval = ? ORDER BY rowid",
	                          sys_id, 1000));
	json_object_set_new(
		ticket, "attachments",
		rows(session, "sys_attachment", "table_sys_id = ? ORDER BY rowid", sys_id, 1000));
	return ticket;
}

static json_t *tickets(struct session *session, long limit)
{
	json_t *list = json_array();
	const char *sql = pool_print(session->pool,
	                             "SELECT sys_id FROM task WHERE sys_class_name <> 'change_task'"
	                             " ORDER BY rowid LIMIT %ld",
	                             limit);
	sqlite3_stmt *row = database_query(session->database, sql, NULL, 0);
	while (database_next(session->database, row)) {
		const char *sys_id = pool_copy(session->pool, database_text(row, 0));
		json_array_append_new(list, dump_ticket(session, sys_id));
	}
	return list;
}

json_t *dump_all(struct session *session, long limit)
{
	json_t *all = json_object();
	json_object_set_new(
		all, "cis",
		rows(session, "cmdb_ci", "sys_class_name <> 'cmdb_ci_certificate'", NULL, limit));
	json_object_set_new(all, "certificates",
	                    rows(session, "cmdb_ci_certificate",
	                         "sys_class_name = 'cmdb_ci_certificate'", NULL, limit));
	json_object_set_new(all, "archived",
	                    rows(session, "ar_cmdb_ci_certificate", "1", NULL, limit));
	json_object_set_new(all, "domains", rows(session, "certificate_domain", "1", NULL, limit));
	json_object_set_new(all, "relations", named(session, "cmdb_rel_ci", "1", NULL, limit));
	json_object_set_new(all, "tickets", tickets(session, limit));
	json_object_set_new(all, "users", rows(session, "sys_user", "1", NULL, limit));
	json_object_set_new(all, "groups", rows(session, "sys_user_group", "1", NULL, limit));
	return all;
}
