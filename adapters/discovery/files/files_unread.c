/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* One pass over the known places, and only where a file could not be read. */
#include "files_unread.h"

#include "base/text.h"

#include <stdlib.h>

enum { FILES_MOST = 100000 };

struct known_place {
	struct files_unread_file *file;
	const char *alias;
};

struct gathering {
	struct files_unread *unread;
	const char *host;
	ARRAY(struct known_place) places;
};

bool files_unread_note(struct files_unread *unread, const char *path, enum look_reason reason,
                       const char *detail)
{
	if (unread->files.count >= FILES_MOST)
		return false;
	const struct files_unread_file file = { .path = arena_copy(&unread->arena, path),
		                                .reason = reason,
		                                .detail = arena_copy(&unread->arena, detail) };
	ARRAY_PUSH(&unread->arena, &unread->files, file);
	return true;
}

static int by_path(const void *left, const void *right)
{
	const struct files_unread_file *one = left, *other = right;
	return strcmp(one->path, other->path);
}

static void take_place(void *own, const struct deployment_place *place)
{
	struct gathering *gathering = own;
	struct files_unread *unread = gathering->unread;
	if (place->kind != DEPLOYMENT_FILE || !text_equal(place->host, gathering->host))
		return;
	const struct files_unread_file wanted = { .path = place->path };
	struct files_unread_file *file =
		bsearch(&wanted, unread->files.items, unread->files.count, sizeof(wanted), by_path);
	if (!file)
		return;
	const struct known_place known = { file, arena_copy(&unread->arena, place->alias) };
	ARRAY_PUSH(&unread->arena, &gathering->places, known);
}

static bool tell_all(struct gathering *gathering, files_unread_fn tell, void *context,
                     struct error *error)
{
	struct files_unread *unread = gathering->unread;
	for (size_t index = 0; index < gathering->places.count; index++) {
		struct known_place *known = &gathering->places.items[index];
		known->file->told = true;
		if (!tell(context, known->file, known->alias, error))
			return false;
	}
	for (size_t index = 0; index < unread->files.count; index++) {
		const struct files_unread_file *file = &unread->files.items[index];
		if (!file->told && !tell(context, file, "", error))
			return false;
	}
	return true;
}

bool files_unread_tell(struct files_unread *unread, const struct discovery_scan *scan,
                       const char *host, files_unread_fn tell, void *context, struct error *error)
{
	struct gathering gathering = { .unread = unread, .host = host };
	if (unread->files.count == 0)
		return true;
	qsort(unread->files.items, unread->files.count, sizeof(*unread->files.items), by_path);
	return (!scan->known_places ||
	        scan->known_places(scan->context, take_place, &gathering, error)) &&
	       tell_all(&gathering, tell, context, error);
}
