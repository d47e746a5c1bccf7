/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What names a certificate's CI for good waits while that CI is on its way, but not for ever. */
#include "base/clock.h"
#include "base/json.h"
#include "base/text.h"
#include "store/store_case.h"
#include "store/store_record.h"
#include "support/check.h"
#include "support/ticket_world.h"
#include <string.h>

static void serve_one(struct ticket_world *world)
{
	(void)ticket_world_place(world, "10.0.0.1", "g-web",
	                         ticket_world_chain(world, "a.example.com", -380, 9));
}

static bool is_affected(const struct fake_itsm *far, const char *id)
{
	const struct fake_write *affected = fake_itsm_write(far, "event:", ":affected");
	assert_non_null(affected);
	JSON_EACH(ci, json_get(affected->body, "cis"))
	if (text_equal(json_text(ci, ""), id))
		return true;
	return false;
}

static void a_change_names_a_certificate_that_comes_late(void **state)
{
	struct ticket_world *world = *state;
	struct fake_itsm *far = &world->far;
	serve_one(world);
	far->no_certificates = true;
	ticket_world_pass(world, 0);
	ticket_world_pass(world, 50 * CLOCK_MINUTE);
	assert_int_equal(far->ticket_count, 0);
	far->no_certificates = false;
	ticket_world_pass(world, 5 * CLOCK_MINUTE);
	struct store_record *record = NULL;
	struct error error = ERROR_INIT;
	const char *digest = fake_itsm_ticket(far, "renewal:")->seen.key + strlen("renewal:");
	assert_true(store_record_get(world->store, &world->arena, "fake",
	                             arena_print(&world->arena, "certificate:%.64s", digest),
	                             &record, &error));
	assert_true(is_affected(far, record->remote_id));
	assert_true(is_affected(far, "ci-10.0.0.1"));
}

static void an_alarm_waits_less(void **state)
{
	struct ticket_world *world = *state;
	(void)ticket_world_place(world, "10.0.0.2", "g-web",
	                         ticket_world_chain(world, "b.example.com", -380, -9));
	world->far.no_certificates = true;
	ticket_world_pass(world, 0);
	assert_int_equal(world->far.ticket_count, 0);
	ticket_world_pass(world, 11 * CLOCK_MINUTE);
	assert_non_null(fake_itsm_ticket(&world->far, "expired:"));
}

static void it_goes_without_one_that_never_comes(void **state)
{
	struct ticket_world *world = *state;
	serve_one(world);
	world->far.no_certificates = true;
	ticket_world_pass(world, 0);
	ticket_world_pass(world, CLOCK_HOUR + CLOCK_MINUTE);
	assert_non_null(fake_itsm_ticket(&world->far, "renewal:"));
	ticket_world_pass(world, CLOCK_HOUR);
	assert_true(is_affected(&world->far, "ci-10.0.0.1"));
}

static const char *certificate_id(struct ticket_world *world, const char *reason)
{
	struct store_record *record = NULL;
	struct error error = ERROR_INIT;
	const char *digest = fake_itsm_ticket(&world->far, reason)->seen.key + strlen(reason);
	assert_true(store_record_get(world->store, &world->arena, "fake",
	                             arena_print(&world->arena, "certificate:%.64s", digest),
	                             &record, &error));
	assert_non_null(record);
	return record->remote_id;
}

static const char *item_of(const struct fake_ticket *ticket)
{
	return json_member_text(ticket->fields, "cmdb_ci", "");
}

static struct fake_ticket *open_without(struct ticket_world *world)
{
	serve_one(world);
	world->far.no_certificates = true;
	ticket_world_pass(world, 0);
	ticket_world_pass(world, CLOCK_HOUR + CLOCK_MINUTE);
	ticket_world_passes(world, 3, CLOCK_MINUTE);
	struct fake_ticket *ticket = fake_itsm_ticket(&world->far, "renewal:");
	assert_string_equal(item_of(ticket), "");
	return ticket;
}

/* Once it is there: the field, the list, and only then the look for conflicts. */
static void a_ci_that_comes_later_is_filled_in(void **state)
{
	struct ticket_world *world = *state;
	world->rules.submit_normal = true;
	const struct fake_ticket *ticket = open_without(world);
	assert_null(fake_itsm_write(&world->far, "event:", ":conflict:1"));
	assert_int_equal(ticket->seen.phase, TICKET_PHASE_NEW);

	world->far.no_certificates = false;
	ticket_world_passes(world, 4, 2 * CLOCK_HOUR);
	assert_string_not_equal(item_of(ticket), "");
	assert_string_equal(item_of(ticket), certificate_id(world, "renewal:"));
	const struct fake_write *late = fake_itsm_write(&world->far, "event:", ":late:affected");
	assert_non_null(late);
	assert_string_equal(json_text(json_get(late->body, "cis")->first, ""), item_of(ticket));
	const struct fake_write *filled = fake_itsm_write(&world->far, "event:", ":late:cmdb_ci");
	const struct fake_write *check = fake_itsm_write(&world->far, "event:", ":conflict:1");
	assert_non_null(filled);
	assert_non_null(check);
	assert_true(filled < check);
	assert_int_equal(ticket->seen.phase, TICKET_PHASE_ASSESS);
}

/* Its list is closed by then: that is no failure that somebody mends, and is told where people look. */
static void a_ci_that_comes_too_late_is_told(void **state)
{
	struct ticket_world *world = *state;
	struct store_event *events;
	struct error error = ERROR_INIT;
	size_t count = 0, told = 0;
	const struct fake_ticket *ticket = open_without(world);
	world->far.closed = "the change has left New";
	world->far.no_certificates = false;
	ticket_world_passes(world, 4, 2 * CLOCK_HOUR);
	assert_true(store_event_of_ticket(world->store, &world->arena, ticket->seen.key, &events,
	                                  &count, &error));
	for (size_t i = 0; i < count; i++) {
		if (strstr(events[i].name, "late:") == NULL)
			continue;
		told++;
		assert_string_equal(events[i].state, "present");
		assert_string_equal(events[i].problem, world->far.closed);
	}
	assert_true(told > 0);
}

static void what_people_set_meanwhile_is_theirs(void **state)
{
	struct ticket_world *world = *state;
	struct fake_ticket *ticket = open_without(world);
	json_set_string(&world->far.arena, ticket->fields, "cmdb_ci", "ci-of-people");
	world->far.no_certificates = false;
	ticket_world_passes(world, 4, 2 * CLOCK_HOUR);
	assert_string_equal(item_of(ticket), "ci-of-people");
	assert_non_null(fake_itsm_write(&world->far, "event:", ":conflict:1"));
}

/* Nobody is kept from approving for ever by a CI that never comes. */
static void a_change_without_its_ci_is_submitted_after_a_day(void **state)
{
	struct ticket_world *world = *state;
	world->rules.submit_normal = true;
	const struct fake_ticket *ticket = open_without(world);
	ticket_world_passes(world, 3, 12 * CLOCK_HOUR);
	assert_int_equal(ticket->seen.phase, TICKET_PHASE_ASSESS);
	assert_null(fake_itsm_write(&world->far, "event:", ":conflict:1"));
	world->far.no_certificates = false;
	ticket_world_passes(world, 4, 2 * CLOCK_HOUR);
	assert_string_equal(item_of(ticket), certificate_id(world, "renewal:"));
}

/* A far side that keeps no certificates at all is owed none: nothing waits there for ever. */
static void what_is_kept_nowhere_is_not_waited_for(void **state)
{
	struct ticket_world *world = *state;
	struct store_event *events;
	struct error error = ERROR_INIT;
	size_t count = 0;
	world->far.itsm.abilities.no_certificates = true;
	const struct fake_ticket *ticket = open_without(world);
	assert_true(store_event_of_ticket(world->store, &world->arena, ticket->seen.key, &events,
	                                  &count, &error));
	assert_true(count > 0);
	for (size_t i = 0; i < count; i++)
		assert_null(strstr(events[i].name, "late:"));
}

/* Our own late CI is no edit of people: the incident still ends by its facts. */
static void an_alarm_that_got_its_ci_later_is_resolved(void **state)
{
	struct ticket_world *world = *state;
	struct fake_place *place = ticket_world_place(
		world, "10.0.0.2", "g-web", ticket_world_chain(world, "b.example.com", -380, -9));
	world->far.no_certificates = true;
	ticket_world_pass(world, 0);
	ticket_world_passes(world, 3, 11 * CLOCK_MINUTE);
	const struct fake_ticket *ticket = fake_itsm_ticket(&world->far, "expired:");
	assert_string_equal(item_of(ticket), "");
	world->far.no_certificates = false;
	ticket_world_passes(world, 3, 2 * CLOCK_HOUR);
	assert_string_equal(item_of(ticket), certificate_id(world, "expired:"));
	ticket_world_serve(place, ticket_world_chain(world, "b.example.com", -1, 390));
	ticket_world_passes(world, 12, 6 * CLOCK_HOUR);
	assert_int_equal(ticket->seen.phase, TICKET_PHASE_REVIEW);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_change_names_a_certificate_that_comes_late,
		                                ticket_world_setup, ticket_world_teardown),
		cmocka_unit_test_setup_teardown(an_alarm_waits_less, ticket_world_setup,
		                                ticket_world_teardown),
		cmocka_unit_test_setup_teardown(it_goes_without_one_that_never_comes,
		                                ticket_world_setup, ticket_world_teardown),
		cmocka_unit_test_setup_teardown(a_ci_that_comes_later_is_filled_in,
		                                ticket_world_setup, ticket_world_teardown),
		cmocka_unit_test_setup_teardown(a_ci_that_comes_too_late_is_told,
		                                ticket_world_setup, ticket_world_teardown),
		cmocka_unit_test_setup_teardown(what_people_set_meanwhile_is_theirs,
		                                ticket_world_setup, ticket_world_teardown),
		cmocka_unit_test_setup_teardown(a_change_without_its_ci_is_submitted_after_a_day,
		                                ticket_world_setup, ticket_world_teardown),
		cmocka_unit_test_setup_teardown(what_is_kept_nowhere_is_not_waited_for,
		                                ticket_world_setup, ticket_world_teardown),
		cmocka_unit_test_setup_teardown(an_alarm_that_got_its_ci_later_is_resolved,
		                                ticket_world_setup, ticket_world_teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
