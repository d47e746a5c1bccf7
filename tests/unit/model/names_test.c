/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Names of steps, tickets and items: each reads back as what it names. */
#include "model/ci.h"
#include "model/step.h"
#include "model/ticket.h"

#include "support/check.h"

#include <string.h>

#define CHECK_NAMES(count, type, name_of, parse)                      \
	for (int value = 0; value < (count); value++) {               \
		enum type back;                                       \
		assert_true(parse(name_of((enum type)value), &back)); \
		assert_int_equal(back, value);                        \
	}

static void names_read_back(void **state)
{
	(void)state;
	CHECK_NAMES(CI_KINDS, ci_kind, ci_kind_name, ci_parse_kind);
	CHECK_NAMES(STEP_EVENT + 1, step_kind, step_kind_name, step_parse_kind);
	CHECK_NAMES(STEP_DELETE + 1, step_verb, step_verb_name, step_parse_verb);
	CHECK_NAMES(STEP_REFUSED + 1, step_state, step_state_name, step_parse_state);
	CHECK_NAMES(TICKET_NONE + 1, ticket_kind, ticket_kind_name, ticket_parse_kind);
}

static void strangers_are_refused(void **state)
{
	(void)state;
	enum ticket_kind kind = TICKET_INCIDENT;
	assert_false(ticket_parse_kind("change", &kind));
	assert_false(ticket_parse_kind("", &kind));
	assert_false(ticket_parse_kind(NULL, &kind));
	assert_int_equal(kind, TICKET_INCIDENT);
}

static void only_changes_are_changes(void **state)
{
	(void)state;
	assert_true(ticket_is_change(TICKET_CHANGE_EMERGENCY));
	assert_false(ticket_is_change(TICKET_INCIDENT));
	assert_string_equal(ticket_goal_name(TICKET_GOAL_NOT_NEEDED), "not needed");
	assert_string_equal(ticket_phase_name(TICKET_PHASE_GONE), "gone");
	assert_string_equal(ticket_approval_name(TICKET_APPROVAL_REJECTED), "rejected");
	assert_string_equal(receipt_outcome_name(RECEIPT_UNKNOWN), "unknown");
	assert_string_equal(ci_life_name(CI_STANDBY), "standby");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_read_back),
		cmocka_unit_test(strangers_are_refused),
		cmocka_unit_test(only_changes_are_changes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
