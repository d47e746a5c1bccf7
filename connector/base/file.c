/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Files read whole and replaced at once. */
#include "base/file.h"
#include "base/arena.h"
#include "base/memory.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool refuse(struct error *error, enum error_kind kind, const char *path, const char *doing)
{
	return error_set(error, kind, "'%s': cannot %s: %s", path, doing, strerror(errno));
}

/* Up to one byte more than the ceiling, so that a file that grew is noticed. */
static bool read_all(int descriptor, const char *path, struct text *content, struct error *error)
{
	char chunk[16 << 10];
	while (!content->over) {
		ssize_t got = read(descriptor, chunk, sizeof(chunk));
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return refuse(error, ERROR_ITEM, path, "read");
		if (got == 0)
			return true;
		text_append_bytes(content, chunk, (size_t)got);
	}
	return error_set(error, ERROR_ITEM, "'%s': larger than the %zu bytes allowed", path,
	                 content->ceiling);
}

char *file_read(struct arena *arena, const char *path, size_t ceiling, size_t *length,
                struct error *error)
{
	/* O_NONBLOCK: opening a FIFO must not wait for a writer. */
	CLEANUP(memory_close_descriptor)
	int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (descriptor < 0) {
		refuse(error, ERROR_ITEM, path, "open");
		return NULL;
	}
	struct stat status;
	if (fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode)) {
		error_set(error, ERROR_ITEM, "'%s': not a regular file", path);
		return NULL;
	}
	TEXT(content);
	content.ceiling = ceiling ? ceiling : 1;
	if (!read_all(descriptor, path, &content, error))
		return NULL;
	if (length)
		*length = content.length;
	return arena_copy_bytes(arena, text_string(&content), content.length);
}

static bool write_all(int descriptor, const char *bytes, size_t length)
{
	while (length) {
		ssize_t written = write(descriptor, bytes, length);
		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0)
			return false;
		bytes += written;
		length -= (size_t)written;
	}
	return true;
}

static bool sync_folder(const char *folder)
{
	CLEANUP(memory_close_descriptor)
	int descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return descriptor >= 0 && fsync(descriptor) == 0;
}

bool file_replace(const char *path, const void *bytes, size_t length, unsigned mode,
                  struct error *error)
{
	ARENA(arena);
	char *beside = arena_print(&arena, "%s.XXXXXX", path);
	CLEANUP(memory_close_descriptor) int descriptor = mkostemp(beside, O_CLOEXEC);
	if (descriptor < 0)
		return refuse(error, ERROR_LOCAL, path, "make a file beside it");
	if (!write_all(descriptor, bytes, length) || fchmod(descriptor, (mode_t)mode) != 0 ||
	    fsync(descriptor) != 0 || rename(beside, path) != 0) {
		refuse(error, ERROR_LOCAL, path, "write");
		unlink(beside);
		return false;
	}
	if (!sync_folder(file_folder(&arena, path)))
		return refuse(error, ERROR_LOCAL, path, "sync its folder");
	return true;
}

char *file_join(struct arena *arena, const char *folder, const char *name)
{
	if (*name == '/')
		return arena_copy(arena, name);
	const char *middle = text_ends_with(folder, "/") ? "" : "/";
	if (*folder == '/')
		return arena_print(arena, "%s%s%s", folder, middle, name);
	CLEANUP(memory_free_pointer) char *here = getcwd(NULL, 0);
	if (text_is_empty(folder) || text_equal(folder, "."))
		return arena_print(arena, "%s/%s", here ? here : "", name);
	return arena_print(arena, "%s/%s%s%s", here ? here : "", folder, middle, name);
}

char *file_folder(struct arena *arena, const char *path)
{
	const char *slash = strrchr(path, '/');
	if (!slash)
		return arena_copy(arena, ".");
	return slash == path ? arena_copy(arena, "/")
	                     : arena_copy_bytes(arena, path, (size_t)(slash - path));
}
