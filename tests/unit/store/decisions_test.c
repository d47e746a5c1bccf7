/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The mirror, matches, standings, findings, cases and the list. */
#include "support/check.h"
#include "support/store_folder.h"

#include "base/json.h"
#include "base/text.h"
#include "store/store_case.h"
#include "store/store_certificate.h"
#include "store/store_deployment.h"
#include "store/store_list.h"
#include "store/store_mirror.h"
#include "store/store_standing.h"

static struct error error;

static const char *addresses[] = { "10.0.0.1", "2001:db8::1" };
static const char *names[] = { "web01.example.com" };

static struct ci host(const char *id)
{
	return (struct ci){ .kind = CI_HOST,
		            .id = id,
		            .class = "cmdb_ci_server",
		            .name = "Web01",
		            .addresses = addresses,
		            .address_count = 2,
		            .names = names,
		            .name_count = 1,
		            .life = CI_OPERATIONAL,
		            .owner = "u1",
		            .active = true,
		            .updated_at = 5 };
}

static bool put(struct store *store, const struct ci *ci)
{
	bool changed;
	GOOD(store_mirror_put(store, "sn", ci, 100, &changed, &error));
	return changed;
}

static size_t count_address(struct store *store, struct arena *arena, const char *address)
{
	struct ci *rows;
	size_t count;
	GOOD(store_mirror_by_address(store, arena, "sn", address, &rows, &count, &error));
	return count;
}

static size_t count_name(struct store *store, struct arena *arena, const char *name)
{
	struct ci *rows;
	size_t count;
	GOOD(store_mirror_by_name(store, arena, "sn", name, &rows, &count, &error));
	return count;
}

static void the_mirror_tells_what_changed(void **state)
{
	STORE_HERE;
	struct ci ci = host("h1");
	assert_true(put(store, &ci));
	assert_false(put(store, &ci));
	ci.updated_at = 6;
	assert_false(put(store, &ci));
	ci.life = CI_RETIRED;
	assert_true(put(store, &ci));
	struct json *fields = json_new(arena, JSON_OBJECT);
	json_set_string(arena, fields, "site", "Bonn");
	ci.fields = fields;
	assert_true(put(store, &ci));
	assert_false(put(store, &ci));
	struct ci *row;
	GOOD(store_mirror_get(store, arena, "sn", CI_HOST, "h1", &row, &error));
	assert_int_equal(row->life, CI_RETIRED);
	assert_int_equal(row->address_count, 2);
	assert_string_equal(row->addresses[1], "2001:db8::1");
	assert_string_equal(row->names[0], "web01.example.com");
	assert_string_equal(json_member_text(row->fields, "site", ""), "Bonn");
	assert_int_equal(row->updated_at, 6);
	assert_string_equal(row->serial, "");
	GOOD(store_mirror_get(store, arena, "other", CI_HOST, "h1", &row, &error));
	assert_null(row);
}

static void addresses_and_names_follow_the_row(void **state)
{
	STORE_HERE;
	struct ci ci = host("h1");
	put(store, &ci);
	assert_int_equal(count_address(store, arena, "10.0.0.1"), 1);
	assert_int_equal(count_name(store, arena, "WEB01"), 1);
	assert_int_equal(count_name(store, arena, "Web01.Example.COM"), 1);
	ci.address_count = 1;
	ci.name = "web02";
	ci.name_count = 0;
	put(store, &ci);
	assert_int_equal(count_address(store, arena, "10.0.0.1"), 1);
	assert_int_equal(count_address(store, arena, "2001:db8::1"), 0);
	assert_int_equal(count_name(store, arena, "web01"), 0);
	assert_int_equal(count_name(store, arena, "web01.example.com"), 0);
	assert_int_equal(count_name(store, arena, "web02"), 1);
	struct ci other = host("h2");
	put(store, &other);
	assert_int_equal(count_address(store, arena, "10.0.0.1"), 2);
}

static void any_kind_that_can_be_matched(void **state)
{
	STORE_HERE;
	struct ci service = { .kind = CI_SERVICE, .id = "s1", .name = "Shop" },
		  user = { .kind = CI_USER, .id = "u1", .name = "Ann" };
	put(store, &service);
	put(store, &user);
	struct ci *row;
	GOOD(store_mirror_get_any(store, arena, "sn", "s1", &row, &error));
	assert_int_equal(row->kind, CI_SERVICE);
	GOOD(store_mirror_get_any(store, arena, "sn", "u1", &row, &error));
	assert_null(row);
	GOOD(store_mirror_get(store, arena, "sn", CI_USER, "u1", &row, &error));
	assert_string_equal(row->name, "Ann");
}

static void certificates_domains_and_relations_are_found(void **state)
{
	STORE_HERE;
	struct ci certificate = { .kind = CI_CERTIFICATE,
		                  .id = "c1",
		                  .name = "shop",
		                  .fingerprint = "abcd",
		                  .serial = "0a" };
	struct ci domain = { .kind = CI_DOMAIN, .id = "d1", .name = "shop.example.com" };
	struct ci relation = { .kind = CI_RELATION, .id = "r1", .parent = "h1", .child = "c1" };
	put(store, &certificate);
	put(store, &domain);
	put(store, &relation);
	struct ci *rows;
	size_t count;
	GOOD(store_mirror_by_fingerprint(store, arena, "sn", "abcd", &rows, &count, &error));
	assert_int_equal(count, 1);
	GOOD(store_mirror_by_fingerprint(store, arena, "sn", "", &rows, &count, &error));
	assert_int_equal(count, 0);
	GOOD(store_mirror_by_serial(store, arena, "sn", "0a", &rows, &count, &error));
	assert_string_equal(rows[0].id, "c1");
	const char *id;
	GOOD(store_mirror_domain(store, arena, "sn", "shop.example.com", &id, &error));
	assert_string_equal(id, "d1");
	struct ci *row;
	GOOD(store_mirror_get(store, arena, "sn", CI_RELATION, "r1", &row, &error));
	assert_string_equal(row->parent, "h1");
	assert_string_equal(row->child, "c1");
	assert_int_equal(count_name(store, arena, "shop"), 0);
}

static void progress_is_kept_per_kind(void **state)
{
	STORE_HERE;
	struct store_mirror_progress progress;
	GOOD(store_mirror_progress_get(store, arena, "sn", CI_HOST, &progress, &error));
	assert_string_equal(progress.cursor, "");
	progress = (struct store_mirror_progress){ .cursor = "p2", .since = 5, .full_at = 6 };
	GOOD(store_mirror_progress_set(store, "sn", CI_HOST, &progress, &error));
	progress.cursor = "p3";
	GOOD(store_mirror_progress_set(store, "sn", CI_HOST, &progress, &error));
	GOOD(store_mirror_progress_get(store, arena, "sn", CI_HOST, &progress, &error));
	assert_string_equal(progress.cursor, "p3");
	assert_int_equal(progress.full_at, 6);
}

#define SINCE "SELECT at FROM match WHERE deployment_id = 1 AND target = 'sn'"

static void the_same_match_again_writes_nothing(void **state)
{
	STORE_HERE;
	struct store_match match = { .deployment_id = 1,
		                     .target = "sn",
		                     .remote_id = "h1",
		                     .kind = "host",
		                     .how = "address",
		                     .candidates = "[]",
		                     .at = 5 };
	GOOD(store_match_save(store, &match, &error));
	match.at = 9;
	GOOD(store_match_save(store, &match, &error));
	assert_int_equal(store_folder_number(here, SINCE), 5);
	match.how = "pin";
	GOOD(store_match_save(store, &match, &error));
	assert_int_equal(store_folder_number(here, SINCE), 9);
}

static void standings_and_predecessors(void **state)
{
	STORE_HERE;
	struct store_standing standing = { .certificate_id = 1,
		                           .state = "valid",
		                           .class = "low",
		                           .successor_id = 2,
		                           .places = 3,
		                           .why = "{}" };
	struct store_standing *row;
	GOOD(store_standing_get(store, arena, 1, &row, &error));
	assert_null(row);
	GOOD(store_standing_save(store, &standing, &error));
	standing.state = "window";
	GOOD(store_standing_save(store, &standing, &error));
	GOOD(store_standing_get(store, arena, 1, &row, &error));
	assert_string_equal(row->state, "window");
	assert_int_equal(row->places, 3);
	int64_t id;
	GOOD(store_standing_predecessor(store, 2, &id, &error));
	assert_int_equal(id, 1);
	GOOD(store_standing_predecessor(store, 0, &id, &error));
	assert_int_equal(id, 0);
}

static void findings_keep_their_beginning(void **state)
{
	STORE_HERE;
	struct store_finding both[] = { { .rule = "weak-key", .severity = "high", .text = "1024" },
		                        { .rule = "old-tls", .severity = "low", .text = "1.0" } };
	GOOD(store_finding_replace(store, 1, both, 2, 100, &error));
	both[0].text = "512";
	GOOD(store_finding_replace(store, 1, both, 1, 200, &error));
	struct store_finding *rows;
	size_t count;
	GOOD(store_finding_list(store, arena, 1, &rows, &count, &error));
	assert_int_equal(count, 1);
	assert_string_equal(rows[0].text, "512");
	assert_int_equal(rows[0].since, 100);
	GOOD(store_finding_replace(store, 1, NULL, 0, 300, &error));
	GOOD(store_finding_list(store, arena, 1, &rows, &count, &error));
	assert_int_equal(count, 0);
}

static void cases_are_found_by_all_their_names(void **state)
{
	STORE_HERE;
	struct store_case first = { .key = "renewal-1",
		                    .reason = "renewal",
		                    .certificate_id = 1,
		                    .opened_at = 5,
		                    .ended_at = 9,
		                    .ended = "replaced" };
	struct store_case second = {
		.key = "expired-1", .reason = "expired", .certificate_id = 1, .opened_at = 10
	};
	GOOD(store_case_save(store, &first, &error));
	GOOD(store_case_save(store, &second, &error));
	struct store_case *rows, *row;
	size_t count;
	GOOD(store_case_of_certificate(store, arena, 1, false, &rows, &count, &error));
	assert_int_equal(count, 2);
	assert_string_equal(rows[0].key, "expired-1");
	GOOD(store_case_of_certificate(store, arena, 1, true, &rows, &count, &error));
	assert_int_equal(count, 1);
	GOOD(store_case_waiting(store, arena, &rows, &count, &error));
	assert_int_equal(count, 1);
	int64_t id = second.id;
	second.ticket_key = "t1";
	GOOD(store_case_save(store, &second, &error));
	assert_int_equal(second.id, id);
	GOOD(store_case_waiting(store, arena, &rows, &count, &error));
	assert_int_equal(count, 0);
	GOOD(store_case_of_ticket(store, arena, "t1", &rows, &count, &error));
	assert_int_equal(count, 1);
	GOOD(store_case_get(store, arena, "renewal-1", &row, &error));
	assert_string_equal(row->ended, "replaced");
	GOOD(store_case_get(store, arena, "none", &row, &error));
	assert_null(row);
}

static bool count_row(void *context, const struct store_list_row *row)
{
	assert_string_equal(row->subject, "shop");
	(*(int *)context)++;
	return true;
}

static int listed(struct store *store, struct store_list_filter filter)
{
	int count = 0;
	GOOD(store_list(store, &filter, count_row, &count, &error));
	return count;
}

static void fill_list(struct store *store)
{
	struct certificate certificate = { .serial = "1",
		                           .subject = { .common_name = "shop" },
		                           .issuer = { .text = "CN=Example 100% CA" },
		                           .not_after = 50,
		                           .der = (const unsigned char *)"x",
		                           .der_length = 1 };
	digest_hex("1", 1, certificate.sha256);
	int64_t id;
	GOOD(store_certificate_add(store, &certificate, "{}", 1, &id, &error));
	struct store_standing standing = {
		.certificate_id = id, .state = "window", .class = "low", .owner_group = "g1"
	};
	GOOD(store_standing_save(store, &standing, &error));
	struct store_finding finding = { .rule = "weak-key" };
	GOOD(store_finding_replace(store, id, &finding, 1, 1, &error));
	struct ci ci = host("h1");
	put(store, &ci);
	struct store_deployment place = { .key = "p", .place = { .host = "h" }, .state = "served" };
	GOOD(store_deployment_save(store, &place, &error));
	struct store_slot slot = { .deployment_id = place.id, .certificate_id = id };
	GOOD(store_slot_save(store, &slot, &error));
	struct store_match match = { .deployment_id = place.id, .target = "sn", .remote_id = "h1" };
	GOOD(store_match_save(store, &match, &error));
	digest_hex("2", 1, certificate.sha256);
	certificate.not_after = 90;
	GOOD(store_certificate_add(store, &certificate, "{}", 1, &id, &error));
}

static void the_list_filters(void **state)
{
	STORE_HERE;
	fill_list(store);
	assert_int_equal(listed(store, (struct store_list_filter){ 0 }), 2);
	assert_int_equal(listed(store, (struct store_list_filter){ .limit = 1 }), 1);
	assert_int_equal(listed(store, (struct store_list_filter){ .not_after_before = 60 }), 1);
	assert_int_equal(listed(store, (struct store_list_filter){ .state = "window" }), 1);
	assert_int_equal(listed(store, (struct store_list_filter){ .class = "low" }), 1);
	assert_int_equal(listed(store, (struct store_list_filter){ .owner_group = "g2" }), 0);
	assert_int_equal(listed(store, (struct store_list_filter){ .issuer = "100% ca" }), 2);
	assert_int_equal(listed(store, (struct store_list_filter){ .issuer = "1%a" }), 0);
	assert_int_equal(listed(store, (struct store_list_filter){ .ci = "web01" }), 1);
	assert_int_equal(listed(store, (struct store_list_filter){ .ci = "h1" }), 1);
	assert_int_equal(listed(store, (struct store_list_filter){ .finding = "weak-key" }), 1);
	assert_int_equal(listed(store, (struct store_list_filter){ .finding = "none" }), 0);
}

#define IN_STORE(test) \
	cmocka_unit_test_setup_teardown(test, store_folder_setup, store_folder_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_STORE(the_mirror_tells_what_changed),
		IN_STORE(addresses_and_names_follow_the_row),
		IN_STORE(any_kind_that_can_be_matched),
		IN_STORE(certificates_domains_and_relations_are_found),
		IN_STORE(progress_is_kept_per_kind),
		IN_STORE(the_same_match_again_writes_nothing),
		IN_STORE(standings_and_predecessors),
		IN_STORE(findings_keep_their_beginning),
		IN_STORE(cases_are_found_by_all_their_names),
		IN_STORE(the_list_filters),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
