/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Identification: native key, then the identifier entries of the class. */

#include "ire.h"

#include "ire_rule.h"
#include "record.h"

#include <string.h>

static void note_attempt(struct ire_item *item, const struct ire_rule *rule,
                         const struct ire_entry *entry, const char *result)
{
	json_t *attributes = json_array();
	for (size_t i = 0; i < IRE_ATTRIBUTE_MAX && entry->attributes[i]; i++)
		json_array_append_new(attributes, json_string(entry->attributes[i]));
	json_array_append_new(item->attempts,
	                      json_pack("{s:s, s:s, s:o, s:s, s:[]}", "identifierName", rule->name,
	                                "attemptResult", result, "attributes", attributes,
	                                "searchOnTable",
	                                entry->lookup ? entry->lookup : rule->applies_to,
	                                "hybridEntryCiAttributes"));
}

/* The lookup item of that table in the payload's item. */
static const json_t *lookup_values(const struct ire_item *item, const char *table)
{
	static const char *const lists[] = { "lookup", "related" };
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		size_t at;
		json_t *one;
		json_array_foreach(json_object_get(item->input, lists[i]), at, one)
		{
			const char *name = json_string_value(json_object_get(one, "className"));
			if (name && strcmp(name, table) == 0)
				return json_object_get(one, "values");
		}
	}
	return NULL;
}

static bool has_all(struct session *session, const json_t *values, const struct ire_entry *entry,
                    const char **bound, size_t *count)
{
	*count = 0;
	for (size_t i = 0; i < IRE_ATTRIBUTE_MAX && entry->attributes[i]; i++) {
		bound[i] =
			record_text(session->pool, json_object_get(values, entry->attributes[i]));
		if (!*bound[i])
			return false;
		(*count)++;
	}
	return true;
}

/* Number of rows that fit; the first one's id goes to the item. */
static int search(struct ire_payload *payload, struct ire_item *item, const struct ire_rule *rule,
                  const struct ire_entry *entry, const char *const *bound, size_t count)
{
	struct pool *pool = payload->session->pool;
	const struct table *table =
		dictionary_table(entry->lookup ? entry->lookup : rule->applies_to);
	const char *sql = pool_print(pool, "SELECT \"%s\" FROM \"%s\" WHERE 1",
	                             entry->lookup ? "cmdb_ci" : "sys_id", table->storage);
	for (size_t i = 0; i < count; i++)
		sql = pool_print(pool, "%s AND \"%s\" = ?", sql, entry->attributes[i]);
	if (table->classes)
		sql = pool_print(pool, "%s AND +sys_class_name IN (%s)", sql, table->classes);
	int found = 0;
	sqlite3_stmt *row = database_query(payload->session->database, sql, bound, count);
	while (database_next(payload->session->database, row)) {
		if (found++ == 0)
			item->sys_id = pool_copy(pool, database_text(row, 0));
	}
	return found;
}

/* True when the search is over: found, or found too many. */
static bool try_entry(struct ire_payload *payload, struct ire_item *item,
                      const struct ire_rule *rule, size_t index)
{
	const struct ire_entry *entry = &rule->entries[index];
	const char *bound[IRE_ATTRIBUTE_MAX];
	size_t count = 0;
	const json_t *values = entry->lookup ? lookup_values(item, entry->lookup) : item->values;
	if (!has_all(payload->session, values, entry, bound, &count)) {
		note_attempt(item, rule, entry, "SKIPPED");
		return false;
	}
	int found = search(payload, item, rule, entry, bound, count);
	note_attempt(item, rule, entry, found > 1 ? "MULTI_MATCH" : found ? "MATCHED" : "NO_MATCH");
	if (found > 1)
		ire_fail(payload, item, "MULTIPLE_DUPLICATE_RECORDS",
		         "Found duplicate records in the table for the criterion attributes");
	if (found)
		item->entry = ire_rule_entry_id(payload->session, rule, index);
	return found > 0;
}

static bool by_native_key(struct ire_payload *payload, struct ire_item *item)
{
	if (!*item->native_key || !*item->source_name)
		return false;
	item->sys_id = database_value(payload->session->database, payload->session->pool,
	                              "SELECT o.target_sys_id FROM sys_object_source o"
	                              " JOIN cmdb_ci c ON c.sys_id = o.target_sys_id"
	                              " WHERE o.name = ? AND o.id = ?",
	                              VALUES(item->source_name, item->native_key));
	json_array_append_new(
		item->attempts,
		json_pack("{s:s, s:s, s:s, s:[], s:[]}", "identifierName", "", "info",
	                  item->sys_id ? "sys_object_source MATCHED" : "sys_object_source NO_MATCH",
	                  "attemptResult", item->sys_id ? "MATCHED" : "NO_MATCH", "attributes",
	                  "hybridEntryCiAttributes"));
	return item->sys_id != NULL;
}

static void by_sys_id(struct ire_payload *payload, struct ire_item *item, const char *sys_id)
{
	const struct table *class =
		record_class(payload->session, dictionary_table("cmdb_ci"), sys_id);
	if (!class) {
		ire_fail(payload, item, "INVALID_INPUT_DATA",
		         pool_print(payload->session->pool, "No record with sys_id '%.64s'",
		                    sys_id));
		return;
	}
	item->sys_id = sys_id;
	/* A parent class in the payload never changes the class of the row. */
	item->table = class;
}

/* An application is only identified together with what it runs on. */
static bool is_dependent(struct ire_payload *payload, const struct ire_item *item)
{
	if (!ire_rule_of(item->table)->dependent)
		return false;
	size_t i;
	json_t *relation;
	json_array_foreach(json_object_get(payload->body, "relations"), i, relation)
	{
		const char *type = json_string_value(json_object_get(relation, "type"));
		if (type && strncmp(type, "Runs on", 7) == 0)
			return false;
	}
	return true;
}

void ire_identify(struct ire_payload *payload, struct ire_item *item)
{
	const char *sys_id =
		record_text(payload->session->pool,
	                    json_object_get(json_object_get(item->input, "values"), "sys_id"));
	if (*sys_id) {
		by_sys_id(payload, item, sys_id);
		return;
	}
	const struct ire_rule *rule = ire_rule_of(item->table);
	if (!rule) {
		ire_fail(payload, item, "IDENTIFICATION_RULE_MISSING",
		         "There is no identification rule for the class");
		return;
	}
	if (by_native_key(payload, item))
		return;
	bool tried = false;
	for (size_t i = 0; i < IRE_ENTRY_MAX && rule->entries[i].attributes[0]; i++) {
		const struct ire_entry *entry = &rule->entries[i];
		if (entry->fallback && tried)
			break;
		if (try_entry(payload, item, rule, i))
			return;
		const json_t *values =
			entry->lookup ? lookup_values(item, entry->lookup) : item->values;
		const char *bound[IRE_ATTRIBUTE_MAX];
		size_t count;
		tried |= has_all(payload->session, values, entry, bound, &count);
	}
	if (!tried)
		ire_fail(payload, item, "MISSING_MATCHING_ATTRIBUTES",
		         "Missing matching attributes: no criterion attribute has a value");
	else if (is_dependent(payload, item))
		ire_fail(payload, item, "MISSING_DEPENDENCY",
		         "The class is dependent: no relation to what it runs on in the payload");
}
