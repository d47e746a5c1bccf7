/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Schemas, object types and attributes of Assets as answers show them. */

#include "assets_type.h"

#include <stdlib.h>
#include <string.h>

json_t *assets_show_schema(const struct site *site, long long schema)
{
	struct session *session = site->session;
	const char *id = site_print_number(site, schema);
	sqlite3_stmt *row = database_query(
		session->database,
		"SELECT name, key, description, created,"
		" (SELECT count(*) FROM assets_type WHERE schema = s.id),"
		" (SELECT count(*) FROM assets_object o JOIN assets_type t ON t.id = o.type"
		" WHERE t.schema = s.id) FROM assets_schema s WHERE id = ?",
		VALUES(id));
	if (!database_next(session->database, row))
		return NULL;
	const char *created = site_time_z(site, sqlite3_column_int64(row, 3));
	json_t *shown = json_pack(
		"{s:o, s:s, s:s, s:s, s:s, s:s, s:s, s:I, s:I}", "id", assets_id(site, schema),
		"name", database_text(row, 0), "objectSchemaKey", database_text(row, 1),
		"description", database_text(row, 2), "status", "Ok", "created", created, "updated",
		created, "objectTypeCount", (json_int_t)sqlite3_column_int64(row, 4), "objectCount",
		(json_int_t)sqlite3_column_int64(row, 5));
	database_done(row);
	if (site->kind == SITE_CLOUD)
		json_object_set_new(shown, "canManage", json_true());
	assets_add_workspace(site, shown, schema);
	return shown;
}

static json_t *show_icon(const struct site *site, const char *id)
{
	const char *link = pool_print(site->session->pool, "%s/icon/%s/icon.png", assets_base(site),
	                              *id ? id : "1");
	return json_pack("{s:o, s:s, s:s, s:s}", "id", assets_id(site, *id ? site_number(id) : 1),
	                 "name", "Icon", "url16",
	                 pool_print(site->session->pool, "%s?size=16", link), "url48",
	                 pool_print(site->session->pool, "%s?size=48", link));
}

static json_t *show_type(const struct site *site, long long type, bool counts)
{
	struct session *session = site->session;
	const char *id = site_print_number(site, type);
	sqlite3_stmt *row = database_query(
		session->database,
		"SELECT name, description, icon, position, created, parent, schema, inherited,"
		" abstract, CASE ?2 WHEN '1' THEN (SELECT count(*) FROM assets_object"
		" WHERE type = t.id) ELSE 0 END,"
		" ifnull((SELECT inherited FROM assets_type p WHERE p.id = t.parent), 0)"
		" FROM assets_type t WHERE id = ?1",
		VALUES(id, counts ? "1" : "0"));
	if (!database_next(session->database, row))
		return NULL;
	const char *created = site_time_z(site, sqlite3_column_int64(row, 4));
	long long parent = sqlite3_column_int64(row, 5);
	json_t *shown = json_pack(
		"{s:o, s:s, s:s, s:i, s:s, s:s, s:I, s:o, s:b, s:b, s:b, s:i}", "id",
		assets_id(site, type), "name", database_text(row, 0), "description",
		database_text(row, 1), "position", sqlite3_column_int(row, 3), "created", created,
		"updated", created, "objectCount", (json_int_t)sqlite3_column_int64(row, 9),
		"objectSchemaId", assets_id(site, sqlite3_column_int64(row, 6)), "inherited",
		sqlite3_column_int(row, 7), "abstractObjectType", sqlite3_column_int(row, 8),
		"parentObjectTypeInherited", sqlite3_column_int(row, 10), "type", 0);
	const char *icon = pool_copy(session->pool, database_text(row, 2));
	database_done(row);
	json_object_set_new(shown, "icon", show_icon(site, icon));
	if (parent)
		json_object_set_new(shown, "parentObjectTypeId", json_integer((json_int_t)parent));
	assets_add_workspace(site, shown, type);
	return shown;
}

json_t *assets_show_type(const struct site *site, long long type)
{
	return show_type(site, type, true);
}

json_t *assets_show_type_nested(const struct site *site, long long type)
{
	return show_type(site, type, false);
}

static const char *const default_names[] = {
	"Text",        "Integer", "Boolean", "Double",   "Date",   "Time",
	"Date & Time", "URL",     "Email",   "Textarea", "Select", "IP Address",
};

static void add_reference(const struct site *site, const struct assets_attribute *attribute,
                          json_t *shown)
{
	json_t *reference =
		json_pack("{s:o, s:s, s:s, s:s, s:b}", "id",
	                  assets_id(site, site_number(attribute->additional)), "name", "Dependency",
	                  "description", "", "color", "#000000", "removable", 0);
	assets_add_workspace(site, reference, site_number(attribute->additional));
	json_object_set_new(shown, "referenceType", reference);
	json_object_set_new(shown, "referenceObjectTypeId",
	                    assets_id(site, site_number(attribute->type_value)));
	json_t *type = assets_show_type_nested(site, site_number(attribute->type_value));
	if (type)
		json_object_set_new(shown, "referenceObjectType", type);
}

json_t *assets_show_attribute(const struct site *site, const struct assets_attribute *attribute,
                              bool with_type)
{
	bool plain = attribute->kind == ASSETS_DEFAULT;
	json_t *shown = json_pack(
		"{s:o, s:s, s:b, s:i, s:s, s:b, s:b, s:b, s:b, s:b, s:i, s:i, s:b, s:b, s:b, s:b,"
		" s:s, s:i}",
		"id", assets_id(site, attribute->id), "name", attribute->name, "label",
		attribute->label, "type", (int)attribute->kind, "description",
		attribute->description, "editable", attribute->editable, "system",
		attribute->system, "indexed", 1, "sortable", 1, "summable", 0, "minimumCardinality",
		attribute->minimum, "maximumCardinality", attribute->maximum, "removable",
		!attribute->system && !attribute->label, "hidden", attribute->hidden,
		"includeChildObjectTypes", attribute->kind == ASSETS_REFERENCE, "uniqueAttribute",
		attribute->unique, "options", attribute->options, "position", attribute->position);
	if (plain)
		json_object_set_new(shown, "defaultType",
		                    json_pack("{s:i, s:s}", "id", (int)attribute->default_type,
		                              "name", default_names[attribute->default_type]));
	else if (attribute->kind == ASSETS_REFERENCE)
		add_reference(site, attribute, shown);
	if (with_type)
		json_object_set_new(shown, "objectType",
		                    assets_show_type_nested(site, attribute->type));
	assets_add_workspace(site, shown, attribute->id);
	return shown;
}
