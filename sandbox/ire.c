/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Identification and reconciliation: options, the order of work, all or nothing. */

#include "ire.h"

#include "body.h"
#include "choice.h"
#include "fault.h"
#include "record.h"
#include "sandbox.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

static const char *const pending_codes[] = { "MISSING_MATCHING_ATTRIBUTES",
	                                     "REQUIRED_ATTRIBUTE_EMPTY", "MISSING_DEPENDENCY",
	                                     "INSERT_NOT_ALLOWED_FOR_SOURCE" };

void ire_fail(struct ire_payload *payload, struct ire_item *item, const char *code,
              const char *message)
{
	json_array_append_new(item->errors,
	                      json_pack("{s:s, s:s}", "error", code, "message", message));
	item->sys_id = NULL;
	item->operation = "Unknown";
	payload->has_error = true;
}

struct ire_item *ire_find(struct ire_payload *payload, const char *internal_id)
{
	for (size_t i = 0; internal_id && i < payload->count; i++)
		if (payload->items[i].internal_id &&
		    strcmp(payload->items[i].internal_id, internal_id) == 0)
			return &payload->items[i];
	return NULL;
}

static const char *text_of(const json_t *object, const char *name)
{
	const char *text = json_string_value(json_object_get(object, name));
	return text ? text : "";
}

static void open_item(struct ire_payload *payload, struct ire_item *item, json_t *input,
                      size_t index)
{
	const json_t *source = json_object_get(input, "sys_object_source_info");
	const char *recency = text_of(source, "source_recency_timestamp");
	*item = (struct ire_item){
		.input = input,
		.values = json_object(),
		.class_name = text_of(input, "className"),
		.internal_id = json_string_value(json_object_get(input, "internal_id")),
		.native_key = text_of(source, "source_native_key"),
		.source_name = text_of(source, "source_name"),
		.source_feed = text_of(source, "source_feed"),
		.recency = *recency ? recency : payload->session->now_text,
		.operation = "Unknown",
		.attempts = json_array(),
		.errors = json_array(),
		.related = json_array(),
		.indices = json_pack("[i]", (int)index),
	};
	item->table = dictionary_table(item->class_name);
	if (!item->table || !dictionary_extends(item->table, "cmdb_ci")) {
		ire_fail(payload, item, "IDENTIFICATION_RULE_MISSING",
		         "The class does not exist or has no identification rule");
		return;
	}
	const char *name;
	json_t *value;
	json_object_foreach(json_object_get(input, "values"), name, value)
	{
		if (dictionary_column(item->table, name) && strncmp(name, "sys_", 4) != 0)
			record_set(item->values, name, record_text(payload->session->pool, value));
	}
}

static void close_items(struct ire_payload *payload)
{
	for (size_t i = 0; i < payload->count; i++) {
		struct ire_item *item = &payload->items[i];
		json_decref(item->values);
		json_decref(item->attempts);
		json_decref(item->errors);
		json_decref(item->related);
		json_decref(item->indices);
	}
	json_decref(payload->relations);
	json_decref(payload->seen);
}

/* What makes two items the same: the row they name, else the fingerprint, else all their values. */
static const char *identity_of(struct ire_payload *payload, const struct ire_item *item)
{
	struct pool *pool = payload->session->pool;
	const json_t *values = json_object_get(item->input, "values");
	const char *sys_id = text_of(values, "sys_id");
	const char *fingerprint = text_of(values, "fingerprint");
	if (*sys_id)
		return pool_print(pool, "id %s", sys_id);
	if (*fingerprint)
		return pool_print(pool, "%s print %s", item->class_name, fingerprint);
	char *all = json_dumps(values, JSON_COMPACT | JSON_SORT_KEYS);
	const char *identity = pool_print(pool, "%s all %s", item->class_name, all ? all : "");
	free(all);
	return identity;
}

static struct ire_item *earlier_same(struct ire_payload *payload, size_t index)
{
	const char *identity = identity_of(payload, &payload->items[index]);
	const json_t *first = json_object_get(payload->seen, identity);
	if (first)
		return &payload->items[json_integer_value(first)];
	json_object_set_new(payload->seen, identity, json_integer((json_int_t)index));
	return NULL;
}

/* Whether the item stands for itself; a repetition is folded into the first or refused. */
static bool stands_alone(struct ire_payload *payload, size_t index)
{
	struct ire_item *item = &payload->items[index];
	struct ire_item *first = earlier_same(payload, index);
	if (!first)
		return true;
	if (!payload->deduplicate) {
		ire_fail(payload, item, "DUPLICATE_PAYLOAD_RECORDS",
		         "The payload holds the same record more than once");
		return false;
	}
	item->merged = true;
	json_array_append_new(first->indices, json_integer((json_int_t)index));
	item->sys_id = first->sys_id;
	item->operation = first->operation;
	return false;
}

static bool source_is_known(struct ire_payload *payload)
{
	const char *source = payload->data_source;
	return *source && choice_known(payload->session, "cmdb_ci", "discovery_source", source);
}

static void keep_partial(struct ire_payload *payload, const struct ire_item *item)
{
	const char *code = text_of(json_array_get(item->errors, 0), "error");
	bool partial = false;
	for (size_t i = 0; i < sizeof(pending_codes) / sizeof(pending_codes[0]); i++)
		partial |= strcmp(code, pending_codes[i]) == 0;
	json_t *row = json_pack("{s:s, s:s, s:s}", "status", "new", "error", code,
	                        "discovery_source", payload->data_source);
	record_store(payload->session,
	             dictionary_table(partial ? "cmdb_ire_partial_payloads"
	                                      : "cmdb_ire_incomplete_payloads"),
	             row);
	json_decref(row);
}

static void process_items(struct ire_payload *payload, long failing)
{
	bool known = source_is_known(payload);
	for (size_t i = 0; i < payload->count; i++) {
		struct ire_item *item = &payload->items[i];
		if (!known)
			ire_fail(payload, item, "INVALID_INPUT_DATA",
			         "Invalid or missing data source: not a choice of "
			         "cmdb_ci.discovery_source");
		if (failing == -2)
			ire_fail(payload, item, "LOCK_TIMEOUT",
			         "Timed out while waiting for the lock of the record");
		if (failing == (long)i)
			ire_fail(payload, item, "ABANDONED",
			         "The item was abandoned because another one failed");
		if (json_array_size(item->errors) || !stands_alone(payload, i))
			continue;
		ire_identify(payload, item);
		if (!json_array_size(item->errors))
			ire_write(payload, item);
		if (json_array_size(item->errors) && payload->partial_payloads)
			keep_partial(payload, item);
	}
}

/* Without partial commits one bad item fails all the others. */
static void abandon(struct ire_payload *payload)
{
	for (size_t i = 0; i < payload->count; i++)
		if (!json_array_size(payload->items[i].errors))
			ire_fail(payload, &payload->items[i], "ABANDONED",
			         "Too many other errors: nothing of the payload was committed");
}

static long failing_item(struct ire_payload *payload, const struct request *request)
{
	struct fault_set *faults = payload->session->sandbox->faults;
	struct fault_call call = { request->method, request->path };
	if (fault_strikes(faults, "ire-lock-timeout", &call))
		return -2;
	if (payload->count && fault_strikes(faults, "ire-partial", &call))
		return (long)fault_pick(faults, payload->count);
	return -1;
}

static void process(struct ire_payload *payload, const struct request *request)
{
	struct database *database = payload->session->database;
	json_t *items = json_object_get(payload->body, "items");
	payload->items = pool_take(payload->session->pool,
	                           (json_array_size(items) + 1) * sizeof(*payload->items));
	size_t i;
	json_t *input;
	json_array_foreach(items, i, input)
		open_item(payload, &payload->items[payload->count++], input, i);
	database_run(database, "SAVEPOINT payload", NULL, 0);
	process_items(payload, failing_item(payload, request));
	ire_references(payload);
	ire_relations(payload);
	bool undo = payload->dry || (payload->has_error && !payload->partial_commits);
	if (undo)
		database_run(database, "ROLLBACK TO payload", NULL, 0);
	if (undo && !payload->dry)
		abandon(payload);
	database_run(database, "RELEASE payload", NULL, 0);
}

/* "partial_payloads:true,generate_summary:false"; the broken part of a malformed list. */
static const char *read_options(struct ire_payload *payload, const char *list)
{
	const char *parts[16];
	size_t count = text_split(payload->session->pool, list, ',', parts, 16);
	for (size_t i = 0; i < count; i++) {
		const char *colon = strchr(parts[i], ':');
		if (!colon)
			return parts[i];
		bool on = strcmp(colon + 1, "true") == 0;
		if (strncmp(parts[i], "partial_payloads:", 17) == 0)
			payload->partial_payloads = on;
		else if (strncmp(parts[i], "partial_commits:", 16) == 0)
			payload->partial_commits = on;
		else if (strncmp(parts[i], "deduplicate_payloads:", 21) == 0)
			payload->deduplicate = on;
		else if (strncmp(parts[i], "generate_summary:", 17) == 0)
			payload->summary = on;
		else
			return parts[i];
	}
	if (payload->partial_payloads)
		payload->partial_commits = payload->deduplicate = true;
	return NULL;
}

static bool set_up(struct ire_payload *payload, const struct request *request, const char *variant,
                   struct reply *reply)
{
	struct pool *pool = payload->session->pool;
	payload->enhanced = strstr(variant, "nhanced") != NULL;
	payload->dry = strncmp(variant, "query", 5) == 0;
	payload->partial_payloads = payload->partial_commits = payload->enhanced;
	payload->deduplicate = payload->enhanced;
	const char *options = request_argument(request, "options");
	const char *broken =
		payload->enhanced && options && *options ? read_options(payload, options) : NULL;
	if (broken)
		reply_error(reply, pool, 500, "Invalid options",
		            pool_print(pool, "Chunk [%.100s] is not a valid entry", broken));
	const char *source = request_argument(request, "sysparm_data_source");
	payload->data_source = source ? source : "";
	return !broken;
}

void ire_handle(struct session *session, const struct request *request, const char *const *parts,
                size_t count, struct reply *reply)
{
	const char *variant = count ? parts[0] : "";
	bool known = count == 0 || strcmp(variant, "query") == 0 ||
	             strcmp(variant, "enhanced") == 0 || strcmp(variant, "queryEnhanced") == 0;
	if (!known || count > 1) {
		reply_error(reply, session->pool, 400,
		            "Requested URI does not represent any resource", request->path);
		return;
	}
	if (!request_method_is(request, "POST")) {
		reply_error(reply, session->pool, 405, "Method not supported", NULL);
		return;
	}
	JSON_SCOPE json_t *body = body_object(session, request, reply);
	struct ire_payload payload = {
		.session = session, .body = body, .relations = json_array(), .seen = json_object()
	};
	const json_t *items = json_object_get(body, "items");
	if (body && !session->user.itil && !session_has_role(session, "asset")) {
		reply_error(reply, session->pool, 403, "User Not Authorized",
		            "Role itil or asset is required");
	} else if (body && json_array_size(items) > IRE_ITEM_MAX) {
		reply_error(reply, session->pool, 400, "Payload too large",
		            "More than 1000 items in one payload");
	} else if (body && set_up(&payload, request, variant, reply)) {
		process(&payload, request);
		stats_add_ire(session->sandbox->stats, payload.count,
		              json_array_size(json_object_get(body, "relations")));
		reply_result(reply, 200, ire_answer(&payload));
	}
	close_items(&payload);
}
