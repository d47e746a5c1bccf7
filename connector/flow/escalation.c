/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Reminders of a renewal: shares of the window left. */
#include "flow/escalation.h"
#include "base/clock.h"
#include "flow/calendar.h"

enum { MORNING_HOUR = 8 };

static const char *const names[ESCALATION_STEPS] = { "step:half", "step:quarter", "step:tenth",
	                                             "step:day" };

const char *escalation_name(int step)
{
	return names[step];
}

/* The bare moment of a step by its share of the window. */
static int64_t moment(int64_t opens, int64_t not_after, int step)
{
	static const int divisor[ESCALATION_STEPS] = { 2, 4, 10, 0 };
	if (divisor[step] == 0)
		return not_after - CLOCK_DAY;
	return not_after - (not_after - opens) / divisor[step];
}

/* The working morning at or before a moment: people are told while they can still act. */
static int64_t working_morning(const struct flow_rules *rules, int64_t at)
{
	int64_t morning = at - at % CLOCK_DAY + (int64_t)MORNING_HOUR * CLOCK_HOUR;
	for (int days = 0;
	     days < 10 && (morning > at || !calendar_is_working_day(rules->calendar, morning));
	     days++)
		morning -= CLOCK_DAY;
	return morning;
}

int escalation_past(int64_t opens, int64_t not_after, int64_t now)
{
	int bits = 0;
	for (int step = 0; step < ESCALATION_STEPS; step++)
		if (moment(opens, not_after, step) <= now)
			bits |= 1 << step;
	return bits;
}

static int64_t due(const struct flow_rules *rules, const struct escalation *escalation, int step)
{
	int64_t first_quarter = escalation->opens + (escalation->not_after - escalation->opens) / 4;
	int64_t at = working_morning(rules, moment(escalation->opens, escalation->not_after, step));
	if (at < first_quarter)
		at = first_quarter;
	if (escalation->done_at) {
		int64_t apart = calendar_add_working_days(rules->calendar, escalation->done_at, 1);
		if (at < apart)
			at = apart;
	}
	return at;
}

int escalation_step(const struct flow_rules *rules, const struct escalation *escalation,
                    int64_t now)
{
	int found = -1;
	if (escalation->opens == 0 || now > escalation->not_after)
		return -1;
	for (int step = 0; step < ESCALATION_STEPS; step++)
		if (!(escalation->done & (1 << step)) && due(rules, escalation, step) <= now)
			found = step;
	return found;
}

int64_t escalation_next(const struct flow_rules *rules, const struct escalation *escalation,
                        int64_t now)
{
	if (escalation->opens == 0)
		return 0;
	for (int step = 0; step < ESCALATION_STEPS; step++) {
		int64_t at = due(rules, escalation, step);
		if (!(escalation->done & (1 << step)) && at > now && at < escalation->not_after)
			return at;
	}
	return 0;
}
