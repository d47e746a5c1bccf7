/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Opening and closing the store; its identity. */
#include "store/store.h"
#include "base/arena.h"
#include "base/memory.h"
#include "base/text.h"
#include "store/statement.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	/* How long a call waits for another process's short lock (opening, closing, copying). */
	BUSY_MILLISECONDS = 5000,
	/* A million certificates have some 500 MB of indexes, and new ones land all over them. */
	CACHE_KIBIBYTES = 64 << 10,
};

static bool execute(struct store *store, const char *sql, struct error *error)
{
	int code = sqlite3_exec(store->database, sql, NULL, NULL, NULL);
	return code == SQLITE_OK || store_fail(store, code, error);
}

/* Makes the empty file before SQLite has it open, so that nobody else may read it. */
static bool prepare_file(struct store *store, struct error *error)
{
	struct stat status;
	if (stat(store->path, &status) == 0) {
		if (S_ISREG(status.st_mode))
			return true;
		return error_set(error, ERROR_LOCAL,
		                 "'%s' is no certsteward store but no file at all", store->path);
	}
	if (errno != ENOENT || store->mode != STORE_WRITE)
		return error_set(error, ERROR_LOCAL,
		                 "there is no store '%s' (%s); `certsteward discover` makes it",
		                 store->path, strerror(errno));
	int file = open(store->path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0640);
	if (file < 0)
		return error_set(error, ERROR_LOCAL, "can't make the store '%s': %s", store->path,
		                 strerror(errno));
	close(file);
	return true;
}

/* Counting what SQLite allocates takes a lock for each piece, and nobody asks. Once in use it can't be
 * set any more, which changes nothing but that. */
static void forgo_statistics(void)
{
	static bool done;
	if (!done)
		sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	done = true;
}

static void set_cache(sqlite3 *database)
{
	char sql[48];
	snprintf(sql, sizeof(sql), "PRAGMA cache_size = -%d", CACHE_KIBIBYTES);
	sqlite3_exec(database, sql, NULL, NULL, NULL);
}

static bool connect_database(struct store *store, struct error *error)
{
	int flags = (store->mode == STORE_READ ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE) |
	            SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_NOMUTEX;
	forgo_statistics();
	int code = sqlite3_open_v2(store->path, &store->database, flags, NULL);
	if (code != SQLITE_OK)
		return store_fail(store, code, error);
	sqlite3_busy_timeout(store->database, BUSY_MILLISECONDS);
	sqlite3_db_config(store->database, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(store->database, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	/* Else statements are planned anew whenever a value in them changes. */
	sqlite3_db_config(store->database, SQLITE_DBCONFIG_ENABLE_QPSG, 1, NULL);
	set_cache(store->database);
	return true;
}

static bool read_identity(struct store *store, struct error *error)
{
	ARENA(arena);
	const char *identity, *epoch, *trial;
	if (!store_meta_get(store, &arena, "identity", &identity, error) ||
	    !store_meta_get(store, &arena, "epoch", &epoch, error) ||
	    !store_meta_get(store, &arena, "trial", &trial, error))
		return false;
	if (!identity || !epoch || !text_parse_integer(epoch, &store->epoch))
		return error_set(
			error, ERROR_LOCAL,
			"store '%s' is damaged: it has lost its identity; restore the newest "
			"backup",
			store->path);
	store->identity = memory_copy_text(identity);
	store->trial = text_equal(trial, "yes");
	return true;
}

bool store_epoch_raise(struct store *store, int64_t beyond, struct error *error)
{
	char text[24];
	int64_t next = (beyond > store->epoch ? beyond : store->epoch) + 1;
	snprintf(text, sizeof(text), "%lld", (long long)next);
	STORE_SCOPE(scope, store);
	if (!store_begin(store, error) || !store_meta_set(store, "epoch", text, error) ||
	    !store_commit(store, true, error))
		return false;
	store->epoch = next;
	return true;
}

static bool start(struct store *store, bool trial, struct error *error)
{
	if (store->mode == STORE_WRITE && !store_lock_take(store->path, &store->lock, error))
		return false;
	if (!prepare_file(store, error) || !connect_database(store, error) ||
	    !store_upgrade(store, trial, error))
		return false;
	/* Every commit keeps the file whole; those that must outlive a power cut are synced by
	 * store_commit. */
	if (!execute(store, "PRAGMA synchronous = NORMAL", error) || !read_identity(store, error))
		return false;
	return store->mode != STORE_WRITE || store_trying_open(store, error);
}

bool store_open(struct store **opened, const char *path, enum store_mode mode, bool trial,
                struct error *error)
{
	STORE(store);
	store = memory_zero(1, sizeof(*store));
	store->path = memory_copy_text(path);
	store->mode = mode;
	store->lock = -1;
	if (!start(store, trial, error))
		return false;
	*opened = store;
	store = NULL;
	return true;
}

void store_close(struct store **closing)
{
	struct store *store = *closing;
	if (!store)
		return;
	store_rollback(store);
	statement_forget(store);
	sqlite3_close_v2(store->database);
	store_lock_release(&store->lock);
	free(store->path);
	free(store->identity);
	free(store);
	*closing = NULL;
}

const char *store_identity(const struct store *store)
{
	return store->identity;
}

int64_t store_epoch(const struct store *store)
{
	return store->epoch;
}

bool store_is_trial(const struct store *store)
{
	return store->trial;
}

const char *store_path(const struct store *store)
{
	return store->path;
}
