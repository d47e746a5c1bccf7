/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Fields filled in by hand give each name and address once, in the model's form. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "contract/itsm_place.h"

static void names_are_folded_and_told_once(void **state)
{
	ARENA(arena);
	struct itsm_place_texts names = { 0 };
	(void)state;
	itsm_place_add_names(&arena, &names,
	                     "WWW.Example.COM., www.example.com;\r\n api.example.com");
	itsm_place_add_name(&arena, &names, "web 01");
	itsm_place_add_name(&arena, &names, ".");
	itsm_place_add_name(&arena, &names, "API.example.com.");
	assert_int_equal(names.count, 2);
	assert_string_equal(names.items[0], "www.example.com");
	assert_string_equal(names.items[1], "api.example.com");
}

static void addresses_have_one_form(void **state)
{
	ARENA(arena);
	struct itsm_place_texts addresses = { 0 };
	(void)state;
	itsm_place_add_addresses(
		&arena, &addresses,
		"10.0.0.7,2001:DB8:0000::0001\n2001:db8::1 10.0.0.0/8 host 256.1.1.1");
	assert_int_equal(addresses.count, 2);
	assert_string_equal(addresses.items[0], "10.0.0.7");
	assert_string_equal(addresses.items[1], "2001:db8::1");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_folded_and_told_once),
		cmocka_unit_test(addresses_have_one_form),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
