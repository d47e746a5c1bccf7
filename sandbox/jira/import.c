/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* External imports of Assets. */

#include "import.h"

#include "aql.h"
#include "object.h"
#include "sandbox/text.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { TYPE_DEPTH = 8 };

const char *import_make_source(struct site *site, long long schema)
{
	struct session *session = site->session;
	const char *raw = session_new_id(session->pool);
	const char *id = pool_print(session->pool, "%.8s-%.4s-%.4s-%.4s-%.12s", raw, raw + 8,
	                            raw + 12, raw + 16, raw + 20);
	database_run(session->database,
	             "INSERT INTO assets_source (id, site, schema, mapping) VALUES (?, ?, ?, '')",
	             VALUES(id, site->name, site_print_number(site, schema)));
	return id;
}

long long import_schema_of(const struct site *site, const char *source)
{
	return database_number(site->session->database,
	                       "SELECT schema FROM assets_source WHERE site = ? AND id = ?",
	                       VALUES(site->name, source));
}

json_t *import_mapping(const struct site *site, const char *source)
{
	struct session *session = site->session;
	const char *text =
		database_value(session->database, session->pool,
	                       "SELECT mapping FROM assets_source WHERE id = ?", VALUES(source));
	return text && *text ? json_loads(text, 0, NULL) : NULL;
}

static long long find_type(const struct site *site, long long schema, const char *name)
{
	return database_number(site->session->database,
	                       "SELECT id FROM assets_type WHERE schema = ? AND name = ?"
	                       " COLLATE NOCASE",
	                       VALUES(site_print_number(site, schema), name));
}

static const struct assets_attribute *find_attribute(const struct assets_attributes *all,
                                                     const char *name)
{
	for (size_t i = 0; i < all->count; i++)
		if (strcasecmp(all->list[i].name, name) == 0)
			return &all->list[i];
	return NULL;
}

/* The schema's words for types of attributes. */
static bool read_kind(const char *word, struct assets_attribute *attribute)
{
	static const struct {
		const char *word;
		enum assets_kind kind;
		enum assets_default plain;
	} known[] = {
		{ "text", ASSETS_DEFAULT, DEFAULT_TEXT },
		{ "integer", ASSETS_DEFAULT, DEFAULT_INTEGER },
		{ "boolean", ASSETS_DEFAULT, DEFAULT_BOOLEAN },
		{ "double", ASSETS_DEFAULT, DEFAULT_DOUBLE },
		{ "date", ASSETS_DEFAULT, DEFAULT_DATE },
		{ "time", ASSETS_DEFAULT, DEFAULT_TIME },
		{ "date_time", ASSETS_DEFAULT, DEFAULT_DATETIME },
		{ "url", ASSETS_DEFAULT, DEFAULT_URL },
		{ "email", ASSETS_DEFAULT, DEFAULT_EMAIL },
		{ "textarea", ASSETS_DEFAULT, DEFAULT_AREA },
		{ "select", ASSETS_DEFAULT, DEFAULT_SELECT },
		{ "ipaddress", ASSETS_DEFAULT, DEFAULT_ADDRESS },
		{ "referenced_object", ASSETS_REFERENCE, DEFAULT_TEXT },
		{ "status", ASSETS_STATUS, DEFAULT_TEXT },
	};
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (strcmp(known[i].word, word) == 0) {
			attribute->kind = known[i].kind;
			attribute->default_type = known[i].plain;
			return true;
		}
	return false;
}

static bool make_attribute(struct site *site, long long schema, long long type, const json_t *wish,
                           json_t *problem)
{
	const char *name = site_text(wish, "name");
	const struct assets_attributes before = assets_attributes(site, type);
	const json_t *most = json_object_get(wish, "maximumCardinality");
	struct assets_attribute attribute = {
		.type = type,
		.name = name,
		.additional = "1",
		.minimum = (int)json_integer_value(json_object_get(wish, "minimumCardinality")),
		.maximum = json_is_integer(most) ? (int)json_integer_value(most) : 1,
		.unique = json_is_true(json_object_get(wish, "unique")),
		.editable = true,
	};
	if (find_attribute(&before, name))
		return true;
	if (!*name || !read_kind(site_text(wish, "type"), &attribute))
		return site_blame(problem, NULL, "The attribute '%s' has no valid type '%s'", name,
		                  site_text(wish, "type"));
	const char *target = site_text(wish, "referenceObjectTypeName");
	attribute.type_value = site_print_number(site, find_type(site, schema, target));
	if (attribute.kind == ASSETS_REFERENCE && strcmp(attribute.type_value, "0") == 0)
		return site_blame(problem, NULL, "The object type '%s' is not there to refer to",
		                  target);
	assets_make_attribute(site, type, &attribute);
	return true;
}

static bool make_types(struct site *site, long long schema, long long parent, const json_t *types,
                       int depth, json_t *problem)
{
	bool sound = depth < TYPE_DEPTH;
	size_t i, j;
	const json_t *wish, *attribute;
	json_array_foreach(types, i, wish)
	{
		const char *name = site_text(wish, "name");
		long long type = find_type(site, schema, name);
		if (!*name)
			return site_blame(problem, NULL, "An object type has no name");
		if (!type)
			type = assets_make_type(site, schema, name, parent, true, "1");
		json_array_foreach(json_object_get(wish, "attributes"), j, attribute) sound =
			make_attribute(site, schema, type, attribute, problem) && sound;
		sound = sound && make_types(site, schema, type, json_object_get(wish, "children"),
		                            depth + 1, problem);
	}
	return sound;
}

bool import_set_mapping(struct site *site, const char *source, const json_t *given, json_t *problem)
{
	const json_t *schema = json_object_get(json_object_get(given, "schema"), "objectSchema");
	const json_t *mapping = json_object_get(given, "mapping");
	if (!json_is_array(json_object_get(schema, "objectTypes")) ||
	    !json_is_array(json_object_get(mapping, "objectTypeMappings")))
		return site_blame(problem, NULL,
		                  "schema.objectSchema.objectTypes and "
		                  "mapping.objectTypeMappings are required");
	if (!make_types(site, import_schema_of(site, source), 0,
	                json_object_get(schema, "objectTypes"), 0, problem))
		return false;
	char *text = json_dumps(given, JSON_COMPACT);
	database_run(site->session->database, "UPDATE assets_source SET mapping = ? WHERE id = ?",
	             VALUES(text, source));
	free(text);
	return true;
}

/* One object type at work. */
struct run {
	struct site *site;
	long long type;
	struct assets_attributes attributes;
	const json_t *mapping;
	json_t *result;
};

static void count(const struct run *run, const char *key)
{
	json_int_t number = json_integer_value(json_object_get(run->result, key));
	json_object_set_new(run->result, key, json_integer(number + 1));
}

/* The words at a mapping's locators: one or a list of them. Owned by the caller. */
static json_t *located(const struct run *run, const json_t *entry, const json_t *mapping)
{
	json_t *words = json_array();
	size_t i, j;
	const json_t *locator, *one;
	json_array_foreach(json_object_get(mapping, "attributeLocators"), i, locator)
	{
		json_t *value = json_object_get(entry, json_string_value(locator));
		json_t *list = json_is_array(value) ? json_incref(value) : json_pack("[O*]", value);
		json_array_foreach(list, j, one)
		{
			const char *word = json_is_boolean(one)
			                           ? (json_is_true(one) ? "true" : "false")
			                           : site_id_text(run->site->session->pool, one);
			if (*word)
				json_array_append_new(words, json_string(word));
		}
		json_decref(list);
	}
	return words;
}

/* The brace that closes ${name}, or ${name${0}} as it is written where there may be several words. */
static const char *end_of(const char *mark)
{
	int depth = 0;
	for (; *mark; mark++) {
		depth += *mark == '{' ? 1 : *mark == '}' ? -1 : 0;
		if (*mark == '}' && depth == 0)
			return mark;
	}
	return NULL;
}

/* The query of a reference with one word in the place of every ${…}. */
static const char *filled(struct pool *pool, const char *query, const char *word)
{
	TEXT_SCOPE struct text text = { 0 };
	for (const char *at = query; *at;) {
		const char *mark = strstr(at, "${"), *end = mark ? end_of(mark) : NULL;
		size_t length = end ? (size_t)(mark - at) : strlen(at);
		text_add_length(&text, at, length);
		at += length;
		if (!end)
			continue;
		text_add(&text, "\"");
		for (const char *byte = word; *byte; byte++) {
			if (*byte == '"' || *byte == '\\')
				text_add(&text, "\\");
			text_add_length(&text, byte, 1);
		}
		text_add(&text, "\"");
		at = end + 1;
	}
	return pool_copy(pool, text_value(&text));
}

static void add_references(const struct run *run, const char *query, const char *word, json_t *list)
{
	struct site *site = run->site;
	struct pool *pool = site->session->pool;
	WHERE_SCOPE struct where where = { .pool = pool };
	json_t *problem = site_problem();
	if (aql_compile(site, filled(pool, query, word), &where, NULL, problem)) {
		const char *sql = pool_print(pool,
		                             "SELECT id FROM assets_object o WHERE site ="
		                             " '%s' AND %s",
		                             site->name, text_value(&where.sql));
		sqlite3_stmt *row =
			database_query(site->session->database, sql, where.bound, where.count);
		while (database_next(site->session->database, row))
			json_array_append_new(list, json_string(database_text(row, 0)));
	}
	json_decref(problem);
}

static json_t *values_of(const struct run *run, const struct assets_attribute *attribute,
                         const json_t *mapping, const json_t *entry)
{
	json_t *words = located(run, entry, mapping), *one;
	const char *query = site_text(mapping, "objectMappingIQL");
	json_t *found = json_array(), *values = json_array();
	size_t i;
	json_array_foreach(words, i, one)
	{
		if (attribute->kind == ASSETS_REFERENCE && *query)
			add_references(run, query, json_string_value(one), found);
		else
			json_array_append(found, one);
	}
	json_array_foreach(found, i, one)
		json_array_append_new(values, json_pack("{s:O}", "value", one));
	json_decref(words);
	json_decref(found);
	return values;
}

/* The object with the same words in all parts of the external id; 0 when there is none. */
static long long find_same(const struct run *run, const json_t *entry)
{
	struct site *site = run->site;
	WHERE_SCOPE struct where where = { .pool = site->session->pool };
	size_t i, parts = 0;
	const json_t *mapping;
	where_add(&where, "SELECT o.id FROM assets_object o WHERE o.type = ");
	where_bind(&where, site_print_number(site, run->type));
	json_array_foreach(json_object_get(run->mapping, "attributesMapping"), i, mapping)
	{
		const struct assets_attribute *attribute =
			find_attribute(&run->attributes, site_text(mapping, "attributeName"));
		if (!attribute || !json_is_true(json_object_get(mapping, "externalIdPart")))
			continue;
		json_t *words = located(run, entry, mapping);
		const char *word = json_string_value(json_array_get(words, 0));
		where_add(&where,
		          " AND o.id IN (SELECT object FROM assets_value WHERE attribute = ");
		where_bind(&where, site_print_number(site, attribute->id));
		where_add(&where, " AND value = ");
		where_bind(&where, word ? word : "");
		where_add(&where, ")");
		json_decref(words);
		parts++;
	}
	return parts ? database_number(site->session->database, text_value(&where.sql), where.bound,
	                               where.count)
	             : 0;
}

static void take_entry(const struct run *run, const json_t *entry)
{
	struct site *site = run->site;
	json_t *attributes = json_array(), *problem = site_problem();
	size_t i;
	const json_t *mapping;
	json_array_foreach(json_object_get(run->mapping, "attributesMapping"), i, mapping)
	{
		const struct assets_attribute *attribute =
			find_attribute(&run->attributes, site_text(mapping, "attributeName"));
		if (attribute)
			json_array_append_new(attributes,
			                      json_pack("{s:s, s:o}", "objectTypeAttributeId",
			                                site_print_number(site, attribute->id),
			                                "objectAttributeValues",
			                                values_of(run, attribute, mapping, entry)));
	}
	json_t *body = json_pack("{s:s, s:o}", "objectTypeId", site_print_number(site, run->type),
	                         "attributes", attributes);
	long long before = find_same(run, entry);
	count(run, "entriesInSource");
	if (!object_write(site, before, body, problem)) {
		char *text = json_dumps(problem, JSON_COMPACT);
		json_object_set_new(run->result, "errorMessages", json_string(text));
		count(run, "emptyLabelEntries");
		free(text);
	} else {
		count(run, before ? "objectsUpdated" : "objectsCreated");
	}
	json_decref(body);
	json_decref(problem);
}

static json_t *empty_result(const char *name, long long type)
{
	static const char *const counters[] = { "objectsUpdated",        "objectsCreated",
		                                "objectsIdentical",      "objectsMissingUpdated",
		                                "objectsMissingDeleted", "entriesInSource",
		                                "duplicateEnries",       "emptyLabelEntries" };
	json_t *result = json_pack("{s:s, s:I, s:n}", "objectTypeName", name, "objectTypeId",
	                           (json_int_t)type, "errorMessages");
	for (size_t i = 0; i < sizeof(counters) / sizeof(counters[0]); i++)
		json_object_set_new(result, counters[i], json_integer(0));
	return result;
}

json_t *import_run(struct site *site, const char *source, const json_t *chunks)
{
	long long schema = import_schema_of(site, source);
	json_t *given = import_mapping(site, source), *results = json_object();
	const json_t *mappings =
		json_object_get(json_object_get(given, "mapping"), "objectTypeMappings");
	size_t i, j, k;
	const json_t *mapping, *chunk, *entry;
	json_array_foreach(mappings, i, mapping)
	{
		const char *name = site_text(mapping, "objectTypeName");
		long long type = find_type(site, schema, name);
		struct run run = { .site = site,
			           .type = type,
			           .attributes = assets_attributes(site, type),
			           .mapping = mapping,
			           .result = empty_result(name, type) };
		json_array_foreach(chunks, j, chunk)
			json_array_foreach(json_object_get(chunk, site_text(mapping, "selector")),
		                           k, entry) take_entry(&run, entry);
		json_object_set_new(results, site_print_number(site, type), run.result);
	}
	json_decref(given);
	return results;
}
