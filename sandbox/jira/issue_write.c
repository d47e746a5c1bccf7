/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Creating and editing issues. */

#include "issue_write.h"

#include "comment.h"
#include "property.h"
#include "request_type.h"
#include "sandbox/text.h"
#include "transition.h"
#include "value.h"
#include "workflow.h"

#include <stdlib.h>
#include <string.h>

static bool may_set(const struct site *site, const struct issue_write *write,
                    const struct field *field)
{
	enum { KEYS_MAX = 8 };
	const char *parts[KEYS_MAX];
	if (!write->screen)
		return field_is_writable(field, write->issue->type);
	size_t count = text_split(site->session->pool, write->screen, '|', parts, KEYS_MAX);
	for (size_t i = 0; i < count; i++)
		if (strcmp(parts[i], field->key) == 0)
			return true;
	return false;
}

static bool refuse_field(const struct issue_write *write, const char *id)
{
	return site_blame(write->problem, id,
	                  "Field '%s' cannot be set. It is not on the appropriate screen, or "
	                  "unknown.",
	                  id);
}

/* Puts a stored value into the document and notes the change. Takes the value. */
static void put(struct site *site, struct issue_write *write, const struct field *field,
                json_t *value)
{
	json_t *document = write->issue->document;
	const json_t *before = json_object_get(document, field->key);
	bool same = before ? json_equal(before, value) : json_is_null(value);
	if (!same && write->items) {
		const char *from = value_words(site, field, before);
		const char *to = value_words(site, field, value);
		json_array_append_new(write->items, issue_change(site, field, from, from, to, to));
	}
	json_object_set_new(document, field->key, value);
}

static bool set_field(struct site *site, struct issue_write *write, const char *id,
                      const json_t *given)
{
	const struct field *field = field_by_id(site, id);
	json_t *value = NULL;
	if (field && (field->kind == FIELD_PROJECT || field->kind == FIELD_TYPE) && !write->items)
		return true; /* read before, when the issue was made */
	if (!field || !may_set(site, write, field))
		return refuse_field(write, id);
	if (!value_read(site, field, given, &value, write->problem))
		return false;
	put(site, write, field, value);
	return true;
}

/* {"add": x} and {"remove": x} of lists; {"set": x} of anything. */
static bool operate(struct site *site, struct issue_write *write, const struct field *field,
                    const json_t *operation)
{
	const char *id = field_id(site, field);
	const json_t *set = json_object_get(operation, "set");
	const json_t *add = json_object_get(operation, "add");
	const json_t *remove = json_object_get(operation, "remove");
	if (set)
		return set_field(site, write, id, set);
	if (!field_is_list(field) || (!add && !remove))
		return site_blame(write->problem, id, "Field '%s' does not support this operation",
		                  id);
	json_t *wrapped = json_pack("[O]", add ? add : remove), *value = NULL;
	bool sound = value_read(site, field, wrapped, &value, write->problem);
	json_decref(wrapped);
	if (!sound)
		return false;
	json_t *after = json_array(), *old;
	size_t i;
	json_array_foreach(json_object_get(write->issue->document, field->key), i,
	                   old) if (!json_equal(old, json_array_get(value, 0)))
		json_array_append(after, old);
	if (add)
		json_array_append(after, json_array_get(value, 0));
	json_decref(value);
	put(site, write, field, after);
	return true;
}

static bool apply_updates(struct site *site, struct issue_write *write, const json_t *update)
{
	bool sound = true;
	const char *id;
	json_t *operations;
	json_object_foreach((json_t *)update, id, operations)
	{
		const struct field *field = field_by_id(site, id);
		size_t i;
		const json_t *operation;
		if (strcmp(id, "comment") == 0)
			continue;
		if (!field || !may_set(site, write, field)) {
			sound = refuse_field(write, id);
			continue;
		}
		json_array_foreach(operations, i, operation) sound =
			operate(site, write, field, operation) && sound;
	}
	return sound;
}

bool issue_write_fields(struct site *site, struct issue_write *write, const json_t *body)
{
	const json_t *fields = json_object_get(body, "fields");
	const json_t *update = json_object_get(body, "update");
	bool sound = true;
	const char *id;
	json_t *given;
	if ((fields && !json_is_object(fields)) || (update && !json_is_object(update)))
		return site_blame(write->problem, NULL, "Can not instantiate value of type object");
	json_object_foreach((json_t *)fields, id, given)
	{
		if (json_object_get(update, id))
			sound = site_blame(write->problem, id,
			                   "Field '%s' is in both 'fields' and 'update'", id);
		else
			sound = set_field(site, write, id, given) && sound;
	}
	return apply_updates(site, write, update) && sound;
}

void issue_write_comments(struct site *site, const struct issue *issue, const json_t *body)
{
	size_t i;
	const json_t *operation;
	const json_t *update = json_object_get(body, "update");
	json_array_foreach(json_object_get(update, "comment"), i, operation)
	{
		json_t *text = json_object_get(json_object_get(operation, "add"), "body");
		if (text)
			comment_add(site, issue->id, json_incref(text), true, NULL);
	}
}

static bool choose_type(struct site *site, const json_t *fields, struct issue *issue,
                        json_t *problem)
{
	struct pool *pool = site->session->pool;
	const json_t *project = json_object_get(fields, "project");
	const json_t *type = json_object_get(fields, "issuetype");
	const char *key = site_text(project, "key");
	const char *id = site_id_text(pool, json_object_get(project, "id"));
	const struct workflow_project *found = workflow_project(*key ? key : id, site);
	if (!found)
		return site_blame(problem, "project",
		                  project ? "Specify a valid project ID or key"
		                          : "project is required");
	issue->project = found->key;
	issue->type = workflow_type(site, site_id_text(pool, json_object_get(type, "id")),
	                            site_text(type, "name"));
	if (!issue->type || !(found->types & 1U << issue->type))
		return site_blame(problem, "issuetype",
		                  type ? "Specify a valid issue type" : "Specify an issue type");
	return true;
}

static void fill_defaults(const struct site *site, struct issue *issue)
{
	if (!json_object_get(issue->document, "reporter"))
		json_object_set_new(issue->document, "reporter",
		                    json_string(site->session->user.user_name));
	if (!json_object_get(issue->document, "priority"))
		json_object_set_new(issue->document, "priority", json_integer(3));
	issue->status = workflow_first(issue->type);
}

static bool keep_properties(struct site *site, const struct issue *issue, const json_t *body,
                            json_t *problem)
{
	size_t i;
	const json_t *one;
	bool sound = true;
	json_array_foreach(json_object_get(body, "properties"), i, one) sound =
		property_set(site, issue->id, site_text(one, "key"), json_object_get(one, "value"),
	                     problem) &&
		sound;
	return sound;
}

/* Its outcome is nested in the answer: the issue is there whether it worked or not. */
static json_t *move_created(struct site *site, struct issue *issue, const json_t *body)
{
	struct pool *pool = site->session->pool;
	const json_t *wish = json_object_get(body, "transition");
	if (!json_is_object(wish))
		return NULL;
	json_t *problem = site_problem();
	bool moved = transition_carry_out(
		site, issue, site_id_text(pool, json_object_get(wish, "id")), NULL, problem);
	return json_pack("{s:i, s:o}", "status", moved ? 200 : 400, "errorCollection", problem);
}

bool issue_write_create(struct site *site, const json_t *body, struct issue *issue, json_t **moved,
                        json_t *problem)
{
	const json_t *fields = json_object_get(body, "fields");
	*moved = NULL;
	*issue = (struct issue){ .document = json_object() };
	if (!json_is_object(body) || !choose_type(site, fields, issue, problem))
		return site_is_sound(problem) ? site_blame(problem, NULL, "fields are required")
		                              : false;
	struct issue_write write = { .issue = issue, .problem = problem };
	bool sound = issue_write_fields(site, &write, body);
	if (!json_object_get(issue->document, "summary") &&
	    !json_object_get(json_object_get(problem, "errors"), "summary"))
		sound = site_blame(problem, "summary", "You must specify a summary of the issue.");
	if (issue->type == WORKFLOW_SUBTASK && !json_object_get(issue->document, "parent"))
		sound = site_blame(problem, "parent",
		                   "Issue type is a sub-task but parent issue key or id not "
		                   "specified.");
	if (!sound)
		return false;
	fill_defaults(site, issue);
	issue_insert(site, issue);
	if (!keep_properties(site, issue, body, problem))
		return false;
	issue_write_comments(site, issue, body);
	*moved = move_created(site, issue, body);
	return true;
}
