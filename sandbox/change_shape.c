/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Records as the Change Management API shows them. */

#include "change_shape.h"

#include "query.h"
#include "record.h"
#include "shape.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

static json_t *spelled(const struct column *column, const char *value,
                       enum change_spelling spelling)
{
	if (spelling == CHANGE_SPELL_JSON && *value && column->type == COLUMN_INTEGER)
		return json_real(strtod(value, NULL));
	if (spelling == CHANGE_SPELL_JSON && *value && column->type == COLUMN_BOOLEAN)
		return json_boolean(text_is_true(value));
	return json_string(value);
}

static json_t *field_of(struct session *session, const struct table *table,
                        const struct column *column, const json_t *record,
                        enum change_spelling spelling)
{
	const char *value = record_get(record, column->name);
	const char *shown = column->type == COLUMN_JOURNAL
	                            ? ""
	                            : shape_display(session, table, column, value,
	                                            record_get(record, "sys_id"));
	json_t *field = json_pack("{s:s, s:o}", "display_value", shown, "value",
	                          spelled(column, value, spelling));
	if (column->type == COLUMN_TIME)
		json_object_set_new(field, "display_value_internal", json_string(shown));
	return field;
}

json_t *change_shape_record(struct session *session, const struct table *table, const char *sys_id,
                            enum change_spelling spelling)
{
	JSON_SCOPE json_t *record = record_read(session, table, sys_id);
	if (!record)
		return NULL;
	json_t *shaped = json_object();
	for (size_t i = 0; i < table->column_count; i++)
		json_object_set_new(shaped, table->columns[i]->name,
		                    field_of(session, table, table->columns[i], record, spelling));
	return shaped;
}

json_t *change_shape_list(struct session *session, const struct table *table, const char *encoded,
                          long limit, long offset, enum change_spelling spelling)
{
	QUERY_SCOPE struct query query;
	query_compile(session, table, encoded, &query);
	const char *sql = pool_print(
		session->pool, "SELECT t.sys_id FROM \"%s\" t WHERE %s%s%s LIMIT %ld OFFSET %ld",
		table->storage, text_value(&query.where), query.order.length ? " ORDER BY " : "",
		text_value(&query.order), limit < 0 ? 0 : limit, offset < 0 ? 0 : offset);
	json_t *list = json_array();
	sqlite3_stmt *row = database_query(session->database, sql, query.values, query.count);
	while (database_next(session->database, row)) {
		const char *sys_id = pool_copy(session->pool, database_text(row, 0));
		json_array_append_new(list, change_shape_record(session, table, sys_id, spelling));
	}
	return list;
}
