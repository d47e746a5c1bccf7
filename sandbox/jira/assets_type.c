/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Schemas, object types and attributes of Assets: what is stored. */

#include "assets_type.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { ATTRIBUTE_MAX = 200, PARENT_MAX = 20 };

json_t *assets_id(const struct site *site, long long id)
{
	return site->kind == SITE_DC ? json_integer(id) : json_string(site_print_number(site, id));
}

const char *assets_global(const struct site *site, long long id)
{
	return pool_print(site->session->pool, "%s:%lld", site_workspace_id, id);
}

void assets_add_workspace(const struct site *site, json_t *shown, long long id)
{
	if (site->kind == SITE_DC)
		return;
	json_object_set_new(shown, "workspaceId", json_string(site_workspace_id));
	json_object_set_new(shown, "globalId", json_string(assets_global(site, id)));
}

const char *assets_base(const struct site *site)
{
	struct pool *pool = site->session->pool;
	return site->kind == SITE_DC ? pool_print(pool, "%s/rest/assets/1.0", site->base)
	                             : pool_print(pool, "%s/jsm/assets/workspace/%s/v1",
	                                          site->session->base, site_workspace_id);
}

long long assets_find_schema(const struct site *site, const char *id)
{
	return database_number(site->session->database,
	                       "SELECT id FROM assets_schema WHERE site = ? AND id = ?",
	                       VALUES(site->name, id));
}

long long assets_find_type(const struct site *site, const char *id)
{
	return database_number(site->session->database,
	                       "SELECT t.id FROM assets_type t JOIN assets_schema s"
	                       " ON s.id = t.schema WHERE s.site = ? AND t.id = ?",
	                       VALUES(site->name, id));
}

static long long parent_of(const struct site *site, long long type)
{
	return database_number(site->session->database,
	                       "SELECT parent FROM assets_type WHERE id = ?",
	                       VALUES(site_print_number(site, type)));
}

static bool hands_down(const struct site *site, long long type)
{
	return database_number(site->session->database,
	                       "SELECT inherited FROM assets_type WHERE id = ?",
	                       VALUES(site_print_number(site, type))) != 0;
}

bool assets_is_below(const struct site *site, long long type, long long ancestor)
{
	for (int i = 0; type && i < PARENT_MAX; i++) {
		if (type == ancestor)
			return true;
		type = parent_of(site, type);
	}
	return false;
}

static size_t read_own(const struct site *site, long long type, struct assets_attribute *list,
                       size_t room)
{
	struct session *session = site->session;
	struct pool *pool = session->pool;
	size_t count = 0;
	sqlite3_stmt *row = database_query(
		session->database,
		"SELECT id, type, name, kind, default_type, type_value, additional, minimum,"
		" maximum, uniq, label, system, editable, hidden, options, description, position"
		" FROM assets_attribute WHERE type = ? ORDER BY position",
		VALUES(site_print_number(site, type)));
	while (database_next(session->database, row)) {
		if (count == room)
			continue;
		list[count++] = (struct assets_attribute){
			.id = sqlite3_column_int64(row, 0),
			.type = sqlite3_column_int64(row, 1),
			.name = pool_copy(pool, database_text(row, 2)),
			.kind = (enum assets_kind)sqlite3_column_int(row, 3),
			.default_type = (enum assets_default)sqlite3_column_int(row, 4),
			.type_value = pool_copy(pool, database_text(row, 5)),
			.additional = pool_copy(pool, database_text(row, 6)),
			.minimum = sqlite3_column_int(row, 7),
			.maximum = sqlite3_column_int(row, 8),
			.unique = sqlite3_column_int(row, 9) != 0,
			.label = sqlite3_column_int(row, 10) != 0,
			.system = sqlite3_column_int(row, 11) != 0,
			.editable = sqlite3_column_int(row, 12) != 0,
			.hidden = sqlite3_column_int(row, 13) != 0,
			.options = pool_copy(pool, database_text(row, 14)),
			.description = pool_copy(pool, database_text(row, 15)),
			.position = sqlite3_column_int(row, 16),
		};
	}
	return count;
}

struct assets_attributes assets_attributes(const struct site *site, long long type)
{
	struct assets_attribute *list =
		pool_take(site->session->pool, ATTRIBUTE_MAX * sizeof(*list));
	size_t count = 0;
	long long chain[PARENT_MAX];
	size_t depth = 0;
	for (long long at = type; at && depth < PARENT_MAX;) {
		chain[depth++] = at;
		at = parent_of(site, at);
		if (at && !hands_down(site, at))
			break;
	}
	while (depth-- > 0)
		count += read_own(site, chain[depth], list + count, ATTRIBUTE_MAX - count);
	return (struct assets_attributes){ list, count };
}

static const struct {
	const char *name;
	int category;
} statuses[] = { { "Active", 1 }, { "Retired", 0 }, { "In Maintenance", 2 } };

const char *assets_status_name(int number)
{
	return number >= 1 && number <= 3 ? statuses[number - 1].name : NULL;
}

json_t *assets_show_status(const struct site *site, int number)
{
	int id = number + (site->kind == SITE_DC ? 40 : 0);
	return json_pack("{s:o, s:s, s:s, s:i}", "id", assets_id(site, id), "name",
	                 statuses[number - 1].name, "description", "", "category",
	                 statuses[number - 1].category);
}

int assets_find_status(const struct site *site, const char *id)
{
	for (int number = 1; number <= 3; number++)
		if ((int)site_number(id) == number + (site->kind == SITE_DC ? 40 : 0) ||
		    strcasecmp(id, statuses[number - 1].name) == 0)
			return number;
	return 0;
}

long long assets_make_schema(const struct site *site, const char *name, const char *key,
                             const char *description)
{
	struct database *database = site->session->database;
	database_run(database,
	             "INSERT INTO assets_schema (site, name, key, description, created)"
	             " VALUES (?, ?, ?, ?, ?)",
	             VALUES(site->name, name, key, description, site_now(site)));
	return sqlite3_last_insert_rowid(database_handle(database));
}

static void add_basics(const struct site *site, long long type)
{
	static const struct assets_attribute basics[] = {
		{ .name = "Key", .minimum = 1, .maximum = 1, .system = true },
		{ .name = "Name", .minimum = 1, .maximum = 1, .label = true, .editable = true },
		{ .name = "Created",
		  .default_type = DEFAULT_DATETIME,
		  .minimum = 1,
		  .maximum = 1,
		  .system = true },
		{ .name = "Updated",
		  .default_type = DEFAULT_DATETIME,
		  .minimum = 1,
		  .maximum = 1,
		  .system = true },
	};
	for (size_t i = 0; i < sizeof(basics) / sizeof(basics[0]); i++)
		assets_make_attribute(site, type, &basics[i]);
}

long long assets_make_type(const struct site *site, long long schema, const char *name,
                           long long parent, bool inherited, const char *icon)
{
	struct database *database = site->session->database;
	database_run(database,
	             "INSERT INTO assets_type (schema, name, parent, icon, description, inherited,"
	             " position, created) VALUES (?1, ?2, ?3, ?4, '', ?5,"
	             " (SELECT count(*) FROM assets_type WHERE schema = ?1 AND parent = ?3), ?6)",
	             VALUES(site_print_number(site, schema), name, site_print_number(site, parent),
	                    icon, inherited ? "1" : "0", site_now(site)));
	long long type = sqlite3_last_insert_rowid(database_handle(database));
	if (!parent || !hands_down(site, parent))
		add_basics(site, type);
	return type;
}

long long assets_make_attribute(const struct site *site, long long type,
                                const struct assets_attribute *attribute)
{
	struct database *database = site->session->database;
	const char *blank = "";
	database_run(
		database,
		"INSERT INTO assets_attribute (type, name, kind, default_type, type_value,"
		" additional, minimum, maximum, uniq, label, system, editable, hidden, options,"
		" description, position) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12,"
		" ?13, ?14, ?15, (SELECT count(*) FROM assets_attribute WHERE type = ?1))",
		VALUES(site_print_number(site, type), attribute->name,
	               site_print_number(site, attribute->kind),
	               site_print_number(site, attribute->default_type),
	               attribute->type_value ? attribute->type_value : blank,
	               attribute->additional ? attribute->additional : blank,
	               site_print_number(site, attribute->minimum),
	               site_print_number(site, attribute->maximum), attribute->unique ? "1" : "0",
	               attribute->label ? "1" : "0", attribute->system ? "1" : "0",
	               attribute->editable ? "1" : "0", attribute->hidden ? "1" : "0",
	               attribute->options ? attribute->options : blank,
	               attribute->description ? attribute->description : blank));
	return sqlite3_last_insert_rowid(database_handle(database));
}
