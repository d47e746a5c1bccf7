/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Targets, ports and excludes as people write them. */
#include "adapters/discovery/tls/tls_target.h"
#include "base/arena.h"

#include "support/check.h"

#include <string.h>

static void targets_of_every_form(void **state)
{
	(void)state;
	ARENA(arena);
	const struct {
		const char *text, *name, *first;
		uint64_t count;
		int port;
	} cases[] = {
		{ "www.Example.com", "www.example.com", NULL, 1, 0 },
		{ "www.example.com.:8443", "www.example.com", NULL, 1, 8443 },
		{ "localhost", "localhost", NULL, 1, 0 },
		{ "web-1.example", "web-1.example", NULL, 1, 0 },
		{ "b\xc3\xbc"
		  "cher.example",
		  "xn--bcher-kva.example", NULL, 1, 0 },
		{ "10.20.0.7", NULL, "10.20.0.7", 1, 0 },
		{ "10.20.0.7:65535", NULL, "10.20.0.7", 1, 65535 },
		{ "10.20.0.7:8000-8010", NULL, "10.20.0.7", 1, 8000 },
		{ "web-1.example:1-65535", "web-1.example", NULL, 1, 1 },
		{ "[2001:db8::1]:443-444", NULL, "2001:db8::1", 1, 443 },
		{ "10.20.0.7/24", NULL, "10.20.0.0", 256, 0 },
		{ "10.0.0.0/8:443", NULL, "10.0.0.0", 1 << 24, 443 },
		{ "0.0.0.0/0", NULL, "0.0.0.0", UINT64_C(1) << 32, 0 },
		{ "10.20.0.250-10.20.1.4", NULL, "10.20.0.250", 11, 0 },
		{ "10.20.0.1-9:25", NULL, "10.20.0.1", 9, 25 },
		{ "2001:db8::1", NULL, "2001:db8::1", 1, 0 },
		{ "[2001:DB8::1]", NULL, "2001:db8::1", 1, 0 },
		{ "[2001:db8::1]:443", NULL, "2001:db8::1", 1, 443 },
		{ "2001:db8::ff/120", NULL, "2001:db8::", 256, 0 },
		{ "[2001:db8::/96]:443", NULL, "2001:db8::", UINT64_C(1) << 32, 443 },
		{ "2001:db8::1-2001:db8::1:0", NULL, "2001:db8::1", 65536, 0 },
		/* One address, however it is spelled. */
		{ "::ffff:10.20.0.7", NULL, "10.20.0.7", 1, 0 },
	};
	for (size_t index = 0; index < COUNT_OF(cases); index++) {
		struct tls_target target;
		struct error error = ERROR_INIT;
		if (!tls_target_parse(&arena, cases[index].text, false, &target, &error))
			fail_msg("%s", error.message);
		if (cases[index].name) {
			assert_string_equal(target.name, cases[index].name);
		} else {
			char first[INET6_ADDRSTRLEN];
			tls_address_format(&target.first, first);
			assert_string_equal(first, cases[index].first);
		}
		assert_true(target.count == cases[index].count);
		assert_int_equal(target.port, cases[index].port);
	}
}

static void what_is_no_target_is_refused_by_name(void **state)
{
	(void)state;
	ARENA(arena);
	const char *const texts[] = {
		"",
		":443",
		"host:0",
		"host:65536",
		"host:https",
		"host:8010-8000",
		"host:443-",
		"host:1-65536",
		"host:",
		"10.20.0.0/33",
		"10.20.0.0/-1",
		"10.20.0/24",
		"10.20.0.9-10.20.0.1",
		"10.20.0.9-1",
		"10.20.0.256",
		"10.20.0",
		"2001:db8::/64",
		"[2001:db8::1",
		"[2001:db8::1]x",
		"2001:db8::1:443:9999:1:2:3:4:5",
		"https://www.example.com",
		"a b",
		"a..b",
		"-a.example",
		"*.example.com",
		"fe80::1%eth0",
		"10.0.0.1-2001:db8::1",
		"www.example.com/24",
		"0.0.0.0-2001::",
		"a/b",
		"10.0.0.1-",
		"exa^mple",
	};
	for (size_t index = 0; index < COUNT_OF(texts); index++) {
		struct tls_target target;
		struct error error = ERROR_INIT;
		if (tls_target_parse(&arena, texts[index], false, &target, &error))
			fail_msg("'%s' was taken for a target", texts[index]);
		assert_int_equal(error.kind, ERROR_LOCAL);
		check_contains(error.message, texts[index]);
	}
	char longest[300];
	memset(longest, 'a', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = '\0';
	struct tls_target target;
	assert_false(tls_target_parse(&arena, longest, false, &target, NULL));
}

static bool excluded(const char *entry, const char *name, const char *address, int port)
{
	ARENA(arena);
	struct tls_target target;
	struct error error;
	if (!tls_target_parse(&arena, entry, true, &target, &error))
		fail_msg("%s", error.message);
	struct tls_host host = { .name = name, .port = port };
	if (address)
		assert_true(tls_address_parse(address, &host.address));
	return tls_target_holds(&target, &host, NULL);
}

static void excludes_hold_what_they_say(void **state)
{
	(void)state;
	assert_true(excluded(":25", "any.example", NULL, 25));
	assert_true(excluded(":25", NULL, "2001:db8::1", 25));
	assert_false(excluded(":25", NULL, "10.0.0.1", 443));
	assert_true(excluded(":25-30", NULL, "10.0.0.1", 30));
	assert_false(excluded(":25-30", NULL, "10.0.0.1", 31));
	assert_true(excluded("shop.example:1-442", "shop.example", NULL, 25));
	assert_false(excluded("shop.example:1-442", "shop.example", NULL, 443));
	assert_true(excluded("10.0.0.1", NULL, "10.0.0.1", 443));
	assert_true(excluded("10.0.0.1", NULL, "::ffff:10.0.0.1", 443));
	assert_false(excluded("10.0.0.1:25", NULL, "10.0.0.1", 443));
	assert_true(excluded("10.0.0.0/8", NULL, "10.255.255.255", 1));
	assert_false(excluded("10.0.0.0/8", NULL, "11.0.0.0", 1));
	assert_true(excluded("2001:db8::/32", NULL, "2001:db8:ffff::1", 443));
	assert_false(excluded("2001:db8::/32", NULL, "2001:db9::1", 443));
	assert_true(excluded("::/0", NULL, "2001:db9::1", 443));
	assert_false(excluded("::/0", NULL, "10.0.0.1", 443));
	assert_true(excluded("10.0.0.1-3", NULL, "10.0.0.3", 443));
	assert_false(excluded("10.0.0.1-3", NULL, "10.0.0.4", 443));
	assert_true(excluded("shop.example", "shop.example", NULL, 443));
	assert_false(excluded("shop.example", "a.shop.example", NULL, 443));
	assert_true(excluded("*.example", "a.shop.example", NULL, 443));
	assert_false(excluded("*.example", "example", NULL, 443));
	assert_false(excluded("0.0.0.0/0", "shop.example", NULL, 443));
}

static void ports_are_joined_and_counted(void **state)
{
	(void)state;
	ARENA(arena);
	const char *const items[] = { "8443", "443", "8000-8002", "8002-8004", "443", "8005" };
	struct tls_ports ports;
	assert_true(tls_ports_parse(&arena, items, COUNT_OF(items), &ports, NULL));
	assert_int_equal(ports.total, 8);
	const int expected[] = { 443, 8000, 8001, 8002, 8003, 8004, 8005, 8443 };
	for (size_t index = 0; index < COUNT_OF(expected); index++) {
		assert_int_equal(tls_ports_at(&ports, index), expected[index]);
		assert_true(tls_ports_hold(&ports, expected[index]));
	}
	assert_false(tls_ports_hold(&ports, 444));
	const char *const wrong[] = {
		"0", "65536", "9-8", "https", "", "1-", "-1", "1-2-3", " 443"
	};
	for (size_t index = 0; index < COUNT_OF(wrong); index++) {
		struct error error = ERROR_INIT;
		assert_false(tls_ports_parse(&arena, &wrong[index], 1, &ports, &error));
		check_contains(error.message, wrong[index]);
	}
}

static void addresses_are_counted_through(void **state)
{
	(void)state;
	struct tls_address from;
	struct tls_address to;
	uint64_t distance;
	assert_true(tls_address_parse("2001:db8::ffff:ffff:ffff:ffff", &from));
	struct tls_address next = tls_address_add(&from, 1);
	char text[INET6_ADDRSTRLEN];
	tls_address_format(&next, text);
	assert_string_equal(text, "2001:db8:0:1::");
	assert_true(tls_address_distance(&from, &next, &distance));
	assert_int_equal(distance, 1);
	assert_false(tls_address_distance(&next, &from, &distance));
	assert_true(tls_address_parse("::", &from) && tls_address_parse("8000::", &to));
	assert_false(tls_address_distance(&from, &to, &distance));
	assert_true(tls_address_parse("0:0:0:1::", &to));
	assert_false(tls_address_distance(&from, &to, &distance));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(targets_of_every_form),
		cmocka_unit_test(what_is_no_target_is_refused_by_name),
		cmocka_unit_test(excludes_hold_what_they_say),
		cmocka_unit_test(ports_are_joined_and_counted),
		cmocka_unit_test(addresses_are_counted_through),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
