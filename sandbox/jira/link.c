/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Links between issues, and from issues to pages elsewhere. */

#include "link.h"

#include "api.h"
#include "limit.h"
#include "value.h"
#include "workflow.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const struct {
	const char *name, *inward, *outward;
} types[] = {
	{ "Blocks", "is blocked by", "blocks" },
	{ "Cloners", "is cloned by", "clones" },
	{ "Duplicate", "is duplicated by", "duplicates" },
	{ "Problem/Incident", "is caused by", "causes" },
	{ "Relates", "relates to", "relates to" },
};

enum { TYPE_COUNT = sizeof(types) / sizeof(types[0]) };

static json_t *show_type(const struct site *site, int number)
{
	struct pool *pool = site->session->pool;
	int id = 10000 + number;
	return json_pack("{s:s, s:s, s:s, s:s, s:s}", "id", pool_print(pool, "%d", id), "name",
	                 types[number].name, "inward", types[number].inward, "outward",
	                 types[number].outward, "self",
	                 pool_print(pool, "%s%s/issueLinkType/%d", site->base, site->api, id));
}

json_t *link_show_issue(const struct site *site, const struct issue *issue)
{
	json_t *priority = value_show(site, issue, field_by_key("priority"));
	return json_pack("{s:s, s:s, s:s, s:{s:s, s:o, s:o, s:o}}", "id",
	                 site_print_number(site, issue->id), "key", issue->key, "self",
	                 issue_self(site, issue->id), "fields", "summary",
	                 site_text(issue->document, "summary"), "status",
	                 workflow_show_status(site, issue->status), "priority", priority,
	                 "issuetype", workflow_show_type(site, issue->type));
}

static json_t *show_link(const struct site *site, const char *id, int type, long long other,
                         bool inward)
{
	ISSUE_SCOPE struct issue issue = { 0 };
	struct pool *pool = site->session->pool;
	if (!issue_load(site, other, &issue))
		return NULL;
	return json_pack("{s:s, s:s, s:o, s:o}", "id", id, "self",
	                 pool_print(pool, "%s%s/issueLink/%s", site->base, site->api, id), "type",
	                 show_type(site, type), inward ? "inwardIssue" : "outwardIssue",
	                 link_show_issue(site, &issue));
}

json_t *link_show_all(const struct site *site, long long issue)
{
	struct session *session = site->session;
	json_t *links = json_array();
	sqlite3_stmt *row = database_query(session->database,
	                                   "SELECT id, type, inward, outward FROM jira_link"
	                                   " WHERE inward = ?1 OR outward = ?1 ORDER BY id",
	                                   VALUES(site_print_number(site, issue)));
	while (database_next(session->database, row)) {
		const char *id = pool_copy(session->pool, database_text(row, 0));
		long long inward = sqlite3_column_int64(row, 2);
		/* Seen from the outward issue the other one is its inward issue. */
		bool shows_inward = inward != issue;
		json_t *link = show_link(site, id, sqlite3_column_int(row, 1),
		                         shows_inward ? inward : sqlite3_column_int64(row, 3),
		                         shows_inward);
		if (link)
			json_array_append_new(links, link);
	}
	return links;
}

json_t *link_show_subtasks(const struct site *site, long long issue)
{
	struct database *database = site->session->database;
	json_t *ids = json_array(), *id, *list = json_array();
	sqlite3_stmt *row = database_query(database,
	                                   "SELECT id FROM jira_issue WHERE"
	                                   " json_extract(document, '$.parent') ="
	                                   " CAST(? AS INTEGER) ORDER BY id",
	                                   VALUES(site_print_number(site, issue)));
	while (database_next(database, row))
		json_array_append_new(ids, json_integer(sqlite3_column_int64(row, 0)));
	size_t i;
	json_array_foreach(ids, i, id)
	{
		ISSUE_SCOPE struct issue child = { 0 };
		if (issue_load(site, json_integer_value(id), &child))
			json_array_append_new(list, link_show_issue(site, &child));
	}
	json_decref(ids);
	return list;
}

static void list_types(struct site *site)
{
	json_t *list = json_array();
	for (int i = 0; i < TYPE_COUNT; i++)
		json_array_append_new(list, show_type(site, i));
	site_answer(site, 200, json_pack("{s:o}", "issueLinkTypes", list));
}

static int find_type(const json_t *type)
{
	for (int i = 0; i < TYPE_COUNT; i++)
		if (strcasecmp(site_text(type, "name"), types[i].name) == 0 ||
		    (int)site_number(site_text(type, "id")) == 10000 + i)
			return i;
	return -1;
}

static bool find_end(struct site *site, const json_t *body, const char *name, struct issue *issue)
{
	const json_t *end = json_object_get(body, name);
	const char *key = site_text(end, "key");
	if (issue_find(site, *key ? key : site_text(end, "id"), issue))
		return true;
	site_refuse(site, 404, "Issue does not exist or you do not have permission to see it.");
	return false;
}

static void create(struct site *site)
{
	ISSUE_SCOPE struct issue inward = { 0 }, outward = { 0 };
	json_t *body = site_body(site);
	int type = find_type(json_object_get(body, "type"));
	struct database *database = site->session->database;
	if (!body)
		return;
	if (type < 0)
		site_refuse(site, 404, "No issue link type with name '%s' found.",
		            site_text(json_object_get(body, "type"), "name"));
	else if (find_end(site, body, "inwardIssue", &inward) &&
	         find_end(site, body, "outwardIssue", &outward) &&
	         limit_issue_write(site, inward.id) && limit_has_room(site, "issue links")) {
		const char *number = site_print_number(site, type);
		const char *from = site_print_number(site, inward.id);
		const char *to = site_print_number(site, outward.id);
		/* A link that is there already is answered like a new one. */
		if (database_number(database,
		                    "SELECT count(*) FROM jira_link WHERE type = ? AND inward = ?"
		                    " AND outward = ?",
		                    VALUES(number, from, to)) == 0)
			database_run(
				database,
				"INSERT INTO jira_link (type, inward, outward) VALUES (?, ?, ?)",
				VALUES(number, from, to));
		issue_touch(site, inward.id);
		issue_touch(site, outward.id);
		site_answer_empty(site, 201);
	}
	json_decref(body);
}

static void delete (struct site *site)
{
	struct database *database = site->session->database;
	if (database_number(database, "SELECT count(*) FROM jira_link WHERE id = ?",
	                    VALUES(site->parts[0])) == 0) {
		site_refuse(site, 404, "No issue link with id '%s' exists.", site->parts[0]);
		return;
	}
	database_run(database, "DELETE FROM jira_link WHERE id = ?", VALUES(site->parts[0]));
	site_answer_empty(site, 204);
}

static const char *remote_self(const struct site *site, long long issue, const char *id)
{
	return pool_print(site->session->pool, "%s/remotelink/%s", issue_self(site, issue), id);
}

static void list_remote(struct site *site)
{
	ISSUE_SCOPE struct issue issue = { 0 };
	struct session *session = site->session;
	const char *wanted = request_argument(site->request, "globalId");
	if (!issue_open(site, &issue))
		return;
	json_t *list = json_array();
	sqlite3_stmt *row = database_query(session->database,
	                                   "SELECT id, document, global_id FROM jira_remote"
	                                   " WHERE issue = ? ORDER BY id",
	                                   VALUES(site_print_number(site, issue.id)));
	while (database_next(session->database, row)) {
		json_t *link = json_loads(database_text(row, 1), 0, NULL);
		json_object_set_new(link, "id", json_integer(sqlite3_column_int64(row, 0)));
		json_object_set_new(
			link, "self",
			json_string(remote_self(site, issue.id, database_text(row, 0))));
		if (!wanted || strcmp(wanted, database_text(row, 2)) == 0)
			json_array_append(list, link);
		json_decref(link);
	}
	if (wanted && json_array_size(list)) {
		site_answer(site, 200, json_incref(json_array_get(list, 0)));
		json_decref(list);
	} else if (wanted) {
		json_decref(list);
		site_refuse(site, 404, "The remote link with global id '%s' does not exist.",
		            wanted);
	} else {
		site_answer(site, 200, list);
	}
}

static const char *keep_remote(struct site *site, long long issue, const json_t *body, bool *made)
{
	struct session *session = site->session;
	const char *number = site_print_number(site, issue);
	const char *global = site_text(body, "globalId");
	char *text = json_dumps(body, JSON_COMPACT);
	const char *id = *global ? database_value(session->database, session->pool,
	                                          "SELECT id FROM jira_remote WHERE issue = ?"
	                                          " AND global_id = ?",
	                                          VALUES(number, global))
	                         : NULL;
	*made = id == NULL;
	if (id) {
		database_run(session->database, "UPDATE jira_remote SET document = ? WHERE id = ?",
		             VALUES(text, id));
	} else {
		database_run(
			session->database,
			"INSERT INTO jira_remote (issue, global_id, document) VALUES (?, ?, ?)",
			VALUES(number, global, text));
		id = site_print_number(
			site, sqlite3_last_insert_rowid(database_handle(session->database)));
	}
	free(text);
	return id;
}

static void set_remote(struct site *site)
{
	ISSUE_SCOPE struct issue issue = { 0 };
	json_t *body = site_body(site);
	const json_t *object = json_object_get(body, "object");
	if (body && issue_open_for_writing(site, &issue) && limit_has_room(site, "remote links")) {
		json_t *problem = site_problem();
		if (!*site_text(object, "url"))
			site_blame(problem, "url", "'url' is required.");
		if (!*site_text(object, "title"))
			site_blame(problem, "title", "'title' is required.");
		if (site_is_sound(problem)) {
			bool made;
			const char *id = keep_remote(site, issue.id, body, &made);
			/* The Data Center's file knows no 201 here. */
			bool created = made && site->kind == SITE_CLOUD;
			site_answer(site, created ? 201 : 200,
			            json_pack("{s:I, s:s}", "id", (json_int_t)site_number(id),
			                      "self", remote_self(site, issue.id, id)));
		} else {
			site_refuse_with(site, 400, problem);
		}
		json_decref(problem);
	}
	json_decref(body);
}

static const struct api_row rows[] = {
	{ "GET", "issueLinkType", list_types, true },
	{ "POST", "issueLink", create, false },
	{ "DELETE", "issueLink/{}", delete, false },
	{ "GET", "issue/{}/remotelink", list_remote, false },
	{ "POST", "issue/{}/remotelink", set_remote, false },
};

struct api_table link_api(void)
{
	return (struct api_table){ rows, sizeof(rows) / sizeof(rows[0]) };
}
