/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Blackouts and maintenance windows: the first slot that fits. */

#include "calendar.h"
#include "instance.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

static const char *slot(void **state, const char *ci, const char *from, long hours)
{
	struct instance *instance = *state;
	time_t at, start;
	assert_true(moment_read(from, &at));
	const char *sys_id = session_id_of(instance->pool, "cmdb_ci", ci);
	if (!calendar_first_slot(&instance->session, sys_id, at, hours * 3600, 90, &start))
		return "none";
	return moment_print(instance->pool, start);
}

static void waits_for_the_freeze_to_end(void **state)
{
	assert_string_equal(slot(state, "web-01", "2030-12-18 13:00:00", 4), "2030-12-18 13:00:00");
	assert_string_equal(slot(state, "web-01", "2030-12-18 15:00:00", 4), "2031-01-02 06:00:00");
	assert_string_equal(slot(state, "web-01", "2031-01-01 00:00:00", 1), "2031-01-02 06:00:00");
}

static void keeps_to_the_maintenance_window(void **state)
{
	/* 6 July 2030 is a Saturday; the window runs from 20:00 to Sunday 06:00. */
	assert_string_equal(slot(state, "legacy-01", "2030-07-03 10:00:00", 2),
	                    "2030-07-06 20:00:00");
	assert_string_equal(slot(state, "legacy-01", "2030-07-06 23:00:00", 2),
	                    "2030-07-06 23:00:00");
	assert_string_equal(slot(state, "legacy-01", "2030-07-07 05:00:00", 2),
	                    "2030-07-13 20:00:00");
	assert_string_equal(slot(state, "legacy-01", "2030-07-03 10:00:00", 11), "none");
}

static void both_bind(void **state)
{
	/* Saturday 21 and 28 December 2030 lie in the freeze, 4 January does not. */
	assert_string_equal(slot(state, "legacy-01", "2030-12-19 00:00:00", 2),
	                    "2031-01-04 20:00:00");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(waits_for_the_freeze_to_end),
		cmocka_unit_test(keeps_to_the_maintenance_window),
		cmocka_unit_test(both_bind),
	};
	return cmocka_run_group_tests(tests, instance_open, instance_close);
}
