/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Requests of the service desk: create, read, status, comments, attachments, transitions. */

#include "adf.h"
#include "api.h"
#include "comment.h"
#include "desk.h"
#include "file.h"
#include "issue_write.h"
#include "limit.h"
#include "people.h"
#include "request_type.h"
#include "transition.h"
#include "value.h"
#include "workflow.h"

#include <stdlib.h>
#include <string.h>

void desk_refuse(struct site *site, int status, const char *message)
{
	site_answer(site, status,
	            json_pack("{s:s, s:{s:s, s:[]}}", "errorMessage", message, "i18nErrorMessage",
	                      "i18nKey", "sd.error", "parameters"));
}

static json_t *show_date(const struct site *site, long long seconds)
{
	const char *text = site_time(site, seconds);
	return json_pack("{s:s, s:s, s:s, s:I}", "iso8601", text, "jira", text, "friendly", text,
	                 "epochMillis", (json_int_t)seconds * 1000);
}

static const char *status_category(int status)
{
	enum workflow_category category = workflow_category(status);
	return category == CATEGORY_NEW    ? "NEW"
	       : category == CATEGORY_DONE ? "DONE"
	                                   : "INDETERMINATE";
}

static json_t *show_status(const struct site *site, const struct issue *issue)
{
	return json_pack("{s:s, s:s, s:o}", "status", workflow_status_name(issue->status),
	                 "statusCategory", status_category(issue->status), "statusDate",
	                 show_date(site, issue->updated));
}

static json_t *show_values(const struct site *site, const struct issue *issue)
{
	static const char *const keys[] = { "summary", "description", "objects" };
	json_t *values = json_array();
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		const struct field *field = field_by_key(keys[i]);
		json_t *value = value_show(site, issue, field);
		if (field->kind == FIELD_AREA && !json_is_null(value)) {
			json_t *text = json_string(adf_to_text(site->session->pool, value));
			json_decref(value);
			value = text;
		}
		json_array_append_new(values,
		                      json_pack("{s:s, s:s, s:o}", "fieldId", field_id(site, field),
		                                "label", field->name, "value", value));
	}
	return values;
}

static json_t *show_request(const struct site *site, const struct issue *issue)
{
	struct pool *pool = site->session->pool;
	const json_t *stored = json_object_get(issue->document, "request_type");
	int type = stored ? (int)json_integer_value(stored) : 1;
	const char *self =
		pool_print(pool, "%s/rest/servicedeskapi/request/%lld", site->base, issue->id);
	json_t *shown =
		json_pack("{s:[], s:s, s:s, s:s, s:s, s:o, s:o, s:o, s:o}", "_expands", "issueId",
	                  site_print_number(site, issue->id), "issueKey", issue->key,
	                  "requestTypeId", request_type_id(site, type), "serviceDeskId", "1",
	                  "createdDate", show_date(site, issue->created), "reporter",
	                  people_show_desk(site, site_text(issue->document, "reporter")),
	                  "requestFieldValues", show_values(site, issue), "currentStatus",
	                  show_status(site, issue));
	if (site->kind == SITE_CLOUD)
		json_object_set_new(shown, "summary",
		                    json_string(site_text(issue->document, "summary")));
	json_object_set_new(shown, "_links",
	                    json_pack("{s:s, s:s, s:s, s:s}", "self", self, "jiraRest",
	                              issue_self(site, issue->id), "web",
	                              pool_print(pool, "%s/servicedesk/customer/portal/1/%s",
	                                         site->base, issue->key),
	                              "agent",
	                              pool_print(pool, "%s/browse/%s", site->base, issue->key)));
	return shown;
}

/* The platform's body for a request: texts become documents, unless they are already. */
static json_t *as_details(struct site *site, const json_t *body, int type)
{
	bool adf = json_is_true(json_object_get(body, "isAdfRequest"));
	json_t *fields = json_pack(
		"{s:{s:s}, s:{s:s}, s:s}", "project", "key", "ITSM", "issuetype", "id",
		site_print_number(site, workflow_type_id(site, request_type_issue_type(type))),
		field_id(site, field_by_key("request_type")), request_type_id(site, type));
	const char *id;
	json_t *value;
	json_object_foreach(json_object_get(body, "requestFieldValues"), id, value)
	{
		const struct field *field = field_by_id(site, id);
		bool converts = site->kind == SITE_CLOUD && field && field->kind == FIELD_AREA &&
		                !adf && json_is_string(value);
		if (converts)
			json_object_set_new(fields, id, adf_from_text(json_string_value(value)));
		else
			json_object_set(fields, id, value);
	}
	const char *behalf = site_text(body, "raiseOnBehalfOf");
	if (*behalf)
		json_object_set_new(
			fields, "reporter",
			json_pack("{s:s}", site->kind == SITE_DC ? "name" : "accountId", behalf));
	return json_pack("{s:o}", "fields", fields);
}

static bool keys_fit(const json_t *body, struct pool *pool)
{
	static const char known[] =
		" serviceDeskId requestTypeId requestFieldValues "
		"requestParticipants raiseOnBehalfOf isAdfRequest form channel ";
	const char *key;
	json_t *value;
	json_object_foreach((json_t *)body, key,
	                    value) if (!strstr(known, pool_print(pool, " %s ", key))) return false;
	return true;
}

static const char *first_error(struct pool *pool, const json_t *problem)
{
	const char *field;
	json_t *text;
	json_object_foreach(json_object_get(problem, "errors"), field,
	                    text) return pool_print(pool, "%s: %s", field, json_string_value(text));
	text = json_array_get(json_object_get(problem, "errorMessages"), 0);
	return text ? pool_copy(pool, json_string_value(text)) : "The request is not valid.";
}

static void create(struct site *site)
{
	ISSUE_SCOPE struct issue issue = { 0 };
	struct pool *pool = site->session->pool;
	json_t *body = site_body(site), *moved = NULL;
	json_t *problem = site_problem();
	int type = request_type_find(site, site_text(body, "requestTypeId"));
	if (!body) {
		json_decref(problem);
		return;
	}
	if (!keys_fit(body, pool) || !json_is_string(json_object_get(body, "serviceDeskId")))
		desk_refuse(site, 400, "Unrecognized or missing field in the request body.");
	else if (!type)
		desk_refuse(site, 400, "The request type is not valid for this service desk.");
	else if (desk_is_known(site, site_text(body, "serviceDeskId"))) {
		json_t *details = as_details(site, body, type);
		if (issue_write_create(site, details, &issue, &moved, problem))
			site_answer(site, 201, show_request(site, &issue));
		else
			desk_refuse(site, 400, first_error(pool, problem));
		json_decref(details);
	}
	json_decref(problem);
	json_decref(body);
}

bool desk_open(struct site *site, struct issue *issue)
{
	if (issue_find(site, site->parts[0], issue) && strcmp(issue->project, "ITSM") == 0)
		return true;
	desk_refuse(site, 404,
	            "The request does not exist or you do not have permission to view "
	            "it.");
	return false;
}

static void show(struct site *site)
{
	ISSUE_SCOPE struct issue issue = { 0 };
	if (desk_open(site, &issue))
		site_answer(site, 200, show_request(site, &issue));
}

static void show_statuses(struct site *site)
{
	ISSUE_SCOPE struct issue issue = { 0 };
	if (!desk_open(site, &issue))
		return;
	json_t *list = json_array();
	json_array_append_new(list, show_status(site, &issue));
	site_answer(site, 200, desk_page(site, list));
}

static void add_comment(struct site *site)
{
	ISSUE_SCOPE struct issue issue = { 0 };
	json_t *body = site_body(site);
	const char *text = site_text(body, "body");
	if (body && desk_open(site, &issue) && limit_issue_write(site, issue.id) &&
	    limit_has_room(site, "comments")) {
		if (!comment_fits(site, json_object_get(body, "body"))) {
			desk_refuse(site, 400, comment_too_long);
		} else if (*text) {
			bool public = !json_is_false(json_object_get(body, "public"));
			json_t *stored =
				site->kind == SITE_CLOUD ? adf_from_text(text) : json_string(text);
			long long id = comment_add(site, issue.id, stored, public, NULL);
			site_answer(site, 201, comment_show_desk(site, issue.id, id));
		} else {
			desk_refuse(site, 400, "Comment body can not be empty!");
		}
	}
	json_decref(body);
}

static void list_comments(struct site *site)
{
	ISSUE_SCOPE struct issue issue = { 0 };
	if (!desk_open(site, &issue))
		return;
	bool open = request_flag(site->request, "public", true);
	bool internal = request_flag(site->request, "internal", true);
	json_t *all = comment_show_all(site, issue.id, false), *one, *list = json_array();
	size_t i;
	json_array_foreach(json_object_get(all, "comments"), i, one)
	{
		bool public = json_is_true(json_object_get(one, "jsdPublic"));
		if (public ? open : internal)
			json_array_append_new(list,
			                      comment_show_desk(site, issue.id,
			                                        site_number(site_text(one, "id"))));
	}
	json_decref(all);
	site_answer(site, 200, desk_page(site, list));
}

static void list_moves(struct site *site)
{
	ISSUE_SCOPE struct issue issue = { 0 };
	if (!desk_open(site, &issue))
		return;
	json_t *all = transition_show(site, &issue, false), *one, *list = json_array();
	size_t i;
	json_array_foreach(all, i, one) json_array_append_new(
		list, json_pack("{s:O, s:O}", "id", json_object_get(one, "id"), "name",
	                        json_object_get(one, "name")));
	json_decref(all);
	site_answer(site, 200, desk_page(site, list));
}

static void move(struct site *site)
{
	ISSUE_SCOPE struct issue issue = { 0 };
	json_t *body = site_body(site);
	json_t *problem = site_problem();
	if (body && desk_open(site, &issue) && limit_issue_write(site, issue.id)) {
		if (transition_carry_out(site, &issue, site_text(body, "id"), NULL, problem))
			site_answer_empty(site, 204);
		else
			desk_refuse(site, 400, first_error(site->session->pool, problem));
	}
	json_decref(problem);
	json_decref(body);
}

/* Files that were uploaded before become attachments, told by a comment. */
static void attach(struct site *site)
{
	ISSUE_SCOPE struct issue issue = { 0 };
	struct database *database = site->session->database;
	json_t *body = site_body(site), *one;
	json_t *list = json_array();
	if (body && desk_open(site, &issue) && limit_issue_write(site, issue.id) &&
	    limit_has_room(site, "attachments")) {
		size_t i;
		const char *number = site_print_number(site, issue.id);
		json_array_foreach(json_object_get(body, "temporaryAttachmentIds"), i, one)
			database_run(database,
		                     "UPDATE jira_file SET issue = ?, token = '' WHERE token = ?"
		                     " AND token <> ''",
		                     VALUES(number, json_string_value(one)));
		bool public = json_is_true(json_object_get(body, "public"));
		const char *text = site_text(json_object_get(body, "additionalComment"), "body");
		json_t *stored = site->kind == SITE_CLOUD ? adf_from_text(*text ? text : "Files")
		                                          : json_string(*text ? text : "Files");
		long long id = comment_add(site, issue.id, stored, public, NULL);
		site_answer(site, 201,
		            json_pack("{s:o, s:o}", "comment",
		                      comment_show_desk(site, issue.id, id), "attachments",
		                      desk_page(site, json_array())));
	}
	json_decref(list);
	json_decref(body);
}

static const struct api_row rows[] = {
	{ "POST", "request", create, false },
	{ "GET", "request/{}", show, false },
	{ "GET", "request/{}/status", show_statuses, false },
	{ "POST", "request/{}/comment", add_comment, false },
	{ "GET", "request/{}/comment", list_comments, false },
	{ "GET", "request/{}/transition", list_moves, false },
	{ "POST", "request/{}/transition", move, false },
	{ "POST", "request/{}/attachment", attach, false },
};

struct api_table desk_request_api(void)
{
	return (struct api_table){ rows, sizeof(rows) / sizeof(rows[0]) };
}
