/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Showing values of fields. */

#include "value.h"

#include "adf.h"
#include "approval.h"
#include "comment.h"
#include "file.h"
#include "link.h"
#include "object.h"
#include "people.h"
#include "request_type.h"
#include "sandbox/text.h"
#include "workflow.h"

#include <string.h>

/* A list of what `show_one` shows; what is there no more is left out. */
static json_t *show_list(const struct site *site, const json_t *stored,
                         json_t *(*show_one)(const struct site *site, const json_t *stored))
{
	json_t *shown = json_array();
	size_t i;
	const json_t *one;
	json_array_foreach(stored, i, one)
	{
		json_t *value = show_one(site, one);
		if (value)
			json_array_append_new(shown, value);
	}
	return shown;
}

static json_t *show_user(const struct site *site, const json_t *stored)
{
	return people_show(site, json_string_value(stored));
}

static json_t *show_group(const struct site *site, const json_t *stored)
{
	return people_show_group(site, json_string_value(stored));
}

static json_t *show_parent(const struct site *site, const json_t *stored)
{
	ISSUE_SCOPE struct issue parent = { 0 };
	if (!issue_load(site, json_integer_value(stored), &parent))
		return json_null();
	return link_show_issue(site, &parent);
}

static json_t *show_object(const struct site *site, const json_t *stored)
{
	return object_show_reference(site, json_integer_value(stored));
}

static json_t *show_stamp(const struct site *site, const struct issue *issue,
                          const struct field *field)
{
	long long seconds = json_integer_value(json_object_get(issue->document, field->key));
	if (strcmp(field->key, "created") == 0)
		seconds = issue->created;
	if (strcmp(field->key, "updated") == 0)
		seconds = issue->updated;
	return seconds ? json_string(site_time(site, seconds)) : json_null();
}

static json_t *show_watches(const struct site *site, const struct issue *issue)
{
	const char *id = site_print_number(site, issue->id);
	struct database *database = site->session->database;
	long long count = database_number(
		database, "SELECT count(*) FROM jira_watcher WHERE issue = ?", VALUES(id));
	bool own = database_number(database,
	                           "SELECT count(*) FROM jira_watcher WHERE issue = ?"
	                           " AND user = ?",
	                           VALUES(id, site->session->user.user_name)) > 0;
	return json_pack(
		"{s:s, s:I, s:b}", "self",
		pool_print(site->session->pool, "%s/watchers", issue_self(site, issue->id)),
		"watchCount", (json_int_t)count, "isWatching", own);
}

/* Fields that live beside the document. */
static json_t *show_derived(const struct site *site, const struct issue *issue,
                            const struct field *field)
{
	switch (field->kind) {
	case FIELD_PROJECT:
		return workflow_show_project(site, workflow_project(issue->project, site));
	case FIELD_TYPE:
		return workflow_show_type(site, issue->type);
	case FIELD_STATUS:
		return workflow_show_status(site, issue->status);
	case FIELD_STAMP:
		return show_stamp(site, issue, field);
	case FIELD_APPROVALS:
		return approval_show_all(site, issue->id, false);
	case FIELD_LINKS:
		return link_show_all(site, issue->id);
	case FIELD_SUBTASKS:
		return link_show_subtasks(site, issue->id);
	case FIELD_FILES:
		return file_show_all(site, issue->id);
	case FIELD_COMMENTS:
		return comment_show_all(site, issue->id, true);
	case FIELD_WATCHES:
		return show_watches(site, issue);
	default:
		return NULL;
	}
}

static json_t *show_stored(const struct site *site, const struct field *field, const json_t *stored)
{
	int number = (int)json_integer_value(stored);
	switch (field->kind) {
	case FIELD_SELECT:
		return field_show_option(site, field, number);
	case FIELD_USER:
		return show_user(site, stored);
	case FIELD_USERS:
		return show_list(site, stored, show_user);
	case FIELD_GROUP:
		return show_group(site, stored);
	case FIELD_GROUPS:
		return show_list(site, stored, show_group);
	case FIELD_TIME:
		return json_string(site_time(site, json_integer_value(stored)));
	case FIELD_PRIORITY:
		return field_show_priority(site, number);
	case FIELD_RESOLUTION:
		return field_show_resolution(site, number);
	case FIELD_OBJECTS:
		return show_list(site, stored, show_object);
	case FIELD_REQUEST_TYPE:
		return request_type_show_value(site, number);
	case FIELD_PARENT:
		return show_parent(site, stored);
	default:
		return json_deep_copy(stored);
	}
}

json_t *value_show(const struct site *site, const struct issue *issue, const struct field *field)
{
	json_t *derived = show_derived(site, issue, field);
	if (derived)
		return derived;
	const json_t *stored = json_object_get(issue->document, field->key);
	if (stored && !json_is_null(stored))
		return show_stored(site, field, stored);
	return field->kind == FIELD_LABELS ? json_array() : json_null();
}

static const char *list_words(const struct site *site, const struct field *field,
                              const json_t *stored)
{
	TEXT_SCOPE struct text words = { 0 };
	size_t i;
	const json_t *one;
	json_array_foreach(stored, i, one)
	{
		if (i)
			text_add(&words, field->kind == FIELD_LABELS ? " " : ", ");
		if (field->kind == FIELD_OBJECTS)
			text_add(&words, object_words(site, json_integer_value(one)));
		else
			text_add(&words, json_string_value(one));
	}
	return pool_copy(site->session->pool, text_value(&words));
}

const char *value_words(const struct site *site, const struct field *field, const json_t *stored)
{
	struct pool *pool = site->session->pool;
	int number = (int)json_integer_value(stored);
	const char *word = NULL;
	if (!stored || json_is_null(stored))
		return "";
	if (json_is_array(stored))
		return list_words(site, field, stored);
	if (field->kind == FIELD_SELECT)
		word = field_option(pool, field, number);
	else if (field->kind == FIELD_PRIORITY)
		word = field_priority(number);
	else if (field->kind == FIELD_RESOLUTION)
		word = field_resolution(number);
	else if (field->kind == FIELD_TIME)
		word = site_time(site, json_integer_value(stored));
	else if (field->kind == FIELD_REQUEST_TYPE)
		word = request_type_name(number);
	else if (field->kind == FIELD_AREA)
		word = adf_to_text(pool, stored);
	else
		word = json_is_integer(stored) ? site_print_number(site, number)
		                               : json_string_value(stored);
	return word ? pool_copy(pool, word) : "";
}
