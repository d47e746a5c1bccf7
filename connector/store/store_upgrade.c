/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Makes and upgrades the tables; refuses files that are not ours or newer than this program. */
#include "base/text.h"
#include "store/statement.h"
#include "store/store_schema.h"

#include <sys/random.h>

static bool pragma(struct store *store, const char *sql, struct error *error)
{
	int code = sqlite3_exec(store->database, sql, NULL, NULL, NULL);
	return code == SQLITE_OK || store_fail(store, code, error);
}

static bool pragma_set(struct store *store, const char *name, int64_t value, struct error *error)
{
	char sql[64];
	snprintf(sql, sizeof(sql), "PRAGMA %s = %lld", name, (long long)value);
	return pragma(store, sql, error);
}

static bool write_identity(struct store *store, bool trial, struct error *error)
{
	unsigned char bytes[8];
	char hex[17], identity[32];
	if (getrandom(bytes, sizeof(bytes), 0) != (ssize_t)sizeof(bytes))
		return error_set(error, ERROR_LOCAL, "the system gives no random numbers");
	text_hex(bytes, sizeof(bytes), hex);
	snprintf(identity, sizeof(identity), "certsteward-%s", hex);
	return store_meta_set(store, "identity", identity, error) &&
	       store_meta_set(store, "epoch", "0", error) &&
	       store_meta_set(store, "trial", trial ? "yes" : "no", error);
}

static bool run_steps(struct store *store, size_t version, bool trial, struct error *error)
{
	STORE_SCOPE(scope, store);
	if (!store_begin(store, error))
		return false;
	for (size_t i = version; i < store_schema_step_count; i++) {
		if (!pragma(store, store_schema_steps[i].sql, error))
			return error_wrap(error, "schema step '%s'", store_schema_steps[i].name);
	}
	if (version == 0 && !write_identity(store, trial, error))
		return false;
	return pragma_set(store, "application_id", STORE_APPLICATION, error) &&
	       pragma_set(store, "user_version", (int64_t)store_schema_step_count, error) &&
	       store_commit(store, true, error);
}

static bool refuse_foreign(const struct store *store, struct error *error)
{
	return error_set(
		error, ERROR_LOCAL,
		"'%s' is no certsteward store but another program's SQLite file; check the "
		"setting 'store.path'",
		store->path);
}

static bool refuse_old(const struct store *store, struct error *error)
{
	return error_set(
		error, ERROR_LOCAL,
		"store '%s' is empty or older than this program; a command that writes, such "
		"as `certsteward discover`, makes or upgrades it",
		store->path);
}

static bool refuse_newer(const struct store *store, int64_t version, struct error *error)
{
	return error_set(
		error, ERROR_LOCAL,
		"store '%s' is newer (version %lld) than this program knows (%zu); use the "
		"newer certsteward or restore a backup",
		store->path, (long long)version, store_schema_step_count);
}

bool store_upgrade(struct store *store, bool trial, struct error *error)
{
	int64_t application, version, tables;
	if (!statement_number(store, "PRAGMA application_id", BIND_NONE, 0, &application, error) ||
	    !statement_number(store, "PRAGMA user_version", BIND_NONE, 0, &version, error) ||
	    !statement_number(store, "SELECT count(*) FROM sqlite_master", BIND_NONE, 0, &tables,
	                      error))
		return false;
	if (application != STORE_APPLICATION && (application || version || tables))
		return refuse_foreign(store, error);
	if (version > (int64_t)store_schema_step_count)
		return refuse_newer(store, version, error);
	if (store->mode != STORE_WRITE)
		return version == (int64_t)store_schema_step_count || refuse_old(store, error);
	if (version == 0 && !pragma(store, "PRAGMA page_size = 8192", error))
		return false;
	/* 128 MB of log: new digests land all over the indexes, and a page that is changed again before
	 * it is copied into the file is copied once. */
	if (!pragma(store, "PRAGMA journal_mode = WAL", error) ||
	    !pragma(store, "PRAGMA wal_autocheckpoint = 16000", error) ||
	    !pragma(store, "PRAGMA journal_size_limit = 134217728", error))
		return false;
	return version == (int64_t)store_schema_step_count ||
	       run_steps(store, (size_t)version, trial, error);
}
