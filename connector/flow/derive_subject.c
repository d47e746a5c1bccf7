/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* All that is known about one certificate, read from the store to decide about it. */
#include "flow/derive_subject.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/text.h"
#include "flow/derive_trust.h"
#include "flow/discover_revocation_settle.h"
#include "flow/successor.h"
#include "store/store_case.h"
#include <string.h>

static const char *const place_names[] = {
	[PLACE_SERVES] = "serves",           [PLACE_RENEWED] = "renewed", [PLACE_OTHER] = "other",
	[PLACE_UNREACHABLE] = "unreachable", [PLACE_GONE] = "gone",
};

const char *place_state_name(enum place_state state)
{
	return place_names[state];
}

bool derive_subject_counts(const struct subject_place *place)
{
	return place->deployment->evidence != DEPLOYMENT_STORED;
}

const char *derive_subject_zone(const struct subject *subject)
{
	return subject->places.count ? subject->places.items[0].deployment->place.zone : "";
}

/* Said once is enough here: what may be revoked ends nothing. Nor does what is refused as its
 * predecessor is. */
static bool may_be_condemned(const struct flow *flow, struct arena *arena,
                             const struct subject *subject, const struct store_certificate *other,
                             const struct json *facts, bool *condemned, struct error *error)
{
	struct store_revocation *row;
	struct derive_trust *trust = NULL;
	if (!store_revocation_get(flow->store, arena, other->id, &row, error) ||
	    (subject->distrusted &&
	     !derive_trust_of(flow, arena, other, facts, clock_now(), &trust, error)))
		return false;
	*condemned = (row && text_equal(row->status, "revoked")) ||
	             (trust && trust->decided && trust->distrust.refused);
	return true;
}

/* Who is served in this slot now besides (or after) the subject. */
static bool judge_others(const struct flow *flow, struct arena *arena, struct subject *subject,
                         struct subject_place *place, const char *key_type, struct error *error)
{
	struct store_slot *slots;
	size_t count;
	if (!store_slot_list(flow->store, arena, place->deployment->id, &slots, &count, error))
		return false;
	for (size_t i = 0; i < count; i++) {
		struct store_certificate *other;
		const char *facts, *why;
		if (!text_equal(slots[i].key_type, key_type) || slots[i].missing_looks > 0 ||
		    slots[i].certificate_id == subject->row->id)
			continue;
		if (!store_certificate_get(flow->store, arena, slots[i].certificate_id, &other,
		                           error) ||
		    !store_certificate_facts(flow->store, arena, slots[i].certificate_id, &facts,
		                             error))
			return false;
		if (!other || !text_is_empty(other->problem))
			continue;
		struct error ignored;
		struct successor_question question = {
			.old = subject->row,
			.new = other,
			.old_facts = subject->facts,
			.new_facts = json_parse(arena, facts, strlen(facts), NULL, &ignored),
			.place = &place->deployment->place,
			.old_trusted = place->slot && place->slot->trusted,
			.new_slot = &slots[i],
			.old_revoked = subject->revoked || subject->distrusted,
			.old_key_known = subject->revoked &&text_equal(subject->revocation->reason,
			                                               "keyCompromise"),
		};
		if (!may_be_condemned(flow, arena, subject, other, question.new_facts,
		                      &question.new_revoked, error))
			return false;
		place->other_id = other->id;
		place->protocol = slots[i].protocol;
		place->cipher = slots[i].cipher;
		place->state = PLACE_OTHER;
		if (question.new_facts && successor_is(&question, &why)) {
			place->state = PLACE_RENEWED;
			return true;
		}
	}
	return true;
}

static bool judge_current(const struct flow *flow, struct arena *arena, struct subject *subject,
                          struct subject_place *place, struct error *error)
{
	const char *state = place->deployment->state;
	place->protocol = place->slot->protocol;
	place->cipher = place->slot->cipher;
	if (text_equal(state, "gone")) {
		place->state = PLACE_GONE;
		return true;
	}
	if (place->slot->missing_looks > 0) {
		place->state = PLACE_UNREACHABLE;
		place->last_seen = place->slot->last_seen;
		return judge_others(flow, arena, subject, place, place->slot->key_type, error);
	}
	place->state = text_equal(state, "served") ? PLACE_SERVES : PLACE_UNREACHABLE;
	return true;
}

static bool judge_past(const struct flow *flow, struct arena *arena, struct subject *subject,
                       struct subject_place *place, const struct store_sighting *sighting,
                       struct error *error)
{
	place->state = PLACE_GONE;
	place->last_seen = sighting->last_seen;
	if (text_equal(sighting->ended, "gone"))
		return true;
	return judge_others(flow, arena, subject, place, sighting->key_type, error);
}

static bool holds_place(const struct subject *subject, int64_t deployment_id)
{
	for (size_t i = 0; i < subject->places.count; i++)
		if (subject->places.items[i].deployment->id == deployment_id)
			return true;
	return false;
}

static bool load_current(const struct flow *flow, struct arena *arena, struct subject *subject,
                         struct error *error)
{
	struct store_deployment *deployments;
	struct store_slot *slots;
	size_t count;
	if (!store_deployment_of_certificate(flow->store, arena, subject->row->id, &deployments,
	                                     &slots, &count, error))
		return false;
	for (size_t i = 0; i < count; i++) {
		struct subject_place *place = &ARRAY_ADD(arena, &subject->places);
		*place = (struct subject_place){ .deployment = &deployments[i], .slot = &slots[i] };
		if (!judge_current(flow, arena, subject, place, error))
			return false;
	}
	return true;
}

static bool load_past(const struct flow *flow, struct arena *arena, struct subject *subject,
                      struct error *error)
{
	struct store_sighting *sightings;
	size_t count;
	if (!store_sighting_of_certificate(flow->store, arena, subject->row->id, &sightings, &count,
	                                   error))
		return false;
	for (size_t i = count; i-- > 0;) {
		struct store_deployment *deployment;
		if (holds_place(subject, sightings[i].deployment_id))
			continue;
		if (!store_deployment_get(flow->store, arena, sightings[i].deployment_id,
		                          &deployment, error))
			return false;
		if (!deployment)
			continue;
		struct subject_place *place = &ARRAY_ADD(arena, &subject->places);
		*place = (struct subject_place){ .deployment = deployment,
			                         .protocol = "",
			                         .cipher = "" };
		if (!judge_past(flow, arena, subject, place, &sightings[i], error))
			return false;
		if (sightings[i].last_seen > subject->gone_at)
			subject->gone_at = sightings[i].last_seen;
	}
	return true;
}

static void count_places(struct subject *subject)
{
	for (size_t i = 0; i < subject->places.count; i++) {
		const struct subject_place *place = &subject->places.items[i];
		subject->serves += place->state == PLACE_SERVES;
		subject->unreachable += place->state == PLACE_UNREACHABLE;
		subject->renewed += place->state == PLACE_RENEWED;
		subject->others += place->state == PLACE_OTHER;
		subject->gone += place->state == PLACE_GONE;
		subject->configured += place->deployment->evidence == DEPLOYMENT_CONFIGURED;
		subject->stored += place->deployment->evidence == DEPLOYMENT_STORED;
		if (place->state == PLACE_RENEWED)
			subject->successor_id = place->other_id;
		if (place->deployment->state_since > subject->gone_at &&
		    text_equal(place->deployment->state, "gone"))
			subject->gone_at = place->deployment->state_since;
	}
	for (size_t i = 0; i < subject->places.count; i++)
		if (subject->places.items[i].slot && subject->places.items[i].state != PLACE_GONE)
			subject->gone_at = 0;
}

static bool load_facts(const struct flow *flow, struct arena *arena, struct subject *subject,
                       struct error *error)
{
	if (!store_certificate_facts(flow->store, arena, subject->row->id, &subject->facts_text,
	                             error))
		return false;
	if (text_is_empty(subject->facts_text))
		return true;
	subject->facts =
		json_parse(arena, subject->facts_text, strlen(subject->facts_text), NULL, error);
	return subject->facts != NULL;
}

/* Before the places: what replaces a revoked certificate is judged otherwise. */
static bool load_revocation(const struct flow *flow, struct arena *arena, struct subject *subject,
                            struct error *error)
{
	if (!store_revocation_get(flow->store, arena, subject->row->id, &subject->revocation,
	                          error))
		return false;
	subject->revoked = subject->revocation && discover_revocation_counts(subject->revocation);
	return true;
}

/* Past its end it is expired, and no more; unless what began before is still open. */
static bool load_trust(const struct flow *flow, struct arena *arena, struct subject *subject,
                       struct error *error)
{
	int64_t now = clock_now();
	struct store_case *rows;
	size_t count;
	if (!derive_trust_of(flow, arena, subject->row, subject->facts, now, &subject->trust,
	                     error))
		return false;
	if (!subject->trust || !subject->trust->decided || !subject->trust->distrust.refused)
		return true;
	bool holds = now <= subject->row->not_after;
	if (!store_case_of_certificate(flow->store, arena, subject->row->id, true, &rows, &count,
	                               error))
		return false;
	for (size_t i = 0; i < count; i++)
		holds |= text_equal(rows[i].reason, flow_reason_name(FLOW_REVOKED));
	if (holds)
		subject->distrusted = subject->trust->distrust.fault.text;
	return true;
}

bool derive_subject_load(const struct flow *flow, struct arena *arena, int64_t id,
                         struct subject **result, struct error *error)
{
	struct subject *subject = ARENA_NEW(arena, struct subject);
	*result = NULL;
	if (!store_certificate_get(flow->store, arena, id, &subject->row, error))
		return false;
	if (!subject->row)
		return true;
	*result = subject;
	subject->owner_group = subject->owner = subject->backup = subject->owner_why = "";
	subject->class_why = "";
	if (!load_facts(flow, arena, subject, error) ||
	    !load_revocation(flow, arena, subject, error) ||
	    !load_trust(flow, arena, subject, error) ||
	    !load_current(flow, arena, subject, error) || !load_past(flow, arena, subject, error) ||
	    !store_standing_get(flow->store, arena, id, &subject->old, error) ||
	    !store_standing_predecessor(flow->store, id, &subject->predecessor_id, error))
		return false;
	if (subject->row->is_ca &&
	    !store_certificate_issues(flow->store, subject->row->sha256, &subject->issues, error))
		return false;
	count_places(subject);
	return true;
}
