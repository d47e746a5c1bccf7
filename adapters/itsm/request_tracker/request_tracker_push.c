/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Sorts a batch of steps to the writers of their kinds. */
#include "request_tracker_push.h"
#include "base/arena.h"
#include "contract/itsm_batch.h"
#include "request_tracker.h"

enum { MERGED_DELAY = 900 /* seconds */ };

void request_tracker_push_mend(struct arena *arena, const struct itsm_reply *reply,
                               const char *right, const char *kind, const char *name,
                               struct receipt *receipt)
{
	if (reply->status == 403 || (reply->status == 400 && *name == '\0'))
		receipt->reason = arena_print(arena, "%s; give our group %s on the %s%s%s%s",
		                              reply->reason, right, kind, *name ? " '" : "", name,
		                              *name ? "', which must not be disabled" : "");
}

bool request_tracker_push_merged(struct receipt *receipt)
{
	receipt->outcome = RECEIPT_POSTPONED;
	receipt->delay = MERGED_DELAY;
	receipt->reason = "people merged it just now: the next look follows it";
	return true;
}

bool request_tracker_push_settle(const struct itsm_reply *reply, const char *subject,
                                 bool repeatable, struct receipt *receipt, struct error *error)
{
	itsm_reply_receipt(reply, repeatable, receipt);
	if (itsm_reply_stops(reply) || reply->verdict == ITSM_REPLY_POSTPONED)
		return itsm_reply_error(reply, subject, error);
	return true;
}

static bool is_inventory(const struct step *step)
{
	return step->kind == STEP_CERTIFICATE || step->kind == STEP_RELATION;
}

static bool push_one(struct itsm *itsm, struct arena *scratch, const struct step *step,
                     struct receipt *receipt, struct error *error)
{
	if (step->kind == STEP_DOMAIN)
		return receipt_refuse(receipt, "RT keeps no rows for names");
	if (step->kind == STEP_EVENT)
		return request_tracker_push_event(itsm, scratch, step, receipt, error);
	if (step->verb == STEP_MOVE)
		return request_tracker_push_move(itsm, scratch, step, receipt, error);
	return request_tracker_push_ticket(itsm, scratch, step, receipt, error);
}

static bool together(const struct step *a, const struct step *b)
{
	return is_inventory(a) && is_inventory(b);
}

static bool push_run(struct itsm *itsm, struct arena *scratch, const struct step *steps,
                     size_t count, struct receipt *receipts, struct error *error)
{
	if (is_inventory(steps))
		return request_tracker_push_inventory(itsm, scratch, steps, count, receipts, error);
	return push_one(itsm, scratch, steps, receipts, error);
}

bool request_tracker_push(struct itsm *itsm, struct arena *scratch, const struct step *steps,
                          size_t count, struct receipt *receipts, struct error *error)
{
	return itsm_batch_push(itsm, scratch, steps, count, receipts, together, push_run, NULL,
	                       error);
}
