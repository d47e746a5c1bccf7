/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What an expired certificate comes to: its incident, the change beside it, other people's incident, and
 * how it ends. */
#include "base/clock.h"
#include "base/json.h"
#include "base/text.h"
#include "support/check.h"
#include "support/ticket_world.h"

#include <string.h>

enum { HOUR = CLOCK_HOUR, DAY = CLOCK_DAY };

static const char *description(const struct fake_ticket *ticket)
{
	return json_member_text(ticket->fields, "description", "");
}

/* One place whose certificate ends tomorrow; its change opens now, its incident in two days. */
static struct fake_place *expire(struct ticket_world *world)
{
	struct fake_place *place = ticket_world_place(
		world, "10.0.0.1", "g-web", ticket_world_chain(world, "x.example.com", -90, 1));
	ticket_world_pass(world, 0);
	(void)fake_itsm_ticket(&world->far, "renewal:");
	ticket_world_pass(world, 2 * DAY);
	return place;
}

static void the_incident_and_the_change_know_each_other(void **state)
{
	struct ticket_world *world = *state;
	struct fake_itsm *far = &world->far;
	(void)expire(world);
	struct fake_ticket *change = fake_itsm_ticket(far, "renewal:");
	struct fake_ticket *incident = fake_itsm_ticket(far, "expired:");
	assert_string_equal(json_member_text(incident->fields, "rfc", ""), change->seen.id);
	check_contains(description(incident), change->seen.number);
	check_contains(description(incident), "never submitted for approval, nobody took it");
	check_contains(description(incident), "It is really served: seen");
	const char *note = fake_itsm_text(far, "renewal:", "superseded");
	check_contains(note, incident->seen.number);
	check_contains(note, "now leads");
}

/* Behind a load balancer without a backend nobody is served what has expired. */
static void an_alert_where_it_was_is_no_incident(void **state)
{
	struct ticket_world *world = *state;
	const struct look_certificate *chain = ticket_world_chain(world, "a.example.com", -90, 1);
	struct fake_place *place = ticket_world_place(world, "10.0.0.1", "g-web", chain);
	ticket_world_pass(world, 0);
	fake_silence(place, LOOK_UNREACHABLE, LOOK_ALERT);
	ticket_world_passes(world, 40, DAY);
	/* Neither is it decommissioned: somebody is there. */
	assert_int_equal(discover_world_number(world->discover,
	                                       "SELECT count(*) FROM \"case\" WHERE reason <> "
	                                       "'renewal'"),
	                 0);
	ticket_world_serve(place, chain);
	ticket_world_pass(world, DAY);
	(void)fake_itsm_ticket(&world->far, "expired:");
}

static void a_change_that_comes_later_is_linked(void **state)
{
	struct ticket_world *world = *state;
	struct fake_itsm *far = &world->far;
	/* Nothing is sent until both are wanted: then the incident cannot name the change. */
	(void)ticket_world_place(world, "10.0.0.1", "g-web",
	                         ticket_world_chain(world, "y.example.com", -90, 1));
	far->unusable = true;
	ticket_world_pass(world, 0);
	ticket_world_pass(world, 2 * DAY);
	far->unusable = false;
	ticket_world_passes(world, 2, HOUR);
	const struct fake_ticket *change = fake_itsm_ticket(far, "renewal:");
	const struct fake_ticket *incident = fake_itsm_ticket(far, "expired:");
	assert_null(json_get(incident->fields, "rfc"));
	const struct fake_write *link = fake_itsm_write(far, "event:expired:", ":rfc");
	assert_non_null(link);
	assert_string_equal(json_member_text(link->body, "to", ""), change->seen.id);
	assert_string_equal(link->ticket_id, incident->seen.id);
}

static void a_successor_that_lies_somewhere_is_the_way_out(void **state)
{
	struct ticket_world *world = *state;
	(void)ticket_world_place(world, "10.0.0.1", "g-web",
	                         ticket_world_chain(world, "w.example.com", -90, 1));
	struct fake_place *store = ticket_world_place(
		world, "10.0.0.9", "", ticket_world_chain(world, "w.example.com", 0, 390));
	store->look.place.kind = DEPLOYMENT_FILE;
	store->look.place.port = 0;
	store->look.place.path = "/srv/new.pem";
	store->look.evidence = DEPLOYMENT_STORED;
	ticket_world_pass(world, 2 * DAY);
	const char *text = description(fake_itsm_ticket(&world->far, "expired:"));
	check_contains(text, "A valid successor ALREADY EXISTS");
	check_contains(text, "found at 10.0.0.9:/srv/new.pem");
}

static struct ci monitoring(struct ticket_world *world, int64_t opened)
{
	struct json *fields = json_new(&world->arena, JSON_OBJECT);
	json_set_string(&world->arena, fields, "number", "INC7777");
	json_set_integer(&world->arena, fields, "opened", opened);
	return (struct ci){ .kind = CI_TICKET,
		            .id = "m1",
		            .class = "incident",
		            .name = "shop is down",
		            .parent = "ci-10.0.0.1",
		            .fields = fields };
}

static void ours_becomes_the_child_of_an_earlier_one(void **state)
{
	struct ticket_world *world = *state;
	(void)ticket_world_place(world, "10.0.0.1", "g-web",
	                         ticket_world_chain(world, "z.example.com", -90, 1));
	ticket_world_mirror(world, monitoring(world, clock_now() + DAY + HOUR));
	ticket_world_pass(world, 2 * DAY);
	const struct fake_ticket *incident = fake_itsm_ticket(&world->far, "expired:");
	assert_string_equal(json_member_text(incident->fields, "parent_incident", ""), "m1");
	check_contains(description(incident), "INC7777");
}

static void an_incident_from_before_the_end_is_none_of_ours(void **state)
{
	struct ticket_world *world = *state;
	(void)ticket_world_place(world, "10.0.0.1", "g-web",
	                         ticket_world_chain(world, "z.example.com", -90, 1));
	ticket_world_mirror(world, monitoring(world, clock_now()));
	ticket_world_pass(world, 2 * DAY);
	const struct fake_ticket *incident = fake_itsm_ticket(&world->far, "expired:");
	assert_null(json_get(incident->fields, "parent_incident"));
	assert_null(fake_itsm_write(&world->far, "event:expired:", ":parent"));
}

static void renew(struct ticket_world *world, struct fake_place *place)
{
	ticket_world_pass(world, HOUR);
	ticket_world_serve(place, ticket_world_chain(world, "x.example.com", 0, 390));
	ticket_world_passes(world, 10, 3 * HOUR);
}

static void an_incident_left_alone_is_resolved(void **state)
{
	struct ticket_world *world = *state;
	struct fake_itsm *far = &world->far;
	struct fake_place *place = expire(world);
	struct fake_ticket *incident = fake_itsm_ticket(far, "expired:");
	incident->seen.phase = TICKET_PHASE_IMPLEMENT;
	incident->seen.assigned_to = "u-ada";
	renew(world, place);
	const char *note = fake_itsm_text(far, "expired:", ":resolved");
	check_contains(note, "Ticket opened");
	check_contains(note, "10.0.0.1:443: 1d ");
	assert_null(strstr(note, "left to people"));
	assert_int_equal(incident->seen.phase, TICKET_PHASE_REVIEW);
}

static void an_incident_that_people_made_theirs_is_not_resolved(void **state)
{
	static const char *const reasons[] = { "a child, a problem or a major incident hangs on it",
		                               "its configuration item was changed",
		                               "it is on hold" };
	struct ticket_world *world = *state;
	struct fake_itsm *far = &world->far;
	static int round;
	struct fake_place *place = expire(world);
	struct fake_ticket *incident = fake_itsm_ticket(far, "expired:");
	ticket_world_pass(world, HOUR); /* it is read as we made it */
	if (round == 0)
		incident->seen.has_children = true;
	else if (round == 1)
		json_set_string(&far->arena, incident->fields, "cmdb_ci", "another");
	else
		incident->seen.on_hold = true;
	renew(world, place);
	check_contains(fake_itsm_text(far, "expired:", ":resolved"), reasons[round]);
	assert_int_equal(incident->seen.phase, TICKET_PHASE_NEW);
	round++;
}

static size_t notes_of_progress(const struct fake_itsm *far)
{
	size_t count = 0;
	for (size_t i = 0; i < far->count; i++)
		count += text_starts_with(far->writes[i].key, "event:expired:") &&
		         strstr(far->writes[i].key, ":served:") != NULL;
	return count;
}

/* Six places mended one by one: a mail for each would bury the ones that matter. */
static void progress_is_told_at_a_pace(void **state)
{
	struct ticket_world *world = *state;
	struct fake_itsm *far = &world->far;
	const struct look_certificate *old = ticket_world_chain(world, "p.example.com", -90, 1);
	const struct look_certificate *next = ticket_world_chain(world, "p.example.com", 0, 390);
	for (int i = 0; i < 6; i++)
		(void)ticket_world_place(world, arena_print(&world->arena, "10.0.0.%d", i + 1),
		                         "g-web", old);
	ticket_world_pass(world, 0);
	ticket_world_pass(world, 2 * DAY - clock_now() % DAY + HOUR);
	(void)fake_itsm_ticket(far, "expired:");

	for (int i = 0; i < 3; i++) {
		ticket_world_serve(&world->source.places[i], next);
		ticket_world_pass(world, 240);
	}
	assert_int_equal(notes_of_progress(far), 1);
	ticket_world_pass(world, 10 * CLOCK_MINUTE);
	assert_int_equal(notes_of_progress(far), 2);
	check_contains(fake_itsm_text(far, "expired:", "served:3of6"), "3 of 6 places");

	ticket_world_pass(world, 3 * HOUR);
	for (int i = 3; i < 5; i++) {
		ticket_world_serve(&world->source.places[i], next);
		ticket_world_pass(world, HOUR);
	}
	assert_int_equal(notes_of_progress(far), 2);
	ticket_world_pass(world, DAY);
	assert_int_equal(notes_of_progress(far), 3);
	check_contains(fake_itsm_text(far, "expired:", "served:5of6"), "5 of 6 places");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, ticket_world_setup, ticket_world_teardown)
		TEST(the_incident_and_the_change_know_each_other),
		TEST(an_alert_where_it_was_is_no_incident),
		TEST(a_change_that_comes_later_is_linked),
		TEST(a_successor_that_lies_somewhere_is_the_way_out),
		TEST(ours_becomes_the_child_of_an_earlier_one),
		TEST(an_incident_from_before_the_end_is_none_of_ours),
		TEST(an_incident_left_alone_is_resolved),
		TEST(progress_is_told_at_a_pace),
		TEST(an_incident_that_people_made_theirs_is_not_resolved),
		TEST(an_incident_that_people_made_theirs_is_not_resolved),
		TEST(an_incident_that_people_made_theirs_is_not_resolved),
#undef TEST
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
