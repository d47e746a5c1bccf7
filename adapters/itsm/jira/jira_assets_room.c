/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What the licence of Assets has room for. */
#include "jira_assets.h"
#include "jira_assets_space.h"

/* Data Center counts no objects for its licence. */
bool jira_assets_room(struct itsm *itsm, struct arena *arena, struct itsm_room *room,
                      struct error *error)
{
	struct jira_assets *assets = jira_assets_of(itsm);

	*room = (struct itsm_room){ 0 };
	if (!jira_uses_assets(itsm) || !jira_dialect(itsm)->adf)
		return true;
	room->what = "objects";
	room->most = jira_settings(itsm)->assets_limit;
	room->mend = "buy more objects and raise assets_limit, or delete some that nobody needs";
	/* Others make objects, too: what was counted before counts for nothing. */
	assets->licence.known = false;
	if (!jira_assets_reach(itsm, arena, error) || !jira_assets_count(itsm, arena, error))
		return false;
	room->now = assets->licence.now;
	return true;
}
