/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What is not there: rows taken away, references left out, fields left alone. */
#include "store/store_missing.h"
#include "support/check.h"
#include "support/store_folder.h"
#include "support/store_records.h"

static struct error error;

/* A new wish is no evidence that the row is back. */
static void a_missing_record_waits_for_its_return(void **state)
{
	STORE_HERE;
	struct store_record *rows;
	size_t count;
	store_records_want(store, "a", "d1", 5);
	struct store_record *row = store_records_get(store, arena, "a");
	row->sent = "d1";
	row->remote_id = "r1";
	row->missing = 9;
	row->problem = "not there";
	GOOD(store_record_save(store, row, &error));
	assert_true(store_records_want(store, "a", "d2", 5));
	assert_string_equal(store_records_get(store, arena, "a")->problem, "not there");
	assert_int_equal(store_records_pending(store, arena, &rows), 0);
	GOOD(store_missing_list(store, arena, "sn", 0, 10, &rows, &count, &error));
	assert_int_equal(count, 1);
	GOOD(store_missing_list(store, arena, "sn", rows[0].id, 10, &rows, &count, &error));
	assert_int_equal(count, 0);
	GOOD(store_missing_found(store, row, &error));
	assert_int_equal(store_records_get(store, arena, "a")->missing, 0);
	assert_int_equal(store_records_pending(store, arena, &rows), 1);
}

static void contested_records_are_listed(void **state)
{
	STORE_HERE;
	struct store_record *rows;
	size_t count;
	store_records_want(store, "a", "d1", 5);
	store_records_want(store, "b", "d1", 5);
	struct store_record *row = store_records_get(store, arena, "b");
	row->contested = "[\"name\"]";
	GOOD(store_record_save(store, row, &error));
	GOOD(store_record_problems(store, arena, NULL, &rows, &count, &error));
	assert_int_equal(count, 1);
	assert_string_equal(rows[0].key, "b");
}

static void what_lacks_a_reference_goes_again_once(void **state)
{
	STORE_HERE;
	struct store_record *rows;
	int64_t count;
	store_records_want(store, "issuer", "d", 1);
	store_records_want(store, "leaf", "d", 2);
	struct store_record *row = store_records_get(store, arena, "leaf");
	row->sent = "d";
	GOOD(store_record_save(store, row, &error));
	GOOD(store_missing_lack(store, "sn", "leaf", "issuer", &error));
	GOOD(store_missing_lack(store, "sn", "leaf", "issuer", &error));
	GOOD(store_missing_lack(store, "sn", "leaf", "nobody", &error));
	GOOD(store_missing_lack(store, "other", "leaf", "issuer", &error));
	GOOD(store_missing_fill(store, "sn", &count, &error));
	assert_int_equal(count, 0);
	row = store_records_get(store, arena, "issuer");
	row->sent = "d";
	row->remote_id = "r";
	GOOD(store_record_save(store, row, &error));
	assert_int_equal(store_records_pending(store, arena, &rows), 0);
	GOOD(store_missing_fill(store, "sn", &count, &error));
	assert_int_equal(count, 1);
	assert_int_equal(store_records_pending(store, arena, &rows), 1);
	row = store_records_get(store, arena, "leaf");
	row->sent = "d";
	GOOD(store_record_save(store, row, &error));
	GOOD(store_missing_fill(store, "sn", &count, &error));
	assert_int_equal(count, 0);
}

#define IN_STORE(test) \
	cmocka_unit_test_setup_teardown(test, store_folder_setup, store_folder_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_STORE(a_missing_record_waits_for_its_return),
		IN_STORE(contested_records_are_listed),
		IN_STORE(what_lacks_a_reference_goes_again_once),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
