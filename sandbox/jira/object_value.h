/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Values of objects: from a caller's text to the stored one, and back. */
#pragma once

#include "assets_type.h"

/* The stored form of a text; NULL with *why set when the type does not take it. */
const char *object_value_read(const struct site *site, const struct assets_attribute *attribute,
                              const char *text, const char **why);
/* {"value", "displayValue", …} */
json_t *object_value_show(const struct site *site, const struct assets_attribute *attribute,
                          const char *stored);
/* What people see. Pooled. */
const char *object_value_words(const struct site *site, const struct assets_attribute *attribute,
                               const char *stored);
/* A user as Assets shows it. */
json_t *object_value_user(const struct site *site, const char *user_name);
