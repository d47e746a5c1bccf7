/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* One look: most say nothing new and cost a hash; the others become rows. */
#include "base/log.h"
#include "base/text.h"
#include "flow/discover_parts.h"
#include "flow/discover_past.h"
#include "flow/discover_staple.h"
#include "flow/discover_turn.h"

/* Nothing is missing at a new place: its look settles it. */
static struct store_deployment *new_place(struct discover *discover, const struct look *look,
                                          uint64_t digest)
{
	char *printed = arena_allocate(&discover->arena, DISCOVER_INDEX_TEXT);
	discover_index_print(digest, look->mark, printed);
	struct store_deployment *place = ARENA_NEW(&discover->arena, struct store_deployment);
	*place = (struct store_deployment){
		.key = deployment_key(&discover->arena, &look->place),
		.source = discover->source->name,
		.place = look->place,
		.evidence = look->evidence,
		.state = discover_state_name(DISCOVER_SERVED),
		.state_since = look->at,
		.first_seen = look->at,
		.last_served = look->at,
		.reason = "",
		.detail = "",
		.look_digest = printed,
	};
	return place;
}

static bool get_place(struct discover *discover, struct discover_entry **entry,
                      const struct look *look, uint64_t digest, struct store_deployment **place,
                      bool *added, struct error *error)
{
	*added = false;
	if (*entry)
		return store_deployment_get(discover->store, &discover->arena, (*entry)->id, place,
		                            error);
	*place = new_place(discover, look, digest);
	/* Single looks know only the places asked for; a source may meet another on the way. */
	struct store_deployment *other = NULL;
	if (!discover->scanning &&
	    !store_deployment_find(discover->store, &discover->arena, (*place)->key, &other, error))
		return false;
	if (other) {
		*place = other;
		discover_index_take(&discover->index, other);
		*entry = discover_index_find(&discover->index, &look->place);
		return true;
	}
	if (!store_deployment_save(discover->store, *place, error))
		return false;
	*entry = discover_index_add(&discover->index, &look->place, (*place)->id);
	discover->result->new_places++;
	*added = true;
	return true;
}

/* A place that answers is never gone, whatever was counted before. */
static bool come_back(struct discover *discover, struct store_deployment *place,
                      const struct look *look, struct error *error)
{
	bool was_silent = !text_equal(place->state, discover_state_name(DISCOVER_GONE)) &&
	                  !text_equal(place->state, discover_state_name(DISCOVER_FROZEN));
	if (was_silent && !discover_turn(discover, place, look->at, error))
		return false;
	place->state = discover_state_name(DISCOVER_SERVED);
	place->state_since = look->at;
	place->last_served = look->at;
	place->reason = place->detail = "";
	/* Who brings it back answers for it: it is frozen with this source. */
	place->source = discover->source->name;
	return store_silence_clear(discover->store, place->id, NULL, error) &&
	       discover_dirty_place(discover, place->id, "served again", error);
}

static bool keep_address(struct discover *discover, const struct look *look, int64_t id,
                         struct error *error)
{
	if (look->place.kind != DEPLOYMENT_NAME || text_is_empty(look->address))
		return true;
	return store_deployment_address(discover->store, id, look->address, look->at, error);
}

/* Silence of this source alone ends when it sees the place served, also if others never lost it. */
static bool end_silence(struct discover *discover, int64_t id, struct error *error)
{
	if (!discover_bit(discover->silent_before, discover->silent_bytes, id))
		return true;
	discover->silent_before[id / 8] &= (unsigned char)~(1u << (id % 8));
	return store_silence_clear(discover->store, id, discover->source->name, error);
}

static bool save_served(struct discover *discover, struct discover_entry *entry,
                        struct store_deployment *place, const struct look *look, uint64_t digest,
                        bool changed, bool added, struct error *error)
{
	char printed[DISCOVER_INDEX_TEXT];
	discover_index_print(digest, look->mark, printed);
	changed |= place->evidence < look->evidence;
	if (place->evidence < look->evidence)
		place->evidence = look->evidence;
	bool same = (added || !changed) && text_equal(place->look_digest, printed);
	if (changed)
		discover->result->changed_places++;
	place->look_digest = printed;
	if (!same && !store_deployment_save(discover->store, place, error))
		return false;
	entry->state = DISCOVER_SERVED;
	entry->silence = 0;
	entry->digest = digest;
	entry->mark = look->mark;
	return true;
}

static bool take_served(struct discover *discover, struct discover_entry *entry,
                        const struct look *look, uint64_t digest, struct error *error)
{
	struct store_deployment *place;
	struct discover_slots slots;
	bool is_new = !entry, added;
	arena_reset(&discover->arena);
	if (!discover_begin(discover, error) ||
	    !get_place(discover, &entry, look, digest, &place, &added, error) ||
	    !discover_slots(discover, place, look, &slots, error) ||
	    !keep_address(discover, look, place->id, error) ||
	    !end_silence(discover, place->id, error))
		return false;
	bool back = !is_new && entry->state != DISCOVER_SERVED;
	/* What others saw and we know already leaves the mark of our own look where it is. */
	if (!is_new && !back && !slots.changed && discover_is_past(discover, look))
		return true;
	if (back && !come_back(discover, place, look, error))
		return false;
	if (!is_new && slots.entered && !discover_turn(discover, place, look->at, error))
		return false;
	if (discover->scanning && !discover_is_past(discover, look))
		discover_bit_set(&discover->seen, &discover->seen_bytes, entry->id);
	return save_served(discover, entry, place, look, slots.settled ? digest : 0,
	                   slots.changed || back, added, error);
}

/* Where nothing was ever served nothing is stored: whoever wonders why reads it here. */
static void tell_unserved(const struct discover *discover, const struct look *look)
{
	const struct deployment_place *place = &look->place;
	if (look->outcome == LOOK_SERVED)
		return;
	log_debug(discover->source->name, "%s:%d%s%s%s: %s: %s", place->host, place->port,
	          text_is_empty(place->server_name) ? "" : "/",
	          text_is_empty(place->server_name) ? "" : place->server_name, place->path,
	          look_outcome_name(look->outcome), look->detail);
}

static void count(struct discover_result *result, const struct look *look)
{
	result->looks++;
	switch (look->outcome) {
	case LOOK_SERVED:
		result->served++;
		break;
	case LOOK_UNREACHABLE:
		result->unreachable++;
		break;
	case LOOK_ABSENT:
		result->absent++;
		break;
	}
}

/* What a fast look may keep: a place that served, settled, and was never silent meanwhile. */
static uint64_t expected_mark(const struct discover *discover, const struct discover_entry *entry)
{
	bool is_kept = entry && entry->state == DISCOVER_SERVED && entry->digest &&
	               !discover_bit(discover->silent_before, discover->silent_bytes, entry->id);
	return is_kept ? entry->mark : 0;
}

uint64_t discover_expected(void *context, const struct deployment_place *place)
{
	const struct discover *discover = context;
	return expected_mark(discover, discover_index_find(&discover->index, place));
}

bool discover_take(struct discover *discover, const struct look *look, struct error *error)
{
	struct discover_entry *entry = discover_index_find(&discover->index, &look->place);
	bool past = discover_is_past(discover, look), outdated = false;
	count(discover->result, look);
	tell_unserved(discover, look);
	if (past && entry && !discover_past(discover, entry, look, &outdated, error))
		return false;
	if (outdated)
		return true;
	if (look->outcome != LOOK_SERVED)
		/* A place that never held a certificate is no place of ours. */
		return !entry || discover_silent(discover, entry, look, error);
	if (look->as_expected && !expected_mark(discover, entry))
		return true; /* it keeps what is stored, and there is nothing to keep */
	uint64_t digest = look->as_expected ? entry->digest : discover_digest(look);
	bool same = entry && entry->state == DISCOVER_SERVED &&
	            discover_digest_settles(entry->digest, digest) && entry->mark == look->mark &&
	            !discover_bit(discover->silent_before, discover->silent_bytes, entry->id);
	if (!same)
		return take_served(discover, entry, look, digest, error) &&
		       discover_staple(discover, look, error);
	entry->silence = 0;
	if (discover->scanning && !past)
		discover_bit_set(&discover->seen, &discover->seen_bytes, entry->id);
	return discover_staple(discover, look, error);
}
