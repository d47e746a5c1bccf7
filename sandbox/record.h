/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Records: read, insert, update, delete, with the rules of the instance around each write. */
#pragma once

#include "dictionary.h"
#include "session.h"

#include <jansson.h>
#include <stdbool.h>

/* Object of texts with every column of the record's own class; NULL when there is none.
 * The caller owns it. */
json_t *record_read(struct session *session, const struct table *table, const char *sys_id);
/* Value of one column of a record object; "" when absent. Borrowed. */
const char *record_get(const json_t *record, const char *column);
void record_set(json_t *record, const char *column, const char *value);

/* Inserts values (objects of texts; unknown and read-only columns are ignored) and leaves the
 * whole record in them. Rules of the instance may refuse. */
bool record_insert(struct session *session, const struct table *table, json_t *values,
                   struct failure *failure);
/* Applies changes; unknown and read-only columns are ignored, unchanged values do not count. */
bool record_update(struct session *session, const struct table *table, const char *sys_id,
                   json_t *changes, struct failure *failure);
bool record_delete(struct session *session, const struct table *table, const char *sys_id,
                   struct failure *failure);

/* Without rules, for seeds and for the instance's own rows. Leaves the id in values. */
bool record_store(struct session *session, const struct table *table, json_t *values);
/* The same for a few columns of an existing row; no rule runs, "updated" is set. */
void record_patch(struct session *session, const char *table, const char *sys_id, json_t *changes);

/* The text that a caller's JSON value becomes: true, 3, "x" and null alike. Borrowed or pooled. */
const char *record_text(struct pool *pool, const json_t *value);
/* Short display text of a record: the display column of its table. Pooled, "" when missing. */
const char *record_display(struct session *session, const char *table, const char *sys_id);
/* The class that a row of this table really has; NULL when there is no such row. */
const struct table *record_class(struct session *session, const struct table *table,
                                 const char *sys_id);

#define JSON_SCOPE __attribute__((cleanup(record_release)))
void record_release(json_t **value);
