/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The section "tickets" as its table reads it; settings_tickets.c turns it into flow_rules. */
#pragma once
#include "base/setting.h"
#include "flow/flow.h"

struct settings_tickets {
	struct {
		int64_t days_before;
		double fraction;
	} window[FLOW_CLASSES];
	struct {
		const char *record, *template_id;
	} rules[FLOW_REASONS][FLOW_CLASSES];
	int64_t margin[FLOW_CLASSES];
	int64_t lead_normal, lead_standard, lead_emergency, lead_client;
	int64_t slot_hour, slot_length;
	bool propose, submit_normal, submit_standard;
	const char *on_proof;
	int64_t proof_looks, proof_time, look_every, rolled_back;
	const struct yaml *calendar;
	int64_t limit_day, limit_group;
	const char *hours, *default_group;
	struct setting_list self_renewing;
	const struct yaml *issue, *runbook;
};
