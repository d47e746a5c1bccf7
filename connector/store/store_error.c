/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* SQLite's result codes as errors that say what to do next (sqlite.org/rescode.html). */
#include "store/store_parts.h"

#include <errno.h>

static bool disk_is_full(const struct store *store, int code)
{
	if ((code & 0xFF) == SQLITE_FULL)
		return true;
	int system_error = store->database ? sqlite3_system_errno(store->database) : 0;
	return (code & 0xFF) == SQLITE_IOERR && (system_error == ENOSPC || system_error == EDQUOT);
}

bool store_fail(const struct store *store, int code, struct error *error)
{
	const char *said = store->database ? sqlite3_errmsg(store->database) : sqlite3_errstr(code);
	const char *path = store->path;
	if (disk_is_full(store, code))
		return error_set(
			error, ERROR_LOCAL,
			"store '%s': the disk is full; free some space and run the command "
			"again, nothing that was acknowledged is lost",
			path);
	switch (code & 0xFF) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return error_set(
			error, ERROR_RETRY,
			"store '%s' is busy: another process writes or copies it; try again", path);
	case SQLITE_NOTADB:
		return error_set(error, ERROR_LOCAL,
		                 "'%s' is no certsteward store; check the setting 'store.path'",
		                 path);
	case SQLITE_CORRUPT:
		return error_set(error, ERROR_LOCAL,
		                 "store '%s' is damaged (%s); restore the newest backup", path,
		                 said);
	case SQLITE_CANTOPEN:
	case SQLITE_PERM:
	case SQLITE_AUTH:
	case SQLITE_READONLY:
		return error_set(
			error, ERROR_LOCAL,
			"store '%s' can't be opened or written (%s); check the rights of the "
			"file and its folder",
			path, said);
	case SQLITE_TOOBIG:
	case SQLITE_CONSTRAINT:
	case SQLITE_MISMATCH:
		return error_set(error, ERROR_ITEM, "store '%s' refused a row: %s", path, said);
	case SQLITE_INTERRUPT:
		return error_set(error, ERROR_CANCELLED, "store '%s': interrupted", path);
	default:
		return error_set(error, ERROR_LOCAL, "store '%s': %s (SQLite code %d)", path, said,
		                 code);
	}
}
