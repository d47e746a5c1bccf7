/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* One setting's value: from YAML into the struct, and its type in words. */
#pragma once
#include "base/setting.h"

/* Stores the value at the row's offset, or refuses it with its place. */
CHECKED bool setting_value_store(const struct setting *row, const struct yaml *value,
                                 void *settings, struct arena *arena, struct error *error);
/* Stores the row's default as if it stood at the beginning of the file; without one, zero. */
CHECKED bool setting_value_default(const struct setting *row, const char *file, void *settings,
                                   struct arena *arena, struct error *error);
/* "a whole number from 1 to 100". */
void setting_value_describe(const struct setting *row, struct text *out);
