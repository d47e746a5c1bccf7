/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What a Jira site holds, as one JSON value. */

#include "jira_dump.h"

#include "adf.h"
#include "approval.h"
#include "changelog.h"
#include "comment.h"
#include "file.h"
#include "link.h"
#include "object.h"
#include "object_value.h"
#include "people.h"
#include "value.h"
#include "workflow.h"

#include <stdlib.h>

static json_t *fields_of(const struct site *site, const struct issue *issue)
{
	json_t *fields = json_object();
	for (size_t i = 0; i < field_count(); i++) {
		const struct field *field = field_at(i);
		const json_t *stored = json_object_get(issue->document, field->key);
		const char *words = value_words(site, field, stored);
		if (json_is_array(stored) && field->kind != FIELD_OBJECTS)
			json_object_set_new(fields, field->name, json_deep_copy(stored));
		else if (*words)
			json_object_set_new(fields, field->name, json_string(words));
	}
	return fields;
}

static json_t *comments_of(const struct site *site, const struct issue *issue)
{
	json_t *all = comment_show_all(site, issue->id, false), *one, *list = json_array();
	size_t i;
	json_array_foreach(json_object_get(all, "comments"), i, one)
	{
		const char *author = people_id(site, "");
		const char *user = people_read(site, json_object_get(one, "author"));
		const char *words = adf_to_text(site->session->pool, json_object_get(one, "body"));
		json_array_append_new(list, json_pack("{s:s, s:s, s:O, s:O}", "author",
		                                      user ? user : author, "text", words, "public",
		                                      json_object_get(one, "jsdPublic"), "created",
		                                      json_object_get(one, "created")));
	}
	json_decref(all);
	return list;
}

static json_t *approvals_of(const struct site *site, const struct issue *issue)
{
	struct session *session = site->session;
	json_t *list = json_array();
	sqlite3_stmt *row = database_query(session->database,
	                                   "SELECT id, decision, approvers, needed FROM"
	                                   " jira_approval WHERE issue = ? ORDER BY id",
	                                   VALUES(site_print_number(site, issue->id)));
	while (database_next(session->database, row))
		json_array_append_new(list,
		                      json_pack("{s:s, s:s, s:o, s:i}", "id", database_text(row, 0),
		                                "decision", database_text(row, 1), "approvers",
		                                json_loads(database_text(row, 2), 0, NULL),
		                                "needed", sqlite3_column_int(row, 3)));
	return list;
}

/* Rows of one column of JSON or text. */
static json_t *rows_of(const struct site *site, const char *sql, long long id, bool parses)
{
	struct database *database = site->session->database;
	json_t *list = json_array();
	sqlite3_stmt *row = database_query(database, sql, VALUES(site_print_number(site, id)));
	while (database_next(database, row)) {
		json_t *value =
			parses ? json_loads(database_text(row, 0), JSON_DECODE_ANY, NULL) : NULL;
		json_array_append_new(list, value ? value : json_string(database_text(row, 0)));
	}
	return list;
}

static json_t *properties_of(const struct site *site, const struct issue *issue)
{
	struct database *database = site->session->database;
	json_t *properties = json_object();
	sqlite3_stmt *row =
		database_query(database, "SELECT key, value FROM jira_property WHERE issue = ?",
	                       VALUES(site_print_number(site, issue->id)));
	while (database_next(database, row))
		json_object_set_new(properties, database_text(row, 0),
		                    json_loads(database_text(row, 1), JSON_DECODE_ANY, NULL));
	return properties;
}

static json_t *links_of(const struct site *site, const struct issue *issue)
{
	json_t *all = link_show_all(site, issue->id), *one, *list = json_array();
	size_t i;
	json_array_foreach(all, i, one)
	{
		const json_t *inward = json_object_get(one, "inwardIssue");
		const json_t *type = json_object_get(one, "type");
		const json_t *other = inward ? inward : json_object_get(one, "outwardIssue");
		json_array_append_new(
			list, json_pack("{s:O, s:O}", "how",
		                        json_object_get(type, inward ? "inward" : "outward"),
		                        "issue", json_object_get(other, "key")));
	}
	json_decref(all);
	return list;
}

json_t *jira_dump_issue(const struct site *site, const struct issue *issue)
{
	enum { HISTORY_MAX = 1000 };
	long total;
	json_t *shown = json_pack(
		"{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o,"
		" s:o}",
		"id", site_print_number(site, issue->id), "key", issue->key, "project",
		issue->project, "type", workflow_type_name(issue->type), "status",
		workflow_status_name(issue->status), "category",
		workflow_category_name(workflow_category(issue->status)), "created",
		site_time(site, issue->created), "updated", site_time(site, issue->updated),
		"fields", fields_of(site, issue), "properties", properties_of(site, issue),
		"comments", comments_of(site, issue), "approvals", approvals_of(site, issue),
		"links", links_of(site, issue), "attachments", file_show_all(site, issue->id),
		"history", changelog_show(site, issue->id, 0, HISTORY_MAX, &total), "pages",
		rows_of(site, "SELECT document FROM jira_remote WHERE issue = ? ORDER BY id",
	                issue->id, true),
		"watchers",
		rows_of(site, "SELECT user FROM jira_watcher WHERE issue = ?", issue->id, false));
	return shown;
}

/* Keys of the issues that name the object. */
static json_t *tickets_of(const struct site *site, long long object)
{
	json_t *ids = object_tickets(site, object), *id, *keys = json_array();
	size_t i;
	json_array_foreach(ids, i, id)
	{
		ISSUE_SCOPE struct issue issue = { 0 };
		if (issue_load(site, json_integer_value(id), &issue))
			json_array_append_new(keys, json_string(issue.key));
	}
	json_decref(ids);
	return keys;
}

json_t *jira_dump_object(const struct site *site, long long object)
{
	struct session *session = site->session;
	const char *key = object_key(site, object);
	if (!*key)
		return NULL;
	struct assets_attributes all = assets_attributes(site, object_type(site, object));
	json_t *attributes = json_object();
	for (size_t i = 0; i < all.count; i++) {
		sqlite3_stmt *row = database_query(
			session->database,
			"SELECT value FROM assets_value WHERE object = ? AND attribute = ?"
			" ORDER BY rowid",
			VALUES(site_print_number(site, object),
		               site_print_number(site, all.list[i].id)));
		json_t *stored = json_array(), *values = json_array(), *one;
		size_t j;
		while (database_next(session->database, row))
			json_array_append_new(stored, json_string(database_text(row, 0)));
		json_array_foreach(stored, j, one)
		{
			const char *value = json_string_value(one);
			bool plain = all.list[i].kind == ASSETS_DEFAULT;
			json_array_append_new(
				values,
				json_string(plain ? value
			                          : object_value_words(site, &all.list[i], value)));
		}
		json_decref(stored);
		if (json_array_size(values))
			json_object_set(attributes, all.list[i].name, values);
		json_decref(values);
	}
	json_t *type = assets_show_type_nested(site, object_type(site, object));
	json_t *shown = json_pack("{s:s, s:s, s:s, s:O, s:o, s:o}", "id",
	                          site_print_number(site, object), "key", key, "label",
	                          object_label(site, object), "type", json_object_get(type, "name"),
	                          "attributes", attributes, "tickets", tickets_of(site, object));
	json_decref(type);
	return shown;
}

static json_t *ids_of(const struct site *site, const char *table, long limit)
{
	struct session *session = site->session;
	json_t *ids = json_array();
	sqlite3_stmt *row = database_query(
		session->database,
		pool_print(session->pool, "SELECT id FROM %s WHERE site = ? ORDER BY id LIMIT %ld",
	                   table, limit),
		VALUES(site->name));
	while (database_next(session->database, row))
		json_array_append_new(ids, json_integer(sqlite3_column_int64(row, 0)));
	return ids;
}

json_t *jira_dump_all(const struct site *site, long limit)
{
	json_t *issues = json_array(), *objects = json_array(), *id;
	json_t *issue_ids = ids_of(site, "jira_issue", limit);
	json_t *object_ids = ids_of(site, "assets_object", limit);
	size_t i;
	json_array_foreach(issue_ids, i, id)
	{
		ISSUE_SCOPE struct issue issue = { 0 };
		if (issue_load(site, json_integer_value(id), &issue))
			json_array_append_new(issues, jira_dump_issue(site, &issue));
	}
	json_array_foreach(object_ids, i, id)
		json_array_append_new(objects, jira_dump_object(site, json_integer_value(id)));
	json_decref(issue_ids);
	json_decref(object_ids);
	return json_pack("{s:s, s:o, s:o}", "site", site->name, "issues", issues, "objects",
	                 objects);
}
