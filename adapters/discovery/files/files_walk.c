/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Walks folders in order of names, without following links out of the configured paths. */
#include "files_walk.h"

#include "base/limits.h"
#include "base/memory.h"
#include "base/text.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	DEPTH_MOST = 32,
	/* Files of one walk. */
	FILES_MOST = 1000000,
};

struct walker {
	const struct files_walk *walk;
	size_t files;
};

static bool lies_below(const char *root, const char *path)
{
	size_t length = strlen(root);
	while (length > 1 && root[length - 1] == '/')
		length--;
	if (length == 1 && root[0] == '/')
		return path[0] == '/';
	return strncmp(root, path, length) == 0 && (path[length] == '/' || !path[length]);
}

bool files_walk_covers(const struct setting_list *roots, const char *path)
{
	if (strstr(path, "/../") || text_ends_with(path, "/.."))
		return false;
	for (size_t index = 0; index < roots->count; index++) {
		if (lies_below(roots->items[index], path))
			return true;
	}
	return false;
}

/* Where a link leads, if that is inside: certificate tools keep links from "live" to "archive". */
static bool resolve_inside(const struct walker *walker, const char *path,
                           char real[static PATH_MAX])
{
	if (!realpath(path, real))
		return false;
	const struct setting_list *roots = walker->walk->roots;
	for (size_t index = 0; index < roots->count; index++) {
		char root[PATH_MAX];
		if (realpath(roots->items[index], root) && lies_below(root, real))
			return true;
	}
	return false;
}

static bool give(const struct walker *walker, struct files_found found, struct error *error)
{
	return walker->walk->each(walker->walk->context, &found, error);
}

static bool give_problem(const struct walker *walker, const char *path, int problem,
                         struct error *error)
{
	if (problem == ENOENT || problem == ENOTDIR)
		return give(
			walker,
			(struct files_found){ .path = path, .gone = true, .problem = "is gone" },
			error);
	walker->walk->incomplete(walker->walk->context, path, strerrordesc_np(problem));
	return give(walker,
	            (struct files_found){ .path = path, .problem = strerrordesc_np(problem) },
	            error);
}

/* Reads all; -1 with errno. The file may grow or shrink meanwhile. */
static ssize_t read_whole(int descriptor, unsigned char *bytes, size_t most)
{
	size_t have = 0;
	while (have < most) {
		ssize_t piece = read(descriptor, bytes + have, most - have);
		if (piece == 0)
			break;
		if (piece < 0 && errno != EINTR)
			return -1;
		have += piece > 0 ? (size_t)piece : 0;
	}
	return (ssize_t)have;
}

static bool give_open(const struct walker *walker, const char *path, int descriptor,
                      struct error *error)
{
	struct stat status;
	if (fstat(descriptor, &status) != 0)
		return give_problem(walker, path, errno, error);
	if (!S_ISREG(status.st_mode))
		return true;
	if (status.st_size > LIMIT_FILE_BYTES)
		return give(walker,
		            (struct files_found){ .path = path,
		                                  .too_large = true,
		                                  .problem = "is larger than 32 MB" },
		            error);
	size_t most = (size_t)status.st_size;
	char *bytes CLEANUP(memory_free_pointer) = memory_allocate(most + 1);
	ssize_t length = read_whole(descriptor, (unsigned char *)bytes, most);
	if (length < 0)
		return give_problem(walker, path, errno, error);
	return give(walker,
	            (struct files_found){ .path = path,
	                                  .bytes = (const unsigned char *)bytes,
	                                  .length = (size_t)length },
	            error);
}

/* Never blocks on a pipe, never opens through a link. `shown` is the path people know. */
static bool give_file(const struct walker *walker, const char *shown, const char *path,
                      struct error *error)
{
	int descriptor CLEANUP(memory_close_descriptor) =
		open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
	if (descriptor < 0)
		return give_problem(walker, shown, errno, error);
	return give_open(walker, shown, descriptor, error);
}

static bool visit(struct walker *walker, const char *path, int depth, struct error *error);

static int no_dots(const struct dirent *entry)
{
	return strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
}

static void free_names(struct dirent **names, int count)
{
	for (int index = 0; index < count; index++)
		free(names[index]);
	free((void *)names);
}

static bool visit_folder(struct walker *walker, const char *path, int depth, struct error *error)
{
	if (depth >= DEPTH_MOST) {
		walker->walk->incomplete(walker->walk->context, path,
		                         "folders nest deeper than 32");
		return true;
	}
	struct dirent **names = NULL;
	int count = scandir(path, &names, no_dots, alphasort);
	if (count < 0) {
		walker->walk->incomplete(walker->walk->context, path, strerrordesc_np(errno));
		return true;
	}
	bool going_on = true;
	for (int index = 0; index < count && going_on; index++) {
		TEXT(child);
		text_print(&child, "%s%s%s", path, text_ends_with(path, "/") ? "" : "/",
		           names[index]->d_name);
		going_on = visit(walker, text_string(&child), depth + 1, error);
	}
	free_names(names, count);
	return going_on;
}

static bool visit(struct walker *walker, const char *path, int depth, struct error *error)
{
	const struct files_walk *walk = walker->walk;
	if (walk->cancelled && walk->cancelled(walk->context))
		return error_set(error, ERROR_CANCELLED, "reading files was stopped");
	struct stat status;
	if (lstat(path, &status) != 0)
		return give_problem(walker, path, errno, error);
	if (S_ISDIR(status.st_mode))
		return visit_folder(walker, path, depth, error);
	if (++walker->files > FILES_MOST) {
		if (walker->files == FILES_MOST + 1)
			walk->incomplete(walk->context, path, "more than 1,000,000 files");
		return true;
	}
	char real[PATH_MAX];
	if (S_ISLNK(status.st_mode)) {
		struct stat target;
		if (!resolve_inside(walker, path, real) || lstat(real, &target) != 0 ||
		    !S_ISREG(target.st_mode))
			return true;
		return give_file(walker, path, real, error);
	}
	return !S_ISREG(status.st_mode) || give_file(walker, path, path, error);
}

bool files_walk_all(const struct files_walk *walk, struct error *error)
{
	struct walker walker = { .walk = walk };
	for (size_t index = 0; index < walk->roots->count; index++) {
		/* What an administrator names is followed, link or not. */
		char real[PATH_MAX];
		const char *root = walk->roots->items[index];
		if (!realpath(root, real)) {
			walk->incomplete(walk->context, root, strerrordesc_np(errno));
			continue;
		}
		struct stat status;
		bool is_folder = stat(real, &status) == 0 && S_ISDIR(status.st_mode);
		if (!(is_folder ? visit_folder(&walker, root, 0, error)
		                : give_file(&walker, root, real, error)))
			return false;
	}
	return true;
}

bool files_walk_one(const struct files_walk *walk, const char *path, struct error *error)
{
	struct walker walker = { .walk = walk };
	char real[PATH_MAX];
	if (!resolve_inside(&walker, path, real))
		return give_problem(&walker, path, errno == EACCES ? EACCES : ENOENT, error);
	return give_file(&walker, path, real, error);
}
