/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Properties of issues: JSON that people do not see. */
#pragma once

#include "issue.h"

#include <stdbool.h>

/* Keeps one. False with the problem told: an empty key or value, or one too long. */
bool property_set(const struct site *site, long long issue, const char *key, const json_t *value,
                  json_t *problem);
/* {"key": value} of those that are asked for. */
json_t *property_show(const struct site *site, long long issue, const json_t *wanted);
