/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The CMDB Instance API: reading CIs with their relations, and changing one. */

#include "instance_api.h"

#include "access.h"
#include "body.h"
#include "choice.h"
#include "query.h"
#include "record.h"
#include "shape.h"
#include "table_api.h"

#include <string.h>

static json_t *relation_of(struct session *session, sqlite3_stmt *row)
{
	struct pool *pool = session->pool;
	const char *type = pool_copy(pool, database_text(row, 1));
	const char *target = pool_copy(pool, database_text(row, 2));
	return json_pack(
		"{s:s, s:{s:s, s:s, s:s}, s:{s:s, s:s, s:s}}", "sys_id", database_text(row, 0),
		"type", "display_value", record_display(session, "cmdb_rel_type", type), "link",
		pool_print(pool, "%s/api/now/table/cmdb_rel_type/%s", session->base, type), "value",
		type, "target", "display_value", record_display(session, "cmdb_ci", target), "link",
		pool_print(pool, "%s/api/now/cmdb/instance/cmdb_ci/%s", session->base, target),
		"value", target);
}

static json_t *relations(struct session *session, const char *sys_id, bool outbound)
{
	json_t *list = json_array();
	sqlite3_stmt *row = database_query(
		session->database,
		outbound ? "SELECT sys_id, type, child FROM cmdb_rel_ci WHERE parent = ?"
			 : "SELECT sys_id, type, parent FROM cmdb_rel_ci WHERE child = ?",
		VALUES(sys_id));
	while (database_next(session->database, row))
		json_array_append_new(list, relation_of(session, row));
	return list;
}

static json_t *attribute(struct session *session, const struct column *column, const char *value)
{
	if (column->type != COLUMN_REFERENCE || !*value)
		return json_string(value);
	return json_pack("{s:s, s:s, s:s}", "display_value",
	                 record_display(session, column->reference, value), "link",
	                 pool_print(session->pool, "%s/api/now/table/%s/%s", session->base,
	                            column->reference, value),
	                 "value", value);
}

static void show(struct session *session, const struct table *table, const char *sys_id,
                 struct reply *reply)
{
	JSON_SCOPE json_t *record = record_read(session, table, sys_id);
	if (!record) {
		reply_error(reply, session->pool, 404, "No Record found",
		            "Record doesn't exist or ACL restricts the record retrieval");
		return;
	}
	json_t *attributes = json_object();
	for (size_t i = 0; i < table->column_count; i++) {
		const struct column *column = table->columns[i];
		json_object_set_new(attributes, column->name,
		                    attribute(session, column, record_get(record, column->name)));
	}
	reply_result(reply, 200,
	             json_pack("{s:o, s:o, s:o}", "attributes", attributes, "inbound_relations",
	                       relations(session, sys_id, false), "outbound_relations",
	                       relations(session, sys_id, true)));
}

static void list(struct session *session, const struct request *request, const struct table *table,
                 struct reply *reply)
{
	QUERY_SCOPE struct query query;
	query_compile(session, table, request_argument(request, "sysparm_query"), &query);
	long limit = request_number(request, "sysparm_limit", 1000);
	long offset = request_number(request, "sysparm_offset", 0);
	const char *sql =
		pool_print(session->pool,
	                   "SELECT t.sys_id, t.name FROM \"%s\" t WHERE %s LIMIT %ld OFFSET %ld",
	                   table->storage, text_value(&query.where), limit < 0 ? 0 : limit,
	                   offset < 0 ? 0 : offset);
	json_t *rows = json_array();
	sqlite3_stmt *row = database_query(session->database, sql, query.values, query.count);
	while (database_next(session->database, row))
		json_array_append_new(rows, json_pack("{s:s, s:s}", "sys_id", database_text(row, 0),
		                                      "name", database_text(row, 1)));
	reply_result(reply, 200, rows);
}

static bool takes_source(struct session *session, const json_t *body, struct reply *reply)
{
	if (choice_known(session, "cmdb_ci", "discovery_source", record_get(body, "source")))
		return true;
	reply_error(reply, session->pool, 400, "Invalid data source",
	            "source must be a choice of cmdb_ci.discovery_source");
	return false;
}

static void change(struct session *session, const struct request *request,
                   const struct table *table, const char *sys_id, struct reply *reply)
{
	struct failure failure;
	JSON_SCOPE json_t *body = body_object(session, request, reply);
	if (!body || !takes_source(session, body, reply))
		return;
	json_t *attributes = json_object_get(body, "attributes");
	JSON_SCOPE json_t *values =
		json_is_object(attributes) ? json_copy(attributes) : json_object();
	record_set(values, "discovery_source", record_get(body, "source"));
	if (record_update(session, table, sys_id, values, &failure))
		show(session, table, sys_id, reply);
	else
		table_api_refuse(session, &failure, reply);
}

static void unrelate(struct session *session, const char *relation, struct reply *reply)
{
	struct failure failure;
	if (!record_delete(session, dictionary_table("cmdb_rel_ci"), relation, &failure)) {
		table_api_refuse(session, &failure, reply);
		return;
	}
	reply->status = 204;
	reply->body = "";
}

void instance_api_handle(struct session *session, const struct request *request,
                         const char *const *parts, size_t count, struct reply *reply)
{
	struct failure failure;
	const struct table *table = count ? dictionary_table(parts[0]) : NULL;
	bool reads = request_method_is(request, "GET");
	bool writes = request_method_is(request, "PATCH") || request_method_is(request, "PUT");
	if (!table || !dictionary_extends(table, "cmdb_ci"))
		reply_error(reply, session->pool, 404, "Class not found", NULL);
	else if (reads ? !access_reads(session, table, &failure)
	               : !access_writes(session, table, &failure))
		table_api_refuse(session, &failure, reply);
	else if (count == 1 && reads)
		list(session, request, table, reply);
	else if (count == 2 && reads)
		show(session, table, parts[1], reply);
	else if (count == 2 && writes)
		change(session, request, table, parts[1], reply);
	else if (count == 4 && request_method_is(request, "DELETE"))
		unrelate(session, parts[3], reply);
	else
		reply_error(reply, session->pool, 405, "Method not supported", NULL);
}
