/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Findings that rest on places and on what stands beside them. */
#include "base/clock.h"
#include "base/text.h"
#include "flow/derive_finding.h"
#include "store/store_turn.h"
#include "store/store_unnamed.h"

static void find(struct arena *arena, struct subject *subject, const char *rule,
                 const char *severity, const char *text)
{
	struct trust_fault fault = { severity, text, NULL };
	derive_finding_add(arena, subject, rule, &fault);
}

/* The first of several places by name: the same one each time, whatever their order. */
struct first_place {
	const struct store_deployment *deployment; /* NULL = none */
	size_t more;
};

static void take_first(struct first_place *first, const struct store_deployment *deployment)
{
	first->more += first->deployment != NULL;
	if (!first->deployment || strcmp(deployment->key, first->deployment->key) < 0)
		first->deployment = deployment;
}

static const char *others(struct arena *arena, const struct first_place *first)
{
	return first->more ? arena_print(arena, " (and %zu more places)", first->more) : "";
}

/* Its clients get an error: they asked by name, and this does not bear it. */
static bool mismatches(const struct subject_place *place)
{
	return place->deployment->evidence == DEPLOYMENT_SERVED && !place->slot->name_matches &&
	       !text_is_empty(place->deployment->place.server_name);
}

static void find_mismatch(struct arena *arena, struct subject *subject)
{
	struct first_place first = { 0 };
	for (size_t i = 0; i < subject->places.count; i++) {
		const struct subject_place *place = &subject->places.items[i];
		if (place->state == PLACE_SERVES && place->slot && mismatches(place))
			take_first(&first, place->deployment);
	}
	if (first.deployment)
		find(arena, subject, "name-mismatch", "high",
		     arena_print(
			     arena,
			     "asked for '%s', '%s' shows it though it does not cover that name%s",
			     first.deployment->place.server_name, first.deployment->key,
			     others(arena, &first)));
}

/* Clients that obey the extension refuse it there. */
static void find_without_staple(struct arena *arena, struct subject *subject)
{
	struct first_place first = { 0 };
	for (size_t i = 0; i < subject->places.count; i++) {
		const struct subject_place *place = &subject->places.items[i];
		if (place->state == PLACE_SERVES && place->slot && place->slot->staple_missing)
			take_first(&first, place->deployment);
	}
	if (first.deployment)
		find(arena, subject, "no-staple", "medium",
		     arena_print(
			     arena,
			     "it demands that servers staple an OCSP answer, and '%s' sends none%s",
			     first.deployment->key, others(arena, &first)));
}

static bool find_unnamed(const struct flow *flow, struct arena *arena, struct subject *subject,
                         struct error *error)
{
	struct store_unnamed *row;
	if (!store_unnamed_other(flow->store, arena, subject->row->id, &row, error))
		return false;
	if (row)
		find(arena, subject, "other-without-name", "low",
		     arena_print(arena,
		                 "'%s' shows it, but clients that send no server name get '%s' at "
		                 "'%s'",
		                 row->key, row->other_subject, row->other_key));
	return true;
}

static bool find_flapping(const struct flow *flow, struct arena *arena, struct subject *subject,
                          int64_t now, struct error *error)
{
	int64_t within = flow->rules->flapping_seconds;
	struct store_turns *row;
	if (!store_turn_of_certificate(flow->store, arena, subject->row->id, now - within,
	                               flow->rules->flapping_turns, &row, error))
		return false;
	if (!row)
		return true;
	subject->calm_at = row->first + within + 1;
	/* No number: it would be a new text, and a new record, with each turn. */
	find(arena, subject, "flapping", "low",
	     arena_print(arena,
	                 "'%s' comes and goes, or shows new certificates again and again: %d times "
	                 "and more in %lld hours",
	                 row->key, flow->rules->flapping_turns, (long long)within / CLOCK_HOUR));
	return true;
}

bool derive_finding_places(const struct flow *flow, struct arena *arena, struct subject *subject,
                           int64_t now, struct error *error)
{
	if (!subject->facts)
		return true;
	find_mismatch(arena, subject);
	find_without_staple(arena, subject);
	return find_unnamed(flow, arena, subject, error) &&
	       find_flapping(flow, arena, subject, now, error);
}
