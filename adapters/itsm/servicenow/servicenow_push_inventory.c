/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Certificates and relations: sent as one payload, then read back, because an instance may answer
 * "done" for what it dropped. */
#include "base/clock.h"
#include "servicenow.h"
#include "servicenow_call.h"
#include "servicenow_push.h"
#include "servicenow_reply_ci.h"
#include "servicenow_reply_ire.h"
#include "servicenow_source.h"
#include <string.h>

enum {
	PAIRS = 50, /* relations in one read: two ids each */
	READ_BACK_DELAY = 120
};

static const struct {
	const char *name;
	enum servicenow_spelling spelling;
} spellings[] = {
	{ "lower", SERVICENOW_LOWER },
	{ "upper", SERVICENOW_UPPER },
	{ "colon_lower", SERVICENOW_COLON_LOWER },
	{ "colon_upper", SERVICENOW_COLON_UPPER },
};

/* As the settings say, else as in a row that others wrote, else lower-case hex. */
static bool learn_spelling(struct itsm *itsm, struct arena *arena, struct error *error)
{
	const struct servicenow_settings *settings = servicenow_settings(itsm);
	struct servicenow_state *state = servicenow_state(itsm);
	struct servicenow_query query = {
		.table = settings->certificate_class,
		.query = arena_print(arena,
		                     "fingerprintISNOTEMPTY^discovery_source!=%s^ORDERBYDESCsys_"
		                     "updated_on",
		                     settings->discovery_source),
		.fields = "fingerprint,discovery_source",
		.limit = 5,
	};
	struct json *rows;

	for (size_t i = 0; i < sizeof(spellings) / sizeof(spellings[0]); i++)
		if (text_equal(settings->fingerprint, spellings[i].name)) {
			state->spelling = spellings[i].spelling;
			state->spelling_read = true;
		}
	if (state->spelling_read)
		return true;
	if (!servicenow_call_rows(itsm, arena, &query, &rows, error))
		return false;
	JSON_EACH(row, rows)
	{
		int found = servicenow_reply_spelling(servicenow_reply_field(row, "fingerprint"));
		if (found != SERVICENOW_SPELLING_UNKNOWN && !state->spelling_read &&
		    !text_equal(servicenow_reply_field(row, "discovery_source"),
		                settings->discovery_source)) {
			state->spelling = (enum servicenow_spelling)found;
			state->spelling_read = true;
		}
	}
	if (!state->spelling_read)
		state->spelling = SERVICENOW_LOWER;
	state->spelling_read = true;
	return true;
}

/* The requests of one read-back, and whose answers they hold. */
struct read_back {
	struct servicenow_request *requests;
	struct servicenow_reply *replies;
	size_t count;
	size_t rows_at, relations_at; /* where the reads begin; patches stand before them */
};

static const char *row_query(struct arena *arena, const struct servicenow_ire *ire, size_t *next)
{
	const char *ids[SERVICENOW_IDS];
	size_t count = 0;
	TEXT(query);

	for (; *next < ire->item_count && count < SERVICENOW_IDS; (*next)++) {
		const struct servicenow_ire_item *item = &ire->items[*next];
		if (item->receipt != NULL && item->receipt->outcome == RECEIPT_DONE)
			ids[count++] = item->sys_id;
	}
	if (count == 0)
		return NULL;
	servicenow_request_in(&query, "sys_id", ids, count);
	return arena_copy(arena, text_string(&query));
}

static const char *end_id(const struct servicenow_ire *ire, const char *internal_id)
{
	const struct servicenow_ire_item *item = servicenow_request_ire_item(ire, internal_id);

	return item != NULL ? item->sys_id : NULL;
}

static const char *relation_query(struct arena *arena, const struct servicenow_ire *ire,
                                  size_t *next)
{
	const char *parents[PAIRS], *children[PAIRS];
	size_t count = 0;
	TEXT(query);

	for (; *next < ire->relation_count && count < PAIRS; (*next)++) {
		const struct servicenow_ire_relation *relation = &ire->relations[*next];
		parents[count] = end_id(ire, relation->parent);
		children[count] = end_id(ire, relation->child);
		if (relation->receipt->outcome == RECEIPT_DONE && parents[count] != NULL &&
		    children[count] != NULL)
			count++;
	}
	if (count == 0)
		return NULL;
	servicenow_request_in(&query, "parent", parents, count);
	text_append_character(&query, '^');
	servicenow_request_in(&query, "child", children, count);
	return arena_copy(arena, text_string(&query));
}

static void add_read(struct arena *arena, struct read_back *back, const char *table,
                     const char *query, const char *fields)
{
	struct servicenow_query rows = { .table = table, .query = query, .fields = fields };

	if (query != NULL)
		back->requests[back->count++] = (struct servicenow_request){
			.method = "GET", .path = servicenow_request_rows(arena, &rows)
		};
}

/* A certificate that signed itself points at itself: set now that its id is known. */
static void add_selves(struct arena *arena, const char *class, const struct servicenow_ire *ire,
                       struct read_back *back)
{
	for (size_t i = 0; i < ire->item_count; i++) {
		const struct servicenow_ire_item *item = &ire->items[i];
		if (item->self == NULL || item->receipt->outcome != RECEIPT_DONE)
			continue;
		struct json *body = json_new(arena, JSON_OBJECT);
		JSON_EACH(member, item->self)
		json_set_string(arena, body, member->key, item->sys_id);
		back->requests[back->count++] = (struct servicenow_request){
			.method = "PATCH",
			.path = servicenow_request_row(arena, class, item->sys_id, "sys_id"),
			.body = body
		};
	}
}

static void compose_read_back(struct itsm *itsm, struct arena *arena,
                              const struct servicenow_ire *ire, struct read_back *back)
{
	const struct servicenow_settings *settings = servicenow_settings(itsm);
	size_t most = ire->item_count * 2 + ire->relation_count + 2;

	back->requests = ARENA_ARRAY(arena, struct servicenow_request, most);
	back->replies = ARENA_ARRAY(arena, struct servicenow_reply, most);
	add_selves(arena, settings->certificate_class, ire, back);
	back->rows_at = back->count;
	for (size_t next = 0; next < ire->item_count;)
		add_read(arena, back, settings->certificate_class, row_query(arena, ire, &next),
		         servicenow_source_certificate_fields(arena, settings));
	back->relations_at = back->count;
	for (size_t next = 0; next < ire->relation_count;)
		add_read(arena, back, "cmdb_rel_ci", relation_query(arena, ire, &next),
		         "sys_id,parent,child,type.name,sys_updated_on");
}

static const struct json *row_with_id(const struct read_back *back, const char *sys_id)
{
	for (size_t i = back->rows_at; i < back->relations_at; i++)
		JSON_EACH(row, back->replies[i].result)
	if (strcmp(servicenow_reply_field(row, "sys_id"), sys_id) == 0)
		return row;
	return NULL;
}

static const struct json *relation_row(const struct read_back *back, const char *type,
                                       const char *parent, const char *child)
{
	for (size_t i = back->relations_at; i < back->count; i++)
		JSON_EACH(row, back->replies[i].result)
	if (strcmp(servicenow_reply_field(row, "parent"), parent) == 0 &&
	    strcmp(servicenow_reply_field(row, "child"), child) == 0 &&
	    text_equal(servicenow_reply_field(row, "type.name"), type))
		return row;
	return NULL;
}

static void not_seen(struct receipt *receipt, const char *reason)
{
	receipt->outcome = RECEIPT_POSTPONED;
	receipt->delay = READ_BACK_DELAY;
	receipt->reason = reason;
}

static void settle_items(struct arena *arena, const struct read_back *back,
                         const struct servicenow_ire *ire, bool readable)
{
	for (size_t i = 0; i < ire->item_count; i++) {
		struct receipt *receipt = ire->items[i].receipt;
		if (receipt == NULL || receipt->outcome != RECEIPT_DONE || !readable)
			continue;
		const struct json *row = row_with_id(back, ire->items[i].sys_id);
		if (row == NULL) {
			not_seen(receipt,
			         "answered as done, but the row cannot be read back; check "
			         "read access to the certificate class");
			continue;
		}
		receipt->holds = servicenow_reply_fields(arena, row);
		receipt->version = servicenow_reply_field(row, "sys_updated_on");
	}
}

static void settle_relations(struct itsm *itsm, const struct read_back *back,
                             const struct servicenow_ire *ire, bool readable)
{
	const char *type = servicenow_settings(itsm)->relation_type;

	for (size_t i = 0; i < ire->relation_count; i++) {
		const struct servicenow_ire_relation *relation = &ire->relations[i];
		struct receipt *receipt = relation->receipt;
		const char *parent = end_id(ire, relation->parent);
		const char *child = end_id(ire, relation->child);
		const struct json *row = NULL;
		if (receipt->outcome != RECEIPT_DONE)
			continue;
		if (readable && parent != NULL && child != NULL)
			row = relation_row(back,
			                   json_member_text(relation->step->body, "type", type),
			                   parent, child);
		if (row != NULL) {
			receipt->remote_id = servicenow_reply_field(row, "sys_id");
			receipt->version = servicenow_reply_field(row, "sys_updated_on");
		} else if (readable || receipt->remote_id == NULL) {
			not_seen(receipt, "answered as done, but the relation cannot be read back");
		}
	}
}

/* Reads only: where they fail, the writes stay done and are compared at the next fetch. */
static void read_back(struct itsm *itsm, struct arena *arena, const struct servicenow_ire *ire)
{
	struct read_back back = { 0 };
	bool readable = true;

	compose_read_back(itsm, arena, ire, &back);
	for (size_t done = 0; done < back.count; done += SERVICENOW_BATCH_ITEMS) {
		size_t chunk = back.count - done;
		if (chunk > SERVICENOW_BATCH_ITEMS)
			chunk = SERVICENOW_BATCH_ITEMS;
		servicenow_call_batch(itsm, arena, back.requests + done, chunk,
		                      back.replies + done);
	}
	for (size_t i = back.rows_at; i < back.count; i++)
		readable = readable && back.replies[i].verdict == SERVICENOW_OK;
	settle_items(arena, &back, ire, readable);
	settle_relations(itsm, &back, ire, readable);
}

/* The payload as a whole got no item-wise answer. */
static bool refuse_payload(const struct servicenow_reply *reply, const struct step *steps,
                           size_t count, struct receipt *receipts, struct error *error)
{
	for (size_t i = 0; i < count; i++) {
		if (receipts[i].outcome != RECEIPT_UNTRIED)
			continue;
		servicenow_reply_receipt(reply, true, &receipts[i]);
		/* One of many may be at fault: come back in smaller payloads. */
		if (receipts[i].outcome == RECEIPT_REFUSED && count > 1) {
			receipts[i].outcome = RECEIPT_POSTPONED;
			receipts[i].delay = SERVICENOW_DELAY;
		}
	}
	(void)steps;
	if (servicenow_reply_stops(reply) && reply->verdict != SERVICENOW_POSTPONED)
		return servicenow_reply_error(reply, "identification", error);
	return true;
}

bool servicenow_push_inventory(struct itsm *itsm, struct arena *arena, const struct step *steps,
                               size_t count, struct receipt *receipts, struct error *error)
{
	struct servicenow_ire_options options = { .settings = servicenow_settings(itsm),
		                                  .now = clock_now() };
	struct servicenow_request request = { .method = "POST" };
	struct servicenow_reply reply;
	struct servicenow_ire ire;
	const char *why;

	if (!learn_spelling(itsm, arena, error))
		return false;
	options.spelling = servicenow_state(itsm)->spelling;
	options.item_limit = servicenow_request_ire_limit(steps);
	servicenow_request_ire(arena, &options, steps, count, receipts, &ire);
	if (ire.item_count == 0)
		return true;
	request.path = ire.path;
	request.body = ire.body;
	if (!servicenow_call(itsm, arena, &request, &reply))
		return refuse_payload(&reply, steps, ire.taken, receipts, error);
	bool site = servicenow_reply_ire(arena, &reply, &ire, &why);
	read_back(itsm, arena, &ire);
	return site ? error_set(error, ERROR_PEER, "identification: %s", why) : true;
}

bool servicenow_push_removals(struct itsm *itsm, struct arena *arena, const struct step *steps,
                              size_t count, struct receipt *receipts, struct error *error)
{
	size_t most = count < SERVICENOW_BATCH_ITEMS ? count : SERVICENOW_BATCH_ITEMS;
	struct servicenow_request *requests = ARENA_ARRAY(arena, struct servicenow_request, most);
	struct servicenow_reply *replies = ARENA_ARRAY(arena, struct servicenow_reply, most);

	for (size_t i = 0; i < most; i++)
		requests[i] = (struct servicenow_request){ .method = "DELETE",
			                                   .path = servicenow_request_row(
								   arena, "cmdb_rel_ci",
								   steps[i].remote_id, NULL) };
	servicenow_call_batch(itsm, arena, requests, most, replies);
	for (size_t i = 0; i < most; i++) {
		servicenow_reply_receipt(&replies[i], true, &receipts[i]);
		if (replies[i].verdict == SERVICENOW_GONE)
			receipts[i].outcome = RECEIPT_DONE; /* removed before, or hidden from us */
		if (servicenow_reply_stops(&replies[i]) && receipts[i].outcome == RECEIPT_UNTRIED &&
		    replies[i].status != 200)
			return servicenow_reply_error(&replies[i], "removing relations", error);
	}
	return true;
}
