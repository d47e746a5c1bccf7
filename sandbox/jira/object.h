/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Objects of Assets. */
#pragma once

#include "assets_type.h"
#include "site.h"

#include <stdbool.h>

/* 0 when the site has none: by id, or by key ("ITS-12") in any case. */
long long object_find(const struct site *site, const char *id_or_key);
long long object_type(const struct site *site, long long object);
/* "ITS-12 (web-01)"; "" when there is none. */
const char *object_words(const struct site *site, long long object);
const char *object_label(const struct site *site, long long object);
const char *object_key(const struct site *site, long long object);

/* Ids of the issues whose Assets fields hold the object. */
json_t *object_tickets(const struct site *site, long long object);

/* NULL when there is none. attributes: with them; types: each with its definition. */
json_t *object_show(const struct site *site, long long object, bool attributes, bool types);
json_t *object_show_attributes(const struct site *site, long long object, bool types);

/* Creates (object 0) or updates from {"objectTypeId", "attributes"}; what is left out stays.
 * 0 with the problem told. */
long long object_write(struct site *site, long long object, const json_t *body, json_t *problem);
void object_delete(const struct site *site, long long object);
/* One value by the name of the attribute, for people at work; false when there is no such. */
bool object_set(struct site *site, long long object, const char *attribute, const char *value,
                json_t *problem);

/* The value of an issue's Assets field. */
long long object_read_reference(const struct site *site, const json_t *value);
json_t *object_show_reference(const struct site *site, long long object);
