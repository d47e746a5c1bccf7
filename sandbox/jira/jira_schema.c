/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The SQL tables behind both Jira sites. */

#include "jira_schema.h"

static const char *const statements[] = {
	"CREATE TABLE IF NOT EXISTS jira_issue (id INTEGER PRIMARY KEY AUTOINCREMENT,"
	" site TEXT NOT NULL, project TEXT NOT NULL, number INTEGER NOT NULL, key TEXT NOT NULL,"
	" type INTEGER NOT NULL, status INTEGER NOT NULL, created INTEGER NOT NULL,"
	" updated INTEGER NOT NULL, born INTEGER NOT NULL, document TEXT NOT NULL)",
	"CREATE UNIQUE INDEX IF NOT EXISTS jira_issue_key ON jira_issue (site, key)",
	"CREATE INDEX IF NOT EXISTS jira_issue_parent ON jira_issue"
	" (json_extract(document, '$.parent'))",
	"CREATE TABLE IF NOT EXISTS jira_label (issue INTEGER NOT NULL, label TEXT NOT NULL)",
	"CREATE INDEX IF NOT EXISTS jira_label_text ON jira_label (label, issue)",
	"CREATE INDEX IF NOT EXISTS jira_label_issue ON jira_label (issue)",
	"CREATE TABLE IF NOT EXISTS jira_property (issue INTEGER NOT NULL, key TEXT NOT NULL,"
	" value TEXT NOT NULL, PRIMARY KEY (issue, key))",
	"CREATE TABLE IF NOT EXISTS jira_comment (id INTEGER PRIMARY KEY AUTOINCREMENT,"
	" issue INTEGER NOT NULL, author TEXT NOT NULL, created INTEGER NOT NULL,"
	" body TEXT NOT NULL, public INTEGER NOT NULL, properties TEXT NOT NULL)",
	"CREATE INDEX IF NOT EXISTS jira_comment_issue ON jira_comment (issue)",
	"CREATE TABLE IF NOT EXISTS jira_history (id INTEGER PRIMARY KEY AUTOINCREMENT,"
	" issue INTEGER NOT NULL, author TEXT NOT NULL, created INTEGER NOT NULL,"
	" items TEXT NOT NULL, metadata TEXT NOT NULL)",
	"CREATE INDEX IF NOT EXISTS jira_history_issue ON jira_history (issue)",
	"CREATE TABLE IF NOT EXISTS jira_remote (id INTEGER PRIMARY KEY AUTOINCREMENT,"
	" issue INTEGER NOT NULL, global_id TEXT NOT NULL, document TEXT NOT NULL)",
	"CREATE INDEX IF NOT EXISTS jira_remote_issue ON jira_remote (issue, global_id)",
	"CREATE TABLE IF NOT EXISTS jira_link (id INTEGER PRIMARY KEY AUTOINCREMENT,"
	" type INTEGER NOT NULL, inward INTEGER NOT NULL, outward INTEGER NOT NULL)",
	"CREATE INDEX IF NOT EXISTS jira_link_inward ON jira_link (inward)",
	"CREATE INDEX IF NOT EXISTS jira_link_outward ON jira_link (outward)",
	"CREATE TABLE IF NOT EXISTS jira_watcher (issue INTEGER NOT NULL, user TEXT NOT NULL,"
	" PRIMARY KEY (issue, user))",
	"CREATE TABLE IF NOT EXISTS jira_approval (id INTEGER PRIMARY KEY AUTOINCREMENT,"
	" issue INTEGER NOT NULL, name TEXT NOT NULL, created INTEGER NOT NULL,"
	" completed INTEGER NOT NULL DEFAULT 0, decision TEXT NOT NULL, needed INTEGER NOT NULL,"
	" approvers TEXT NOT NULL)",
	"CREATE INDEX IF NOT EXISTS jira_approval_issue ON jira_approval (issue)",
	"CREATE TABLE IF NOT EXISTS jira_file (id INTEGER PRIMARY KEY AUTOINCREMENT,"
	" issue INTEGER NOT NULL, name TEXT NOT NULL, type TEXT NOT NULL, author TEXT NOT NULL,"
	" created INTEGER NOT NULL, token TEXT NOT NULL, content BLOB NOT NULL)",
	"CREATE INDEX IF NOT EXISTS jira_file_issue ON jira_file (issue)",
	"CREATE TABLE IF NOT EXISTS assets_schema (id INTEGER PRIMARY KEY AUTOINCREMENT,"
	" site TEXT NOT NULL, name TEXT NOT NULL, key TEXT NOT NULL, description TEXT NOT NULL,"
	" created INTEGER NOT NULL)",
	"CREATE TABLE IF NOT EXISTS assets_type (id INTEGER PRIMARY KEY AUTOINCREMENT,"
	" schema INTEGER NOT NULL, name TEXT NOT NULL, parent INTEGER NOT NULL DEFAULT 0,"
	" icon TEXT NOT NULL, description TEXT NOT NULL, abstract INTEGER NOT NULL DEFAULT 0,"
	" inherited INTEGER NOT NULL DEFAULT 0, position INTEGER NOT NULL, created INTEGER NOT NULL)",
	"CREATE TABLE IF NOT EXISTS assets_attribute (id INTEGER PRIMARY KEY AUTOINCREMENT,"
	" type INTEGER NOT NULL, name TEXT NOT NULL, kind INTEGER NOT NULL,"
	" default_type INTEGER NOT NULL DEFAULT 0, type_value TEXT NOT NULL DEFAULT '',"
	" additional TEXT NOT NULL DEFAULT '', minimum INTEGER NOT NULL DEFAULT 0,"
	" maximum INTEGER NOT NULL DEFAULT 1, uniq INTEGER NOT NULL DEFAULT 0,"
	" label INTEGER NOT NULL DEFAULT 0, system INTEGER NOT NULL DEFAULT 0,"
	" editable INTEGER NOT NULL DEFAULT 1, hidden INTEGER NOT NULL DEFAULT 0,"
	" options TEXT NOT NULL DEFAULT '', description TEXT NOT NULL DEFAULT '',"
	" position INTEGER NOT NULL)",
	"CREATE INDEX IF NOT EXISTS assets_attribute_type ON assets_attribute (type)",
	"CREATE TABLE IF NOT EXISTS assets_object (id INTEGER PRIMARY KEY AUTOINCREMENT,"
	" site TEXT NOT NULL, type INTEGER NOT NULL, key TEXT NOT NULL, label TEXT NOT NULL,"
	" created INTEGER NOT NULL, updated INTEGER NOT NULL, born INTEGER NOT NULL)",
	"CREATE INDEX IF NOT EXISTS assets_object_type ON assets_object (type)",
	"CREATE INDEX IF NOT EXISTS assets_object_key ON assets_object (site, key)",
	"CREATE TABLE IF NOT EXISTS assets_value (object INTEGER NOT NULL,"
	" attribute INTEGER NOT NULL, value TEXT NOT NULL COLLATE NOCASE)",
	"CREATE INDEX IF NOT EXISTS assets_value_object ON assets_value (object, attribute)",
	"CREATE INDEX IF NOT EXISTS assets_value_value ON assets_value (attribute, value)",
	"CREATE TABLE IF NOT EXISTS assets_history (id INTEGER PRIMARY KEY AUTOINCREMENT,"
	" object INTEGER NOT NULL, actor TEXT NOT NULL, kind INTEGER NOT NULL,"
	" attribute TEXT NOT NULL, before TEXT NOT NULL, after TEXT NOT NULL,"
	" created INTEGER NOT NULL)",
	"CREATE INDEX IF NOT EXISTS assets_history_object ON assets_history (object)",
	"CREATE TABLE IF NOT EXISTS assets_source (id TEXT PRIMARY KEY, site TEXT NOT NULL,"
	" schema INTEGER NOT NULL, mapping TEXT NOT NULL)",
	"CREATE TABLE IF NOT EXISTS assets_chunk (execution TEXT NOT NULL, client TEXT NOT NULL,"
	" data TEXT NOT NULL, PRIMARY KEY (execution, client))",
	"CREATE TABLE IF NOT EXISTS assets_import (id TEXT PRIMARY KEY, source TEXT NOT NULL,"
	" state TEXT NOT NULL, created INTEGER NOT NULL, result TEXT NOT NULL)",
};

/* Numbers of different kinds of things begin far apart: one taken for the other is found out. */
static bool spread_numbers(struct database *database)
{
	static const struct {
		const char *table, *last;
	} numbers[] = {
		{ "jira_issue", "10199" },   { "jira_comment", "20499" },
		{ "jira_history", "30999" }, { "jira_remote", "40499" },
		{ "jira_link", "50299" },    { "jira_approval", "60" },
		{ "jira_file", "70099" },    { "assets_schema", "4" },
		{ "assets_type", "20" },     { "assets_attribute", "130" },
		{ "assets_object", "2300" }, { "assets_history", "90099" },
	};
	bool done = true;
	for (size_t i = 0; done && i < sizeof(numbers) / sizeof(numbers[0]); i++)
		done = database_run(database,
		                    "INSERT INTO sqlite_sequence (name, seq) SELECT ?1, ?2 WHERE"
		                    " NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = ?1)",
		                    VALUES(numbers[i].table, numbers[i].last));
	return done;
}

bool jira_schema_create(struct database *database)
{
	database_begin(database);
	bool done = true;
	for (size_t i = 0; done && i < sizeof(statements) / sizeof(statements[0]); i++)
		done = database_run(database, statements[i], NULL, 0);
	done = done && spread_numbers(database);
	return database_commit(database) && done;
}
