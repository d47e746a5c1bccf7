/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Rows and relations of several payloads, read in one batch. */
#include "servicenow_read_back.h"
#include "servicenow_call.h"
#include "servicenow_source.h"
#include <string.h>

enum {
	PAIRS = 50, /* relations in one read: two ids each */
	READ_BACK_DELAY = 120
};

/* The requests of one read-back, and whose answers they hold. */
struct read_back {
	struct servicenow_request *requests;
	struct itsm_reply *replies;
	size_t count;
	size_t rows_at, relations_at; /* where the reads begin; patches stand before them */
	bool readable;                /* all of them were answered */
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

static void compose(struct itsm *itsm, struct arena *arena, const struct servicenow_ire *payloads,
                    size_t count, struct read_back *back)
{
	const struct servicenow_settings *settings = servicenow_settings(itsm);
	const char *fields = servicenow_source_certificate_fields(arena, settings);
	size_t most = 0;

	for (size_t i = 0; i < count; i++)
		most += payloads[i].item_count * 2 + payloads[i].relation_count + 2;
	back->requests = ARENA_ARRAY(arena, struct servicenow_request, most);
	back->replies = ARENA_ARRAY(arena, struct itsm_reply, most);
	for (size_t i = 0; i < count; i++)
		add_selves(arena, settings->certificate_class, &payloads[i], back);
	back->rows_at = back->count;
	for (size_t i = 0; i < count; i++)
		for (size_t next = 0; next < payloads[i].item_count;)
			add_read(arena, back, settings->certificate_class,
			         row_query(arena, &payloads[i], &next), fields);
	back->relations_at = back->count;
	for (size_t i = 0; i < count; i++)
		for (size_t next = 0; next < payloads[i].relation_count;)
			add_read(arena, back, "cmdb_rel_ci",
			         relation_query(arena, &payloads[i], &next),
			         "sys_id,parent,child,type.name,sys_updated_on");
}

static void call_all(struct itsm *itsm, struct arena *arena, struct read_back *back)
{
	for (size_t done = 0; done < back->count; done += SERVICENOW_BATCH_ITEMS) {
		size_t chunk = back->count - done;
		if (chunk > SERVICENOW_BATCH_ITEMS)
			chunk = SERVICENOW_BATCH_ITEMS;
		servicenow_call_batch(itsm, arena, back->requests + done, chunk,
		                      back->replies + done);
	}
	back->readable = true;
	for (size_t i = back->rows_at; i < back->count; i++) {
		struct itsm_reply *reply = &back->replies[i];
		/* A batch that ran out of its 30 s leaves items over. */
		if (reply->verdict == ITSM_REPLY_NOT_SENT && reply->status == 200)
			servicenow_call(itsm, arena, &back->requests[i], reply);
		back->readable = back->readable && reply->verdict == ITSM_REPLY_OK;
	}
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
                         const struct servicenow_ire *ire)
{
	for (size_t i = 0; i < ire->item_count; i++) {
		struct receipt *receipt = ire->items[i].receipt;
		if (receipt == NULL || receipt->outcome != RECEIPT_DONE || !back->readable)
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
                             const struct servicenow_ire *ire)
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
		if (back->readable && parent != NULL && child != NULL)
			row = relation_row(back,
			                   json_member_text(relation->step->body, "type", type),
			                   parent, child);
		if (row != NULL) {
			receipt->remote_id = servicenow_reply_field(row, "sys_id");
			receipt->version = servicenow_reply_field(row, "sys_updated_on");
		} else if (back->readable || receipt->remote_id == NULL) {
			not_seen(receipt, "answered as done, but the relation cannot be read back");
		}
	}
}

void servicenow_read_back(struct itsm *itsm, struct arena *arena,
                          const struct servicenow_ire *payloads, size_t count)
{
	struct read_back back = { 0 };

	compose(itsm, arena, payloads, count, &back);
	call_all(itsm, arena, &back);
	for (size_t i = 0; i < count; i++) {
		settle_items(arena, &back, &payloads[i]);
		settle_relations(itsm, &back, &payloads[i]);
	}
}
