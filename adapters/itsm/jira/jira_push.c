/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Sorts a batch of steps to the writers of their kinds. */
#include "jira_push.h"
#include "base/text.h"
#include "contract/itsm_batch.h"
#include "jira.h"
#include "jira_assets.h"
#include "jira_assets_deployment.h"
#include "jira_call.h"

static bool is_inventory(const struct step *step)
{
	return step->kind == STEP_CERTIFICATE || step->kind == STEP_RELATION ||
	       step->kind == STEP_DOMAIN;
}

static bool is_deployment(const struct step *step)
{
	return step->kind == STEP_DEPLOYMENT;
}

static bool is_new_ticket(const struct step *step)
{
	return step->kind == STEP_TICKET && step->verb == STEP_CREATE;
}

static bool together(const struct step *a, const struct step *b)
{
	return (is_inventory(a) && is_inventory(b)) || (is_deployment(a) && is_deployment(b)) ||
	       (is_new_ticket(a) && is_new_ticket(b));
}

/* Steps made before the setting said so may still wait to be sent. */
static bool refuse_inventory(struct receipt *receipts, size_t count)
{
	for (size_t i = 0; i < count; i++)
		receipt_refuse(&receipts[i], "assets is none: no objects are kept here");
	return true;
}

static bool push_run(struct itsm *itsm, struct arena *scratch, const struct step *steps,
                     size_t count, struct receipt *receipts, struct error *error)
{
	if (is_inventory(steps) && !jira_uses_assets(itsm))
		return refuse_inventory(receipts, count);
	if (is_inventory(steps))
		return jira_assets_push(itsm, scratch, steps, count, receipts, error);
	if (is_deployment(steps))
		return jira_assets_push_deployments(itsm, scratch, steps, count, receipts, error);
	if (is_new_ticket(steps))
		return jira_push_tickets(itsm, scratch, steps, count, receipts, error);
	if (steps->kind == STEP_EVENT)
		return jira_push_event(itsm, scratch, steps, receipts, error);
	if (steps->verb == STEP_MOVE)
		return jira_push_move(itsm, scratch, steps, receipts, error);
	if (steps->verb == STEP_UPDATE)
		return jira_push_update(itsm, scratch, steps, receipts, error);
	return receipt_refuse(receipts, "tickets are ended by a move, never deleted");
}

bool jira_push(struct itsm *itsm, struct arena *scratch, const struct step *steps, size_t count,
               struct receipt *receipts, struct error *error)
{
	struct jira_state *state = jira_state(itsm);

	state->throttled = false;
	if (!itsm_batch_push(itsm, scratch, steps, count, receipts, together, push_run,
	                     &state->throttled, error))
		return false;
	return !state->throttled || itsm_batch_throttle(itsm, state->throttle, error);
}

bool jira_push_wait_for_assets(struct receipt *receipt)
{
	receipt->outcome = RECEIPT_POSTPONED;
	receipt->reason = "Assets could not be asked for the objects of this ticket";
	return true;
}

bool jira_push_look(struct itsm *itsm, struct arena *arena, const struct step *step, const char *id,
                    const char *fields, const struct json **issue, struct receipt *receipt,
                    struct error *error)
{
	struct jira_request request = {
		.method = "GET",
		.path = arena_print(arena, "%s/issue/%s?fields=%s&properties=%s",
		                    jira_dialect(itsm)->api, id, fields, JIRA_TICKET_PROPERTY),
	};
	struct itsm_reply reply;

	*issue = NULL;
	if (!jira_call(itsm, arena, &request, &reply))
		return itsm_reply_settle(&reply, true, step->key, receipt, error);
	if (!text_equal(json_member_text(reply.root, "id", ""), id))
		return receipt_refuse(receipt, "Jira answered with another issue");
	*issue = reply.root;
	return true;
}
