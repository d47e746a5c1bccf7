/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What stands in one record: core members, custom fields, links. */
#include "base/arena.h"
#include "base/clock.h"
#include "base/text.h"
#include "request_tracker_reply.h"
#include <string.h>

int64_t request_tracker_reply_id(const struct json *record)
{
	int64_t id = json_integer(json_get(record, "id"), 0);

	return id > 0 ? id : 0;
}

const char *request_tracker_reply_name(const struct json *value)
{
	const char *name;

	if (value != NULL && value->type == JSON_ARRAY)
		value = value->first;
	if (value == NULL || value->type != JSON_OBJECT)
		return json_text(value, "");
	name = json_member_text(value, "Name", "");
	if (*name == '\0')
		name = json_member_text(value, "id", "");
	return strcmp(name, "Nobody") == 0 ? "" : name;
}

bool request_tracker_reply_is_field(const struct json *field, const char *name)
{
	/* Lists of fields and records write the member in different ways. */
	const char *stands = json_member_text(field, "name", json_member_text(field, "Name", ""));

	return text_equal_folded(stands, name) ||
	       text_equal(json_member_text(field, "id", ""), name);
}

static const struct json *custom_values(const struct json *record, const char *name)
{
	const struct json *fields = json_get(record, "CustomFields");

	JSON_EACH(field, fields)
	if (strcmp(json_member_text(field, "name", ""), name) == 0)
		return json_get(field, "values");
	JSON_EACH(field, fields)
	if (request_tracker_reply_is_field(field, name))
		return json_get(field, "values");
	return NULL;
}

static const char *joined(struct arena *arena, const struct json *values)
{
	TEXT(out);

	JSON_EACH(value, values)
	text_print(&out, "%s%s", out.length > 0 ? "\n" : "", json_text(value, ""));
	return arena_copy(arena, text_string(&out));
}

static const char *people(struct arena *arena, const struct json *list)
{
	TEXT(out);

	JSON_EACH(person, list)
	text_print(&out, "%s%s%s", out.length > 0 ? "\n" : "",
	           strcmp(json_member_text(person, "type", ""), "group") == 0 ? "group:" : "",
	           request_tracker_reply_name(person));
	return arena_copy(arena, text_string(&out));
}

static bool is_date(const char *name)
{
	static const char *const dates[] = { "Starts",  "Due",         "Started", "Resolved",
		                             "Created", "LastUpdated", "Told",    NULL };

	for (const char *const *date = dates; *date != NULL; date++)
		if (strcmp(*date, name) == 0)
			return true;
	return false;
}

int64_t request_tracker_reply_time(const struct json *record, const char *name)
{
	int64_t time;

	/* What is not set stands as 1970-01-01. */
	return clock_parse(json_member_text(record, name, ""), &time) && time > 0 ? time : 0;
}

static const char *date(struct arena *arena, int64_t time)
{
	char stamp[24];

	if (time == 0)
		return "";
	clock_format(time, stamp);
	return arena_print(arena, "%.10s %.8s", stamp, stamp + 11);
}

const char *request_tracker_reply_custom(struct arena *arena, const struct json *record,
                                         const char *name)
{
	return joined(arena, custom_values(record, name));
}

const char *request_tracker_reply_field(struct arena *arena, const struct json *record,
                                        const char *name)
{
	const struct json *value = json_get(record, name);

	if (value == NULL)
		return request_tracker_reply_custom(arena, record, name);
	if (is_date(name))
		return date(arena, request_tracker_reply_time(record, name));
	if (value->type == JSON_ARRAY)
		return people(arena, value);
	if (value->type == JSON_OBJECT)
		return request_tracker_reply_name(value);
	return json_text(value, "");
}

struct json *request_tracker_reply_flat(struct arena *arena, const char *kind,
                                        const struct json *record)
{
	static const char *const asset[] = { "Name",  "Description", "Status",  "Catalog",
		                             "Owner", "HeldBy",      "Contact", NULL };
	static const char *const ticket[] = { "Subject", "Status",   "Queue", "Starts",
		                              "Due",     "Priority", "Owner", "Requestor",
		                              "Cc",      "AdminCc",  NULL };
	struct json *flat = json_new(arena, JSON_OBJECT);

	for (const char *const *name = strcmp(kind, "asset") == 0 ? asset : ticket; *name; name++)
		if (json_get(record, *name) != NULL)
			json_set_string(arena, flat, *name,
			                request_tracker_reply_field(arena, record, *name));
	JSON_EACH(field, json_get(record, "CustomFields"))
	{
		const char *name = json_member_text(field, "name", "");
		if (*name != '\0' && json_get(flat, name) == NULL)
			/* A custom field may bear the name of a member: one reading everywhere. */
			json_set_string(arena, flat, name,
			                request_tracker_reply_field(arena, record, name));
	}
	return flat;
}

static bool is_sort(const struct json *link, const char *ref, const char *type)
{
	return strcmp(json_member_text(link, "ref", ""), ref) == 0 &&
	       strcmp(json_member_text(link, "type", ""), type) == 0 &&
	       request_tracker_reply_id(link) > 0;
}

const struct json *request_tracker_reply_next_link(const struct json *record, const char *ref,
                                                   const char *type, const struct json *after)
{
	const struct json *link;

	if (after != NULL) {
		link = after->next;
	} else {
		const struct json *links = json_get(record, "_hyperlinks");
		link = links != NULL ? links->first : NULL;
	}
	while (link != NULL && !is_sort(link, ref, type))
		link = link->next;
	return link;
}

bool request_tracker_reply_links(const struct json *record, const char *ref, const char *type,
                                 int64_t number)
{
	const struct json *link = NULL;

	while ((link = request_tracker_reply_next_link(record, ref, type, link)) != NULL)
		if (request_tracker_reply_id(link) == number)
			return true;
	return false;
}
