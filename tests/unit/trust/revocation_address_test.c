/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* A certificate cannot send us to places that are nobody's business. */
#include "base/arena.h"
#include "support/check.h"
#include "trust/revocation_address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

static struct error error;

static bool allowed(const struct revocation_networks *networks, const char *text)
{
	struct sockaddr_in v4 = { .sin_family = AF_INET };
	struct sockaddr_in6 v6 = { .sin6_family = AF_INET6 };
	if (inet_pton(AF_INET, text, &v4.sin_addr) == 1)
		return revocation_address_allowed(networks, (struct sockaddr *)&v4);
	assert_int_equal(inet_pton(AF_INET6, text, &v6.sin6_addr), 1);
	return revocation_address_allowed(networks, (struct sockaddr *)&v6);
}

static void only_public_addresses(void **state)
{
	static const char *const no[] = { "0.0.0.0",
		                          "0.1.2.3",
		                          "10.0.0.1",
		                          "100.64.0.1",
		                          "100.100.100.200",
		                          "127.0.0.1",
		                          "127.9.9.9",
		                          "169.254.169.254",
		                          "172.16.0.1",
		                          "172.31.255.255",
		                          "192.0.0.192",
		                          "192.168.1.1",
		                          "198.18.0.1",
		                          "198.19.255.255",
		                          "224.0.0.1",
		                          "255.255.255.255",
		                          "240.0.0.1",
		                          "::",
		                          "::1",
		                          "::ffff:127.0.0.1",
		                          "::ffff:10.0.0.1",
		                          "::127.0.0.1",
		                          "fe80::1",
		                          "fec0::1",
		                          "fd00:ec2::254",
		                          "fc00::1",
		                          "ff02::1",
		                          "2002:7f00:1::",
		                          "2002:a00:1::1",
		                          "64:ff9b::7f00:1",
		                          "64:ff9b::a9fe:a9fe",
		                          "2001::1",
		                          "2001:db8::1",
		                          "64:ff9b:1::1" };
	static const char *const yes[] = { "1.1.1.1",        "9.255.255.255",    "11.0.0.1",
		                           "100.63.0.1",     "100.128.0.1",      "126.255.255.255",
		                           "128.0.0.1",      "169.253.1.1",      "172.15.0.1",
		                           "172.32.0.1",     "192.167.1.1",      "198.17.0.1",
		                           "198.20.0.1",     "223.255.255.255",  "2606:4700::1111",
		                           "2a00:1450::1",   "64:ff9b::101:101", "::ffff:1.1.1.1",
		                           "2002:101:101::1" };
	(void)state;
	for (size_t i = 0; i < COUNT_OF(no); i++)
		if (allowed(NULL, no[i]))
			fail_msg("'%s' was allowed", no[i]);
	for (size_t i = 0; i < COUNT_OF(yes); i++)
		if (!allowed(NULL, yes[i]))
			fail_msg("'%s' was refused", yes[i]);
	const struct sockaddr unix_address = { .sa_family = AF_UNIX };
	assert_false(revocation_address_allowed(NULL, &unix_address));
}

static void a_list_opens_what_it_names(void **state)
{
	ARENA(arena);
	const char *items[] = { "10.20.0.0/16", "fd00:1::/32", "127.0.0.1", "172.16.0.0/13" };
	struct revocation_networks networks;
	(void)state;
	assert_true(revocation_networks_read(
		&arena, &(struct setting_list){ items, COUNT_OF(items) }, &networks, &error));
	assert_true(allowed(&networks, "10.20.255.1"));
	assert_true(allowed(&networks, "::ffff:10.20.255.1"));
	assert_false(allowed(&networks, "10.21.0.1"));
	assert_true(allowed(&networks, "fd00:1::5"));
	assert_false(allowed(&networks, "fd00:2::5"));
	assert_true(allowed(&networks, "127.0.0.1"));
	assert_false(allowed(&networks, "127.0.0.2"));
	assert_true(allowed(&networks, "172.23.1.1"));
	assert_false(allowed(&networks, "172.24.1.1"));
	assert_true(allowed(&networks, "1.1.1.1"));
	static const char *const wrong[] = { "10.0.0.0/33", "ten",    "",
		                             "10.0.0.0/x",  "::/129", "10.0.0.0/-1" };
	for (size_t i = 0; i < COUNT_OF(wrong); i++) {
		const char *item = wrong[i];
		assert_false(revocation_networks_read(&arena, &(struct setting_list){ &item, 1 },
		                                      &networks, &error));
		assert_int_equal(error.kind, ERROR_LOCAL);
	}
}

static void only_plain_http(void **state)
{
	static const char *const no[] = { "https://ocsp.example/",
		                          "ldap://ldap.example/cn=ca",
		                          "file:///etc/passwd",
		                          "http://",
		                          "http:///x",
		                          "http://user@ocsp.example/",
		                          "http://a:b@ocsp.example/",
		                          "http://ocsp.example/\r\nX: y",
		                          "http://ocsp.example/a b",
		                          "http://127.0.0.1/",
		                          "http://169.254.169.254/latest/meta-data",
		                          "http://[::1]:80/",
		                          "http://[::ffff:10.0.0.1]/",
		                          "http://2130706433/",
		                          "http://0x7f.1/",
		                          "http://0177.0.0.1/",
		                          "http://127.1/",
		                          "ocsp.example",
		                          "" };
	static const char *const yes[] = { "http://ocsp.example", "HTTP://OCSP.example:8080/x?y",
		                           "http://1.1.1.1/ocsp", "http://[2606:4700::1]/a" };
	char longer[4096] = "http://ocsp.example/";
	ARENA(arena);
	(void)state;
	memset(longer + 20, 'a', 3000);
	assert_false(revocation_url_allowed(NULL, longer, &error));
	for (size_t i = 0; i < COUNT_OF(no); i++)
		if (revocation_url_allowed(NULL, no[i], &error))
			fail_msg("'%s' was allowed", no[i]);
	for (size_t i = 0; i < COUNT_OF(yes); i++)
		if (!revocation_url_allowed(NULL, yes[i], &error))
			fail_msg("'%s' was refused: %s", yes[i], error.message);
	assert_string_equal(revocation_url_host(&arena, yes[1]), "ocsp.example:8080");
	assert_string_equal(revocation_url_host(&arena, "nothing"), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_public_addresses),
		cmocka_unit_test(a_list_opens_what_it_names),
		cmocka_unit_test(only_plain_http),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
