/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Unauthorized changes. */

#include "unauthorized.h"

#include "change_flow.h"
#include "fault.h"
#include "record.h"
#include "sandbox.h"

const char *unauthorized_open(struct session *session, const char *ci)
{
	struct session system = *session;
	session_become_system(&system);
	struct failure failure;
	const char *group = database_value(session->database, session->pool,
	                                   "SELECT sys_id FROM sys_user_group WHERE name = ?",
	                                   VALUES("Change Management"));
	JSON_SCOPE json_t *values = json_pack(
		"{s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "type", "emergency", "unauthorized", "true",
		"cmdb_ci", ci, "assignment_group", group ? group : "", "short_description",
		pool_print(session->pool, "Unauthorized change detected on %s",
	                   record_display(session, "cmdb_ci", ci)),
		"description", "A discovery changed the CI without an open change request.",
		"requested_by", "");
	if (!record_insert(&system, dictionary_table("change_request"), values, &failure))
		return "";
	const char *sys_id = pool_copy(session->pool, record_get(values, "sys_id"));
	change_flow_move(session, sys_id, json_pack("{s:s}", "state", "-3"));
	return sys_id;
}

void unauthorized_consider(struct session *session, const char *ci)
{
	struct fault_call call = { "POST", "/api/now/identifyreconcile" };
	if (fault_rate(session->sandbox->faults, "unauthorized-change") <= 0 ||
	    database_number(
		    session->database,
		    "SELECT count(*) FROM cmdb_rel_ci r JOIN cmdb_ci s ON s.sys_id = r.parent"
		    " WHERE r.child = ? AND s.sys_class_name IN ('cmdb_ci_service_auto',"
		    " 'cmdb_ci_service_discovered', 'cmdb_ci_service')",
		    VALUES(ci)) == 0 ||
	    database_number(session->database,
	                    "SELECT count(*) FROM task t LEFT JOIN task_ci a ON a.task = t.sys_id"
	                    " WHERE t.sys_class_name = 'change_request' AND t.active = 'true'"
	                    " AND (t.cmdb_ci = ?1 OR a.ci_item = ?1)",
	                    VALUES(ci)) > 0)
		return;
	if (fault_strikes(session->sandbox->faults, "unauthorized-change", &call))
		unauthorized_open(session, ci);
}
