/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What an approval is worth: for which text it was given, what voids it, and its place in the trail. */
#include "base/clock.h"
#include "base/json.h"
#include "base/text.h"
#include "store/store_case.h"
#include "support/check.h"
#include "support/ticket_world.h"

#include <string.h>

enum { HOUR = CLOCK_HOUR, DAY = CLOCK_DAY };

static void schedule(struct fake_ticket *ticket, int64_t start)
{
	ticket->seen.phase = TICKET_PHASE_SCHEDULED;
	ticket->seen.planned_start = start;
	ticket->seen.planned_end = start + 2 * HOUR;
}

static struct fake_ticket *open_change(struct ticket_world *world,
                                       const struct look_certificate **old)
{
	*old = ticket_world_chain(world, "a.example.com", -380, 9);
	world->rules.hook = "renew";
	(void)ticket_world_place(world, "10.0.0.1", "g-web", *old);
	ticket_world_pass(world, 0);
	return fake_itsm_ticket(&world->far, "renewal:");
}

static struct store_ticket *stored(struct ticket_world *world, const struct fake_ticket *ticket)
{
	struct error error = ERROR_INIT;
	struct store_ticket *row;
	assert_true(store_ticket_get(world->store, &world->arena, ticket->seen.key, &row, &error));
	assert_non_null(row);
	return row;
}

/* People read the text of ten o'clock, we wrote another at eleven, and their click came in between. */
static void an_approval_is_for_the_text_that_was_read(void **state)
{
	struct ticket_world *world = *state;
	const struct look_certificate *old;
	struct fake_ticket *ticket = open_change(world, &old);
	(void)ticket_world_place(world, "10.0.0.2", "g-web", old);
	int64_t before = clock_now() + 60;
	ticket_world_passes(world, 2, HOUR);
	assert_int_equal(fake_itsm_write(&world->far, "renewal:", ":1")->verb, STEP_UPDATE);
	assert_true(stored(world, ticket)->written_at > before);

	fake_itsm_decide(ticket, TICKET_APPROVAL_APPROVED, "u-cab", "", before);
	schedule(ticket, clock_now() + HOUR);
	ticket_world_pass(world, 60);
	assert_string_equal(stored(world, ticket)->approved_hash, "");
	const char *note = fake_itsm_text(&world->far, "renewal:", "approval-void:");
	check_contains(note, "given before the newest text of this change");
	check_contains(note, "It was: Approved by Carol");
	ticket_world_pass(world, HOUR);
	assert_int_equal(ticket->seen.phase, TICKET_PHASE_SCHEDULED);

	/* Approved once more, nothing else having moved: now it is for what stands there. */
	fake_itsm_decide(ticket, TICKET_APPROVAL_APPROVED, "u-cab", "", clock_now());
	ticket_world_pass(world, 60);
	assert_string_equal(stored(world, ticket)->approved_hash,
	                    stored(world, ticket)->asked_hash);
	assert_int_equal(ticket->seen.phase, TICKET_PHASE_IMPLEMENT);
}

/* The new text has not arrived yet: what was approved is the old one. */
static void a_text_that_is_still_to_be_sent_is_approved_by_nobody(void **state)
{
	struct ticket_world *world = *state;
	const struct look_certificate *old;
	struct fake_ticket *ticket = open_change(world, &old);
	const char *asked = stored(world, ticket)->asked_hash;
	(void)ticket_world_place(world, "10.0.0.2", "g-web", old);
	world->far.unusable = true;
	ticket_world_pass(world, HOUR);
	fake_itsm_decide(ticket, TICKET_APPROVAL_APPROVED, "u-cab", "", clock_now());
	schedule(ticket, clock_now() + 60);
	ticket_world_pass(world, 60);
	assert_string_equal(stored(world, ticket)->approved_hash, asked);
	world->far.unusable = false;
	ticket_world_passes(world, 2, HOUR / 2);
	assert_int_equal(ticket->seen.phase, TICKET_PHASE_SCHEDULED);
	check_contains(fake_itsm_text(&world->far, "renewal:", "approval-void:"),
	               "1 place came: 10.0.0.2:443");
}

/* The far side tells when the row was changed last, and a clerk's correction changes it. */
static void a_touched_row_is_no_new_approval(void **state)
{
	struct ticket_world *world = *state;
	const struct look_certificate *old;
	struct fake_ticket *ticket = open_change(world, &old);
	int64_t first = clock_now();
	fake_itsm_decide(ticket, TICKET_APPROVAL_APPROVED, "u-cab", "", first);
	schedule(ticket, clock_now() + 3 * HOUR);
	ticket_world_pass(world, 60);
	ticket->seen.phase = TICKET_PHASE_NEW;
	(void)ticket_world_place(world, "10.0.0.2", "g-web", old);
	ticket_world_passes(world, 2, 60);
	assert_true(stored(world, ticket)->written_at > first);

	ticket->decisions[0].at = clock_now();
	schedule(ticket, clock_now() + 60);
	ticket_world_passes(world, 2, 60);
	assert_int_equal(stored(world, ticket)->approved_at, first);
	assert_int_equal(ticket->seen.phase, TICKET_PHASE_SCHEDULED);
	assert_int_equal(
		discover_world_number(world->discover,
	                              "SELECT count(*) FROM audit WHERE kind = 'decision'"),
		1);
}

static void a_void_approval_says_what_changed(void **state)
{
	struct ticket_world *world = *state;
	const struct look_certificate *old;
	struct fake_ticket *ticket = open_change(world, &old);
	fake_itsm_decide(ticket, TICKET_APPROVAL_APPROVED, "u-cab", "", clock_now());
	schedule(ticket, clock_now() + 2 * DAY);
	ticket_world_pass(world, HOUR);
	assert_string_equal(fake_itsm_text(&world->far, "renewal:", "approval-void:"), "");

	for (int i = 2; i < 10; i++)
		(void)ticket_world_place(world, arena_print(&world->arena, "10.0.0.%d", i), "g-web",
		                         old);
	world->rules.hook_digest = "another command line";
	ticket_world_pass(world, HOUR);
	const char *note = fake_itsm_text(&world->far, "renewal:", "approval-void:");
	check_contains(note, "since it was given, 8 places came: 10.0.0.2:443, 10.0.0.3:443");
	check_contains(note, "and 3 more; the command of hook 'renew' changed");
	check_contains(note, "set this change back to New");
	assert_null(strstr(note, "went"));

	/* Back in New, it is brought up to date, though people had decided. */
	ticket->seen.phase = TICKET_PHASE_NEW;
	ticket->seen.approval = TICKET_APPROVAL_NONE;
	ticket_world_passes(world, 2, HOUR);
	check_contains(json_member_text(ticket->fields, "short_description", ""), "9 places");
}

/* Some products end by themselves what a person rejects, under the name of a robot. */
static void a_rejection_that_ends_the_change_is_told(void **state)
{
	struct ticket_world *world = *state;
	const struct look_certificate *old;
	struct fake_ticket *ticket = open_change(world, &old);
	ticket_world_pass(world, HOUR);
	fake_itsm_decide(ticket, TICKET_APPROVAL_REJECTED, "u-cab", "not in this week",
	                 clock_now());
	ticket->seen.phase = TICKET_PHASE_CANCELLED;
	ticket->seen.updated_by = "RT_System";
	ticket_world_pass(world, HOUR);
	check_contains(fake_itsm_text(&world->far, "renewal:", "rejected:"),
	               "Rejected by Carol: not in this week");
	check_contains(fake_itsm_text(&world->far, "renewal:", ":closed-unsolved"),
	               "Ended by Carol");
}

static void every_decision_is_chained_once(void **state)
{
	struct ticket_world *world = *state;
	const struct look_certificate *old;
	struct fake_ticket *ticket = open_change(world, &old);
	ticket->seen.requested_by = "u-bob";
	fake_itsm_decide(ticket, TICKET_APPROVAL_APPROVED, "u-ada", "", clock_now());
	fake_itsm_decide(ticket, TICKET_APPROVAL_APPROVED, "u-bob", "", clock_now() + 1);
	ticket->seen.approval = TICKET_APPROVAL_REQUESTED;
	ticket_world_passes(world, 2, 60);
	fake_itsm_decide(ticket, TICKET_APPROVAL_APPROVED, "u-cab", "", clock_now());
	ticket_world_passes(world, 2, 60);
	assert_int_equal(
		discover_world_number(world->discover,
	                              "SELECT count(*) FROM audit WHERE kind = 'decision'"),
		3);
	/* Who asked for it decided too: chained, and said that duties were not separated. */
	assert_int_equal(
		discover_world_number(world->discover,
	                              "SELECT count(*) FROM audit WHERE kind = 'decision' AND "
	                              "body LIKE '%\"u-bob\"%' AND "
	                              "body LIKE '%\"duties_separated\":false%'"),
		1);
	assert_string_equal(stored(world, ticket)->approved_by, "u-cab");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, ticket_world_setup, ticket_world_teardown)
		TEST(an_approval_is_for_the_text_that_was_read),
		TEST(a_text_that_is_still_to_be_sent_is_approved_by_nobody),
		TEST(a_touched_row_is_no_new_approval),
		TEST(a_void_approval_says_what_changed),
		TEST(a_rejection_that_ends_the_change_is_told),
		TEST(every_decision_is_chained_once),
#undef TEST
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
