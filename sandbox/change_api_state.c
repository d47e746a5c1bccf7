/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The Change Management API: next states, tasks, approvals. */

#include "approval_rules.h"
#include "body.h"
#include "change_api.h"
#include "change_model.h"
#include "change_rules.h"
#include "change_shape.h"
#include "record.h"
#include "text.h"

#include <stdio.h>
#include <string.h>

static json_t *conditions_of(struct session *session, unsigned conditions, unsigned met)
{
	json_t *list = json_array();
	for (unsigned bit = 1; bit < CHANGE_CONDITION_END; bit <<= 1)
		if (conditions & bit)
			json_array_append_new(
				list,
				json_pack("{s:b, s:{s:s, s:n, s:s}}", "passed", (met & bit) != 0,
			                  "condition", "name", change_model_condition(bit),
			                  "description", "sys_id",
			                  session_id_of(session->pool, "condition",
			                                change_model_condition(bit))));
	return list;
}

static json_t *transition_of(struct session *session, const struct change_transition *transition,
                             unsigned met)
{
	struct pool *pool = session->pool;
	const char *title = pool_print(pool, "%s to %s", change_model_state(transition->from),
	                               change_model_state(transition->to));
	const char *key =
		pool_print(pool, "%s %d %u", title, transition->automatic, transition->types);
	return json_pack("{s:s, s:s, s:s, s:s, s:b, s:b, s:o}", "sys_id",
	                 session_id_of(pool, "transition", key), "display_value", title,
	                 "from_state", pool_print(pool, "%d", transition->from), "to_state",
	                 pool_print(pool, "%d", transition->to), "transition_available",
	                 (transition->conditions & ~met) == 0, "automatic_transition",
	                 transition->automatic, "conditions",
	                 conditions_of(session, transition->conditions, met));
}

/* Transitions to the same state stand together. */
static json_t *group_for(json_t *groups, const char *to)
{
	size_t i;
	json_t *group;
	json_array_foreach(groups, i,
	                   group) if (strcmp(record_get(json_array_get(group, 0), "to_state"),
	                                     to) == 0) return group;
	group = json_array();
	json_array_append_new(groups, group);
	return group;
}

static void add_available(json_t *available, json_t *labels, struct session *session, int state)
{
	const char *value = pool_print(session->pool, "%d", state);
	if (json_object_get(labels, value))
		return;
	json_array_append_new(available, json_string(value));
	record_set(labels, value, change_model_state(state));
}

void change_api_next_states(struct session *session, const char *change, struct reply *reply)
{
	JSON_SCOPE json_t *record =
		record_read(session, dictionary_table("change_request"), change);
	int state = text_number(record_get(record, "state"));
	unsigned type = change_model_type(record_get(record, "type"));
	unsigned met = change_rules_conditions(session, record, NULL);
	json_t *available = json_array(), *labels = json_object(), *groups = json_array();
	const struct change_transition *transitions;
	size_t count = change_model_transitions(&transitions);
	for (size_t i = 0; i < count; i++) {
		const struct change_transition *transition = &transitions[i];
		if (transition->from != state || !(transition->types & type))
			continue;
		json_t *shown = transition_of(session, transition, met);
		json_array_append_new(group_for(groups, record_get(shown, "to_state")), shown);
		if ((transition->conditions & ~met) == 0)
			add_available(available, labels, session, transition->to);
	}
	add_available(available, labels, session, state);
	reply_result(reply, 200,
	             json_pack("{s:o, s:o, s:o}", "available_states", available,
	                       "state_transitions", groups, "state_label", labels));
}

static void list_tasks(struct session *session, const struct request *request, const char *change,
                       struct reply *reply)
{
	const char *query = request_argument(request, "sysparm_query");
	const char *own = pool_print(session->pool, "change_request=%s%s%s", change,
	                             query && *query ? "^" : "", query ? query : "");
	reply_result(reply, 200,
	             change_shape_list(session, dictionary_table("change_task"), own,
	                               request_number(request, "sysparm_limit", 500),
	                               request_number(request, "sysparm_offset", 0),
	                               CHANGE_SPELL_TEXT));
}

static void answer_task(struct session *session, const char *task, const json_t *fields,
                        bool as_list, struct reply *reply)
{
	const struct table *table = dictionary_table("change_task");
	json_t *ignored = json_array();
	const char *name;
	json_t *value;
	json_object_foreach((json_t *)fields, name, value)
	{
		const struct column *column = dictionary_column(table, name);
		if (!column || column->read_only)
			json_array_append_new(ignored, json_string(name));
	}
	json_t *shaped = change_shape_record(session, table, task, CHANGE_SPELL_TEXT);
	json_object_set_new(shaped, "__meta", json_pack("{s:o}", "ignoredFields", ignored));
	reply_result(reply, 200, as_list ? json_pack("[o]", shaped) : shaped);
}

static void create_task(struct session *session, const struct request *request, const char *change,
                        struct reply *reply)
{
	struct failure failure;
	JSON_SCOPE json_t *fields = change_api_fields(session, request, reply);
	if (!fields)
		return;
	JSON_SCOPE json_t *sent = json_copy(fields);
	record_set(fields, "change_request", change);
	if (!record_insert(session, dictionary_table("change_task"), fields, &failure)) {
		change_api_refuse(session, &failure, reply);
		return;
	}
	answer_task(session, pool_copy(session->pool, record_get(fields, "sys_id")), sent, true,
	            reply);
}

static void change_task(struct session *session, const struct request *request, const char *task,
                        struct reply *reply)
{
	struct failure failure;
	const struct table *table = dictionary_table("change_task");
	if (request_method_is(request, "DELETE")) {
		if (!record_delete(session, table, task, &failure)) {
			change_api_refuse(session, &failure, reply);
			return;
		}
		reply->status = 204;
		reply->body = "";
		return;
	}
	JSON_SCOPE json_t *fields = change_api_fields(session, request, reply);
	if (!fields)
		return;
	JSON_SCOPE json_t *sent = json_copy(fields);
	if (record_update(session, table, task, fields, &failure))
		answer_task(session, task, sent, false, reply);
	else
		change_api_refuse(session, &failure, reply);
}

static bool belongs(struct session *session, const char *change, const char *task)
{
	return database_number(session->database,
	                       "SELECT count(*) FROM task WHERE sys_id = ? AND change_request = ?"
	                       " AND sys_class_name = 'change_task'",
	                       VALUES(task, change)) > 0;
}

void change_api_tasks(struct session *session, const struct request *request, const char *change,
                      const char *task, struct reply *reply)
{
	if (task && !belongs(session, change, task))
		reply_error(reply, session->pool, 404, "Record not found",
		            "The change has no such task");
	else if (task && request_method_is(request, "GET"))
		reply_result(reply, 200,
		             change_shape_record(session, dictionary_table("change_task"), task,
		                                 CHANGE_SPELL_TEXT));
	else if (task)
		change_task(session, request, task, reply);
	else if (request_method_is(request, "POST"))
		create_task(session, request, change, reply);
	else
		list_tasks(session, request, change, reply);
}

void change_api_approvals(struct session *session, const struct request *request,
                          const char *change, struct reply *reply)
{
	struct failure failure;
	bool method = request_method_is(request, "PATCH") || request_method_is(request, "POST");
	JSON_SCOPE json_t *fields = method ? body_object(session, request, reply) : NULL;
	if (!method)
		reply_error(reply, session->pool, 405, "Method not supported", NULL);
	if (!fields)
		return;
	const char *state = record_get(fields, "state");
	if (!approval_rules_decide(session, change, state, record_get(fields, "comments"),
	                           &failure)) {
		reply_error(reply, session->pool, failure.status, failure.message, failure.detail);
		return;
	}
	json_t *record = change_shape_record(session, dictionary_table("change_request"), change,
	                                     CHANGE_SPELL_TEXT);
	json_object_set_new(record, "sys_id", json_string(change));
	reply_result(reply, 200, json_pack("[o]", record));
}
