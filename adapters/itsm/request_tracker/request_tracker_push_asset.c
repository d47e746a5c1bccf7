/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Certificates as assets: looked for by fingerprint before one is made, so that repeating is
 * harmless. */
#include "request_tracker_push_asset.h"
#include "base/arena.h"
#include "base/array.h"
#include "base/clock.h"
#include "request_tracker.h"
#include <inttypes.h>
#include <string.h>

enum { STALE_DELAY = 5 /* seconds, when somebody edits the same asset right now */ };

#define CERTIFICATE "certificate:"

const char *request_tracker_push_fingerprint(const struct step *step)
{
	const char *hex =
		text_starts_with(step->key, CERTIFICATE) ? step->key + strlen(CERTIFICATE) : "";

	return request_tracker_request_is_hex(hex) ? hex : NULL;
}

static bool is_ours(struct itsm *itsm, const struct json *row)
{
	const struct request_tracker_settings *settings = request_tracker_settings(itsm);

	return request_tracker_reply_id(row) > 0 &&
	       text_equal(request_tracker_reply_name(json_get(row, "Catalog")),
	                  settings->certificate_catalog);
}

bool request_tracker_push_lookup(struct itsm *itsm, struct arena *arena,
                                 const char *const *fingerprints, size_t count, struct json **rows,
                                 struct error *error)
{
	const struct request_tracker_settings *settings = request_tracker_settings(itsm);
	struct json *all = json_new(arena, JSON_ARRAY);

	*rows = all;
	for (size_t done = 0; done < count; done += REQUEST_TRACKER_IDS) {
		size_t some =
			count - done < REQUEST_TRACKER_IDS ? count - done : REQUEST_TRACKER_IDS;
		struct json *found;
		TEXT(text);
		text_print(&text, "Catalog = '%s' AND ", settings->certificate_catalog);
		request_tracker_request_any(
			&text, arena_print(arena, "'CF.{%s}'", settings->fingerprint_field),
			fingerprints + done, some);
		struct request_tracker_query query = {
			.collection = "assets",
			.query = text_string(&text),
			.fields = "Name,Description,Status,Catalog,Owner,CustomFields,LastUpdated",
			.expanded = "Catalog",
			.few = true,
		};
		if (!request_tracker_call_search(itsm, arena, &query, "certificates", &found,
		                                 error))
			return false;
		JSON_EACH(row, found)
		if (is_ours(itsm, row))
			json_push(all, json_share(arena, row));
	}
	return true;
}

const struct json *request_tracker_push_known(struct itsm *itsm, struct arena *arena,
                                              const struct json *rows, const char *fingerprint)
{
	const char *field = request_tracker_settings(itsm)->fingerprint_field;

	/* In the order of their numbers: the first is the oldest. */
	JSON_EACH(row, rows)
	if (text_equal_folded(request_tracker_reply_field(arena, row, field), fingerprint))
		return row;
	return NULL;
}

/* The relations that travel behind it go into the same call. */
static struct json *links_of(const struct request_tracker_inventory *inventory,
                             const struct step *certificate)
{
	struct json *links = json_new(inventory->arena, JSON_ARRAY);

	for (size_t i = 0; i < inventory->count; i++) {
		const struct step *step = &inventory->steps[i];
		const struct json *child = json_get(step->body, "child");
		if (step->kind != STEP_RELATION || step->verb == STEP_DELETE ||
		    !text_equal(json_member_text(child, "ref", NULL), certificate->key))
			continue;
		const char *host = request_tracker_push_end(inventory, step, "parent");
		if (request_tracker_request_number(host, "asset") > 0)
			json_push_string(inventory->arena, links,
			                 request_tracker_request_link(inventory->arena, host));
	}
	return links;
}

static void fill_receipt(const struct request_tracker_record *record, const struct json *values,
                         struct receipt *receipt)
{
	receipt->outcome = RECEIPT_DONE;
	receipt->remote_id = arena_print(record->arena, "asset/%" PRId64, record->number);
	receipt->number = receipt->remote_id;
	if (record->row == NULL)
		return;
	struct json *holds = request_tracker_record_holds(record, values);
	for (const char *const *owner = record->itsm->type->owners; *owner != NULL; owner++)
		json_set_string(record->arena, holds, *owner,
		                request_tracker_reply_field(record->arena, record->row, *owner));
	receipt->holds = holds;
	receipt->version = json_member_text(record->row, "LastUpdated", "");
	receipt->at = request_tracker_reply_time(record->row, "LastUpdated");
}

static bool lost_or_refused(const struct request_tracker_record *record, const struct step *step,
                            struct receipt *receipt, struct error *error)
{
	const struct request_tracker_settings *settings = request_tracker_settings(record->itsm);
	bool going = request_tracker_push_settle(&record->reply, step->key, true, receipt, error);

	/* RT may still be at it: the next try looks first. */
	if (record->reply.verdict == ITSM_REPLY_LOST && receipt->delay < settings->settle)
		receipt->delay = (int)settings->settle;
	if (record->reply.verdict == ITSM_REPLY_STALE)
		receipt->delay = STALE_DELAY;
	return going;
}

static bool create(const struct request_tracker_inventory *inventory, size_t number,
                   const char *fingerprint, struct error *error)
{
	const struct step *step = &inventory->steps[number];
	struct receipt *receipt = &inventory->receipts[number];
	const struct request_tracker_settings *settings = request_tracker_settings(inventory->itsm);
	struct arena *arena = inventory->arena;
	const struct json *given = json_get(step->body, "values");
	struct json *values = given != NULL && given->type == JSON_OBJECT
	                              ? json_copy(arena, given)
	                              : json_new(arena, JSON_OBJECT);
	struct json *links = links_of(inventory, step);
	struct request_tracker_record record = { .itsm = inventory->itsm,
		                                 .arena = arena,
		                                 .kind = "asset" };
	struct request_tracker_request request = { .method = "POST", .path = "/asset" };

	json_set_string(arena, values, settings->fingerprint_field, fingerprint);
	request.body = request_tracker_request_body(arena, "asset", values);
	json_set_string(arena, request.body, "Catalog", settings->certificate_catalog);
	if (json_count(links) > 0)
		json_set(arena, request.body, "RefersTo", links);
	if (!request_tracker_call(inventory->itsm, arena, &request, &record.reply)) {
		bool going = lost_or_refused(&record, step, receipt, error);
		request_tracker_push_mend(arena, &record.reply, "CreateAsset", "catalog",
		                          settings->certificate_catalog, receipt);
		return going;
	}
	record.number = request_tracker_reply_id(record.reply.root);
	if (record.number == 0) {
		receipt->outcome = RECEIPT_POSTPONED;
		receipt->delay = (int)settings->settle;
		receipt->reason = "the answer names no asset: it is looked for before another is "
				  "made";
		return true;
	}
	/* It is there whether this read gets through or not. */
	(void)request_tracker_record_read(&record);
	inventory->rows[number] = record.row;
	fill_receipt(&record, values, receipt);
	return true;
}

static bool edit(struct request_tracker_record *record, const struct step *step,
                 const struct json *values, struct receipt *receipt, struct error *error)
{
	for (int tries = 0; tries < 2; tries++) {
		if (!request_tracker_record_read(record))
			return lost_or_refused(record, step, receipt, error);
		const struct json *before = record->row;
		struct json *sent = request_tracker_record_differing(record, values);
		if (json_count(sent) == 0)
			break;
		if (!request_tracker_record_write(
			    record, request_tracker_request_body(record->arena, "asset", sent))) {
			/* Somebody was faster and nothing was written: once more on what stands. */
			if (record->reply.verdict == ITSM_REPLY_STALE && tries == 0)
				continue;
			return lost_or_refused(record, step, receipt, error);
		}
		const char *left = request_tracker_record_left(record, before, sent);
		if (*left == '\0')
			break;
		return receipt_refuse(receipt, left);
	}
	fill_receipt(record, values, receipt);
	return true;
}

static bool push_certificate(const struct request_tracker_inventory *inventory, size_t number,
                             struct error *error)
{
	const struct step *step = &inventory->steps[number];
	struct receipt *receipt = &inventory->receipts[number];
	const char *fingerprint = request_tracker_push_fingerprint(step);
	struct request_tracker_record record = {
		.itsm = inventory->itsm,
		.arena = inventory->arena,
		.kind = "asset",
		.number = request_tracker_request_number(step->remote_id, "asset"),
	};

	if (step->verb == STEP_DELETE)
		return receipt_refuse(receipt, "assets are retired by status, never deleted");
	if (fingerprint == NULL)
		return receipt_refuse(receipt, "the step's key is no certificate's");
	if (record.number == 0)
		record.number = request_tracker_reply_id(request_tracker_push_known(
			inventory->itsm, inventory->arena, inventory->known, fingerprint));
	if (record.number == 0)
		return create(inventory, number, fingerprint, error);
	bool going = edit(&record, step, json_get(step->body, "values"), receipt, error);
	inventory->rows[number] = record.row;
	return going;
}

static bool look_up(struct request_tracker_inventory *inventory, struct error *error)
{
	ARRAY(const char *) fingerprints = { 0 };
	struct json *rows;

	for (size_t i = 0; i < inventory->count; i++) {
		const struct step *step = &inventory->steps[i];
		const char *fingerprint = request_tracker_push_fingerprint(step);
		if (step->kind == STEP_CERTIFICATE && fingerprint != NULL &&
		    request_tracker_request_number(step->remote_id, "asset") == 0)
			ARRAY_PUSH(inventory->arena, &fingerprints, fingerprint);
	}
	if (fingerprints.count == 0)
		return true;
	if (!request_tracker_push_lookup(inventory->itsm, inventory->arena, fingerprints.items,
	                                 fingerprints.count, &rows, error))
		return false;
	inventory->known = rows;
	return true;
}

bool request_tracker_push_inventory(struct itsm *itsm, struct arena *arena,
                                    const struct step *steps, size_t count,
                                    struct receipt *receipts, struct error *error)
{
	struct request_tracker_inventory inventory = {
		.itsm = itsm,
		.arena = arena,
		.steps = steps,
		.count = count,
		.receipts = receipts,
		.rows = ARENA_ARRAY(arena, const struct json *, count),
	};

	if (!look_up(&inventory, error))
		return false;
	for (size_t i = 0; i < count; i++) {
		bool going = steps[i].kind == STEP_CERTIFICATE
		                     ? push_certificate(&inventory, i, error)
		                     : request_tracker_push_relation(&inventory, i, error);
		if (!going)
			return false;
	}
	return true;
}
