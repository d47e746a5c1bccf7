/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What became of each item and relation of a payload. */
#include "servicenow_reply_ire.h"
#include "base/arena.h"
#include <string.h>
#include <strings.h>

enum { LOCK_DELAY = 120 /* seconds; the engine waits up to 15 minutes for a lock itself */ };

/* Codes that are not known are DATA: repeating them cannot help. */
static enum servicenow_ire_fault fault_of(const char *code, const char *message)
{
	static const struct {
		const char *code;
		enum servicenow_ire_fault fault;
	} faults[] = {
		{ "LOCK_TIMEOUT", SERVICENOW_IRE_RETRY },
		{ "ABANDONED", SERVICENOW_IRE_RETRY },
		{ "MISSING_DEPENDENCY", SERVICENOW_IRE_RETRY },
		{ "IDENTIFICATION_RULE_MISSING", SERVICENOW_IRE_SITE },
		{ "IDENTIFICATION_RULE_FOR_LOOKUP_MISSING", SERVICENOW_IRE_SITE },
		{ "IDENTIFICATION_RULE_FOR_RELATED_ITEM_MISSING", SERVICENOW_IRE_SITE },
		{ "METADATA_RULE_MISSING", SERVICENOW_IRE_SITE },
		{ "INSERT_NOT_ALLOWED_FOR_SOURCE", SERVICENOW_IRE_SITE },
		{ "RECLASSIFICATION_NOT_ALLOWED", SERVICENOW_IRE_SITE },
		{ "MULTI_MATCH", SERVICENOW_IRE_TWINS },
		{ "MULTIPLE_DUPLICATE_RECORDS", SERVICENOW_IRE_TWINS },
	};

	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++)
		if (strcmp(code, faults[i].code) == 0)
			return faults[i].fault;
	if (strcmp(code, "INVALID_INPUT_DATA") == 0 &&
	    (strcasestr(message, "data source") != NULL ||
	     strcasestr(message, "data_source") != NULL ||
	     strcasestr(message, "discovery_source") != NULL))
		return SERVICENOW_IRE_SITE;
	return SERVICENOW_IRE_DATA;
}

static bool is_committed(const char *operation)
{
	return strcmp(operation, "INSERT") == 0 || strcmp(operation, "NO_CHANGE") == 0 ||
	       (text_starts_with(operation, "UPDATE"));
}

/* First error; where an item went into the partial or incomplete store its warning says why. */
static const struct json *first_fault(const struct json *answer)
{
	const struct json *errors = json_get(answer, "errors");
	const char *operation = json_member_text(answer, "operation", "");

	if (json_count(errors) > 0 && errors->type == JSON_ARRAY)
		return errors->first;
	if (is_committed(operation))
		return NULL;
	const struct json *warnings = json_get(answer, "warnings");
	return warnings != NULL && warnings->type == JSON_ARRAY ? warnings->first : NULL;
}

static const char *mend_of(enum servicenow_ire_fault fault)
{
	switch (fault) {
	case SERVICENOW_IRE_SITE:
		return "; have the CMDB administrator set up the class, its identification rule and "
		       "the discovery source";
	case SERVICENOW_IRE_TWINS:
		return "; the CMDB holds it twice, remediate the duplicates";
	case SERVICENOW_IRE_DATA:
		return "; mend the mapping or the data policy";
	default:
		return "";
	}
}

static enum servicenow_ire_fault refuse(struct arena *arena, const struct json *answer,
                                        struct receipt *receipt)
{
	const struct json *error = first_fault(answer);
	const char *code = json_member_text(error, "error", "");
	const char *message = json_member_text(error, "message", "");
	enum servicenow_ire_fault fault = fault_of(code, message);
	char *shown = text_visible(arena, message);

	shown[text_cut(shown, 240)] = '\0';
	if (error == NULL)
		code = json_member_text(answer, "operation", "no operation told");
	receipt->outcome = fault == SERVICENOW_IRE_RETRY ? RECEIPT_POSTPONED : RECEIPT_REFUSED;
	receipt->delay = fault == SERVICENOW_IRE_RETRY ? LOCK_DELAY : 0;
	receipt->reason = arena_print(arena, "%s: %s%s", code, shown, mend_of(fault));
	return fault;
}

static enum servicenow_ire_fault judge(struct arena *arena, const struct json *answer,
                                       struct receipt *receipt)
{
	const char *operation = json_member_text(answer, "operation", "");

	if (first_fault(answer) != NULL || !is_committed(operation) ||
	    json_integer(json_get(answer, "errorCount"), 0) > 0)
		return refuse(arena, answer, receipt);
	receipt->outcome = RECEIPT_DONE;
	receipt->reason = "";
	return SERVICENOW_IRE_NONE;
}

static void judge_item(struct arena *arena, const struct json *answer,
                       struct servicenow_ire_item *item, size_t *site_faults)
{
	const char *sys_id = json_member_text(answer, "sysId", "");
	enum servicenow_ire_fault fault;

	if (item->receipt == NULL)
		return;
	fault = judge(arena, answer, item->receipt);
	if (fault == SERVICENOW_IRE_SITE)
		(*site_faults)++;
	if (fault != SERVICENOW_IRE_NONE)
		return;
	if (!servicenow_request_is_id(sys_id) || strcasecmp(sys_id, "unknown") == 0) {
		item->receipt->outcome = RECEIPT_POSTPONED;
		item->receipt->delay = LOCK_DELAY;
		item->receipt->reason = "the answer names no sys_id for this item";
		return;
	}
	item->sys_id = sys_id;
	item->receipt->remote_id = sys_id;
}

/* Calls for each input that an answer stands for: de-duplication merges several. */
static void each_input(const struct json *answer, size_t position, size_t count,
                       void (*found)(void *context, const struct json *answer, size_t index),
                       void *context)
{
	const struct json *indices = json_get(answer, "inputIndices");

	if (indices == NULL || indices->type != JSON_ARRAY || indices->first == NULL) {
		if (position < count)
			found(context, answer, position);
		return;
	}
	JSON_EACH(index, indices)
	{
		int64_t number = json_integer(index, -1);
		if (number >= 0 && (size_t)number < count)
			found(context, answer, (size_t)number);
	}
}

struct judging {
	struct arena *arena;
	struct servicenow_ire *ire;
	size_t site_faults;
};

static void found_item(void *context, const struct json *answer, size_t index)
{
	struct judging *judging = context;

	judge_item(judging->arena, answer, &judging->ire->items[index], &judging->site_faults);
}

static void found_relation(void *context, const struct json *answer, size_t index)
{
	struct judging *judging = context;
	struct receipt *receipt = judging->ire->relations[index].receipt;
	const char *sys_id = json_member_text(answer, "sysId", "");

	if (judge(judging->arena, answer, receipt) == SERVICENOW_IRE_NONE &&
	    servicenow_request_is_id(sys_id) && strcasecmp(sys_id, "unknown") != 0)
		receipt->remote_id = sys_id;
}

static void postpone_all(struct servicenow_ire *ire, const char *reason)
{
	struct receipt silent = { .outcome = RECEIPT_POSTPONED,
		                  .delay = LOCK_DELAY,
		                  .reason = reason };

	for (size_t i = 0; i < ire->item_count; i++)
		if (ire->items[i].receipt != NULL)
			*ire->items[i].receipt = silent;
	for (size_t i = 0; i < ire->relation_count; i++)
		*ire->relations[i].receipt = silent;
}

bool servicenow_reply_ire(struct arena *arena, const struct itsm_reply *reply,
                          struct servicenow_ire *ire, const char **why)
{
	struct judging judging = { .arena = arena, .ire = ire };
	const struct json *items = json_get(reply->result, "items");
	const struct json *relations = json_get(reply->result, "relations");
	size_t position = 0, certificates = 0;

	*why = "";
	postpone_all(ire, "the answer says nothing about this item");
	if (items != NULL && items->type == JSON_ARRAY)
		JSON_EACH(answer, items)
	each_input(answer, position++, ire->item_count, found_item, &judging);
	position = 0;
	if (relations != NULL && relations->type == JSON_ARRAY)
		JSON_EACH(answer, relations)
	each_input(answer, position++, ire->relation_count, found_relation, &judging);
	for (size_t i = 0; i < ire->item_count; i++) {
		certificates += ire->items[i].receipt != NULL;
		if (ire->items[i].receipt != NULL &&
		    ire->items[i].receipt->outcome == RECEIPT_REFUSED)
			*why = ire->items[i].receipt->reason;
	}
	return certificates > 0 && judging.site_faults >= certificates;
}
