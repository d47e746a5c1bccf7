/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* A draft that is made anew leaves what people edited, and what does not get through is told. */
#include "base/clock.h"
#include "base/json.h"
#include "base/text.h"
#include "flow/apply.h"
#include "flow/backoff.h"
#include "store/store_record.h"
#include "support/check.h"
#include "support/ticket_world.h"

#include <string.h>

enum { HOUR = CLOCK_HOUR, DAY = CLOCK_DAY };

static const char *field(const struct fake_ticket *ticket, const char *name)
{
	return json_member_text(ticket->fields, name, "");
}

static void edit(struct ticket_world *world, struct fake_ticket *ticket, const char *name,
                 const char *value)
{
	json_set_string(&world->far.arena, ticket->fields, name, value);
}

static struct fake_ticket *open_change(struct ticket_world *world,
                                       const struct look_certificate **old)
{
	*old = ticket_world_chain(world, "a.example.com", -380, 9);
	(void)ticket_world_place(world, "10.0.0.1", "g-web", *old);
	ticket_world_pass(world, 0);
	return fake_itsm_ticket(&world->far, "renewal:");
}

static void find_place(struct ticket_world *world, const char *host,
                       const struct look_certificate *old)
{
	(void)ticket_world_place(world, host, "g-web", old);
	ticket_world_passes(world, 2, HOUR);
}

/* Made once, with its number, and told until the next write: a create that is sent again makes a second one. */
static void what_was_lost_of_a_new_ticket_is_told(void **state)
{
	struct ticket_world *world = *state;
	const struct look_certificate *old;
	struct store_record *record;
	struct error error = ERROR_INIT;
	world->far.lost = "made without 'Cost Centre'";
	const char *key =
		arena_print(&world->arena, "ticket:%s", open_change(world, &old)->seen.key);
	ticket_world_passes(world, 2, HOUR);
	assert_int_equal(world->far.ticket_count, 1);
	assert_true(store_record_get(world->store, &world->arena, world->far.itsm.name, key,
	                             &record, &error));
	assert_string_equal(record->problem, STORE_RECORD_INCOMPLETE "made without 'Cost Centre'");
	assert_string_equal(record->remote_id, "t1");
	assert_string_equal(record->desired, record->sent);
	find_place(world, "10.0.0.2", old);
	assert_true(store_record_get(world->store, &world->arena, world->far.itsm.name, key,
	                             &record, &error));
	assert_string_equal(record->problem, "");
}

/* What people end gets no further write, and what it lacks is nobody's task any more. */
static void what_an_ended_ticket_lacked_is_off_the_list(void **state)
{
	struct ticket_world *world = *state;
	const struct look_certificate *old;
	struct store_record *records;
	struct error error = ERROR_INIT;
	size_t count;
	world->far.lost = "made without 'Cost Centre'";
	struct fake_ticket *ticket = open_change(world, &old);
	assert_true(
		store_record_problems(world->store, &world->arena, "", &records, &count, &error));
	assert_int_equal(count, 1);
	ticket->seen.phase = TICKET_PHASE_CANCELLED;
	ticket->seen.updated_by = "u-ada";
	ticket_world_passes(world, 2, HOUR);
	assert_int_equal(world->far.ticket_count, 1);
	assert_true(
		store_record_problems(world->store, &world->arena, "", &records, &count, &error));
	assert_int_equal(count, 0);
}

static void what_people_edited_is_left_field_by_field(void **state)
{
	struct ticket_world *world = *state;
	const struct look_certificate *old;
	struct fake_ticket *ticket = open_change(world, &old);
	edit(world, ticket, "description", "Ask Ada first.");
	edit(world, ticket, "short_description", "Our own title");
	find_place(world, "10.0.0.2", old);
	assert_string_equal(field(ticket, "description"), "Ask Ada first.");
	assert_string_equal(field(ticket, "short_description"), "Our own title");
	check_contains(field(ticket, "test_plan"), "10.0.0.2:443");
	const char *note = fake_itsm_text(&world->far, "renewal:", "fields-kept:");
	check_contains(note, "- Description: certsteward's own new text is left out");
	check_contains(note, "- Short description: certsteward would write 'Renew certificate");
	check_contains(note, "(2 places)");
	assert_null(strstr(note, "Test plan"));

	/* The title is given back: from then on it is ours again. The description is not. */
	edit(world, ticket, "short_description",
	     json_text(json_at(fake_itsm_write(&world->far, "renewal:", ":1")->body, "base",
	                       "short_description", NULL),
	               ""));
	edit(world, ticket, "test_plan", "none");
	find_place(world, "10.0.0.3", old);
	check_contains(field(ticket, "short_description"), "(3 places)");
	assert_string_equal(field(ticket, "description"), "Ask Ada first.");
	assert_string_equal(field(ticket, "test_plan"), "none");
	check_contains(field(ticket, "implementation_plan"), "10.0.0.3:443");
}

/* The text points to the list by name: the newest one has all places. */
static void a_draft_made_anew_has_a_new_list(void **state)
{
	struct ticket_world *world = *state;
	struct fake_itsm *far = &world->far;
	const struct look_certificate *old = ticket_world_chain(world, "e.example.com", -380, 9);
	for (int i = 1; i <= 12; i++)
		(void)ticket_world_place(world, arena_print(&world->arena, "10.0.0.%d", i), "g-web",
		                         old);
	ticket_world_pass(world, 0);
	const char *first = fake_itsm_text(far, "renewal:", ":deployments.csv");
	assert_null(strstr(first, "10.0.0.77"));
	find_place(world, "10.0.0.77", old);
	const struct fake_write *list = NULL;
	for (size_t i = 0; i < far->count; i++)
		if (strstr(far->writes[i].key, ":deployments.csv"))
			list = &far->writes[i];
	assert_non_null(list);
	check_contains(json_member_text(list->body, "text", ""), ",10.0.0.77,443,");
	assert_string_equal(json_member_text(list->body, "name", ""), "deployments.csv");
}

static void an_untouched_draft_is_told_of_no_edits(void **state)
{
	struct ticket_world *world = *state;
	const struct look_certificate *old;
	struct fake_ticket *ticket = open_change(world, &old);
	find_place(world, "10.0.0.2", old);
	find_place(world, "10.0.0.3", old);
	check_contains(field(ticket, "description"), "10.0.0.3:443");
	assert_string_equal(fake_itsm_text(&world->far, "renewal:", "fields-kept:"), "");
}

/* It was submitted after we had read it as New. */
static void a_text_that_comes_too_late_is_told(void **state)
{
	struct ticket_world *world = *state;
	const struct look_certificate *old;
	struct fake_ticket *ticket = open_change(world, &old);
	(void)ticket_world_place(world, "10.0.0.2", "g-web", old);
	world->far.unusable = true;
	ticket_world_pass(world, HOUR);
	world->far.unusable = false;
	ticket->seen.phase = TICKET_PHASE_ASSESS;
	ticket_world_passes(world, 2, HOUR);
	check_contains(field(ticket, "short_description"), "(1 place)");
	const char *note = fake_itsm_text(&world->far, "renewal:", "stopped:");
	check_contains(note, "certsteward cannot write its newest text here: it left New.");
}

/* Mostly only what apply sends; nothing is decided after a week without a pass. */
static void send_hourly(struct ticket_world *world, int times)
{
	struct error error = ERROR_INIT;
	for (int i = 0; i < times; i++) {
		struct apply_result result = { 0 };
		discover_world_pass(HOUR + HOUR / 2);
		if (!apply(&world->flow, &world->side, NULL, &result, &error))
			fail_msg("%s", error.message);
		if (i % 64 == 63)
			ticket_world_pass(world, 0);
	}
}

static void a_move_that_waits_is_told_and_ends(void **state)
{
	struct ticket_world *world = *state;
	struct fake_itsm *far = &world->far;
	const struct look_certificate *old = ticket_world_chain(world, "b.example.com", -380, 60);
	world->rules.submit_normal = true;
	world->rules.window[FLOW_UNCLASSIFIED].days = 300;
	world->rules.window[FLOW_UNCLASSIFIED].fraction = 1;
	far->stay = "the move waits for 'A risk assessment'";
	(void)ticket_world_place(world, "10.0.0.1", "g-web", old);
	ticket_world_pass(world, 0);
	const struct fake_ticket *ticket = fake_itsm_ticket(far, "renewal:");
	assert_int_equal(ticket->seen.phase, TICKET_PHASE_NEW);
	send_hourly(world, BACKOFF_TELL_MOVE / 2);
	ticket_world_pass(world, 0);
	assert_string_equal(fake_itsm_text(far, "renewal:", ":waits:"), "");

	send_hourly(world, BACKOFF_TELL_MOVE);
	ticket_world_pass(world, 0);
	const char *note = fake_itsm_text(far, "renewal:", ":waits:");
	check_contains(note, "certsteward cannot submit this for approval yet");
	check_contains(note, "A risk assessment");
	assert_string_equal(fake_itsm_text(far, "renewal:", ":stopped:"), "");

	send_hourly(world, BACKOFF_ASIDE_MOVE);
	ticket_world_pass(world, 0);
	note = fake_itsm_text(far, "renewal:", ":stopped:");
	check_contains(note, "put off 336 times");
	check_contains(note, "certsteward outbox retry");
	assert_int_equal(discover_world_number(world->discover,
	                                       "SELECT count(*) FROM step WHERE state = 'refused'"),
	                 1);
	assert_int_equal(
		discover_world_number(world->discover,
	                              "SELECT count(*) FROM event WHERE name LIKE 'waits:%'"),
		1);
}

/* Whether a lost creation arrived is not told for days: nothing is sent twice, and nothing given up. */
static void what_cannot_be_looked_up_waits_for_a_person(void **state)
{
	struct ticket_world *world = *state;
	struct fake_itsm *far = &world->far;
	far->lose = 1;
	far->blind = true;
	(void)ticket_world_place(world, "10.0.0.1", "g-web",
	                         ticket_world_chain(world, "c.example.com", -380, 60));
	world->rules.window[FLOW_UNCLASSIFIED].days = 300;
	world->rules.window[FLOW_UNCLASSIFIED].fraction = 1;
	ticket_world_pass(world, 0);
	assert_int_equal(far->ticket_count, 2);
	send_hourly(world, BACKOFF_ASIDE + 10);
	assert_int_equal(far->ticket_count, 2);
	assert_int_equal(
		discover_world_number(world->discover,
	                              "SELECT count(*) FROM step WHERE state = 'unknown' AND "
	                              "reason LIKE '%cannot be looked up: no right to read'"),
		1);
	far->blind = false;
	ticket_world_passes(world, 4, DAY / 2);
	assert_int_equal(far->ticket_count, 2);
	assert_int_equal(discover_world_number(world->discover, "SELECT count(*) FROM step"), 0);
	assert_int_equal(far->tickets[1].seen.phase, TICKET_PHASE_CANCELLED);
}

/* A worker of the far side that never ends keeps no change from its approval. */
static void what_is_taken_but_never_done_is_not_waited_for(void **state)
{
	struct ticket_world *world = *state;
	struct fake_itsm *far = &world->far;
	world->rules.submit_normal = true;
	far->unfinished = true;
	(void)ticket_world_place(world, "10.0.0.1", "g-web",
	                         ticket_world_chain(world, "d.example.com", -380, 9));
	ticket_world_passes(world, 3, 60);
	const struct fake_ticket *ticket = fake_itsm_ticket(far, "renewal:");
	assert_int_equal(ticket->seen.phase, TICKET_PHASE_NEW);
	send_hourly(world, BACKOFF_ASIDE_ACCEPTED);
	ticket_world_passes(world, 2, 60);
	assert_int_equal(ticket->seen.phase, TICKET_PHASE_ASSESS);
	assert_int_equal(
		discover_world_number(world->discover,
	                              "SELECT count(*) FROM event WHERE state = 'refused' AND "
	                              "problem LIKE '%not finished after%'"),
		1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, ticket_world_setup, ticket_world_teardown)
		TEST(what_people_edited_is_left_field_by_field),
		TEST(a_draft_made_anew_has_a_new_list),
		TEST(an_untouched_draft_is_told_of_no_edits),
		TEST(what_was_lost_of_a_new_ticket_is_told),
		TEST(what_an_ended_ticket_lacked_is_off_the_list),
		TEST(a_text_that_comes_too_late_is_told),
		TEST(a_move_that_waits_is_told_and_ends),
		TEST(what_cannot_be_looked_up_waits_for_a_person),
		TEST(what_is_taken_but_never_done_is_not_waited_for),
#undef TEST
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
