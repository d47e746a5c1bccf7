/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Holds what would pass the limit of a far side's licence. */
#include "flow/plan_room.h"
#include "base/arena.h"
#include "base/json.h"
#include "base/text.h"
#include "store/store_record.h"
#include "store/store_step.h"
#include <limits.h>

bool plan_room_open(const struct flow *flow, const struct flow_side *side, struct arena *arena,
                    struct plan_room *room, struct error *error)
{
	struct room known;
	if (!room_read(flow, arena, side, &known, error))
		return false;
	*room = (struct plan_room){
		.flow = flow, .side = side, .left = room_left(&known), .urgency = INT_MIN
	};
	room->held = room_held(arena, &known);
	return true;
}

/* Is a certificate neither there, nor on its way, nor let go before in this plan? */
static bool lacks(const struct plan_room *room, const char *key, bool *lacking, struct error *error)
{
	ARENA(arena);
	struct store_record *record;
	struct store_step *step = NULL;
	*lacking = false;
	if (!store_record_get(room->flow->store, &arena, room->side->name, key, &record, error))
		return false;
	if (!record || !text_is_empty(record->remote_id) || record->urgency < room->urgency ||
	    (record->urgency == room->urgency && record->id <= room->record_id))
		return true;
	if (!store_step_of(room->flow->store, &arena, room->side->name, key, &step, error))
		return false;
	*lacking = !step;
	return true;
}

/* Of a relation, or of a place: does it lead to a certificate that is not there? */
static bool leads_nowhere(const struct plan_room *room, const struct json *value, bool *nowhere,
                          struct error *error)
{
	const char *key = json_member_text(value, "ref", "");
	*nowhere = false;
	if (text_starts_with(key, "certificate:"))
		return lacks(room, key, nowhere, error);
	JSON_EACH(child,
	          value && (value->type == JSON_OBJECT || value->type == JSON_ARRAY) ? value : NULL)
	if (!*nowhere && !leads_nowhere(room, child, nowhere, error))
		return false;
	return true;
}

bool plan_room_take(struct plan_room *room, struct plan_item *item, struct error *error)
{
	bool held = false;
	if (room_counts(item->kind, item->verb)) {
		held = room->left <= 0;
		room->left -= !held;
		room->urgency = held ? room->urgency : item->urgency;
		room->record_id = held ? room->record_id : item->record_id;
	} else if (room->left <= 0 && item->verb != STEP_DELETE &&
	           (item->kind == STEP_RELATION || item->kind == STEP_DEPLOYMENT)) {
		if (!leads_nowhere(room, item->payload, &held, error))
			return false;
	}
	if (held)
		item->held = room->held;
	return true;
}
