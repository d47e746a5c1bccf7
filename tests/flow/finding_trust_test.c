/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Findings by trust facts: told of what is served, with their sources, by profile, leaf and chain
 * apart, and gone when their reason is. */
#include "base/clock.h"
#include "base/json.h"
#include "base/text.h"
#include "flow/derive_prepare.h"
#include "support/check.h"
#include "support/finding_world.h"

#include <string.h>

enum { HOUR = 3600 };

static const char *removal(struct ticket_world *world, int64_t at)
{
	char day[24];
	clock_format(at, day);
	return arena_print(&world->arena,
	                   "distrusted:\n  - {id: ours, program: We, source: policy 9, "
	                   "removed_on: \"%s\", authorities: [{name: the root, subject: "
	                   "CN=Old Root}]}\n",
	                   day);
}

static void a_weak_key_is_told_with_its_source(void **state)
{
	struct ticket_world *world = *state;
	finding_world_authorities("ec");
	size_t at = finding_world_serve(world, "10.0.0.1", "g-web", "weak.example.com", "rsa1024",
	                                90, true);
	ticket_world_pass(world, 0);
	const struct store_finding *weak =
		finding_world_find(world, "weak.example.com", "weak-key");
	assert_non_null(weak);
	assert_string_equal(weak->severity, "high");
	check_contains(weak->text, "1024 bits, at least 2048");
	check_contains(weak->source, "https://doi.org/");
	/* The root is an anchor, the one between is good: neither is told. */
	assert_null(finding_world_find(world, "Old Root", "weak-key"));
	assert_null(finding_world_find(world, "weak.example.com", "weak-chain"));

	/* An own file says what holds here. */
	finding_world_extend(
		world, "keys:\n  - {id: rsa-internal, type: rsa, profiles: [internal], bits: 1024, "
		       "severity: low, source: ours}\n");
	ticket_world_pass(world, HOUR);
	assert_null(finding_world_find(world, "weak.example.com", "weak-key"));

	/* What is gone harms nobody. */
	finding_world_extend(world, "");
	ticket_world_pass(world, HOUR);
	assert_non_null(finding_world_find(world, "weak.example.com", "weak-key"));
	fake_silence(&world->source.places[at], LOOK_ABSENT, LOOK_NO_TLS);
	world->source.places[at].look.full = true;
	ticket_world_passes(world, 5, 24 * HOUR);
	assert_null(finding_world_find(world, "weak.example.com", "weak-key"));
}

static void a_weak_chain_is_apart_from_its_leaf(void **state)
{
	struct ticket_world *world = *state;
	finding_world_authorities("rsa1024");
	(void)finding_world_serve(world, "10.0.0.1", "g-web", "leaf.example.com", "ec", 90, true);
	ticket_world_pass(world, 0);
	assert_null(finding_world_find(world, "leaf.example.com", "weak-key"));
	const struct store_finding *chain =
		finding_world_find(world, "leaf.example.com", "weak-chain");
	assert_non_null(chain);
	check_contains(chain->text, "'Middle' in its chain: the rsa key has 1024 bits");
	assert_non_null(finding_world_find(world, "Middle", "weak-key"));
	assert_null(finding_world_find(world, "Middle", "weak-chain"));
	/* A root that servers send lies in nobody's store. */
	finding_world_extend(world, removal(world, clock_now() - HOUR));
	ticket_world_pass(world, HOUR);
	assert_null(finding_world_find(world, "Old Root", "anchor-distrusted"));
	assert_null(finding_world_find(world, "Old Root", "weak-key"));
}

static void life_is_limited_by_profile(void **state)
{
	struct ticket_world *world = *state;
	finding_world_authorities("ec");
	(void)finding_world_serve(world, "10.0.0.1", "g-web", "long.example.com", "ec", 900, false);
	ticket_world_pass(world, 0);
	assert_null(finding_world_find(world, "long.example.com", "too-long"));
	/* The root is not served: its name stands in the one below it. */
	finding_world_extend(world,
	                     "profiles:\n  - {id: p, profile: public, source: us, authorities: "
	                     "[{name: r, subject: CN=Old Root}]}\n");
	ticket_world_pass(world, HOUR);
	const struct store_finding *found =
		finding_world_find(world, "long.example.com", "too-long");
	assert_non_null(found);
	check_contains(found->text, "are the most");
	check_contains(found->source, "https://cabforum.org/");
	assert_null(finding_world_find(world, "Middle", "too-long"));
}

static void a_distrusted_authority_warns_ahead_and_then_refuses(void **state)
{
	struct ticket_world *world = *state;
	struct subject *subject;
	struct error error = ERROR_INIT;
	finding_world_authorities("ec");
	(void)finding_world_serve(world, "10.0.0.1", "g-web", "shop.example.com", "ec", 90, false);
	finding_world_extend(world, removal(world, clock_now() + 5 * 24 * HOUR));
	ticket_world_pass(world, 0);
	const struct store_finding *found =
		finding_world_find(world, "shop.example.com", "distrusted-ca");
	assert_non_null(found);
	assert_string_equal(found->severity, "medium");
	check_contains(found->text, "replace it before");
	assert_string_equal(found->source, "policy 9");
	/* Nobody above a certificate of an authority is told of it, nor the authority itself. */
	assert_null(finding_world_find(world, "Middle", "distrusted-ca"));

	int64_t id = finding_world_id(world, "shop.example.com");
	assert_true(
		derive_prepare(&world->flow, &world->arena, &id, 1, clock_now(), &subject, &error));
	assert_null(subject->distrusted);

	/* The day comes without any other change. */
	ticket_world_pass(world, 6 * 24 * HOUR);
	found = finding_world_find(world, "shop.example.com", "distrusted-ca");
	assert_non_null(found);
	assert_string_equal(found->severity, "high");
	check_contains(found->text, "trusts nothing of 'the root' since");
	assert_true(
		derive_prepare(&world->flow, &world->arena, &id, 1, clock_now(), &subject, &error));
	assert_non_null(subject->distrusted);
	check_contains(subject->distrusted, "the root");
}

static int64_t number(struct ticket_world *world, const char *sql)
{
	return discover_world_number(world->discover, sql);
}

static const char open_cases[] =
	"SELECT count(*) FROM \"case\" WHERE reason = 'revoked' AND ended_at = 0";

static void what_clients_refuse_is_an_incident_until_it_is_replaced(void **state)
{
	struct ticket_world *world = *state;
	finding_world_authorities("ec");
	struct fake_place *place =
		ticket_world_place(world, "10.0.0.1", "g-web",
	                           finding_world_below(world, "shop.example.com", "ec", 90));
	finding_world_extend(world, removal(world, clock_now() - HOUR));
	ticket_world_pass(world, 0);
	assert_int_equal(number(world, open_cases), 1);
	/* Silence says nothing of the certificate. */
	place->look.outcome = LOOK_UNREACHABLE;
	place->look.reason = LOOK_TIMEOUT;
	ticket_world_pass(world, HOUR);
	assert_int_equal(number(world, open_cases), 1);
	place->look.outcome = LOOK_SERVED;
	place->look.reason = LOOK_OK;

	/* Another one of the same authority is refused as well, and is no successor. */
	ticket_world_serve(place, finding_world_below(world, "shop.example.com", "ec", 90));
	ticket_world_passes(world, 10, 4 * HOUR);
	assert_int_equal(number(world, open_cases), 2);

	/* One of somebody else is, though it ends on the same day. */
	ticket_world_serve(place, ticket_world_chain(world, "shop.example.com", -1, 90));
	ticket_world_passes(world, 10, 4 * HOUR);
	assert_int_equal(number(world, open_cases), 0);
	assert_int_equal(number(world, "SELECT count(*) FROM \"case\" WHERE reason = 'revoked' "
	                               "AND ended = 'renewed'"),
	                 2);
}

static void the_record_names_id_and_source(void **state)
{
	struct ticket_world *world = *state;
	struct subject *subject;
	struct error error = ERROR_INIT;
	finding_world_authorities("ec");
	(void)finding_world_serve(world, "10.0.0.1", "g-web", "weak.example.com", "rsa1024", 90,
	                          true);
	ticket_world_pass(world, 0);
	int64_t id = finding_world_id(world, "weak.example.com");
	assert_true(
		derive_prepare(&world->flow, &world->arena, &id, 1, clock_now(), &subject, &error));
	const struct json *weak = NULL;
	JSON_EACH(item, json_get(subject->records[0], "findings"))
	if (text_equal(json_member_text(item, "id", ""), "weak-key"))
		weak = item;
	assert_non_null(weak);
	assert_string_equal(json_member_text(weak, "rule", ""), "weak-key");
	assert_string_equal(json_member_text(weak, "severity", ""), "high");
	check_contains(json_member_text(weak, "text", ""), "1024");
	check_contains(json_member_text(weak, "source", ""), "https://");
}

static void an_issuer_may_not_be_approved(void **state)
{
	struct ticket_world *world = *state;
	finding_world_authorities("ec");
	(void)finding_world_serve(world, "10.0.0.1", "g-web", "shop.example.com", "ec", 90, true);
	ticket_world_pass(world, 0);
	assert_null(finding_world_find(world, "shop.example.com", "issuer-not-approved"));
	finding_world_extend(world, "approved:\n  - {id: o, source: policy 7, authorities: "
	                            "[{name: o, subject: CN=Other}]}\n");
	ticket_world_pass(world, HOUR);
	const struct store_finding *found =
		finding_world_find(world, "shop.example.com", "issuer-not-approved");
	assert_non_null(found);
	assert_string_equal(found->source, "policy 7");
	finding_world_extend(world,
	                     "approved:\n  - {id: o, source: policy 7, authorities: "
	                     "[{name: o, subject: CN=Other}, {name: r, subject: CN=Old Root}]}\n");
	ticket_world_pass(world, HOUR);
	assert_null(finding_world_find(world, "shop.example.com", "issuer-not-approved"));

	/* By the key of the root, two steps above. */
	struct error error = ERROR_INIT;
	struct store_certificate *row;
	assert_true(store_certificate_get(world->store, &world->arena,
	                                  finding_world_id(world, "Old Root"), &row, &error));
	finding_world_extend(
		world, arena_print(&world->arena,
	                           "approved:\n  - {id: o, source: s, authorities: [{name: r, "
	                           "spki_sha256: %s}]}\n",
	                           row->spki_sha256));
	ticket_world_pass(world, HOUR);
	assert_null(finding_world_find(world, "shop.example.com", "issuer-not-approved"));
}

static void anchors_in_stores_are_told_when_distrusted_or_ended(void **state)
{
	struct ticket_world *world = *state;
	struct look_certificate *chain = ARENA_ARRAY(&world->arena, struct look_certificate, 1);
	ISSUED(anchor, .common_name = "Old Root", .is_ca = true, .key = "rsa1024", .ends = 3);
	finding_world_put(world, &chain[0], &anchor);
	struct fake_place *place = fake_add(&world->source, "host-1");
	place->look.place.kind = DEPLOYMENT_FILE;
	place->look.place.port = 0;
	place->look.place.path = "/etc/ssl/bundle.pem";
	place->look.evidence = DEPLOYMENT_STORED;
	fake_serve(place, 0, chain, 1);
	ticket_world_pass(world, 0);
	assert_null(finding_world_find(world, "Old Root", "anchor-distrusted"));
	finding_world_extend(world, removal(world, clock_now() - HOUR));
	ticket_world_pass(world, HOUR);
	const struct store_finding *found =
		finding_world_find(world, "Old Root", "anchor-distrusted");
	assert_non_null(found);
	assert_string_equal(found->source, "policy 9");
	assert_null(finding_world_find(world, "Old Root", "weak-key"));
	assert_null(finding_world_find(world, "Old Root", "anchor-ended"));
	ticket_world_pass(world, 4 * 24 * HOUR);
	assert_non_null(finding_world_find(world, "Old Root", "anchor-ended"));
}

static void without_facts_nothing_is_told(void **state)
{
	struct ticket_world *world = *state;
	finding_world_authorities("rsa1024");
	(void)finding_world_serve(world, "10.0.0.1", "g-web", "weak.example.com", "rsa1024", 90,
	                          true);
	world->rules.trust = NULL;
	ticket_world_pass(world, 0);
	assert_null(finding_world_find(world, "weak.example.com", "weak-key"));
	assert_null(finding_world_find(world, "weak.example.com", "weak-chain"));
}

int main(void)
{
#define CASE(test) cmocka_unit_test_setup_teardown(test, finding_world_setup, ticket_world_teardown)
	const struct CMUnitTest tests[] = {
		CASE(a_weak_key_is_told_with_its_source),
		CASE(a_weak_chain_is_apart_from_its_leaf),
		CASE(life_is_limited_by_profile),
		CASE(a_distrusted_authority_warns_ahead_and_then_refuses),
		CASE(what_clients_refuse_is_an_incident_until_it_is_replaced),
		CASE(the_record_names_id_and_source),
		CASE(an_issuer_may_not_be_approved),
		CASE(anchors_in_stores_are_told_when_distrusted_or_ended),
		CASE(without_facts_nothing_is_told),
	};
	return cmocka_run_group_tests(tests, NULL, finding_world_end);
}
