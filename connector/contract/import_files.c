/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Files by path, folder and pattern, and the memory of those taken. */
#include "contract/import_files.h"
#include "base/array.h"
#include "base/json.h"
#include "base/text.h"

#include <dirent.h>
#include <errno.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

enum {
	/* A folder that nobody clears; more would slow each scan down for nothing. */
	FILES_MOST = 10000,
};

struct walk {
	struct arena *arena;
	const char *endings;
	struct import_files *files;
};

static void tell(struct walk *walk, const char *path, const char *why)
{
	if (!walk->files->problem)
		walk->files->problem = arena_print(walk->arena, "'%s': %s", path, why);
}

static void add(struct walk *walk, const char *path, bool follow)
{
	struct import_files *files = walk->files;
	if (files->count == FILES_MOST) {
		tell(walk, path, "is one of more than 10,000 files; move away what was taken");
		return;
	}
	struct import_file file = { .path = arena_copy(walk->arena, path), .follow = follow };
	ARRAY_PUSH(walk->arena, files, file);
}

/* Does a folder's file of this name count? Hidden ones never do. */
static bool has_ending(const char *name, const char *endings)
{
	size_t length = strlen(name);
	if (name[0] == '.')
		return false;
	while (*endings) {
		size_t ending = strcspn(endings, " ");
		if (length > ending && strncasecmp(name + length - ending, endings, ending) == 0)
			return true;
		endings += ending + strspn(endings + ending, " ");
	}
	return false;
}

static int compare_names(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static void add_folder(struct walk *walk, const char *path)
{
	struct dirent **names = NULL;
	int count = scandir(path, &names, NULL, compare_names);
	if (count < 0) {
		tell(walk, path, strerrordesc_np(errno));
		return;
	}
	for (int i = 0; i < count; i++) {
		TEXT(child);
		text_print(&child, "%s%s%s", path, text_ends_with(path, "/") ? "" : "/",
		           names[i]->d_name);
		if (has_ending(names[i]->d_name, walk->endings))
			add(walk, text_string(&child), false);
		free(names[i]);
	}
	free((void *)names);
}

static void add_path(struct walk *walk, const char *path, bool is_named)
{
	struct stat status;
	if (stat(path, &status) != 0) {
		if (is_named)
			tell(walk, path, strerrordesc_np(errno));
	} else if (S_ISDIR(status.st_mode)) {
		add_folder(walk, path);
	} else {
		add(walk, path, is_named);
	}
}

static void add_pattern(struct walk *walk, const char *pattern)
{
	glob_t found = { 0 };
	int failed = glob(pattern, 0, NULL, &found);
	if (failed && failed != GLOB_NOMATCH)
		tell(walk, pattern, "cannot be walked");
	for (size_t i = 0; !failed && i < found.gl_pathc; i++)
		add_path(walk, found.gl_pathv[i], false);
	globfree(&found);
}

void import_files_find(struct arena *arena, const struct setting_list *paths, const char *endings,
                       struct import_files *files)
{
	struct walk walk = { .arena = arena, .endings = endings, .files = files };
	*files = (struct import_files){ 0 };
	for (size_t i = 0; i < paths->count; i++) {
		const char *path = paths->items[i];
		if (strcmp(path, "-") == 0)
			add(&walk, path, true);
		else if (strpbrk(path, "*?["))
			add_pattern(&walk, path);
		else
			add_path(&walk, path, true);
	}
}

void import_files_recall(struct arena *arena, const char *memory, struct import_files *files)
{
	struct error ignored = ERROR_INIT;
	*files = (struct import_files){ 0 };
	const struct json *list =
		*memory ? json_parse(arena, memory, strlen(memory), NULL, &ignored) : NULL;
	JSON_EACH(item, list)
	{
		struct import_file file = {
			.path = json_member_text(item, "path", ""),
			.size = json_integer(json_get(item, "size"), -1),
			.changed_ns = json_integer(json_get(item, "changed"), -1),
			.problem = json_text(json_get(item, "aside"), NULL),
		};
		const char *digest = json_member_text(item, "sha256", "");
		if (strlen(digest) < sizeof(file.sha256))
			memcpy(file.sha256, digest, strlen(digest) + 1);
		ARRAY_PUSH(arena, files, file);
	}
}

const char *import_files_memory(struct arena *arena, const struct import_files *files)
{
	struct json *list = json_new(arena, JSON_ARRAY);
	for (size_t i = 0; i < files->count; i++) {
		const struct import_file *file = &files->items[i];
		if (file->forgotten || (!file->sha256[0] && !file->problem))
			continue;
		struct json *item = json_new(arena, JSON_OBJECT);
		json_set_string(arena, item, "path", file->path);
		json_set_integer(arena, item, "size", file->size);
		json_set_integer(arena, item, "changed", file->changed_ns);
		if (file->sha256[0])
			json_set_string(arena, item, "sha256", file->sha256);
		if (file->problem)
			json_set_string(arena, item, "aside", file->problem);
		json_push(list, item);
	}
	return json_print(arena, list);
}
