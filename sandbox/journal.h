/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Journal fields: written like any field, kept as entries of their own. */
#pragma once

#include "dictionary.h"
#include "session.h"

#include <jansson.h>

/* Takes the journal fields out of what is to be written. The caller owns them. */
json_t *journal_take(const struct table *table, json_t *values);
/* One entry in sys_journal_field per field that is not empty. */
void journal_write(struct session *session, const char *table, const char *sys_id,
                   const json_t *notes);
/* All entries of one field as people see them, newest first. Pooled. */
const char *journal_show(struct session *session, const char *sys_id, const char *element);
