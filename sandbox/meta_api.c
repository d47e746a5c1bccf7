/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* GET /api/now/cmdb/meta/{class} */

#include "meta_api.h"

#include "dictionary.h"
#include "ire_rule.h"

#include <string.h>

static const char *flag(bool value)
{
	return value ? "true" : "false";
}

static json_t *attributes_of(struct session *session, const struct table *table)
{
	json_t *list = json_array();
	for (size_t i = 0; i < table->column_count; i++) {
		const struct column *column = table->columns[i];
		bool own = dictionary_owner(table, column) == table;
		bool shown = table->display && strcmp(table->display, column->name) == 0;
		json_array_append_new(
			list,
			json_pack("{s:s, s:s, s:s, s:s?, s:s, s:s, s:s, s:s, s:s}", "is_inherited",
		                  flag(!own), "is_mandatory", flag(column->mandatory),
		                  "is_read_only", flag(column->read_only), "default_value",
		                  column->initial, "label", column->label, "type",
		                  dictionary_type_name(column->type), "element", column->name,
		                  "max_length", pool_print(session->pool, "%d", column->length),
		                  "is_display", flag(shown)));
	}
	return list;
}

static json_t *children_of(const struct table *table)
{
	json_t *list = json_array();
	for (size_t i = 0; i < dictionary_count(); i++) {
		const struct table *other = dictionary_at(i);
		if (other->parent && strcmp(other->parent, table->name) == 0)
			json_array_append_new(list, json_string(other->name));
	}
	return list;
}

static json_t *relations_of(struct session *session, const struct table *table)
{
	return json_pack("[{s:s, s:s, s:s}]", "parent", "cmdb_ci", "relation_type",
	                 session_id_of(session->pool, "cmdb_rel_type", "Uses::Used by"), "child",
	                 table->name);
}

void meta_api_handle(struct session *session, const struct request *request, const char *class,
                     struct reply *reply)
{
	const struct table *table = dictionary_table(class);
	if (!request_method_is(request, "GET")) {
		reply_error(reply, session->pool, 405, "Method not supported", NULL);
		return;
	}
	if (!session->user.itil && !session->user.reader) {
		reply_error(reply, session->pool, 403, "User Not Authorized", NULL);
		return;
	}
	if (!table || !dictionary_extends(table, "cmdb_ci")) {
		reply_error(reply, session->pool, 404, "Class not found",
		            pool_print(session->pool, "No class named '%.100s'", class));
		return;
	}
	reply_result(reply, 200,
	             json_pack("{s:s, s:s?, s:s, s:b, s:s, s:s, s:o, s:o, s:o, s:o}", "name",
	                       table->name, "parent", table->parent, "label", table->label,
	                       "is_extendable", true, "icon", "", "icon_url", "", "children",
	                       children_of(table), "attributes", attributes_of(session, table),
	                       "relationship_rules", relations_of(session, table),
	                       "identification_rules", ire_rule_show(table)));
}
