/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Makes, opens and removes stores for tests. */
#include "support/store_folder.h"
#include "base/memory.h"
#include "support/check.h"

#include <ftw.h>
#include <sqlite3.h>
#include <unistd.h>

int store_folder_setup_empty(void **state)
{
	struct store_folder *folder = memory_zero(1, sizeof(*folder));
	const char *parent = getenv("TMPDIR");
	snprintf(folder->folder, sizeof(folder->folder), "%s/store-XXXXXX",
	         parent && strlen(parent) < 40 ? parent : "/tmp");
	if (!mkdtemp(folder->folder))
		return 1;
	snprintf(folder->path, sizeof(folder->path), "%s/store.db", folder->folder);
	*state = folder;
	return 0;
}

int store_folder_setup(void **state)
{
	if (store_folder_setup_empty(state) != 0)
		return 1;
	store_folder_reopen(*state, STORE_WRITE);
	return 0;
}

static int remove_one(const char *path, const struct stat *status, int flag, struct FTW *walk)
{
	(void)status, (void)flag, (void)walk;
	return remove(path);
}

int store_folder_teardown(void **state)
{
	struct store_folder *folder = *state;
	store_close(&folder->store);
	arena_release(&folder->arena);
	int failed = nftw(folder->folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
	free(folder);
	return failed;
}

void store_folder_reopen(struct store_folder *folder, enum store_mode mode)
{
	struct error error = ERROR_INIT;
	store_close(&folder->store);
	if (!store_open(&folder->store, folder->path, mode, true, &error))
		fail_msg("%s", error.message);
}

static sqlite3 *open_beside(struct store_folder *folder)
{
	sqlite3 *database = NULL;
	assert_int_equal(sqlite3_open_v2(folder->path, &database, SQLITE_OPEN_READONLY, NULL),
	                 SQLITE_OK);
	return database;
}

int64_t store_folder_number(struct store_folder *folder, const char *sql)
{
	sqlite3 *database = open_beside(folder);
	sqlite3_stmt *row = NULL;
	assert_int_equal(sqlite3_prepare_v2(database, sql, -1, &row, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(row), SQLITE_ROW);
	int64_t number = sqlite3_column_int64(row, 0);
	sqlite3_finalize(row);
	sqlite3_close(database);
	return number;
}
