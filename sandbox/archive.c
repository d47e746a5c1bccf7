/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The archive rule of certificates. */

#include "archive.h"

#include "moment.h"
#include "record.h"

enum { HALF_A_YEAR = 182 * 86400 };

bool archive_certificate(struct session *session, const char *sys_id)
{
	JSON_SCOPE json_t *record =
		record_read(session, dictionary_table("cmdb_ci_certificate"), sys_id);
	if (!record)
		return false;
	record_store(session, dictionary_table("ar_cmdb_ci_certificate"), record);
	database_run(session->database, "DELETE FROM cmdb_ci WHERE sys_id = ?", VALUES(sys_id));
	database_run(session->database, "DELETE FROM cmdb_rel_ci WHERE parent = ?1 OR child = ?1",
	             VALUES(sys_id));
	return true;
}

void archive_oldest(struct session *session)
{
	const char *limit = moment_print(session->pool, session->now - HALF_A_YEAR);
	const char *oldest = database_value(session->database, session->pool,
	                                    "SELECT sys_id FROM cmdb_ci"
	                                    " WHERE sys_class_name = 'cmdb_ci_certificate'"
	                                    " AND valid_to <> '' AND valid_to < ?"
	                                    " AND state <> 'installed' ORDER BY valid_to LIMIT 1",
	                                    VALUES(limit));
	if (oldest)
		archive_certificate(session, oldest);
}
