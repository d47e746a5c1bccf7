/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The set of certificates of each slot, kept up by looks. */
#include "base/text.h"
#include "flow/discover_certificate.h"
#include "store/store_displaced.h"
#include "store/store_queue.h"
#include "store/store_unnamed.h"

/* A stored slot row, and whether this look showed it. */
struct held {
	struct store_slot *rows;
	size_t count;
	bool *shown;
};

static struct store_slot *find_held(const struct held *held, const char *key_type,
                                    int64_t certificate_id)
{
	for (size_t i = 0; i < held->count; i++) {
		if (held->rows[i].certificate_id == certificate_id &&
		    text_equal(held->rows[i].key_type, key_type)) {
			held->shown[i] = true;
			return &held->rows[i];
		}
	}
	return NULL;
}

static bool judged_alike(const struct store_slot *a, const struct store_slot *b)
{
	return a->complete == b->complete && a->trusted == b->trusted &&
	       a->name_matches == b->name_matches && a->full_probe == b->full_probe &&
	       a->staple_missing == b->staple_missing && a->missing_looks == b->missing_looks &&
	       text_equal(a->chain, b->chain) && text_equal(a->protocol, b->protocol) &&
	       text_equal(a->cipher, b->cipher) && text_equal(a->verdict, b->verdict);
}

/* A look that proves nothing does not overrule one that did. */
static void keep_judgement(struct store_slot *fresh, const struct store_slot *old)
{
	fresh->full_probe = true;
	fresh->complete = old->complete;
	fresh->trusted = old->trusted;
	fresh->name_matches = old->name_matches;
	fresh->staple_missing = old->staple_missing;
	fresh->chain = old->chain;
	fresh->protocol = old->protocol;
	fresh->cipher = old->cipher;
	fresh->verdict = old->verdict;
}

/* Writes what a look says of one certificate; old is NULL when it is new here. */
static bool write_shown(struct discover *discover, struct store_slot *fresh,
                        const struct store_slot *old, struct discover_slots *slots,
                        struct error *error)
{
	if (old) {
		fresh->first_seen = old->first_seen;
		if (old->full_probe && !fresh->full_probe)
			keep_judgement(fresh, old);
		if (judged_alike(fresh, old))
			return true;
	}
	slots->changed = true;
	slots->entered |= !old;
	return store_slot_save(discover->store, fresh, error);
}

static bool take_shown(struct discover *discover, const struct store_deployment *place,
                       const struct look *look, const struct look_slot *slot, struct held *held,
                       struct discover_slots *slots, struct error *error)
{
	struct discover_chain chain;
	const char *key_type;
	if (!discover_certificates(discover, slot, place->key, look->at, &chain, &key_type, error))
		return false;
	if (chain.count == 0)
		return true;
	struct store_slot fresh = {
		.deployment_id = place->id,
		.certificate_id = chain.ids[0],
		.key_type = key_type,
		.first_seen = look->at,
		.last_seen = look->at,
		.full_probe = look->full,
		.complete = slot->chain_complete,
		.trusted = slot->chain_trusted,
		.name_matches = slot->name_matches,
		.staple_missing = slot->staple_missing,
		.chain = chain.text,
		.protocol = slot->protocol,
		.cipher = slot->cipher,
		.verdict = slot->verdict,
	};
	return write_shown(discover, &fresh, find_held(held, key_type, chain.ids[0]), slots, error);
}

/* One more full look without it. */
static bool miss(struct discover *discover, struct store_slot *slot, int64_t at,
                 struct discover_slots *slots, struct error *error)
{
	const struct discover_options *options = discover->options;
	slots->changed = true;
	if (slot->missing_looks++ == 0) {
		int64_t seen;
		if (!store_scan_last_seen(discover->store, slot->deployment_id, &seen, error))
			return false;
		if (seen > slot->last_seen)
			slot->last_seen = seen;
		slot->missing_since = at;
	}
	if (slot->missing_looks >= options->replaced_looks &&
	    at - slot->missing_since >= options->grace_seconds) {
		discover->result->replaced++;
		return store_slot_end(discover->store, slot, "replaced", error);
	}
	slots->settled = false;
	return store_slot_save(discover->store, slot, error);
}

bool discover_slots(struct discover *discover, const struct store_deployment *place,
                    const struct look *look, struct discover_slots *slots, struct error *error)
{
	struct held held;
	*slots = (struct discover_slots){ .settled = true };
	if (!store_slot_list(discover->store, &discover->arena, place->id, &held.rows, &held.count,
	                     error))
		return false;
	held.shown = ARENA_ARRAY(&discover->arena, bool, held.count);
	for (size_t i = 0; i < look->slot_count; i++) {
		if (!take_shown(discover, place, look, &look->slots[i], &held, slots, error))
			return false;
	}
	for (size_t i = 0; i < held.count; i++) {
		if (held.shown[i])
			continue;
		/* A fast look may have been fooled: it keeps a state and never ends one. */
		if (!look->full)
			slots->settled = false;
		else if (!miss(discover, &held.rows[i], look->at, slots, error))
			return false;
	}
	/* Those that ended were listed before; new ones are dirty since they were stored or are
	 * listed now. */
	for (size_t i = 0; slots->changed && i < held.count; i++) {
		if (!discover_dirty(discover, held.rows[i].certificate_id, "place", error))
			return false;
	}
	if (!slots->changed)
		return true;
	/* A place that held nothing has no past. */
	return discover_dirty_place(discover, place->id, "place", error) &&
	       (held.count == 0 ||
	        store_displaced_dirty(discover->store, place->id, "place", error));
}

bool discover_dirty_place(struct discover *discover, int64_t deployment_id, const char *reason,
                          struct error *error)
{
	struct store_slot *slots;
	size_t count;
	if (!store_slot_list(discover->store, &discover->arena, deployment_id, &slots, &count,
	                     error))
		return false;
	for (size_t i = 0; i < count; i++) {
		if (!discover_dirty(discover, slots[i].certificate_id, reason, error))
			return false;
	}
	return store_unnamed_dirty(discover->store, deployment_id, reason, error);
}

bool discover_slots_end(struct discover *discover, int64_t deployment_id, int64_t last_seen,
                        struct error *error)
{
	struct store_slot *slots;
	size_t count;
	if (!store_slot_list(discover->store, &discover->arena, deployment_id, &slots, &count,
	                     error))
		return false;
	for (size_t i = 0; i < count; i++) {
		/* One that had been missing there keeps its own last sighting. */
		if (!slots[i].missing_looks && last_seen > slots[i].last_seen)
			slots[i].last_seen = last_seen;
		if (!store_slot_end(discover->store, &slots[i], "gone", error))
			return false;
	}
	return true;
}
