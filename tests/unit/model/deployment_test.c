/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Places as keys. */
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

static void keys_tell_every_part(void **state)
{
	(void)state;
	ARENA(arena);
	for (size_t index = 0; index < COUNT_OF(cases); index++) {
		const struct deployment_place *place = &cases[index].place;
		assert_string_equal(deployment_key(&arena, place), cases[index].key);
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
		cmocka_unit_test(keys_tell_every_part),
		cmocka_unit_test(every_value_has_its_name),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
