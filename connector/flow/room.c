/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What a far side's licence has room for. */
#include "flow/room.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/text.h"
#include "flow/patience.h"
#include "store/store_record.h"
#include <inttypes.h>

/* A count that is older is told with its time. */
enum { FRESH = CLOCK_MINUTE, GROUP = 3 };

static const char *name_of(struct arena *arena, const struct flow_side *side)
{
	return arena_print(arena, "room:%s", side->name);
}

/* What waits to be made; nothing where there is no store yet. */
static bool add_growth(const struct flow *flow, const struct flow_side *side, struct room *room,
                       struct error *error)
{
	struct store_growth growth = { 0 };
	if (flow->store && !store_record_growth(flow->store, side->name, &growth, error))
		return false;
	room->waiting = growth.waiting;
	room->planned = growth.planned;
	return true;
}

static bool keep_room(const struct flow *flow, struct arena *arena, const struct flow_side *side,
                      const struct room *room, struct error *error)
{
	struct json *kept = json_new(arena, JSON_OBJECT);
	if (room->what) {
		json_set_string(arena, kept, "what", room->what);
		json_set_integer(arena, kept, "now", room->now);
		json_set_integer(arena, kept, "most", room->most);
		json_set_integer(arena, kept, "at", room->at);
		json_set_string(arena, kept, "mend", room->mend);
		json_set_string(arena, kept, "problem", room->problem);
	}
	return store_meta_set(flow->store, name_of(arena, side), json_print(arena, kept), error);
}

static bool read_kept(const struct flow *flow, struct arena *arena, const struct flow_side *side,
                      struct room *room, struct error *error)
{
	const char *text = NULL;
	*room = (struct room){ 0 };
	if (flow->store && !store_meta_get(flow->store, arena, name_of(arena, side), &text, error))
		return false;
	if (!text || !*text)
		return true;
	const struct json *kept = json_parse(arena, text, strlen(text), NULL, error);
	if (!kept)
		return false;
	room->what = json_member_text(kept, "what", NULL);
	room->now = json_integer(json_get(kept, "now"), 0);
	room->most = json_integer(json_get(kept, "most"), 0);
	room->at = json_integer(json_get(kept, "at"), 0);
	room->mend = json_member_text(kept, "mend", "");
	room->problem = json_member_text(kept, "problem", NULL);
	return true;
}

bool room_read(const struct flow *flow, struct arena *arena, const struct flow_side *side,
               struct room *room, struct error *error)
{
	return read_kept(flow, arena, side, room, error) && add_growth(flow, side, room, error);
}

/* One that fails by bad luck is asked again at once. */
static bool count_there(const struct flow *flow, struct arena *arena, struct flow_side *side,
                        struct itsm_room *told, struct error *error)
{
	int tries = 0;
	while (!patience_allows(side, error) ||
	       !side->itsm->type->room(side->itsm, arena, told, error))
		if (!patience_again(flow, side, &tries, error))
			return false;
	return true;
}

bool room_ask(const struct flow *flow, struct arena *arena, struct flow_side *side, bool keep,
              struct room *room, struct error *error)
{
	struct itsm_room told = { 0 };
	struct error answer = ERROR_INIT;
	if (!read_kept(flow, arena, side, room, error))
		return false;
	if (!side->itsm->type->room) {
		*room = (struct room){ 0 };
		return true;
	}
	bool counted = count_there(flow, arena, side, &told, &answer);
	if (!counted && (answer.kind == ERROR_CANCELLED || answer.kind == ERROR_LOCAL)) {
		*error = answer;
		return false;
	}
	/* While the far side is left alone nothing was asked at all. */
	if (counted || told.what) {
		room->what = told.what;
		room->most = told.most;
		room->mend = told.mend;
	}
	if (counted) {
		room->now = told.now;
		room->at = clock_now();
	}
	room->problem = counted ? NULL : arena_copy(arena, answer.message);
	if (keep && !keep_room(flow, arena, side, room, error))
		return false;
	return !room->what || add_growth(flow, side, room, error);
}

int64_t room_left(const struct room *room)
{
	int64_t taken = room->now + room->waiting;
	if (!room->what || room->most == 0)
		return INT64_MAX;
	return room->at == 0 || taken >= room->most ? 0 : room->most - taken;
}

int64_t room_after(const struct room *room)
{
	return room->now + room->waiting + room->planned;
}

int64_t room_over(const struct room *room)
{
	int64_t fresh = room->waiting + room->planned, over = room_after(room) - room->most;
	if (room->most == 0 || over < 0)
		return 0;
	return over < fresh ? over : fresh;
}

/* "18,200" */
static const char *grouped(struct arena *arena, int64_t number)
{
	const char *digits = arena_print(arena, "%" PRId64, number < 0 ? 0 : number);
	TEXT(out);
	for (size_t left = strlen(digits); left > 0; left--, digits++) {
		text_append_character(&out, *digits);
		if (left > 1 && (left - 1) % GROUP == 0)
			text_append_character(&out, ',');
	}
	return arena_copy(arena, text_string(&out));
}

static void add_time(struct text *out, const struct room *room)
{
	char at[24];
	clock_format_human(room->at, at);
	if (room->at == 0 && room->problem)
		text_print(out, "; they could not be counted: %s", room->problem);
	else if (room->problem)
		text_print(out, "; counted %s, and not now: %s", at, room->problem);
	else if (room->at < clock_now() - FRESH)
		text_print(out, "; counted %s", at);
}

const char *room_text(struct arena *arena, const struct room *room)
{
	TEXT(out);
	text_print(&out, "%s now, %s after, ", room->at ? grouped(arena, room->now) : "unknown",
	           room->at ? grouped(arena, room_after(room))
	                    : arena_print(arena, "%s more", grouped(arena, room_after(room))));
	if (room->most == 0)
		text_append(&out, "no limit");
	else
		text_print(&out, "limit %s", grouped(arena, room->most));
	if (room->at && room_over(room) > 0)
		text_print(&out, "; %s of them do not fit and are held",
		           grouped(arena, room_over(room)));
	add_time(&out, room);
	return arena_copy(arena, text_string(&out));
}

const char *room_held(struct arena *arena, const struct room *room)
{
	if (!room->what)
		return "";
	if (room->at == 0)
		return arena_print(arena, "how many %s there are is not known yet: %s", room->what,
		                   room->problem ? room->problem : "it was never asked");
	return arena_print(arena,
	                   "no room: %s %s may be there, and so many are, are on their way or go "
	                   "before it; %s, then it goes on by itself",
	                   grouped(arena, room->most), room->what, room->mend);
}

bool room_counts(enum step_kind kind, enum step_verb verb)
{
	return verb == STEP_CREATE && (kind == STEP_CERTIFICATE || kind == STEP_DEPLOYMENT);
}
