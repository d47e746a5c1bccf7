/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The Change Management API: create, read, update, delete. */

#include "change_api.h"

#include "access.h"
#include "body.h"
#include "change_rules.h"
#include "change_shape.h"
#include "fault.h"
#include "record.h"
#include "sandbox.h"
#include "table_api.h"

#include <string.h>

static const struct table *changes_table(void)
{
	return dictionary_table("change_request");
}

void change_api_refuse(struct session *session, const struct failure *failure, struct reply *reply)
{
	int status = failure->status == 403 && strcmp(failure->message, "Operation Failed") == 0
	                     ? 400
	                     : failure->status;
	reply_error(reply, session->pool, status, failure->message, failure->detail);
}

json_t *change_api_fields(struct session *session, const struct request *request,
                          struct reply *reply)
{
	json_t *fields =
		request->body_length ? body_object(session, request, reply) : json_object();
	for (size_t i = 0; fields && i < request->argument_count; i++)
		if (strncmp(request->arguments[i].name, "sysparm_", 8) != 0)
			json_object_set_new(fields, request->arguments[i].name,
			                    json_string(request->arguments[i].value));
	return fields;
}

static json_t *ignored_fields(struct session *session, const struct table *table,
                              const json_t *change, const json_t *fields)
{
	json_t *ignored = json_array();
	const char *name;
	json_t *value;
	json_object_foreach((json_t *)fields, name, value)
	{
		const struct column *column = dictionary_column(table, name);
		bool model = strcmp(table->name, "change_request") == 0;
		if (!column || column->read_only ||
		    (model && change_rules_read_only(session, change, name)))
			json_array_append_new(ignored, json_string(name));
	}
	return ignored;
}

/* The documents show lists here and objects there; instances differ. */
static void reply_change(struct session *session, json_t *record, bool as_list, struct reply *reply)
{
	struct fault_call call = { "", "/api/sn_chg_rest/change" };
	if (fault_strikes(session->sandbox->faults, "list-result", &call))
		as_list = !as_list;
	reply_result(reply, 200, as_list ? json_pack("[o]", record) : record);
}

static void answer(struct session *session, const char *sys_id, enum change_spelling spelling,
                   json_t *ignored, bool as_list, struct reply *reply)
{
	json_t *record = change_shape_record(session, changes_table(), sys_id, spelling);
	if (ignored)
		json_object_set_new(record, "__meta", json_pack("{s:o}", "ignoredFields", ignored));
	reply_change(session, record, as_list, reply);
}

static bool pass_faults(struct session *session, const struct request *request, json_t *fields,
                        struct failure *failure)
{
	struct fault_set *faults = session->sandbox->faults;
	struct fault_call call = { request->method, request->path };
	if (fault_strikes(faults, "business-rule-403", &call)) {
		session_refuse(
			session, failure, 403, "Operation refused",
			"Operation against file 'change_request' was aborted by Business Rule "
			"'Site rule'");
		return false;
	}
	static const char *const droppable[] = { "justification", "test_plan", "backout_plan",
		                                 "risk_impact_analysis", "reason" };
	for (size_t i = 0; i < sizeof(droppable) / sizeof(droppable[0]); i++)
		if (json_object_get(fields, droppable[i]) &&
		    fault_strikes(faults, "drop-unknown", &call)) {
			json_object_del(fields, droppable[i]);
			break;
		}
	return true;
}

/* A template is named by its record producer; the change names the version that is current. */
static bool set_template(struct session *session, const char *producer, json_t *fields)
{
	const char *version =
		database_value(session->database, session->pool,
	                       "SELECT current_version FROM std_change_record_producer"
	                       " WHERE sys_id = ? AND active = 'true'",
	                       VALUES(producer));
	if (version)
		record_set(fields, "std_change_producer_version", version);
	return version != NULL;
}

static void create(struct session *session, const struct request *request, const char *type,
                   const char *producer, struct reply *reply)
{
	struct failure failure;
	JSON_SCOPE json_t *fields = change_api_fields(session, request, reply);
	if (!fields)
		return;
	json_t *ignored = ignored_fields(session, changes_table(), NULL, fields);
	if (type)
		record_set(fields, "type", type);
	if (producer && !set_template(session, producer, fields)) {
		json_decref(ignored);
		reply_error(reply, session->pool, 404, "Record not found",
		            "No standard change template with that sys_id");
		return;
	}
	if (!pass_faults(session, request, fields, &failure) ||
	    !record_insert(session, changes_table(), fields, &failure)) {
		json_decref(ignored);
		change_api_refuse(session, &failure, reply);
		return;
	}
	const char *sys_id = pool_copy(session->pool, record_get(fields, "sys_id"));
	answer(session, sys_id, type ? CHANGE_SPELL_TEXT : CHANGE_SPELL_JSON, ignored, type != NULL,
	       reply);
}

static void patch(struct session *session, const struct request *request, const char *sys_id,
                  enum change_spelling spelling, struct reply *reply)
{
	struct failure failure;
	JSON_SCOPE json_t *fields = change_api_fields(session, request, reply);
	if (!fields)
		return;
	JSON_SCOPE json_t *before = record_read(session, changes_table(), sys_id);
	json_t *ignored = ignored_fields(session, changes_table(), before, fields);
	if (!pass_faults(session, request, fields, &failure) ||
	    !record_update(session, changes_table(), sys_id, fields, &failure)) {
		json_decref(ignored);
		change_api_refuse(session, &failure, reply);
		return;
	}
	answer(session, sys_id, spelling, ignored, false, reply);
}

static void remove_change(struct session *session, const char *sys_id, struct reply *reply)
{
	struct failure failure;
	if (!access_deletes(session, changes_table(), &failure) ||
	    !record_delete(session, changes_table(), sys_id, &failure)) {
		table_api_refuse(session, &failure, reply);
		return;
	}
	reply->status = 204;
	reply->body = "";
}

static void list(struct session *session, const struct request *request, const struct table *table,
                 const char *type, struct reply *reply)
{
	const char *query = request_argument(request, "sysparm_query");
	if (type)
		query = pool_print(session->pool, "type=%s%s%s", type, query && *query ? "^" : "",
		                   query ? query : "");
	bool plain = table == changes_table() && !type;
	reply_result(reply, 200,
	             change_shape_list(session, table, query ? query : "",
	                               request_number(request, "sysparm_limit", 500),
	                               request_number(request, "sysparm_offset", 0),
	                               plain ? CHANGE_SPELL_JSON : CHANGE_SPELL_TEXT));
}

static void missing(struct session *session, struct reply *reply)
{
	reply_error(reply, session->pool, 404, "Record not found",
	            "Record doesn't exist or ACL restricts the record retrieval");
}

static void show(struct session *session, const struct table *table, const char *sys_id,
                 enum change_spelling spelling, struct reply *reply)
{
	json_t *record = change_shape_record(session, table, sys_id, spelling);
	if (record)
		reply_change(session, record, false, reply);
	else
		missing(session, reply);
}

static bool exists(struct session *session, const char *sys_id, const char *type)
{
	const char *stored = database_value(session->database, session->pool,
	                                    "SELECT type FROM task WHERE sys_id = ?"
	                                    " AND sys_class_name = 'change_request'",
	                                    VALUES(sys_id));
	return stored && (!type || strcmp(stored, type) == 0);
}

static void unknown(struct session *session, const struct request *request, struct reply *reply)
{
	reply_error(reply, session->pool, 400, "Requested URI does not represent any resource",
	            request->path);
}

static void on_change(struct session *session, const struct request *request, const char *sys_id,
                      const char *type, struct reply *reply)
{
	enum change_spelling spelling = type ? CHANGE_SPELL_TEXT : CHANGE_SPELL_JSON;
	if (!exists(session, sys_id, type))
		missing(session, reply);
	else if (request_method_is(request, "GET"))
		show(session, changes_table(), sys_id, spelling, reply);
	else if (request_method_is(request, "PATCH") || request_method_is(request, "PUT"))
		patch(session, request, sys_id, spelling, reply);
	else if (request_method_is(request, "DELETE"))
		remove_change(session, sys_id, reply);
	else
		reply_error(reply, session->pool, 405, "Method not supported", NULL);
}

static void on_part(struct session *session, const struct request *request,
                    const char *const *parts, size_t count, struct reply *reply)
{
	const char *change = parts[0], *part = parts[1];
	if (!exists(session, change, NULL))
		missing(session, reply);
	else if (strcmp(part, "nextstates") == 0 && count == 2)
		change_api_next_states(session, change, reply);
	else if (strcmp(part, "task") == 0 && count <= 3)
		change_api_tasks(session, request, change, count == 3 ? parts[2] : NULL, reply);
	else if (strcmp(part, "ci") == 0 && count == 2)
		change_api_cis(session, request, change, reply);
	else if (strcmp(part, "approvals") == 0 && count == 2)
		change_api_approvals(session, request, change, reply);
	else if (strcmp(part, "conflict") == 0 && count == 2)
		change_api_conflict(session, request, change, reply);
	else if (strcmp(part, "schedule") == 0 && count <= 3)
		change_api_schedule(session, request, change, count == 3, reply);
	else if (strcmp(part, "refresh_impacted_services") == 0 && count == 2)
		change_api_refresh(session, change, reply);
	else
		unknown(session, request, reply);
}

static void on_typed(struct session *session, const struct request *request,
                     const char *const *parts, size_t count, struct reply *reply)
{
	const char *type = parts[0];
	bool standard = strcmp(type, "standard") == 0, post = request_method_is(request, "POST");
	const struct table *templates = dictionary_table("std_change_record_producer");
	if (count == 1 && request_method_is(request, "GET"))
		list(session, request, changes_table(), type, reply);
	else if (count == 1 && post && !standard)
		create(session, request, type, NULL, reply);
	else if (standard && count >= 2 && strcmp(parts[1], "template") == 0)
		count == 2 ? list(session, request, templates, NULL, reply)
			   : show(session, templates, parts[2], CHANGE_SPELL_TEXT, reply);
	else if (standard && count == 2 && post)
		create(session, request, type, parts[1], reply);
	else if (count == 3 && strcmp(parts[2], "risk") == 0)
		on_change(session, request, parts[1], type, reply);
	else if (count == 2)
		on_change(session, request, parts[1], type, reply);
	else
		unknown(session, request, reply);
}

static bool may(struct session *session, const struct request *request, struct reply *reply)
{
	bool reads = request_method_is(request, "GET");
	bool approves = strstr(request->path, "/approvals") != NULL;
	if (session->user.itil || session->user.change_manager ||
	    (reads && session_has_role(session, "sn_change_read")) ||
	    (approves && session->user.approver))
		return true;
	reply_error(reply, session->pool, 403, "User Not Authorized",
	            "Insufficient rights for the Change Management API");
	return false;
}

void change_api_handle(struct session *session, const struct request *request,
                       const char *const *parts, size_t count, struct reply *reply)
{
	if (!may(session, request, reply))
		return;
	const struct table *models = dictionary_table("chg_model");
	const char *first = count ? parts[0] : "";
	bool typed = strcmp(first, "normal") == 0 || strcmp(first, "standard") == 0 ||
	             strcmp(first, "emergency") == 0;
	if (count == 0 && request_method_is(request, "GET"))
		list(session, request, changes_table(), NULL, reply);
	else if (count == 0 && request_method_is(request, "POST"))
		create(session, request, NULL, NULL, reply);
	else if (count == 0)
		reply_error(reply, session->pool, 405, "Method not supported", NULL);
	else if (typed)
		on_typed(session, request, parts, count, reply);
	else if (strcmp(first, "model") == 0)
		count == 1 ? list(session, request, models, NULL, reply)
			   : show(session, models, parts[1], CHANGE_SPELL_JSON, reply);
	else if (strcmp(first, "worker") == 0 && count == 2)
		change_api_worker(session, parts[1], reply);
	else if (strcmp(first, "ci") == 0 && count == 3)
		change_api_ci_schedule(session, request, parts[1], reply);
	else if (count == 1)
		on_change(session, request, first, NULL, reply);
	else
		on_part(session, request, parts, count, reply);
}
