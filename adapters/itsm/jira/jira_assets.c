/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Assets is not spoken yet: what needs it is refused, and said so at start. */
#include "jira_assets.h"
#include "base/text.h"
#include "jira.h"

bool jira_assets_open(struct itsm *itsm, struct error *error)
{
	if (!jira_uses_assets(itsm))
		return true;
	return error_set(
		error, ERROR_LOCAL,
		"far side '%s': assets is '%s', which is not supported yet; set assets: none",
		itsm->name, jira_settings(itsm)->assets);
}

bool jira_assets_push(struct itsm *itsm, struct arena *arena, const struct step *steps,
                      size_t count, struct receipt *receipts, struct error *error)
{
	(void)itsm, (void)arena, (void)steps, (void)error;
	for (size_t i = 0; i < count; i++) {
		receipts[i].outcome = RECEIPT_REFUSED;
		receipts[i].reason = "this far side keeps no certificates (assets: none)";
	}
	return true;
}

bool jira_assets_find(struct itsm *itsm, struct arena *arena, const struct step *steps,
                      size_t count, struct receipt *receipts, struct error *error)
{
	return jira_assets_push(itsm, arena, steps, count, receipts, error);
}

bool jira_assets_fetch(struct itsm *itsm, enum ci_kind kind, struct itsm_fetch *fetch,
                       struct error *error)
{
	(void)itsm, (void)kind, (void)fetch, (void)error;
	return true;
}

bool jira_assets_check(struct itsm *itsm, struct arena *arena,
                       void (*tell)(void *context, const struct itsm_finding *finding),
                       void *context, struct error *error)
{
	(void)itsm, (void)arena, (void)tell, (void)context, (void)error;
	return true;
}

bool jira_assets_prepare(struct itsm *itsm, struct arena *arena, struct text *out, int *number,
                         struct error *error)
{
	(void)itsm, (void)arena, (void)out, (void)number, (void)error;
	return true;
}

struct json *jira_assets_value(struct itsm *itsm, struct arena *arena, const struct json *ids)
{
	(void)itsm, (void)arena, (void)ids;
	return NULL;
}

void jira_assets_close(struct itsm *itsm)
{
	(void)itsm;
}
