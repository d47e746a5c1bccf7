/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Schemas, object types, attributes and their configuration over REST. */

#include "api.h"
#include "assets_type.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static bool may_configure(struct site *site)
{
	if (site->session->user.itil)
		return true;
	site_refuse(site, 403, "You do not have permission to configure this object schema.");
	return false;
}

static void list_schemas(struct site *site)
{
	struct database *database = site->session->database;
	json_t *ids = json_array(), *list = json_array(), *id;
	sqlite3_stmt *row =
		database_query(database, "SELECT id FROM assets_schema WHERE site = ? ORDER BY id",
	                       VALUES(site->name));
	while (database_next(database, row))
		json_array_append_new(ids, json_integer(sqlite3_column_int64(row, 0)));
	size_t i;
	json_array_foreach(ids, i, id)
		json_array_append_new(list, assets_show_schema(site, json_integer_value(id)));
	json_decref(ids);
	json_int_t total = (json_int_t)json_array_size(list);
	if (site->kind == SITE_DC)
		site_answer(site, 200, json_pack("{s:o}", "objectschemas", list));
	else
		site_answer(site, 200,
		            json_pack("{s:i, s:i, s:I, s:o, s:b, s:b}", "startAt", 0, "maxResults",
		                      25, "total", total, "values", list, "isLast", 1, "last", 1));
}

static bool is_schema_key(const char *key)
{
	size_t length = strspn(key, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");
	return length >= 2 && length <= 10 && key[length] == '\0';
}

static void create_schema(struct site *site)
{
	json_t *body = site_body(site);
	const char *name = site_text(body, "name"), *key = site_text(body, "objectSchemaKey");
	json_t *problem = site_problem();
	struct database *database = site->session->database;
	if (!*name)
		site_blame(problem, "name", "The name is required.");
	if (!is_schema_key(key))
		site_blame(problem, "objectSchemaKey",
		           "The key must be 2 to 10 upper case letters or digits.");
	if (database_number(database,
	                    "SELECT count(*) FROM assets_schema WHERE site = ?1 AND (key = ?2 OR"
	                    " name = ?3)",
	                    VALUES(site->name, key, name)))
		site_blame(problem, "objectSchemaKey", "The name or key is in use already.");
	if (body && may_configure(site)) {
		if (site_is_sound(problem))
			site_answer(
				site, 201,
				assets_show_schema(
					site, assets_make_schema(site, name, key,
			                                         site_text(body, "description"))));
		else
			site_refuse_with(site, 400, problem);
	}
	json_decref(problem);
	json_decref(body);
}

static long long open_schema(struct site *site)
{
	long long schema = assets_find_schema(site, site->parts[0]);
	if (!schema)
		site_refuse(site, 404, "The object schema with id %s could not be found.",
		            site->parts[0]);
	return schema;
}

static long long open_type(struct site *site)
{
	long long type = assets_find_type(site, site->parts[0]);
	if (!type)
		site_refuse(site, 404, "The object type with id %s could not be found.",
		            site->parts[0]);
	return type;
}

static void show_schema(struct site *site)
{
	long long schema = open_schema(site);
	if (schema)
		site_answer(site, 200, assets_show_schema(site, schema));
}

static json_t *type_ids(struct site *site, long long schema)
{
	struct database *database = site->session->database;
	json_t *ids = json_array();
	sqlite3_stmt *row =
		database_query(database, "SELECT id FROM assets_type WHERE schema = ? ORDER BY id",
	                       VALUES(site_print_number(site, schema)));
	while (database_next(database, row))
		json_array_append_new(ids, json_integer(sqlite3_column_int64(row, 0)));
	return ids;
}

static json_t *all_types(struct site *site, long long schema)
{
	json_t *list = json_array(), *ids = type_ids(site, schema), *id;
	size_t i;
	json_array_foreach(ids, i, id)
		json_array_append_new(list, assets_show_type(site, json_integer_value(id)));
	json_decref(ids);
	return list;
}

static void list_types_flat(struct site *site)
{
	long long schema = open_schema(site);
	if (schema)
		site_answer(site, 200, all_types(site, schema));
}

static void list_types(struct site *site)
{
	long long schema = open_schema(site);
	if (schema)
		site_answer(site, 200, json_pack("{s:o}", "entries", all_types(site, schema)));
}

static void list_schema_attributes(struct site *site)
{
	long long schema = open_schema(site);
	json_t *list = json_array(), *ids = type_ids(site, schema), *id;
	size_t i;
	json_array_foreach(ids, i, id)
	{
		long long type = json_integer_value(id);
		struct assets_attributes all = assets_attributes(site, type);
		for (size_t j = 0; j < all.count; j++)
			if (all.list[j].type == type)
				json_array_append_new(
					list, assets_show_attribute(site, &all.list[j], true));
	}
	json_decref(ids);
	if (schema)
		site_answer(site, 200, list);
	else
		json_decref(list);
}

static bool type_fits(struct site *site, const json_t *body, long long schema, json_t *problem)
{
	const char *name = site_text(body, "name");
	struct pool *pool = site->session->pool;
	if (!*name || strpbrk(name, "=;:?.\""))
		site_blame(problem, "name", "The name is empty or holds one of = ; : ? . \"");
	if (!*site_id_text(pool, json_object_get(body, "iconId")))
		site_blame(problem, "iconId", "The icon is required.");
	if (!schema)
		site_blame(problem, "objectSchemaId", "The object schema could not be found.");
	if (database_number(site->session->database,
	                    "SELECT count(*) FROM assets_type WHERE schema = ? AND name = ?"
	                    " COLLATE NOCASE",
	                    VALUES(site_print_number(site, schema), name)))
		site_blame(problem, "name", "An object type with this name exists already.");
	return site_is_sound(problem);
}

static void create_type(struct site *site)
{
	struct pool *pool = site->session->pool;
	json_t *body = site_body(site);
	json_t *problem = site_problem();
	if (body && may_configure(site)) {
		const char *parent =
			site_id_text(pool, json_object_get(body, "parentObjectTypeId"));
		long long schema = assets_find_schema(
			site, site_id_text(pool, json_object_get(body, "objectSchemaId")));
		if (type_fits(site, body, schema, problem)) {
			long long type = assets_make_type(
				site, schema, site_text(body, "name"),
				*parent ? assets_find_type(site, parent) : 0,
				json_is_true(json_object_get(body, "inherited")),
				site_id_text(pool, json_object_get(body, "iconId")));
			database_run(site->session->database,
			             "UPDATE assets_type SET description = ? WHERE id = ?",
			             VALUES(site_text(body, "description"),
			                    site_print_number(site, type)));
			site_answer(site, 201, assets_show_type(site, type));
		} else {
			site_refuse_with(site, 400, problem);
		}
	}
	json_decref(problem);
	json_decref(body);
}

static void show_type(struct site *site)
{
	long long type = open_type(site);
	if (type)
		site_answer(site, 200, assets_show_type(site, type));
}

static void delete_type(struct site *site)
{
	long long type = open_type(site);
	const char *id = site_print_number(site, type);
	struct database *database = site->session->database;
	if (!type || !may_configure(site))
		return;
	if (database_number(database, "SELECT count(*) FROM assets_object WHERE type = ?",
	                    VALUES(id))) {
		site_refuse(site, 400, "The object type has objects.");
		return;
	}
	json_t *shown = assets_show_type(site, type);
	database_run(database, "DELETE FROM assets_attribute WHERE type = ?", VALUES(id));
	database_run(database, "DELETE FROM assets_type WHERE id = ?", VALUES(id));
	site_answer(site, 200, shown);
}

static void list_attributes(struct site *site)
{
	long long type = open_type(site);
	if (!type)
		return;
	struct assets_attributes all = assets_attributes(site, type);
	bool own = request_flag(site->request, "excludeParentAttributes", false);
	json_t *list = json_array();
	for (size_t i = 0; i < all.count; i++)
		if (!own || all.list[i].type == type)
			json_array_append_new(list,
			                      assets_show_attribute(site, &all.list[i], true));
	site_answer(site, 200, list);
}

static bool attribute_fits(struct site *site, const struct assets_attribute *wish, json_t *problem)
{
	struct assets_attributes all = assets_attributes(site, wish->type);
	bool known = wish->kind == ASSETS_DEFAULT || wish->kind == ASSETS_REFERENCE ||
	             wish->kind == ASSETS_USER || wish->kind == ASSETS_GROUP ||
	             wish->kind == ASSETS_STATUS;
	if (!*wish->name)
		site_blame(problem, "name", "The name is required.");
	if (!known || wish->default_type > DEFAULT_ADDRESS)
		site_blame(problem, "type", "The type is not valid.");
	if (wish->kind == ASSETS_REFERENCE &&
	    (!assets_find_type(site, wish->type_value) || !*wish->additional))
		site_blame(problem, "typeValue",
		           "A reference wants typeValue, an object type, and additionalValue, a "
		           "reference type.");
	for (size_t i = 0; i < all.count; i++)
		if (all.list[i].id != wish->id && strcasecmp(all.list[i].name, wish->name) == 0)
			site_blame(problem, "name", "An attribute with this name exists already.");
	return site_is_sound(problem);
}

static int number_of(const json_t *body, const char *key, int absent)
{
	const json_t *value = json_object_get(body, key);
	return json_is_integer(value) ? (int)json_integer_value(value) : absent;
}

static struct assets_attribute read_attribute(struct site *site, const json_t *body, long long type)
{
	struct pool *pool = site->session->pool;
	int kind = number_of(body, "type", -1), plain = number_of(body, "defaultTypeId", 0);
	return (struct assets_attribute){
		.type = type,
		.name = site_text(body, "name"),
		.kind = (enum assets_kind)kind,
		.default_type = kind == 0 && plain >= 0 ? (enum assets_default)plain : DEFAULT_TEXT,
		.type_value = site_id_text(pool, json_object_get(body, "typeValue")),
		.additional = site_id_text(pool, json_object_get(body, "additionalValue")),
		.minimum = number_of(body, "minimumCardinality", 0),
		.maximum = number_of(body, "maximumCardinality", 1),
		.unique = json_is_true(json_object_get(body, "uniqueAttribute")),
		.label = json_is_true(json_object_get(body, "label")),
		.hidden = json_is_true(json_object_get(body, "hidden")),
		.options = site_text(body, "options"),
		.description = site_text(body, "description"),
		.editable = true,
	};
}

static json_t *find_attribute(struct site *site, long long type, long long id)
{
	struct assets_attributes all = assets_attributes(site, type);
	for (size_t i = 0; i < all.count; i++)
		if (all.list[i].id == id)
			return assets_show_attribute(site, &all.list[i], true);
	return NULL;
}

static void create_attribute(struct site *site)
{
	long long type = open_type(site);
	json_t *body = type ? site_body(site) : NULL;
	json_t *problem = site_problem();
	if (body && may_configure(site)) {
		struct assets_attribute wish = read_attribute(site, body, type);
		if (!attribute_fits(site, &wish, problem)) {
			site_refuse_with(site, 400, problem);
		} else {
			if (wish.label)
				database_run(site->session->database,
				             "UPDATE assets_attribute SET label = 0 WHERE type = ?",
				             VALUES(site_print_number(site, type)));
			long long id = assets_make_attribute(site, type, &wish);
			site_answer(site, 201, find_attribute(site, type, id));
		}
	}
	json_decref(problem);
	json_decref(body);
}

static void update_attribute(struct site *site)
{
	long long type = open_type(site), id = site_number(site->parts[1]);
	json_t *body = type ? site_body(site) : NULL;
	json_t *before = type ? find_attribute(site, type, id) : NULL;
	json_t *problem = site_problem();
	if (body && !before) {
		site_refuse(site, 404, "The attribute with id %s could not be found.",
		            site->parts[1]);
	} else if (body && may_configure(site)) {
		json_t *merged = json_deep_copy(before);
		json_object_update(merged, body);
		struct assets_attribute wish = read_attribute(site, merged, type);
		wish.id = id;
		if (!attribute_fits(site, &wish, problem)) {
			site_refuse_with(site, 400, problem);
		} else {
			database_run(site->session->database,
			             "UPDATE assets_attribute SET name = ?, uniq = ?, minimum = ?,"
			             " maximum = ?, hidden = ?, options = ?, description = ?"
			             " WHERE id = ?",
			             VALUES(wish.name, wish.unique ? "1" : "0",
			                    site_print_number(site, wish.minimum),
			                    site_print_number(site, wish.maximum),
			                    wish.hidden ? "1" : "0", wish.options, wish.description,
			                    site_print_number(site, id)));
			site_answer(site, 200, find_attribute(site, type, id));
		}
		json_decref(merged);
	}
	json_decref(before);
	json_decref(problem);
	json_decref(body);
}

/* With its values on every object; a new one of the same name has another id. */
static void delete_attribute(struct site *site)
{
	struct database *database = site->session->database;
	const char *id = site->parts[0];
	if (!database_number(database,
	                     "SELECT count(*) FROM assets_attribute a JOIN assets_type t ON t.id ="
	                     " a.type JOIN assets_schema s ON s.id = t.schema WHERE a.id = ?"
	                     " AND s.site = ? AND a.label = 0",
	                     VALUES(id, site->name))) {
		site_refuse(site, 404, "The attribute with id %s could not be found.", id);
		return;
	}
	if (!may_configure(site))
		return;
	database_run(database, "DELETE FROM assets_value WHERE attribute = ?", VALUES(id));
	database_run(database, "DELETE FROM assets_attribute WHERE id = ?", VALUES(id));
	site_answer(site, 200, json_object());
}

static void list_status_types(struct site *site)
{
	json_t *list = json_array();
	for (int i = 1; assets_status_name(i); i++)
		json_array_append_new(list, assets_show_status(site, i));
	site_answer(site, 200, list);
}

static void list_reference_types(struct site *site)
{
	static const char *const names[] = { "Depends on", "Used by", "Installed" };
	json_t *list = json_array();
	for (int i = 0; i < 3; i++) {
		json_t *one =
			json_pack("{s:o, s:s, s:s, s:s, s:b}", "id", assets_id(site, i + 1), "name",
		                  names[i], "description", "", "color", "#4C9AFF", "removable", 0);
		assets_add_workspace(site, one, i + 1);
		json_array_append_new(list, one);
	}
	site_answer(site, 200, list);
}

static void list_icons(struct site *site)
{
	static const char *const names[] = { "Certificate", "Host", "Service" };
	json_t *list = json_array();
	for (int i = 1; i <= 3; i++) {
		const char *link = pool_print(site->session->pool, "%s/icon/%d/icon.png",
		                              assets_base(site), i);
		json_array_append_new(list, json_pack("{s:o, s:s, s:s, s:s}", "id",
		                                      assets_id(site, i), "name", names[i - 1],
		                                      "url16", link, "url48", link));
	}
	site_answer(site, 200, list);
}

static void set_property(struct site *site)
{
	if (open_schema(site) && may_configure(site))
		site_answer_empty(site, 200);
}

static const struct api_row rows[] = {
	{ "GET", "objectschema/list", list_schemas, false },
	{ "POST", "objectschema/create", create_schema, false },
	{ "GET", "objectschema/{}", show_schema, false },
	{ "GET", "objectschema/{}/objecttypes", list_types, false },
	{ "GET", "objectschema/{}/objecttypes/flat", list_types_flat, false },
	{ "GET", "objectschema/{}/attributes", list_schema_attributes, false },
	{ "POST", "objecttype/create", create_type, false },
	{ "GET", "objecttype/{}", show_type, false },
	{ "DELETE", "objecttype/{}", delete_type, false },
	{ "GET", "objecttype/{}/attributes", list_attributes, false },
	{ "POST", "objecttypeattribute/{}", create_attribute, false },
	{ "PUT", "objecttypeattribute/{}/{}", update_attribute, false },
	{ "DELETE", "objecttypeattribute/{}", delete_attribute, false },
	{ "GET", "config/statustype", list_status_types, false },
	{ "GET", "config/referencetype", list_reference_types, false },
	{ "GET", "icon/global", list_icons, false },
	{ "POST", "global/config/objectschema/{}/property", set_property, false },
};

struct api_table assets_api(void)
{
	return (struct api_table){ rows, sizeof(rows) / sizeof(rows[0]) };
}
