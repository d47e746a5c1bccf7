/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Sorts a batch of steps to the writers of their kinds. */
#include "request_tracker_push.h"
#include "base/text.h"
#include "request_tracker.h"

bool request_tracker_push_refuse(struct receipt *receipt, const char *reason)
{
	receipt->outcome = RECEIPT_REFUSED;
	receipt->reason = reason;
	return true;
}

bool request_tracker_push_settle(const struct request_tracker_reply *reply, const char *subject,
                                 bool repeatable, struct receipt *receipt, struct error *error)
{
	request_tracker_reply_receipt(reply, repeatable, receipt);
	if (request_tracker_reply_stops(reply))
		return request_tracker_reply_error(reply, subject, error);
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
		return request_tracker_push_refuse(receipt, "RT keeps no rows for names");
	if (step->kind == STEP_EVENT)
		return request_tracker_push_event(itsm, scratch, step, receipt, error);
	if (step->verb == STEP_MOVE)
		return request_tracker_push_move(itsm, scratch, step, receipt, error);
	return request_tracker_push_ticket(itsm, scratch, step, receipt, error);
}

bool request_tracker_push(struct itsm *itsm, struct arena *scratch, const struct step *steps,
                          size_t count, struct receipt *receipts, struct error *error)
{
	bool going = true;

	for (size_t i = 0; i < count; i++)
		receipts[i] = (struct receipt){ .outcome = RECEIPT_UNTRIED,
			                        .handle = "",
			                        .reason = "",
			                        .number = "",
			                        .version = "" };
	for (size_t done = 0; done < count && going;) {
		size_t length = 1;
		while (is_inventory(&steps[done]) && done + length < count &&
		       is_inventory(&steps[done + length]))
			length++;
		going = is_inventory(&steps[done])
		                ? request_tracker_push_inventory(itsm, scratch, steps + done,
		                                                 length, receipts + done, error)
		                : push_one(itsm, scratch, steps + done, receipts + done, error);
		done += length;
	}
	for (size_t i = 0; i < count; i++)
		if (receipts[i].remote_id == NULL && !text_is_empty(steps[i].remote_id))
			receipts[i].remote_id = steps[i].remote_id;
	return going;
}
