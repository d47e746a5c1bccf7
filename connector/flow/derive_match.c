/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Which configuration item a place belongs to. */
#include "flow/derive_match.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/text.h"
#include "flow/derive_known.h"
#include "store/store_mirror.h"
#include <string.h>

struct candidates {
	ARRAY(struct ci *) rows;
};

/* The rungs of the ladder, best first. */
enum rung { RUNG_APPLICATION, RUNG_VIP, RUNG_ADDRESS, RUNG_NAME, RUNGS };

static const char *const rung_names[RUNGS] = {
	[RUNG_APPLICATION] = "application",
	[RUNG_VIP] = "vip",
	[RUNG_ADDRESS] = "address",
	[RUNG_NAME] = "name",
};

static void add_once(struct arena *arena, struct candidates *candidates, struct ci *ci)
{
	for (size_t i = 0; i < candidates->rows.count; i++)
		if (text_equal(candidates->rows.items[i]->id, ci->id))
			return;
	ARRAY_PUSH(arena, &candidates->rows, ci);
}

static bool fits_port(const struct ci *ci, int port)
{
	return ci->port == port;
}

/* Sorts the rows of one address or name into the rungs they may stand on. A retired host still
 * matches: decommission asks for its state. */
static void sort_into(struct arena *arena, struct candidates rungs[RUNGS], struct ci *rows,
                      size_t count, const struct deployment_place *place, enum rung host_rung)
{
	for (size_t i = 0; i < count; i++) {
		if (rows[i].kind == CI_APPLICATION && fits_port(&rows[i], place->port))
			add_once(arena, &rungs[RUNG_APPLICATION], &rows[i]);
		else if (rows[i].kind == CI_VIP &&
		         (rows[i].port == 0 || fits_port(&rows[i], place->port)))
			add_once(arena, &rungs[RUNG_VIP], &rows[i]);
		else if (rows[i].kind == CI_HOST)
			add_once(arena, &rungs[host_rung], &rows[i]);
	}
}

struct rows {
	struct ci *items;
	size_t count;
};

typedef bool (*query_fn)(struct store *store, struct arena *arena, const char *target,
                         const char *text, struct ci **rows, size_t *count, struct error *error);

/* Asks the mirror, once in a run of derive. */
static bool ask(const struct flow *flow, struct arena *arena, query_fn query, const char *what,
                const char *target, const char *text, struct rows *rows, struct error *error)
{
	void **place = flow->known ? derive_known_place(flow->known, what, target, text) : NULL;
	if (place && *place) {
		*rows = *(const struct rows *)*place;
		return true;
	}
	struct arena *home = place ? &flow->known->arena : arena;
	if (!query(flow->store, home, target, text, &rows->items, &rows->count, error))
		return false;
	if (place) {
		*place = ARENA_NEW(home, struct rows);
		*(struct rows *)*place = *rows;
	}
	return true;
}

static bool look_up_address(const struct flow *flow, struct arena *arena, const char *target,
                            const char *address, const struct deployment_place *place,
                            struct candidates rungs[RUNGS], struct error *error)
{
	struct rows rows;
	if (!ask(flow, arena, store_mirror_by_address, "address", target, address, &rows, error))
		return false;
	sort_into(arena, rungs, rows.items, rows.count, place, RUNG_ADDRESS);
	return true;
}

static bool look_up_name(const struct flow *flow, struct arena *arena, const char *target,
                         const char *name, const struct deployment_place *place,
                         struct candidates rungs[RUNGS], struct error *error)
{
	struct rows rows;
	if (!ask(flow, arena, store_mirror_by_name, "name", target,
	         certificate_fold_name(arena, name), &rows, error))
		return false;
	sort_into(arena, rungs, rows.items, rows.count, place, RUNG_NAME);
	return true;
}

static bool collect(const struct flow *flow, struct arena *arena, const char *target,
                    struct subject_place *where, struct candidates rungs[RUNGS],
                    struct error *error)
{
	const struct deployment_place *place = &where->deployment->place;
	if (place->kind == DEPLOYMENT_ADDRESS)
		return look_up_address(flow, arena, target, place->host, place, rungs, error);
	if (place->kind == DEPLOYMENT_NAME) {
		if (!where->addresses &&
		    !store_deployment_addresses(flow->store, arena, where->deployment->id,
		                                &where->addresses, &where->address_count, error))
			return false;
		for (size_t i = 0; i < where->address_count; i++)
			if (!look_up_address(flow, arena, target, where->addresses[i], place, rungs,
			                     error))
				return false;
	}
	return look_up_name(flow, arena, target, place->host, place, rungs, error);
}

static void choose(struct candidates rungs[RUNGS], struct subject_match *match)
{
	*match = (struct subject_match){ .how = "none" };
	for (int rung = 0; rung < RUNGS; rung++) {
		if (rungs[rung].rows.count == 0)
			continue;
		match->candidates = rungs[rung].rows.items;
		match->candidate_count = rungs[rung].rows.count;
		if (match->candidate_count == 1) {
			match->ci = rungs[rung].rows.items[0];
			match->how = rung_names[rung];
		} else {
			match->how = "ambiguous";
		}
		return;
	}
}

static bool keep(const struct flow *flow, struct arena *arena, int64_t deployment_id,
                 const char *target, const struct subject_match *match, struct error *error)
{
	struct json *list = json_new(arena, JSON_ARRAY);
	for (size_t i = 0; i < match->candidate_count; i++)
		json_push_string(arena, list, match->candidates[i]->id);
	struct store_match row = {
		.deployment_id = deployment_id,
		.target = target,
		.remote_id = match->ci ? match->ci->id : "",
		.kind = match->ci ? ci_kind_name(match->ci->kind) : "",
		.how = match->how,
		.candidates = json_print(arena, list),
		.at = clock_now(),
	};
	return store_match_save(flow->store, &row, error);
}

/* The service right above a CI where the CMDB names one; of several the most critical, which their
 * spelling sorts first ("1 - most critical"). */
static bool find_service(const struct flow *flow, struct arena *arena, const char *target,
                         struct ci *ci, struct error *error)
{
	struct rows services;
	const char *best = "~";
	if (!ci || !text_is_empty(ci->service))
		return true;
	if (!ask(flow, arena, store_mirror_services_of, "services", target, ci->id, &services,
	         error))
		return false;
	for (size_t i = 0; i < services.count; i++) {
		const char *rank = json_member_text(services.items[i].fields, "criticality", "~");
		if (i > 0 && strcmp(rank, best) >= 0)
			continue;
		best = rank;
		ci->service = services.items[i].id;
	}
	return true;
}

static bool match_place(const struct flow *flow, struct arena *arena, struct subject_place *place,
                        struct error *error)
{
	place->matches = ARENA_ARRAY(arena, struct subject_match, flow->side_count + 1);
	for (size_t i = 0; i < flow->side_count; i++) {
		struct candidates rungs[RUNGS] = { 0 };
		const struct flow_side *side = &flow->sides[i];
		place->matches[i].how = "none";
		if (!flow_side_covers(side, place->deployment->place.zone))
			continue;
		if (!collect(flow, arena, side->name, place, rungs, error))
			return false;
		choose(rungs, &place->matches[i]);
		if (!find_service(flow, arena, side->name, place->matches[i].ci, error))
			return false;
	}
	return true;
}

bool derive_match(const struct flow *flow, struct arena *arena, struct subject *subject,
                  struct error *error)
{
	for (size_t i = 0; i < subject->places.count; i++)
		if (!match_place(flow, arena, &subject->places.items[i], error))
			return false;
	return true;
}

bool derive_match_keep(const struct flow *flow, struct arena *arena, const struct subject *subject,
                       struct error *error)
{
	for (size_t i = 0; i < subject->places.count; i++) {
		const struct subject_place *place = &subject->places.items[i];
		for (size_t side = 0; side < flow->side_count; side++)
			if (!keep(flow, arena, place->deployment->id, flow->sides[side].name,
			          &place->matches[side], error))
				return false;
	}
	return true;
}
