/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Reconciliation: writing what was identified. */

#include "ire.h"

#include "change_flow.h"
#include "fault.h"
#include "moment.h"
#include "record.h"
#include "sandbox.h"
#include "text.h"
#include "unauthorized.h"

#include <string.h>

enum { SAN_MAX = 12000 };

static bool is_id(const char *value)
{
	return strlen(value) == 32 && strspn(value, "0123456789abcdefABCDEF") == 32;
}

/* Ids of rows that exist in the referenced table; anything else vanishes. */
static const char *existing(struct session *session, const char *table, const char *list)
{
	TEXT_SCOPE struct text kept = { 0 };
	const struct table *target = dictionary_table(table);
	const char **parts = pool_take(session->pool, SAN_MAX * sizeof(*parts));
	size_t count = text_split(session->pool, list, ',', parts, SAN_MAX);
	const char *sql = pool_print(session->pool, "SELECT count(*) FROM \"%s\" WHERE sys_id = ?",
	                             target->storage);
	for (size_t i = 0; i < count; i++)
		if (is_id(parts[i]) &&
		    database_number(session->database, sql, VALUES(parts[i])) > 0)
			text_print(&kept, "%s%s", kept.length ? "," : "", parts[i]);
	return pool_copy(session->pool, text_value(&kept));
}

static void drop_names(struct session *session, const struct table *table, json_t *values)
{
	const char *name;
	json_t *value;
	void *next;
	json_object_foreach_safe(values, next, name, value)
	{
		const struct column *column = dictionary_column(table, name);
		const char *text = json_string_value(value);
		time_t when;
		if (column->type == COLUMN_REFERENCE && *text && !is_id(text))
			json_object_del(values, name);
		else if (column->type == COLUMN_TIME && *text && !moment_read(text, &when))
			json_object_del(values, name);
		else if (column->type == COLUMN_BOOLEAN)
			record_set(values, name, text_is_true(text) ? "true" : "false");
		else if (column->type == COLUMN_LIST && *text)
			record_set(values, name, existing(session, column->reference, text));
	}
}

static bool policy_holds(struct ire_payload *payload, struct ire_item *item)
{
	if (!dictionary_extends(item->table, "cmdb_ci_certificate") ||
	    text_is_true(record_get(item->values, "is_ca")) ||
	    *record_get(item->values, "subject_alternative_name"))
		return true;
	ire_fail(
		payload, item, "INVALID_INPUT_DATA",
		"Data Policy Exception: The following fields are mandatory: Subject Alternative Name");
	return false;
}

static void insert(struct ire_payload *payload, struct ire_item *item)
{
	struct session *session = payload->session;
	if (!policy_holds(payload, item))
		return;
	record_set(item->values, "first_discovered", session->now_text);
	record_set(item->values, "last_discovered", item->recency);
	record_set(item->values, "discovery_source", payload->data_source);
	record_store(session, item->table, item->values);
	item->sys_id = pool_copy(session->pool, record_get(item->values, "sys_id"));
	item->operation = "INSERT";
}

/* discovery_source and last_discovered follow every hit, and are no change. */
static void refresh(struct ire_payload *payload, struct ire_item *item)
{
	database_run(payload->session->database,
	             "UPDATE cmdb_ci SET discovery_source = ?1,"
	             " last_discovered = max(last_discovered, ?2) WHERE sys_id = ?3",
	             VALUES(payload->data_source, item->recency, item->sys_id));
}

/* Before and after may differ in spelling only where the column cuts. */
static json_t *changes_of(struct ire_payload *payload, struct ire_item *item)
{
	json_t *changes = json_object();
	/* A known host only lends its id to relations: nothing to compare. */
	if (!json_object_size(item->values))
		return changes;
	JSON_SCOPE json_t *before = record_read(payload->session, item->table, item->sys_id);
	const char *name;
	json_t *value;
	json_object_foreach(item->values, name, value)
	{
		const struct column *column = dictionary_column(item->table, name);
		const char *text = json_string_value(value);
		if (!column || strcmp(record_get(before, name), text) == 0)
			continue;
		json_object_set(changes, name, value);
	}
	return changes;
}

/* The row keeps its class when that is the item's or a child of it, and takes the item's when that
 * is a child of its own. Any other move between classes is refused. */
static bool reclassify(struct ire_payload *payload, struct ire_item *item)
{
	struct session *session = payload->session;
	const struct table *class =
		record_class(session, dictionary_table("cmdb_ci"), item->sys_id);
	if (!class || dictionary_extends(class, item->table->name)) {
		item->table = class ? class : item->table;
		return true;
	}
	if (!dictionary_extends(item->table, class->name)) {
		ire_fail(
			payload, item, "RECLASSIFICATION_NOT_ALLOWED",
			"The record has another class and may not change to the class of the item");
		return false;
	}
	database_run(session->database, "UPDATE cmdb_ci SET sys_class_name = ? WHERE sys_id = ?",
	             VALUES(item->table->name, item->sys_id));
	item->upgraded = true;
	return true;
}

static void update(struct ire_payload *payload, struct ire_item *item)
{
	if (!reclassify(payload, item))
		return;
	json_t *changes = changes_of(payload, item);
	bool changed = json_object_size(changes) > 0;
	item->operation = item->upgraded ? "UPDATE_WITH_UPGRADE" : changed ? "UPDATE" : "NO_CHANGE";
	record_patch(payload->session, "cmdb_ci", item->sys_id, changes);
	refresh(payload, item);
	if (changed)
		unauthorized_consider(payload->session, item->sys_id);
}

static void write_source(struct ire_payload *payload, struct ire_item *item)
{
	struct session *session = payload->session;
	if (!*item->native_key || !*item->source_name)
		return;
	const char *known = database_value(session->database, session->pool,
	                                   "SELECT sys_id FROM sys_object_source"
	                                   " WHERE name = ? AND id = ?",
	                                   VALUES(item->source_name, item->native_key));
	if (known) {
		database_run(session->database,
		             "UPDATE sys_object_source SET last_scan = ?, source_feed = ?,"
		             " target_sys_id = ?, target_table = ? WHERE sys_id = ?",
		             VALUES(session->now_text, item->source_feed, item->sys_id,
		                    item->table->name, known));
		return;
	}
	json_t *row = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s}", "name", item->source_name, "id",
	                        item->native_key, "source_feed", item->source_feed, "target_table",
	                        item->table->name, "target_sys_id", item->sys_id, "last_scan",
	                        session->now_text);
	record_store(session, dictionary_table("sys_object_source"), row);
	json_decref(row);
}

static json_t *only_columns(struct session *session, const struct table *table,
                            const json_t *values)
{
	json_t *kept = json_object();
	const char *name;
	json_t *value;
	json_object_foreach((json_t *)values, name, value)
	{
		if (dictionary_column(table, name) && strncmp(name, "sys_", 4) != 0)
			record_set(kept, name, record_text(session->pool, value));
	}
	return kept;
}

/* A lookup or related row: found again by all its values, else inserted. */
static void write_related(struct ire_payload *payload, struct ire_item *item, const json_t *one,
                          size_t index)
{
	struct session *session = payload->session;
	const char *name = json_string_value(json_object_get(one, "className"));
	const struct table *table = name ? dictionary_table(name) : NULL;
	if (!table || !dictionary_column(table, "cmdb_ci"))
		return;
	json_t *values = only_columns(session, table, json_object_get(one, "values"));
	record_set(values, "cmdb_ci", item->sys_id);
	const char *bound[16];
	size_t count = 0;
	const char *sql =
		pool_print(session->pool, "SELECT sys_id FROM \"%s\" WHERE 1", table->storage);
	const char *column;
	json_t *value;
	json_object_foreach(values, column, value)
	{
		if (count == 16)
			break;
		sql = pool_print(session->pool, "%s AND \"%s\" = ?", sql, column);
		bound[count++] = json_string_value(value);
	}
	const char *sys_id = database_value(session->database, session->pool, sql, bound, count);
	const char *operation = sys_id ? "NO_CHANGE" : "INSERT";
	if (!sys_id) {
		record_store(session, table, values);
		sys_id = record_get(values, "sys_id");
	}
	json_array_append_new(item->related,
	                      json_pack("{s:s, s:s, s:s, s:[], s:i, s:[], s:[{s:I, s:I}], s:[]}",
	                                "className", table->name, "operation", operation, "sysId",
	                                sys_id, "errors", "errorCount", 0, "markers",
	                                "inputIndices", "mainIndex",
	                                (json_int_t)(item - payload->items), "subIndex",
	                                (json_int_t)index, "mergedPayloadIds"));
	json_decref(values);
}

void ire_write(struct ire_payload *payload, struct ire_item *item)
{
	static const char *const lists[] = { "lookup", "related" };
	drop_names(payload->session, item->table, item->values);
	if (item->sys_id)
		update(payload, item);
	else
		insert(payload, item);
	if (!item->sys_id || json_array_size(item->errors))
		return;
	write_source(payload, item);
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		size_t index;
		json_t *one;
		json_array_foreach(json_object_get(item->input, lists[i]), index, one)
			write_related(payload, item, one, index);
	}
}

void ire_references(struct ire_payload *payload)
{
	struct session *session = payload->session;
	size_t i;
	json_t *one;
	json_array_foreach(json_object_get(payload->body, "referenceItems"), i, one)
	{
		const char *field = json_string_value(json_object_get(one, "referenceField"));
		struct ire_item *from =
			ire_find(payload, json_string_value(json_object_get(one, "referencedBy")));
		struct ire_item *to =
			ire_find(payload, json_string_value(json_object_get(one, "referenced")));
		const struct column *column =
			from && from->table && field ? dictionary_column(from->table, field) : NULL;
		if (!column || column->type != COLUMN_REFERENCE || !from->sys_id || !to ||
		    !to->sys_id)
			continue;
		const char *sql = pool_print(session->pool,
		                             "SELECT \"%s\" FROM cmdb_ci WHERE sys_id = ?", field);
		const char *now =
			database_value(session->database, session->pool, sql, VALUES(from->sys_id));
		if (now && strcmp(now, to->sys_id) == 0)
			continue;
		record_patch(session, "cmdb_ci", from->sys_id,
		             json_pack("{s:s}", field, to->sys_id));
		if (strcmp(from->operation, "NO_CHANGE") == 0)
			from->operation = "UPDATE";
	}
}
