/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What waits in the outbox goes out only at the stage and inside the pilot of that moment, and only
 * if the caller wants it; what is withheld is told, and stands before nothing. */
#include "base/clock.h"
#include "base/json.h"
#include "base/text.h"
#include "flow/apply.h"
#include "flow/permit.h"
#include "flow/plan.h"
#include "store/store_step.h"
#include "support/check.h"
#include "support/ticket_world.h"

#include <string.h>

enum { MINUTE = CLOCK_MINUTE };

static size_t writes_of(const struct fake_itsm *far, enum step_kind kind)
{
	size_t count = 0;
	for (size_t i = 0; i < far->count; i++)
		count += far->writes[i].kind == kind;
	return count;
}

static struct plan_counts counts_of(struct ticket_world *world)
{
	struct plan_options options = { .now = clock_now() };
	struct plan_counts counts;
	struct error error = ERROR_INIT;
	if (!plan_write(&world->flow, &world->side, &options, NULL, NULL, &counts, &error))
		fail_msg("%s", error.message);
	return counts;
}

static int64_t next_of(struct ticket_world *world, const struct apply_choice *choice)
{
	struct error error = ERROR_INIT;
	int64_t next;
	if (!apply_next(&world->flow, &world->side, choice, &next, &error))
		fail_msg("%s", error.message);
	return next;
}

static struct apply_result send(struct ticket_world *world, const struct apply_choice *choice)
{
	struct apply_result result = { 0 };
	struct error error = ERROR_INIT;
	if (!apply(&world->flow, &world->side, choice, &result, &error))
		fail_msg("%s", error.message);
	return result;
}

/* A place of each group whose certificate is about to end; their writes wait in the outbox. */
static void fill_outbox(struct ticket_world *world, size_t of_web, size_t of_mail)
{
	world->far.unusable = true;
	world->rules.limit_group = world->rules.brake_floor = 100;
	for (size_t i = 0; i < of_web + of_mail; i++) {
		struct arena *arena = &world->arena;
		const char *name = arena_print(arena, "host%zu.example.com", i);
		(void)ticket_world_place(world, arena_print(arena, "10.0.0.%zu", i + 1),
		                         i < of_web ? "g-web" : "g-mail",
		                         ticket_world_chain(world, name, -380, 9));
	}
	ticket_world_pass(world, 0);
	/* Tickets wait for their certificates' CIs before they are tried without. */
	ticket_world_pass(world, 61 * MINUTE);
	world->far.unusable = false;
	assert_int_equal(world->far.count, 0);
	discover_world_pass(MINUTE);
}

static void a_lowered_stage_withholds_what_waits(void **state)
{
	struct ticket_world *world = *state;
	fill_outbox(world, 1, 0);
	world->side.stage = FLOW_OBSERVE;
	(void)send(world, NULL);
	assert_int_equal(world->far.count, 0);
	assert_int_equal(next_of(world, NULL), 0);
	assert_true(counts_of(world).withheld > 2);

	world->side.stage = FLOW_INVENTORY;
	(void)send(world, NULL);
	assert_true(writes_of(&world->far, STEP_CERTIFICATE) > 0);
	assert_int_equal(writes_of(&world->far, STEP_TICKET), 0);
	/* Nothing of it is work that a run would wait for. */
	assert_int_equal(next_of(world, NULL), 0);
	assert_int_equal(counts_of(world).waiting, 0);
	assert_true(counts_of(world).withheld > 0);

	world->side.stage = FLOW_TICKETS;
	assert_true(next_of(world, NULL) != 0);
	ticket_world_pass(world, MINUTE);
	assert_int_equal(writes_of(&world->far, STEP_TICKET), 1);
	assert_true(writes_of(&world->far, STEP_EVENT) > 0);
	assert_int_equal(counts_of(world).withheld, 0);
}

static void the_pilot_is_asked_when_a_ticket_is_sent(void **state)
{
	struct ticket_world *world = *state;
	const char *groups[] = { "Mail" };
	fill_outbox(world, 1, 1);
	world->side.stage = FLOW_PILOT;
	world->side.pilot.groups = (struct setting_list){ .items = groups, .count = 1 };
	ticket_world_pass(world, MINUTE);
	assert_int_equal(world->far.ticket_count, 1);
	check_contains(fake_itsm_write(&world->far, "renewal:", ":1")->key,
	               world->far.tickets[0].seen.key);
	assert_string_equal(
		json_text(json_at(world->far.tickets[0].fields, "assignment_group", NULL), ""),
		"g-mail");
	for (size_t i = 0; i < world->far.count; i++)
		if (world->far.writes[i].kind == STEP_EVENT)
			assert_non_null(
				strstr(world->far.writes[i].key, world->far.tickets[0].seen.key));
	world->side.pilot.groups.count = 0;
	const char *classes[] = { "critical", "important", "low", "unclassified" };
	world->side.pilot.classes = (struct setting_list){ .items = classes, .count = 4 };
	ticket_world_pass(world, MINUTE);
	assert_int_equal(world->far.ticket_count, 2);
}

static void the_pilot_knows_networks(void **state)
{
	struct ticket_world *world = *state;
	const char *networks[] = { "10.0.0.0/30" };
	fill_outbox(world, 4, 1);
	world->side.stage = FLOW_PILOT;
	world->side.pilot.networks = (struct setting_list){ .items = networks, .count = 1 };
	ticket_world_pass(world, MINUTE);
	/* .1 to .3 of .1 to .5 */
	assert_int_equal(world->far.ticket_count, 3);
}

/* More than one round's worth of them. */
static void the_withheld_stand_before_nothing(void **state)
{
	struct ticket_world *world = *state;
	const char *groups[] = { "g-mail" };
	fill_outbox(world, 25, 1);
	world->side.stage = FLOW_PILOT;
	world->side.pilot.groups = (struct setting_list){ .items = groups, .count = 1 };
	struct apply_result result = send(world, NULL);
	assert_int_equal(writes_of(&world->far, STEP_TICKET), 1);
	assert_true(result.done > 0);
	assert_int_equal(counts_of(world).withheld, 25 + 25 * 2);
}

static void planned_work_begins_at_stage_automate_only(void **state)
{
	struct ticket_world *world = *state;
	PERMIT(permit, &world->flow, &world->side);
	struct error error = ERROR_INIT;
	struct store_step step = { .kind = "ticket",
		                   .verb = "move",
		                   .key = "ticket:renewal:x:1",
		                   .payload = "{\"goal\":\"implementing\"}",
		                   .needs = "[]" };
	const char *why;
	assert_true(permit_step(&permit, &step, &why, &error));
	assert_null(why);
	world->side.stage = FLOW_TICKETS;
	assert_true(permit_step(&permit, &step, &why, &error));
	check_contains(why, "automate");
	step.payload = "{\"goal\":\"done\"}";
	assert_true(permit_step(&permit, &step, &why, &error));
	assert_null(why);
}

static bool is_relation(void *context, const struct store_step *step)
{
	(void)context;
	return text_equal(step->kind, "relation");
}

/* With the names that they need. */
static bool is_certificate(void *context, const struct store_step *step)
{
	(void)context;
	return text_equal(step->kind, "certificate") || text_equal(step->kind, "domain");
}

/* What is left out keeps its place, its tries and its pause. */
static void a_choice_leaves_the_rest_as_it_is(void **state)
{
	struct ticket_world *world = *state;
	const struct apply_choice certificates = { .allow = is_certificate },
				  relations = { .allow = is_relation };
	struct store_step *rows;
	size_t count;
	struct error error = ERROR_INIT;
	fill_outbox(world, 1, 0);
	(void)send(world, &certificates);
	assert_true(writes_of(&world->far, STEP_CERTIFICATE) > 0);
	assert_int_equal(writes_of(&world->far, STEP_RELATION), 0);
	assert_int_equal(writes_of(&world->far, STEP_TICKET), 0);
	assert_int_equal(next_of(world, &certificates), 0);
	assert_true(next_of(world, &relations) != 0);
	assert_true(store_step_list(world->store, &world->arena, "fake", "waiting", 100, &rows,
	                            &count, &error));
	bool tried = false;
	for (size_t i = 0; i < count; i++)
		tried |= text_equal(rows[i].kind, "ticket") && rows[i].attempts > 0;
	assert_true(tried);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, ticket_world_setup, ticket_world_teardown)
		TEST(a_lowered_stage_withholds_what_waits),
		TEST(the_pilot_is_asked_when_a_ticket_is_sent),
		TEST(the_pilot_knows_networks),
		TEST(the_withheld_stand_before_nothing),
		TEST(planned_work_begins_at_stage_automate_only),
		TEST(a_choice_leaves_the_rest_as_it_is),
#undef TEST
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
