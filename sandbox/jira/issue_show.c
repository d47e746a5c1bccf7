/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Issues as answers show them. */

#include "issue_show.h"

#include "changelog.h"
#include "property.h"
#include "sandbox/text.h"
#include "transition.h"
#include "value.h"

#include <string.h>

static bool is_heavy(const struct field *field)
{
	return field->kind == FIELD_COMMENTS || field->kind == FIELD_FILES;
}

static bool is_wanted(const struct site *site, const struct field *field,
                      const struct issue_view *view)
{
	const char *id = field_id(site, field);
	bool wanted = view->fields ? false : view->all;
	size_t i;
	const json_t *one;
	json_array_foreach(view->fields, i, one)
	{
		const char *name = json_string_value(one) ? json_string_value(one) : "";
		if (strcmp(name, "*all") == 0 || strcmp(name, id) == 0)
			wanted = true;
		else if (strcmp(name, "*navigable") == 0)
			wanted |= !is_heavy(field);
		else if (*name == '-' && strcmp(name + 1, id) == 0)
			return false;
		else if (*name == '-' && i == 0)
			wanted = true;
	}
	return wanted;
}

static void add_names(const struct site *site, const struct issue_view *view, json_t *shown)
{
	json_t *names = json_object(), *schema = json_object();
	const char *id;
	json_t *value;
	json_object_foreach(json_object_get(shown, "fields"), id, value)
	{
		const struct field *field = field_by_id(site, id);
		json_object_set_new(names, id, json_string(field->name));
		json_object_set_new(schema, id, field_schema(site, field));
	}
	if (strstr(view->expand, "names"))
		json_object_set(shown, "names", names);
	if (strstr(view->expand, "schema"))
		json_object_set(shown, "schema", schema);
	json_decref(names);
	json_decref(schema);
}

static void expand(const struct site *site, const struct issue *issue,
                   const struct issue_view *view, json_t *shown)
{
	enum { MOST = 100 };
	if (!view->expand)
		return;
	add_names(site, view, shown);
	if (strstr(view->expand, "changelog")) {
		long total = 0;
		json_t *entries = changelog_show(site, issue->id, 0, MOST, &total);
		json_object_set_new(shown, "changelog",
		                    json_pack("{s:i, s:i, s:I, s:o}", "startAt", 0, "maxResults",
		                              (int)MOST, "total", (json_int_t)total, "histories",
		                              entries));
	}
	if (strstr(view->expand, "transitions"))
		json_object_set_new(shown, "transitions", transition_show(site, issue, false));
}

json_t *issue_show(const struct site *site, const struct issue *issue,
                   const struct issue_view *view)
{
	json_t *fields = json_object();
	for (size_t i = 0; i < field_count(); i++) {
		const struct field *field = field_at(i);
		if (field_is_shown(field, issue->type) && is_wanted(site, field, view))
			json_object_set_new(fields, field_id(site, field),
			                    value_show(site, issue, field));
	}
	json_t *shown = json_pack("{s:s, s:s, s:s, s:s}", "expand",
	                          "operations,versionedRepresentations,editmeta,changelog,"
	                          "renderedFields",
	                          "id", site_print_number(site, issue->id), "self",
	                          issue_self(site, issue->id), "key", issue->key);
	if (json_object_size(fields))
		json_object_set(shown, "fields", fields);
	json_decref(fields);
	if (view->properties && json_array_size(view->properties))
		json_object_set_new(shown, "properties",
		                    property_show(site, issue->id, view->properties));
	expand(site, issue, view, shown);
	return shown;
}

json_t *issue_show_list(const struct site *site, const char *argument)
{
	enum { PARTS_MAX = 64 };
	const struct request *request = site->request;
	const char *parts[PARTS_MAX];
	json_t *list = NULL;
	for (size_t i = 0; i < request->argument_count; i++) {
		if (strcmp(request->arguments[i].name, argument) != 0)
			continue;
		size_t count = text_split(site->session->pool, request->arguments[i].value, ',',
		                          parts, PARTS_MAX);
		for (size_t j = 0; j < count; j++) {
			list = list ? list : json_array();
			if (*parts[j])
				json_array_append_new(list, json_string(parts[j]));
		}
	}
	return list;
}
