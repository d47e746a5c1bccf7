/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Certificate Inventory and Management. */

#include "cim.h"

#include "archive.h"
#include "dictionary.h"
#include "fault.h"
#include "moment.h"
#include "record.h"
#include "sandbox.h"
#include "seed.h"
#include "text.h"

#include <string.h>

enum { DAY = 86400, RENEWAL_DAYS = 60, SEEN_DAYS = 7 };

static void set_property(struct session *session, const char *name, const char *value)
{
	database_run(session->database, "UPDATE sys_properties SET value = ? WHERE name = ?",
	             VALUES(value, name));
}

static void follow_clone(struct session *session)
{
	bool clone = fault_rate(session->sandbox->faults, "clone") > 0;
	if (clone == session->sandbox->cloned)
		return;
	session->sandbox->cloned = clone;
	set_property(session, "instance_name", clone ? "certstewardclone" : "certstewarddev");
	set_property(session, "glide.servlet.uri",
	             clone ? "https://certstewardclone.service-now.com/"
	                   : "https://certstewarddev.service-now.com/");
}

static void follow_plugin(struct session *session)
{
	bool wanted = fault_rate(session->sandbox->faults, "cim") > 0;
	if (wanted == session->sandbox->cim)
		return;
	session->sandbox->cim = wanted;
	static const char table[] = "sn_disco_certmgmt_certificate_task";
	struct session system = *session;
	session_become_system(&system);
	database_run(session->database, "DELETE FROM sys_db_object WHERE name = ?", VALUES(table));
	if (wanted)
		seed_row(&system, "sys_db_object", table, "name", table, "label",
		         "Certificate Task", "super_class",
		         seed_id(session, "sys_db_object", "task"), NULL);
}

/* Certificates that end before the limit, were seen lately and have no open task of that class. */
static json_t *due(struct session *session, const char *from, const char *to, const char *class)
{
	const char *seen = moment_print(session->pool, session->now - (time_t)SEEN_DAYS * DAY);
	json_t *list = json_array();
	sqlite3_stmt *row = database_query(
		session->database,
		"SELECT c.sys_id, c.name, c.valid_to, c.assignment_group, c.assigned_to"
		" FROM cmdb_ci c WHERE c.sys_class_name = 'cmdb_ci_certificate'"
		" AND c.valid_to > ? AND c.valid_to <= ? AND c.state NOT IN ('retired', 'revoked')"
		" AND c.renewal_tracking <> 'none' AND c.is_ca <> 'true' AND c.last_discovered >= ?"
		" AND NOT EXISTS (SELECT 1 FROM task t WHERE t.cmdb_ci = c.sys_id"
		" AND t.sys_class_name = ? AND t.active = 'true')",
		VALUES(from, to, seen, class));
	while (database_next(session->database, row))
		json_array_append_new(
			list,
			json_pack("{s:s, s:s, s:s, s:s, s:s}", "sys_id", database_text(row, 0),
		                  "name", database_text(row, 1), "valid_to", database_text(row, 2),
		                  "group", database_text(row, 3), "person", database_text(row, 4)));
	return list;
}

static int open_tickets(struct session *session, json_t *certificates, const char *class)
{
	struct failure failure;
	size_t i;
	json_t *one;
	int made = 0;
	bool task = strcmp(class, "incident") != 0;
	json_array_foreach(certificates, i, one)
	{
		const char *summary =
			pool_print(session->pool, "%s: %s (valid to %s)",
		                   task ? "Renew certificate" : "Certificate has expired",
		                   record_get(one, "name"), record_get(one, "valid_to"));
		json_t *values = json_pack("{s:s, s:s, s:s, s:s}", "short_description", summary,
		                           "cmdb_ci", record_get(one, "sys_id"), "assignment_group",
		                           record_get(one, "group"), "assigned_to",
		                           record_get(one, "person"));
		if (task) {
			record_set(values, "certificate", record_get(one, "sys_id"));
			record_set(values, "task_type", "renewal");
		}
		made += record_insert(session, dictionary_table(class), values, &failure);
		json_decref(values);
	}
	json_decref(certificates);
	return made;
}

int cim_run(struct session *session)
{
	if (fault_rate(session->sandbox->faults, "cim") <= 0)
		return 0;
	struct session system = *session;
	session_become_system(&system);
	const char *now = session->now_text;
	const char *soon = moment_print(session->pool, session->now + (time_t)RENEWAL_DAYS * DAY);
	static const char task[] = "sn_disco_certmgmt_certificate_task";
	return open_tickets(&system, due(&system, now, soon, task), task) +
	       open_tickets(&system, due(&system, "", now, "incident"), "incident");
}

void cim_tick(struct session *session)
{
	struct sandbox *sandbox = session->sandbox;
	struct fault_call call = { "", "" };
	long day = (long)(session->now / DAY);
	bool new_day = sandbox->day != 0 && day > sandbox->day;
	sandbox->day = day;
	bool switched = (fault_rate(sandbox->faults, "cim") > 0) != sandbox->cim ||
	                (fault_rate(sandbox->faults, "clone") > 0) != sandbox->cloned;
	bool archives = fault_strikes(sandbox->faults, "archive-row", &call);
	if (!switched && !new_day && !archives)
		return;
	database_begin(session->database);
	follow_clone(session);
	follow_plugin(session);
	if (new_day)
		cim_run(session);
	if (archives)
		archive_oldest(session);
	database_commit(session->database);
}
