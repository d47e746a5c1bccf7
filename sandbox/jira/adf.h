/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Rich text of the Cloud (Atlassian Document Format) and its plain words. */
#pragma once

#include "sandbox/pool.h"

#include <jansson.h>
#include <stdbool.h>

/* A document with one paragraph per line of the text. The caller owns it. */
json_t *adf_from_text(const char *text);
/* The words of a document, or the text itself when the value is one. Pooled. */
const char *adf_to_text(struct pool *pool, const json_t *value);
/* Whether the value is a document that the editor would take. */
bool adf_is_valid(const json_t *value);
