/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Certificates, places, slots, silence and scans in the store. */
#include "support/check.h"
#include "support/store_folder.h"

#include "base/text.h"
#include "store/store_certificate.h"
#include "store/store_deployment.h"
#include "store/store_scan.h"

static struct error error;

static struct certificate sample(const char *name, unsigned char seed)
{
	struct certificate certificate = {
		.serial = "0a",
		.subject = { .text = "CN=sample", .common_name = name },
		.issuer = { .text = "CN=issuer" },
		.not_before = 1000,
		.not_after = 9000,
		.key_type = CERTIFICATE_KEY_EC,
		.purpose = CERTIFICATE_SERVER,
		.der = (const unsigned char *)"DER\0bytes",
		.der_length = 9,
	};
	digest_hex(&seed, 1, certificate.sha256);
	digest_hex(&seed, 1, certificate.spki_sha256);
	digest_hex(&seed, 1, certificate.tbs_sha256);
	return certificate;
}

static int64_t add_certificate(struct store *store, unsigned char seed)
{
	struct certificate certificate = sample("www.example.com", seed);
	int64_t id;
	GOOD(store_certificate_add(store, &certificate, "{\"a\":1}", 500, &id, &error));
	return id;
}

static int64_t add_place(struct store *store, const char *host)
{
	struct store_deployment place = {
		.key = host,
		.source = "tls",
		.place = { .kind = DEPLOYMENT_NAME,
		           .host = host,
		           .port = 443,
		           .server_name = "sni" },
		.evidence = DEPLOYMENT_SERVED,
		.state = "served",
		.state_since = 10,
		.first_seen = 10,
		.last_served = 11,
	};
	GOOD(store_deployment_save(store, &place, &error));
	assert_true(place.id > 0);
	return place.id;
}

static void certificates_come_back_as_they_went_in(void **state)
{
	STORE_HERE;
	struct certificate certificate = sample("www.example.com", 1);
	int64_t id, found;
	GOOD(store_certificate_find(store, certificate.sha256, &found, &error));
	assert_int_equal(found, 0);
	GOOD(store_certificate_add(store, &certificate, "{\"a\":1}", 500, &id, &error));
	GOOD(store_certificate_find(store, certificate.sha256, &found, &error));
	assert_int_equal(found, id);
	struct store_certificate *row;
	GOOD(store_certificate_get(store, arena, id, &row, &error));
	assert_string_equal(row->sha256, certificate.sha256);
	assert_string_equal(row->subject, "www.example.com");
	assert_string_equal(row->issuer_dn, "CN=issuer");
	assert_string_equal(row->key_type, "ec");
	assert_string_equal(row->purpose, "server");
	assert_int_equal(row->not_after, 9000);
	assert_int_equal(row->first_seen, 500);
	assert_string_equal(row->problem, "");
	const char *facts;
	GOOD(store_certificate_facts(store, arena, id, &facts, &error));
	assert_string_equal(facts, "{\"a\":1}");
	const unsigned char *der;
	size_t length;
	GOOD(store_certificate_der(store, arena, id, &der, &length, &error));
	assert_int_equal(length, 9);
	assert_memory_equal(der, "DER\0bytes", 9);
	GOOD(store_certificate_get(store, arena, id + 1, &row, &error));
	assert_null(row);
	GOOD(store_certificate_der(store, arena, id + 1, &der, &length, &error));
	assert_null(der);
}

static void a_digest_is_stored_once(void **state)
{
	STORE_HERE;
	add_certificate(store, 1);
	struct certificate certificate = sample("other", 1);
	int64_t id;
	assert_false(store_certificate_add(store, &certificate, "{}", 500, &id, &error));
	assert_int_equal(error.kind, ERROR_ITEM);
	assert_int_equal(store_folder_number(here, "SELECT count(*) FROM certificate_body"), 1);
}

static void broken_ones_are_kept_with_their_reason(void **state)
{
	STORE_HERE;
	struct certificate certificate = sample("x", 9);
	int64_t id;
	GOOD(store_certificate_add_broken(store, certificate.sha256, "junk", 4, "no ASN.1", 7, &id,
	                                  &error));
	struct store_certificate *row;
	GOOD(store_certificate_get(store, arena, id, &row, &error));
	assert_string_equal(row->problem, "no ASN.1");
	const unsigned char *der;
	size_t length;
	GOOD(store_certificate_der(store, arena, id, &der, &length, &error));
	assert_int_equal(length, 4);
	struct certificate empty = sample("x", 10);
	GOOD(store_certificate_add_broken(store, empty.sha256, NULL, 0, "empty", 7, &id, &error));
}

static void issuers_are_linked_and_prefixes_found(void **state)
{
	STORE_HERE;
	int64_t id = add_certificate(store, 1), other = add_certificate(store, 2);
	struct certificate certificate = sample("x", 2);
	GOOD(store_certificate_set_issuer(store, id, certificate.sha256, &error));
	struct store_certificate *row;
	GOOD(store_certificate_get(store, arena, id, &row, &error));
	assert_string_equal(row->issuer_sha256, certificate.sha256);
	int64_t *ids;
	size_t count;
	const char *prefix = arena_copy_bytes(arena, certificate.sha256, 6);
	GOOD(store_certificate_by_prefix(store, arena, prefix, 5, &ids, &count, &error));
	assert_int_equal(count, 1);
	assert_int_equal(ids[0], other);
	GOOD(store_certificate_by_prefix(store, arena, "", 1, &ids, &count, &error));
	assert_int_equal(count, 1);
	GOOD(store_certificate_by_prefix(store, arena, "' OR 1=1", 5, &ids, &count, &error));
	assert_int_equal(count, 0);
}

static void places_are_found_and_saved(void **state)
{
	STORE_HERE;
	int64_t id = add_place(store, "www.example.com");
	struct store_deployment *row;
	GOOD(store_deployment_find(store, arena, "www.example.com", &row, &error));
	assert_int_equal(row->id, id);
	assert_int_equal(row->place.kind, DEPLOYMENT_NAME);
	assert_int_equal(row->place.port, 443);
	assert_string_equal(row->place.server_name, "sni");
	assert_string_equal(row->place.zone, "");
	assert_int_equal(row->evidence, DEPLOYMENT_SERVED);
	row->state = "unreachable";
	row->state_since = 99;
	row->reason = "timeout";
	row->look_digest = "abc";
	GOOD(store_deployment_save(store, row, &error));
	GOOD(store_deployment_get(store, arena, id, &row, &error));
	assert_string_equal(row->state, "unreachable");
	assert_int_equal(row->state_since, 99);
	assert_string_equal(row->look_digest, "abc");
	assert_int_equal(row->first_seen, 10);
	GOOD(store_deployment_find(store, arena, "none", &row, &error));
	assert_null(row);
}

static void addresses_of_a_name_are_a_set(void **state)
{
	STORE_HERE;
	int64_t id = add_place(store, "www.example.com");
	GOOD(store_deployment_address(store, id, "10.0.0.2", 5, &error));
	GOOD(store_deployment_address(store, id, "10.0.0.1", 6, &error));
	GOOD(store_deployment_address(store, id, "10.0.0.2", 7, &error));
	const char **addresses;
	size_t count;
	GOOD(store_deployment_addresses(store, arena, id, &addresses, &count, &error));
	assert_int_equal(count, 2);
	assert_string_equal(addresses[0], "10.0.0.2");
	assert_string_equal(addresses[1], "10.0.0.1");
}

static bool take_two(void *context, const struct store_deployment *place)
{
	int *taken = context;
	assert_true(text_starts_with(place->key, "host"));
	return ++*taken < 2;
}

static void each_place_is_given_until_told_to_stop(void **state)
{
	STORE_HERE;
	add_place(store, "host-1");
	add_place(store, "host-2");
	add_place(store, "host-3");
	int taken = 0;
	GOOD(store_deployment_each(store, take_two, &taken, &error));
	assert_int_equal(taken, 2);
}

static void slots_hold_sets_and_end_as_sightings(void **state)
{
	STORE_HERE;
	int64_t place = add_place(store, "host-1"), old = add_certificate(store, 1),
		new = add_certificate(store, 2);
	struct store_slot slot = { .deployment_id = place,
		                   .certificate_id = old,
		                   .key_type = "ec",
		                   .first_seen = 5,
		                   .last_seen = 8,
		                   .chain = "7,8",
		                   .full_probe = true,
		                   .verdict = "ok" };
	GOOD(store_slot_save(store, &slot, &error));
	slot.certificate_id = new;
	GOOD(store_slot_save(store, &slot, &error));
	slot.missing_looks = 3;
	slot.first_seen = 1;
	GOOD(store_slot_save(store, &slot, &error));
	struct store_slot *slots;
	size_t count;
	GOOD(store_slot_list(store, arena, place, &slots, &count, &error));
	assert_int_equal(count, 2);
	assert_int_equal(slots[1].missing_looks, 3);
	assert_int_equal(slots[1].first_seen, 5);
	assert_true(slots[0].full_probe);
	assert_string_equal(slots[0].chain, "7,8");
	GOOD(store_slot_end(store, &slots[0], "replaced", &error));
	struct store_deployment *places;
	GOOD(store_deployment_of_certificate(store, arena, old, &places, &slots, &count, &error));
	assert_int_equal(count, 0);
	GOOD(store_deployment_of_certificate(store, arena, new, &places, &slots, &count, &error));
	assert_int_equal(count, 1);
	assert_int_equal(places[0].id, place);
	assert_int_equal(slots[0].certificate_id, new);
	struct store_sighting *past;
	GOOD(store_sighting_of_certificate(store, arena, old, &past, &count, &error));
	assert_int_equal(count, 1);
	assert_string_equal(past[0].ended, "replaced");
	assert_int_equal(past[0].last_seen, 8);
	assert_int_equal(past[0].deployment_id, place);
}

static void silence_is_counted_per_source(void **state)
{
	STORE_HERE;
	int64_t place = add_place(store, "host-1");
	struct store_silence silence = {
		.source = "b", .outcome = "absent", .scans = 1, .since = 5
	};
	GOOD(store_silence_save(store, place, &silence, &error));
	silence.scans = 2;
	silence.last_scan = 9;
	GOOD(store_silence_save(store, place, &silence, &error));
	silence.source = "a";
	GOOD(store_silence_save(store, place, &silence, &error));
	struct store_silence *rows;
	size_t count;
	GOOD(store_silence_list(store, arena, place, &rows, &count, &error));
	assert_int_equal(count, 2);
	assert_string_equal(rows[1].source, "b");
	assert_int_equal(rows[1].scans, 2);
	assert_int_equal(rows[1].last_scan, 9);
	GOOD(store_silence_clear(store, place, "b", &error));
	GOOD(store_silence_list(store, arena, place, &rows, &count, &error));
	assert_int_equal(count, 1);
	GOOD(store_silence_clear(store, place, NULL, &error));
	GOOD(store_silence_list(store, arena, place, &rows, &count, &error));
	assert_int_equal(count, 0);
}

static void finish_scan(struct store *store, int64_t at, const unsigned char *seen, size_t bytes)
{
	struct store_scan scan = { .source = "tls", .started_at = at, .settings = "digest" };
	GOOD(store_scan_start(store, &scan, &error));
	scan.ended_at = at + 1;
	scan.complete = true;
	scan.served = 4;
	GOOD(store_scan_save(store, &scan, seen, bytes, &error));
}

static void scans_remember_who_was_served(void **state)
{
	STORE_HERE;
	struct store_scan *scan;
	GOOD(store_scan_newest(store, arena, "tls", &scan, &error));
	assert_null(scan);
	finish_scan(store, 100, (const unsigned char *)"\x02\x80", 2); /* places 1 and 15 */
	finish_scan(store, 200, (const unsigned char *)"\x02", 1);
	int64_t at;
	GOOD(store_scan_last_seen(store, 1, &at, &error));
	assert_int_equal(at, 201);
	GOOD(store_scan_last_seen(store, 15, &at, &error));
	assert_int_equal(at, 101);
	GOOD(store_scan_last_seen(store, 2, &at, &error));
	assert_int_equal(at, 0);
	GOOD(store_scan_last_seen(store, 4000, &at, &error));
	assert_int_equal(at, 0);
	GOOD(store_scan_newest(store, arena, "tls", &scan, &error));
	assert_int_equal(scan->started_at, 200);
	assert_true(scan->complete);
	assert_int_equal(scan->served, 4);
	const void *seen;
	size_t bytes;
	GOOD(store_scan_seen(store, arena, scan->id, &seen, &bytes, &error));
	assert_int_equal(bytes, 1);
}

static void only_the_newest_bitmaps_are_kept(void **state)
{
	STORE_HERE;
	for (int i = 0; i < 10; i++)
		finish_scan(store, i, (const unsigned char *)"\x02", 1);
	assert_int_equal(store_folder_number(here, "SELECT count(*) FROM scan"), 10);
	assert_int_equal(
		store_folder_number(here, "SELECT count(*) FROM scan WHERE seen IS NOT NULL"), 3);
	assert_int_equal(
		store_folder_number(here, "SELECT min(id) FROM scan WHERE seen IS NOT NULL"), 8);
}

#define IN_STORE(test) \
	cmocka_unit_test_setup_teardown(test, store_folder_setup, store_folder_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_STORE(certificates_come_back_as_they_went_in),
		IN_STORE(a_digest_is_stored_once),
		IN_STORE(broken_ones_are_kept_with_their_reason),
		IN_STORE(issuers_are_linked_and_prefixes_found),
		IN_STORE(places_are_found_and_saved),
		IN_STORE(addresses_of_a_name_are_a_set),
		IN_STORE(each_place_is_given_until_told_to_stop),
		IN_STORE(slots_hold_sets_and_end_as_sightings),
		IN_STORE(silence_is_counted_per_source),
		IN_STORE(scans_remember_who_was_served),
		IN_STORE(only_the_newest_bitmaps_are_kept),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
