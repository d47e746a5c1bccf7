/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* From ids to decided subjects. */
#include "flow/derive_prepare.h"
#include "base/json.h"
#include "base/text.h"
#include "flow/derive_match.h"
#include "flow/derive_record.h"
#include "flow/derive_state.h"
#include "flow/owner.h"
#include "mapping/mapping.h"

size_t derive_prepare_side(const struct flow *flow, const struct subject *subject)
{
	const struct flow_side *side = flow_ticket_side(flow, derive_subject_zone(subject));
	return side ? (size_t)(side - flow->sides) : 0;
}

static bool load(const struct flow *flow, struct arena *arena, int64_t id, struct subject **subject,
                 struct error *error)
{
	if (!derive_subject_load(flow, arena, id, subject, error))
		return false;
	if (!*subject)
		return true;
	(*subject)->self_renewing = derive_state_self_renewing(flow, *subject);
	(*subject)->records = ARENA_ARRAY(arena, struct json *, flow->side_count + 1);
	if (!derive_match(flow, arena, *subject, error))
		return false;
	for (size_t side = 0; side < flow->side_count && (*subject)->facts; side++)
		if (!derive_record_build(flow, arena, *subject, side, &(*subject)->records[side],
		                         error))
			return false;
	return true;
}

bool derive_prepare_map(const struct flow *flow, struct arena *arena, const char *program,
                        const struct json *const *inputs, size_t count, struct json **outputs,
                        const char **asides, struct error *error)
{
	const struct json **given = ARENA_ARRAY(arena, const struct json *, count + 1);
	size_t *places = ARENA_ARRAY(arena, size_t, count + 1), used = 0;
	for (size_t i = 0; i < count; i++) {
		outputs[i] = NULL;
		asides[i] = NULL;
		if (inputs[i]) {
			places[used] = i;
			given[used++] = inputs[i];
		}
	}
	struct mapping_result *results = ARENA_ARRAY(arena, struct mapping_result, used + 1);
	if (used &&
	    !mapping_run_many(flow->mapping, arena, &program, 1, given, used, results, error))
		return false;
	for (size_t i = 0; i < used; i++) {
		outputs[places[i]] = results[i].output;
		asides[places[i]] = results[i].error;
	}
	return true;
}

/* class.jq and owner.jq see the record of the far side whose words decide. */
static bool classify(const struct flow *flow, struct arena *arena, struct subject **subjects,
                     size_t count, struct json **owners, struct error *error)
{
	const struct json **inputs = ARENA_ARRAY(arena, const struct json *, count + 1);
	struct json **classes = ARENA_ARRAY(arena, struct json *, count + 1);
	const char **asides = ARENA_ARRAY(arena, const char *, count + 1);
	for (size_t i = 0; i < count; i++)
		inputs[i] = subjects[i]
		                    ? subjects[i]->records[derive_prepare_side(flow, subjects[i])]
		                    : NULL;
	if (!derive_prepare_map(flow, arena, "rules/class.jq", inputs, count, classes, asides,
	                        error))
		return false;
	for (size_t i = 0; i < count; i++) {
		if (!subjects[i])
			continue;
		subjects[i]->aside = asides[i];
		subjects[i]->class = flow_class_parse(json_member_text(classes[i], "class", ""));
		subjects[i]->class_why = json_member_text(classes[i], "why", "");
		if (asides[i] && subjects[i]->old) {
			subjects[i]->class = flow_class_parse(subjects[i]->old->class);
			subjects[i]->class_why = subjects[i]->old->class_why;
		}
	}
	if (!derive_prepare_map(flow, arena, "rules/owner.jq", inputs, count, owners, asides,
	                        error))
		return false;
	for (size_t i = 0; i < count; i++)
		if (subjects[i] && asides[i])
			subjects[i]->aside = asides[i];
	return true;
}

static bool decide(const struct flow *flow, struct arena *arena, struct subject *subject,
                   const struct json *owner, int64_t now, struct error *error)
{
	if (flow->side_count &&
	    !owner_decide(flow, arena, subject, derive_prepare_side(flow, subject), owner, error))
		return false;
	derive_state(flow, arena, subject, now);
	for (size_t side = 0; side < flow->side_count; side++)
		if (subject->records[side] && !derive_record_decided(flow, arena, subject, side,
		                                                     subject->records[side], error))
			return false;
	return true;
}

bool derive_prepare(const struct flow *flow, struct arena *arena, const int64_t *ids, size_t count,
                    int64_t now, struct subject **subjects, struct error *error)
{
	struct json **owners = ARENA_ARRAY(arena, struct json *, count + 1);
	for (size_t i = 0; i < count; i++)
		if (!load(flow, arena, ids[i], &subjects[i], error))
			return false;
	if (flow->side_count && !classify(flow, arena, subjects, count, owners, error))
		return false;
	for (size_t i = 0; i < count; i++)
		if (subjects[i] && !decide(flow, arena, subjects[i], owners[i], now, error))
			return false;
	return true;
}
