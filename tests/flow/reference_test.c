/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What names a certificate's CI for good waits while that CI is on its way, but not for ever. */
#include "base/clock.h"
#include "base/json.h"
#include "base/text.h"
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_change_names_a_certificate_that_comes_late,
		                                ticket_world_setup, ticket_world_teardown),
		cmocka_unit_test_setup_teardown(an_alarm_waits_less, ticket_world_setup,
		                                ticket_world_teardown),
		cmocka_unit_test_setup_teardown(it_goes_without_one_that_never_comes,
		                                ticket_world_setup, ticket_world_teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
