/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The part of AQL that clients use, as a condition over the objects of Assets. */
#pragma once

#include "site.h"
#include "where.h"

#include <stdbool.h>

/* Adds a condition over assets_object named o. *order becomes SQL to order by; may be NULL.
 * False with the problem told. */
bool aql_compile(struct site *site, const char *text, struct where *where, const char **order,
                 json_t *problem);
