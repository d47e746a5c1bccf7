/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Second tickets for one matter, which a lost answer can leave behind. */
#include "flow/apply_twin.h"
#include "base/arena.h"
#include "base/json.h"
#include "base/text.h"
#include "store/store_audit.h"
#include "store/store_case.h"
#include "store/store_record.h"
#include <string.h>

/* A second ticket of ours for the same matter: kept as one of our own, so that it is read, and derive
 * ends it if nobody has touched it. */
static bool adopt(const struct flow *flow, const struct flow_side *side, struct arena *arena,
                  const struct store_step *row, const char *remote_id, int number,
                  struct error *error)
{
	struct store_ticket *kept, *known;
	const char *kept_key = row->key + strlen("ticket:");
	const char *key = arena_print(arena, "%s#%d", kept_key, number);
	if (!store_ticket_get(flow->store, arena, kept_key, &kept, error) ||
	    !store_ticket_get(flow->store, arena, key, &known, error))
		return false;
	if (!kept || known)
		return true;
	struct store_ticket twin = *kept;
	twin.id = 0;
	twin.key = key;
	twin.reason = "twin";
	twin.previous_key = kept_key;
	twin.remote_id = remote_id;
	twin.goal = ticket_goal_name(TICKET_GOAL_OPEN);
	twin.number = twin.phase = twin.approval = twin.assigned_to = "";
	twin.read_at = 0;
	twin.seen = "{}";
	struct json *body = json_new(arena, JSON_OBJECT), *told = json_new(arena, JSON_OBJECT);
	json_set_string(arena, body, "kind", kept->kind);
	json_set_string(arena, body, "goal", twin.goal);
	struct store_record record = {
		.target = side->name,
		.kind = "ticket",
		.key = arena_print(arena, "ticket:%s", key),
		.subject_id = kept->certificate_id,
		.urgency = row->urgency,
		.wanted = true,
		.desired = "",
		.sent = "",
		.body = json_print(arena, body),
		.remote_id = remote_id,
		.version = "",
		.baseline = "",
		.drift = "",
		.contested = "",
		.problem = "",
	};
	json_set_string(arena, told, "ticket", kept_key);
	json_set_string(arena, told, "twin", remote_id);
	return store_ticket_save(flow->store, &twin, error) &&
	       store_record_save(flow->store, &record, error) &&
	       store_audit_append(flow->store, "twin found", told, error);
}

bool apply_twin_adopt(const struct flow *flow, const struct flow_side *side, struct arena *arena,
                      const struct store_step *row, const struct receipt *receipt,
                      struct error *error)
{
	int number = 2;
	JSON_EACH(twin, json_get(receipt->holds, "twins"))
	if (!adopt(flow, side, arena, row, json_text(twin, ""), number++, error))
		return false;
	return true;
}
