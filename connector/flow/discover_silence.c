/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Looks that found no certificate at a known place. */
#include "base/text.h"
#include "flow/discover_turn.h"

/* What decides must be a full probe. That nobody answered on the network's level is as full as it
 * can be; a handshake that stalls is a time-out like any other. */
static bool is_evidence(const struct look *look)
{
	if (look->outcome == LOOK_ABSENT)
		return look->full;
	return look->reason == LOOK_TIMEOUT || look->reason == LOOK_STALLED ||
	       look->reason == LOOK_REFUSED || look->reason == LOOK_RESET ||
	       look->reason == LOOK_NO_ROUTE || look->reason == LOOK_NO_SUCH_NAME;
}

/* Somebody is there and shows no certificate: the place is not served, but no such answer ever ends
 * it. LOOK_OTHER is a fault of our own, and says nothing at all. */
static bool is_answer(const struct look *look)
{
	return look->outcome == LOOK_UNREACHABLE && !is_evidence(look) &&
	       look->reason != LOOK_OTHER && look->reason != LOOK_OK;
}

static bool has_silence(const struct store_silence *rows, size_t count, const char *source)
{
	for (size_t i = 0; i < count; i++) {
		if (text_equal(rows[i].source, source))
			return true;
	}
	return false;
}

/* While another source still sees it, the place is served; only this source's silence is counted. */
static bool others_see_it(struct discover *discover, const struct store_deployment *place,
                          bool *seen, struct error *error)
{
	struct store_silence *rows = NULL;
	size_t count = 0;
	*seen = false;
	if (discover->source_count < 2)
		return true;
	if (!store_silence_list(discover->store, &discover->arena, place->id, &rows, &count, error))
		return false;
	for (size_t i = 0; i < discover->source_count; i++) {
		const struct discovery *other = discover->sources[i];
		if (other != discover->source && other->type->covers(other, &place->place) &&
		    !has_silence(rows, count, other->name))
			*seen = true;
	}
	return true;
}

/* Scans hold when it was last seen; a transition writes it down. */
static bool note_last_served(struct discover *discover, struct store_deployment *place,
                             struct error *error)
{
	int64_t seen;
	if (!store_scan_last_seen(discover->store, place->id, &seen, error))
		return false;
	if (seen > place->last_served)
		place->last_served = seen;
	return true;
}

bool discover_silence_set(struct discover *discover, struct discover_entry *entry,
                          struct store_deployment *place, enum discover_state state, int64_t at,
                          struct error *error)
{
	if (entry->state != state) {
		bool falls = entry->state == DISCOVER_SERVED;
		if (falls && !note_last_served(discover, place, error))
			return false;
		if (falls && state != DISCOVER_FROZEN && state != DISCOVER_GONE &&
		    !discover_turn(discover, place, at, error))
			return false;
		place->state = discover_state_name(state);
		place->state_since = at;
		entry->state = (uint8_t)state;
		discover->result->changed_places++;
		if (!discover_dirty_place(discover, place->id, place->state, error))
			return false;
	}
	return store_deployment_save(discover->store, place, error);
}

bool discover_silent(struct discover *discover, struct discover_entry *entry,
                     const struct look *look, struct error *error)
{
	enum discover_state state =
		look->outcome == LOOK_ABSENT ? DISCOVER_ABSENT : DISCOVER_UNREACHABLE;
	uint64_t digest = discover_digest(look);
	bool answers = is_answer(look);
	if ((!is_evidence(look) && !answers) || entry->state == DISCOVER_GONE)
		return true;
	entry->silence = (uint8_t)state;
	entry->answers = answers;
	if (entry->state == state && discover_digest_settles(entry->digest, digest))
		return true;
	struct store_deployment *place;
	bool seen;
	char printed[DISCOVER_INDEX_TEXT];
	arena_reset(&discover->arena);
	if (!discover_begin(discover, error) ||
	    !store_deployment_get(discover->store, &discover->arena, entry->id, &place, error) ||
	    !others_see_it(discover, place, &seen, error))
		return false;
	if (seen && entry->state == DISCOVER_SERVED)
		return true;
	discover_index_print(digest, 0, printed);
	place->look_digest = printed;
	place->reason = look_reason_name(look->reason);
	place->detail = look->detail;
	entry->digest = digest;
	entry->mark = 0;
	return discover_silence_set(discover, entry, place, state, look->at, error);
}

bool discover_silence_gone(struct discover *discover, struct discover_entry *entry,
                           struct store_deployment *place, struct error *error)
{
	place->look_digest = "";
	entry->digest = 0;
	discover->result->gone++;
	return discover_silence_set(discover, entry, place, DISCOVER_GONE, discover->scan.ended_at,
	                            error) &&
	       discover_slots_end(discover, place->id, place->last_served, error) &&
	       store_silence_clear(discover->store, place->id, NULL, error);
}
