/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Changes, tasks, templates and models as the Change Management API shows them. */
#pragma once

#include "dictionary.h"
#include "session.h"

#include <jansson.h>
#include <stdbool.h>

/* How numbers and flags stand in "value": as JSON numbers and booleans (plain endpoints), or as
 * texts (the typed ones, tasks, templates). */
enum change_spelling { CHANGE_SPELL_JSON, CHANGE_SPELL_TEXT };

/* Every column as {value, display_value}, dates with display_value_internal too. NULL when there
 * is no such record. The caller owns it. */
json_t *change_shape_record(struct session *session, const struct table *table, const char *sys_id,
                            enum change_spelling spelling);
/* The rows that an encoded query finds, at most limit from offset on. */
json_t *change_shape_list(struct session *session, const struct table *table, const char *encoded,
                          long limit, long offset, enum change_spelling spelling);
