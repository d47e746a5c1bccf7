/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Issues as they are stored. */

#include "issue.h"

#include "limit.h"
#include "workflow.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static const char select_issue[] =
	"SELECT id, key, project, type, status, created, updated, document FROM jira_issue WHERE ";

static bool take_row(const struct site *site, sqlite3_stmt *row, struct issue *issue)
{
	struct session *session = site->session;
	*issue = (struct issue){ 0 };
	if (!database_next(session->database, row))
		return false;
	*issue = (struct issue){ .id = sqlite3_column_int64(row, 0),
		                 .key = pool_copy(session->pool, database_text(row, 1)),
		                 .project = pool_copy(session->pool, database_text(row, 2)),
		                 .type = sqlite3_column_int(row, 3),
		                 .status = sqlite3_column_int(row, 4),
		                 .created = sqlite3_column_int64(row, 5),
		                 .updated = sqlite3_column_int64(row, 6),
		                 .document = json_loads(database_text(row, 7), 0, NULL) };
	database_done(row);
	return true;
}

bool issue_find(const struct site *site, const char *id_or_key, struct issue *issue)
{
	struct session *session = site->session;
	bool number = *id_or_key && strspn(id_or_key, "0123456789") == strlen(id_or_key);
	char *wanted = pool_copy(session->pool, id_or_key);
	for (char *at = wanted; *at; at++)
		*at = (char)toupper((unsigned char)*at);
	const char *sql = pool_print(session->pool, "%ssite = ? AND %s = ?", select_issue,
	                             number ? "id" : "key");
	return take_row(site, database_query(session->database, sql, VALUES(site->name, wanted)),
	                issue);
}

bool issue_load(const struct site *site, long long id, struct issue *issue)
{
	return issue_find(site, site_print_number(site, id), issue);
}

void issue_release(struct issue *issue)
{
	json_decref(issue->document);
	issue->document = NULL;
}

static const char *as_text(const struct site *site, const json_t *document)
{
	char *text = json_dumps(document, JSON_COMPACT);
	const char *copy = pool_copy(site->session->pool, text ? text : "{}");
	free(text);
	return copy;
}

static void save_labels(const struct site *site, const struct issue *issue)
{
	struct database *database = site->session->database;
	const char *id = site_print_number(site, issue->id);
	database_run(database, "DELETE FROM jira_label WHERE issue = ?", VALUES(id));
	size_t i;
	const json_t *label;
	json_array_foreach(json_object_get(issue->document, "labels"), i, label)
		database_run(database, "INSERT INTO jira_label (issue, label) VALUES (?, ?)",
	                     VALUES(id, json_string_value(label)));
}

void issue_insert(const struct site *site, struct issue *issue)
{
	struct session *session = site->session;
	long long number = database_number(session->database,
	                                   "SELECT max(number) FROM jira_issue WHERE site = ?"
	                                   " AND project = ?",
	                                   VALUES(site->name, issue->project)) +
	                   1;
	issue->created = issue->updated = (long long)session->now;
	issue->key = pool_print(session->pool, "%s-%lld", issue->project, number);
	database_run(session->database,
	             "INSERT INTO jira_issue (site, project, number, key, type, status, created,"
	             " updated, born, document) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	             VALUES(site->name, issue->project, site_print_number(site, number), issue->key,
	                    site_print_number(site, issue->type),
	                    site_print_number(site, issue->status), site_now(site), site_now(site),
	                    site_print_number(site, site_milliseconds(site)),
	                    as_text(site, issue->document)));
	issue->id = sqlite3_last_insert_rowid(database_handle(session->database));
	save_labels(site, issue);
}

void issue_save(const struct site *site, struct issue *issue)
{
	issue->updated = (long long)site->session->now;
	database_run(site->session->database,
	             "UPDATE jira_issue SET status = ?, updated = ?, document = ? WHERE id = ?",
	             VALUES(site_print_number(site, issue->status), site_now(site),
	                    as_text(site, issue->document), site_print_number(site, issue->id)));
	save_labels(site, issue);
}

void issue_delete(const struct site *site, const struct issue *issue)
{
	static const char *const tables[] = { "jira_label",    "jira_property", "jira_comment",
		                              "jira_history",  "jira_remote",   "jira_watcher",
		                              "jira_approval", "jira_file" };
	struct session *session = site->session;
	const char *id = site_print_number(site, issue->id);
	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++)
		database_run(session->database,
		             pool_print(session->pool, "DELETE FROM %s WHERE issue = ?", tables[i]),
		             VALUES(id));
	database_run(session->database, "DELETE FROM jira_link WHERE ?1 IN (inward, outward)",
	             VALUES(id));
	database_run(session->database, "DELETE FROM jira_issue WHERE id = ?", VALUES(id));
}

void issue_touch(const struct site *site, long long id)
{
	database_run(site->session->database, "UPDATE jira_issue SET updated = ? WHERE id = ?",
	             VALUES(site_now(site), site_print_number(site, id)));
}

json_t *issue_change(const struct site *site, const struct field *field, const char *from,
                     const char *from_words, const char *to, const char *to_words)
{
	json_t *item = json_pack("{s:s, s:s, s:s?, s:s?, s:s?, s:s?}", "field",
	                         field->number ? field->name : field->key, "fieldtype",
	                         field->number ? "custom" : "jira", "from", *from ? from : NULL,
	                         "fromString", *from_words ? from_words : NULL, "to",
	                         *to ? to : NULL, "toString", *to_words ? to_words : NULL);
	if (site->kind == SITE_CLOUD)
		json_object_set_new(item, "fieldId", json_string(field_id(site, field)));
	return item;
}

void issue_history(const struct site *site, const struct issue *issue, json_t *items,
                   json_t *metadata)
{
	if (json_array_size(items))
		database_run(site->session->database,
		             "INSERT INTO jira_history (issue, author, created, items, metadata)"
		             " VALUES (?, ?, ?, ?, ?)",
		             VALUES(site_print_number(site, issue->id),
		                    site->session->user.user_name, site_now(site),
		                    as_text(site, items), metadata ? as_text(site, metadata) : ""));
	json_decref(items);
	json_decref(metadata);
}

bool issue_open(struct site *site, struct issue *issue)
{
	if (!site->anonymous && issue_find(site, site->parts[0], issue))
		return true;
	*issue = (struct issue){ 0 };
	site_refuse(site, 404, "Issue does not exist or you do not have permission to see it.");
	return false;
}

bool issue_open_for_writing(struct site *site, struct issue *issue)
{
	if (!issue_open(site, issue))
		return false;
	if (!site->session->user.itil) {
		site_refuse(site, 403,
		            "You do not have permission to edit issues in this project.");
		return false;
	}
	return limit_issue_write(site, issue->id);
}

const char *issue_self(const struct site *site, long long id)
{
	return pool_print(site->session->pool, "%s%s/issue/%lld", site->base, site->api, id);
}
