/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The SQL tables behind the dictionary: one per tree of classes, all columns text. */

#include "schema.h"

#include "dictionary.h"
#include "text.h"

#include <stdio.h>
#include <string.h>

static const char *const own_tables[] = {
	"CREATE TABLE IF NOT EXISTS sandbox_state (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
	"CREATE TABLE IF NOT EXISTS sandbox_file (sys_id TEXT PRIMARY KEY, content BLOB NOT NULL)",
	"CREATE TABLE IF NOT EXISTS sandbox_token (token TEXT PRIMARY KEY, user TEXT NOT NULL,"
	" client TEXT NOT NULL, expires INTEGER NOT NULL, kind TEXT NOT NULL)",
};

static const struct {
	const char *table, *columns;
} indices[] = {
	{ "cmdb_ci", "sys_class_name, sys_id" },
	{ "cmdb_ci", "fingerprint" },
	{ "cmdb_ci", "serial_number" },
	{ "cmdb_ci", "name" },
	{ "cmdb_ci", "ip_address" },
	{ "cmdb_ci", "correlation_id" },
	{ "cmdb_ci", "sys_updated_on" },
	{ "task", "sys_class_name, sys_id" },
	{ "task", "number" },
	{ "task", "correlation_id" },
	{ "task", "correlation_display" },
	{ "task", "parent" },
	{ "task", "change_request" },
	{ "task", "cmdb_ci" },
	{ "task", "sys_updated_on" },
	{ "cmdb_rel_ci", "parent, child, type" },
	{ "cmdb_rel_ci", "child" },
	{ "certificate_domain", "domain" },
	{ "sys_object_source", "name, id" },
	{ "sys_object_source", "target_sys_id" },
	{ "sys_journal_field", "element_id, element" },
	{ "sys_attachment", "table_sys_id" },
	{ "sysapproval_approver", "sysapproval" },
	{ "sysapproval_approver", "approver" },
	{ "task_ci", "task" },
	{ "task_ci", "ci_item" },
	{ "task_cmdb_ci_service", "task" },
	{ "sys_choice", "name, element, value" },
	{ "sys_dictionary", "name, element" },
	{ "sys_user", "user_name" },
	{ "sys_user_grmember", "\"group\", user" },
	{ "sys_user_grmember", "user" },
	{ "sys_properties", "name" },
	{ "sys_audit_delete", "documentkey" },
	{ "cmn_schedule_span", "schedule" },
	{ "conflict", "\"change\"" },
};

static bool already_named(const struct text *sql, const char *name)
{
	char needle[128];
	snprintf(needle, sizeof(needle), "\"%s\" TEXT", name);
	return strstr(text_value(sql), needle) != NULL;
}

static bool create_table(struct database *database, const char *storage)
{
	TEXT_SCOPE struct text sql = { 0 };
	text_print(&sql, "CREATE TABLE IF NOT EXISTS \"%s\" (\"sys_id\" TEXT PRIMARY KEY NOT NULL",
	           storage);
	for (size_t i = 0; i < dictionary_count(); i++) {
		const struct table *table = dictionary_at(i);
		if (strcmp(table->storage, storage) != 0)
			continue;
		for (size_t j = 0; j < table->column_count; j++)
			if (!already_named(&sql, table->columns[j]->name))
				text_print(&sql, ", \"%s\" TEXT NOT NULL DEFAULT ''",
				           table->columns[j]->name);
	}
	text_add(&sql, ")");
	return database_run(database, text_value(&sql), NULL, 0);
}

static bool create_indices(struct database *database)
{
	bool done = true;
	for (size_t i = 0; done && i < sizeof(indices) / sizeof(indices[0]); i++) {
		TEXT_SCOPE struct text sql = { 0 };
		text_print(&sql, "CREATE INDEX IF NOT EXISTS sandbox_index_%zu ON \"%s\" (%s)", i,
		           indices[i].table, indices[i].columns);
		done = database_run(database, text_value(&sql), NULL, 0);
	}
	return done;
}

bool schema_create(struct database *database)
{
	database_begin(database);
	bool done = true;
	for (size_t i = 0; done && i < sizeof(own_tables) / sizeof(own_tables[0]); i++)
		done = database_run(database, own_tables[i], NULL, 0);
	for (size_t i = 0; done && i < dictionary_count(); i++)
		if (!dictionary_at(i)->parent)
			done = create_table(database, dictionary_at(i)->name);
	done = done && create_indices(database);
	return database_commit(database) && done;
}
