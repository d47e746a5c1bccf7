/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Reading values of fields. */

#include "value.h"

#include "adf.h"
#include "object.h"
#include "people.h"
#include "request_type.h"
#include "sandbox/text.h"
#include "workflow.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { LINE_MAX = 255, AREA_MAX = 32767 };

struct reading {
	struct site *site;
	const struct field *field;
	const json_t *given;
	json_t *problem;
	const char *id; /* of the field, for messages */
};

static bool refuse(const struct reading *reading, const char *text)
{
	return site_blame(reading->problem, reading->id, "%s", text);
}

static bool read_line(const struct reading *reading, json_t **stored)
{
	const char *text = json_string_value(reading->given);
	if (!text)
		return refuse(reading, "Operation value must be a string");
	if (strpbrk(text, "\r\n"))
		return refuse(reading, "The summary is invalid because it contains newline "
		                       "characters.");
	if (text_units(text) > LINE_MAX)
		return refuse(reading, "Summary must be less than 255 characters.");
	*stored = json_string(text);
	return true;
}

static bool read_area(const struct reading *reading, json_t **stored)
{
	bool cloud = reading->site->kind == SITE_CLOUD;
	if (cloud && json_is_string(reading->given))
		return refuse(reading, "Operation value must be an Atlassian Document (see the "
		                       "Atlassian Document Format)");
	if (cloud ? !adf_is_valid(reading->given) : !json_is_string(reading->given))
		return site_blame(reading->problem, NULL,
		                  cloud ? "INVALID_INPUT" : "Operation value must be a string");
	if (text_units(adf_to_text(reading->site->session->pool, reading->given)) > AREA_MAX)
		return refuse(reading, "The entered text is too long. It exceeds the allowed limit "
		                       "of 32,767 characters.");
	*stored = json_deep_copy(reading->given);
	return true;
}

static bool read_select(const struct reading *reading, json_t **stored)
{
	struct pool *pool = reading->site->session->pool;
	const char *id = site_id_text(pool, json_object_get(reading->given, "id"));
	const char *value = site_text(reading->given, "value");
	for (int i = 1; field_option(pool, reading->field, i); i++) {
		int own = field_option_id(reading->site, reading->field, i);
		if (*id ? strcmp(site_print_number(reading->site, own), id) == 0
		        : strcmp(field_option(pool, reading->field, i), value) == 0) {
			*stored = json_integer(i);
			return true;
		}
	}
	if (!json_is_object(reading->given))
		return refuse(reading, "Specify a valid 'id' or 'name' for the option");
	return site_blame(reading->problem, reading->id,
	                  *id ? "Option id '%s' is not valid" : "Option value '%s' is not valid",
	                  *id ? id : value);
}

/* A list of what `read_one` reads; nothing is stored when one of them is refused. */
static bool read_list(const struct reading *reading,
                      bool (*read_one)(const struct reading *reading, json_t **stored),
                      json_t **stored)
{
	if (!json_is_array(reading->given))
		return refuse(reading, "data was not an array");
	*stored = json_array();
	size_t i;
	const json_t *one;
	json_array_foreach(reading->given, i, one)
	{
		struct reading single = *reading;
		json_t *value = NULL;
		single.given = one;
		if (!read_one(&single, &value)) {
			json_decref(*stored);
			*stored = NULL;
			return false;
		}
		json_array_append_new(*stored, value);
	}
	return true;
}

static bool read_user(const struct reading *reading, json_t **stored)
{
	const char *user = people_read(reading->site, reading->given);
	if (!user || !people_is_active(reading->site, user))
		return site_blame(reading->problem, reading->id,
		                  reading->site->kind == SITE_DC ? "User '%s' does not exist."
		                                                 : "Specify a valid value for %s",
		                  reading->site->kind == SITE_DC ? site_text(reading->given, "name")
		                                                 : reading->field->key);
	*stored = json_string(user);
	return true;
}

static bool read_users(const struct reading *reading, json_t **stored)
{
	return read_list(reading, read_user, stored);
}

static bool read_group(const struct reading *reading, json_t **stored)
{
	const char *group = people_read_group(reading->site, reading->given);
	if (!group)
		return site_blame(reading->problem, reading->id,
		                  "Group '%s' does not exist. Please specify a valid group.",
		                  site_text(reading->given, "name"));
	*stored = json_string(group);
	return true;
}

static bool read_groups(const struct reading *reading, json_t **stored)
{
	return read_list(reading, read_group, stored);
}

static bool read_label(const struct reading *reading, json_t **stored)
{
	const char *label = json_string_value(reading->given);
	if (!label || !*label || strpbrk(label, " \t\r\n") || text_units(label) > LINE_MAX)
		return site_blame(reading->problem, reading->id,
		                  "The label '%s' contains spaces which is invalid.",
		                  label ? label : "");
	*stored = json_string(label);
	return true;
}

static bool read_labels(const struct reading *reading, json_t **stored)
{
	return read_list(reading, read_label, stored);
}

static bool read_time(const struct reading *reading, json_t **stored)
{
	long long seconds;
	const char *text = json_string_value(reading->given);
	if (!text || !site_read_time(text, &seconds))
		return site_blame(reading->problem, reading->id,
		                  "Operation value must be a string and in the format "
		                  "\"yyyy-MM-dd'T'HH:mm:ss.SSSZ\"");
	*stored = json_integer(seconds);
	return true;
}

static bool read_date(const struct reading *reading, json_t **stored)
{
	const char *text = json_string_value(reading->given);
	struct tm parts = { 0 };
	const char *end = text ? strptime(text, "%Y-%m-%d", &parts) : NULL;
	if (!end || *end)
		return refuse(reading, "Error parsing date string: the format is yyyy-MM-dd");
	*stored = json_string(text);
	return true;
}

static bool read_number(const struct reading *reading, json_t **stored)
{
	bool priority = reading->field->kind == FIELD_PRIORITY;
	const char *id =
		site_id_text(reading->site->session->pool, json_object_get(reading->given, "id"));
	const char *name = site_text(reading->given, "name");
	for (int i = 1; i <= 5; i++) {
		json_t *shown = priority ? field_show_priority(reading->site, i)
		                         : field_show_resolution(reading->site, i);
		bool same = *id ? strcmp(site_text(shown, "id"), id) == 0
		                : strcasecmp(site_text(shown, "name"), name) == 0;
		json_decref(shown);
		if (same) {
			*stored = json_integer(i);
			return true;
		}
	}
	return site_blame(reading->problem, reading->id, "The %s selected is invalid.",
	                  reading->field->key);
}

static bool read_objects(const struct reading *reading, json_t **stored)
{
	if (!json_is_array(reading->given))
		return refuse(reading, "data was not an array");
	json_t *kept = json_array();
	size_t i;
	const json_t *one;
	json_array_foreach(reading->given, i, one)
	{
		long long id = object_read_reference(reading->site, one);
		if (!id) {
			json_decref(kept);
			return refuse(reading, "Assets objects are invalid or out of the field's "
			                       "scope");
		}
		json_array_append_new(kept, json_integer(id));
	}
	*stored = kept;
	return true;
}

static bool read_request_type(const struct reading *reading, json_t **stored)
{
	struct pool *pool = reading->site->session->pool;
	int number = request_type_find(reading->site, site_id_text(pool, reading->given));
	if (!number)
		return refuse(reading, "Request type is not valid for the project");
	*stored = json_integer(number);
	return true;
}

static bool read_parent(const struct reading *reading, json_t **stored)
{
	ISSUE_SCOPE struct issue parent = { 0 };
	struct pool *pool = reading->site->session->pool;
	const char *key = site_text(reading->given, "key");
	const char *id = site_id_text(pool, json_object_get(reading->given, "id"));
	if (!issue_find(reading->site, *key ? key : id, &parent))
		return refuse(reading, "Could not find issue by id or key.");
	*stored = json_integer(parent.id);
	return true;
}

static bool read_kind(const struct reading *reading, json_t **stored)
{
	switch (reading->field->kind) {
	case FIELD_LINE:
		return read_line(reading, stored);
	case FIELD_AREA:
		return read_area(reading, stored);
	case FIELD_SELECT:
		return read_select(reading, stored);
	case FIELD_USER:
		return read_user(reading, stored);
	case FIELD_USERS:
		return read_users(reading, stored);
	case FIELD_GROUP:
		return read_group(reading, stored);
	case FIELD_GROUPS:
		return read_groups(reading, stored);
	case FIELD_TIME:
		return read_time(reading, stored);
	case FIELD_DATE:
		return read_date(reading, stored);
	case FIELD_LABELS:
		return read_labels(reading, stored);
	case FIELD_PRIORITY:
	case FIELD_RESOLUTION:
		return read_number(reading, stored);
	case FIELD_OBJECTS:
		return read_objects(reading, stored);
	case FIELD_REQUEST_TYPE:
		return read_request_type(reading, stored);
	case FIELD_PARENT:
		return read_parent(reading, stored);
	default:
		return refuse(reading, "This field cannot be set");
	}
}

bool value_read(struct site *site, const struct field *field, const json_t *given, json_t **stored,
                json_t *problem)
{
	const struct reading reading = { .site = site,
		                         .field = field,
		                         .given = given,
		                         .problem = problem,
		                         .id = field_id(site, field) };
	*stored = NULL;
	if (json_is_null(given)) {
		if (field->required)
			return site_blame(problem, reading.id, "%s is required.", field->name);
		*stored = json_null();
		return true;
	}
	return read_kind(&reading, stored);
}
