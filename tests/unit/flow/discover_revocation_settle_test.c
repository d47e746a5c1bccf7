/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What an answer, or its lack, makes of what is known. */
#include "base/clock.h"
#include "flow/discover_revocation_settle.h"
#include "support/check.h"

enum { HOUR = CLOCK_HOUR, DAY = CLOCK_DAY, NOW = 1000 * DAY };

static struct revocation_answer say(enum revocation_status status, int64_t this_update,
                                    const char *reason)
{
	return (struct revocation_answer){ .status = status,
		                           .source = REVOCATION_OCSP,
		                           .this_update = this_update,
		                           .next_update = this_update + DAY,
		                           .revoked_at =
		                                   status == REVOCATION_REVOKED ? NOW - DAY : 0,
		                           .reason = reason };
}

static void take(struct store_revocation *row, const struct revocation_answer *answer, int64_t now)
{
	struct revocation_verdict verdict = { answer, "GET http://ocsp.test/", now, HOUR };
	discover_revocation_answered(row, &verdict);
}

static struct store_revocation standing(enum revocation_status status, const char *reason,
                                        bool confirmed)
{
	struct store_revocation row = { .status = "", .reason = "", .problem = "" };
	struct revocation_answer answer = say(status, NOW, reason);
	take(&row, &answer, NOW);
	if (confirmed)
		take(&row, &answer, NOW + HOUR);
	return row;
}

static void the_first_answer_stands(void **state)
{
	(void)state;
	struct store_revocation row = standing(REVOCATION_GOOD, "", false);
	assert_string_equal(row.status, "good");
	assert_string_equal(row.source, "ocsp");
	assert_int_equal(row.since, NOW);
	row = standing(REVOCATION_REVOKED, "superseded", false);
	assert_true(discover_revocation_is_pending(&row));
	assert_false(discover_revocation_counts(&row));
	assert_int_equal(row.revoked_at, NOW - DAY);
}

static void a_second_one_confirms_when_its_time_has_come(void **state)
{
	(void)state;
	struct revocation_answer again = say(REVOCATION_REVOKED, NOW + 60, "superseded");
	struct store_revocation row = standing(REVOCATION_REVOKED, "superseded", false);
	take(&row, &again, NOW + HOUR - 1);
	assert_false(discover_revocation_counts(&row));
	take(&row, &again, NOW + HOUR);
	assert_true(discover_revocation_counts(&row));
	assert_int_equal(row.since, NOW);
	/* Once sure it stays sure of the same moment. */
	take(&row, &again, NOW + DAY);
	assert_int_equal(row.confirmed_at, NOW + HOUR);
}

static void what_was_said_once_is_taken_back_by_a_newer_one(void **state)
{
	(void)state;
	struct store_revocation row = standing(REVOCATION_REVOKED, "superseded", false);
	struct revocation_answer older = say(REVOCATION_GOOD, NOW, "");
	take(&row, &older, NOW + 60);
	assert_string_equal(row.status, "revoked");
	struct revocation_answer newer = say(REVOCATION_GOOD, NOW + 60, "");
	take(&row, &newer, NOW + 120);
	assert_string_equal(row.status, "good");
	assert_int_equal(row.revoked_at, 0);
}

static void only_a_hold_ends(void **state)
{
	static const char *const final[] = { "", "keyCompromise", "superseded", "unspecified" };
	(void)state;
	struct revocation_answer good = say(REVOCATION_GOOD, NOW + DAY, "");
	struct revocation_answer unknown = say(REVOCATION_UNKNOWN, NOW + DAY, "");
	for (size_t i = 0; i < COUNT_OF(final); i++) {
		struct store_revocation row = standing(REVOCATION_REVOKED, final[i], true);
		take(&row, &good, NOW + DAY);
		take(&row, &good, NOW + 3 * DAY);
		assert_true(discover_revocation_counts(&row));
		check_contains(row.problem, "only a hold");
	}
	struct store_revocation row = standing(REVOCATION_REVOKED, "certificateHold", true);
	take(&row, &unknown, NOW + DAY);
	take(&row, &unknown, NOW + 2 * DAY);
	assert_true(discover_revocation_counts(&row));
	take(&row, &good, NOW + DAY);
	assert_true(discover_revocation_is_pending(&row));
	assert_true(discover_revocation_counts(&row));
	/* Held again before the second look. */
	struct revocation_answer held = say(REVOCATION_REVOKED, NOW + DAY + 60, "certificateHold");
	take(&row, &held, NOW + DAY + 60);
	assert_int_equal(row.lifted_at, 0);
	struct revocation_answer later = say(REVOCATION_GOOD, NOW + 2 * DAY, "");
	take(&row, &later, NOW + 2 * DAY);
	take(&row, &later, NOW + 2 * DAY + HOUR);
	assert_string_equal(row.status, "good");
	assert_int_equal(row.confirmed_at, 0);
}

static void what_is_final_becomes_no_hold(void **state)
{
	(void)state;
	struct store_revocation row = standing(REVOCATION_REVOKED, "keyCompromise", true);
	struct revocation_answer held = say(REVOCATION_REVOKED, NOW + DAY, "certificateHold");
	take(&row, &held, NOW + DAY);
	assert_string_equal(row.reason, "keyCompromise");
	/* The other way round it becomes final. */
	row = standing(REVOCATION_REVOKED, "certificateHold", true);
	struct revocation_answer final = say(REVOCATION_REVOKED, NOW + DAY, "keyCompromise");
	take(&row, &final, NOW + DAY);
	assert_string_equal(row.reason, "keyCompromise");
}

static void an_older_answer_changes_nothing(void **state)
{
	(void)state;
	struct store_revocation row = standing(REVOCATION_GOOD, "", false);
	struct revocation_answer hold = say(REVOCATION_REVOKED, NOW - HOUR, "certificateHold");
	take(&row, &hold, NOW + 60);
	assert_string_equal(row.status, "good");
	/* But for a revocation that nothing takes back. */
	struct revocation_answer final = say(REVOCATION_REVOKED, NOW - HOUR, "keyCompromise");
	take(&row, &final, NOW + 60);
	assert_string_equal(row.status, "revoked");
	row = standing(REVOCATION_UNKNOWN, "", false);
	struct revocation_answer good = say(REVOCATION_GOOD, NOW - HOUR, "");
	take(&row, &good, NOW + 60);
	assert_string_equal(row.status, "unknown");
}

static void silence_lets_answers_end_and_nothing_else(void **state)
{
	(void)state;
	struct store_revocation row = standing(REVOCATION_GOOD, "", false);
	discover_revocation_failed(&row, "nobody answers", NOW + DAY);
	assert_string_equal(row.status, "good");
	assert_string_equal(row.problem, "nobody answers");
	discover_revocation_failed(&row, "nobody answers", NOW + DAY + REVOCATION_SKEW + 1);
	assert_string_equal(row.status, "unavailable");
	assert_int_equal(row.failures, 2);
	row = standing(REVOCATION_REVOKED, "superseded", true);
	discover_revocation_failed(&row, "nobody answers", NOW + 400 * DAY);
	assert_true(discover_revocation_counts(&row));
	struct store_revocation fresh = { .status = "" };
	discover_revocation_failed(&fresh, "nobody answers", NOW);
	assert_string_equal(fresh.status, "unavailable");
	assert_int_equal(fresh.since, NOW);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_answer_stands),
		cmocka_unit_test(a_second_one_confirms_when_its_time_has_come),
		cmocka_unit_test(what_was_said_once_is_taken_back_by_a_newer_one),
		cmocka_unit_test(only_a_hold_ends),
		cmocka_unit_test(what_is_final_becomes_no_hold),
		cmocka_unit_test(an_older_answer_changes_nothing),
		cmocka_unit_test(silence_lets_answers_end_and_nothing_else),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
