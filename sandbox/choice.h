/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Choice lists: which stored value is shown as which label. */
#pragma once

#include "dictionary.h"
#include "session.h"

#include <stdbool.h>

/* The table whose list applies to the column (a child may have a list of its own); NULL when the
 * column has no list. */
const char *choice_owner(const struct table *table, const char *element);
/* Label of a value; the value itself when the list lacks it. Borrowed. */
const char *choice_label(const struct table *table, const char *element, const char *value);
bool choice_known(struct session *session, const char *table, const char *element,
                  const char *value);
/* Writes all lists into sys_choice. */
void choice_seed(struct session *session);
