/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What was read once is found again under exactly its words, until it grows too large. */
#include "flow/derive_known.h"
#include "support/check.h"

#include <string.h>

static void words_do_not_run_together(void **state)
{
	DERIVE_KNOWN(known);
	(void)state;
	int values[3];
	*derive_known_place(&known, "a", "bc", "d") = &values[0];
	*derive_known_place(&known, "ab", "c", "d") = &values[1];
	assert_null(*derive_known_place(&known, "a", "b", "cd"));
	*derive_known_place(&known, "a", "b", "cd") = &values[2];
	assert_ptr_equal(*derive_known_place(&known, "a", "bc", "d"), &values[0]);
	assert_ptr_equal(*derive_known_place(&known, "ab", "c", "d"), &values[1]);
	assert_ptr_equal(*derive_known_place(&known, "a", "b", "cd"), &values[2]);
	assert_null(*derive_known_place(&known, "", "", ""));
}

static void many_are_found_again(void **state)
{
	enum { MANY = 20000 };
	DERIVE_KNOWN(known);
	(void)state;
	for (size_t i = 0; i < MANY; i++) {
		size_t *number = ARENA_NEW(&known.arena, size_t);
		*number = i;
		*derive_known_place(&known, "address", "side",
		                    arena_print(&known.arena, "%zu", i)) = number;
	}
	for (size_t i = 0; i < MANY; i++) {
		const size_t *number = *derive_known_place(&known, "address", "side",
		                                           arena_print(&known.arena, "%zu", i));
		assert_non_null(number);
		assert_int_equal(*number, i);
	}
	char *long_key = memset(arena_allocate(&known.arena, 5001), 'x', 5000);
	*derive_known_place(&known, "name", "side", long_key) = long_key;
	assert_ptr_equal(*derive_known_place(&known, "name", "side", long_key), long_key);
}

static void a_large_one_forgets_all(void **state)
{
	enum { MUCH = 40 << 20 };
	DERIVE_KNOWN(known);
	int value;
	(void)state;
	*derive_known_place(&known, "a", "b", "c") = &value;
	derive_known_trim(&known);
	assert_ptr_equal(*derive_known_place(&known, "a", "b", "c"), &value);
	(void)arena_allocate(&known.arena, MUCH);
	derive_known_trim(&known);
	assert_null(*derive_known_place(&known, "a", "b", "c"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_do_not_run_together),
		cmocka_unit_test(many_are_found_again),
		cmocka_unit_test(a_large_one_forgets_all),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
