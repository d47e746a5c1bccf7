/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Which hosts a network, address or name means. */
#include "flow/network.h"
#include "support/check.h"

static void test_holds(void **state)
{
	(void)state;
	static const char *const pairs[][2] = {
		{ "10.20.0.0/24", "10.20.0.7" },
		{ "10.20.0.0/24", "10.20.0.255" },
		{ "10.20.0.0/15", "10.21.3.4" },
		{ "0.0.0.0/0", "192.0.2.1" },
		{ "10.0.0.1/32", "10.0.0.1" },
		{ "2001:db8::/32", "2001:db8:1::7" },
		{ "2001:db8::/33", "2001:db8:7fff::" },
		{ "10.0.0.1", "10.0.0.1" },
		{ "shop.example.com", "SHOP.example.com" },
	};
	for (size_t i = 0; i < COUNT_OF(pairs); i++)
		if (!network_holds(pairs[i][0], pairs[i][1]))
			fail_msg("'%s' holds '%s'", pairs[i][0], pairs[i][1]);
}

static void test_holds_not(void **state)
{
	(void)state;
	static const char *const pairs[][2] = {
		{ "10.20.0.0/24", "10.20.1.0" },
		{ "10.20.0.0/15", "10.22.0.1" },
		{ "10.0.0.1/32", "10.0.0.2" },
		{ "10.0.0.0/8", "shop.example.com" },
		{ "10.0.0.0/8", "::ffff:10.0.0.1" },
		{ "2001:db8::/32", "2001:db9::1" },
		{ "2001:db8::/33", "2001:db8:8000::" },
		{ "10.0.0.0/33", "10.0.0.1" },
		{ "10.0.0.0/-1", "10.0.0.1" },
		{ "10.0.0.0/", "10.0.0.1" },
		{ "10.0.0.0/8x", "10.0.0.1" },
		{ "/8", "10.0.0.1" },
		{ "", "10.0.0.1" },
		{ "10.0.0.1", "10.0.0.10" },
		{ "0.0.0.0/0", "::1" },
		{ "1111:2222:3333:4444:5555:6666:7777:8888:9999:1111/8", "1111::1" },
	};
	for (size_t i = 0; i < COUNT_OF(pairs); i++)
		if (network_holds(pairs[i][0], pairs[i][1]))
			fail_msg("'%s' does not hold '%s'", pairs[i][0], pairs[i][1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_holds),
		cmocka_unit_test(test_holds_not),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
