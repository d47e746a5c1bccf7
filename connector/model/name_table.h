/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Names of enumeration values, for texts and for reading them back. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

#define NAME_TABLE_COUNT(names) (sizeof(names) / sizeof((names)[0]))

/* Index of name in the table, exactly as spelled there; -1 for none and for NULL. */
int name_table_find(const char *const *names, size_t count, const char *name);
/* The name at an index, or "unknown" beyond the table. Never NULL. */
const char *name_table_get(const char *const *names, size_t count, size_t index);
