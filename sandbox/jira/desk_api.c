/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The service desk: desks, request types and their fields, the Assets workspace. */

#include "api.h"
#include "desk.h"
#include "field.h"
#include "request_type.h"
#include "sandbox/text.h"
#include "workflow.h"

#include <string.h>

json_t *desk_page(struct site *site, json_t *values)
{
	long start = request_number(site->request, "start", 0);
	long limit = request_number(site->request, "limit", 50);
	json_t *kept = json_array(), *one;
	size_t i;
	json_array_foreach(values, i, one) if ((long)i >= start && (long)i < start + limit)
		json_array_append(kept, one);
	bool last = start + limit >= (long)json_array_size(values);
	json_decref(values);
	struct pool *pool = site->session->pool;
	const char *self = pool_print(pool, "%s%s", site->session->base, site->request->target);
	return json_pack("{s:[], s:I, s:I, s:I, s:b, s:{s:s, s:s, s:s}, s:o}", "_expands", "size",
	                 (json_int_t)json_array_size(kept), "start", (json_int_t)start, "limit",
	                 (json_int_t)limit, "isLastPage", last, "_links", "self", self, "base",
	                 site->base, "context", "", "values", kept);
}

static void show_info(struct site *site)
{
	site_answer(site, 200,
	            json_pack("{s:s, s:s, s:{s:s, s:s, s:s, s:I}, s:s, s:b, s:{s:s}}", "version",
	                      "5.12.0-SNAPSHOT", "platformVersion", "10.3.24", "buildDate",
	                      "iso8601", "2026-11-02T13:02:00+0000", "jira",
	                      "2026-11-02T13:02:00.000+0000", "friendly", "2026-11-02",
	                      "epochMillis", (json_int_t)1793624520000, "buildChangeSet", "0000",
	                      "isLicensedForUse", 1, "_links", "self",
	                      pool_print(site->session->pool, "%s/rest/servicedeskapi/info",
	                                 site->base)));
}

static json_t *show_desk(struct site *site)
{
	const struct workflow_project *project = workflow_project("ITSM", site);
	return json_pack("{s:s, s:s, s:s, s:s, s:{s:s}}", "id", "1", "projectId",
	                 site_print_number(site, workflow_project_id(site, project)), "projectName",
	                 project->name, "projectKey", project->key, "_links", "self",
	                 pool_print(site->session->pool, "%s/rest/servicedeskapi/servicedesk/1",
	                            site->base));
}

static void list_desks(struct site *site)
{
	json_t *desks = json_array();
	json_array_append_new(desks, show_desk(site));
	site_answer(site, 200, desk_page(site, desks));
}

bool desk_is_known(struct site *site, const char *id)
{
	if (strcmp(id, "1") == 0 || strcmp(id, "ITSM") == 0)
		return true;
	site_answer(site, 404,
	            json_pack("{s:s, s:{s:s, s:[]}}", "errorMessage",
	                      "Service Desk ID or key was not found.", "i18nErrorMessage",
	                      "i18nKey", "sd.agent.people.customers.servicedesk.not.found",
	                      "parameters"));
	return false;
}

static void show_one_desk(struct site *site)
{
	if (desk_is_known(site, site->parts[0]))
		site_answer(site, 200, show_desk(site));
}

static json_t *all_types(struct site *site)
{
	json_t *types = json_array();
	for (int number = 1; request_type_name(number); number++)
		json_array_append_new(types, request_type_show(site, number));
	return types;
}

static void list_types(struct site *site)
{
	if (site->part_count == 0 || desk_is_known(site, site->parts[0]))
		site_answer(site, 200, desk_page(site, all_types(site)));
}

static int open_type(struct site *site)
{
	int number =
		desk_is_known(site, site->parts[0]) ? request_type_find(site, site->parts[1]) : 0;
	if (!number && site->reply->status == 0)
		desk_refuse(site, 404, "The request type was not found.");
	return number;
}

static void show_type(struct site *site)
{
	int number = open_type(site);
	if (number)
		site_answer(site, 200, request_type_show(site, number));
}

static json_t *show_field(struct site *site, const struct field *field, bool required)
{
	struct pool *pool = site->session->pool;
	json_t *values = json_array();
	const char *option;
	for (int i = 1; (option = field_option(pool, field, i)); i++)
		json_array_append_new(
			values, json_pack("{s:s, s:s, s:[]}", "value",
		                          site_print_number(site, field_option_id(site, field, i)),
		                          "label", option, "children"));
	json_t *shown = json_pack("{s:s, s:s, s:s, s:b, s:[], s:o, s:o}", "fieldId",
	                          field_id(site, field), "name", field->name, "description", "",
	                          "required", required, "defaultValues", "validValues", values,
	                          "jiraSchema", field_schema(site, field));
	if (site->kind == SITE_CLOUD) {
		json_object_set_new(shown, "visible", json_true());
		json_object_set_new(shown, "presetValues", json_array());
	}
	return shown;
}

static void list_fields(struct site *site)
{
	enum { FIELDS_MAX = 32 };
	int number = open_type(site);
	const char *parts[FIELDS_MAX];
	if (!number)
		return;
	size_t count = text_split(site->session->pool, request_type_fields(number), '|', parts,
	                          FIELDS_MAX);
	json_t *fields = json_array();
	for (size_t i = 0; i < count; i++)
		json_array_append_new(fields, show_field(site, field_by_key(parts[i]), i == 0));
	site_answer(site, 200,
	            json_pack("{s:o, s:b, s:b}", "requestTypeFields", fields, "canRaiseOnBehalfOf",
	                      1, "canAddRequestParticipants", 1));
}

static void list_workspaces(struct site *site)
{
	json_t *list = json_array();
	if (site->kind == SITE_DC) {
		json_decref(list);
		desk_refuse(site, 404, "null for uri: /rest/servicedeskapi/assets/workspace");
		return;
	}
	json_array_append_new(list, json_pack("{s:s}", "workspaceId", site_workspace_id));
	site_answer(site, 200, desk_page(site, list));
}

static const struct api_row rows[] = {
	{ "GET", "info", show_info, true },
	{ "GET", "servicedesk", list_desks, false },
	{ "GET", "servicedesk/{}", show_one_desk, false },
	{ "GET", "requesttype", list_types, false },
	{ "GET", "servicedesk/{}/requesttype", list_types, false },
	{ "GET", "servicedesk/{}/requesttype/{}", show_type, false },
	{ "GET", "servicedesk/{}/requesttype/{}/field", list_fields, false },
	{ "GET", "assets/workspace", list_workspaces, false },
	{ "GET", "insight/workspace", list_workspaces, false },
};

struct api_table desk_api(void)
{
	return (struct api_table){ rows, sizeof(rows) / sizeof(rows[0]) };
}
