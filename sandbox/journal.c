/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Journal fields: written like any field, kept as entries of their own. */

#include "journal.h"

#include "moment.h"
#include "record.h"
#include "text.h"

#include <string.h>

json_t *journal_take(const struct table *table, json_t *values)
{
	json_t *notes = json_object();
	for (size_t i = 0; i < table->column_count; i++) {
		const char *name = table->columns[i]->name;
		if (table->columns[i]->type != COLUMN_JOURNAL)
			continue;
		if (*record_get(values, name))
			json_object_set(notes, name, json_object_get(values, name));
		json_object_del(values, name);
	}
	return notes;
}

void journal_write(struct session *session, const char *table, const char *sys_id,
                   const json_t *notes)
{
	const char *name;
	json_t *value;
	json_object_foreach((json_t *)notes, name, value)
	{
		json_t *entry = json_pack("{s:s, s:s, s:s, s:O}", "element", name, "element_id",
		                          sys_id, "name", table, "value", value);
		record_store(session, dictionary_table("sys_journal_field"), entry);
		json_decref(entry);
	}
}

const char *journal_show(struct session *session, const char *sys_id, const char *element)
{
	TEXT_SCOPE struct text shown = { 0 };
	const char *label = strcmp(element, "comments") == 0 ? "Additional comments" : "Work notes";
	sqlite3_stmt *row = database_query(
		session->database,
		"SELECT j.sys_created_on, coalesce(u.name, j.sys_created_by), j.value"
		" FROM sys_journal_field j LEFT JOIN sys_user u ON u.user_name = j.sys_created_by"
		" WHERE j.element_id = ? AND j.element = ?"
		" ORDER BY j.sys_created_on DESC, j.rowid DESC",
		VALUES(sys_id, element));
	while (database_next(session->database, row)) {
		time_t when = 0;
		moment_read(database_text(row, 0), &when);
		text_print(&shown, "%s - %s (%s)\n%s\n\n",
		           moment_print_zone(session->pool, when, session->user.time_zone),
		           database_text(row, 1), label, database_text(row, 2));
	}
	return pool_copy(session->pool, text_value(&shown));
}
