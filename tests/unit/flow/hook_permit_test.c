/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* A hook runs only when everything allows it; each condition alone forbids it. */
#include "base/text.h"
#include "flow/calendar.h"
#include "flow/hook_permit.h"
#include "support/check.h"

#include <string.h>

enum { NOW = 10000 };

static struct store_ticket good_ticket(void)
{
	return (struct store_ticket){ .reason = "renewal",
		                      .kind = "change/normal",
		                      .phase = "scheduled",
		                      .approval = "approved",
		                      .approved_by = "u1",
		                      .approved_hash = "h1",
		                      .approved_at = 500,
		                      .may_implement = true,
		                      .planned_start = NOW,
		                      .planned_end = NOW + 100 };
}

static struct hook_permit good_permit(const struct store_ticket *ticket)
{
	return (struct hook_permit){
		.ticket = ticket, .hash = "h1", .stage = FLOW_AUTOMATE, .hook = "renew", .now = NOW
	};
}

static void everything_together_allows_it(void **state)
{
	(void)state;
	struct store_ticket ticket = good_ticket();
	struct hook_permit permit = good_permit(&ticket);
	assert_null(hook_permit_refuses(&permit));
	permit.begins = true;
	assert_null(hook_permit_refuses(&permit));
	permit.now = NOW + 99;
	assert_null(hook_permit_refuses(&permit));
}

#define FORBIDS(words, ...)                                       \
	do {                                                      \
		struct store_ticket ticket = good_ticket();       \
		struct hook_permit permit = good_permit(&ticket); \
		(void)permit;                                     \
		__VA_ARGS__;                                      \
		const char *why = hook_permit_refuses(&permit);   \
		assert_non_null(why);                             \
		check_contains(why, words);                       \
		permit.begins = true;                             \
		ticket.may_implement = false;                     \
		assert_non_null(hook_permit_refuses(&permit));    \
	} while (0)

static void each_condition_alone_forbids_it(void **state)
{
	static const struct calendar_closed freeze = { NOW - 5, NOW + 5, "freeze" };
	static const struct calendar calendar = { &freeze, 1 };
	(void)state;
	FORBIDS("stage", permit.stage = FLOW_TICKETS);
	FORBIDS("no hook", permit.hook = "");
	FORBIDS("only renewals", ticket.reason = "decommission");
	FORBIDS("on hold", ticket.on_hold = true);
	FORBIDS("conflict", ticket.conflict = true);
	FORBIDS("nobody but us", ticket.approval = "requested");
	FORBIDS("nobody but us", ticket.approval = "rejected");
	FORBIDS("nobody but us", ticket.approved_by = "");
	FORBIDS("older than its newest text", ticket.written_at = 501);
	FORBIDS("older than its newest text", ticket.written_at = 500);
	FORBIDS("changed after", ticket.approved_hash = "h0");
	FORBIDS("changed after", ticket.approved_hash = permit.hash = "");
	FORBIDS("outside the planned time", permit.now = NOW - 1);
	FORBIDS("outside the planned time", permit.now = NOW + 100);
	FORBIDS("outside the planned time", ticket.planned_start = ticket.planned_end = 0);
	FORBIDS("calendar", permit.calendar = &calendar);
}

static void beginning_and_running_want_their_own_states(void **state)
{
	(void)state;
	struct store_ticket ticket = good_ticket();
	struct hook_permit permit = good_permit(&ticket);
	ticket.may_implement = false;
	check_contains(hook_permit_refuses(&permit), "not in a state");
	permit.begins = true;
	assert_null(hook_permit_refuses(&permit));
	ticket.phase = "implement";
	check_contains(hook_permit_refuses(&permit), "not in a state");
}

static void a_standard_change_was_approved_beforehand(void **state)
{
	(void)state;
	struct store_ticket ticket = good_ticket();
	struct hook_permit permit = good_permit(&ticket);
	ticket.kind = "change/standard";
	ticket.approval = ticket.approved_by = ticket.approved_hash = "";
	assert_null(hook_permit_refuses(&permit));
	ticket.on_hold = true;
	assert_non_null(hook_permit_refuses(&permit));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(everything_together_allows_it),
		cmocka_unit_test(each_condition_alone_forbids_it),
		cmocka_unit_test(beginning_and_running_want_their_own_states),
		cmocka_unit_test(a_standard_change_was_approved_beforehand),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
