/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Who asks, and on which instance. */

#include "session.h"

#include "text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

bool session_refuse(const struct session *session, struct failure *failure, int status,
                    const char *message, const char *detail, ...)
{
	char buffer[2048] = "";
	if (detail) {
		va_list arguments;
		va_start(arguments, detail);
		vsnprintf(buffer, sizeof(buffer), detail, arguments);
		va_end(arguments);
	}
	*failure = (struct failure){ .status = status,
		                     .message = message,
		                     .detail = detail ? pool_copy(session->pool, buffer) : NULL };
	return false;
}

const char *session_new_id(struct pool *pool)
{
	unsigned char bytes[16];
	if (getrandom(bytes, sizeof(bytes), 0) != (ssize_t)sizeof(bytes))
		abort();
	return text_hex(pool, bytes, sizeof(bytes));
}

const char *session_id_of(struct pool *pool, const char *kind, const char *name)
{
	const char *words = pool_print(pool, "%s:%s", kind, name);
	char *digest = text_sha256(pool, words, strlen(words));
	digest[32] = '\0';
	return digest;
}

bool session_has_role(struct session *session, const char *role)
{
	return database_number(session->database,
	                       "SELECT count(*) FROM sys_user_has_role l JOIN sys_user_role r"
	                       " ON r.sys_id = l.role WHERE l.user = ? AND r.name IN (?, 'admin')",
	                       VALUES(session->user.sys_id, role)) > 0;
}

bool session_become(struct session *session, const char *user_name)
{
	sqlite3_stmt *row =
		database_query(session->database,
	                       "SELECT sys_id, user_name, name, time_zone FROM sys_user"
	                       " WHERE user_name = ? AND active = 'true' AND locked_out = 'false'",
	                       VALUES(user_name));
	if (!database_next(session->database, row))
		return false;
	struct pool *pool = session->pool;
	session->user = (struct user){ .sys_id = pool_copy(pool, database_text(row, 0)),
		                       .user_name = pool_copy(pool, database_text(row, 1)),
		                       .name = pool_copy(pool, database_text(row, 2)),
		                       .time_zone = pool_copy(pool, database_text(row, 3)) };
	database_done(row);
	session->system = false;
	session->user.admin = session_has_role(session, "admin");
	session->user.itil = session_has_role(session, "itil");
	session->user.reader = session->user.itil || session_has_role(session, "cmdb_read");
	session->user.approver = session_has_role(session, "approver_user");
	session->user.change_manager = session_has_role(session, "change_manager");
	return true;
}

void session_become_system(struct session *session)
{
	session->user = (struct user){ .sys_id = "system",
		                       .user_name = "system",
		                       .name = "System",
		                       .time_zone = "",
		                       .admin = true,
		                       .itil = true,
		                       .reader = true,
		                       .approver = true,
		                       .change_manager = true };
	session->system = true;
}

const char *session_property(struct session *session, const char *name, const char *absent)
{
	const char *value =
		database_value(session->database, session->pool,
	                       "SELECT value FROM sys_properties WHERE name = ?", VALUES(name));
	return value ? value : absent;
}
