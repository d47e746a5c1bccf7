/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Findings about how certificates and keys are used: what is spoken, kept, shared, and what came
 * unexpected. */
#include "flow/derive_finding.h"
#include "store/store_queue.h"
#include "support/check.h"
#include "support/finding_world.h"

#include <string.h>

enum { HOUR = 3600 };

static void old_protocols_and_weak_ciphers_are_told_with_a_place(void **state)
{
	struct ticket_world *world = *state;
	finding_world_authorities("ec");
	size_t at =
		finding_world_serve(world, "10.0.0.1", "g-web", "old.example.com", "ec", 90, true);
	world->source.places[at].slots[0].protocol = "TLSv1.1";
	world->source.places[at].slots[0].cipher = "ECDHE-ECDSA-DES-CBC3-SHA";
	ticket_world_pass(world, 0);
	const struct store_finding *found =
		finding_world_find(world, "old.example.com", "old-protocol");
	assert_non_null(found);
	check_contains(found->text, "'10.0.0.1:443' served over TLSv1.1, older than TLSv1.2");
	check_contains(found->source, "rfc8996");
	found = finding_world_find(world, "old.example.com", "weak-cipher");
	assert_non_null(found);
	check_contains(found->text, "'10.0.0.1:443' served with the cipher suite");
	world->source.places[at].slots[0].protocol = "TLSv1.2";
	world->source.places[at].slots[0].cipher = "ECDHE-ECDSA-AES128-GCM-SHA256";
	ticket_world_pass(world, HOUR);
	assert_null(finding_world_find(world, "old.example.com", "old-protocol"));
	assert_null(finding_world_find(world, "old.example.com", "weak-cipher"));
}

static void a_key_kept_at_renewal_is_told_of_the_new_one(void **state)
{
	struct ticket_world *world = *state;
	const struct look_certificate *old = ticket_world_chain(world, "a.example.com", -300, 20);
	(void)ticket_world_place(world, "10.0.0.1", "g-web", old);
	ticket_world_pass(world, 0);
	assert_null(finding_world_find(world, "a.example.com", "key-kept"));
	world->keep_key = true;
	ticket_world_serve(&world->source.places[0],
	                   ticket_world_chain(world, "a.example.com", -1, 300));
	ticket_world_pass(world, HOUR);
	const struct store_finding *kept = finding_world_find(world, "a.example.com", "key-kept");
	assert_non_null(kept);
	check_contains(kept->text, "renewed with the key of 'a.example.com'");
	/* Elsewhere it is no renewal; and a new key is none. */
	(void)ticket_world_place(world, "10.0.0.2", "g-web",
	                         ticket_world_chain(world, "b.example.com", 0, 300));
	world->keep_key = false;
	ticket_world_serve(&world->source.places[0],
	                   ticket_world_chain(world, "c.example.com", 0, 300));
	ticket_world_pass(world, HOUR);
	assert_null(finding_world_find(world, "b.example.com", "key-kept"));
	assert_string_equal(derive_finding_name(&world->arena, "a\nb"), "a\\u000ab");
	char *name = arena_allocate(&world->arena, 1001);
	memset(name, 'x', 1000);
	assert_int_equal(strlen(derive_finding_name(&world->arena, name)), 123);
	assert_null(finding_world_find(world, "c.example.com", "key-kept"));
}

static void a_key_of_two_owners_is_told_of_both(void **state)
{
	struct ticket_world *world = *state;
	struct error error = ERROR_INIT;
	(void)ticket_world_place(world, "10.0.0.1", "g-web",
	                         ticket_world_chain(world, "a.example.com", -20, 300));
	world->keep_key = true;
	(void)ticket_world_place(world, "10.0.0.2", "g-web",
	                         ticket_world_chain(world, "b.example.com", -10, 300));
	ticket_world_pass(world, 0);
	assert_null(finding_world_find(world, "a.example.com", "key-shared"));
	/* One more, elsewhere, of others: those that were there before are told as well. */
	(void)ticket_world_place(world, "10.0.0.3", "g-mail",
	                         ticket_world_chain(world, "c.example.com", -5, 300));
	ticket_world_pass(world, HOUR);
	const struct store_finding *found =
		finding_world_find(world, "c.example.com", "key-shared");
	assert_non_null(found);
	check_contains(found->text, "'a.example.com'");
	check_contains(found->text, "and 1 more");
	assert_non_null(finding_world_find(world, "a.example.com", "key-shared"));
	assert_non_null(finding_world_find(world, "b.example.com", "key-shared"));

	/* It comes to the same owner: only that one is looked at anew. */
	ticket_world_mirror(world, (struct ci){ .kind = CI_HOST,
	                                        .id = "ci-10.0.0.3",
	                                        .class = "cmdb_ci_server",
	                                        .name = "host-10.0.0.3",
	                                        .addresses = (const char *[]){ "10.0.0.3" },
	                                        .address_count = 1,
	                                        .life = CI_OPERATIONAL,
	                                        .group = "g-web" });
	assert_true(store_dirty_add_id(world->store, "certificate",
	                               finding_world_id(world, "c.example.com"), "ci", 0, &error));
	ticket_world_pass(world, HOUR);
	assert_null(finding_world_find(world, "c.example.com", "key-shared"));
	assert_null(finding_world_find(world, "a.example.com", "key-shared"));
	assert_null(finding_world_find(world, "b.example.com", "key-shared"));
}

static void practices_need_their_entry(void **state)
{
	struct ticket_world *world = *state;
	ticket_world_mirror(world, (struct ci){ .kind = CI_HOST,
	                                        .id = "ci-1",
	                                        .class = "cmdb_ci_server",
	                                        .name = "payment",
	                                        .addresses = (const char *[]){ "10.0.0.1" },
	                                        .address_count = 1,
	                                        .life = CI_OPERATIONAL,
	                                        .owner = "u-ada",
	                                        .group = "g-web" });
	(void)ticket_world_place(world, "10.0.0.1", "",
	                         ticket_world_chain(world, "*.pay.example.com", -20, 300));
	ticket_world_pass(world, 0);
	assert_non_null(finding_world_find(world, "*.pay.example.com", "one-person"));
	assert_non_null(finding_world_find(world, "*.pay.example.com", "wildcard-critical"));
	finding_world_extend(world,
	                     "practices:\n  - {id: one-person, drop: yes}\n"
	                     "  - {id: wildcard-critical, profiles: [public], source: us}\n");
	ticket_world_pass(world, HOUR);
	assert_null(finding_world_find(world, "*.pay.example.com", "one-person"));
	assert_null(finding_world_find(world, "*.pay.example.com", "wildcard-critical"));
}

/* A leaf of an authority that is named by its organization, too. */
static const struct look_certificate *of_organization(struct ticket_world *world, const char *name,
                                                      const char *issuer, const char *organization)
{
	struct look_certificate *chain = ARENA_ARRAY(&world->arena, struct look_certificate, 2);
	ISSUED(authority, .common_name = issuer, .is_ca = true, .starts = -100, .ends = 3000,
	       .organization = organization);
	ISSUED(leaf, .common_name = name, .names = arena_print(&world->arena, "DNS:%s", name),
	       .usage = "serverAuth", .issuer = &authority, .starts = -2, .ends = 300);
	finding_world_put(world, &chain[0], &leaf);
	finding_world_put(world, &chain[1], &authority);
	return chain;
}

static void an_authority_may_issue_under_another_name(void **state)
{
	struct ticket_world *world = *state;
	struct fake_place *place =
		ticket_world_place(world, "10.0.0.1", "g-web",
	                           of_organization(world, "one.example", "R10", "Encrypt"));
	ticket_world_pass(world, 0);
	ticket_world_serve(place, of_organization(world, "two.example", "R11", "Encrypt"));
	ticket_world_passes(world, 10, 4 * HOUR);
	assert_null(finding_world_find(world, "two.example", "unexpected-certificate"));
	ticket_world_serve(place, of_organization(world, "three.example", "R12", "Other"));
	ticket_world_passes(world, 10, 4 * HOUR);
	assert_non_null(finding_world_find(world, "three.example", "unexpected-certificate"));
}

static void renew(struct ticket_world *world, size_t at, const char *name, long ends)
{
	ticket_world_serve(&world->source.places[at], ticket_world_chain(world, name, -1, ends));
	ticket_world_passes(world, 10, 4 * HOUR);
}

static void another_issuer_before_its_time_is_told(void **state)
{
	struct ticket_world *world = *state;
	finding_world_authorities("ec");
	/* Of "Middle", good for long yet. */
	size_t at = finding_world_serve(world, "10.0.0.1", "g-web", "shop.example.com", "ec", 300,
	                                false);
	size_t due =
		finding_world_serve(world, "10.0.0.2", "g-web", "due.example.com", "ec", 2, false);
	size_t same = world->source.count;
	(void)ticket_world_place(world, "10.0.0.3", "g-web",
	                         ticket_world_chain(world, "same.example.com", -10, 300));
	ticket_world_pass(world, 0);
	renew(world, at, "foreign.example.com", 300);
	renew(world, due, "expected.example.com", 300);
	renew(world, same, "early.example.com", 300);
	const struct store_finding *found =
		finding_world_find(world, "foreign.example.com", "unexpected-certificate");
	assert_non_null(found);
	check_contains(found->text, "'10.0.0.1:443' since 'shop.example.com' of another issuer");
	/* One that was due, or that the same authority replaced, is no surprise. */
	assert_null(finding_world_find(world, "expected.example.com", "unexpected-certificate"));
	assert_null(finding_world_find(world, "early.example.com", "unexpected-certificate"));
	/* After a month it is what stands there. */
	ticket_world_passes(world, 6, 5 * 24 * HOUR);
	assert_null(finding_world_find(world, "foreign.example.com", "unexpected-certificate"));
}

static void a_chain_without_its_issuer_is_not_one_without_trust(void **state)
{
	struct ticket_world *world = *state;
	finding_world_authorities("ec");
	size_t at =
		finding_world_serve(world, "10.0.0.1", "g-web", "shop.example.com", "ec", 90, true);
	world->source.places[at].slots[0].chain_trusted = false;
	world->source.places[at].slots[0].chain_complete = true;
	world->source.places[at].slots[0].verdict = "self-signed certificate in chain";
	ticket_world_pass(world, 0);
	check_contains(finding_world_find(world, "shop.example.com", "untrusted-chain")->text,
	               "self-signed certificate in chain");
	assert_null(finding_world_find(world, "shop.example.com", "incomplete-chain"));
	world->source.places[at].slots[0].chain_complete = false;
	ticket_world_pass(world, HOUR);
	assert_null(finding_world_find(world, "shop.example.com", "untrusted-chain"));
	assert_non_null(finding_world_find(world, "shop.example.com", "incomplete-chain"));
}

int main(void)
{
#define CASE(test) cmocka_unit_test_setup_teardown(test, finding_world_setup, ticket_world_teardown)
	const struct CMUnitTest tests[] = {
		CASE(old_protocols_and_weak_ciphers_are_told_with_a_place),
		CASE(a_key_kept_at_renewal_is_told_of_the_new_one),
		CASE(a_key_of_two_owners_is_told_of_both),
		CASE(practices_need_their_entry),
		CASE(an_authority_may_issue_under_another_name),
		CASE(another_issuer_before_its_time_is_told),
		CASE(a_chain_without_its_issuer_is_not_one_without_trust),
	};
	return cmocka_run_group_tests(tests, NULL, finding_world_end);
}
