/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* One map read by two tables: a name that neither knows is refused with the nearest of both. */
#include "base/text.h"
#include "service/settings_parts.h"

/* The names before the first dot; one may stand twice. */
static const char *const *names_of(struct arena *arena, const struct setting *table)
{
	size_t count = 0;
	while (table[count].name)
		count++;
	const char **names = ARENA_ARRAY(arena, const char *, count + 1);
	for (size_t i = 0; i < count; i++)
		names[i] = arena_copy_bytes(arena, table[i].name, strcspn(table[i].name, "."));
	return names;
}

bool settings_plugin_read(struct settings *settings, const struct yaml *map,
                          const struct settings_entry *entry, enum settings_depth depth,
                          struct error *error)
{
	struct arena *arena = &settings->arena;
	if (depth == SETTINGS_OFFLINE)
		map = settings_tree_without_secrets(arena, map, entry->own_table);
	else
		settings_secret_restore(map);
	return setting_read(entry->table, map, names_of(arena, entry->own_table), entry->values,
	                    arena, error) &&
	       setting_read(entry->own_table, map, names_of(arena, entry->table), entry->own_values,
	                    arena, error);
}

const char *settings_plugin_type(const struct yaml *map, struct error *error)
{
	const struct yaml *type = map->type == YAML_MAP ? yaml_get(map, "type") : NULL;
	if (map->type != YAML_MAP)
		yaml_refuse(map, error, "each entry must be a map with name and type");
	else if (!type)
		yaml_refuse(map, error, "'type' is missing: see 'certsteward plugins'");
	else if (type->type != YAML_SCALAR)
		yaml_refuse(type, error, "'type' must be the name of a plug-in");
	else
		return type->text;
	return NULL;
}
