/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Fields of one row, in whichever of its three forms an API gives them. */
#include "base/arena.h"
#include "base/clock.h"
#include "base/text.h"
#include "servicenow_reply.h"
#include <string.h>

const struct json *servicenow_reply_row(const struct json *result)
{
	if (result != NULL && result->type == JSON_ARRAY)
		return result->first;
	return result != NULL && result->type == JSON_OBJECT ? result : NULL;
}

static const char *raw_text(const struct json *value)
{
	if (value != NULL && value->type == JSON_OBJECT)
		value = json_get(value, "value");
	return json_text(value, "");
}

const char *servicenow_reply_field(const struct json *row, const char *name)
{
	return raw_text(json_get(row, name));
}

int64_t servicenow_reply_time(const struct json *row, const char *name)
{
	int64_t time = 0;

	return clock_parse(servicenow_reply_field(row, name), &time) ? time : 0;
}

struct json *servicenow_reply_fields(struct arena *arena, const struct json *row)
{
	struct json *fields = json_new(arena, JSON_OBJECT);

	if (row == NULL || row->type != JSON_OBJECT)
		return fields;
	JSON_EACH(field, row)
	if (strcmp(field->key, "__meta") != 0)
		json_set_string(arena, fields, field->key, raw_text(field));
	return fields;
}

const char *servicenow_reply_ignored(struct arena *arena, const struct json *row)
{
	const struct json *ignored = json_at(row, "__meta", "ignoredFields", NULL);
	TEXT(out);

	if (ignored == NULL || ignored->type != JSON_ARRAY)
		return "";
	JSON_EACH(name, ignored)
	{
		text_append(&out, out.length == 0 ? "fields ignored: " : ", ");
		text_append(&out, text_visible(arena, json_text(name, "?")));
	}
	return arena_copy(arena, text_string(&out));
}
