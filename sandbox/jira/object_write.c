/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Objects of Assets: writing. */

#include "object.h"
#include "object_value.h"

#include <stdlib.h>
#include <string.h>

struct writing {
	struct site *site;
	long long object, type;
	json_t *problem;
	json_t *kept; /* attribute id to the list of its stored values */
};

static const char *error_key(const struct site *site, const struct assets_attribute *attribute)
{
	return pool_print(site->session->pool, "rlabs-insight-attribute-%lld", attribute->id);
}

static bool is_taken(const struct writing *writing, const struct assets_attribute *attribute,
                     const char *value)
{
	struct site *site = writing->site;
	return attribute->unique &&
	       database_number(site->session->database,
	                       "SELECT count(*) FROM assets_value WHERE attribute = ?"
	                       " AND value = ? AND object <> ?",
	                       VALUES(site_print_number(site, attribute->id), value,
	                              site_print_number(site, writing->object))) > 0;
}

static bool take_value(struct writing *writing, const struct assets_attribute *attribute,
                       const char *text, json_t *values)
{
	struct site *site = writing->site;
	const char *why = NULL;
	const char *stored = object_value_read(site, attribute, text, &why);
	if (!stored)
		return site_blame(writing->problem, error_key(site, attribute),
		                  "The value '%.100s' of attribute '%s' %s.", text, attribute->name,
		                  why);
	if (is_taken(writing, attribute, stored))
		return site_blame(writing->problem, error_key(site, attribute),
		                  "The value '%.100s' for attribute '%s' is not unique. Another "
		                  "object with this value exists.",
		                  text, attribute->name);
	json_array_append_new(values, json_string(stored));
	return true;
}

static bool take_attribute(struct writing *writing, const struct assets_attribute *attribute,
                           const json_t *given)
{
	struct site *site = writing->site;
	json_t *values = json_array();
	bool sound = true;
	size_t i;
	const json_t *one;
	json_array_foreach(given, i, one)
	{
		const json_t *value = json_object_get(one, "value");
		const char *text = site_id_text(site->session->pool, value);
		if (site->kind == SITE_CLOUD && !json_is_string(value))
			sound = site_blame(writing->problem, error_key(site, attribute),
			                   "The value of attribute '%s' must be a string.",
			                   attribute->name);
		else if (*text)
			sound = take_value(writing, attribute, text, values) && sound;
	}
	if (attribute->maximum > 0 && (int)json_array_size(values) > attribute->maximum)
		sound = site_blame(writing->problem, error_key(site, attribute),
		                   "Attribute '%s' takes at most %d values.", attribute->name,
		                   attribute->maximum);
	json_object_set_new(writing->kept, site_print_number(site, attribute->id), values);
	return sound;
}

static const struct assets_attribute *find_attribute(const struct assets_attributes *all,
                                                     const char *id)
{
	for (size_t i = 0; i < all->count; i++)
		if (all->list[i].id == site_number(id))
			return &all->list[i];
	return NULL;
}

static bool take_all(struct writing *writing, struct assets_attributes all, const json_t *given)
{
	struct site *site = writing->site;
	bool sound = true;
	size_t i;
	const json_t *one;
	json_array_foreach(given, i, one)
	{
		const json_t *wish = json_object_get(one, "objectTypeAttributeId");
		const char *id = site_id_text(site->session->pool, wish);
		const json_t *values = json_object_get(one, "objectAttributeValues");
		const struct assets_attribute *attribute = find_attribute(&all, id);
		if (site->kind == SITE_CLOUD && !json_is_string(wish))
			sound = site_blame(writing->problem, NULL,
			                   "objectTypeAttributeId must be a string");
		else if (!attribute || !json_is_array(values))
			sound = site_blame(writing->problem, NULL,
			                   "The attribute with id %s could not be found for this "
			                   "object type",
			                   id);
		else if (!attribute->editable)
			sound = site_blame(writing->problem, error_key(site, attribute),
			                   "The attribute '%s' is not editable.", attribute->name);
		else
			sound = take_attribute(writing, attribute, values) && sound;
	}
	return sound;
}

static bool required_are_there(struct writing *writing, struct assets_attributes all)
{
	struct site *site = writing->site;
	bool sound = true;
	for (size_t i = 0; i < all.count; i++) {
		const struct assets_attribute *attribute = &all.list[i];
		const json_t *values =
			json_object_get(writing->kept, site_print_number(site, attribute->id));
		bool untouched = !values && writing->object;
		if (attribute->minimum > 0 && !attribute->system && !untouched &&
		    (int)json_array_size(values) < attribute->minimum)
			sound = site_blame(writing->problem, error_key(site, attribute),
			                   "The attribute '%s' is required.", attribute->name);
	}
	return sound;
}

static void note_history(const struct site *site, long long object, int kind, const char *attribute,
                         const char *before, const char *after)
{
	database_run(site->session->database,
	             "INSERT INTO assets_history (object, actor, kind, attribute, before, after,"
	             " created) VALUES (?, ?, ?, ?, ?, ?, ?)",
	             VALUES(site_print_number(site, object), site->session->user.user_name,
	                    site_print_number(site, kind), attribute, before, after,
	                    site_now(site)));
}

static const char *joined(const struct writing *writing, const struct assets_attribute *attribute)
{
	struct session *session = writing->site->session;
	const char *value = database_value(session->database, session->pool,
	                                   "SELECT group_concat(value, '|') FROM assets_value"
	                                   " WHERE object = ? AND attribute = ?",
	                                   VALUES(site_print_number(writing->site, writing->object),
	                                          site_print_number(writing->site, attribute->id)));
	return value ? value : "";
}

/* Whether the attribute has changed. */
static bool store(const struct writing *writing, const struct assets_attribute *attribute)
{
	enum { UPDATED = 2 };
	struct site *site = writing->site;
	struct database *database = site->session->database;
	const char *id = site_print_number(site, attribute->id);
	const char *object = site_print_number(site, writing->object);
	const json_t *values = json_object_get(writing->kept, id), *one;
	if (!values)
		return false;
	const char *before = joined(writing, attribute);
	database_run(database, "DELETE FROM assets_value WHERE object = ? AND attribute = ?",
	             VALUES(object, id));
	size_t i;
	json_array_foreach(values, i, one) database_run(
		database, "INSERT INTO assets_value (object, attribute, value) VALUES (?, ?, ?)",
		VALUES(object, id, json_string_value(one)));
	const char *after = joined(writing, attribute);
	if (attribute->label)
		database_run(database, "UPDATE assets_object SET label = ? WHERE id = ?",
		             VALUES(after, object));
	if (strcmp(before, after) == 0)
		return false;
	note_history(site, writing->object, UPDATED, attribute->name, before, after);
	return true;
}

static void insert(struct writing *writing)
{
	struct site *site = writing->site;
	struct database *database = site->session->database;
	database_run(database,
	             "INSERT INTO assets_object (site, type, key, label, created, updated, born)"
	             " VALUES (?, ?, '', '', ?, ?, ?)",
	             VALUES(site->name, site_print_number(site, writing->type), site_now(site),
	                    site_now(site), site_print_number(site, site_milliseconds(site))));
	writing->object = sqlite3_last_insert_rowid(database_handle(database));
	database_run(database,
	             "UPDATE assets_object SET key = (SELECT s.key FROM assets_schema s JOIN"
	             " assets_type t ON t.schema = s.id WHERE t.id = type) || '-' || id"
	             " WHERE id = ?",
	             VALUES(site_print_number(site, writing->object)));
	note_history(site, writing->object, 0, "", "", object_key(site, writing->object));
}

static bool choose_type(struct writing *writing, const json_t *body)
{
	struct site *site = writing->site;
	const json_t *given = json_object_get(body, "objectTypeId");
	const char *id = site_id_text(site->session->pool, given);
	if (site->kind == SITE_CLOUD && given && !json_is_string(given))
		return site_blame(writing->problem, NULL, "objectTypeId must be a string");
	if (!json_is_array(json_object_get(body, "attributes")))
		return site_blame(writing->problem, NULL, "attributes are required");
	writing->type = *id               ? assets_find_type(site, id)
	                : writing->object ? object_type(site, writing->object)
	                                  : 0;
	return writing->type ? true
	                     : site_blame(writing->problem, "objectTypeId",
	                                  "The object type with id '%s' could not be found.", id);
}

static bool finish(struct writing *writing, struct assets_attributes all)
{
	bool made = writing->object == 0, changed = false;
	struct site *site = writing->site;
	if (made)
		insert(writing);
	for (size_t i = 0; i < all.count; i++)
		changed |= store(writing, &all.list[i]);
	if (changed && !made)
		database_run(site->session->database,
		             "UPDATE assets_object SET updated = ? WHERE id = ?",
		             VALUES(site_now(site), site_print_number(site, writing->object)));
	return true;
}

long long object_write(struct site *site, long long object, const json_t *body, json_t *problem)
{
	struct writing writing = { .site = site, .object = object, .problem = problem };
	if (!choose_type(&writing, body))
		return 0;
	struct assets_attributes all = assets_attributes(site, writing.type);
	writing.kept = json_object();
	bool sound = take_all(&writing, all, json_object_get(body, "attributes"));
	sound = sound && required_are_there(&writing, all) && finish(&writing, all);
	json_decref(writing.kept);
	return sound ? writing.object : 0;
}

void object_delete(const struct site *site, long long object)
{
	static const char *const statements[] = {
		"DELETE FROM assets_value WHERE object = ?",
		"DELETE FROM assets_history WHERE object = ?",
		"DELETE FROM assets_object WHERE id = ?",
		"DELETE FROM assets_value WHERE value = ? AND attribute IN"
		" (SELECT id FROM assets_attribute WHERE kind = 1)",
	};
	const char *id = site_print_number(site, object);
	for (size_t i = 0; i < sizeof(statements) / sizeof(statements[0]); i++)
		database_run(site->session->database, statements[i], VALUES(id));
}

bool object_set(struct site *site, long long object, const char *attribute, const char *value,
                json_t *problem)
{
	struct assets_attributes all = assets_attributes(site, object_type(site, object));
	for (size_t i = 0; i < all.count; i++) {
		if (strcmp(all.list[i].name, attribute) != 0)
			continue;
		json_t *body =
			json_pack("{s:[{s:s, s:[{s:s}]}]}", "attributes", "objectTypeAttributeId",
		                  site_print_number(site, all.list[i].id), "objectAttributeValues",
		                  "value", value);
		bool done = object_write(site, object, body, problem) != 0;
		json_decref(body);
		return done;
	}
	return site_blame(problem, NULL, "There is no attribute '%s'", attribute);
}
