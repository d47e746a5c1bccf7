/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* After a lost answer: is it there? */
#include "jira_find.h"
#include "contract/itsm_batch.h"
#include "jira.h"
#include "jira_assets.h"
#include "jira_assets_deployment.h"
#include "jira_push.h"

static bool find_run(struct itsm *itsm, struct arena *arena, const struct step *steps, size_t count,
                     struct receipt *receipts, struct error *error)
{
	if (steps->kind == STEP_TICKET)
		return jira_find_tickets(itsm, arena, steps, count, receipts, error);
	if (steps->kind != STEP_EVENT && !jira_uses_assets(itsm)) {
		for (size_t i = 0; i < count; i++)
			receipt_refuse(&receipts[i], "assets is none: objects are not looked for");
		return true;
	}
	if (steps->kind == STEP_DEPLOYMENT)
		return jira_assets_find_deployments(itsm, arena, steps, count, receipts, error);
	if (steps->kind != STEP_EVENT)
		return jira_assets_find(itsm, arena, steps, count, receipts, error);
	for (size_t i = 0; i < count; i++)
		if (!jira_find_event(itsm, arena, &steps[i], &receipts[i], error))
			return false;
	return true;
}

static bool is_same_kind(const struct step *a, const struct step *b)
{
	return a->kind == b->kind;
}

bool jira_find(struct itsm *itsm, struct arena *scratch, const struct step *steps, size_t count,
               struct receipt *receipts, struct error *error)
{
	return itsm_batch_find(itsm, scratch, steps, count, receipts, is_same_kind, find_run,
	                       error);
}
