/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The file's name is the run's id, whose characters hook_request.c allows no others. */
#include "hook_journal.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/json.h"
#include "base/memory.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

bool hook_journal_open(const char *folder, struct error *error)
{
	if (mkdir(folder, 0700) != 0 && errno != EEXIST)
		return error_set(error, ERROR_LOCAL, "state folder '%s': %s", folder,
		                 strerror(errno));
	if (access(folder, R_OK | W_OK | X_OK) != 0)
		return error_set(error, ERROR_LOCAL, "state folder '%s': %s", folder,
		                 strerror(errno));
	return true;
}

static struct json *new_intent(struct arena *arena, const char *run, const char *hook)
{
	char now[24];
	struct json *intent = json_new(arena, JSON_OBJECT);
	clock_format(clock_now(), now);
	json_set_string(arena, intent, "run", run);
	json_set_string(arena, intent, "hook", hook);
	json_set_string(arena, intent, "state", "intent");
	json_set_string(arena, intent, "begun", now);
	return intent;
}

static bool sync_folder(const char *folder)
{
	CLEANUP(memory_close_descriptor)
	int descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return descriptor >= 0 && fsync(descriptor) == 0;
}

/* Exclusive creation is what makes an id good for one run only. */
bool hook_journal_begin(const char *folder, const char *run, const char *hook, struct error *error)
{
	ARENA(arena);
	const char *path = file_join(&arena, folder, run);
	const char *text = json_print(&arena, new_intent(&arena, run, hook));
	CLEANUP(memory_close_descriptor)
	int descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (descriptor < 0 && errno == EEXIST)
		return error_set(error, ERROR_ITEM,
		                 "run '%s' was started before: a run id starts one program only",
		                 run);
	if (descriptor < 0 || write(descriptor, text, strlen(text)) != (ssize_t)strlen(text) ||
	    fsync(descriptor) != 0 || !sync_folder(folder))
		return error_set(error, ERROR_LOCAL, "run '%s' cannot be written down in '%s': %s",
		                 run, folder, strerror(errno));
	return true;
}

bool hook_journal_finish(const char *folder, const char *run, const struct json *result,
                         struct error *error)
{
	ARENA(arena);
	const char *text = json_print(&arena, result);
	return file_replace(file_join(&arena, folder, run), text, strlen(text), 0600, error);
}

struct json *hook_journal_read(const char *folder, const char *run, struct arena *arena)
{
	size_t length = 0;
	const char *path = file_join(arena, folder, run);
	struct stat status;
	if (lstat(path, &status) != 0 && errno == ENOENT)
		return NULL;
	const char *text = file_read(arena, path, HOOK_JOURNAL_BYTES, &length, NULL);
	struct json *written = text ? json_parse(arena, text, length, NULL, NULL) : NULL;
	return json_member_text(written, "state", NULL) ? written : new_intent(arena, run, NULL);
}
