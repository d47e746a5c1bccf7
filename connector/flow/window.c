/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* When a certificate's renewal window opens and which slot the work should take. */
#include "flow/window.h"
#include "base/clock.h"
#include "flow/calendar.h"

int window_lead(const struct flow_rules *rules, enum ticket_kind kind, bool client)
{
	int days = kind == TICKET_CHANGE_STANDARD    ? rules->lead_standard
	           : kind == TICKET_CHANGE_EMERGENCY ? rules->lead_emergency
	           : kind == TICKET_CHANGE_NORMAL    ? rules->lead_normal
	                                             : 0;
	return client ? days + rules->lead_client : days;
}

static int64_t class_opening(const struct flow_rules *rules, const struct window_input *input)
{
	int64_t by_days = (int64_t)rules->window[input->class].days * CLOCK_DAY;
	int64_t lifetime = input->not_after - input->not_before;
	int64_t by_fraction = (int64_t)(rules->window[input->class].fraction * (double)lifetime);
	return input->not_after - (by_days < by_fraction ? by_days : by_fraction);
}

struct window window_of(const struct flow_rules *rules, const struct window_input *input)
{
	struct window window = { 0 };
	if (input->not_after >= CLOCK_NO_END || input->not_after < input->not_before)
		return window;
	window.opens = class_opening(rules, input);
	window.latest = input->not_after - (int64_t)rules->margin_days[input->class] * CLOCK_DAY;
	window.slot_start = calendar_last_slot(rules->calendar, input->not_before, window.latest,
	                                       rules->slot_start_hour, rules->slot_seconds);
	if (window.slot_start == 0)
		return window;
	window.slot_end = window.slot_start + rules->slot_seconds;
	int lead = window_lead(rules, input->kind, input->client);
	int64_t by_lead = calendar_add_working_days(rules->calendar, window.slot_start, -lead);
	if (by_lead < window.opens)
		window.opens = by_lead;
	return window;
}

bool window_is_emergency(const struct flow_rules *rules, const struct window_input *input,
                         int64_t now)
{
	if (now > input->not_after)
		return true;
	int lead = window_lead(rules, input->kind, false);
	struct window window = window_of(rules, input);
	int64_t end = window.slot_end ? window.slot_end : window.latest;
	return calendar_add_working_days(rules->calendar, now, lead) > end;
}
