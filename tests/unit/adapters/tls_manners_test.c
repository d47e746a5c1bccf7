/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Manners towards hosts and networks: who is let in, and when a network counts as dark. */
#include "adapters/discovery/tls/tls_manners.h"

#include "support/check.h"

#include <stdio.h>

static struct tls_address address_of(const char *text)
{
	struct tls_address address;
	assert_true(tls_address_parse(text, &address));
	return address;
}

static bool enter(struct tls_manners *manners, const char *text, struct tls_visit *visit)
{
	struct tls_address address = address_of(text);
	return tls_manners_enter(manners, &address, visit);
}

static void a_host_has_its_limit(void **state)
{
	(void)state;
	struct tls_manners manners;
	tls_manners_open(&manners, 2, 0);
	struct tls_visit visits[4];
	assert_true(enter(&manners, "10.0.0.1", &visits[0]));
	assert_true(enter(&manners, "10.0.0.1", &visits[1]));
	assert_false(enter(&manners, "10.0.0.1", &visits[2]));
	assert_true(enter(&manners, "10.0.0.2", &visits[3]));
	tls_manners_leave(&manners, &visits[0]);
	tls_manners_leave(&manners, &visits[0]);
	tls_manners_leave(&manners, &visits[2]);
	assert_true(enter(&manners, "10.0.0.1", &visits[0]));
	assert_false(enter(&manners, "10.0.0.1", &visits[2]));
	tls_manners_close(&manners);
}

static void a_network_has_its_limit(void **state)
{
	(void)state;
	struct tls_manners manners;
	tls_manners_open(&manners, 0, 2);
	struct tls_visit visit;
	assert_true(enter(&manners, "10.0.0.1", &visit));
	assert_true(enter(&manners, "10.0.0.255", &visit));
	assert_false(enter(&manners, "10.0.0.7", &visit));
	assert_true(enter(&manners, "10.0.1.7", &visit));
	assert_true(enter(&manners, "2001:db8::1", &visit));
	assert_true(enter(&manners, "2001:db8::ffff:1", &visit));
	assert_false(enter(&manners, "2001:db8::2", &visit));
	assert_true(enter(&manners, "2001:db8:0:1::2", &visit));
	tls_manners_close(&manners);
}

/* A limit that is hit takes nothing from the other. */
static void a_full_host_costs_its_network_nothing(void **state)
{
	(void)state;
	struct tls_manners manners;
	tls_manners_open(&manners, 1, 2);
	struct tls_visit visit;
	assert_true(enter(&manners, "10.0.0.1", &visit));
	for (int again = 0; again < 5; again++)
		assert_false(enter(&manners, "10.0.0.1", &visit));
	assert_true(enter(&manners, "10.0.0.2", &visit));
	tls_manners_close(&manners);
}

static void no_limit_is_no_limit(void **state)
{
	(void)state;
	struct tls_manners manners;
	tls_manners_open(&manners, 0, 0);
	struct tls_visit visit;
	for (int index = 0; index < 5000; index++)
		assert_true(enter(&manners, "10.0.0.1", &visit));
	tls_manners_close(&manners);
}

/* Connections that a network gets now; leaves them all again. */
static int room_of(struct tls_manners *manners, const char *network)
{
	struct tls_visit visits[64];
	int count = 0;
	for (; count < 64; count++) {
		char text[32];
		(void)snprintf(text, sizeof(text), "%s.%d", network, count);
		if (!enter(manners, text, &visits[count]))
			break;
	}
	for (int index = 0; index < count; index++)
		tls_manners_leave(manners, &visits[index]);
	return count;
}

static void note(struct tls_manners *manners, const char *host, int silences, int answers)
{
	struct tls_visit visit;
	assert_true(enter(manners, host, &visit));
	for (int index = 0; index < silences; index++)
		tls_manners_silent(manners, &visit);
	for (int index = 0; index < answers; index++)
		tls_manners_answered(manners, &visit);
	tls_manners_leave(manners, &visit);
}

static void a_network_that_falls_silent_is_left_in_peace(void **state)
{
	(void)state;
	struct tls_manners manners;
	tls_manners_open(&manners, 0, 32);
	note(&manners, "10.0.0.1", 0, 20);
	note(&manners, "10.0.0.1", 15, 0);
	assert_int_equal(room_of(&manners, "10.0.0"), 32);
	note(&manners, "10.0.0.1", 1, 0);
	assert_int_equal(room_of(&manners, "10.0.0"), 1);
	assert_int_equal(room_of(&manners, "10.0.1"), 32);
	note(&manners, "10.0.0.1", 0, 1);
	assert_int_equal(room_of(&manners, "10.0.0"), 32);
	tls_manners_close(&manners);
}

/* Most addresses of most networks are empty: that is no reason to go slowly there. */
static void an_empty_network_is_not_dark(void **state)
{
	(void)state;
	struct tls_manners manners;
	tls_manners_open(&manners, 0, 32);
	note(&manners, "10.0.0.1", 5000, 0);
	assert_int_equal(room_of(&manners, "10.0.0"), 32);
	for (int host = 0; host < 10; host++)
		note(&manners, "10.0.1.1", 25, 1);
	note(&manners, "10.0.1.1", 100, 0);
	assert_int_equal(room_of(&manners, "10.0.1"), 32);
	note(&manners, "10.0.1.1", 200, 0);
	assert_int_equal(room_of(&manners, "10.0.1"), 1);
	tls_manners_close(&manners);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_host_has_its_limit),
		cmocka_unit_test(a_network_has_its_limit),
		cmocka_unit_test(a_full_host_costs_its_network_nothing),
		cmocka_unit_test(no_limit_is_no_limit),
		cmocka_unit_test(a_network_that_falls_silent_is_left_in_peace),
		cmocka_unit_test(an_empty_network_is_not_dark),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
