/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Rules of change requests, their tasks and their affected CIs. */
#pragma once

#include "session.h"

#include <jansson.h>
#include <stdbool.h>

bool change_rules_insert(struct session *session, json_t *values, struct failure *failure);
bool change_rules_update(struct session *session, const json_t *before, json_t *changes,
                         struct failure *failure);
void change_rules_inserted(struct session *session, const json_t *record);
void change_rules_updated(struct session *session, const json_t *before, const json_t *after);

bool change_rules_insert_task(struct session *session, json_t *values, struct failure *failure);
bool change_rules_update_task(struct session *session, const json_t *before, json_t *changes,
                              struct failure *failure);
void change_rules_task_updated(struct session *session, const json_t *before, const json_t *after);
bool change_rules_insert_ci(struct session *session, json_t *values, struct failure *failure);

/* Whether the caller's value for this column is ignored in the change's present state.
 * change: NULL for a new one. */
bool change_rules_read_only(struct session *session, const json_t *change, const char *column);
/* The conditions of the state model that hold, with the changes applied (may be NULL). */
unsigned change_rules_conditions(struct session *session, const json_t *change,
                                 const json_t *changes);
