/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Business rules of the instance: what happens around each write of a record. */
#pragma once

#include "dictionary.h"
#include "session.h"

#include <jansson.h>
#include <stdbool.h>

/* May change the values, or refuse. */
bool rules_before_insert(struct session *session, const struct table *table, json_t *values,
                         struct failure *failure);
/* changes holds only what differs; rules add to it, take from it, or refuse. notes: the journal
 * entries that come with it. */
bool rules_before_update(struct session *session, const struct table *table, const json_t *before,
                         json_t *changes, const json_t *notes, struct failure *failure);
void rules_after_insert(struct session *session, const struct table *table, const json_t *record);
void rules_after_update(struct session *session, const struct table *table, const json_t *before,
                        const json_t *after);
void rules_after_delete(struct session *session, const struct table *table, const json_t *before);

/* Fills an empty assignment group from the CI, then from the service offering, while group and
 * person are both empty. property names the CI's column, absent the column without a property. */
void rules_fill_group(struct session *session, const json_t *before, json_t *values,
                      const char *property, const char *absent);
/* The value a column will have: from the changes, else as it was. */
const char *rules_new_value(const json_t *before, const json_t *changes, const char *column);
