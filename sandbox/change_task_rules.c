/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Rules of change tasks. */

#include "change_flow.h"
#include "change_model.h"
#include "change_rules.h"
#include "record.h"
#include "rules.h"
#include "text.h"

#include <string.h>

enum { TASK_CLOSED = 3 };

bool change_rules_insert_task(struct session *session, json_t *values, struct failure *failure)
{
	if (!*record_get(values, "change_request"))
		record_set(values, "change_request", record_get(values, "parent"));
	record_set(values, "parent", record_get(values, "change_request"));
	JSON_SCOPE json_t *change = record_read(session, dictionary_table("change_request"),
	                                        record_get(values, "change_request"));
	if (!change)
		return session_refuse(session, failure, 400, "Invalid change request",
		                      "A change task needs the sys_id of its change request");
	if (text_number(record_get(change, "state")) >= CHANGE_CLOSED)
		return session_refuse(session, failure, 403, "Operation Failed",
		                      "Change request '%s' is closed",
		                      record_get(change, "number"));
	if (!session->system)
		record_set(values, "created_from", "manual");
	rules_fill_group(session, NULL, values, "", "support_group");
	return true;
}

bool change_rules_update_task(struct session *session, const json_t *before, json_t *changes,
                              struct failure *failure)
{
	(void)failure;
	json_object_del(changes, "change_request");
	json_object_del(changes, "active");
	if (!json_object_get(changes, "state"))
		return true;
	bool over = text_number(record_get(changes, "state")) >= TASK_CLOSED;
	bool was_over = text_number(record_get(before, "state")) >= TASK_CLOSED;
	record_set(changes, "active", over ? "false" : "true");
	if (over && !was_over) {
		record_set(changes, "closed_at", session->now_text);
		record_set(changes, "closed_by", session->user.sys_id);
	}
	return true;
}

void change_rules_task_updated(struct session *session, const json_t *before, const json_t *after)
{
	if (strcmp(record_get(before, "active"), record_get(after, "active")) == 0)
		return;
	change_flow_tasks_done(session, record_get(after, "change_request"));
}
