/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Relations of an IRE payload. */

#include "ire.h"

#include "record.h"

#include <string.h>

static struct ire_item *end_of(struct ire_payload *payload, const json_t *relation,
                               const char *index_name, const char *id_name)
{
	const json_t *index = json_object_get(relation, index_name);
	if (json_is_integer(index)) {
		json_int_t at = json_integer_value(index);
		return at >= 0 && (size_t)at < payload->count ? &payload->items[at] : NULL;
	}
	return ire_find(payload, json_string_value(json_object_get(relation, id_name)));
}

static void add_answer(struct ire_payload *payload, size_t index, const char *operation,
                       const char *sys_id, const char *code, const char *message)
{
	json_t *errors = json_array();
	if (code) {
		json_array_append_new(errors,
		                      json_pack("{s:s, s:s}", "error", code, "message", message));
		payload->has_error = true;
	}
	json_t *answer =
		json_pack("{s:s, s:s, s:o, s:i, s:[i], s:[], s:[]}", "className", "cmdb_rel_ci",
	                  "operation", operation, "errors", errors, "errorCount", code ? 1 : 0,
	                  "inputIndices", (int)index, "markers", "mergedPayloadIds");
	if (sys_id)
		json_object_set_new(answer, "sysId", json_string(sys_id));
	json_array_append_new(payload->relations, answer);
}

static void relate(struct ire_payload *payload, size_t index, const char *type,
                   const struct ire_item *parent, const struct ire_item *child)
{
	struct session *session = payload->session;
	const char *known = database_value(session->database, session->pool,
	                                   "SELECT sys_id FROM cmdb_rel_ci WHERE parent = ?"
	                                   " AND child = ? AND type = ?",
	                                   VALUES(parent->sys_id, child->sys_id, type));
	if (known) {
		add_answer(payload, index, "NO_CHANGE", known, NULL, NULL);
		return;
	}
	json_t *row = json_pack("{s:s, s:s, s:s}", "parent", parent->sys_id, "child", child->sys_id,
	                        "type", type);
	record_store(session, dictionary_table("cmdb_rel_ci"), row);
	add_answer(payload, index, "INSERT", record_get(row, "sys_id"), NULL, NULL);
	json_decref(row);
}

void ire_relations(struct ire_payload *payload)
{
	struct session *session = payload->session;
	size_t i;
	json_t *relation;
	json_array_foreach(json_object_get(payload->body, "relations"), i, relation)
	{
		const char *name = json_string_value(json_object_get(relation, "type"));
		const char *type = name ? database_value(session->database, session->pool,
		                                         "SELECT sys_id FROM cmdb_rel_type"
		                                         " WHERE name = ?",
		                                         VALUES(name))
		                        : NULL;
		const struct ire_item *parent = end_of(payload, relation, "parent", "parent_id");
		const struct ire_item *child = end_of(payload, relation, "child", "child_id");
		if (!type)
			add_answer(payload, i, "Unknown", NULL, "INVALID_INPUT_DATA",
			           "The relation type does not exist");
		else if (!parent || !child)
			add_answer(payload, i, "Unknown", NULL, "INVALID_INPUT_DATA",
			           "The relation names an item that is not in the payload");
		else if (!parent->sys_id || !child->sys_id)
			add_answer(payload, i, "Unknown", NULL, "ABANDONED",
			           "An item of the relation has failed");
		else
			relate(payload, i, type, parent, child);
	}
}
