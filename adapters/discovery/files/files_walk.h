/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Walks folders and hands over each file's bytes, never leaving the configured paths. */
#pragma once
#include "base/arena.h"
#include "base/error.h"
#include "base/setting.h"
#include <stdbool.h>
#include <stddef.h>

/* What stands at one path. */
struct files_found {
	const char *path;
	const unsigned char *bytes; /* NULL: not readable, problem says why */
	size_t length;
	const char *problem;
	bool gone;      /* nothing is there */
	bool too_large; /* LIMIT_FILE_BYTES */
};

struct files_walk {
	const struct setting_list *roots;
	/* Takes one file; everything is borrowed. False: stop. */
	bool (*each)(void *context, const struct files_found *found, struct error *error);
	bool (*cancelled)(void *context);
	void *context;
	/* Called for what keeps the walk from being whole. */
	void (*incomplete)(void *context, const char *path, const char *why);
};

/* Every file of the roots, folders in the order of names, links only to files inside the roots. False for
 * what each() refuses and for ERROR_CANCELLED; what cannot be read is told by incomplete(), and the walk
 * goes on. */
CHECKED bool files_walk_all(const struct files_walk *walk, struct error *error);
/* One file of the scope; what stands outside it counts as gone. */
CHECKED bool files_walk_one(const struct files_walk *walk, const char *path, struct error *error);
/* Does the path lie at or below one of the roots, as text? */
bool files_walk_covers(const struct setting_list *roots, const char *path);
