/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The state model lets a caller move as the documents draw it, and no other way. */

#include "change_model.h"
#include "text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { EVERYTHING = CHANGE_CONDITION_END - 1 };

static const int states[] = { CHANGE_NEW,       CHANGE_ASSESS, CHANGE_AUTHORIZE, CHANGE_SCHEDULED,
	                      CHANGE_IMPLEMENT, CHANGE_REVIEW, CHANGE_CLOSED,    CHANGE_CANCELED };

/* "from>to" for every move that a caller may make, conditions granted. */
static void assert_moves(enum change_type type, const char *wanted)
{
	TEXT_SCOPE struct text moves = { 0 };
	for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++)
		for (size_t j = 0; j < sizeof(states) / sizeof(states[0]); j++) {
			const char *message;
			if (states[j] != CHANGE_CANCELED &&
			    change_model_allows(type, states[i], states[j], EVERYTHING, &message))
				text_print(&moves, "%s>%s ", change_model_state(states[i]),
				           change_model_state(states[j]));
		}
	assert_string_equal(text_value(&moves), wanted);
}

static void draws_each_type(void **state)
{
	(void)state;
	assert_moves(CHANGE_NORMAL, "New>Assess Assess>New Authorize>New Scheduled>Implement "
	                            "Implement>Review Review>Closed ");
	assert_moves(CHANGE_STANDARD,
	             "New>Scheduled Scheduled>Implement Implement>Review Review>Closed ");
	assert_moves(CHANGE_EMERGENCY, "New>Authorize Authorize>New Scheduled>Implement "
	                               "Implement>Review Review>Closed ");
}

static void cancels_until_review(void **state)
{
	(void)state;
	const char *message;
	for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++) {
		/* For types that never are in Assess the row simply is not reached. */
		bool wanted = states[i] < CHANGE_REVIEW;
		assert_int_equal(
			change_model_allows(CHANGE_NORMAL, states[i], CHANGE_CANCELED, 0, &message),
			wanted);
	}
}

static void nobody_grants_by_hand(void **state)
{
	(void)state;
	const char *message;
	assert_false(change_model_allows(CHANGE_NORMAL, CHANGE_ASSESS, CHANGE_AUTHORIZE, EVERYTHING,
	                                 &message));
	assert_string_equal(message, "the transition is automatic");
	assert_false(change_model_allows(CHANGE_NORMAL, CHANGE_AUTHORIZE, CHANGE_SCHEDULED,
	                                 EVERYTHING, &message));
	assert_false(change_model_allows(CHANGE_NORMAL, CHANGE_NEW, CHANGE_SCHEDULED, EVERYTHING,
	                                 &message));
	assert_string_equal(message, "there is no such transition in the model");
}

static void names_what_is_missing(void **state)
{
	(void)state;
	static const struct {
		int from, to;
		unsigned missing;
		const char *message;
	} cases[] = {
		{ CHANGE_NEW, CHANGE_ASSESS, CHANGE_HAS_GROUP, "Assignment group is set" },
		{ CHANGE_NEW, CHANGE_ASSESS, CHANGE_HAS_SUMMARY, "Short description is set" },
		{ CHANGE_SCHEDULED, CHANGE_IMPLEMENT, CHANGE_NOT_ON_HOLD, "Not On hold" },
		{ CHANGE_REVIEW, CHANGE_CLOSED, CHANGE_NO_TASKS, "No active Change Tasks" },
		{ CHANGE_REVIEW, CHANGE_CLOSED, CHANGE_HAS_CLOSURE,
		  "Close code and close notes are set" },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *message = "";
		assert_false(change_model_allows(CHANGE_NORMAL, cases[i].from, cases[i].to,
		                                 EVERYTHING & ~cases[i].missing, &message));
		assert_string_equal(message, cases[i].message);
	}
}

static void reads_types(void **state)
{
	(void)state;
	assert_int_equal(change_model_type("standard"), CHANGE_STANDARD);
	assert_int_equal(change_model_type("emergency"), CHANGE_EMERGENCY);
	assert_int_equal(change_model_type("normal"), CHANGE_NORMAL);
	assert_int_equal(change_model_type(""), CHANGE_NORMAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(draws_each_type),       cmocka_unit_test(cancels_until_review),
		cmocka_unit_test(nobody_grants_by_hand), cmocka_unit_test(names_what_is_missing),
		cmocka_unit_test(reads_types),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
