/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Relations as links: a certificate's asset refers to the host's. */
#include "base/arena.h"
#include "contract/itsm_batch.h"
#include "request_tracker_push_asset.h"
#include <inttypes.h>
#include <string.h>

const char *request_tracker_push_end(const struct request_tracker_inventory *inventory,
                                     const struct step *step, const char *end)
{
	return itsm_batch_id(inventory->steps, inventory->receipts, inventory->count,
	                     json_get(step->body, end));
}

/* The certificate's asset as this batch has just read it, or NULL. */
static const struct json *row_of(const struct request_tracker_inventory *inventory, int64_t number)
{
	for (size_t i = 0; i < inventory->count; i++)
		if (request_tracker_reply_id(inventory->rows[i]) == number)
			return inventory->rows[i];
	return NULL;
}

static bool answer(const struct request_tracker_record *record, int64_t host, bool wanted,
                   struct receipt *receipt)
{
	if (request_tracker_reply_links(record->row, "refers-to", "asset", host) != wanted)
		return receipt_refuse(receipt,
		                      arena_print(record->arena, "RT did not %s the link: %s",
		                                  wanted ? "make" : "remove",
		                                  record->told != NULL ? record->told : ""));
	receipt->outcome = RECEIPT_DONE;
	receipt->remote_id =
		request_tracker_request_relation_id(record->arena, record->number, host);
	receipt->version = json_member_text(record->row, "LastUpdated", "");
	return true;
}

static bool set_link(struct request_tracker_record *record, const struct step *step, int64_t host,
                     bool wanted, struct receipt *receipt, struct error *error)
{
	struct json *body = json_new(record->arena, JSON_OBJECT);
	struct json *ends = json_new(record->arena, JSON_ARRAY);

	if (!request_tracker_record_read(record)) {
		/* With the asset its links are gone too. */
		if (record->reply.verdict == ITSM_REPLY_GONE && !wanted) {
			receipt->outcome = RECEIPT_DONE;
			return true;
		}
		return request_tracker_push_settle(&record->reply, step->key, true, receipt, error);
	}
	if (request_tracker_reply_links(record->row, "refers-to", "asset", host) == wanted)
		return answer(record, host, wanted, receipt);
	json_push_string(record->arena, ends, arena_print(record->arena, "asset:%" PRId64, host));
	json_set(record->arena, body, wanted ? "AddRefersTo" : "DeleteRefersTo", ends);
	record->etag = ""; /* a link stands for itself: whoever edits the rest may go on */
	if (!request_tracker_record_write(record, body))
		return request_tracker_push_settle(&record->reply, step->key, true, receipt, error);
	return answer(record, host, wanted, receipt);
}

bool request_tracker_push_relation(const struct request_tracker_inventory *inventory, size_t number,
                                   struct error *error)
{
	const struct step *step = &inventory->steps[number];
	struct receipt *receipt = &inventory->receipts[number];
	struct request_tracker_record record = { .itsm = inventory->itsm,
		                                 .arena = inventory->arena,
		                                 .kind = "asset" };
	int64_t host = 0;

	if (step->verb == STEP_DELETE) {
		if (!request_tracker_request_parse_relation(step->remote_id, &record.number, &host))
			return receipt_refuse(receipt, "the relation has no id of ours");
		return set_link(&record, step, host, false, receipt, error);
	}
	host = request_tracker_request_number(request_tracker_push_end(inventory, step, "parent"),
	                                      "asset");
	record.number = request_tracker_request_number(
		request_tracker_push_end(inventory, step, "child"), "asset");
	if (host == 0 || record.number == 0) {
		receipt->outcome = RECEIPT_UNTRIED;
		receipt->reason = "one end of the relation has no asset yet";
		return true;
	}
	record.row = row_of(inventory, record.number);
	if (request_tracker_reply_links(record.row, "refers-to", "asset", host))
		return answer(&record, host, true, receipt);
	return set_link(&record, step, host, true, receipt, error);
}
