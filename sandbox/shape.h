/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Records as the Table API shows them: plain values, display values or both. */
#pragma once

#include "dictionary.h"
#include "request.h"
#include "session.h"
#include "text.h"

#include <jansson.h>
#include <stddef.h>

enum shape_mode { SHAPE_VALUE, SHAPE_DISPLAY, SHAPE_BOTH };

struct shape_field {
	const char *name; /* as asked for: "caller_id.name" */
	const char *expression;
	const struct column *column;
	const struct table *owner;
};

struct shape {
	const struct table *table;
	enum shape_mode mode;
	bool links;
	struct shape_field *fields;
	size_t count;
};

/* From sysparm_fields, sysparm_display_value, sysparm_exclude_reference_link. Unknown fields are
 * left out. Lives in the session's pool. */
struct shape shape_of(struct session *session, const struct table *table,
                      const struct request *request);
/* "t.a, (SELECT …), …" for a SELECT over the table named t; the first column is sys_id. */
void shape_select(const struct shape *shape, struct text *sql);
/* The row as an object; the caller owns it. */
json_t *shape_row(struct session *session, const struct shape *shape, sqlite3_stmt *row);
/* One record by id; NULL when there is none in this table. */
json_t *shape_record(struct session *session, const struct shape *shape, const char *sys_id);
/* What people see of one value. Pooled or borrowed. */
const char *shape_display(struct session *session, const struct table *table,
                          const struct column *column, const char *value, const char *sys_id);
