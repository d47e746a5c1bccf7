/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of settings*.c share; nothing else sees it. */
#pragma once
#include "service/settings.h"

/* Each reads one section of the file; the list or map is NULL where the section is missing. */
CHECKED bool settings_discovery_read(struct settings *settings, const struct yaml *list,
                                     enum settings_depth depth, struct error *error);
CHECKED bool settings_itsm_read(struct settings *settings, const struct yaml *list,
                                enum settings_depth depth, struct error *error);
CHECKED bool settings_tickets_read(struct settings *settings, const struct yaml *map,
                                   struct error *error);
CHECKED bool settings_hooks_read(struct settings *settings, const struct yaml *map,
                                 struct error *error);
CHECKED bool settings_revocation_read(struct settings *settings, const struct yaml *map,
                                      struct error *error);

/* Rows of a section's table. AT(member), which each file defines for its own struct, is the offset. */
#define ROW(setting_name, setting_type, member, default_text, help_text)              \
	{                                                                             \
		.name = (setting_name), .type = (setting_type), .offset = AT(member), \
		.fallback = (default_text), .help = (help_text)                       \
	}
#define NUMBER(setting_name, setting_type, member, default_text, lowest, highest, help_text) \
	{                                                                                    \
		.name = (setting_name), .type = (setting_type), .offset = AT(member),        \
		.fallback = (default_text), .low = (lowest), .high = (highest),              \
		.help = (help_text)                                                          \
	}
#define CHOICE(setting_name, member, default_text, choice_list, help_text)                \
	{                                                                                 \
		.name = (setting_name), .type = SETTING_CHOICE, .offset = AT(member),     \
		.fallback = (default_text), .choices = (choice_list), .help = (help_text) \
	}

/* The tables of the sections, for reading, for `init` and for the documentation. */
extern const struct setting settings_general_table[];
extern const struct setting settings_source_table[];
extern const struct setting settings_side_table[];
extern const struct setting settings_tickets_table[];
extern const struct setting settings_hook_table[];
extern const struct setting settings_revocation_table[];

/* settings_plugin.c: one entry whose members belong to us and to a plug-in. */
struct settings_entry {
	const struct setting *table; /* ours */
	void *values;
	const struct setting *own_table; /* the plug-in's */
	void *own_values;
};
CHECKED bool settings_plugin_read(struct settings *settings, const struct yaml *map,
                                  const struct settings_entry *entry, enum settings_depth depth,
                                  struct error *error);
/* The entry's "type" as text; refuses an entry that is no map or has none. NULL = refused. */
const char *settings_plugin_type(const struct yaml *map, struct error *error);

/* settings_tree.c: YAML as JSON, scalars as texts. */
struct json *settings_tree_json(struct arena *arena, const struct yaml *tree);
/* The value of every setting that a plug-in's table names and mappings may see: no secrets, no
 * login, nothing that is empty. */
struct json *settings_tree_values(struct arena *arena, const struct setting *table,
                                  const void *values);
/* A copy of the map without what is a secret by the table. */
const struct yaml *settings_tree_without_secrets(struct arena *arena, const struct yaml *map,
                                                 const struct setting *table);

/* settings_secret.c: a secret's variable leaves the environment when it is read. Gives back those
 * that this tree names, so that the file can be read again as long as the process lives. */
void settings_secret_restore(const struct yaml *tree);
