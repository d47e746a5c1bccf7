/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Tickets that people merge: certsteward goes on in what they became, once. */
#include "base/clock.h"
#include "base/json.h"
#include "base/text.h"
#include "support/check.h"
#include "support/ticket_world.h"

#include <string.h>

enum { HOUR = CLOCK_HOUR, DAY = CLOCK_DAY };

static int64_t told_in_audit(struct ticket_world *world)
{
	return discover_world_number(world->discover,
	                             "SELECT count(*) FROM audit WHERE kind = 'ticket merged'");
}

static size_t notes(const struct fake_itsm *far, const char *start)
{
	size_t count = 0;
	for (size_t i = 0; i < far->count; i++)
		count += text_starts_with(far->writes[i].key, start) &&
		         strstr(far->writes[i].key, ":merged:") != NULL;
	return count;
}

/* A ticket of people's own. */
static struct fake_ticket *add_theirs(struct fake_itsm *far)
{
	struct fake_ticket *ticket = &far->tickets[far->ticket_count++];
	*ticket = (struct fake_ticket){ .fields = json_new(&far->arena, JSON_OBJECT) };
	ticket->seen = (struct ticket_seen){ .id = "theirs",
		                             .key = "",
		                             .number = "CHG7777",
		                             .kind = TICKET_CHANGE_NORMAL,
		                             .phase = TICKET_PHASE_IMPLEMENT,
		                             .state = "-1" };
	json_set_string(&far->arena, ticket->fields, "short_description", "All of week 49");
	return ticket;
}

static void a_merged_change_goes_on_in_the_other_one(void **state)
{
	struct ticket_world *world = *state;
	struct fake_itsm *far = &world->far;
	const struct look_certificate *next = ticket_world_chain(world, "a.example.com", 0, 390);
	world->rules.window[FLOW_UNCLASSIFIED].days = 60;
	struct fake_place *place = ticket_world_place(
		world, "10.0.0.1", "g-web", ticket_world_chain(world, "a.example.com", -330, 40));
	ticket_world_pass(world, 0);
	struct fake_ticket *ours = fake_itsm_ticket(far, "renewal:"), *theirs = add_theirs(far);
	ours->into = theirs;
	ticket_world_passes(world, 3, HOUR);
	const char *note = fake_itsm_text(far, "renewal:", ":merged:");
	check_contains(note, ours->seen.number);
	check_contains(note, "a.example.com, was merged into this one");
	assert_int_equal(notes(far, "event:renewal:"), 1);
	assert_string_equal(fake_itsm_write(far, "event:renewal:", ours->seen.number)->ticket_id,
	                    "theirs");
	assert_int_equal(told_in_audit(world), 1);

	/* Renewed: the proof and the move go to the ticket that it became. */
	ticket_world_serve(place, next);
	ticket_world_passes(world, 12, 3 * HOUR);
	assert_int_equal(theirs->seen.phase, TICKET_PHASE_REVIEW);
	assert_int_equal(ours->seen.phase, TICKET_PHASE_NEW);
	assert_string_equal(fake_itsm_write(far, "event:renewal:", ":proof")->ticket_id, "theirs");
	assert_int_equal(far->ticket_count, 2);
	assert_int_equal(told_in_audit(world), 1);
}

static void the_last_of_two_matters_ends_their_ticket(void **state)
{
	struct ticket_world *world = *state;
	struct fake_itsm *far = &world->far;
	const struct look_certificate *next = ticket_world_chain(world, "a.example.com", 0, 390);
	const struct look_certificate *more = ticket_world_chain(world, "b.example.com", 0, 390);
	world->rules.window[FLOW_UNCLASSIFIED].days = 60;
	struct fake_place *one = ticket_world_place(
		world, "10.0.0.1", "g-web", ticket_world_chain(world, "a.example.com", -330, 40));
	struct fake_place *two = ticket_world_place(
		world, "10.0.0.2", "g-web", ticket_world_chain(world, "b.example.com", -330, 40));
	ticket_world_pass(world, 0);
	assert_int_equal(far->ticket_count, 2);
	for (size_t i = 0; i < 2; i++)
		far->tickets[i].seen.phase = TICKET_PHASE_IMPLEMENT;
	far->tickets[0].into = &far->tickets[1];
	ticket_world_passes(world, 2, HOUR);
	ticket_world_serve(one, next);
	ticket_world_passes(world, 12, 3 * HOUR);
	assert_int_equal(far->tickets[1].seen.phase, TICKET_PHASE_IMPLEMENT);
	ticket_world_serve(two, more);
	ticket_world_passes(world, 12, 3 * HOUR);
	assert_int_equal(far->tickets[1].seen.phase, TICKET_PHASE_REVIEW);
	assert_int_equal(far->ticket_count, 2);
}

static void a_twin_that_people_merged_is_no_more(void **state)
{
	struct ticket_world *world = *state;
	struct fake_itsm *far = &world->far;
	far->lose = 1;
	far->merge_twins = far->touch_twins = true;
	(void)ticket_world_place(world, "10.0.0.1", "g-web",
	                         ticket_world_chain(world, "e.example.com", -380, 9));
	ticket_world_passes(world, 4, HOUR);
	assert_string_equal(fake_itsm_text(far, "#2:", ":twin"), "");
	assert_int_equal(far->tickets[1].seen.phase, TICKET_PHASE_NEW);
	assert_int_equal(far->ticket_count, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, ticket_world_setup, ticket_world_teardown)
		TEST(a_merged_change_goes_on_in_the_other_one),
		TEST(the_last_of_two_matters_ends_their_ticket),
		TEST(a_twin_that_people_merged_is_no_more),
#undef TEST
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
