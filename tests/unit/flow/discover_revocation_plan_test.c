/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Whom to ask, and when. */
#include "base/clock.h"
#include "flow/discover_revocation_plan.h"
#include "support/check.h"

enum { HOUR = CLOCK_HOUR, DAY = CLOCK_DAY, NOW = 1000 * DAY };

static const char *way(int64_t crl, int64_t certificates, int64_t with_ocsp, int failures,
                       enum discover_revocation_prefer prefer)
{
	const struct store_revocation_group group = { crl, certificates, with_ocsp, failures, "" };
	const struct discover_revocation_options options = { .prefer = prefer, .list_from = 20 };
	return discover_revocation_way(&group, &options);
}

static void few_questions_are_asked(void **state)
{
	(void)state;
	assert_string_equal(way(0, 5000, 5000, 0, REVOCATION_PREFER_FEW), "ocsp");
	assert_string_equal(way(7, 19, 19, 0, REVOCATION_PREFER_FEW), "ocsp");
	assert_string_equal(way(7, 20, 20, 0, REVOCATION_PREFER_FEW), "list");
	assert_string_equal(way(7, 2, 1, 0, REVOCATION_PREFER_FEW), "list");
	assert_string_equal(way(7, 1, 0, 9, REVOCATION_PREFER_OCSP), "list");
	/* Where there is a choice, it can be made. */
	assert_string_equal(way(7, 5000, 5000, 0, REVOCATION_PREFER_OCSP), "ocsp");
	assert_string_equal(way(7, 1, 1, 0, REVOCATION_PREFER_CRL), "list");
	assert_string_equal(way(7, 5000, 5000, 3, REVOCATION_PREFER_CRL), "ocsp");
}

static void it_is_asked_before_the_answer_ends(void **state)
{
	(void)state;
	for (int64_t id = 0; id < 1000; id++) {
		int64_t at =
			discover_revocation_next(NOW, NOW - HOUR, NOW + 7 * DAY, 12 * HOUR, id);
		assert_true(at <= NOW + 12 * HOUR && at >= NOW + 11 * HOUR);
		at = discover_revocation_next(NOW, NOW - HOUR, NOW + 3 * HOUR, 12 * HOUR, id);
		assert_true(at < NOW + 3 * HOUR && at >= NOW + 2 * HOUR);
		/* What is always about to end is not asked for without pause. */
		at = discover_revocation_next(NOW, NOW - HOUR, NOW + 1, 12 * HOUR, id);
		assert_int_equal(at, NOW + 10 * CLOCK_MINUTE);
	}
	assert_true(discover_revocation_next(NOW, NOW, 0, DAY, 1) >
	            discover_revocation_next(NOW, NOW, 0, HOUR, 1));
}

static void failures_wait_longer_and_longer(void **state)
{
	(void)state;
	assert_int_equal(discover_revocation_retry(NOW, 1, 0), NOW + 5 * CLOCK_MINUTE);
	assert_int_equal(discover_revocation_retry(NOW, 2, 0), NOW + 10 * CLOCK_MINUTE);
	assert_int_equal(discover_revocation_retry(NOW, 1000000, 0), NOW + DAY);
	assert_int_equal(discover_revocation_retry(NOW, 1, 7200), NOW + 7200);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(few_questions_are_asked),
		cmocka_unit_test(it_is_asked_before_the_answer_ends),
		cmocka_unit_test(failures_wait_longer_and_longer),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
