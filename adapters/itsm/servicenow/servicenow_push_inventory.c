/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Certificates and relations: sent as one payload, then read back, because an instance may answer
 * "done" for what it dropped. */
#include "base/clock.h"
#include "servicenow.h"
#include "servicenow_call.h"
#include "servicenow_push.h"
#include "servicenow_read_back.h"
#include "servicenow_reply_ire.h"
#include "servicenow_site.h"
#include <string.h>

enum { PAYLOADS_MOST = 5 /* of one push: their rows are read back together */ };

static void refuse(const struct itsm_reply *reply, bool alone, struct receipt *receipt)
{
	if (receipt == NULL)
		return;
	itsm_reply_receipt(reply, true, receipt);
	/* One of many may be at fault: they come back in smaller payloads. */
	if (receipt->outcome == RECEIPT_REFUSED && !alone)
		receipt->outcome = RECEIPT_POSTPONED;
}

/* The payload as a whole got no item-wise answer. */
static bool refuse_payload(const struct itsm_reply *reply, const struct servicenow_ire *ire,
                           struct error *error)
{
	bool alone = ire->item_count == 1 && ire->relation_count == 0;

	for (size_t i = 0; i < ire->item_count; i++)
		refuse(reply, alone, ire->items[i].receipt);
	for (size_t i = 0; i < ire->relation_count; i++)
		refuse(reply, alone, ire->relations[i].receipt);
	if (itsm_reply_stops(reply))
		return itsm_reply_error(reply, "identification", error);
	return true;
}

/* Sends one payload. *answered: its receipts are filled item by item. */
static bool send_payload(struct itsm *itsm, struct arena *arena, struct servicenow_ire *ire,
                         bool *answered, struct error *error)
{
	struct servicenow_request request = { .method = "POST",
		                              .path = ire->path,
		                              .body = ire->body };
	struct itsm_reply reply;
	const char *why;

	*answered = servicenow_call(itsm, arena, &request, &reply);
	if (!*answered)
		return refuse_payload(&reply, ire, error);
	if (servicenow_reply_ire(arena, &reply, ire, &why))
		return error_set(error, ERROR_PEER, "identification: %s", why);
	return true;
}

static size_t limit_of(const struct servicenow_ire_batch *batch)
{
	size_t limit = SERVICENOW_IRE_ITEMS;

	for (size_t i = 0; i < batch->count; i++)
		if (batch->marks[i] == 0) {
			limit = servicenow_request_ire_limit(&batch->steps[i]);
			break;
		}
	return limit;
}

bool servicenow_push_inventory(struct itsm *itsm, struct arena *arena, const struct step *steps,
                               size_t count, struct receipt *receipts, struct error *error)
{
	struct servicenow_ire_options options = { .settings = servicenow_settings(itsm),
		                                  .now = clock_now() };
	struct servicenow_ire_batch batch = { steps, receipts, count,
		                              ARENA_ARRAY(arena, unsigned char, count) };
	struct servicenow_ire payloads[PAYLOADS_MOST];
	size_t answered_count = 0;
	bool going = true, answered = true;

	if (!servicenow_site_learn(itsm, arena, error))
		return false;
	options.spelling = servicenow_state(itsm)->spelling;
	while (going && answered && answered_count < PAYLOADS_MOST) {
		struct servicenow_ire *ire = &payloads[answered_count];
		options.item_limit = limit_of(&batch);
		servicenow_request_ire(arena, &options, &batch, ire);
		if (ire->item_count == 0)
			break;
		going = send_payload(itsm, arena, ire, &answered, error);
		answered_count += answered;
	}
	servicenow_read_back(itsm, arena, payloads, answered_count);
	return going;
}

bool servicenow_push_removals(struct itsm *itsm, struct arena *arena, const struct step *steps,
                              size_t count, struct receipt *receipts, struct error *error)
{
	size_t most = count < SERVICENOW_BATCH_ITEMS ? count : SERVICENOW_BATCH_ITEMS;
	struct servicenow_request *requests = ARENA_ARRAY(arena, struct servicenow_request, most);
	struct itsm_reply *replies = ARENA_ARRAY(arena, struct itsm_reply, most);

	for (size_t i = 0; i < most; i++)
		requests[i] = (struct servicenow_request){ .method = "DELETE",
			                                   .path = servicenow_request_row(
								   arena, "cmdb_rel_ci",
								   steps[i].remote_id, NULL) };
	servicenow_call_batch(itsm, arena, requests, most, replies);
	for (size_t i = 0; i < most; i++) {
		itsm_reply_receipt(&replies[i], true, &receipts[i]);
		if (replies[i].verdict == ITSM_REPLY_GONE)
			receipts[i].outcome = RECEIPT_DONE; /* removed before, or hidden from us */
		if (servicenow_reply_stops(&replies[i]) && receipts[i].outcome == RECEIPT_UNTRIED &&
		    replies[i].status != 200)
			return itsm_reply_error(&replies[i], "removing relations", error);
	}
	return true;
}
