/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Places that turn again and again are noticed and told; nothing is decided by that. */
#include "flow/discover_turn.h"
#include "base/json.h"
#include "base/log.h"
#include "store/store_audit.h"
#include "store/store_standing.h"
#include "store/store_turn.h"

/* A network that comes and goes would fill the audit: the scan's entry has the number. */
enum { NOTES_MOST = 100 };

static bool tell(struct discover *discover, const struct store_deployment *place, int64_t turns,
                 int64_t at, struct error *error)
{
	const struct discover_options *options = discover->options;
	if (discover->result->flapping++ >= NOTES_MOST)
		return true;
	log_warning("discover",
	            "place '%s' turned %lld times in %lld hours: look what is wrong there",
	            place->key, (long long)turns, (long long)options->flapping_seconds / 3600);
	ARENA(arena);
	struct json *body = json_new(&arena, JSON_OBJECT);
	json_set_string(&arena, body, "source", discover->source->name);
	json_set_string(&arena, body, "place", place->key);
	json_set_integer(&arena, body, "turns", turns);
	json_set_integer(&arena, body, "within", options->flapping_seconds);
	json_set_integer(&arena, body, "at", at);
	return store_audit_append(discover->store, "flapping", body, error);
}

bool discover_turn(struct discover *discover, const struct store_deployment *place, int64_t at,
                   struct error *error)
{
	const struct discover_options *options = discover->options;
	bool in_scan = discover->scanning && at >= discover->scan.started_at;
	int64_t time = in_scan ? discover->scan.started_at : at;
	int64_t before, after;
	bool resting;
	/* What a scan meets at a new place, address for address, is no turn. */
	if (place->first_seen >= time)
		return true;
	if (!store_match_is_resting(discover->store, place->id, &resting, error))
		return false;
	if (resting)
		return true;
	if (!store_turn_add(discover->store, place->id, time, time - options->flapping_seconds,
	                    &before, &after, error))
		return false;
	return before >= options->flapping_turns || after < options->flapping_turns ||
	       tell(discover, place, after, time, error);
}
