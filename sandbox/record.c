/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Records: read, insert, update, delete. */

#include "record.h"

#include "journal.h"
#include "rules.h"
#include "text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COLUMN_MAX = 192 };

void record_release(json_t **value)
{
	json_decref(*value);
}

const char *record_get(const json_t *record, const char *column)
{
	const char *value = json_string_value(json_object_get(record, column));
	return value ? value : "";
}

void record_set(json_t *record, const char *column, const char *value)
{
	json_object_set_new(record, column, json_string(value));
}

const char *record_text(struct pool *pool, const json_t *value)
{
	if (json_is_string(value))
		return json_string_value(value);
	if (json_is_boolean(value))
		return json_is_true(value) ? "true" : "false";
	if (json_is_integer(value))
		return pool_print(pool, "%lld", (long long)json_integer_value(value));
	if (json_is_real(value))
		return pool_print(pool, "%.15g", json_real_value(value));
	/* A reference as it was read may be written back as an object. */
	if (json_is_object(value))
		return record_text(pool, json_object_get(value, "value"));
	return "";
}

const struct table *record_class(struct session *session, const struct table *table,
                                 const char *sys_id)
{
	const char *sql =
		pool_print(session->pool, "SELECT sys_class_name FROM \"%s\" WHERE sys_id = ?",
	                   table->storage);
	const char *name = database_value(session->database, session->pool, sql, VALUES(sys_id));
	if (!name)
		return NULL;
	const struct table *class = *name ? dictionary_table(name) : table;
	return class && dictionary_extends(class, table->name) ? class : NULL;
}

static const char *select_all(struct session *session, const struct table *table)
{
	TEXT_SCOPE struct text sql = { 0 };
	text_add(&sql, "SELECT ");
	for (size_t i = 0; i < table->column_count; i++)
		text_print(&sql, "%s\"%s\"", i ? "," : "", table->columns[i]->name);
	text_print(&sql, " FROM \"%s\" WHERE sys_id = ?", table->storage);
	return pool_copy(session->pool, text_value(&sql));
}

json_t *record_read(struct session *session, const struct table *table, const char *sys_id)
{
	const struct table *class = record_class(session, table, sys_id);
	if (!class)
		return NULL;
	sqlite3_stmt *row =
		database_query(session->database, select_all(session, class), VALUES(sys_id));
	if (!database_next(session->database, row))
		return NULL;
	json_t *record = json_object();
	for (size_t i = 0; i < class->column_count; i++)
		record_set(record, class->columns[i]->name, database_text(row, (int)i));
	database_done(row);
	return record;
}

const char *record_display(struct session *session, const char *table, const char *sys_id)
{
	const struct table *found = dictionary_table(table);
	if (!found || !found->display || !*sys_id)
		return "";
	const char *sql = pool_print(session->pool, "SELECT \"%s\" FROM \"%s\" WHERE sys_id = ?",
	                             found->display, found->storage);
	const char *shown = database_value(session->database, session->pool, sql, VALUES(sys_id));
	return shown ? shown : "";
}

/* CHG0030001 and so on: the next number of the table's series. */
static const char *next_number(struct session *session, const char *prefix)
{
	bool change = strcmp(prefix, "CHG") == 0;
	long long next = database_number(session->database,
	                                 "INSERT INTO sandbox_state (name, value) VALUES (?, ?)"
	                                 " ON CONFLICT (name) DO UPDATE SET value = value + 1"
	                                 " RETURNING CAST(value AS INTEGER)",
	                                 VALUES(prefix, change ? "30001" : "10001"));
	return pool_print(session->pool, "%s%07lld", prefix, next);
}

/* Cut at a character's edge, as the platform cuts what is longer than its column. */
static const char *fit(struct pool *pool, const char *value, int length)
{
	size_t characters = 0, at = 0;
	for (; value[at]; at++)
		if (((unsigned char)value[at] & 0xc0) != 0x80 && ++characters > (size_t)length)
			return pool_copy_length(pool, value, at);
	return value;
}

static bool insert_row(struct session *session, const struct table *table, const json_t *values)
{
	const char *bound[COLUMN_MAX];
	size_t count = 0;
	TEXT_SCOPE struct text sql = { 0 };
	TEXT_SCOPE struct text marks = { 0 };
	text_print(&sql, "INSERT INTO \"%s\" (", table->storage);
	for (size_t i = 0; i < table->column_count && count < COLUMN_MAX; i++) {
		const struct column *column = table->columns[i];
		const char *value = record_get(values, column->name);
		if (!*value)
			continue;
		text_print(&sql, "%s\"%s\"", count ? "," : "", column->name);
		text_add(&marks, count ? ",?" : "?");
		bound[count++] = column->type == COLUMN_STRING
		                         ? fit(session->pool, value, column->length)
		                         : value;
	}
	text_print(&sql, ") VALUES (%s)", text_value(&marks));
	return database_run(session->database, text_value(&sql), bound, count);
}

static void complete(struct session *session, const struct table *table, json_t *values)
{
	for (size_t i = 0; i < table->column_count; i++) {
		const struct column *column = table->columns[i];
		if (!json_object_get(values, column->name))
			record_set(values, column->name, column->initial ? column->initial : "");
	}
	if (!*record_get(values, "sys_id"))
		record_set(values, "sys_id", session_new_id(session->pool));
	if (!*record_get(values, "sys_created_on"))
		record_set(values, "sys_created_on", session->now_text);
	if (!*record_get(values, "sys_created_by"))
		record_set(values, "sys_created_by", session->user.user_name);
	record_set(values, "sys_updated_on", session->now_text);
	record_set(values, "sys_updated_by", session->user.user_name);
	record_set(values, "sys_mod_count", "0");
	record_set(values, "sys_class_name", table->name);
	if (table->prefix && !*record_get(values, "number"))
		record_set(values, "number", next_number(session, table->prefix));
	if (dictionary_column(table, "sys_domain_path"))
		record_set(values, "sys_domain_path", "/");
}

bool record_store(struct session *session, const struct table *table, json_t *values)
{
	complete(session, table, values);
	return insert_row(session, table, values);
}

/* Keeps what a caller may write, as texts; unknown fields vanish without a word. */
static json_t *writable(struct session *session, const struct table *table, const json_t *values)
{
	json_t *kept = json_object();
	const char *name;
	json_t *value;
	json_object_foreach((json_t *)values, name, value)
	{
		const struct column *column = dictionary_column(table, name);
		bool writes_id = strcmp(name, "sys_id") == 0 && session->system;
		if (column && (!column->read_only || writes_id || session->system))
			record_set(kept, name, record_text(session->pool, value));
	}
	return kept;
}

static void replace(json_t *target, const json_t *source)
{
	json_object_clear(target);
	json_object_update(target, (json_t *)source);
}

bool record_insert(struct session *session, const struct table *table, json_t *values,
                   struct failure *failure)
{
	JSON_SCOPE json_t *kept = writable(session, table, values);
	JSON_SCOPE json_t *notes = journal_take(table, kept);
	if (!rules_before_insert(session, table, kept, failure))
		return false;
	if (!record_store(session, table, kept))
		return session_refuse(session, failure, 500, "Operation Failed",
		                      "The record could not be stored");
	journal_write(session, table->name, record_get(kept, "sys_id"), notes);
	rules_after_insert(session, table, kept);
	json_t *stored = record_read(session, table, record_get(kept, "sys_id"));
	if (stored)
		replace(values, stored);
	json_decref(stored);
	return true;
}

static void drop_unchanged(const json_t *before, json_t *changes)
{
	const char *name;
	json_t *value;
	void *next;
	json_object_foreach_safe(changes, next, name, value)
	{
		if (strcmp(record_get(before, name), json_string_value(value)) == 0)
			json_object_del(changes, name);
	}
}

static void update_row(struct session *session, const struct table *table, const char *sys_id,
                       const json_t *changes)
{
	const char *bound[COLUMN_MAX];
	size_t count = 0;
	TEXT_SCOPE struct text sql = { 0 };
	text_print(&sql, "UPDATE \"%s\" SET ", table->storage);
	const char *name;
	json_t *value;
	json_object_foreach((json_t *)changes, name, value)
	{
		const struct column *column = dictionary_column(table, name);
		if (!column || count + 3 >= COLUMN_MAX)
			continue;
		text_print(&sql, "\"%s\" = ?, ", name);
		bound[count++] =
			column->type == COLUMN_STRING
				? fit(session->pool, json_string_value(value), column->length)
				: json_string_value(value);
	}
	text_add(&sql, "sys_updated_on = ?, sys_updated_by = ?, sys_mod_count = sys_mod_count + 1"
	               " WHERE sys_id = ?");
	bound[count++] = session->now_text;
	bound[count++] = session->user.user_name;
	bound[count++] = sys_id;
	database_run(session->database, text_value(&sql), bound, count);
}

void record_patch(struct session *session, const char *table, const char *sys_id, json_t *changes)
{
	const struct table *found = dictionary_table(table);
	const struct table *class = record_class(session, found, sys_id);
	if (class && json_object_size(changes))
		update_row(session, class, sys_id, changes);
	json_decref(changes);
}

bool record_update(struct session *session, const struct table *table, const char *sys_id,
                   json_t *changes, struct failure *failure)
{
	JSON_SCOPE json_t *before = record_read(session, table, sys_id);
	if (!before)
		return session_refuse(session, failure, 404, "No Record found",
		                      "Record doesn't exist or ACL restricts the record retrieval");
	const struct table *class = record_class(session, table, sys_id);
	JSON_SCOPE json_t *kept = writable(session, class, changes);
	JSON_SCOPE json_t *notes = journal_take(class, kept);
	drop_unchanged(before, kept);
	if (!rules_before_update(session, class, before, kept, notes, failure))
		return false;
	journal_write(session, class->name, sys_id, notes);
	if (!json_object_size(kept) && !json_object_size(notes))
		return true;
	update_row(session, class, sys_id, kept);
	JSON_SCOPE json_t *after = record_read(session, class, sys_id);
	rules_after_update(session, class, before, after);
	return true;
}

bool record_delete(struct session *session, const struct table *table, const char *sys_id,
                   struct failure *failure)
{
	JSON_SCOPE json_t *before = record_read(session, table, sys_id);
	if (!before)
		return session_refuse(session, failure, 404, "No Record found",
		                      "Record doesn't exist or ACL restricts the record retrieval");
	const struct table *class = record_class(session, table, sys_id);
	char *payload = json_dumps(before, JSON_COMPACT);
	json_t *trace =
		json_pack("{s:s, s:s, s:s, s:s}", "tablename", class->name, "documentkey", sys_id,
	                  "display_value", class->display ? record_get(before, class->display) : "",
	                  "payload", payload ? payload : "");
	free(payload);
	record_store(session, dictionary_table("sys_audit_delete"), trace);
	json_decref(trace);
	const char *sql =
		pool_print(session->pool, "DELETE FROM \"%s\" WHERE sys_id = ?", class->storage);
	database_run(session->database, sql, VALUES(sys_id));
	rules_after_delete(session, class, before);
	return true;
}
