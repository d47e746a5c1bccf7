/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The planned time of a change: out of the way of freezes and conflicts, and left to people. */
#include "base/clock.h"
#include "base/json.h"
#include "base/text.h"
#include "flow/calendar.h"
#include "flow/derive.h"
#include "store/store_case.h"
#include "store/store_queue.h"
#include "support/check.h"
#include "support/ticket_world.h"

#include <string.h>

enum { HOUR = CLOCK_HOUR, DAY = CLOCK_DAY };

static int64_t next_day(int days)
{
	return clock_now() - clock_now() % DAY + days * DAY;
}

static struct fake_ticket *open_change(struct ticket_world *world, long days)
{
	world->rules.submit_normal = true;
	(void)ticket_world_place(world, "10.0.0.1", "g-web",
	                         ticket_world_chain(world, "a.example.com", -380, days));
	ticket_world_passes(world, 6, 60);
	return fake_itsm_ticket(&world->far, "renewal:");
}

static void check_clear(const struct ticket_world *world, const struct fake_ticket *ticket)
{
	assert_true(ticket->seen.planned_start >= world->far.freeze_until ||
	            ticket->seen.planned_end <= world->far.freeze);
	assert_true(ticket->seen.planned_end <= clock_now() + 8 * DAY);
}

static const char *start_text(struct ticket_world *world, int64_t at)
{
	char text[24];
	clock_format_human(at, text);
	return arena_copy(&world->arena, text);
}

static void without_a_conflict_the_proposal_stays(void **state)
{
	struct ticket_world *world = *state;
	const struct fake_ticket *ticket = open_change(world, 9);
	const struct fake_write *check =
		fake_itsm_write(&world->far, "event:renewal:", ":conflict:1");
	assert_non_null(check);
	assert_int_equal(json_integer(json_get(check->body, "start"), 0),
	                 ticket->seen.planned_start);
	assert_null(fake_itsm_write(&world->far, "event:renewal:", ":slot:1"));
	assert_int_equal(ticket->seen.phase, TICKET_PHASE_ASSESS);
}

static void a_freeze_of_the_far_side_moves_the_proposal(void **state)
{
	struct ticket_world *world = *state;
	world->far.freeze = clock_now() - DAY;
	world->far.freeze_until = next_day(4);
	const struct fake_ticket *ticket = open_change(world, 9);
	check_clear(world, ticket);
	assert_false(ticket->seen.conflict);
	assert_non_null(fake_itsm_write(&world->far, "event:renewal:", ":slot:1"));
	assert_string_equal(fake_itsm_text(&world->far, "renewal:", "freeze-conflict:"), "");
	/* The text tells the time that stands in the columns, before anybody is asked to approve. */
	check_contains(json_member_text(ticket->fields, "description", ""),
	               start_text(world, ticket->seen.planned_start));
	assert_int_equal(ticket->seen.phase, TICKET_PHASE_ASSESS);
}

static void without_calendars_there_ours_find_the_next_time(void **state)
{
	struct ticket_world *world = *state;
	world->far.itsm.abilities.slots = false;
	world->far.freeze = clock_now() - DAY;
	world->far.freeze_until = next_day(4);
	const struct fake_ticket *ticket = open_change(world, 9);
	check_clear(world, ticket);
	assert_null(fake_itsm_write(&world->far, "event:renewal:", ":slot:1"));
	assert_int_equal(ticket->seen.phase, TICKET_PHASE_ASSESS);
}

/* What the far side calls free may be closed by a calendar of ours. */
static void the_stricter_calendar_wins(void **state)
{
	struct ticket_world *world = *state;
	const struct calendar_closed closed = { next_day(4), next_day(5), "audit" };
	const struct calendar calendar = { &closed, 1 };
	world->rules.calendar = &calendar;
	world->far.freeze = clock_now() - DAY;
	world->far.freeze_until = next_day(4);
	const struct fake_ticket *ticket = open_change(world, 9);
	assert_non_null(fake_itsm_write(&world->far, "event:renewal:", ":slot:2"));
	check_clear(world, ticket);
	assert_null(calendar_closed_between(&calendar, ticket->seen.planned_start,
	                                    ticket->seen.planned_end));
}

static void no_time_before_the_end_is_said(void **state)
{
	struct ticket_world *world = *state;
	world->far.slots_late = true;
	world->far.freeze = clock_now() - DAY;
	world->far.freeze_until = next_day(30);
	const struct fake_ticket *ticket = open_change(world, 9);
	const char *note = fake_itsm_text(&world->far, "renewal:", "freeze-conflict:");
	check_contains(note, "schedule conflict");
	check_contains(note, "no free time was found in time");
	assert_true(text_starts_with(json_member_text(ticket->fields, "description", ""),
	                             "NO ALLOWED TIME IS LEFT before the certificate ends: the "
	                             "calendars"));
	/* Never a planned time after the end of the certificate. */
	assert_true(ticket->seen.planned_end <= clock_now() + 9 * DAY);
	assert_int_equal(ticket->seen.phase, TICKET_PHASE_ASSESS);
}

static void a_time_that_people_set_is_theirs(void **state)
{
	struct ticket_world *world = *state;
	world->rules.submit_normal = false;
	(void)ticket_world_place(world, "10.0.0.1", "g-web",
	                         ticket_world_chain(world, "b.example.com", -380, 9));
	ticket_world_passes(world, 4, 60);
	struct fake_ticket *ticket = fake_itsm_ticket(&world->far, "renewal:");
	int64_t start = next_day(3) + 20 * HOUR;
	ticket->seen.planned_start = start;
	ticket->seen.planned_end = start + HOUR;
	ticket->seen.conflict = true;
	ticket_world_passes(world, 3, 60);
	assert_int_equal(ticket->seen.planned_start, start);
	check_contains(fake_itsm_text(&world->far, "renewal:", "freeze-conflict:"),
	               start_text(world, start));
	assert_null(fake_itsm_write(&world->far, "event:renewal:", ":slot:1"));

	/* A freeze that comes after the approval is told, too. */
	const struct calendar_closed closed = { start - DAY, start + 3 * DAY, "year end" };
	const struct calendar calendar = { &closed, 1 };
	ticket->seen.phase = TICKET_PHASE_SCHEDULED;
	ticket->seen.conflict = false;
	ticket->seen.planned_start = start + DAY;
	ticket->seen.planned_end = start + DAY + HOUR;
	world->rules.calendar = &calendar;
	ticket_world_passes(world, 2, 60);
	check_contains(fake_itsm_text(&world->far, "renewal:", "freeze-conflict:"), "'year end'");
}

/* A run ends after the look for conflicts was answered and before its ticket was read again; the next one
 * decides before it reads. What is read then differs in nothing, and must wake it all the same. */
static void what_waits_for_a_reading_goes_on_after_it(void **state)
{
	struct ticket_world *world = *state;
	struct error error = ERROR_INIT;
	struct store_ticket *tickets;
	struct derive_result derived;
	size_t count;
	world->rules.submit_normal = false;
	(void)ticket_world_place(world, "10.0.0.1", "g-web",
	                         ticket_world_chain(world, "c.example.com", -380, 9));
	ticket_world_passes(world, 6, 60);
	const struct fake_ticket *change = fake_itsm_ticket(&world->far, "renewal:");
	assert_int_equal(change->seen.phase, TICKET_PHASE_NEW);
	world->rules.submit_normal = true;
	assert_true(store_ticket_list(world->store, &world->arena, world->side.name, true, &tickets,
	                              &count, &error));
	assert_int_equal(count, 1);
	tickets[0].read_at = 0;
	assert_true(store_ticket_save(world->store, &tickets[0], &error));
	assert_true(store_dirty_add(world->store, "ticket", tickets[0].key, "event", 0, &error));
	assert_true(derive(&world->flow, &derived, &error));
	assert_int_equal(change->seen.phase, TICKET_PHASE_NEW);
	ticket_world_passes(world, 2, 60);
	assert_int_equal(change->seen.phase, TICKET_PHASE_ASSESS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, ticket_world_setup, ticket_world_teardown)
		TEST(without_a_conflict_the_proposal_stays),
		TEST(a_freeze_of_the_far_side_moves_the_proposal),
		TEST(without_calendars_there_ours_find_the_next_time),
		TEST(the_stricter_calendar_wins),
		TEST(no_time_before_the_end_is_said),
		TEST(a_time_that_people_set_is_theirs),
		TEST(what_waits_for_a_reading_goes_on_after_it),
#undef TEST
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
