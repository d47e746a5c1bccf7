/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* External imports over REST: mapping, executions, chunks, progress. Only the Cloud has them. */

#include "api.h"
#include "assets_type.h"
#include "import.h"

#include <stdlib.h>
#include <string.h>

static bool open_source(struct site *site)
{
	if (import_schema_of(site, site->parts[0]))
		return true;
	site_refuse(site, 400, "The import source could not be found.");
	return false;
}

/* The links still bear the product's old name. */
static const char *source_link(const struct site *site, const char *rest)
{
	return pool_print(site->session->pool, "%s/jsm/insight/workspace/%s/v1/importsource/%s%s",
	                  site->session->base, site_workspace_id, site->parts[0], rest);
}

static void set_mapping(struct site *site)
{
	json_t *body = site_body(site), *problem = site_problem();
	bool async = request_flag(site->request, "async", false);
	if (body && open_source(site)) {
		json_t *before = import_mapping(site, site->parts[0]);
		if (before && request_method_is(site->request, "PUT"))
			site_refuse(site, 409, "A mapping exists already.");
		else if (!import_set_mapping(site, site->parts[0], body, problem))
			site_refuse_with(site, 400, problem);
		else if (async) {
			site_answer_empty(site, 303);
			reply_header(site->reply, "Location",
			             source_link(site, "/mapping/progress/1"));
		} else {
			site_answer_empty(site, 204);
		}
		json_decref(before);
	}
	json_decref(problem);
	json_decref(body);
}

static void show_mapping_progress(struct site *site)
{
	if (open_source(site))
		site_answer(site, 200,
		            json_pack("{s:s, s:s, s:s}", "progressStatus", "FINISHED", "result",
		                      "OK", "resultMessage",
		                      "Schema and mapping successfully created"));
}

static void show_mapping(struct site *site)
{
	if (!open_source(site))
		return;
	json_t *mapping = import_mapping(site, site->parts[0]);
	site_answer(site, 200, mapping ? mapping : json_object());
}

static const char *running(struct site *site)
{
	struct session *session = site->session;
	return database_value(session->database, session->pool,
	                      "SELECT id FROM assets_import WHERE source = ?"
	                      " AND state IN ('INGESTING', 'PROCESSING')",
	                      VALUES(site->parts[0]));
}

static void show_status(struct site *site)
{
	if (!open_source(site))
		return;
	json_t *mapping = import_mapping(site, site->parts[0]);
	site_answer(site, 200,
	            json_pack("{s:s}", "status",
	                      !mapping        ? "MISSING_MAPPING"
	                      : running(site) ? "RUNNING"
	                                      : "IDLE"));
	json_decref(mapping);
}

static void make_token(struct site *site)
{
	struct session *session = site->session;
	if (!open_source(site))
		return;
	const char *token = pool_print(session->pool, "ATCTT3%s", session_new_id(session->pool));
	database_run(session->database,
	             "INSERT INTO sandbox_token (token, user, client, expires, kind)"
	             " VALUES (?, ?, ?, CAST(? AS INTEGER), 'import')",
	             VALUES(token, session->user.user_name, site->name,
	                    site_print_number(site, (long long)session->now + 31536000)));
	site_answer(site, 200, json_pack("{s:s}", "token", token));
}

static void begin(struct site *site)
{
	struct session *session = site->session;
	if (!open_source(site))
		return;
	json_t *mapping = import_mapping(site, site->parts[0]);
	const char *error = !mapping ? "MISSING_MAPPING" : running(site) ? "IN_PROGRESS" : NULL;
	json_decref(mapping);
	if (error) {
		site_answer(site, 409,
		            json_pack("{s:s, s:s}", "result", "error", "errorCode", error));
		return;
	}
	const char *id = session_new_id(session->pool);
	database_run(session->database,
	             "INSERT INTO assets_import (id, source, state, created, result)"
	             " VALUES (?, ?, 'INGESTING', ?, '{}')",
	             VALUES(id, site->parts[0], site_now(site)));
	const char *link = source_link(site, pool_print(session->pool, "/executions/%s", id));
	site_answer(site, 200,
	            json_pack("{s:s, s:{s:s, s:s, s:s, s:s}}", "result", "success", "links",
	                      "submitProgress", pool_print(session->pool, "%s/progress", link),
	                      "submitResults", pool_print(session->pool, "%s/data", link),
	                      "getExecutionStatus", pool_print(session->pool, "%s/status", link),
	                      "cancel", link));
}

/* Column of the execution that the path names; NULL with a 400 answered when there is none. */
static const char *execution(struct site *site, const char *column)
{
	struct session *session = site->session;
	const char *sql = pool_print(
		session->pool, "SELECT %s FROM assets_import WHERE source = ? AND id = ?", column);
	const char *value = database_value(session->database, session->pool, sql,
	                                   VALUES(site->parts[0], site->parts[1]));
	if (!value)
		site_refuse(site, 400, "The import execution could not be found.");
	return value;
}

static void update(struct site *site, const char *column, const char *value)
{
	struct session *session = site->session;
	database_run(
		session->database,
		pool_print(session->pool, "UPDATE assets_import SET %s = ? WHERE id = ?", column),
		VALUES(value, site->parts[1]));
}

/* A chunk that came before, by its id, is not taken twice. */
static void keep_chunk(struct site *site, const json_t *body)
{
	const json_t *data = json_object_get(body, "data");
	char *text = json_is_object(data) ? json_dumps(data, JSON_COMPACT) : NULL;
	if (text)
		database_run(site->session->database,
		             "INSERT OR IGNORE INTO assets_chunk (execution, client, data)"
		             " VALUES (?, ?, ?)",
		             VALUES(site->parts[1], site_text(body, "clientGeneratedId"), text));
	free(text);
}

static void complete(struct site *site)
{
	struct database *database = site->session->database;
	json_t *chunks = json_array();
	sqlite3_stmt *row = database_query(database,
	                                   "SELECT data FROM assets_chunk WHERE execution = ?"
	                                   " ORDER BY rowid",
	                                   VALUES(site->parts[1]));
	while (database_next(database, row))
		json_array_append_new(chunks, json_loads(database_text(row, 0), 0, NULL));
	json_t *results = import_run(site, site->parts[0], chunks);
	char *text = json_dumps(results, JSON_COMPACT);
	update(site, "result", text);
	update(site, "state", "PROCESSING");
	database_run(database, "DELETE FROM assets_chunk WHERE execution = ?",
	             VALUES(site->parts[1]));
	free(text);
	json_decref(results);
	json_decref(chunks);
}

static void take_data(struct site *site)
{
	json_t *body = site_body(site);
	const char *state = body ? execution(site, "state") : NULL;
	if (state && strcmp(state, "INGESTING") != 0) {
		site_refuse(site, 400, "The import execution takes no more data.");
	} else if (state && !*site_text(body, "clientGeneratedId")) {
		site_refuse(site, 400, "clientGeneratedId is required.");
	} else if (state) {
		keep_chunk(site, body);
		if (json_is_true(json_object_get(body, "completed")))
			complete(site);
		site_answer_empty(site, 200);
	}
	json_decref(body);
}

static void take_progress(struct site *site)
{
	json_t *body = site_body(site);
	if (body && execution(site, "state"))
		site_answer_empty(site, 200);
	json_decref(body);
}

/* Whoever asks sees the work going on once before it is done. */
static void end(const struct site *site, const char *execution, const char *state)
{
	if (strcmp(state, "PROCESSING") == 0)
		database_run(site->session->database,
		             "UPDATE assets_import SET state = 'DONE' WHERE id = ?",
		             VALUES(execution));
}

static void show_execution(struct site *site)
{
	const char *state = execution(site, "state");
	if (!state)
		return;
	json_t *result = json_loads(execution(site, "result"), 0, NULL);
	json_t *shown = json_pack("{s:s}", "status", state);
	if (strcmp(state, "DONE") == 0)
		json_object_set_new(shown, "progressResult",
		                    json_pack("{s:s, s:s, s:s, s:O}", "type", "IMPORT", "result",
		                              "OK", "status", "FINISHED", "objectTypeResultMap",
		                              result));
	json_decref(result);
	site_answer(site, 200, shown);
	end(site, site->parts[1], state);
}

static const char *of_newest(const struct site *site, const char *column)
{
	struct session *session = site->session;
	return database_value(session->database, session->pool,
	                      pool_print(session->pool,
	                                 "SELECT %s FROM assets_import WHERE source = ?"
	                                 " ORDER BY rowid DESC LIMIT 1",
	                                 column),
	                      VALUES(site->parts[0]));
}

static void show_newest(struct site *site)
{
	if (!open_source(site))
		return;
	const char *id = of_newest(site, "id"), *state = id ? of_newest(site, "state") : "";
	if (!id) {
		site_refuse(site, 404, "There is no import execution.");
		return;
	}
	site_answer(site, 200, json_pack("{s:s, s:s}", "executionId", id, "status", state));
	end(site, id, state);
}

static void cancel(struct site *site)
{
	if (!execution(site, "state"))
		return;
	update(site, "state", "CANCELLED");
	site_answer_empty(site, 200);
}

static const struct api_row rows[] = {
	{ "PUT", "importsource/{}/mapping", set_mapping, false },
	{ "PATCH", "importsource/{}/mapping", set_mapping, false },
	{ "GET", "importsource/{}/mapping/progress/{}", show_mapping_progress, false },
	{ "GET", "importsource/{}/schema-and-mapping", show_mapping, false },
	{ "GET", "importsource/{}/configstatus", show_status, false },
	{ "POST", "importsource/{}/token", make_token, false },
	{ "POST", "importsource/{}/executions", begin, false },
	{ "POST", "importsource/{}/executions/{}/data", take_data, false },
	{ "PUT", "importsource/{}/executions/{}/progress", take_progress, false },
	{ "GET", "importsource/{}/executions/{}/status", show_execution, false },
	{ "GET", "importsource/{}/executions/status", show_newest, false },
	{ "DELETE", "importsource/{}/executions/{}", cancel, false },
};

struct api_table assets_import_api(void)
{
	return (struct api_table){ rows, sizeof(rows) / sizeof(rows[0]) };
}
