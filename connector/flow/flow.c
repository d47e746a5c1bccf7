/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Names and look-ups that all stages share. */
#include "flow/flow.h"
#include "base/clock.h"
#include "base/text.h"

static const char *const class_names[FLOW_CLASSES] = {
	[FLOW_UNCLASSIFIED] = "unclassified",
	[FLOW_LOW] = "low",
	[FLOW_IMPORTANT] = "important",
	[FLOW_CRITICAL] = "critical",
};

static const char *const reason_names[FLOW_REASONS] = {
	[FLOW_RENEWAL] = "renewal",
	[FLOW_EXPIRED] = "expired",
	[FLOW_REVOKED] = "revoked",
	[FLOW_DECOMMISSION] = "decommission",
};

static const char *const stage_names[] = {
	[FLOW_OBSERVE] = "observe", [FLOW_INVENTORY] = "inventory", [FLOW_PILOT] = "pilot",
	[FLOW_TICKETS] = "tickets", [FLOW_AUTOMATE] = "automate",
};

const char *flow_class_name(enum flow_class class)
{
	return class_names[class];
}

enum flow_class flow_class_parse(const char *name)
{
	for (int i = 0; i < FLOW_CLASSES; i++)
		if (text_equal(class_names[i], name))
			return (enum flow_class)i;
	return FLOW_UNCLASSIFIED;
}

const char *flow_reason_name(enum flow_reason reason)
{
	return reason_names[reason];
}

bool flow_reason_parse(const char *name, enum flow_reason *reason)
{
	for (int i = 0; i < FLOW_REASONS; i++)
		if (text_equal(reason_names[i], name)) {
			*reason = (enum flow_reason)i;
			return true;
		}
	return false;
}

bool flow_reason_is_outage(const char *name)
{
	return text_equal(name, reason_names[FLOW_EXPIRED]) ||
	       text_equal(name, reason_names[FLOW_REVOKED]);
}

bool flow_reason_is_decommission(const char *name)
{
	return text_equal(name, reason_names[FLOW_DECOMMISSION]);
}

const char *flow_stage_name(enum flow_stage stage)
{
	return stage_names[stage];
}

bool flow_stage_parse(const char *name, enum flow_stage *stage)
{
	for (int i = FLOW_OBSERVE; i <= FLOW_AUTOMATE; i++)
		if (text_equal(stage_names[i], name)) {
			*stage = (enum flow_stage)i;
			return true;
		}
	return false;
}

bool flow_side_covers(const struct flow_side *side, const char *zone)
{
	if (side->zones.count == 0)
		return true;
	for (size_t i = 0; i < side->zones.count; i++)
		if (text_equal(side->zones.items[i], zone))
			return true;
	return false;
}

struct flow_side *flow_ticket_side(const struct flow *flow, const char *zone)
{
	for (size_t i = 0; i < flow->side_count; i++)
		if (flow->sides[i].tickets && flow_side_covers(&flow->sides[i], zone))
			return &flow->sides[i];
	return NULL;
}

struct flow_side *flow_side_by_name(const struct flow *flow, const char *name)
{
	for (size_t i = 0; i < flow->side_count; i++)
		if (text_equal(flow->sides[i].name, name))
			return &flow->sides[i];
	return NULL;
}

const char *flow_ticket_program(const char *reason, const char *kind)
{
	if (flow_reason_is_decommission(reason))
		return "decommission";
	return text_equal(kind, ticket_kind_name(TICKET_INCIDENT)) ? "incident" : "change";
}

bool flow_is_cancelled(const struct flow *flow)
{
	return flow->watch.cancelled && flow->watch.cancelled(flow->watch.context);
}

void flow_progress(const struct flow *flow, const char *stage, const char *subject, int64_t done,
                   int64_t total)
{
	if (flow->watch.progress)
		flow->watch.progress(flow->watch.context, stage, subject, done, total);
}

static void ticket_rules_defaults(struct flow_rules *rules)
{
	for (int class = 0; class < FLOW_CLASSES; class ++)
		for (int reason = 0; reason < FLOW_REASONS; reason++)
			rules->tickets[reason][class].template_id = "";
	rules->tickets[FLOW_RENEWAL][FLOW_IMPORTANT].kind = TICKET_CHANGE_NORMAL;
	rules->tickets[FLOW_RENEWAL][FLOW_CRITICAL].kind = TICKET_CHANGE_NORMAL;
	rules->tickets[FLOW_RENEWAL][FLOW_LOW].kind = TICKET_NONE;
	rules->tickets[FLOW_RENEWAL][FLOW_UNCLASSIFIED].kind = TICKET_NONE;
	for (int class = 0; class < FLOW_CLASSES; class ++) {
		rules->tickets[FLOW_EXPIRED][class].kind = TICKET_INCIDENT;
		rules->tickets[FLOW_REVOKED][class].kind = TICKET_INCIDENT;
		rules->tickets[FLOW_DECOMMISSION][class].kind = TICKET_CHANGE_NORMAL;
	}
}

void flow_rules_defaults(struct flow_rules *rules)
{
	*rules = (struct flow_rules){
		.window = { [FLOW_UNCLASSIFIED] = { 15, 0.25 },
		            [FLOW_LOW] = { 15, 0.25 },
		            [FLOW_IMPORTANT] = { 30, 1.0 / 3 },
		            [FLOW_CRITICAL] = { 45, 1.0 / 3 } },
		.margin_days = { 1, 1, 1, 3 },
		.lead_normal = 10,
		.lead_standard = 1,
		.lead_client = 20,
		.slot_start_hour = 10,
		.slot_seconds = 2 * CLOCK_HOUR,
		.propose_slot = true,
		.submit_standard = true,
		.on_proof = FLOW_PROOF_REVIEW,
		.limit_day = 50,
		.limit_group = 5,
		.refresh_seconds = 7 * CLOCK_DAY,
		.retire_seconds = 30 * CLOCK_DAY,
		.flapping_turns = 8,
		.flapping_seconds = 3 * CLOCK_DAY,
		.adopt_seconds = 14 * CLOCK_DAY,
		.rolled_back_seconds = 7 * CLOCK_DAY,
		.look_seconds = 15 * CLOCK_MINUTE,
		.proof_looks = 8,
		.mirror_seconds = CLOCK_DAY,
		.brake_floor = 20,
		.brake_factor = 3,
		.clock_back_seconds = 5 * CLOCK_MINUTE,
		.clock_ahead_seconds = 7 * CLOCK_DAY,
		.default_group = "",
		.relations_max = 50,
		.hook = "",
		.hook_socket = "",
		.hook_digest = "",
		.version = "certsteward",
	};
	ticket_rules_defaults(rules);
}
