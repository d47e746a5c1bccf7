/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Asking a JSON tree. */
#include "base/json.h"
#include "base/json_tree.h"
#include "base/text.h"

#include <stdarg.h>
#include <string.h>

struct json *json_get(const struct json *object, const char *name)
{
	if (!object || object->type != JSON_OBJECT)
		return NULL;
	if (object->index) {
		struct json **found = json_index_find(object->index, name);
		return found ? *found : NULL;
	}
	JSON_EACH(member, object)
	{
		if (strcmp(member->key, name) == 0)
			return member;
	}
	return NULL;
}

struct json *json_at(const struct json *object, ...)
{
	va_list names;
	va_start(names, object);
	struct json *value = NULL;
	const char *name;
	while ((name = va_arg(names, const char *))) {
		value = json_get(object, name);
		object = value;
	}
	va_end(names);
	return value;
}

const char *json_text(const struct json *value, const char *fallback)
{
	if (!value)
		return fallback;
	switch (value->type) {
	case JSON_STRING:
	case JSON_NUMBER:
		return value->text;
	case JSON_TRUE:
		return "true";
	case JSON_FALSE:
		return "false";
	case JSON_NULL:
	case JSON_ARRAY:
	case JSON_OBJECT:
		break;
	}
	return fallback;
}

const char *json_member_text(const struct json *object, const char *name, const char *fallback)
{
	return json_text(json_get(object, name), fallback);
}

int64_t json_integer(const struct json *value, int64_t fallback)
{
	if (!value || (value->type != JSON_NUMBER && value->type != JSON_STRING))
		return fallback;
	int64_t number;
	return text_parse_integer(value->text, &number) ? number : fallback;
}

bool json_is_true(const struct json *value)
{
	return value && value->type == JSON_TRUE;
}

size_t json_count(const struct json *value)
{
	return value && (value->type == JSON_ARRAY || value->type == JSON_OBJECT) ? value->length
	                                                                          : 0;
}

static bool equal_members(const struct json *a, const struct json *b)
{
	JSON_EACH(member, a)
	{
		const struct json *twin = json_get(b, member->key);
		if (!twin || !json_equal(member, twin))
			return false;
	}
	return true;
}

static bool equal_items(const struct json *a, const struct json *b)
{
	const struct json *twin = b->first;
	JSON_EACH(item, a)
	{
		if (!json_equal(item, twin))
			return false;
		twin = twin->next;
	}
	return true;
}

bool json_equal(const struct json *a, const struct json *b)
{
	if (!a || !b)
		return a == b;
	if (a->type != b->type || a->length != b->length)
		return false;
	switch (a->type) {
	case JSON_STRING:
	case JSON_NUMBER:
		return memcmp(a->text, b->text, a->length) == 0;
	case JSON_OBJECT:
		return equal_members(a, b);
	case JSON_ARRAY:
		return equal_items(a, b);
	case JSON_NULL:
	case JSON_FALSE:
	case JSON_TRUE:
		break;
	}
	return true;
}
