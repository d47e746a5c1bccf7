/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Which roles may do what. */

#include "access.h"

#include "fault.h"
#include "sandbox.h"

#include <stdint.h>
#include <string.h>

static bool forbidden(struct session *session, const struct table *table, struct failure *failure)
{
	return session_refuse(session, failure, 403, "Operation Failed",
	                      "ACL Exception: no right on table '%s' for user '%s'", table->name,
	                      session->user.user_name);
}

bool access_reads(struct session *session, const struct table *table, struct failure *failure)
{
	bool own = strncmp(table->name, "sysapproval", 11) == 0 && session->user.approver;
	bool everyone = strncmp(table->name, "sys_user", 8) == 0;
	if (session->user.reader || own || everyone)
		return true;
	return forbidden(session, table, failure);
}

bool access_writes(struct session *session, const struct table *table, struct failure *failure)
{
	static const char *const administered[] = { "sys_user",       "sys_db_object",
		                                    "sys_dictionary", "sys_properties",
		                                    "sys_choice",     "cmn_schedule",
		                                    "sys_rate_limit", "cmdb_identifier" };
	bool own = strcmp(table->name, "sysapproval_approver") == 0 && session->user.approver;
	bool allowed = session->user.itil || own;
	for (size_t i = 0; i < sizeof(administered) / sizeof(administered[0]); i++)
		if (strncmp(table->name, administered[i], strlen(administered[i])) == 0)
			allowed = session->user.admin;
	return allowed ? true : forbidden(session, table, failure);
}

bool access_deletes(struct session *session, const struct table *table, struct failure *failure)
{
	bool guarded = dictionary_extends(table, "task") || dictionary_extends(table, "cmdb_ci");
	if (!guarded)
		return access_writes(session, table, failure);
	if (session_has_role(session, "itil_admin"))
		return true;
	return session_refuse(session, failure, 403, "Operation Failed",
	                      "ACL Exception Delete Failed due to security constraints");
}

bool access_hides(struct session *session, const struct table *table, const char *sys_id)
{
	double rate = fault_rate(session->sandbox->faults, "trimmed-pages");
	/* Always the same rows, and of the numbered hosts only: the named ones carry the stories. */
	if (rate <= 0 || session->system || !dictionary_extends(table, "cmdb_ci") ||
	    strncmp(sys_id, "c100000", 7) != 0)
		return false;
	uint32_t part = 2166136261U;
	for (const char *at = sys_id; *at; at++)
		part = (part ^ (unsigned char)*at) * 16777619U;
	bool hidden = (double)(part / 7 % 1000) < rate * 1000;
	if (hidden)
		fault_count(session->sandbox->faults, "trimmed-pages");
	return hidden;
}
