/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What was being parsed when a process died: a mark in the lock file, which needs no sync because it
 * has to outlive the process, not the machine. */
#include "base/arena.h"
#include "base/text.h"
#include "store/statement.h"

#include <string.h>
#include <unistd.h>

/* The holder's number stands at the start of the file. */
enum { MARK_OFFSET = 64, MARK_BYTES = 128 };

static bool remember(struct store *store, const char *key, struct error *error)
{
	ARENA(arena);
	int64_t deaths;
	if (!store_tried(store, key, &deaths, error))
		return false;
	return store_meta_set(store, arena_print(&arena, "died:%s", key),
	                      arena_print(&arena, "%lld", (long long)deaths + 1), error);
}

bool store_trying_open(struct store *store, struct error *error)
{
	char key[MARK_BYTES] = "";
	ssize_t length = pread(store->lock, key, sizeof(key) - 1, MARK_OFFSET);
	store->died = true;
	if (length > 0 && *key && text_is_utf8(key, strlen(key)) && !remember(store, key, error))
		return false;
	store_trying(store, NULL);
	int64_t count;
	if (!statement_number(store, "SELECT count(*) FROM meta WHERE name LIKE 'died:%'",
	                      BIND_NONE, 0, &count, error))
		return false;
	store->died = count > 0;
	return true;
}

void store_trying(struct store *store, const char *key)
{
	char mark[MARK_BYTES] = "";
	if (store->lock < 0)
		return;
	size_t length = key ? strnlen(key, sizeof(mark) - 1) : 0;
	memcpy(mark, key ? key : "", length);
	/* Without it nothing is lost but a warning; a full disk is told by the next commit. */
	ssize_t written = pwrite(store->lock, mark, length ? sizeof(mark) : 1, MARK_OFFSET);
	(void)written;
}

bool store_tried(struct store *store, const char *key, int64_t *deaths, struct error *error)
{
	ARENA(arena);
	const char *value;
	*deaths = 0;
	if (!store->died)
		return true;
	if (!store_meta_get(store, &arena, arena_print(&arena, "died:%s", key), &value, error))
		return false;
	if (value && !text_parse_integer(value, deaths))
		*deaths = 0;
	return true;
}
