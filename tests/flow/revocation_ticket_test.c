/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What a revoked certificate comes to: its incident, what it supersedes, and how that ends. */
#include "base/clock.h"
#include "base/json.h"
#include "base/text.h"
#include "support/check.h"
#include "support/responder.h"

#include <openssl/ocsp.h>
#include <string.h>

enum { HOUR = CLOCK_HOUR, DAY = CLOCK_DAY };

struct scene {
	struct ticket_world *world;
	struct responder *ca;
	struct responder_leaf *leaf;
	struct fake_place *place;
};

static void open_scene(struct scene *scene, struct ticket_world *world, struct responder *ca)
{
	scene->world = world;
	scene->ca = ca;
	for (int class = 0; class < FLOW_CLASSES; class ++)
		world->rules.tickets[FLOW_REVOKED][class].kind = TICKET_INCIDENT;
	scene->leaf = responder_issue(ca, "shop.example", RESPONDER_OCSP, 0);
	scene->place =
		ticket_world_place(world, "10.0.0.1", "g-web",
	                           responder_chain(&world->arena, &ca->authority, scene->leaf));
}

static struct discover_revocation_result ask(struct scene *scene, int64_t seconds)
{
	struct discover_revocation_options options = responder_options();
	discover_world_pass(seconds);
	discover_world_scan(scene->world->discover, &scene->world->source);
	return responder_ask(scene->ca, &scene->world->flow, &options, 1);
}

static void revoke(struct scene *scene, int reason)
{
	scene->leaf->status = V_OCSP_CERTSTATUS_REVOKED;
	scene->leaf->reason = reason;
}

static size_t tickets(const struct scene *scene, const char *start)
{
	size_t count = 0;
	for (size_t i = 0; i < scene->world->far.ticket_count; i++)
		count += text_starts_with(scene->world->far.tickets[i].seen.key, start);
	return count;
}

static void the_incident_opens_when_it_is_sure(void **state)
{
	struct scene scene;
	RESPONDER(ca, "Example CA");
	open_scene(&scene, *state, &ca);
	revoke(&scene, OCSP_REVOKED_STATUS_KEYCOMPROMISE);
	ask(&scene, 0);
	ticket_world_pass(scene.world, 0);
	assert_int_equal(tickets(&scene, "revoked:"), 0);
	ask(&scene, HOUR + 1);
	ticket_world_pass(scene.world, 0);
	assert_int_equal(tickets(&scene, "revoked:"), 1);
	const struct fake_ticket *incident = fake_itsm_ticket(&scene.world->far, "revoked:");
	check_contains(json_member_text(incident->fields, "short_description", ""),
	               "REVOKED certificate served");
	const char *text = json_member_text(incident->fields, "description", "");
	check_contains(text, "(keyCompromise)");
	check_contains(text, "POST http://ocsp.test/");
	check_contains(text, "NEW KEY");
	/* The certificate's CI says so, too. */
	const struct fake_write *ci = fake_itsm_write(&scene.world->far, "certificate:", "");
	assert_non_null(ci);
	/* Nothing more comes of the same. */
	ask(&scene, 13 * HOUR);
	ticket_world_pass(scene.world, 0);
	assert_int_equal(tickets(&scene, "revoked:"), 1);
}

static void a_renewal_and_an_end_are_superseded(void **state)
{
	struct scene scene;
	RESPONDER(ca, "Example CA");
	open_scene(&scene, *state, &ca);
	/* Into its window, then revoked, then past its end. */
	ask(&scene, 0);
	discover_world_pass(290 * DAY);
	ask(&scene, 0);
	ticket_world_pass(scene.world, 0);
	assert_int_equal(tickets(&scene, "renewal:"), 1);
	revoke(&scene, OCSP_REVOKED_STATUS_SUPERSEDED);
	ask(&scene, DAY);
	ask(&scene, HOUR + 1);
	ticket_world_pass(scene.world, 0);
	ticket_world_pass(scene.world, HOUR);
	assert_int_equal(tickets(&scene, "revoked:"), 1);
	const struct fake_ticket *incident = fake_itsm_ticket(&scene.world->far, "revoked:");
	check_contains(fake_itsm_text(&scene.world->far, "renewal:", "superseded"),
	               incident->seen.number);
	check_contains(json_member_text(incident->fields, "rfc", ""),
	               fake_itsm_ticket(&scene.world->far, "renewal:")->seen.id);
	ticket_world_passes(scene.world, 2, 6 * DAY);
	assert_int_equal(tickets(&scene, "expired:"), 0);
}

static void a_hold_that_is_over_ends_it(void **state)
{
	struct scene scene;
	RESPONDER(ca, "Example CA");
	open_scene(&scene, *state, &ca);
	revoke(&scene, OCSP_REVOKED_STATUS_CERTIFICATEHOLD);
	ask(&scene, 0);
	ask(&scene, HOUR + 1);
	ticket_world_pass(scene.world, 0);
	assert_int_equal(tickets(&scene, "revoked:"), 1);
	scene.leaf->status = V_OCSP_CERTSTATUS_GOOD;
	ask(&scene, 13 * HOUR);
	ask(&scene, HOUR + 1);
	ticket_world_passes(scene.world, 2, HOUR);
	assert_int_equal(
		discover_world_number(scene.world->discover,
	                              "SELECT count(*) FROM \"case\" WHERE reason = 'revoked' "
	                              "AND ended = 'not revoked any more'"),
		1);
	check_contains(fake_itsm_text(&scene.world->far, "revoked:", "resolved"), "taken off");
}

static void a_revoked_one_is_no_successor(void **state)
{
	struct scene scene;
	RESPONDER(ca, "Example CA");
	open_scene(&scene, *state, &ca);
	struct ticket_world *world = scene.world;
	const struct look_certificate *old = ticket_world_chain(world, "old.example", -80, 10);
	struct fake_place *place = ticket_world_place(world, "10.0.0.9", "g-web", old);
	ticket_world_pass(world, 0);
	assert_int_equal(tickets(&scene, "renewal:"), 1);
	struct responder_leaf *new = responder_issue(&ca, "old.example", RESPONDER_OCSP, 0);
	new->status = V_OCSP_CERTSTATUS_REVOKED;
	ticket_world_serve(place, responder_chain(&world->arena, &ca.authority, new));
	for (int i = 0; i < 12; i++) {
		ask(&scene, 4 * HOUR);
		ticket_world_pass(world, 0);
	}
	assert_int_equal(
		discover_world_number(world->discover,
	                              "SELECT count(*) FROM \"case\" WHERE reason = 'renewal' "
	                              "AND ended_at = 0"),
		1);
}

/* By its own authority, above it, and found under what it issued. */
static void a_revoked_authority_is_told_of_what_it_issued(void **state)
{
	struct ticket_world *world = *state;
	RESPONDER(root, "Root CA");
	struct scene scene = { .world = world, .ca = &root };
	struct responder_leaf *below = responder_issue_authority(&root, "Sub CA", RESPONDER_CRL);
	ISSUED(leaf, .common_name = "shop.example", .names = "DNS:shop.example",
	       .usage = "serverAuth", .issuer = &below->issued);
	struct responder_leaf served = { .issued = leaf };
	struct look_certificate *chain = ARENA_ARRAY(&world->arena, struct look_certificate, 3);
	chain[0] = responder_chain(&world->arena, &root.authority, &served)[0];
	chain[1] = responder_chain(&world->arena, &root.authority, below)[0];
	chain[2] = responder_chain(&world->arena, &root.authority, below)[1];
	struct fake_place *place = ticket_world_place(world, "10.0.0.1", "g-web", chain);
	fake_serve(place, 0, chain, 3);
	place->slots[0].chain_complete = place->slots[0].chain_trusted = true;
	place->slots[0].name_matches = true;
	static const char *const findings =
		"SELECT count(*) FROM finding WHERE rule = 'issuer-revoked'";
	ask(&scene, 0);
	ticket_world_pass(world, 0);
	assert_int_equal(discover_world_number(world->discover, findings), 0);
	below->listed = true;
	below->reason = OCSP_REVOKED_STATUS_CACOMPROMISE;
	ask(&scene, 13 * HOUR);
	assert_int_equal(ask(&scene, HOUR + 1).confirmed, 1);
	ticket_world_pass(world, 0);
	assert_int_equal(discover_world_number(world->discover, findings), 1);
}

#define WORLD_TEST(name) \
	cmocka_unit_test_setup_teardown(name, ticket_world_setup, ticket_world_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(the_incident_opens_when_it_is_sure),
		WORLD_TEST(a_renewal_and_an_end_are_superseded),
		WORLD_TEST(a_hold_that_is_over_ends_it),
		WORLD_TEST(a_revoked_one_is_no_successor),
		WORLD_TEST(a_revoked_authority_is_told_of_what_it_issued),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
