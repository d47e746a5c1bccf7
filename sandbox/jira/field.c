/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The fields of both sites. */

#include "field.h"

#include "sandbox/text.h"
#include "workflow.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define CHANGE   (1U << WORKFLOW_CHANGE)
#define INCIDENT (1U << WORKFLOW_INCIDENT)
#define PROBLEM  (1U << WORKFLOW_PROBLEM)
#define REQUEST  (1U << WORKFLOW_REQUEST)
#define TASKS    (1U << WORKFLOW_TASK | 1U << WORKFLOW_SUBTASK)
#define DESK     (CHANGE | INCIDENT | PROBLEM | REQUEST)
#define ALL      (DESK | TASKS)

#define SELECT   "com.atlassian.jira.plugin.system.customfieldtypes:select"
#define AREA     "com.atlassian.jira.plugin.system.customfieldtypes:textarea"
#define LINE     "com.atlassian.jira.plugin.system.customfieldtypes:textfield"
#define DATETIME "com.atlassian.jira.plugin.system.customfieldtypes:datetime"

static const struct field fields[] = {
	{ "summary", "Summary", FIELD_LINE, 0, "string", NULL, ALL, true },
	{ "issuetype", "Issue Type", FIELD_TYPE, 0, "issuetype", NULL, ALL, true },
	{ "project", "Project", FIELD_PROJECT, 0, "project", NULL, ALL, true },
	{ "description", "Description", FIELD_AREA, 0, "string", NULL, ALL, false },
	{ "priority", "Priority", FIELD_PRIORITY, 0, "priority", NULL, ALL, false },
	{ "labels", "Labels", FIELD_LABELS, 0, "array:string", NULL, ALL, false },
	{ "assignee", "Assignee", FIELD_USER, 0, "user", NULL, ALL, false },
	{ "reporter", "Reporter", FIELD_USER, 0, "user", NULL, ALL, false },
	{ "duedate", "Due date", FIELD_DATE, 0, "date", NULL, ALL, false },
	{ "parent", "Parent", FIELD_PARENT, 0, "issuelink", NULL, TASKS, false },
	{ "status", "Status", FIELD_STATUS, 0, "status", NULL, ALL, false },
	{ "resolution", "Resolution", FIELD_RESOLUTION, 0, "resolution", NULL, ALL, false },
	{ "created", "Created", FIELD_STAMP, 0, "datetime", NULL, ALL, false },
	{ "updated", "Updated", FIELD_STAMP, 0, "datetime", NULL, ALL, false },
	{ "resolutiondate", "Resolved", FIELD_STAMP, 0, "datetime", NULL, ALL, false },
	{ "issuelinks", "Linked Issues", FIELD_LINKS, 0, "array:issuelinks", NULL, ALL, false },
	{ "subtasks", "Sub-tasks", FIELD_SUBTASKS, 0, "array:issuelinks", NULL, ALL, false },
	{ "attachment", "Attachment", FIELD_FILES, 0, "array:attachment", NULL, ALL, false },
	{ "comment", "Comment", FIELD_COMMENTS, 0, "comments-page", NULL, ALL, false },
	{ "watches", "Watchers", FIELD_WATCHES, 0, "watches", NULL, ALL, false },
	{ "request_type", "Request Type", FIELD_REQUEST_TYPE, 10,
	  "com.atlassian.servicedesk:vp-origin", NULL, DESK, false },
	{ "approvers", "Approvers", FIELD_USERS, 11,
	  "com.atlassian.jira.plugin.system.customfieldtypes:multiuserpicker", NULL,
	  CHANGE | REQUEST, false },
	{ "approvals", "Approvals", FIELD_APPROVALS, 12,
	  "com.atlassian.servicedesk.approvals-plugin:sd-approvals", NULL, CHANGE | REQUEST,
	  false },
	{ "change_type", "Change type", FIELD_SELECT, 13, SELECT, "Standard|Normal|Emergency",
	  CHANGE, false },
	{ "change_risk", "Change risk", FIELD_SELECT, 14, SELECT, "Low|Medium|High|Critical",
	  CHANGE, false },
	{ "change_reason", "Change reason", FIELD_SELECT, 15, SELECT,
	  "Repair|Upgrade|Maintenance|New functionality|Other", CHANGE, false },
	{ "impact", "Impact", FIELD_SELECT, 16, SELECT,
	  "Extensive / Widespread|Significant / Large|Moderate / Limited|Minor / Localized", DESK,
	  false },
	{ "urgency", "Urgency", FIELD_SELECT, 17, SELECT, "Critical|High|Medium|Low", DESK, false },
	{ "planned_start", "Planned start", FIELD_TIME, 18, DATETIME, NULL, CHANGE, false },
	{ "planned_end", "Planned end", FIELD_TIME, 19, DATETIME, NULL, CHANGE, false },
	{ "implementation_plan", "Implementation plan", FIELD_AREA, 20, AREA, NULL, CHANGE, false },
	{ "backout_plan", "Backout plan", FIELD_AREA, 21, AREA, NULL, CHANGE, false },
	{ "test_plan", "Test plan", FIELD_AREA, 22, AREA, NULL, CHANGE, false },
	{ "objects", "Affected objects", FIELD_OBJECTS, 23,
	  "com.atlassian.jira.plugins.cmdb:cmdb-object-cftype", NULL, ALL, false },
	{ "services", "Affected services", FIELD_OBJECTS, 29,
	  "com.atlassian.jira.plugins.cmdb:cmdb-object-cftype", NULL, DESK, false },
	{ "group", "Assignment group", FIELD_GROUP, 24,
	  "com.atlassian.jira.plugin.system.customfieldtypes:grouppicker", NULL, ALL, false },
	{ "correlation", "Certificate case", FIELD_LINE, 25, LINE, NULL, ALL, false },
	{ "approver_groups", "Approver groups", FIELD_GROUPS, 27,
	  "com.atlassian.jira.plugin.system.customfieldtypes:multigrouppicker", NULL,
	  CHANGE | REQUEST, false },
	{ "severity", "Severity", FIELD_SELECT, 28, SELECT, "Sev-1|Sev-2|Sev-3", INCIDENT, false },
	{ "root_cause", "Root cause", FIELD_AREA, 26, AREA, NULL, INCIDENT | PROBLEM, false },
};

static const char *const priorities[] = { "Highest", "High", "Medium", "Low", "Lowest" };
static const char *const resolutions[] = { "Done", "Won't Do", "Duplicate", "Declined",
	                                   "Cannot Reproduce" };

size_t field_count(void)
{
	return sizeof(fields) / sizeof(fields[0]);
}

const struct field *field_at(size_t index)
{
	return &fields[index];
}

const struct field *field_by_key(const char *key)
{
	for (size_t i = 0; i < field_count(); i++)
		if (strcmp(fields[i].key, key) == 0)
			return &fields[i];
	return NULL;
}

static int custom_id(const struct site *site, const struct field *field)
{
	return (site->kind == SITE_CLOUD ? 10040 : 10400) + field->number;
}

const char *field_id(const struct site *site, const struct field *field)
{
	return field->number
	               ? pool_print(site->session->pool, "customfield_%d", custom_id(site, field))
	               : field->key;
}

const struct field *field_by_id(const struct site *site, const char *id)
{
	for (size_t i = 0; i < field_count(); i++)
		if (strcmp(field_id(site, &fields[i]), id) == 0)
			return &fields[i];
	return NULL;
}

const struct field *field_by_name(const struct site *site, const char *name)
{
	const struct field *found = field_by_id(site, name);
	char bracket[32];
	for (size_t i = 0; !found && i < field_count(); i++) {
		snprintf(bracket, sizeof(bracket), "cf[%d]", custom_id(site, &fields[i]));
		if (strcasecmp(fields[i].name, name) == 0 ||
		    (fields[i].number && strcmp(bracket, name) == 0))
			found = &fields[i];
	}
	return found;
}

bool field_is_shown(const struct field *field, int type)
{
	return (field->types & 1U << type) != 0;
}

bool field_is_list(const struct field *field)
{
	return field->kind == FIELD_LABELS || field->kind == FIELD_USERS ||
	       field->kind == FIELD_GROUPS || field->kind == FIELD_OBJECTS;
}

bool field_is_writable(const struct field *field, int type)
{
	return field_is_shown(field, type) && field->kind <= FIELD_REQUEST_TYPE &&
	       field->kind != FIELD_RESOLUTION;
}

json_t *field_schema(const struct site *site, const struct field *field)
{
	static const struct {
		enum field_kind kind;
		const char *type, *items;
	} customs[] = {
		{ FIELD_LINE, "string", NULL },
		{ FIELD_AREA, "string", NULL },
		{ FIELD_SELECT, "option", NULL },
		{ FIELD_USERS, "array", "user" },
		{ FIELD_GROUP, "group", NULL },
		{ FIELD_GROUPS, "array", "group" },
		{ FIELD_TIME, "datetime", NULL },
		{ FIELD_OBJECTS, "array", "cmdb-object-field" },
		{ FIELD_REQUEST_TYPE, "sd-customerrequesttype", NULL },
		{ FIELD_APPROVALS, "sd-approvals", NULL },
	};
	if (!field->number) {
		bool list = strncmp(field->custom, "array:", 6) == 0;
		json_t *schema = json_pack("{s:s, s:s}", "type", list ? "array" : field->custom,
		                           "system", field->key);
		if (list)
			json_object_set_new(schema, "items", json_string(field->custom + 6));
		return schema;
	}
	for (size_t i = 0; i < sizeof(customs) / sizeof(customs[0]); i++)
		if (customs[i].kind == field->kind)
			return json_pack("{s:s, s:s*, s:s, s:i}", "type", customs[i].type, "items",
			                 customs[i].items, "custom", field->custom, "customId",
			                 custom_id(site, field));
	return json_pack("{s:s, s:s, s:i}", "type", "any", "custom", field->custom, "customId",
	                 custom_id(site, field));
}

json_t *field_show(const struct site *site, const struct field *field)
{
	struct pool *pool = site->session->pool;
	const char *id = field_id(site, field);
	json_t *clauses =
		field->number
			? json_pack("[s, s]", pool_print(pool, "cf[%d]", custom_id(site, field)),
	                            field->name)
			: json_pack("[s]", field->key);
	json_t *shown =
		json_pack("{s:s, s:s, s:b, s:b, s:b, s:b, s:o, s:o}", "id", id, "name", field->name,
	                  "custom", field->number != 0, "orderable", field->kind < FIELD_STATUS,
	                  "navigable", field->kind != FIELD_COMMENTS, "searchable", 1,
	                  "clauseNames", clauses, "schema", field_schema(site, field));
	if (site->kind == SITE_CLOUD)
		json_object_set_new(shown, "key", json_string(id));
	return shown;
}

static json_t *allowed_values(const struct site *site, const struct field *field)
{
	json_t *allowed = json_array();
	for (int i = 1; field->kind == FIELD_SELECT && field_option(site->session->pool, field, i);
	     i++)
		json_array_append_new(allowed, field_show_option(site, field, i));
	for (int i = 1; field->kind == FIELD_PRIORITY && field_priority(i); i++)
		json_array_append_new(allowed, field_show_priority(site, i));
	for (int i = 1; field->kind == FIELD_RESOLUTION && field_resolution(i); i++)
		json_array_append_new(allowed, field_show_resolution(site, i));
	return allowed;
}

json_t *field_meta(const struct site *site, const struct field *field, bool required)
{
	const char *id = field_id(site, field);
	bool list = field_is_list(field);
	json_t *meta = json_pack(
		"{s:b, s:o, s:s, s:s, s:s, s:b, s:o}", "required", required, "schema",
		field_schema(site, field), "name", field->name, "key", id, "fieldId", id,
		"hasDefaultValue", field->kind == FIELD_PRIORITY, "operations",
		list ? json_pack("[s, s, s]", "add", "set", "remove") : json_pack("[s]", "set"));
	json_t *allowed = allowed_values(site, field);
	if (json_array_size(allowed))
		json_object_set(meta, "allowedValues", allowed);
	json_decref(allowed);
	return meta;
}

const char *field_option(struct pool *pool, const struct field *field, int index)
{
	enum { OPTION_MAX = 16 };
	const char *parts[OPTION_MAX];
	size_t count =
		field->options ? text_split(pool, field->options, '|', parts, OPTION_MAX) : 0;
	return index >= 1 && (size_t)index <= count ? parts[index - 1] : NULL;
}

int field_option_id(const struct site *site, const struct field *field, int index)
{
	return (site->kind == SITE_CLOUD ? 10100 : 11100) + field->number * 10 + index;
}

json_t *field_show_option(const struct site *site, const struct field *field, int index)
{
	struct pool *pool = site->session->pool;
	int id = field_option_id(site, field, index);
	return json_pack("{s:s, s:s, s:s}", "self",
	                 pool_print(pool, "%s%s/customFieldOption/%d", site->base, site->api, id),
	                 "value", field_option(pool, field, index), "id",
	                 pool_print(pool, "%d", id));
}

const char *field_priority(int number)
{
	return number >= 1 && number <= 5 ? priorities[number - 1] : NULL;
}

const char *field_resolution(int number)
{
	return number >= 1 && number <= 5 ? resolutions[number - 1] : NULL;
}

json_t *field_show_priority(const struct site *site, int number)
{
	struct pool *pool = site->session->pool;
	return json_pack("{s:s, s:s, s:s, s:s}", "self",
	                 pool_print(pool, "%s%s/priority/%d", site->base, site->api, number),
	                 "iconUrl", pool_print(pool, "%s/priority-%d.svg", site->base, number),
	                 "name", field_priority(number), "id", pool_print(pool, "%d", number));
}

json_t *field_show_resolution(const struct site *site, int number)
{
	struct pool *pool = site->session->pool;
	int id = (site->kind == SITE_CLOUD ? 10000 : 1) + number - 1;
	return json_pack("{s:s, s:s, s:s, s:s}", "self",
	                 pool_print(pool, "%s%s/resolution/%d", site->base, site->api, id), "id",
	                 pool_print(pool, "%d", id), "description", field_resolution(number),
	                 "name", field_resolution(number));
}
