/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* How wide each column may be, so that no line of a table is longer than the terminal. */
#pragma once
#include <stddef.h>

struct table_column;

enum { TABLE_FIT_GAP = 2 /* between two columns */ };

/* Widths hold what each column would take, 0 = not shown. Where they are too much for `room`, columns are shortened
 * to their `least`, those that yield first at first; where that does not do, as many as must be are left out in the
 * same order (0). room 0 = any width. */
void table_fit(const struct table_column *columns, size_t count, size_t room, size_t *widths);
