/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The section "discovery": a list of sources, each with its plug-in's own settings. */
#include "base/clock.h"
#include "base/text.h"
#include "service/plugin_registry.h"
#include "service/settings_parts.h"

#define AT(member) offsetof(struct settings_source, member)
const struct setting settings_source_table[] = {
	{ .name = "name",
	  .type = SETTING_TEXT,
	  .offset = AT(name),
	  .required = true,
	  .help = "Name of this source, unique in the file" },
	{ .name = "type",
	  .type = SETTING_TEXT,
	  .offset = AT(type_name),
	  .required = true,
	  .help = "Plug-in that finds certificates; 'certsteward plugins' lists them" },
	{ .name = "zone",
	  .type = SETTING_TEXT,
	  .offset = AT(zone),
	  .fallback = "",
	  .help = "Zone of its places: the same address in two zones is two places" },
	{ .name = "every",
	  .type = SETTING_DURATION,
	  .offset = AT(every),
	  .fallback = "6h",
	  .low = 1,
	  .high = 31.0 * CLOCK_DAY,
	  .help = "Time between two scans by 'run' and 'sync'" },
	{ .name = "windows",
	  .type = SETTING_LIST,
	  .offset = AT(windows),
	  .help = "When scans may run: ['Mon-Fri 22:00-06:00', 'Sat,Sun 00:00-24:00']; none = always" },
	{ .name = "blackouts",
	  .type = SETTING_LIST,
	  .offset = AT(blackouts),
	  .help = "When none may run, whatever the windows say: the same, or [2026-12-20/2027-01-03]" },
	{ .name = "time_zone",
	  .type = SETTING_TEXT,
	  .offset = AT(time_zone),
	  .fallback = "UTC",
	  .help = "Zone of windows and blackouts, like Europe/Zurich" },
	{ .name = NULL },
};
#undef AT

static const struct discovery_type *find_type(const struct yaml *entry, const char *name,
                                              struct error *error)
{
	TEXT(known);
	for (size_t i = 0; plugin_discovery_types[i]; i++) {
		if (text_equal(plugin_discovery_types[i]->name, name))
			return plugin_discovery_types[i];
		text_print(&known, "%s%s", i ? ", " : "", plugin_discovery_types[i]->name);
	}
	yaml_refuse(yaml_get(entry, "type"), error,
	            "there is no discovery plug-in '%.64s': this build has %s", name,
	            text_string(&known));
	return NULL;
}

static bool is_taken(const struct settings *settings, const char *name)
{
	for (size_t i = 0; i + 1 < settings->source_count; i++)
		if (text_equal(settings->sources[i].name, name))
			return true;
	return false;
}

static bool read_hours(struct settings *settings, struct settings_source *source,
                       const struct yaml *map, struct error *error)
{
	struct error why = ERROR_INIT;
	return hours_read(&settings->arena, source->windows.items, source->windows.count,
	                  source->blackouts.items, source->blackouts.count, source->time_zone,
	                  &source->hours, &why) ||
	       yaml_refuse(map, error, "%s", why.message);
}

static bool read_entry(struct settings *settings, const struct yaml *map, enum settings_depth depth,
                       struct error *error)
{
	struct settings_source *source = &settings->sources[settings->source_count++];
	const char *type = settings_plugin_type(map, error);
	source->type = type ? find_type(map, type, error) : NULL;
	if (!source->type)
		return false;
	source->own = arena_allocate(&settings->arena, source->type->settings_size);
	struct settings_entry entry = { settings_source_table, source, source->type->setting_table,
		                        source->own };
	if (!settings_plugin_read(settings, map, &entry, depth, error) ||
	    !read_hours(settings, source, map, error))
		return false;
	if (is_taken(settings, source->name))
		return yaml_refuse(yaml_get(map, "name"), error,
		                   "two sources are called '%s': give each its own name",
		                   source->name);
	return true;
}

bool settings_discovery_read(struct settings *settings, const struct yaml *list,
                             enum settings_depth depth, struct error *error)
{
	if (!list)
		return true;
	if (list->type != YAML_LIST)
		return yaml_refuse(list, error, "'discovery' must be a list of sources");
	settings->sources = ARENA_ARRAY(&settings->arena, struct settings_source, list->count + 1);
	YAML_EACH(entry, list)
	if (!read_entry(settings, entry, depth, error))
		return false;
	return true;
}
