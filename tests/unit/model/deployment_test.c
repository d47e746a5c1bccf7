/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Places as keys, and keys read back. */
#include "base/arena.h"
#include "model/deployment.h"

#include "support/check.h"

#include <string.h>

static const struct {
	struct deployment_place place;
	const char *key;
} cases[] = {
	{ { DEPLOYMENT_ADDRESS, "dc1", "10.20.0.7", 443, "shop.example.com", "", "" },
	  "dc1/10.20.0.7:443/shop.example.com" },
	{ { DEPLOYMENT_ADDRESS, "", "10.20.0.7", 443, "", "", "" }, "10.20.0.7:443" },
	{ { DEPLOYMENT_ADDRESS, "", "2001:db8::1", 8443, "a.example", "", "" },
	  "[2001:db8::1]:8443/a.example" },
	{ { DEPLOYMENT_NAME, "dc1", "shop.example", 443, "shop.example", "", "" },
	  "dc1/shop.example:443/shop.example" },
	{ { DEPLOYMENT_FILE, "dc1", "host-1", 0, "", "/etc/ssl/a.pem", "2" },
	  "dc1/host-1:/etc/ssl/a.pem#2" },
	{ { DEPLOYMENT_FILE, "", "host-1", 0, "", "/a#b%c\n", "my shop#1" },
	  "host-1:/a%23b%25c%0A#my%20shop#1" },
	{ { DEPLOYMENT_FILE, "", "host-1", 0, "", "/a", "" }, "host-1:/a" },
	{ { DEPLOYMENT_RESOURCE, "cloud", "aws", 0, "", "arn:aws:acm:eu/x", "" },
	  "cloud/aws=arn:aws:acm:eu/x" },
	{ { DEPLOYMENT_NAME, "a/b:c", "x=y", 1, "", "", "" }, "a%2Fb%3Ac/x%3Dy:1" },
};

static void keys_are_unique_and_read_back(void **state)
{
	(void)state;
	ARENA(arena);
	for (size_t index = 0; index < COUNT_OF(cases); index++) {
		const struct deployment_place *place = &cases[index].place;
		assert_string_equal(deployment_key(&arena, place), cases[index].key);
		struct deployment_place back;
		assert_true(deployment_parse_key(&arena, cases[index].key, &back));
		assert_int_equal(back.kind, place->kind);
		assert_string_equal(back.zone, place->zone);
		assert_string_equal(back.host, place->host);
		assert_int_equal(back.port, place->port);
		assert_string_equal(back.server_name, place->server_name);
		assert_string_equal(back.path, place->path);
		assert_string_equal(back.alias, place->alias);
	}
}

static void what_is_no_key_is_refused(void **state)
{
	(void)state;
	ARENA(arena);
	const char *const keys[] = {
		"",           "host",      "host:",       ":443",      "host:0",
		"host:65536", "host:443x", "host:443/",   "[::1]",     "[::1:443",
		"[host]:443", "%zz:443",   "ho%00st:443", "host:-1",   "zone/",
		"zone/:443",  "host=",     "host: 443",   "a/b/c:443", "host:/a%2",
	};
	for (size_t index = 0; index < COUNT_OF(keys); index++) {
		struct deployment_place place;
		if (deployment_parse_key(&arena, keys[index], &place))
			fail_msg("'%s' was taken for a key", keys[index]);
	}
}

static void every_value_has_its_name(void **state)
{
	(void)state;
	for (int reason = 0; reason <= LOOK_OTHER; reason++)
		assert_string_not_equal(look_reason_name((enum look_reason)reason), "unknown");
	assert_string_equal(look_outcome_name(LOOK_ABSENT), "absent");
	assert_string_equal(deployment_kind_name(DEPLOYMENT_RESOURCE), "resource");
	assert_string_equal(look_reason_name((enum look_reason)99), "unknown");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_are_unique_and_read_back),
		cmocka_unit_test(what_is_no_key_is_refused),
		cmocka_unit_test(every_value_has_its_name),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
