/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* From ids to decided subjects. */
#include "flow/derive_prepare.h"
#include "base/json.h"
#include "base/text.h"
#include "flow/derive_finding.h"
#include "flow/derive_finding_revoked.h"
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
	(*subject)->holds = ARENA_ARRAY(arena, struct mapping_hold, flow->side_count + 1);
	if (!derive_match(flow, arena, *subject, error))
		return false;
	for (size_t side = 0; side < flow->side_count && (*subject)->facts; side++)
		if (!derive_record_build(flow, arena, *subject, side, &(*subject)->records[side],
		                         error))
			return false;
	return true;
}

/* Each program on each record that is there; results[i * program_count + p], empty for the others. */
static bool map(const struct flow *flow, struct arena *arena, const char *const *programs,
                size_t program_count, const struct mapping_records *records,
                struct mapping_result *results, struct error *error)
{
	const struct json **inputs = ARENA_ARRAY(arena, const struct json *, records->count + 1);
	struct mapping_hold **holds = ARENA_ARRAY(arena, struct mapping_hold *, records->count + 1);
	struct mapping_records given = { inputs, 0, holds, records->changed };
	size_t *places = ARENA_ARRAY(arena, size_t, records->count + 1);
	for (size_t i = 0; i < records->count; i++)
		if (records->inputs[i]) {
			places[given.count] = i;
			inputs[given.count] = records->inputs[i];
			holds[given.count++] = records->holds ? records->holds[i] : NULL;
		}
	struct mapping_result *made =
		ARENA_ARRAY(arena, struct mapping_result, given.count * program_count + 1);
	if (given.count &&
	    !mapping_run_held(flow->mapping, arena, programs, program_count, &given, made, error))
		return false;
	for (size_t i = 0; i < given.count; i++)
		for (size_t p = 0; p < program_count; p++)
			results[places[i] * program_count + p] = made[i * program_count + p];
	return true;
}

bool derive_prepare_map(const struct flow *flow, struct arena *arena, const char *program,
                        const struct mapping_records *records, struct json **outputs,
                        const char **asides, struct error *error)
{
	struct mapping_result *results =
		ARENA_ARRAY(arena, struct mapping_result, records->count + 1);
	if (!map(flow, arena, &program, 1, records, results, error))
		return false;
	for (size_t i = 0; i < records->count; i++) {
		outputs[i] = results[i].output;
		asides[i] = results[i].error;
	}
	return true;
}

/* class.jq and owner.jq see the record of the far side whose words decide; in one run, as sending and
 * reading a record costs as much as a program. */
static bool classify(const struct flow *flow, struct arena *arena, struct subject **subjects,
                     size_t count, struct json **owners, struct error *error)
{
	enum { CLASS, OWNER, RULES };
	static const char *const programs[RULES] = { "rules/class.jq", "rules/owner.jq" };
	const struct json **inputs = ARENA_ARRAY(arena, const struct json *, count + 1);
	struct mapping_hold **holds = ARENA_ARRAY(arena, struct mapping_hold *, count + 1);
	const struct mapping_records records = { inputs, count, holds, NULL };
	struct mapping_result *results =
		ARENA_ARRAY(arena, struct mapping_result, (count + 1) * RULES);
	for (size_t i = 0; i < count; i++) {
		if (!subjects[i])
			continue;
		size_t side = derive_prepare_side(flow, subjects[i]);
		inputs[i] = subjects[i]->records[side];
		holds[i] = &subjects[i]->holds[side];
	}
	if (!map(flow, arena, programs, RULES, &records, results, error))
		return false;
	for (size_t i = 0; i < count; i++) {
		const struct mapping_result *class = &results[i * RULES + CLASS];
		const struct mapping_result *owner = &results[i * RULES + OWNER];
		struct subject *subject = subjects[i];
		owners[i] = owner->output;
		if (!subject || !inputs[i])
			continue;
		subject->aside = owner->error ? owner->error : class->error;
		subject->class = flow_class_parse(json_member_text(class->output, "class", ""));
		subject->class_why = json_member_text(class->output, "why", "");
		if (class->error && subject->old) {
			subject->class = flow_class_parse(subject->old->class);
			subject->class_why = subject->old->class_why;
		}
	}
	return true;
}

static bool decide(const struct flow *flow, struct arena *arena, struct subject *subject,
                   const struct json *owner, int64_t now, struct error *error)
{
	if (flow->side_count &&
	    !owner_decide(flow, arena, subject, derive_prepare_side(flow, subject), owner, error))
		return false;
	derive_state(flow, arena, subject, now);
	if (!derive_finding_trust(flow, arena, subject, now, error) ||
	    !derive_finding_places(flow, arena, subject, now, error) ||
	    !derive_finding_revoked(flow, arena, subject, error))
		return false;
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
