/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What looks become: places, certificates, slots, replacements, dirty keys. */
#include "support/check.h"
#include "support/discover_world.h"

#include "base/clock.h"
#include "base/text.h"
#include "store/store_certificate.h"
#include "store/store_deployment.h"
#include "store/store_scan.h"
#include "support/issue.h"

#include <stdlib.h>
#include <string.h>

#define HERE struct discover_world *world = *state

static const struct look_certificate *chain(int number)
{
	return discover_world_chain(number);
}

static int64_t number(struct discover_world *world, const char *sql)
{
	return discover_world_number(world, sql);
}

static void looks_become_rows(void **state)
{
	HERE;
	FAKE(fake, "tls");
	discover_world_source(world, &fake);
	fake_serve(fake_add(&fake, "10.0.0.1"), 0, chain(0), 2);
	fake_serve(fake_add(&fake, "10.0.0.2"), 0, chain(1), 2);
	fake_silence(fake_add(&fake, "10.0.0.3"), LOOK_UNREACHABLE, LOOK_TIMEOUT);
	discover_world_scan(world, &fake);
	assert_true(world->result.complete);
	assert_int_equal(world->result.new_places, 2);
	assert_int_equal(world->result.new_certificates, 3);
	assert_int_equal(number(world, "SELECT count(*) FROM deployment"), 2);
	assert_int_equal(number(world, "SELECT count(*) FROM slot WHERE key_type = 'ec' AND "
	                               "full_probe = 1 AND chain <> ''"),
	                 2);
	assert_int_equal(number(world, "SELECT count(*) FROM certificate"), 3);
	assert_int_equal(number(world, "SELECT count(*) FROM certificate c JOIN certificate i "
	                               "ON i.sha256 = c.issuer_sha256 WHERE i.is_ca = 1"),
	                 2);
	assert_int_equal(number(world, "SELECT count(*) FROM dirty WHERE kind = 'certificate'"), 3);
	assert_int_equal(number(world, "SELECT served FROM scan"), 2);
	assert_int_equal(number(world, "SELECT unreachable FROM scan"), 1);
	assert_int_equal(number(world, "SELECT count(*) FROM audit WHERE kind = 'scan'"), 1);
}

static void rows_of_facts(struct discover_world *world, char digest[static 65])
{
	/* Scans and their audit entries are new each time, and meant to be. */
	assert_int_equal(number(world, "SELECT count(*) FROM audit"),
	                 number(world, "SELECT count(*) FROM scan"));
	struct digest sum;
	static const char *const sql[] = {
		"SELECT count(*) FROM certificate",
		"SELECT count(*) FROM deployment",
		"SELECT count(*) FROM slot",
		"SELECT total(last_seen) FROM slot",
		"SELECT total(missing_looks) FROM slot",
		"SELECT count(*) FROM sighting",
		"SELECT count(*) FROM silence",
		"SELECT total(state_since) FROM deployment",
		"SELECT total(last_served) FROM deployment",
		"SELECT count(*) FROM dirty",
		"SELECT total(trying) FROM dirty",
	};
	digest_start(&sum);
	for (size_t i = 0; i < COUNT_OF(sql); i++) {
		int64_t value = number(world, sql[i]);
		digest_add(&sum, &value, sizeof(value));
	}
	digest_finish(&sum, digest);
}

static void the_second_pass_writes_no_facts(void **state)
{
	HERE;
	FAKE(fake, "tls");
	discover_world_source(world, &fake);
	for (int i = 0; i < 8; i++) {
		struct fake_place *place = fake_add(&fake, "10.0.0.1");
		place->look.place.port = 443 + i;
		fake_serve(place, 0, chain(i), 2);
	}
	discover_world_scan(world, &fake);
	discover_world_derive(world);
	char before[65], after[65];
	rows_of_facts(world, before);
	discover_world_scans(world, &fake, 3, 3600);
	rows_of_facts(world, after);
	assert_string_equal(before, after);
	assert_int_equal(world->result.looks, 8);
	assert_int_equal(world->result.changed_places, 0);
	int64_t seen;
	assert_true(store_scan_last_seen(world->store, 1, &seen, &world->error));
	assert_true(clock_now() - seen < 60);
}

static void a_successor_replaces_after_looks_and_grace(void **state)
{
	HERE;
	FAKE(fake, "tls");
	discover_world_source(world, &fake);
	struct fake_place *place = fake_add(&fake, "10.0.0.1");
	fake_serve(place, 0, chain(0), 2);
	discover_world_scan(world, &fake);
	discover_world_scans(world, &fake, 1, 7200);
	int64_t last = clock_now();
	discover_world_derive(world);
	fake_serve(place, 0, chain(1), 2);
	/* Many looks, but within the grace time. */
	discover_world_scans(world, &fake, 12, 60);
	assert_int_equal(number(world, "SELECT count(*) FROM slot"), 2);
	assert_int_equal(number(world, "SELECT missing_looks FROM slot WHERE missing_looks > 0"),
	                 12);
	assert_int_equal(number(world, "SELECT count(*) FROM dirty"), 2);
	assert_true(llabs(number(world, "SELECT last_seen FROM slot WHERE missing_looks > 0") -
	                  last) < 60);
	discover_world_derive(world);
	discover_world_scans(world, &fake, 1, DISCOVER_DAY);
	assert_int_equal(world->result.replaced, 1);
	assert_int_equal(number(world, "SELECT count(*) FROM slot"), 1);
	assert_int_equal(number(world, "SELECT count(*) FROM sighting WHERE ended = 'replaced'"),
	                 1);
	assert_int_equal(number(world, "SELECT count(*) FROM dirty"), 2);
	discover_world_scans(world, &fake, 1, 60);
	assert_int_equal(world->result.changed_places, 0);
}

static void grace_alone_does_not_replace(void **state)
{
	HERE;
	FAKE(fake, "tls");
	discover_world_source(world, &fake);
	struct fake_place *place = fake_add(&fake, "10.0.0.1");
	fake_serve(place, 0, chain(0), 2);
	discover_world_scan(world, &fake);
	fake_serve(place, 0, chain(1), 2);
	discover_world_scans(world, &fake, 7, DISCOVER_DAY);
	assert_int_equal(number(world, "SELECT count(*) FROM slot"), 2);
	discover_world_scans(world, &fake, 1, DISCOVER_DAY);
	assert_int_equal(number(world, "SELECT count(*) FROM slot"), 1);
}

static void a_fast_look_ends_nothing(void **state)
{
	HERE;
	FAKE(fake, "tls");
	discover_world_source(world, &fake);
	struct fake_place *place = fake_add(&fake, "10.0.0.1");
	fake_serve(place, 0, chain(0), 2);
	discover_world_scan(world, &fake);
	place->look.full = false;
	fake_serve(place, 0, chain(1), 2);
	discover_world_scans(world, &fake, 20, DISCOVER_DAY);
	assert_int_equal(number(world, "SELECT count(*) FROM slot"), 2);
	assert_int_equal(number(world, "SELECT max(missing_looks) FROM slot"), 0);
	assert_int_equal(number(world, "SELECT count(*) FROM slot WHERE full_probe = 0"), 1);
	fake_silence(place, LOOK_ABSENT, LOOK_NO_TLS);
	place->look.full = false;
	discover_world_scans(world, &fake, 20, DISCOVER_DAY);
	assert_int_equal(number(world, "SELECT count(*) FROM silence"), 0);
	assert_int_equal(number(world, "SELECT count(*) FROM deployment WHERE state = 'served'"),
	                 1);
}

static void a_fast_look_keeps_what_a_full_one_proved(void **state)
{
	HERE;
	FAKE(fake, "tls");
	discover_world_source(world, &fake);
	struct fake_place *place = fake_add(&fake, "10.0.0.1");
	place->look.full = false;
	fake_serve(place, 0, chain(0), 2);
	discover_world_scan(world, &fake);
	assert_int_equal(number(world, "SELECT full_probe FROM slot"), 0);
	place->look.full = true;
	discover_world_scan(world, &fake);
	assert_int_equal(number(world, "SELECT full_probe FROM slot"), 1);
	assert_int_equal(world->result.changed_places, 1);
	place->look.full = false;
	discover_world_scan(world, &fake);
	assert_int_equal(number(world, "SELECT full_probe FROM slot"), 1);
	assert_int_equal(world->result.changed_places, 0);
}

static void a_rolled_back_certificate_is_there_again(void **state)
{
	HERE;
	FAKE(fake, "tls");
	discover_world_source(world, &fake);
	struct fake_place *place = fake_add(&fake, "10.0.0.1");
	fake_serve(place, 0, chain(0), 2);
	discover_world_scan(world, &fake);
	fake_serve(place, 0, chain(1), 2);
	discover_world_scans(world, &fake, 3, 3600);
	fake_serve(place, 0, chain(0), 2);
	discover_world_scans(world, &fake, 1, 3600);
	/* Back before it counted as replaced. */
	assert_int_equal(number(world, "SELECT count(*) FROM slot WHERE missing_looks = 0 AND "
	                               "certificate_id = 1"),
	                 1);
	fake_serve(place, 0, chain(1), 2);
	discover_world_scans(world, &fake, 9, DISCOVER_DAY);
	assert_int_equal(number(world, "SELECT count(*) FROM sighting WHERE certificate_id = 1"),
	                 1);
	discover_world_derive(world);
	/* Back after: a new slot, the history stays, both are dirty. */
	fake_serve(place, 0, chain(0), 2);
	discover_world_scans(world, &fake, 1, 3600);
	assert_int_equal(number(world, "SELECT count(*) FROM slot WHERE certificate_id = 1"), 1);
	assert_int_equal(number(world, "SELECT count(*) FROM sighting WHERE certificate_id = 1"),
	                 1);
	assert_int_equal(number(world, "SELECT count(*) FROM dirty"), 2);
}

static void a_pool_is_a_set(void **state)
{
	HERE;
	FAKE(fake, "tls");
	discover_world_source(world, &fake);
	struct fake_place *place = fake_add(&fake, "10.0.0.1");
	for (int i = 0; i < 40; i++) {
		fake_serve(place, 0, chain(i % 3), 2);
		discover_world_scans(world, &fake, 1, DISCOVER_DAY);
	}
	assert_int_equal(number(world, "SELECT count(*) FROM slot"), 3);
	assert_int_equal(number(world, "SELECT count(*) FROM sighting"), 0);
	/* One member is renewed: the others stay. */
	for (int i = 0; i < 40; i++) {
		fake_serve(place, 0, chain(i % 3 ? i % 3 : 5), 2);
		discover_world_scans(world, &fake, 1, DISCOVER_DAY);
	}
	assert_int_equal(number(world, "SELECT count(*) FROM slot"), 3);
	assert_int_equal(number(world, "SELECT count(*) FROM sighting WHERE certificate_id = 1"),
	                 1);
}

static void key_types_are_slots_of_their_own(void **state)
{
	HERE;
	FAKE(fake, "tls");
	discover_world_source(world, &fake);
	struct fake_place *place = fake_add(&fake, "10.0.0.1");
	struct look_certificate rsa = discover_world_rsa();
	fake_serve(place, 0, chain(0), 2);
	fake_serve(place, 1, &rsa, 1);
	discover_world_scan(world, &fake);
	assert_int_equal(number(world, "SELECT count(DISTINCT key_type) FROM slot"), 2);
	/* The same two in the other order are nothing new. */
	fake_serve(place, 0, &rsa, 1);
	fake_serve(place, 1, chain(0), 2);
	discover_world_scans(world, &fake, 1, 3600);
	assert_int_equal(world->result.changed_places, 0);
	fake_serve(place, 1, chain(1), 2);
	discover_world_scans(world, &fake, 9, DISCOVER_DAY);
	assert_int_equal(number(world, "SELECT count(*) FROM slot WHERE key_type = 'rsa'"), 1);
	assert_int_equal(number(world, "SELECT count(*) FROM slot WHERE key_type = 'ec'"), 1);
	assert_int_equal(number(world, "SELECT count(*) FROM sighting WHERE key_type = 'ec'"), 1);
}

static void a_verdict_that_changes_is_told(void **state)
{
	HERE;
	FAKE(fake, "tls");
	discover_world_source(world, &fake);
	struct fake_place *place = fake_add(&fake, "10.0.0.1");
	fake_serve(place, 0, chain(0), 2);
	discover_world_scan(world, &fake);
	discover_world_derive(world);
	place->slots[0].verdict = "certificate has expired";
	discover_world_scans(world, &fake, 1, 3600);
	assert_int_equal(number(world, "SELECT count(*) FROM dirty"), 1);
	assert_int_equal(number(world, "SELECT count(*) FROM slot WHERE verdict LIKE '%expired'"),
	                 1);
}

static void broken_certificates_are_kept(void **state)
{
	HERE;
	FAKE(fake, "tls");
	discover_world_source(world, &fake);
	struct look_certificate truncated = chain(0)[0],
				junk = { (const unsigned char *)"junk", 4 },
				empty = { (const unsigned char *)"", 0 };
	truncated.length -= 7;
	fake_serve(fake_add(&fake, "10.0.0.1"), 0, &truncated, 1);
	fake_serve(fake_add(&fake, "10.0.0.2"), 0, &junk, 1);
	fake_serve(fake_add(&fake, "10.0.0.3"), 0, &empty, 1);
	fake_serve(fake_add(&fake, "10.0.0.4"), 0, chain(0), 2);
	discover_world_scan(world, &fake);
	assert_int_equal(world->result.broken_certificates, 3);
	assert_int_equal(number(world, "SELECT count(*) FROM certificate WHERE problem <> ''"), 3);
	assert_int_equal(number(world, "SELECT count(*) FROM certificate "
	                               "WHERE problem LIKE '%10.0.0.2:443%'"),
	                 1);
	assert_int_equal(number(world, "SELECT count(*) FROM slot"), 4);
	assert_int_equal(number(world, "SELECT length(der) FROM certificate_body JOIN certificate "
	                               "ON id = certificate_id WHERE problem LIKE '%10.0.0.2%'"),
	                 4);
	discover_world_scans(world, &fake, 1, 3600);
	assert_int_equal(world->result.changed_places, 0);
}

static void a_certificate_of_ten_thousand_names(void **state)
{
	HERE;
	FAKE(fake, "tls");
	discover_world_source(world, &fake);
	TEXT(names);
	for (int i = 0; i < 10000; i++)
		text_print(&names, "%sDNS:host-%d.example.com", i ? "," : "", i);
	ISSUED(large, .common_name = "large", .names = text_string(&names));
	struct look_certificate der;
	der.der = issue_der(&large, &der.length);
	fake_serve(fake_add(&fake, "10.0.0.1"), 0, &der, 1);
	discover_world_scan(world, &fake);
	assert_int_equal(world->result.new_certificates, 1);
	assert_int_equal(world->result.broken_certificates, 0);
	assert_true(number(world, "SELECT length(facts) FROM certificate_body") > 10000);
	free((void *)der.der);
}

static void hostile_names_stay_data(void **state)
{
	HERE;
	FAKE(fake, "tls");
	discover_world_source(world, &fake);
	ISSUED(hostile, .common_name = "x'); DROP TABLE slot;--\n\x1b[31m");
	struct look_certificate der;
	der.der = issue_der(&hostile, &der.length);
	struct fake_place *place = fake_add(&fake, "10.0.0.1");
	place->look.place.server_name = "a'); DELETE FROM slot;--/..\r\n%s";
	fake_serve(place, 0, &der, 1);
	discover_world_scan(world, &fake);
	discover_world_scans(world, &fake, 1, 60);
	assert_int_equal(world->result.changed_places, 0);
	assert_int_equal(number(world, "SELECT count(*) FROM slot"), 1);
	assert_int_equal(number(world, "SELECT count(*) FROM deployment WHERE server_name LIKE "
	                               "'a''); DELETE%'"),
	                 1);
	free((void *)der.der);
}

static void named_places_gather_addresses(void **state)
{
	HERE;
	FAKE(fake, "tls");
	discover_world_source(world, &fake);
	struct fake_place *place = fake_add(&fake, "www.example.com");
	place->look.place.kind = DEPLOYMENT_NAME;
	fake_serve(place, 0, chain(0), 2);
	place->look.address = "10.0.0.7";
	discover_world_scan(world, &fake);
	place->look.address = "10.0.0.8";
	discover_world_scan(world, &fake);
	place->look.address = "10.0.0.7";
	discover_world_scan(world, &fake);
	assert_int_equal(number(world, "SELECT count(*) FROM deployment_address"), 2);
	assert_int_equal(number(world, "SELECT count(*) FROM deployment"), 1);
}

static void single_looks_reach_the_same_facts(void **state)
{
	HERE;
	FAKE(fake, "tls");
	discover_world_source(world, &fake);
	struct fake_place *place = fake_add(&fake, "10.0.0.1");
	fake_serve(place, 0, chain(0), 2);
	fake_serve(fake_add(&fake, "10.0.0.2"), 0, chain(2), 2);
	discover_world_scan(world, &fake);
	discover_world_derive(world);
	place = &fake.places[0];
	fake_serve(place, 0, chain(1), 2);
	for (int i = 0; i < 8; i++) {
		discover_world_look(world, 1);
		discover_world_pass(DISCOVER_DAY / 6);
		assert_int_equal(world->result.looks, 1);
	}
	assert_int_equal(number(world, "SELECT count(*) FROM slot WHERE deployment_id = 1"), 1);
	assert_int_equal(number(world, "SELECT count(*) FROM sighting WHERE ended = 'replaced'"),
	                 1);
	discover_world_derive(world);
	discover_world_look(world, 1);
	assert_int_equal(number(world, "SELECT count(*) FROM dirty"), 0);
	/* Silence is counted by scans alone. */
	fake_silence(place, LOOK_ABSENT, LOOK_ALERT);
	for (int i = 0; i < 20; i++, discover_world_pass(DISCOVER_DAY))
		discover_world_look(world, 1);
	assert_int_equal(number(world, "SELECT count(*) FROM deployment WHERE state = 'absent'"),
	                 1);
	assert_int_equal(number(world, "SELECT count(*) FROM silence"), 0);
	discover_world_look(world, 4711);
	assert_int_equal(world->result.looks, 0);
}

#define IN_WORLD(test) \
	cmocka_unit_test_setup_teardown(test, discover_world_setup, discover_world_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_WORLD(looks_become_rows),
		IN_WORLD(the_second_pass_writes_no_facts),
		IN_WORLD(a_successor_replaces_after_looks_and_grace),
		IN_WORLD(grace_alone_does_not_replace),
		IN_WORLD(a_fast_look_ends_nothing),
		IN_WORLD(a_fast_look_keeps_what_a_full_one_proved),
		IN_WORLD(a_rolled_back_certificate_is_there_again),
		IN_WORLD(a_pool_is_a_set),
		IN_WORLD(key_types_are_slots_of_their_own),
		IN_WORLD(a_verdict_that_changes_is_told),
		IN_WORLD(broken_certificates_are_kept),
		IN_WORLD(a_certificate_of_ten_thousand_names),
		IN_WORLD(hostile_names_stay_data),
		IN_WORLD(named_places_gather_addresses),
		IN_WORLD(single_looks_reach_the_same_facts),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
