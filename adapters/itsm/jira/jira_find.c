/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* After a lost answer: is it there? */
#include "jira_find.h"
#include "jira.h"
#include "jira_assets.h"

static bool find_run(struct itsm *itsm, struct arena *arena, const struct step *steps, size_t count,
                     struct receipt *receipts, struct error *error)
{
	if (steps->kind == STEP_TICKET)
		return jira_find_tickets(itsm, arena, steps, count, receipts, error);
	if (steps->kind != STEP_EVENT)
		return jira_assets_find(itsm, arena, steps, count, receipts, error);
	for (size_t i = 0; i < count; i++)
		if (!jira_find_event(itsm, arena, &steps[i], &receipts[i], error))
			return false;
	return true;
}

bool jira_find(struct itsm *itsm, struct arena *scratch, const struct step *steps, size_t count,
               struct receipt *receipts, struct error *error)
{
	for (size_t i = 0; i < count; i++)
		receipts[i] = (struct receipt){ .outcome = RECEIPT_UNTRIED,
			                        .handle = "",
			                        .reason = "",
			                        .number = "",
			                        .version = "" };
	for (size_t done = 0; done < count;) {
		size_t length = 1;
		while (done + length < count && steps[done + length].kind == steps[done].kind)
			length++;
		for (size_t i = done; i < done + length; i++)
			receipts[i].outcome = RECEIPT_DONE;
		if (!find_run(itsm, scratch, steps + done, length, receipts + done, error)) {
			for (size_t i = done; i < done + length; i++)
				receipts[i].outcome = RECEIPT_UNTRIED;
			return false;
		}
		done += length;
	}
	return true;
}
