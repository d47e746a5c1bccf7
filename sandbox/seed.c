/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The organisation that a fresh sandbox holds. */

#include "seed.h"

#include "choice.h"
#include "ire_rule.h"
#include "moment.h"
#include "record.h"
#include "session.h"

#include <stdarg.h>

const char *seed_id(struct session *session, const char *table, const char *name)
{
	return session_id_of(session->pool, table, name);
}

const char *seed_row(struct session *session, const char *table, const char *name, ...)
{
	const char *sys_id = seed_id(session, table, name);
	json_t *row = json_pack("{s:s}", "sys_id", sys_id);
	va_list pairs;
	va_start(pairs, name);
	const char *column;
	while ((column = va_arg(pairs, const char *)))
		record_set(row, column, va_arg(pairs, const char *));
	va_end(pairs);
	record_store(session, dictionary_table(table), row);
	json_decref(row);
	return sys_id;
}

bool seed_all(struct sandbox *sandbox, unsigned long hosts)
{
	POOL_SCOPE struct pool *pool = pool_open();
	struct session session = { .sandbox = sandbox,
		                   .database = sandbox->database,
		                   .pool = pool,
		                   .now = sandbox_now(sandbox),
		                   .base = "" };
	session.now_text = moment_print(pool, session.now);
	session_become_system(&session);
	database_begin(sandbox->database);
	if (database_number(sandbox->database,
	                    "SELECT count(*) FROM sandbox_state WHERE name = 'seeded'", NULL,
	                    0) == 0) {
		seed_platform(&session);
		choice_seed(&session);
		ire_rule_seed(&session);
		seed_people(&session);
		seed_changes(&session);
		seed_cis(&session, hosts);
		database_run(sandbox->database,
		             "INSERT INTO sandbox_state (name, value) VALUES ('seeded', '1')", NULL,
		             0);
	}
	return database_commit(sandbox->database);
}
