/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Records as the Table API shows them. */

#include "shape.h"

#include "choice.h"
#include "journal.h"
#include "moment.h"
#include "query.h"
#include "record.h"

#include <string.h>

enum { FIELD_MAX = 256 };

static void add_field(struct session *session, struct shape *shape, const char *name)
{
	const struct column *column;
	const struct table *owner;
	const char *expression =
		query_expression(session->pool, shape->table, name, &column, &owner);
	if (expression && shape->count < FIELD_MAX)
		shape->fields[shape->count++] =
			(struct shape_field){ name, expression, column, owner };
}

struct shape shape_of(struct session *session, const struct table *table,
                      const struct request *request)
{
	struct shape shape = { .table = table, .links = true };
	shape.fields = pool_take(session->pool, FIELD_MAX * sizeof(*shape.fields));
	const char *mode = request_argument(request, "sysparm_display_value");
	if (mode && strcmp(mode, "all") == 0)
		shape.mode = SHAPE_BOTH;
	else if (mode && strcmp(mode, "true") == 0)
		shape.mode = SHAPE_DISPLAY;
	shape.links = !request_flag(request, "sysparm_exclude_reference_link", false);
	const char *wanted = request_argument(request, "sysparm_fields");
	if (wanted && *wanted) {
		const char *names[FIELD_MAX];
		size_t count = text_split(session->pool, wanted, ',', names, FIELD_MAX);
		for (size_t i = 0; i < count; i++)
			add_field(session, &shape, names[i]);
		return shape;
	}
	for (size_t i = 0; i < table->column_count; i++)
		add_field(session, &shape, table->columns[i]->name);
	return shape;
}

void shape_select(const struct shape *shape, struct text *sql)
{
	text_add(sql, "t.sys_id");
	for (size_t i = 0; i < shape->count; i++)
		text_print(sql, ", %s", shape->fields[i].expression);
}

static const char *display_list(struct session *session, const struct column *column,
                                const char *value)
{
	TEXT_SCOPE struct text shown = { 0 };
	const char *parts[1024];
	size_t count = *value ? text_split(session->pool, value, ',', parts, 1024) : 0;
	for (size_t i = 0; i < count; i++)
		text_print(&shown, "%s%s", i ? ", " : "",
		           record_display(session, column->reference, parts[i]));
	return pool_copy(session->pool, text_value(&shown));
}

const char *shape_display(struct session *session, const struct table *table,
                          const struct column *column, const char *value, const char *sys_id)
{
	time_t when;
	switch (column->type) {
	case COLUMN_JOURNAL:
		return journal_show(session, sys_id, column->name);
	case COLUMN_REFERENCE:
		return record_display(session, column->reference, value);
	case COLUMN_LIST:
		return display_list(session, column, value);
	case COLUMN_TIME:
		if (moment_read(value, &when))
			return moment_print_zone(session->pool, when, session->user.time_zone);
		return value;
	default:
		break;
	}
	if (strcmp(column->name, "sys_class_name") == 0) {
		const struct table *class = dictionary_table(value);
		return class ? class->label : value;
	}
	return choice_label(table, column->name, value);
}

static const char *link_to(struct session *session, const struct column *column, const char *value)
{
	return pool_print(session->pool, "%s/api/now/table/%s/%s", session->base, column->reference,
	                  value);
}

static json_t *plain_value(struct session *session, const struct shape *shape,
                           const struct column *column, const char *value)
{
	if (column->type != COLUMN_REFERENCE || !*value || !shape->links)
		return json_string(value);
	return json_pack("{s:s, s:s}", "link", link_to(session, column, value), "value", value);
}

static json_t *shown_value(struct session *session, const struct shape *shape,
                           const struct shape_field *field, const char *value, const char *sys_id)
{
	const struct column *column = field->column;
	const char *shown = shape_display(session, field->owner, column, value, sys_id);
	bool linked = column->type == COLUMN_REFERENCE && *value && shape->links;
	if (shape->mode == SHAPE_DISPLAY && !linked)
		return json_string(shown);
	json_t *object = json_pack("{s:s}", "display_value", shown);
	if (shape->mode == SHAPE_BOTH)
		json_object_set_new(object, "value", json_string(value));
	if (linked)
		json_object_set_new(object, "link", json_string(link_to(session, column, value)));
	return object;
}

json_t *shape_row(struct session *session, const struct shape *shape, sqlite3_stmt *row)
{
	json_t *object = json_object();
	const char *sys_id =
		shape->mode == SHAPE_VALUE ? "" : pool_copy(session->pool, database_text(row, 0));
	for (size_t i = 0; i < shape->count; i++) {
		const struct shape_field *field = &shape->fields[i];
		const char *value = database_text(row, (int)i + 1);
		json_t *shown = shape->mode == SHAPE_VALUE
		                        ? plain_value(session, shape, field->column, value)
		                        : shown_value(session, shape, field, value, sys_id);
		json_object_set_new(object, field->name, shown);
	}
	return object;
}

json_t *shape_record(struct session *session, const struct shape *shape, const char *sys_id)
{
	TEXT_SCOPE struct text sql = { 0 };
	text_add(&sql, "SELECT ");
	shape_select(shape, &sql);
	text_print(&sql, " FROM \"%s\" t WHERE t.sys_id = ?", shape->table->storage);
	if (shape->table->classes)
		text_print(&sql, " AND t.sys_class_name IN (%s)", shape->table->classes);
	sqlite3_stmt *row = database_query(session->database, text_value(&sql), VALUES(sys_id));
	if (!database_next(session->database, row))
		return NULL;
	json_t *object = shape_row(session, shape, row);
	database_done(row);
	return object;
}
