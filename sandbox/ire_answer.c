/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The answer to an IRE payload. */

#include "ire.h"

#include <string.h>

static json_t *item_answer(const struct ire_item *item)
{
	json_t *ids = json_array();
	size_t i;
	json_t *related;
	json_array_foreach(item->related, i, related)
		json_array_append(ids, json_object_get(related, "sysId"));
	size_t errors = json_array_size(item->errors);
	json_t *answer = json_pack(
		"{s:s, s:s, s:s, s:s, s:O, s:O, s:i, s:[], s:i, s:O, s:O, s:o, s:[], s:[], s:[], s:[]}",
		"className", item->class_name, "operation", errors ? "Unknown" : item->operation,
		"sysId", errors || !item->sys_id ? "Unknown" : item->sys_id, "identifierEntrySysId",
		item->entry ? item->entry : "Unknown", "identificationAttempts", item->attempts,
		"errors", item->errors, "errorCount", (int)errors, "warnings", "warningCount", 0,
		"inputIndices", item->indices, "relatedItems", item->related, "relatedSysIds", ids,
		"markers", "mergedPayloadIds", "additionalRelatedItems", "info");
	if (!errors)
		json_object_del(answer, "errors");
	return answer;
}

static void count_into(json_t *summary, const struct ire_item *item)
{
	static const char *const counters[] = { "inserted",           "updated",
		                                "unchanged",          "partial",
		                                "incomplete",         "errors",
		                                "warnings",           "skipped",
		                                "additionalInserted", "mergedPartialPayloads" };
	json_t *class = json_object_get(summary, item->class_name);
	if (!class) {
		class = json_object();
		for (size_t i = 0; i < sizeof(counters) / sizeof(counters[0]); i++)
			json_object_set_new(class, counters[i], json_integer(0));
		json_object_set_new(summary, item->class_name, class);
	}
	const char *counter = json_array_size(item->errors)               ? "errors"
	                      : strcmp(item->operation, "INSERT") == 0    ? "inserted"
	                      : strcmp(item->operation, "NO_CHANGE") == 0 ? "unchanged"
	                                                                  : "updated";
	json_int_t before = json_integer_value(json_object_get(class, counter));
	json_object_set_new(class, counter, json_integer(before + 1));
}

json_t *ire_answer(struct ire_payload *payload)
{
	json_t *items = json_array(), *summary = json_object();
	for (size_t i = 0; i < payload->count; i++) {
		if (payload->items[i].merged)
			continue;
		json_array_append_new(items, item_answer(&payload->items[i]));
		count_into(summary, &payload->items[i]);
	}
	json_t *result =
		json_pack("{s:o, s:O, s:[], s:[]}", "items", items, "relations", payload->relations,
	                  "additionalCommittedItems", "additionalCommittedRelations");
	if (payload->enhanced) {
		json_object_set_new(result, "hasError", json_boolean(payload->has_error));
		json_object_set_new(result, "hasWarning", json_false());
		json_object_set_new(result, "logContextId",
		                    json_string(session_new_id(payload->session->pool)));
	}
	if (payload->summary)
		json_object_set(result, "summary", summary);
	json_decref(summary);
	return result;
}
