/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Sides, volumes and brakes in the store. */
#include "support/check.h"
#include "support/store_folder.h"

#include "store/store_side.h"

static struct error error;

static void sides_are_kept(void **state)
{
	STORE_HERE;
	struct store_side side = { .target = "sn", .stage = "observe", .since = 5 }, *row;
	GOOD(store_side_get(store, arena, "sn", &row, &error));
	assert_null(row);
	GOOD(store_side_save(store, &side, &error));
	side.stage = "inventory";
	side.failures = 2;
	GOOD(store_side_save(store, &side, &error));
	GOOD(store_side_get(store, arena, "sn", &row, &error));
	assert_string_equal(row->stage, "inventory");
	assert_int_equal(row->failures, 2);
}

static void the_usual_volume_is_a_median(void **state)
{
	STORE_HERE;
	int64_t count;
	for (int64_t day = 100; day < 108; day++)
		GOOD(store_volume_add(store, "sn", "opens", day, "", day - 99, &error));
	GOOD(store_volume_add(store, "sn", "opens", 107, "", 10, &error));
	GOOD(store_volume_add(store, "sn", "opens", 107, "g1", 1000, &error));
	GOOD(store_volume_get(store, "sn", "opens", 107, "", &count, &error));
	assert_int_equal(count, 18);
	GOOD(store_volume_get(store, "sn", "opens", 300, "", &count, &error));
	assert_int_equal(count, 0);
	/* 7 days, all with rows: 1 .. 7. */
	GOOD(store_volume_usual(store, "sn", "opens", 107, 7, &count, &error));
	assert_int_equal(count, 4);
	/* 14 days of which 7 have none. */
	GOOD(store_volume_usual(store, "sn", "opens", 107, 14, &count, &error));
	assert_int_equal(count, 0);
	GOOD(store_volume_usual(store, "sn", "opens", 107, 13, &count, &error));
	assert_int_equal(count, 1);
}

static void brakes_are_held_until_released(void **state)
{
	STORE_HERE;
	struct store_brake brake = { .target = "sn",
		                     .kind = "opens",
		                     .pulled_at = 5,
		                     .count = 90,
		                     .usual = 3,
		                     .digest = "d" };
	GOOD(store_brake_save(store, &brake, &error));
	assert_true(brake.id > 0);
	struct store_brake *rows;
	size_t count;
	GOOD(store_brake_list(store, arena, true, &rows, &count, &error));
	assert_int_equal(count, 1);
	assert_int_equal(rows[0].count, 90);
	brake.released_at = 9;
	brake.released_by = "ann";
	GOOD(store_brake_save(store, &brake, &error));
	GOOD(store_brake_list(store, arena, true, &rows, &count, &error));
	assert_int_equal(count, 0);
	GOOD(store_brake_list(store, arena, false, &rows, &count, &error));
	assert_string_equal(rows[0].released_by, "ann");
}

#define IN_STORE(test) \
	cmocka_unit_test_setup_teardown(test, store_folder_setup, store_folder_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_STORE(sides_are_kept),
		IN_STORE(the_usual_volume_is_a_median),
		IN_STORE(brakes_are_held_until_released),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
