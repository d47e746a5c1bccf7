/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The section "itsm": a list of far sides, each with its plug-in's own settings. */
#include "base/json.h"
#include "base/text.h"
#include "service/plugin_find.h"
#include "service/plugin_registry.h"
#include "service/settings_parts.h"

#define AT(member) offsetof(struct settings_side, member)

const struct setting settings_side_table[] = {
	{ .name = "name",
	  .type = SETTING_TEXT,
	  .offset = offsetof(struct settings_side, name),
	  .required = true,
	  .help = "Name of this far side, unique in the file" },
	{ .name = "type",
	  .type = SETTING_TEXT,
	  .offset = offsetof(struct settings_side, type_name),
	  .required = true,
	  .help = "Plug-in that speaks to it; 'certsteward plugins' lists them" },
	{ .name = "url",
	  .type = SETTING_TEXT,
	  .offset = offsetof(struct settings_side, url),
	  .required = true,
	  .help = "Address, without user and password" },
	{ .name = "stage",
	  .type = SETTING_CHOICE,
	  .offset = offsetof(struct settings_side, stage_name),
	  .fallback = "observe",
	  .choices = "observe|inventory|pilot|tickets|automate",
	  .help = "How far certsteward may go there at most; raising it takes 'certsteward stage'" },
	ROW("tickets", SETTING_BOOL, tickets, "yes",
	    "Whether tickets are opened there; exactly one far side tickets a certificate"),
	ROW("scope.zones", SETTING_LIST, zones, "[]",
	    "Zones whose certificates belong there; [] = all"),
	ROW("pilot.groups", SETTING_LIST, pilot.groups, "[]", "Stage pilot: owner groups by name"),
	ROW("pilot.networks", SETTING_LIST, pilot.networks, "[]",
	    "Stage pilot: networks (10.20.0.0/24), addresses or names of places"),
	ROW("pilot.classes", SETTING_LIST, pilot.classes, "[]", "Stage pilot: classes"),
	ROW("pilot.services", SETTING_LIST, pilot.services, "[]", "Stage pilot: services by name"),
	ROW("fields", SETTING_TREE, fields_tree, "{}",
	    "Constants that the site adds per kind of record: certificate, retired, change, incident"),
	ROW("mapping", SETTING_TREE, mapping_tree, "{}",
	    "Further members of target.settings in the record that mappings see"),
	ROW("mappings", SETTING_PATH, mappings, NULL,
	    "Folder of this far side's programs; without it the shipped ones of its type"),
	ROW("ca_file", SETTING_PATH, ca_file, NULL,
	    "Certificates (PEM) that the far side's own is checked against; without it the system's"),
	ROW("proxy", SETTING_TEXT, proxy, "", "HTTP proxy as URL; empty = none"),
	{ .name = NULL },
};

static const struct itsm_type *find_type(const struct yaml *entry, const char *name,
                                         struct error *error)
{
	const struct itsm_type *type = plugin_find_itsm(name);
	TEXT(known);
	if (type)
		return type;
	for (size_t i = 0; plugin_itsm_types[i]; i++)
		text_print(&known, "%s%s", i ? ", " : "", plugin_itsm_types[i]->name);
	yaml_refuse(yaml_get(entry, "type"), error,
	            "there is no ITSM plug-in '%.64s': this build has %s", name,
	            text_string(&known));
	return NULL;
}

static bool check_name(const struct settings *settings, const struct yaml *map, const char *name,
                       struct error *error)
{
	for (size_t i = 0; i + 1 < settings->side_count; i++)
		if (text_equal(settings->sides[i].name, name))
			return yaml_refuse(yaml_get(map, "name"), error,
			                   "two far sides are called '%s': give each its own name",
			                   name);
	return true;
}

static void check_url(struct settings *settings, struct settings_side *side)
{
	char *url = arena_copy(&settings->arena, side->url);
	for (size_t length = strlen(url); length && url[length - 1] == '/'; length--)
		url[length - 1] = '\0';
	side->url = url;
}

/* What mappings see of the plug-in's settings, and over it what the site says in "mapping". */
static void make_json(struct settings *settings, struct settings_side *side)
{
	struct arena *arena = &settings->arena;
	struct json *values = settings_tree_values(arena, side->type->setting_table, side->own);
	struct json *more = settings_tree_json(arena, side->mapping_tree);
	JSON_EACH(member, more)
	json_set(arena, values, member->key, member);
	side->settings = values;
	side->fields = settings_tree_json(arena, side->fields_tree);
}

/* Mappings add these to what they make, member by member; a plug-in's own ids stand beside them. */
static bool check_fields(const struct yaml *entry, const struct settings_side *side,
                         struct error *error)
{
	static const char *const kinds[] = { "certificate", "retired", "change", "incident",
		                             "task" };
	if (side->fields_tree->type != YAML_MAP || side->mapping_tree->type != YAML_MAP)
		return yaml_refuse(entry, error, "'fields' and 'mapping' must be maps");
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		const struct yaml *kind = yaml_get(side->fields_tree, kinds[i]);
		if (kind && kind->type != YAML_MAP)
			return yaml_refuse(kind, error,
			                   "'fields.%s' must be a map: write {name of a field: "
			                   "value}",
			                   kinds[i]);
	}
	return true;
}

static bool read_entry(struct settings *settings, const struct yaml *map, enum settings_depth depth,
                       struct error *error)
{
	struct settings_side *side = &settings->sides[settings->side_count++];
	const char *type = settings_plugin_type(map, error);
	side->type = type ? find_type(map, type, error) : NULL;
	side->where = map;
	if (!side->type)
		return false;
	side->own = arena_allocate(&settings->arena, side->type->settings_size);
	struct settings_entry entry = { settings_side_table, side, side->type->setting_table,
		                        side->own };
	if (!settings_plugin_read(settings, map, &entry, depth, error) ||
	    !check_name(settings, map, side->name, error) || !check_fields(map, side, error))
		return false;
	check_url(settings, side);
	make_json(settings, side);
	return flow_stage_parse(side->stage_name, &side->stage);
}

static bool share_zone(const struct settings_side *a, const struct settings_side *b)
{
	if (a->zones.count == 0 || b->zones.count == 0)
		return true;
	for (size_t i = 0; i < a->zones.count; i++)
		for (size_t j = 0; j < b->zones.count; j++)
			if (text_equal(a->zones.items[i], b->zones.items[j]))
				return true;
	return false;
}

/* A certificate's tickets stand in one place, or nobody knows which one counts. */
static bool check_ticketing(const struct settings *settings, struct error *error)
{
	for (size_t i = 0; i < settings->side_count; i++)
		for (size_t j = i + 1; j < settings->side_count; j++) {
			const struct settings_side *a = &settings->sides[i];
			const struct settings_side *b = &settings->sides[j];
			if (a->tickets && b->tickets && share_zone(a, b))
				return yaml_refuse(b->where, error,
				                   "'%s' and '%s' would both ticket the same "
				                   "certificates: set 'tickets: no' for one of "
				                   "them, or 'scope.zones' that do not overlap",
				                   a->name, b->name);
		}
	return true;
}

bool settings_itsm_read(struct settings *settings, const struct yaml *list,
                        enum settings_depth depth, struct error *error)
{
	if (!list)
		return true;
	if (list->type != YAML_LIST)
		return yaml_refuse(list, error, "'itsm' must be a list of far sides");
	settings->sides = ARENA_ARRAY(&settings->arena, struct settings_side, list->count + 1);
	YAML_EACH(entry, list)
	if (!read_entry(settings, entry, depth, error))
		return false;
	return check_ticketing(settings, error);
}
