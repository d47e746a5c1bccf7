/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Sorts a batch of steps to the writers of their kinds. */
#include "servicenow_push.h"
#include "contract/itsm_batch.h"
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

bool servicenow_push(struct itsm *itsm, struct arena *scratch, const struct step *steps,
                     size_t count, struct receipt *receipts, struct error *error)
{
	struct servicenow_state *state = servicenow_state(itsm);

	state->throttled = false;
	if (!itsm_batch_push(itsm, scratch, steps, count, receipts, together, push_run,
	                     &state->throttled, error))
		return false;
	return !state->throttled || itsm_batch_throttle(itsm, state->throttle, error);
}
