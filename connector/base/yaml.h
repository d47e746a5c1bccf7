/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Configuration text: a tree from libyaml's events that remembers where each value stood.
 * Scalars stay text; the settings table gives them types ("no", 012, 1e3 mean what they say).
 * Anchors, aliases, tags, merge keys and duplicate keys are refused; depth 16, 1 MB. */
#pragma once
#include "base/error.h"
#include <stddef.h>

struct arena;

enum yaml_type { YAML_SCALAR, YAML_LIST, YAML_MAP };

struct yaml {
	enum yaml_type type;
	const char *file; /* as given to yaml_read */
	int line;         /* from 1 */
	int column;       /* from 1 */
	const char *key;  /* name inside a map, else NULL */
	int key_line, key_column;
	const char *text; /* scalar */
	bool quoted;
	size_t count; /* children */
	struct yaml *first;
	struct yaml *next;
};

#define YAML_EACH(child, parent) \
	for (struct yaml *child = (parent) ? (parent)->first : NULL; child; child = child->next)

/* Errors are ERROR_LOCAL and start with "file:line:column: ". An empty file is an empty map. */
CHECKED struct yaml *yaml_read(struct arena *arena, const char *path, struct error *error);
CHECKED struct yaml *yaml_parse(struct arena *arena, const char *name, const char *text,
                                size_t length, struct error *error);
struct yaml *yaml_get(const struct yaml *map, const char *name);
/* false, with "file:line:column: " before the message. */
bool yaml_refuse(const struct yaml *where, struct error *error, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
