/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Reading a YAML map by a table of settings. */
#include "base/setting.h"
#include "base/arena.h"
#include "base/setting_value.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

struct reading {
	const struct setting *table;
	const char *const *ignore;
	void *settings;
	struct arena *arena;
	bool *given; /* one for each row */
};

static const struct setting *find_row(const struct setting *table, const char *name)
{
	for (const struct setting *row = table; row->name; row++) {
		if (text_equal(row->name, name))
			return row;
	}
	return NULL;
}

/* "flight" when there is "flight.limit". */
static bool is_group(const struct setting *table, const char *name)
{
	size_t length = strlen(name);
	for (const struct setting *row = table; row->name; row++) {
		if (text_starts_with(row->name, name) && row->name[length] == '.')
			return true;
	}
	return false;
}

static bool is_ignored(const char *const *ignore, const char *name)
{
	for (; ignore && *ignore; ignore++) {
		if (text_equal(*ignore, name))
			return true;
	}
	return false;
}

/* The group ("tickets.window") nearest to a wrong one of the same depth, or NULL. */
static const char *nearest_group(const struct reading *reading, const char *name)
{
	const char *nearest = NULL;
	size_t most = strlen(name) / 3 > 2 ? strlen(name) / 3 : 2, depth = 1;
	for (const char *at = name; *at; at++)
		depth += *at == '.';
	for (const struct setting *row = reading->table; row->name; row++) {
		size_t length = 0;
		for (size_t i = 0; i < depth; i++) {
			length += i > 0 && row->name[length] == '.';
			length += strcspn(row->name + length, ".");
		}
		const char *group = arena_copy_bytes(reading->arena, row->name, length);
		size_t distance = text_distance(name, group);
		if (row->name[length] == '.' && distance <= most && distance < length) {
			nearest = group;
			most = distance ? distance - 1 : 0;
		}
	}
	return nearest;
}

static bool refuse_unknown(const struct reading *reading, const struct yaml *member,
                           const char *name, struct error *error)
{
	struct yaml where = *member;
	where.line = member->key_line;
	where.column = member->key_column;
	const char *near = setting_nearest(reading->table, name);
	if (!near)
		near = nearest_group(reading, name);
	for (const char *const *ignored = reading->ignore; !near && ignored && *ignored;
	     ignored++) {
		if (text_distance(*ignored, name) <= 2)
			near = *ignored;
	}
	int shown = (int)text_cut(name, 64);
	if (near)
		return yaml_refuse(&where, error, "there is no setting '%.*s': did you mean '%s'",
		                   shown, name, near);
	return yaml_refuse(&where, error, "there is no setting '%.*s': remove it", shown, name);
}

static bool read_map(struct reading *reading, const struct yaml *map, const char *prefix,
                     struct error *error);

static bool read_member(struct reading *reading, const struct yaml *member, const char *name,
                        struct error *error)
{
	const struct setting *row = find_row(reading->table, name);
	if (row) {
		reading->given[row - reading->table] = true;
		return setting_value_store(row, member, reading->settings, reading->arena, error);
	}
	if (is_group(reading->table, name)) {
		if (member->type != YAML_MAP)
			return yaml_refuse(member, error, "'%s' must be a map of settings", name);
		return read_map(reading, member, arena_print(reading->arena, "%s.", name), error);
	}
	return is_ignored(reading->ignore, name) || refuse_unknown(reading, member, name, error);
}

static bool read_map(struct reading *reading, const struct yaml *map, const char *prefix,
                     struct error *error)
{
	YAML_EACH(member, map)
	{
		const char *name = arena_print(reading->arena, "%s%s", prefix, member->key);
		/* A dot in a member's own name would give a setting two spellings. */
		if (strchr(member->key, '.') && find_row(reading->table, name))
			return yaml_refuse(
				member, error,
				"'%s' is written in parts: each part before a dot is a map of its own",
				name);
		if (!read_member(reading, member, name, error))
			return false;
	}
	return true;
}

static bool complete(const struct reading *reading, const struct yaml *map, struct error *error)
{
	for (const struct setting *row = reading->table; row->name; row++) {
		if (reading->given[row - reading->table])
			continue;
		if (row->required)
			return yaml_refuse(map, error, "'%s' is missing: %s", row->name,
			                   row->help ? row->help : "set it");
		if (!setting_value_default(row, map->file, reading->settings, reading->arena,
		                           error))
			return false;
	}
	return true;
}

static size_t count_rows(const struct setting *table)
{
	size_t count = 0;
	while (table[count].name)
		count++;
	return count;
}

bool setting_read(const struct setting *table, const struct yaml *map, const char *const *ignore,
                  void *settings, struct arena *arena, struct error *error)
{
	if (map->type != YAML_MAP)
		return yaml_refuse(map, error, "settings must be a map: write 'name: value' lines");
	struct reading reading = {
		.table = table,
		.ignore = ignore,
		.settings = settings,
		.arena = arena,
		.given = ARENA_ARRAY(arena, bool, count_rows(table)),
	};
	return read_map(&reading, map, "", error) && complete(&reading, map, error);
}

bool setting_defaults(const struct setting *table, void *settings, struct arena *arena,
                      struct error *error)
{
	for (const struct setting *row = table; row->name; row++) {
		if (!setting_value_default(row, "", settings, arena, error))
			return false;
	}
	return true;
}

void setting_release(const struct setting *table, void *settings)
{
	for (const struct setting *row = table; row->name; row++) {
		if (row->type == SETTING_SECRET)
			secret_release((struct secret *)(void *)((char *)settings + row->offset));
	}
}

const char *setting_nearest(const struct setting *table, const char *name)
{
	const char *nearest = NULL;
	/* A third of the letters wrong is still a slip; more is another word. */
	size_t most = strlen(name) / 3 > 2 ? strlen(name) / 3 : 2;
	for (const struct setting *row = table; row->name; row++) {
		size_t distance = text_distance(name, row->name);
		if (distance <= most && distance < strlen(row->name)) {
			nearest = row->name;
			most = distance ? distance - 1 : 0;
		}
	}
	return nearest;
}
