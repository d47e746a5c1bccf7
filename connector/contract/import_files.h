/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Which files an import reads, and which of them it took before. */
#pragma once
#include "base/arena.h"
#include "base/digest.h"
#include "base/error.h"
#include "base/setting.h"
#include <stdint.h>

struct import_file {
	const char *path; /* "-" = standard input */
	bool follow;      /* named by an administrator: a link is followed */
	bool forgotten;   /* not read well because of the moment: to be read again */
	int64_t size, changed_ns;
	char sha256[DIGEST_HEX]; /* "" while not taken */
	const char *problem;     /* why it is set aside; NULL = it is not */
};

struct import_files {
	struct import_file *items; /* in order of names */
	size_t count, capacity;
	const char *problem; /* of a path that cannot be walked, the first; NULL = none */
};

/* Walks files, folders (without those below, and only the endings) and patterns. */
void import_files_find(struct arena *arena, const struct setting_list *paths, const char *endings,
                       struct import_files *files);

/* What was taken, as text for the engine to keep, and back; nonsense gives none. */
void import_files_recall(struct arena *arena, const char *memory, struct import_files *files);
const char *import_files_memory(struct arena *arena, const struct import_files *files);
