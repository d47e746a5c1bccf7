/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What a site says about itself: version, fields, projects, types, statuses, permissions. */

#include "api.h"
#include "field.h"
#include "workflow.h"

#include <stdlib.h>
#include <string.h>

static void show_server(struct site *site)
{
	bool cloud = site->kind == SITE_CLOUD;
	json_t *shown = json_pack(
		"{s:s, s:s, s:o, s:s, s:i, s:s, s:s, s:s, s:s}", "baseUrl", site->base, "version",
		cloud ? "1001.0.0-SNAPSHOT" : "10.3.24", "versionNumbers",
		cloud ? json_pack("[i, i, i]", 1001, 0, 0) : json_pack("[i, i, i]", 10, 3, 24),
		"deploymentType", cloud ? "Cloud" : "Server", "buildNumber",
		cloud ? 100300 : 10030024, "buildDate", "2026-11-02T13:02:00.000+0000",
		"serverTime", site_time(site, (long long)site->session->now), "scmInfo",
		"0000000000000000000000000000000000000000", "serverTitle", "Example Organisation");
	if (cloud) {
		json_object_set_new(shown, "displayUrl", json_string(site->base));
		json_object_set_new(shown, "serverTimeZone", json_string("Europe/Berlin"));
	}
	site_answer(site, 200, shown);
}

static void list_fields(struct site *site)
{
	json_t *list = json_array();
	for (size_t i = 0; i < field_count(); i++)
		if (!site->anonymous || !field_at(i)->number)
			json_array_append_new(list, field_show(site, field_at(i)));
	site_answer(site, 200, list);
}

static json_t *all_projects(struct site *site)
{
	json_t *list = json_array();
	const struct workflow_project *project;
	for (size_t i = 0; !site->anonymous && (project = workflow_project_at(i)); i++)
		json_array_append_new(list, workflow_show_project(site, project));
	return list;
}

static void list_projects(struct site *site)
{
	site_answer(site, 200, all_projects(site));
}

static void search_projects(struct site *site)
{
	struct site_page page = site_page(site, 50, 100);
	json_t *all = all_projects(site);
	json_int_t total = (json_int_t)json_array_size(all);
	site_answer(site, 200,
	            json_pack("{s:s, s:I, s:i, s:I, s:b, s:o}", "self",
	                      pool_print(site->session->pool, "%s%s/project/search", site->base,
	                                 site->api),
	                      "maxResults", (json_int_t)page.size, "startAt", 0, "total", total,
	                      "isLast", 1, "values", all));
}

static json_t *project_types(struct site *site, const struct workflow_project *project)
{
	json_t *types = json_array();
	for (int type = 1; type < WORKFLOW_TYPE_END; type++)
		if (project->types & 1U << type)
			json_array_append_new(types, workflow_show_type(site, type));
	return types;
}

static const struct workflow_project *open_project(struct site *site, const char *id)
{
	const struct workflow_project *project =
		site->anonymous ? NULL : workflow_project(id, site);
	if (!project)
		site_refuse(site, 404, "No project could be found with key '%s'.", id);
	return project;
}

static void show_project(struct site *site)
{
	const struct workflow_project *project = open_project(site, site->parts[0]);
	if (!project)
		return;
	json_t *shown = workflow_show_project(site, project);
	json_object_set_new(shown, "issueTypes", project_types(site, project));
	json_object_set_new(shown, "description", json_string(""));
	site_answer(site, 200, shown);
}

static void list_types(struct site *site)
{
	json_t *types = json_array();
	for (int type = 1; !site->anonymous && type < WORKFLOW_TYPE_END; type++)
		json_array_append_new(types, workflow_show_type(site, type));
	site_answer(site, 200, types);
}

static void list_statuses(struct site *site)
{
	json_t *list = json_array();
	for (int status = 1; status < STATUS_END; status++)
		json_array_append_new(list, workflow_show_status(site, status));
	site_answer(site, 200, list);
}

static json_t *type_statuses(struct site *site, int type)
{
	bool met[STATUS_END] = { false };
	json_t *list = json_array();
	const struct workflow_move *move;
	met[workflow_first(type)] = true;
	/* Whatever a chain of steps reaches. */
	for (int round = 0; round < STATUS_END; round++)
		for (int status = 1; status < STATUS_END; status++)
			for (size_t i = 0; met[status] && (move = workflow_moves(type, status, i));
			     i++)
				met[move->to] = true;
	for (int status = 1; status < STATUS_END; status++)
		if (met[status])
			json_array_append_new(list, workflow_show_status(site, status));
	return list;
}

static void project_statuses(struct site *site)
{
	const struct workflow_project *project = open_project(site, site->parts[0]);
	json_t *list = json_array();
	for (int type = 1; project && type < WORKFLOW_TYPE_END; type++) {
		if (!(project->types & 1U << type))
			continue;
		json_t *shown = workflow_show_type(site, type);
		json_t *kept = json_pack(
			"{s:O, s:O, s:O, s:O, s:o}", "self", json_object_get(shown, "self"), "id",
			json_object_get(shown, "id"), "name", json_object_get(shown, "name"),
			"subtask", json_object_get(shown, "subtask"), "statuses",
			type_statuses(site, type));
		json_decref(shown);
		json_array_append_new(list, kept);
	}
	if (project)
		site_answer(site, 200, list);
	else
		json_decref(list);
}

static void list_priorities(struct site *site)
{
	json_t *list = json_array();
	for (int i = 1; field_priority(i); i++) {
		json_t *shown = field_show_priority(site, i);
		json_object_set_new(shown, "statusColor", json_string("#999999"));
		json_object_set_new(shown, "description", json_string(field_priority(i)));
		json_array_append_new(list, shown);
	}
	site_answer(site, 200, list);
}

static void list_resolutions(struct site *site)
{
	json_t *list = json_array();
	for (int i = 1; field_resolution(i); i++)
		json_array_append_new(list, field_show_resolution(site, i));
	site_answer(site, 200, list);
}

static void list_permissions(struct site *site)
{
	static const struct {
		const char *key, *name;
		bool writes, administers;
	} known[] = {
		{ "BROWSE_PROJECTS", "Browse Projects", false, false },
		{ "CREATE_ISSUES", "Create Issues", true, false },
		{ "EDIT_ISSUES", "Edit Issues", true, false },
		{ "TRANSITION_ISSUES", "Transition Issues", true, false },
		{ "ADD_COMMENTS", "Add Comments", true, false },
		{ "CREATE_ATTACHMENTS", "Create Attachments", true, false },
		{ "LINK_ISSUES", "Link Issues", true, false },
		{ "ASSIGN_ISSUES", "Assign Issues", true, false },
		{ "DELETE_ISSUES", "Delete Issues", false, true },
		{ "ADMINISTER", "Administer Jira", false, true },
	};
	const char *asked = request_argument(site->request, "permissions");
	json_t *list = json_object();
	if (site->kind == SITE_CLOUD && !asked) {
		json_decref(list);
		site_refuse(site, 400, "The 'permissions' query parameter is required.");
		return;
	}
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		bool has = !site->anonymous && (!known[i].writes || site->session->user.itil) &&
		           (!known[i].administers || site->session->user.admin);
		if (asked && !strstr(asked, known[i].key))
			continue;
		json_object_set_new(list, known[i].key,
		                    json_pack("{s:s, s:s, s:s, s:s, s:s, s:b}", "id",
		                              site_print_number(site, (long long)i + 10), "key",
		                              known[i].key, "name", known[i].name, "type",
		                              known[i].administers ? "GLOBAL" : "PROJECT",
		                              "description", known[i].name, "havePermission", has));
	}
	site_answer(site, 200, json_pack("{s:o}", "permissions", list));
}

static void show_type(struct site *site)
{
	int type = workflow_type(site, site->parts[0], "");
	if (type)
		site_answer(site, 200, workflow_show_type(site, type));
	else
		site_refuse(site, 404, "The issue type was not found.");
}

static const struct api_row rows[] = {
	{ "GET", "serverInfo", show_server, true },
	{ "GET", "field", list_fields, true },
	{ "GET", "project", list_projects, true },
	{ "GET", "project/search", search_projects, true, true },
	{ "GET", "project/{}", show_project, true },
	{ "GET", "project/{}/statuses", project_statuses, true },
	{ "GET", "issuetype", list_types, true },
	{ "GET", "issuetype/{}", show_type, true },
	{ "GET", "status", list_statuses, true },
	{ "GET", "priority", list_priorities, true },
	{ "GET", "resolution", list_resolutions, true },
	{ "GET", "mypermissions", list_permissions, true },
};

struct api_table site_api(void)
{
	return (struct api_table){ rows, sizeof(rows) / sizeof(rows[0]) };
}
