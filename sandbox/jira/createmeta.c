/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What an issue type wants on its create screen, and what may be edited on an issue. */

#include "api.h"
#include "issue.h"
#include "workflow.h"

#include <string.h>

static const struct workflow_project *open_project(struct site *site)
{
	const struct workflow_project *project = workflow_project(site->parts[0], site);
	if (!project)
		site_refuse(site, 404, "No project could be found with key '%s'.", site->parts[0]);
	return project;
}

/* Both dialects, the list under the name that each gives it. */
static void answer(struct site *site, const char *name, json_t *all)
{
	struct site_page page = site_page(site, 50, 200);
	json_t *kept = json_array(), *one;
	json_int_t total = (json_int_t)json_array_size(all);
	size_t i;
	json_array_foreach(all, i,
	                   one) if ((long)i >= page.start && (long)i < page.start + page.size)
		json_array_append(kept, one);
	json_decref(all);
	bool last = page.start + (long)json_array_size(kept) >= (long)total;
	json_t *shown = json_pack("{s:I, s:I, s:I, s:o}", "maxResults", (json_int_t)page.size,
	                          "startAt", (json_int_t)page.start, "total", total,
	                          site->kind == SITE_CLOUD ? name : "values", kept);
	if (site->kind == SITE_DC)
		json_object_set_new(shown, "isLast", json_boolean(last));
	site_answer(site, 200, shown);
}

static void list_types(struct site *site)
{
	const struct workflow_project *project = open_project(site);
	json_t *types = json_array();
	for (int type = 1; project && type < WORKFLOW_TYPE_END; type++)
		if (project->types & 1U << type)
			json_array_append_new(types, workflow_show_type(site, type));
	if (project)
		answer(site, "issueTypes", types);
	else
		json_decref(types);
}

static json_t *list_of_fields(const struct site *site, int type)
{
	json_t *fields = json_array();
	for (size_t i = 0; i < field_count(); i++) {
		const struct field *field = field_at(i);
		bool fixed = field->kind == FIELD_PROJECT || field->kind == FIELD_TYPE;
		bool parent = field->kind == FIELD_PARENT && type == WORKFLOW_SUBTASK;
		if ((field_is_writable(field, type) || fixed) && field_is_shown(field, type))
			json_array_append_new(fields,
			                      field_meta(site, field, field->required || parent));
	}
	return fields;
}

static void list_fields(struct site *site)
{
	const struct workflow_project *project = open_project(site);
	if (!project)
		return;
	int type = workflow_type(site, site->parts[1], "");
	if (type && project->types & 1U << type)
		answer(site, "fields", list_of_fields(site, type));
	else
		site_refuse(site, 404, "The issue type '%s' is not of this project.",
		            site->parts[1]);
}

static void edit_meta(struct site *site)
{
	ISSUE_SCOPE struct issue issue = { 0 };
	if (!issue_open(site, &issue))
		return;
	json_t *list = list_of_fields(site, issue.type), *one, *fields = json_object();
	size_t i;
	json_array_foreach(list, i, one)
	{
		json_object_set(fields, site_text(one, "fieldId"), one);
		json_object_del(one, "fieldId");
	}
	json_decref(list);
	json_object_del(fields, "project");
	site_answer(site, 200, json_pack("{s:o}", "fields", fields));
}

static const struct api_row rows[] = {
	{ "GET", "issue/createmeta/{}/issuetypes", list_types, false },
	{ "GET", "issue/createmeta/{}/issuetypes/{}", list_fields, false },
	{ "GET", "issue/{}/editmeta", edit_meta, false },
};

struct api_table createmeta_api(void)
{
	return (struct api_table){ rows, sizeof(rows) / sizeof(rows[0]) };
}
