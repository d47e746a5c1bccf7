/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Values of fields: from a caller's JSON to the stored form, and back to what each site shows. */
#pragma once

#include "issue.h"

#include <stdbool.h>

/* Reads one value. *stored is owned by the caller; JSON null clears the field. */
bool value_read(struct site *site, const struct field *field, const json_t *given, json_t **stored,
                json_t *problem);
/* The value as the site shows it, never NULL. */
json_t *value_show(const struct site *site, const struct issue *issue, const struct field *field);
/* Its words, for the changelog and for pages. Pooled. */
const char *value_words(const struct site *site, const struct field *field, const json_t *stored);
