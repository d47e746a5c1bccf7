/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The parts of the JSON tree that parser and builder share. */
#pragma once
#include "base/json.h"

/* Adds a child without a parent at the end; in an object its key is set and not there yet. */
void json_attach(struct arena *arena, struct json *parent, struct json *child);

/* Look-up by name in large objects: a crit-bit tree (D. J. Bernstein), whose depth is bounded by the
 * keys' length, so that no choice of keys makes it slow. */
struct json_index *json_index_new(struct arena *arena);
/* The place that names the member with this key, or NULL. */
struct json **json_index_find(struct json_index *index, const char *key);
/* Adds a member whose key is not there yet. */
void json_index_add(struct arena *arena, struct json_index *index, struct json *member);
