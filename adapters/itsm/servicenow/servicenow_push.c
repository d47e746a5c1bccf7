/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Sorts a batch of steps to the writers of their kinds. */
#include "servicenow_push.h"
#include "base/text.h"
#include "servicenow.h"

static bool is_inventory(const struct step *step)
{
	return step->kind == STEP_CERTIFICATE || step->kind == STEP_RELATION;
}

static bool is_removal(const struct step *step)
{
	return step->kind == STEP_RELATION && step->verb == STEP_DELETE;
}

/* Do both travel in one call? */
static bool together(const struct step *a, const struct step *b)
{
	if (is_inventory(a) && is_inventory(b))
		return is_removal(a) == is_removal(b);
	return a->kind == STEP_DOMAIN && b->kind == STEP_DOMAIN;
}

static bool push_run(struct itsm *itsm, struct arena *scratch, const struct step *steps,
                     size_t count, struct receipt *receipts, struct error *error)
{
	if (is_removal(steps))
		return servicenow_push_removals(itsm, scratch, steps, count, receipts, error);
	if (is_inventory(steps))
		return servicenow_push_inventory(itsm, scratch, steps, count, receipts, error);
	if (steps->kind == STEP_DOMAIN)
		return servicenow_push_domains(itsm, scratch, steps, count, receipts, error);
	if (steps->kind == STEP_EVENT)
		return servicenow_push_event(itsm, scratch, steps, receipts, error);
	if (steps->verb == STEP_MOVE)
		return servicenow_push_move(itsm, scratch, steps, receipts, error);
	return servicenow_push_ticket(itsm, scratch, steps, receipts, error);
}

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

bool servicenow_push(struct itsm *itsm, struct arena *scratch, const struct step *steps,
                     size_t count, struct receipt *receipts, struct error *error)
{
	struct servicenow_state *state = servicenow_state(itsm);
	bool going = true;
	size_t done = 0;

	clear(receipts, count);
	state->throttled = false;
	while (done < count && going && !state->throttled) {
		size_t length = 1;
		while (done + length < count && together(&steps[done], &steps[done + length]))
			length++;
		going = push_run(itsm, scratch, steps + done, length, receipts + done, error);
		done += length;
	}
	keep_ids(steps, count, receipts);
	if (!going || !state->throttled)
		return going;
	/* What follows would be answered the same way: nothing more is sent for now. */
	error_set(error, ERROR_RETRY, "'%s' asks to slow down", itsm->name);
	if (error != NULL)
		error->retry_after = state->throttle;
	return false;
}
