/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* A far side that keeps places as records of their own holds each once, with what it serves; what is gone is
 * marked and stays. */
#include "base/clock.h"
#include "base/json.h"
#include "base/text.h"
#include "flow/room.h"
#include "support/check.h"
#include "support/ticket_world.h"

enum { MINUTE = CLOCK_MINUTE, DAY = CLOCK_DAY };

static size_t written(const struct ticket_world *world, enum step_verb verb)
{
	size_t count = 0;
	for (size_t i = 0; i < world->far.count; i++)
		count += world->far.writes[i].kind == STEP_DEPLOYMENT &&
		         world->far.writes[i].verb == verb;
	return count;
}

static const struct fake_write *write_of(const struct ticket_world *world, const char *place)
{
	const struct fake_write *write = fake_itsm_write(&world->far, "deployment:", place);
	assert_non_null(write);
	return write;
}

static const char *value_of(const struct fake_write *write, const char *name)
{
	return json_member_text(json_get(write->body, "values"), name, "");
}

/* Remote id of the certificate made last. */
static const char *newest_certificate(const struct ticket_world *world, size_t before)
{
	for (size_t i = world->far.count; i-- > before;)
		if (world->far.writes[i].kind == STEP_CERTIFICATE &&
		    world->far.writes[i].verb == STEP_CREATE)
			return arena_print((struct arena *)&world->arena, "r%zu", i + 1);
	fail_msg("no certificate was made");
	return NULL;
}

static struct fake_place *begin(struct ticket_world *world)
{
	world->far.itsm.abilities.deployments = true;
	world->rules.clock_ahead_seconds = 1000 * DAY;
	return ticket_world_place(world, "10.0.0.1", "g-web",
	                          ticket_world_chain(world, "shop.example.com", -10, 300));
}

static void a_place_is_written_once(void **state)
{
	struct ticket_world *world = *state;
	(void)begin(world);
	ticket_world_pass(world, MINUTE);
	assert_int_equal(written(world, STEP_CREATE), 1);
	const struct fake_write *write = write_of(world, "10.0.0.1:443");
	assert_string_equal(value_of(write, "Name"), "10.0.0.1:443");
	assert_string_equal(value_of(write, "Address"), "10.0.0.1");
	assert_string_equal(value_of(write, "Port"), "443");
	assert_string_equal(value_of(write, "State"), "In use");
	assert_string_equal(value_of(write, "Host"), "ci-10.0.0.1");
	assert_int_equal(strlen(value_of(write, "Deployment key")), 64);
	assert_string_equal(
		json_text(json_at(write->body, "values", "Certificates", NULL)->first, ""),
		newest_certificate(world, 0));
	assert_int_equal(strlen(json_member_text(json_get(write->body, "told"), "Last seen", "")),
	                 10);
	assert_int_equal(
		strlen(json_member_text(json_get(write->body, "insert"), "First seen", "")), 10);
	size_t before = world->far.count;
	ticket_world_pass(world, DAY);
	assert_int_equal(world->far.count, before);
}

static void it_names_what_it_serves_now(void **state)
{
	struct ticket_world *world = *state;
	struct fake_place *place = begin(world);
	ticket_world_pass(world, MINUTE);
	const char *id = arena_copy(&world->arena, newest_certificate(world, 0));
	size_t before = world->far.count;
	ticket_world_serve(place, ticket_world_chain(world, "shop.example.com", -1, 365));
	ticket_world_passes(world, 3, DAY);
	assert_int_equal(written(world, STEP_CREATE), 1);
	const struct fake_write *write = write_of(world, "10.0.0.1:443");
	assert_int_equal(write->verb, STEP_UPDATE);
	const struct json *list = json_at(write->body, "values", "Certificates", NULL);
	assert_int_equal(json_count(list), 1);
	assert_string_not_equal(json_text(list->first, ""), id);
	assert_string_equal(json_text(list->first, ""), newest_certificate(world, before));
}

static void what_is_gone_is_marked_and_stays(void **state)
{
	struct ticket_world *world = *state;
	struct fake_place *place = begin(world);
	const struct look_certificate *chain =
		ticket_world_chain(world, "shop.example.com", -10, 300);
	ticket_world_serve(place, chain);
	ticket_world_pass(world, MINUTE);
	fake_silence(place, LOOK_ABSENT, LOOK_NO_TLS);
	ticket_world_passes(world, 12, DAY);
	const struct fake_write *write = write_of(world, "10.0.0.1:443");
	assert_string_equal(value_of(write, "State"), "Gone");
	assert_int_equal(write->verb, STEP_UPDATE);
	assert_null(json_at(write->body, "values", "Certificates", NULL));
	const char *id = write->remote_id;
	ticket_world_serve(place, chain);
	place->look.outcome = LOOK_SERVED;
	place->look.reason = LOOK_OK;
	ticket_world_passes(world, 2, DAY);
	write = write_of(world, "10.0.0.1:443");
	assert_string_equal(value_of(write, "State"), "In use");
	assert_string_equal(write->remote_id, id);
	assert_int_equal(written(world, STEP_CREATE), 1);
	assert_int_equal(written(world, STEP_DELETE), 0);
}

/* A file holds it, too; and one comes and goes before the far side lets us write. */
static void other_places_are_none(void **state)
{
	struct ticket_world *world = *state;
	struct fake_place *place = begin(world);
	place->look.evidence = DEPLOYMENT_CONFIGURED;
	struct fake_place *brief =
		ticket_world_place(world, "10.0.0.2", "g-web",
	                           ticket_world_chain(world, "brief.example.com", -10, 300));
	world->side.stage = FLOW_OBSERVE;
	ticket_world_pass(world, MINUTE);
	fake_silence(brief, LOOK_ABSENT, LOOK_NO_TLS);
	ticket_world_passes(world, 12, DAY);
	world->side.stage = FLOW_INVENTORY;
	ticket_world_pass(world, MINUTE);
	assert_true(world->far.count > 0);
	assert_null(fake_itsm_write(&world->far, "deployment:", ""));
}

/* Certificates go before places; a place whose certificate does not fit waits with it. */
static void places_count_for_the_licence(void **state)
{
	struct ticket_world *world = *state;
	struct error error = ERROR_INIT;
	struct room room;
	(void)begin(world);
	(void)ticket_world_place(world, "10.0.0.2", "g-web",
	                         ticket_world_chain(world, "mail.example.com", -10, 300));
	/* Two certificates, their issuer, two places. */
	world->far.room = (struct itsm_room){ .what = "objects", .most = 4, .mend = "buy more" };
	ticket_world_pass(world, MINUTE);
	assert_int_equal(written(world, STEP_CREATE), 1);
	assert_true(room_ask(&world->flow, &world->arena, &world->side, true, &room, &error));
	assert_int_equal(room.now, 4);
	assert_int_equal(room_after(&room), 5);
	world->far.room.most = 5;
	ticket_world_pass(world, MINUTE);
	assert_int_equal(written(world, STEP_CREATE), 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, ticket_world_setup, ticket_world_teardown)
		TEST(a_place_is_written_once),          TEST(it_names_what_it_serves_now),
		TEST(what_is_gone_is_marked_and_stays), TEST(other_places_are_none),
		TEST(places_count_for_the_licence),
#undef TEST
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
