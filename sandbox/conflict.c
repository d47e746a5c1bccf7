/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Conflict detection. */

#include "conflict.h"

#include "calendar.h"
#include "change_shape.h"
#include "moment.h"
#include "record.h"

#include <string.h>

enum { SPAN_MAX = 128 };

static void add(struct session *session, const json_t *change, const char *type,
                const char *schedule, const char *other)
{
	json_t *row = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s}", "change",
	                        record_get(change, "sys_id"), "configuration_item",
	                        record_get(change, "cmdb_ci"), "type", type, "schedule", schedule,
	                        "conflicting_change", other, "last_checked", session->now_text);
	record_store(session, dictionary_table("conflict"), row);
	json_decref(row);
}

static void check_calendar(struct session *session, const json_t *change, time_t start, time_t end)
{
	struct calendar_span spans[SPAN_MAX];
	const char *ci = record_get(change, "cmdb_ci");
	/* A window may have opened before and close later: look a month around. */
	time_t month = (time_t)30 * 86400;
	size_t count = calendar_spans(session, ci, start - month, end + month, spans, SPAN_MAX);
	bool windows = false, inside = false;
	for (size_t i = 0; i < count; i++) {
		if (spans[i].blackout && spans[i].start < end && spans[i].end > start)
			add(session, change, "blackout", spans[i].schedule, "");
		windows |= !spans[i].blackout;
		inside |= !spans[i].blackout && spans[i].start <= start && spans[i].end >= end;
	}
	if (windows && !inside)
		add(session, change, "not_in_maintenance_window", "", "");
}

static void check_others(struct session *session, const json_t *change)
{
	json_t *others = json_array();
	sqlite3_stmt *row = database_query(
		session->database,
		"SELECT DISTINCT t.sys_id FROM task t LEFT JOIN task_ci a ON a.task = t.sys_id"
		" WHERE t.sys_class_name = 'change_request' AND t.active = 'true' AND t.sys_id <> ?1"
		" AND (t.cmdb_ci = ?2 OR a.ci_item = ?2) AND t.start_date <> '' AND t.start_date < ?3"
		" AND t.end_date > ?4",
		VALUES(record_get(change, "sys_id"), record_get(change, "cmdb_ci"),
	               record_get(change, "end_date"), record_get(change, "start_date")));
	while (database_next(session->database, row))
		json_array_append_new(others, json_string(database_text(row, 0)));
	size_t i;
	json_t *other;
	json_array_foreach(others, i, other)
		add(session, change, "ci_already_scheduled", "", json_string_value(other));
	json_decref(others);
}

const char *conflict_check(struct session *session, const char *change, struct failure *failure)
{
	JSON_SCOPE json_t *record =
		record_read(session, dictionary_table("change_request"), change);
	time_t start, end;
	if (!record || !*record_get(record, "cmdb_ci") ||
	    !moment_read(record_get(record, "start_date"), &start) ||
	    !moment_read(record_get(record, "end_date"), &end)) {
		session_refuse(session, failure, 400, "Conflict detection could not start",
		               "Configuration item, planned start and planned end are required");
		return NULL;
	}
	database_run(session->database, "DELETE FROM conflict WHERE \"change\" = ?",
	             VALUES(change));
	check_calendar(session, record, start, end);
	check_others(session, record);
	bool found = database_number(session->database,
	                             "SELECT count(*) FROM conflict WHERE \"change\" = ?",
	                             VALUES(change)) > 0;
	record_patch(session, "change_request", change,
	             json_pack("{s:s, s:s}", "conflict_status", found ? "Conflict" : "No Conflict",
	                       "conflict_last_run", session->now_text));
	return session_new_id(session->pool);
}

json_t *conflict_show(struct session *session, const char *change)
{
	JSON_SCOPE json_t *record =
		record_read(session, dictionary_table("change_request"), change);
	const char *last_run = record_get(record, "conflict_last_run");
	json_t *conflicts = change_shape_list(session, dictionary_table("conflict"),
	                                      pool_print(session->pool, "change=%s", change), 500,
	                                      0, CHANGE_SPELL_TEXT);
	/* The documented quirk: once run, the text is "Conflict" even when the list is empty. */
	return json_pack("{s:s, s:s, s:s, s:s, s:o}", "status", *last_run ? "Conflict" : "Not run",
	                 "last_run", last_run, "record_count", "1", "job_status",
	                 *last_run ? "2" : "0", "conflicts", conflicts);
}
