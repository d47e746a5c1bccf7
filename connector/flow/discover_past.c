/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Looks with a time of their own, from files of other scanners: they tell of then, not of now. */
#include "flow/discover_past.h"
#include "base/memory.h"

bool discover_is_past(const struct discover *discover, const struct look *look)
{
	return discover->scanning && look->at < discover->scan.started_at;
}

/* Scans come newest first. */
static bool take_scan(void *context, int64_t at, const unsigned char *seen, size_t bytes)
{
	struct discover *discover = context;
	for (size_t id = 0; id < discover->scanned_count && id < bytes * 8; id++) {
		if (!discover->scanned[id] && discover_bit(seen, bytes, (int64_t)id))
			discover->scanned[id] = at;
	}
	return true;
}

/* One walk over the scans instead of one for each look. */
static bool load_scans(struct discover *discover, struct error *error)
{
	if (discover->scanned)
		return true;
	discover->scanned_count = (size_t)discover->index.top + 1;
	discover->scanned = memory_zero(discover->scanned_count, sizeof(*discover->scanned));
	return store_scan_each_seen(discover->store, take_scan, discover, error);
}

/* When anybody last looked at this place, as far as it is written down. */
static bool last_look(struct discover *discover, const struct store_deployment *place,
                      enum discover_state state, int64_t *at, struct error *error)
{
	*at = place->last_served;
	if ((size_t)place->id < discover->scanned_count && discover->scanned[place->id] > *at)
		*at = discover->scanned[place->id];
	if (state == DISCOVER_SERVED || state == DISCOVER_FROZEN)
		return true;
	struct store_silence *rows;
	size_t count;
	if (place->state_since > *at)
		*at = place->state_since;
	if (!store_silence_list(discover->store, &discover->arena, place->id, &rows, &count, error))
		return false;
	for (size_t i = 0; i < count; i++) {
		if (rows[i].last_scan > *at)
			*at = rows[i].last_scan;
	}
	return true;
}

bool discover_past(struct discover *discover, const struct discover_entry *entry,
                   const struct look *look, bool *outdated, struct error *error)
{
	struct store_deployment *place;
	int64_t last;
	arena_reset(&discover->arena);
	if (!load_scans(discover, error) ||
	    !store_deployment_get(discover->store, &discover->arena, entry->id, &place, error) ||
	    !last_look(discover, place, (enum discover_state)entry->state, &last, error))
		return false;
	*outdated = look->at < last;
	discover->result->outdated += *outdated;
	/* The bitmap of the scan would say "now". */
	if (*outdated || look->outcome != LOOK_SERVED || look->at <= place->last_served)
		return true;
	place->last_served = look->at;
	return discover_begin(discover, error) &&
	       store_deployment_save(discover->store, place, error);
}
