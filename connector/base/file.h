/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Small files whole, and files replaced at once. */
#pragma once
#include "base/error.h"
#include <stddef.h>

struct arena;

/* Reads a regular file of at most ceiling bytes, NUL-terminated. ERROR_ITEM names path and rule. */
CHECKED char *file_read(struct arena *arena, const char *path, size_t ceiling, size_t *length,
                        struct error *error);
/* Writes beside the target, syncs and renames: all or nothing. mode e.g. 0644. */
CHECKED bool file_replace(const char *path, const void *bytes, size_t length, unsigned mode,
                          struct error *error);
/* Absolute path of name seen from folder; name unchanged when it is absolute. */
char *file_join(struct arena *arena, const char *folder, const char *name);
char *file_folder(struct arena *arena, const char *path);
