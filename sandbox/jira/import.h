/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* External imports of Assets: a mapping, and objects that are made or brought up to date by it. */
#pragma once

#include "site.h"

#include <stdbool.h>

/* An import source of a schema, as an administrator makes it in the product. Its id. */
const char *import_make_source(struct site *site, long long schema);
long long import_schema_of(const struct site *site, const char *source); /* 0: no such source */
/* The stored {"schema", "mapping"}; NULL while there is none. Owned by the caller. */
json_t *import_mapping(const struct site *site, const char *source);
/* Keeps a mapping and makes the types and attributes that it names. */
bool import_set_mapping(struct site *site, const char *source, const json_t *given,
                        json_t *problem);
/* Makes and updates objects from what the chunks held; the outcome by object type. */
json_t *import_run(struct site *site, const char *source, const json_t *chunks);
