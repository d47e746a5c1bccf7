/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Old ends of runs are forgotten; each by one unlink, the oldest first, so that being killed in between
 * leaves nothing half done. */
#include "hook_journal.h"

#include "base/arena.h"
#include "base/array.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/json.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/text.h"
#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct entry {
	const char *name;
	int64_t at;
};

struct journal {
	const char *folder;
	struct arena *arena;
	ARRAY(struct entry) entries;
};

static void close_folder(DIR **folder)
{
	if (*folder)
		closedir(*folder);
}

static void list(struct journal *journal)
{
	CLEANUP(close_folder) DIR *folder = opendir(journal->folder);
	const struct dirent *found;
	struct stat status;
	while (folder && (found = readdir(folder))) {
		if (found->d_name[0] == '.' ||
		    fstatat(dirfd(folder), found->d_name, &status, AT_SYMLINK_NOFOLLOW) != 0 ||
		    !S_ISREG(status.st_mode))
			continue;
		ARRAY_PUSH(journal->arena, &journal->entries,
		           ((struct entry){ .name = arena_copy(journal->arena, found->d_name),
		                            .at = status.st_mtime }));
	}
}

static int by_age(const void *left, const void *right)
{
	const struct entry *a = left, *b = right;
	if (a->at != b->at)
		return a->at < b->at ? -1 : 1;
	return strcmp(a->name, b->name);
}

/* "r-1.aB3xYz" beside "r-1": an end that was being written when the runner was killed. */
static bool is_leftover(const struct journal *journal, const struct entry *entry,
                        const struct json *written)
{
	const char *dot = strrchr(entry->name, '.');
	struct stat status;
	if (!dot || strlen(dot) != sizeof(".XXXXXX") - 1 ||
	    text_equal(json_member_text(written, "run", ""), entry->name))
		return false;
	for (const char *at = dot + 1; *at; at++)
		if (!isalnum((unsigned char)*at))
			return false;
	const char *run =
		arena_print(journal->arena, "%.*s", (int)(dot - entry->name), entry->name);
	return lstat(file_join(journal->arena, journal->folder, run), &status) == 0;
}

/* An intent stays whatever its age: its run may have happened, and forgetting it might repeat it. */
static bool may_go(const struct journal *journal, const struct entry *entry)
{
	ARENA(arena);
	size_t length = 0;
	const char *path = file_join(&arena, journal->folder, entry->name);
	const char *text = file_read(&arena, path, HOOK_JOURNAL_BYTES, &length, NULL);
	const struct json *written = text ? json_parse(&arena, text, length, NULL, NULL) : NULL;
	return is_leftover(journal, entry, written) ||
	       (text_equal(json_member_text(written, "run", ""), entry->name) &&
	        text_equal(json_member_text(written, "state", ""), "ended"));
}

size_t hook_journal_prune(const char *folder, const struct hook_journal_limits *limits)
{
	ARENA(arena);
	struct journal journal = { .folder = folder, .arena = &arena };
	int64_t now = clock_now();
	size_t removed = 0;
	list(&journal);
	if (journal.entries.count)
		qsort(journal.entries.items, journal.entries.count, sizeof(struct entry), by_age);
	for (size_t i = 0; i < journal.entries.count; i++) {
		const struct entry *entry = &journal.entries.items[i];
		bool old = entry->at < now - limits->most_seconds;
		bool many = journal.entries.count - removed > limits->most_count &&
		            entry->at < now - limits->least_seconds;
		if (!old && !many)
			break;
		if (may_go(&journal, entry) && unlink(file_join(&arena, folder, entry->name)) == 0)
			removed++;
	}
	if (removed)
		log_info("hook", "%zu old runs forgotten in '%s'", removed, folder);
	return removed;
}
