/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Inside or outside, by address; silence where it is not known. */
#include "flow/derive_exposure.h"
#include "support/check.h"

static const char *of(enum deployment_kind kind, const char *host, const char **addresses,
                      size_t count)
{
	struct store_deployment deployment = { .place = { .kind = kind, .host = host } };
	struct subject_place place = { .deployment = &deployment,
		                       .addresses = addresses,
		                       .address_count = count };
	return derive_exposure(&place);
}

static void addresses_tell(void **state)
{
	static const struct {
		const char *host, *exposure;
	} cases[] = { { "10.1.2.3", "internal" },        { "172.16.0.1", "internal" },
		      { "172.31.255.1", "internal" },    { "172.32.0.1", "internet" },
		      { "192.168.1.1", "internal" },     { "192.169.1.1", "internet" },
		      { "127.0.0.11", "internal" },      { "169.254.1.1", "internal" },
		      { "100.64.0.1", "internal" },      { "100.128.0.1", "internet" },
		      { "203.0.113.9", "internet" },     { "::1", "internal" },
		      { "fd00::1", "internal" },         { "fe80::1", "internal" },
		      { "2001:db8::1", "internet" },     { "::ffff:10.0.0.1", "internal" },
		      { "::ffff:192.0.2.1", "internet" } };
	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++)
		assert_string_equal(of(DEPLOYMENT_ADDRESS, cases[i].host, NULL, 0),
		                    cases[i].exposure);
}

static void a_name_is_as_exposed_as_its_addresses(void **state)
{
	const char *inside[] = { "10.0.0.1", "fd00::1" };
	const char *mixed[] = { "10.0.0.1", "203.0.113.9" };
	(void)state;
	assert_string_equal(of(DEPLOYMENT_NAME, "a.example", inside, 2), "internal");
	assert_string_equal(of(DEPLOYMENT_NAME, "a.example", mixed, 2), "internet");
	assert_null(of(DEPLOYMENT_NAME, "a.example", NULL, 0));
	assert_null(of(DEPLOYMENT_FILE, "10.0.0.1", NULL, 0));
	assert_null(of(DEPLOYMENT_ADDRESS, "no address", NULL, 0));
}

static void the_whole_is_internal_only_if_all_is(void **state)
{
	struct store_deployment rows[] = {
		{ .place = { .kind = DEPLOYMENT_ADDRESS, .host = "10.0.0.1" } },
		{ .place = { .kind = DEPLOYMENT_NAME, .host = "a.example" } },
		{ .place = { .kind = DEPLOYMENT_ADDRESS, .host = "203.0.113.9" } },
	};
	struct subject_place places[] = { { .deployment = &rows[0] },
		                          { .deployment = &rows[1] },
		                          { .deployment = &rows[2] } };
	struct subject subject = { .places = { .items = places, .count = 1 } };
	(void)state;
	assert_string_equal(derive_exposure_of(&subject), "internal");
	subject.places.count = 2;
	assert_null(derive_exposure_of(&subject));
	subject.places.count = 3;
	assert_string_equal(derive_exposure_of(&subject), "internet");
	places[2].state = PLACE_GONE;
	assert_null(derive_exposure_of(&subject));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(addresses_tell),
		cmocka_unit_test(a_name_is_as_exposed_as_its_addresses),
		cmocka_unit_test(the_whole_is_internal_only_if_all_is),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
