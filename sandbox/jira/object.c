/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Objects of Assets: reading. */

#include "object.h"

#include "object_value.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

long long object_find(const struct site *site, const char *id_or_key)
{
	bool number = *id_or_key && strspn(id_or_key, "0123456789") == strlen(id_or_key);
	char *wanted = pool_copy(site->session->pool, id_or_key);
	for (char *at = wanted; *at; at++)
		*at = (char)toupper((unsigned char)*at);
	return database_number(site->session->database,
	                       number ? "SELECT id FROM assets_object WHERE site = ? AND id = ?"
	                              : "SELECT id FROM assets_object WHERE site = ? AND key = ?",
	                       VALUES(site->name, wanted));
}

static const char *column(const struct site *site, long long object, const char *name)
{
	struct session *session = site->session;
	const char *value = database_value(
		session->database, session->pool,
		pool_print(session->pool, "SELECT %s FROM assets_object WHERE id = ?", name),
		VALUES(site_print_number(site, object)));
	return value ? value : "";
}

long long object_type(const struct site *site, long long object)
{
	return site_number(column(site, object, "type"));
}

const char *object_label(const struct site *site, long long object)
{
	return column(site, object, "label");
}

const char *object_key(const struct site *site, long long object)
{
	return column(site, object, "key");
}

const char *object_words(const struct site *site, long long object)
{
	const char *key = object_key(site, object);
	return *key ? pool_print(site->session->pool, "%s (%s)", object_label(site, object), key)
	            : "";
}

json_t *object_tickets(const struct site *site, long long object)
{
	struct database *database = site->session->database;
	json_t *ids = json_array();
	sqlite3_stmt *row = database_query(
		database,
		"SELECT i.id FROM jira_issue i WHERE i.site = ?1 AND EXISTS (SELECT 1 FROM"
		" json_each(i.document, '$.objects') WHERE value = CAST(?2 AS INTEGER) UNION"
		" SELECT 1 FROM json_each(i.document, '$.services') WHERE value ="
		" CAST(?2 AS INTEGER)) ORDER BY i.id",
		VALUES(site->name, site_print_number(site, object)));
	while (database_next(database, row))
		json_array_append_new(ids, json_integer(sqlite3_column_int64(row, 0)));
	return ids;
}

static json_t *show_avatar(const struct site *site, long long object)
{
	struct pool *pool = site->session->pool;
	const char *link = pool_print(pool, "%s/object/%lld/avatar.png", assets_base(site), object);
	json_t *shown = json_pack("{s:s, s:s, s:s, s:s, s:s, s:o}", "url16", link, "url48", link,
	                          "url72", link, "url144", link, "url288", link, "objectId",
	                          assets_id(site, object));
	assets_add_workspace(site, shown, object);
	return shown;
}

static json_t *show_values(const struct site *site, long long object,
                           const struct assets_attribute *attribute)
{
	struct session *session = site->session;
	json_t *values = json_array();
	if (attribute->system) {
		const char *word =
			strcmp(attribute->name, "Key") == 0 ? object_key(site, object)
			: strcmp(attribute->name, "Created") == 0
				? site_time_z(site, site_number(column(site, object, "created")))
				: site_time_z(site, site_number(column(site, object, "updated")));
		json_array_append_new(values, object_value_show(site, attribute, word));
		return values;
	}
	json_t *stored = json_array(), *one;
	sqlite3_stmt *row = database_query(
		session->database,
		"SELECT value FROM assets_value WHERE object = ?"
		" AND attribute = ? ORDER BY rowid",
		VALUES(site_print_number(site, object), site_print_number(site, attribute->id)));
	while (database_next(session->database, row))
		json_array_append_new(stored, json_string(database_text(row, 0)));
	size_t i;
	json_array_foreach(stored, i, one) json_array_append_new(
		values, object_value_show(site, attribute, json_string_value(one)));
	json_decref(stored);
	return values;
}

json_t *object_show_attributes(const struct site *site, long long object, bool types)
{
	struct assets_attributes all = assets_attributes(site, object_type(site, object));
	json_t *shown = json_array();
	for (size_t i = 0; i < all.count; i++) {
		const struct assets_attribute *attribute = &all.list[i];
		json_t *values = show_values(site, object, attribute);
		long long id = object * 1000 + (long long)i;
		if (!json_array_size(values)) {
			json_decref(values);
			continue;
		}
		json_t *one = json_pack("{s:o, s:o, s:o, s:o}", "id", assets_id(site, id),
		                        "objectTypeAttributeId", assets_id(site, attribute->id),
		                        "objectAttributeValues", values, "objectId",
		                        assets_id(site, object));
		assets_add_workspace(site, one, id);
		if (types)
			json_object_set_new(one, "objectTypeAttribute",
			                    assets_show_attribute(site, attribute, false));
		json_array_append_new(shown, one);
	}
	return shown;
}

json_t *object_show(const struct site *site, long long object, bool attributes, bool types)
{
	struct pool *pool = site->session->pool;
	const char *key = object_key(site, object);
	if (!*key)
		return NULL;
	long long created = site_number(column(site, object, "created"));
	long long updated = site_number(column(site, object, "updated"));
	const char *label = object_label(site, object);
	json_t *shown = json_pack(
		"{s:o, s:s, s:s, s:o, s:o, s:s, s:s, s:b, s:I, s:{s:s}}", "id",
		assets_id(site, object), "label", label, "objectKey", key, "avatar",
		show_avatar(site, object), "objectType",
		assets_show_type_nested(site, object_type(site, object)), "created",
		site_time_z(site, created), "updated", site_time_z(site, updated), "hasAvatar", 0,
		"timestamp", (json_int_t)updated * 1000, "_links", "self",
		site->kind == SITE_DC
			? pool_print(pool, "%s/secure/insight/assets/%s", site->base, key)
			: pool_print(pool, "%s/jira/assets/object/%lld", site->base, object));
	json_object_set_new(shown, "name", json_string(label));
	assets_add_workspace(site, shown, object);
	if (attributes)
		json_object_set_new(shown, "attributes",
		                    object_show_attributes(site, object, types));
	return shown;
}

long long object_read_reference(const struct site *site, const json_t *value)
{
	const char *id = site_text(value, site->kind == SITE_DC ? "key" : "id");
	const char *number = site_text(value, "objectId");
	if (site->kind == SITE_DC)
		return object_find(site, id);
	const char *colon = strchr(id, ':');
	if (colon && strncmp(id, site_workspace_id, (size_t)(colon - id)) != 0)
		return 0;
	return object_find(site, colon ? colon + 1 : *number ? number : "-");
}

json_t *object_show_reference(const struct site *site, long long object)
{
	const char *key = object_key(site, object);
	if (!*key)
		return NULL;
	if (site->kind == SITE_DC)
		return json_pack("{s:s}", "key", key);
	return json_pack("{s:s, s:s, s:s}", "workspaceId", site_workspace_id, "id",
	                 assets_global(site, object), "objectId", site_print_number(site, object));
}
