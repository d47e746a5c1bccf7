/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* After a lost answer: is it there? Exact matches only, and each row checked again. */
#include "base/arena.h"
#include "contract/itsm_batch.h"
#include "request_tracker.h"
#include "request_tracker_lookup.h"
#include "request_tracker_push_asset.h"
#include "request_tracker_record.h"
#include "request_tracker_request_ticket.h"
#include <inttypes.h>
#include <string.h>

struct finding {
	struct itsm *itsm;
	struct arena *arena;
	const struct step *step;
	struct receipt *receipt;
};

static bool find_certificate(const struct finding *finding, struct error *error)
{
	const char *fingerprint = request_tracker_push_fingerprint(finding->step);
	const struct json *row;
	struct json *rows;

	if (fingerprint == NULL)
		return receipt_refuse(finding->receipt, "the step's key is no certificate's");
	if (!request_tracker_push_lookup(finding->itsm, finding->arena, &fingerprint, 1, &rows,
	                                 error))
		return false;
	row = request_tracker_push_known(finding->itsm, finding->arena, rows, fingerprint);
	if (row == NULL)
		return true;
	finding->receipt->remote_id =
		arena_print(finding->arena, "asset/%" PRId64, request_tracker_reply_id(row));
	finding->receipt->version = json_member_text(row, "LastUpdated", "");
	return true;
}

static bool find_relation(const struct finding *finding, struct error *error)
{
	int64_t host = request_tracker_request_number(
		json_member_text(finding->step->body, "parent", ""), "asset");
	struct request_tracker_record record = {
		.itsm = finding->itsm,
		.arena = finding->arena,
		.kind = "asset",
		.number = request_tracker_request_number(
			json_member_text(finding->step->body, "child", ""), "asset"),
	};

	if (host == 0 || record.number == 0)
		return receipt_refuse(finding->receipt, "one end of the relation has no asset yet");
	if (!request_tracker_record_read(&record))
		return record.reply.verdict == ITSM_REPLY_GONE ||
		       itsm_reply_error(&record.reply, finding->step->key, error);
	if (request_tracker_reply_links(record.row, "refers-to", "asset", host))
		finding->receipt->remote_id =
			request_tracker_request_relation_id(finding->arena, record.number, host);
	return true;
}

/* Taken by somebody, or changed by others than us. */
static bool is_touched(const struct finding *finding, const struct json *row)
{
	const char *by = request_tracker_reply_name(json_get(row, "LastUpdatedBy"));

	return *request_tracker_reply_name(json_get(row, "Owner")) != '\0' ||
	       (!text_equal(by, request_tracker_settings(finding->itsm)->account) &&
	        strcmp(by, "RT_System") != 0);
}

/* The one that people touched, else the oldest: rows come by growing numbers. */
static const struct json *choose(const struct finding *finding, const struct json *rows)
{
	JSON_EACH(row, rows)
	if (is_touched(finding, row))
		return row;
	return rows->first;
}

/* What was dropped of it when it was made stands in no answer that was lost. */
static void tell_dropped(const struct finding *finding, const struct json *row)
{
	const struct request_tracker_settings *settings = request_tracker_settings(finding->itsm);
	const struct request_tracker_record record = { .itsm = finding->itsm,
		                                       .arena = finding->arena,
		                                       .row = row };
	enum ticket_kind kind = request_tracker_request_kind(finding->step);
	const char *queue = request_tracker_request_queue(settings, kind);

	if (finding->step->kind == STEP_TICKET && kind != TICKET_NONE)
		request_tracker_record_made(
			&record, queue,
			request_tracker_request_ticket(finding->arena, settings, queue, kind,
		                                       finding->step->key,
		                                       json_get(finding->step->body, "fields")),
			finding->receipt);
}

static bool find_key(const struct finding *finding, const char *key, struct error *error)
{
	struct arena *arena = finding->arena;
	struct receipt *receipt = finding->receipt;
	struct json *rows, *twins = json_new(arena, JSON_ARRAY);

	if (!request_tracker_lookup_keys(finding->itsm, arena, &key, 1, &rows, error))
		return false;
	if (json_count(rows) == 0)
		return true;
	const struct json *kept = choose(finding, rows);
	int64_t number = request_tracker_reply_id(kept);
	receipt->remote_id = arena_print(arena, "ticket/%" PRId64, number);
	receipt->number = arena_print(arena, "#%" PRId64, number);
	receipt->version = json_member_text(kept, "LastUpdated", "");
	tell_dropped(finding, kept);
	JSON_EACH(row, rows)
	if (row != kept)
		json_push_string(
			arena, twins,
			arena_print(arena, "ticket/%" PRId64, request_tracker_reply_id(row)));
	if (json_count(twins) > 0) {
		struct json *holds = json_new(arena, JSON_OBJECT);
		json_set(arena, holds, "twins", twins);
		receipt->holds = holds;
	}
	return true;
}

static bool find_mark(struct itsm *itsm, struct arena *arena, const struct step *step,
                      struct receipt *receipt, struct error *error)
{
	int64_t ticket = request_tracker_request_number(step->ticket_id, "ticket");
	bool there;

	if (!request_tracker_lookup_mark(itsm, arena, ticket, step->key, &there, error))
		return false;
	if (there)
		receipt->remote_id = request_tracker_request_mark(arena, step->key);
	return true;
}

static bool find_task(struct itsm *itsm, struct arena *arena, const struct step *step,
                      struct receipt *receipt, struct error *error)
{
	const struct finding finding = { itsm, arena, step, receipt };

	return find_key(&finding, request_tracker_request_mark(arena, step->key), error);
}

static bool find_event(const struct finding *finding, struct error *error)
{
	static const struct itsm_batch_events events = { find_mark, find_mark, find_task };

	if (request_tracker_request_number(finding->step->ticket_id, "ticket") == 0)
		return receipt_refuse(finding->receipt, "the event's ticket has no number");
	return itsm_batch_find_event(finding->itsm, finding->arena, finding->step, &events,
	                             finding->receipt, error);
}

static bool find_one(const struct finding *finding, struct error *error)
{
	switch (finding->step->kind) {
	case STEP_CERTIFICATE:
		return find_certificate(finding, error);
	case STEP_RELATION:
		return find_relation(finding, error);
	case STEP_TICKET:
		return request_tracker_request_is_key(finding->step->key)
		               ? find_key(finding, finding->step->key, error)
		               : receipt_refuse(finding->receipt, "the key does not fit its field");
	case STEP_EVENT:
		return find_event(finding, error);
	case STEP_DOMAIN:
	case STEP_DEPLOYMENT:
		break;
	}
	return receipt_refuse(finding->receipt, "RT keeps no rows for names and places");
}

static bool alone(const struct step *a, const struct step *b)
{
	(void)a;
	(void)b;
	return false;
}

static bool find_run(struct itsm *itsm, struct arena *scratch, const struct step *steps,
                     size_t count, struct receipt *receipts, struct error *error)
{
	const struct finding finding = { itsm, scratch, steps, receipts };

	(void)count;
	return find_one(&finding, error);
}

bool request_tracker_find(struct itsm *itsm, struct arena *scratch, const struct step *steps,
                          size_t count, struct receipt *receipts, struct error *error)
{
	return itsm_batch_find(itsm, scratch, steps, count, receipts, alone, find_run, error);
}
