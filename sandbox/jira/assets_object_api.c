/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Objects over REST: create, read, update, delete, history, references, tickets, usage. */

#include "api.h"
#include "issue.h"
#include "object.h"
#include "object_value.h"
#include "people.h"
#include "sandbox/fault.h"
#include "sandbox/sandbox.h"
#include "value.h"
#include "workflow.h"

#include <stdlib.h>
#include <string.h>

enum { INCLUDED_OBJECTS = 50000 };

static long long open_object(struct site *site)
{
	long long object = object_find(site, site->parts[0]);
	if (!object)
		site_refuse(site, 404, "The object with id %s could not be found.", site->parts[0]);
	return object;
}

static bool may_write(struct site *site)
{
	if (site->session->user.itil)
		return true;
	site_refuse(site, 403, "You do not have permission to edit objects of this schema.");
	return false;
}

/* Somebody else was faster with the same unique value: it is there, and it is not ours. */
static void clash(struct site *site, const json_t *body)
{
	json_t *problem = site_problem();
	site->keeps = object_write(site, 0, body, problem) != 0;
	/* The same once more clashes with it, if anything of it is unique. */
	if (site->keeps && object_write(site, 0, body, problem))
		site_blame(problem, NULL, "The object exists already.");
	site_refuse_with(site, 400, problem);
	json_decref(problem);
}

static void create(struct site *site)
{
	struct fault_call call = { site->request->method, site->request->path };
	json_t *body = site_body(site);
	json_t *problem = site_problem();
	if (body && may_write(site)) {
		if (fault_strikes(site->session->sandbox->faults, "unique-clash", &call)) {
			clash(site, body);
		} else {
			long long object = object_write(site, 0, body, problem);
			if (object)
				site_answer(site, 201, object_show(site, object, false, false));
			else
				site_refuse_with(site, 400, problem);
		}
	}
	json_decref(problem);
	json_decref(body);
}

static void show(struct site *site)
{
	long long object = open_object(site);
	if (object)
		site_answer(site, 200, object_show(site, object, true, true));
}

static void show_attributes(struct site *site)
{
	long long object = open_object(site);
	if (object)
		site_answer(site, 200, object_show_attributes(site, object, true));
}

static void update(struct site *site)
{
	long long object = open_object(site);
	json_t *body = object ? site_body(site) : NULL;
	json_t *problem = site_problem();
	if (body && may_write(site)) {
		if (object_write(site, object, body, problem))
			site_answer(site, 200, object_show(site, object, true, true));
		else
			site_refuse_with(site, 400, problem);
	}
	json_decref(problem);
	json_decref(body);
}

static void delete (struct site *site)
{
	long long object = open_object(site);
	if (!object || !may_write(site))
		return;
	object_delete(site, object);
	site_answer_empty(site, 200);
}

static void show_history(struct site *site)
{
	long long object = open_object(site);
	bool ascends = request_flag(site->request, "asc", false);
	struct session *session = site->session;
	if (!object)
		return;
	json_t *list = json_array();
	sqlite3_stmt *row = database_query(
		session->database,
		pool_print(session->pool,
	                   "SELECT id, actor, kind, attribute, before, after, created FROM"
	                   " assets_history WHERE object = ? ORDER BY id %s",
	                   ascends ? "" : "DESC"),
		VALUES(site_print_number(site, object)));
	while (database_next(session->database, row)) {
		const char *actor = pool_copy(session->pool, database_text(row, 1));
		const char *when = site_time_z(site, sqlite3_column_int64(row, 6));
		json_t *entry =
			json_pack("{s:o, s:i, s:s, s:o, s:o}", "id",
		                  assets_id(site, sqlite3_column_int64(row, 0)), "type",
		                  sqlite3_column_int(row, 2), "created", when, "objectId",
		                  assets_id(site, object), "actor", object_value_user(site, actor));
		static const char *const names[] = { "affectedAttribute", "oldValue", "newValue" };
		for (int i = 0; i < 3; i++)
			if (*database_text(row, 3 + i))
				json_object_set_new(entry, names[i],
				                    json_string(database_text(row, 3 + i)));
		json_array_append_new(list, entry);
	}
	site_answer(site, 200, list);
}

static json_t *show_ticket(struct site *site, long long id)
{
	ISSUE_SCOPE struct issue issue = { 0 };
	if (!issue_load(site, id, &issue))
		return NULL;
	json_t *priority = value_show(site, &issue, field_by_key("priority"));
	json_t *type = workflow_show_type(site, issue.type);
	json_t *category = workflow_show_category(site, workflow_category(issue.status));
	json_t *shown = json_pack(
		"{s:s, s:o, s:s, s:s, s:s, s:s, s:{s:s, s:s, s:s}, s:{s:s, s:s, s:O}, s:{s:O, s:O}}",
		"key", issue.key, "id", assets_id(site, id), "reporter",
		people_id(site, site_text(issue.document, "reporter")), "created",
		site_time_z(site, issue.created), "updated", site_time_z(site, issue.updated),
		"title", site_text(issue.document, "summary"), "status", "name",
		workflow_status_name(issue.status), "description", "", "colorName",
		site_text(category, "colorName"), "type", "name", workflow_type_name(issue.type),
		"description", "", "iconUrl", json_object_get(type, "iconUrl"), "priority", "name",
		json_object_get(priority, "name"), "iconUrl", json_object_get(priority, "iconUrl"));
	json_decref(priority);
	json_decref(type);
	json_decref(category);
	assets_add_workspace(site, shown, id);
	return shown;
}

static void show_tickets(struct site *site)
{
	long long object = open_object(site);
	if (!object)
		return;
	json_t *ids = object_tickets(site, object), *id, *tickets = json_array();
	size_t i;
	json_array_foreach(ids, i, id)
	{
		json_t *ticket = show_ticket(site, json_integer_value(id));
		if (ticket)
			json_array_append_new(tickets, ticket);
	}
	json_decref(ids);
	const char *query =
		pool_print(site->session->pool, "\"Affected objects\" in aqlFunction(\"Key = %s\")",
	                   object_key(site, object));
	site_answer(site, 200,
	            json_pack("{s:o, s:s}", "tickets", tickets, "allTicketsQuery", query));
}

static void show_references(struct site *site)
{
	long long object = open_object(site);
	if (!object)
		return;
	struct database *database = site->session->database;
	json_t *list = json_array();
	sqlite3_stmt *row = database_query(
		database,
		"SELECT o.type, count(DISTINCT o.id) FROM assets_value v JOIN assets_attribute a"
		" ON a.id = v.attribute AND a.kind = 1 JOIN assets_object o ON o.id = v.object"
		" WHERE v.value = ? GROUP BY o.type",
		VALUES(site_print_number(site, object)));
	while (database_next(database, row)) {
		json_t *one = json_pack(
			"{s:[], s:I, s:b, s:o}", "referenceTypes", "numberOfReferencedObjects",
			(json_int_t)sqlite3_column_int64(row, 1), "openIssuesExists", 0,
			"objectType", assets_show_type(site, sqlite3_column_int64(row, 0)));
		json_array_append_new(list, one);
	}
	site_answer(site, 200, list);
}

static void show_usage(struct site *site)
{
	struct session *session = site->session;
	json_t *schemas = json_array();
	sqlite3_stmt *row = database_query(
		session->database,
		"SELECT s.id, s.name, (SELECT count(*) FROM assets_object o JOIN assets_type t ON"
		" t.id = o.type WHERE t.schema = s.id) FROM assets_schema s WHERE s.site = ?",
		VALUES(site->name));
	json_int_t total = 0;
	while (database_next(session->database, row)) {
		json_int_t count = (json_int_t)sqlite3_column_int64(row, 2);
		json_array_append_new(schemas,
		                      json_pack("{s:s, s:s, s:I}", "objectSchemaId",
		                                database_text(row, 0), "objectSchemaName",
		                                database_text(row, 1), "objectsCount", count));
		total += count;
	}
	site_answer(site, 200,
	            json_pack("{s:I, s:i, s:o}", "totalObjectsCount", total, "usageLimit",
	                      (int)INCLUDED_OBJECTS, "objectSchemas", schemas));
}

static const struct api_row rows[] = {
	{ "POST", "object/create", create, false },
	{ "GET", "object/{}", show, false },
	{ "PUT", "object/{}", update, false },
	{ "DELETE", "object/{}", delete, false },
	{ "GET", "object/{}/attributes", show_attributes, false },
	{ "GET", "object/{}/history", show_history, false },
	{ "GET", "object/{}/referenceinfo", show_references, false },
	{ "GET", "objectconnectedtickets/{}/tickets", show_tickets, false },
	{ "GET", "usage", show_usage, false },
};

struct api_table assets_object_api(void)
{
	return (struct api_table){ rows, sizeof(rows) / sizeof(rows[0]) };
}
