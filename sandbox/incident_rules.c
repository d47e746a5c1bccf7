/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Rules of incidents: states, priority, resolution, assignment. */

#include "incident_rules.h"

#include "record.h"
#include "rules.h"
#include "text.h"

#include <string.h>

enum {
	INCIDENT_NEW = 1,
	INCIDENT_PROGRESS = 2,
	INCIDENT_HOLD = 3,
	INCIDENT_RESOLVED = 6,
	INCIDENT_CLOSED = 7,
	INCIDENT_CANCELED = 8,
	HOLD_CALLER = 1
};

/* 1..5 from impact and urgency 1..3; out of range counts as 3. */
static int priority_of(int impact, int urgency)
{
	static const int matrix[3][3] = { { 1, 2, 3 }, { 2, 3, 4 }, { 3, 4, 5 } };
	int row = impact >= 1 && impact <= 3 ? impact : 3;
	int column = urgency >= 1 && urgency <= 3 ? urgency : 3;
	return matrix[row - 1][column - 1];
}

/* The data lookup: whatever a caller sends as priority, the matrix decides. */
static void set_priority(struct session *session, const json_t *before, json_t *values)
{
	const char *impact = rules_new_value(before, values, "impact");
	const char *urgency = rules_new_value(before, values, "urgency");
	int priority = priority_of(text_number(*impact ? impact : "3"),
	                           text_number(*urgency ? urgency : "3"));
	record_set(values, "priority", pool_print(session->pool, "%d", priority));
}

static void fill_group(struct session *session, const json_t *before, json_t *values)
{
	rules_fill_group(session, before, values, "com.snc.incident.ci_assignment_group.field_name",
	                 "support_group");
}

static bool needs(struct session *session, const json_t *before, const json_t *values,
                  struct failure *failure)
{
	const char *code = rules_new_value(before, values, "close_code");
	const char *notes = rules_new_value(before, values, "close_notes");
	if (*code && *notes)
		return true;
	return session_refuse(session, failure, 403, "Operation Failed",
	                      "Data Policy Exception: The following fields are mandatory: %s%s%s",
	                      *code ? "" : "Resolution code", *code || *notes ? "" : ", ",
	                      *notes ? "" : "Resolution notes");
}

static bool may_enter(struct session *session, const json_t *before, const json_t *changes,
                      const json_t *notes, int state, struct failure *failure)
{
	if (state == INCIDENT_RESOLVED || state == INCIDENT_CLOSED) {
		if (state == INCIDENT_CLOSED && !session->user.admin &&
		    !session_has_role(session, "itil_admin"))
			return session_refuse(session, failure, 403, "Operation Failed",
			                      "ACL Exception Update Failed due to security "
			                      "constraints: closing needs itil_admin");
		return needs(session, before, changes, failure);
	}
	bool caller = text_number(rules_new_value(before, changes, "hold_reason")) == HOLD_CALLER;
	if (state == INCIDENT_HOLD && caller && !*record_get(notes, "comments"))
		return session_refuse(session, failure, 403, "Operation Failed",
		                      "Data Policy Exception: The following fields are mandatory: "
		                      "Additional comments");
	return true;
}

static void enter(struct session *session, const json_t *before, json_t *changes, int state)
{
	int previous = before ? text_number(record_get(before, "state")) : INCIDENT_NEW;
	const char *value = pool_print(session->pool, "%d", state);
	record_set(changes, "state", value);
	record_set(changes, "incident_state", value);
	bool over = state == INCIDENT_CLOSED || state == INCIDENT_CANCELED;
	record_set(changes, "active", over ? "false" : "true");
	if (state == INCIDENT_RESOLVED) {
		record_set(changes, "resolved_at", session->now_text);
		record_set(changes, "resolved_by", session->user.sys_id);
	}
	if (over) {
		record_set(changes, "closed_at", session->now_text);
		record_set(changes, "closed_by", session->user.sys_id);
	}
	if (previous == INCIDENT_RESOLVED && state < INCIDENT_RESOLVED) {
		int count = text_number(record_get(before, "reopen_count")) + 1;
		record_set(changes, "reopen_count", pool_print(session->pool, "%d", count));
		record_set(changes, "resolved_at", "");
		record_set(changes, "resolved_by", "");
	}
}

/* state and incident_state mirror each other; a caller may send either. */
static int wanted_state(const json_t *changes)
{
	const char *state = record_get(changes, "state");
	if (!*state)
		state = record_get(changes, "incident_state");
	return text_number(state);
}

bool incident_rules_insert(struct session *session, json_t *values, struct failure *failure)
{
	int state = wanted_state(values);
	if (state == 0)
		state = INCIDENT_NEW;
	if (!may_enter(session, NULL, values, NULL, state, failure))
		return false;
	enter(session, NULL, values, state);
	set_priority(session, NULL, values);
	fill_group(session, NULL, values);
	return true;
}

bool incident_rules_update(struct session *session, const json_t *before, json_t *changes,
                           const json_t *notes, struct failure *failure)
{
	int previous = text_number(record_get(before, "state"));
	if (previous >= INCIDENT_CLOSED && json_object_size(changes) && !session->user.admin)
		return session_refuse(session, failure, 403, "Operation Failed",
		                      "ACL Exception Update Failed due to security constraints");
	int state = wanted_state(changes);
	if (state != 0 && state != previous) {
		if (!may_enter(session, before, changes, notes, state, failure))
			return false;
		enter(session, before, changes, state);
	}
	json_object_del(changes, "priority");
	if (json_object_get(changes, "impact") || json_object_get(changes, "urgency"))
		set_priority(session, before, changes);
	if (json_object_get(changes, "assignment_group") &&
	    *record_get(before, "assignment_group")) {
		int count = text_number(record_get(before, "reassignment_count")) + 1;
		record_set(changes, "reassignment_count", pool_print(session->pool, "%d", count));
	}
	fill_group(session, before, changes);
	return true;
}
