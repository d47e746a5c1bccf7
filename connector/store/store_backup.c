/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* A consistent copy of the store while others work. */
#include "base/text.h"
#include "store/store_parts.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool fail(const struct store *store, const char *path, const char *why, struct error *error)
{
	return error_set(error, ERROR_LOCAL, "can't copy the store '%s' to '%s': %s", store->path,
	                 path, why);
}

/* Copies all pages in one read transaction, so that writers don't make it start over. */
static int copy_pages(sqlite3 *to, sqlite3 *from)
{
	sqlite3_backup *backup = sqlite3_backup_init(to, "main", from, "main");
	if (!backup)
		return sqlite3_errcode(to);
	sqlite3_backup_step(backup, -1);
	return sqlite3_backup_finish(backup);
}

static bool copy_to(const struct store *store, const char *path, struct error *error)
{
	int file = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0640);
	if (file < 0)
		return fail(store, path, strerror(errno), error);
	close(file);
	sqlite3 *copy = NULL;
	int code = sqlite3_open_v2(path, &copy, SQLITE_OPEN_READWRITE, NULL);
	if (code == SQLITE_OK)
		code = copy_pages(copy, store->database);
	int system_error = copy ? sqlite3_system_errno(copy) : 0;
	sqlite3_close(copy);
	if (code == SQLITE_OK)
		return true;
	const char *why = system_error == ENOSPC ? strerror(ENOSPC) : sqlite3_errstr(code);
	return fail(store, path, why, error);
}

bool store_backup(struct store *store, const char *path, struct error *error)
{
	struct stat status;
	if (lstat(path, &status) == 0)
		return fail(store, path, "the file exists; name a new one", error);
	TEXT(part);
	text_print(&part, "%s.part", path);
	const char *unfinished = text_string(&part);
	unlink(unfinished);
	if (!copy_to(store, unfinished, error)) {
		unlink(unfinished);
		return false;
	}
	if (rename(unfinished, path) != 0)
		return fail(store, path, strerror(errno), error);
	return true;
}
