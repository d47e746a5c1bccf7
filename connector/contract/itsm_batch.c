/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Runs of steps, and receipts that are filled whatever happens. */
#include "contract/itsm_batch.h"
#include "base/json.h"
#include "base/text.h"

static void clear(struct receipt *receipts, size_t count)
{
	for (size_t i = 0; i < count; i++)
		receipts[i] = (struct receipt){ .outcome = RECEIPT_UNTRIED,
			                        .handle = "",
			                        .reason = "",
			                        .number = "",
			                        .version = "" };
}

static void keep_ids(const struct step *steps, size_t count, struct receipt *receipts)
{
	for (size_t i = 0; i < count; i++)
		if (receipts[i].remote_id == NULL && !text_is_empty(steps[i].remote_id))
			receipts[i].remote_id = steps[i].remote_id;
}

static size_t run_length(const struct step *steps, size_t count, itsm_batch_together_fn together)
{
	size_t length = 1;

	while (length < count && together(&steps[0], &steps[length]))
		length++;
	return length;
}

bool itsm_batch_push(struct itsm *itsm, struct arena *scratch, const struct step *steps,
                     size_t count, struct receipt *receipts, itsm_batch_together_fn together,
                     itsm_batch_run_fn run, const bool *throttled, struct error *error)
{
	bool going = true;

	clear(receipts, count);
	for (size_t done = 0; done < count && going && !(throttled != NULL && *throttled);) {
		size_t length = run_length(steps + done, count - done, together);
		going = run(itsm, scratch, steps + done, length, receipts + done, error);
		done += length;
	}
	keep_ids(steps, count, receipts);
	return going;
}

bool itsm_batch_throttle(const struct itsm *itsm, int seconds, struct error *error)
{
	error_set(error, ERROR_RETRY, "'%s' asks to slow down", itsm->name);
	if (error != NULL)
		error->retry_after = seconds;
	return false;
}

static void set_outcome(struct receipt *receipts, size_t count, enum receipt_outcome outcome)
{
	for (size_t i = 0; i < count; i++)
		receipts[i].outcome = outcome;
}

bool itsm_batch_find(struct itsm *itsm, struct arena *scratch, const struct step *steps,
                     size_t count, struct receipt *receipts, itsm_batch_together_fn together,
                     itsm_batch_run_fn run, struct error *error)
{
	clear(receipts, count);
	for (size_t done = 0; done < count;) {
		size_t length = run_length(steps + done, count - done, together);
		set_outcome(receipts + done, length, RECEIPT_DONE);
		if (!run(itsm, scratch, steps + done, length, receipts + done, error)) {
			set_outcome(receipts + done, length, RECEIPT_UNTRIED);
			return false;
		}
		done += length;
	}
	return true;
}

bool itsm_batch_read(struct itsm *itsm, struct arena *scratch, const char *const *ids, size_t count,
                     bool full, struct ticket_seen *seen, size_t most, itsm_batch_read_fn read,
                     struct error *error)
{
	for (size_t done = 0; done < count; done += most) {
		size_t left = count - done;
		if (!read(itsm, scratch, ids + done, left < most ? left : most, full, seen + done,
		          error))
			return false;
	}
	return true;
}

const char *itsm_batch_id(const struct step *steps, const struct receipt *receipts, size_t count,
                          const struct json *value)
{
	const char *key = json_member_text(value, "ref", NULL);

	if (value == NULL || value->type != JSON_OBJECT)
		return json_text(value, "");
	for (size_t i = 0; key != NULL && i < count; i++)
		if (steps[i].kind == STEP_CERTIFICATE && text_equal(steps[i].key, key) &&
		    receipts[i].remote_id != NULL)
			return receipts[i].remote_id;
	return "";
}

bool itsm_batch_find_event(struct itsm *itsm, struct arena *scratch, const struct step *step,
                           const struct itsm_batch_events *events, struct receipt *receipt,
                           struct error *error)
{
	const char *event = json_member_text(step->body, "event", "");

	if (text_equal(event, "note"))
		return events->note(itsm, scratch, step, receipt, error);
	if (text_equal(event, "attachment"))
		return events->attachment(itsm, scratch, step, receipt, error);
	if (text_equal(event, "task"))
		return events->task(itsm, scratch, step, receipt, error);
	return true;
}
