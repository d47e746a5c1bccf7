/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Building JSON trees. */
#include "base/arena.h"
#include "base/json_tree.h"
#include "base/text.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* Objects with more members than this get an index; comparing a few names is quicker without. */
enum { UNINDEXED_MEMBERS = 32 };

struct json *json_new(struct arena *arena, enum json_type type)
{
	struct json *value = ARENA_NEW(arena, struct json);
	value->type = type;
	return value;
}

static const char *copy_clean(struct arena *arena, const char *text, size_t length)
{
	return text_is_utf8(text, length) ? arena_copy_bytes(arena, text, length)
	                                  : text_clean_utf8(arena, text, length);
}

struct json *json_new_string(struct arena *arena, const char *text)
{
	if (!text)
		return json_new(arena, JSON_NULL);
	struct json *value = json_new(arena, JSON_STRING);
	value->text = copy_clean(arena, text, strlen(text));
	value->length = strlen(value->text);
	return value;
}

struct json *json_new_integer(struct arena *arena, int64_t value)
{
	char digits[24];
	int length = snprintf(digits, sizeof(digits), "%" PRId64, value);
	struct json *number = json_new(arena, JSON_NUMBER);
	number->length = (size_t)length;
	number->text = arena_copy_bytes(arena, digits, number->length);
	return number;
}

struct json *json_new_bool(struct arena *arena, bool value)
{
	return json_new(arena, value ? JSON_TRUE : JSON_FALSE);
}

void json_attach(struct arena *arena, struct json *parent, struct json *child)
{
	child->placed = true;
	child->next = NULL;
	if (parent->last)
		parent->last->next = child;
	else
		parent->first = child;
	parent->last = child;
	parent->length++;
	if (parent->type != JSON_OBJECT)
		return;
	if (parent->index) {
		json_index_add(arena, parent->index, child);
	} else if (parent->length > UNINDEXED_MEMBERS) {
		parent->index = json_index_new(arena);
		JSON_EACH(member, parent)
		json_index_add(arena, parent->index, member);
	}
}

static void replace(struct json *object, struct json *old, struct json *value)
{
	struct json **link = &object->first;
	struct json *before = NULL;
	while (*link != old) {
		before = *link;
		link = &before->next;
	}
	if (object->index)
		*json_index_find(object->index, old->key) = value;
	value->key = old->key;
	value->next = old->next;
	value->placed = true;
	*link = value;
	if (object->last == old)
		object->last = value;
	old->next = NULL;
	old->placed = false;
}

struct json *json_set(struct arena *arena, struct json *object, const char *name,
                      struct json *value)
{
	assert(object && object->type == JSON_OBJECT);
	if (!value)
		value = json_new(arena, JSON_NULL);
	if (value->placed)
		value = json_copy(arena, value);
	const char *key = copy_clean(arena, name, strlen(name));
	struct json *old = json_get(object, key);
	if (old) {
		replace(object, old, value);
	} else {
		value->key = key;
		json_attach(arena, object, value);
	}
	return value;
}

void json_set_string(struct arena *arena, struct json *object, const char *name, const char *text)
{
	json_set(arena, object, name, json_new_string(arena, text));
}

void json_set_integer(struct arena *arena, struct json *object, const char *name, int64_t value)
{
	json_set(arena, object, name, json_new_integer(arena, value));
}

void json_set_bool(struct arena *arena, struct json *object, const char *name, bool value)
{
	json_set(arena, object, name, json_new_bool(arena, value));
}

struct json *json_push(struct json *array, struct json *value)
{
	assert(array && array->type == JSON_ARRAY && value && !value->placed);
	json_attach(NULL, array, value);
	return value;
}

void json_push_string(struct arena *arena, struct json *array, const char *text)
{
	json_push(array, json_new_string(arena, text));
}

void json_set_text(struct json *string, const char *text, size_t length)
{
	assert(string && string->type == JSON_STRING);
	string->text = text;
	string->length = length;
}

struct json *json_copy(struct arena *arena, const struct json *value)
{
	if (!value)
		return NULL;
	struct json *copy = json_new(arena, value->type);
	if (value->text) {
		copy->length = value->length;
		copy->text = arena_copy_bytes(arena, value->text, value->length);
	}
	JSON_EACH(child, value)
	{
		struct json *twin = json_copy(arena, child);
		twin->key = arena_copy(arena, child->key);
		json_attach(arena, copy, twin);
	}
	return copy;
}

struct json *json_share(struct arena *arena, const struct json *value)
{
	if (!value)
		return NULL;
	struct json *twin = ARENA_NEW(arena, struct json);
	*twin = *value;
	twin->key = NULL;
	twin->next = NULL;
	twin->placed = false;
	return twin;
}
