/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Parts of the file as JSON: for digests, and for what mappings see. */
#include "base/json.h"
#include "base/text.h"
#include "service/settings_parts.h"

struct json *settings_tree_json(struct arena *arena, const struct yaml *tree)
{
	if (!tree)
		return json_new(arena, JSON_OBJECT);
	if (tree->type == YAML_SCALAR)
		return json_new_string(arena, tree->text);
	struct json *made = json_new(arena, tree->type == YAML_LIST ? JSON_ARRAY : JSON_OBJECT);
	YAML_EACH(child, tree)
	{
		struct json *value = settings_tree_json(arena, child);
		if (tree->type == YAML_LIST)
			json_push(made, value);
		else
			json_set(arena, made, child->key, value);
	}
	return made;
}

static struct json *list_json(struct arena *arena, const struct setting_list *list)
{
	struct json *made = json_new(arena, JSON_ARRAY);
	for (size_t i = 0; i < list->count; i++)
		json_push_string(arena, made, list->items[i]);
	return made;
}

static void set_value(struct arena *arena, struct json *object, const struct setting *row,
                      const char *at)
{
	const char *text;
	switch (row->type) {
	case SETTING_TEXT:
	case SETTING_CHOICE:
		memcpy(&text, at, sizeof(text));
		if (!text_is_empty(text))
			json_set_string(arena, object, row->name, text);
		break;
	case SETTING_BOOL:
		json_set_bool(arena, object, row->name, *(const bool *)at);
		break;
	case SETTING_INTEGER:
	case SETTING_DURATION:
		json_set_integer(arena, object, row->name, *(const int64_t *)(const void *)at);
		break;
	case SETTING_LIST:
		json_set(arena, object, row->name,
		         list_json(arena, (const struct setting_list *)(const void *)at));
		break;
	case SETTING_NUMBER:
	case SETTING_PATH:
	case SETTING_SECRET:
	case SETTING_TREE:
		break;
	}
}

struct json *settings_tree_values(struct arena *arena, const struct setting *table,
                                  const void *values)
{
	struct json *made = json_new(arena, JSON_OBJECT);
	for (const struct setting *row = table; row->name; row++)
		if (!text_starts_with(row->name, "auth."))
			set_value(arena, made, row, (const char *)values + row->offset);
	return made;
}

static bool is_secret(const struct setting *table, const char *name)
{
	for (const struct setting *row = table; row->name; row++)
		if (row->type == SETTING_SECRET && text_equal(row->name, name))
			return true;
	return false;
}

static struct yaml *without(struct arena *arena, const struct yaml *map,
                            const struct setting *table, const char *prefix)
{
	struct yaml *copy = ARENA_NEW(arena, struct yaml), **end = &copy->first;
	*copy = *map;
	copy->first = NULL;
	copy->count = 0;
	YAML_EACH(child, map)
	{
		const char *name = arena_print(arena, "%s%s", prefix, child->key);
		struct yaml *member = ARENA_NEW(arena, struct yaml);
		if (is_secret(table, name))
			continue;
		*member = *child;
		if (child->type == YAML_MAP)
			member = without(arena, child, table, arena_print(arena, "%s.", name));
		member->next = NULL;
		*end = member;
		end = &member->next;
		copy->count++;
	}
	return copy;
}

const struct yaml *settings_tree_without_secrets(struct arena *arena, const struct yaml *map,
                                                 const struct setting *table)
{
	return map->type == YAML_MAP ? without(arena, map, table, "") : map;
}
