/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What a renewal's change comes to: files, tasks, decisions of people, the proof. */
#include "base/clock.h"
#include "base/json.h"
#include "base/text.h"
#include "flow/follow.h"
#include "support/check.h"
#include "support/ticket_world.h"

#include <stdio.h>
#include <string.h>

enum { HOUR = CLOCK_HOUR, DAY = CLOCK_DAY };

static void approve(struct ticket_world *world, struct fake_ticket *ticket, int64_t start)
{
	fake_itsm_decide(ticket, TICKET_APPROVAL_APPROVED, "u-cab", "", clock_now());
	ticket->seen.phase = TICKET_PHASE_SCHEDULED;
	ticket->seen.planned_start = start;
	ticket->seen.planned_end = start + 2 * HOUR;
	(void)world;
}

static size_t moves(const struct fake_itsm *far)
{
	size_t count = 0;
	for (size_t i = 0; i < far->count; i++)
		count += far->writes[i].kind == STEP_TICKET && far->writes[i].verb == STEP_MOVE;
	return count;
}

/* Twelve places of two groups; the hosts' names stay valid while the test runs. */
static void add_twelve(struct ticket_world *world, const struct look_certificate *chain)
{
	for (int i = 0; i < 12; i++)
		(void)ticket_world_place(world, arena_print(&world->arena, "10.0.0.%d", i + 1),
		                         i < 6 ? "g-web" : "g-mail", chain);
}

static void a_shared_change_has_tasks_and_files(void **state)
{
	struct ticket_world *world = *state;
	struct fake_itsm *far = &world->far;
	add_twelve(world, ticket_world_chain(world, "shop.example.com", -380, 9));
	const struct look_certificate *next = ticket_world_chain(world, "shop.example.com", 0, 390);
	ticket_world_pass(world, 0);

	const char *table = fake_itsm_text(far, "renewal:", "deployments.csv");
	assert_true(text_starts_with(table, "zone,host,port,"));
	check_contains(table, "\r\n,10.0.0.12,443,");
	check_contains(table, ",host-10.0.0.12,Mail,datacenter,");
	check_contains(fake_itsm_text(far, "renewal:", "certificate.txt"), "CN=shop.example.com");
	assert_non_null(fake_itsm_write(far, "event:", ":task:issue"));
	const struct fake_write *task = fake_itsm_write(far, "event:", "task:deploy:g-mail");
	assert_non_null(task);
	check_contains(json_text(json_at(task->body, "fields", "short_description", NULL), ""),
	               "6 places");

	for (size_t i = 0; i < 6; i++)
		ticket_world_serve(&world->source.places[i], next);
	ticket_world_pass(world, HOUR);
	check_contains(fake_itsm_text(far, "renewal:", "served:6of12"), "Mail");
	const struct fake_write *closed = fake_itsm_write(far, "event:", "close:task:deploy:g-web");
	assert_non_null(closed);
	assert_string_equal(json_member_text(closed->body, "action", ""), "close");
	assert_true(text_starts_with(closed->remote_id, "r"));
	assert_non_null(fake_itsm_write(far, "event:", "close:task:issue"));
	assert_null(fake_itsm_write(far, "event:", "close:task:deploy:g-mail"));
	assert_null(fake_itsm_write(far, "event:", "close:task:verify"));
	/* What is long past when a ticket opens is no reminder. */
	assert_null(fake_itsm_write(far, "event:", ":step:half"));
}

/* Nobody of theirs was in it when the change was opened. */
static void a_group_that_comes_later_gets_its_task(void **state)
{
	struct ticket_world *world = *state;
	struct fake_itsm *far = &world->far;
	const struct look_certificate *old = ticket_world_chain(world, "l.example.com", -380, 9);
	(void)ticket_world_place(world, "10.0.0.1", "g-web", old);
	ticket_world_pass(world, 0);
	assert_null(fake_itsm_write(far, "event:renewal:", "task:deploy:g-web"));
	fake_itsm_ticket(far, "renewal:")->seen.phase = TICKET_PHASE_ASSESS;
	(void)ticket_world_place(world, "10.0.0.2", "g-mail", old);
	ticket_world_passes(world, 2, HOUR);
	check_contains(fake_itsm_text(far, "renewal:", "places-found:"),
	               "A group that had none gets a task");
	const struct fake_write *task =
		fake_itsm_write(far, "event:renewal:", "task:deploy:g-mail");
	assert_non_null(task);
	check_contains(json_text(json_at(task->body, "fields", "description", NULL), ""),
	               "10.0.0.2:443");
}

static void the_proof_tells_when_it_was_renewed(void **state)
{
	struct ticket_world *world = *state;
	struct fake_itsm *far = &world->far;
	const struct look_certificate *old = ticket_world_chain(world, "a.example.com", -380, 9);
	const struct look_certificate *next = ticket_world_chain(world, "a.example.com", 0, 390);
	struct fake_place *place = ticket_world_place(world, "10.0.0.1", "g-web", old);
	char seen[24];
	ticket_world_pass(world, 0);
	struct fake_ticket *ticket = fake_itsm_ticket(far, "renewal:");
	approve(world, ticket, clock_now() + HOUR);
	ticket_world_pass(world, HOUR + 60);
	clock_format_human(clock_now(), seen);
	ticket->seen.phase = TICKET_PHASE_IMPLEMENT;
	ticket_world_serve(place, next);
	ticket_world_pass(world, 600);
	ticket_world_passes(world, 9, 3 * HOUR);

	const char *proof = fake_itsm_text(far, "renewal:", ":1:proof");
	check_contains(proof, "Planned window kept: yes");
	check_contains(proof, "Approved by Carol");
	check_contains(proof, "Old one last seen");
	assert_int_equal(ticket->seen.phase, TICKET_PHASE_REVIEW);
	/* A move must not undo what people have edited. */
	const struct fake_write *moved = fake_itsm_write(far, "renewal:", ":1");
	assert_int_equal(moved->verb, STEP_MOVE);
	assert_int_equal(json_count(json_get(moved->body, "fields")), 0);
}

static void renewed_before_its_time_is_said(void **state)
{
	struct ticket_world *world = *state;
	struct fake_itsm *far = &world->far;
	const struct look_certificate *old = ticket_world_chain(world, "b.example.com", -380, 9);
	const struct look_certificate *next = ticket_world_chain(world, "b.example.com", 0, 390);
	struct fake_place *place = ticket_world_place(world, "10.0.0.1", "g-web", old);
	ticket_world_pass(world, 0);
	struct fake_ticket *ticket = fake_itsm_ticket(far, "renewal:");
	approve(world, ticket, clock_now() + DAY);
	ticket_world_pass(world, 60);
	ticket_world_serve(place, next);
	ticket_world_passes(world, 10, 3 * HOUR);
	check_contains(fake_itsm_text(far, "renewal:", ":1:proof"), "Planned window kept: NO");
}

static void a_rejected_change_is_made_anew_and_never_submitted(void **state)
{
	struct ticket_world *world = *state;
	struct fake_itsm *far = &world->far;
	const struct look_certificate *old = ticket_world_chain(world, "c.example.com", -380, 9);
	world->rules.submit_normal = true;
	(void)ticket_world_place(world, "10.0.0.1", "g-web", old);
	ticket_world_pass(world, 0);
	struct fake_ticket *ticket = fake_itsm_ticket(far, "renewal:");
	assert_int_equal(ticket->seen.phase, TICKET_PHASE_ASSESS);
	size_t before = moves(far);

	fake_itsm_decide(ticket, TICKET_APPROVAL_REJECTED, "u-cab", "not in audit week",
	                 clock_now());
	ticket->seen.phase = TICKET_PHASE_NEW;
	ticket_world_pass(world, HOUR);
	check_contains(fake_itsm_text(far, "renewal:", "rejected:"),
	               "Rejected by Carol: not in audit week");

	(void)ticket_world_place(world, "10.0.0.2", "g-web", old);
	ticket_world_passes(world, 2, HOUR);
	const struct fake_write *update = fake_itsm_write(far, "renewal:", ":1");
	assert_int_equal(update->verb, STEP_UPDATE);
	check_contains(json_text(json_at(update->body, "fields", "short_description", NULL), ""),
	               "2 places");
	assert_null(json_at(update->body, "fields", "assignment_group", NULL));
	check_contains(fake_itsm_text(far, "renewal:", "places-found:"), "10.0.0.2");
	assert_int_equal(moves(far), before);
	assert_int_equal(ticket->seen.phase, TICKET_PHASE_NEW);
}

/* A new mapping changes every draft at once: that is what brakes are for. */
static void drafts_made_anew_count_for_the_brake(void **state)
{
	struct ticket_world *world = *state;
	struct fake_itsm *far = &world->far;
	const struct look_certificate *old = ticket_world_chain(world, "g.example.com", -380, 9);
	(void)ticket_world_place(world, "10.0.0.1", "g-web", old);
	ticket_world_pass(world, 0);
	world->rules.brake_floor = 0;
	(void)ticket_world_place(world, "10.0.0.2", "g-web", old);
	ticket_world_passes(world, 2, HOUR);
	assert_int_equal(fake_itsm_write(far, "renewal:", ":1")->verb, STEP_CREATE);
}

static void an_approval_is_void_for_other_places(void **state)
{
	struct ticket_world *world = *state;
	struct fake_itsm *far = &world->far;
	const struct look_certificate *old = ticket_world_chain(world, "d.example.com", -380, 9);
	world->rules.hook = "renew";
	(void)ticket_world_place(world, "10.0.0.1", "g-web", old);
	ticket_world_pass(world, 0);
	struct fake_ticket *ticket = fake_itsm_ticket(far, "renewal:");
	approve(world, ticket, clock_now() + 2 * DAY);
	ticket_world_pass(world, HOUR);
	assert_string_equal(fake_itsm_text(far, "renewal:", "approval-void:"), "");
	(void)ticket_world_place(world, "10.0.0.2", "g-web", old);
	ticket_world_pass(world, HOUR);
	check_contains(fake_itsm_text(far, "renewal:", "approval-void:"), "no longer holds");
	ticket_world_pass(world, 2 * DAY);
	assert_int_equal(ticket->seen.phase, TICKET_PHASE_SCHEDULED);
}

static void a_hook_says_once_what_it_waits_for(void **state)
{
	struct ticket_world *world = *state;
	struct fake_itsm *far = &world->far;
	struct follow_result result = { 0 };
	struct error error = ERROR_INIT;
	world->rules.hook = "renew";
	(void)ticket_world_place(world, "10.0.0.1", "g-web",
	                         ticket_world_chain(world, "h.example.com", -380, 9));
	ticket_world_pass(world, 0);
	struct fake_ticket *ticket = fake_itsm_ticket(far, "renewal:");
	approve(world, ticket, clock_now() + HOUR);
	ticket->seen.on_hold = true;
	ticket->seen.may_implement = true;
	ticket_world_pass(world, 60);
	assert_true(follow_hooks(&world->flow, &world->side, &result, &error));
	ticket_world_pass(world, 60);
	assert_string_equal(fake_itsm_text(far, "renewal:", "hook-waits:"), "");

	ticket_world_pass(world, HOUR);
	size_t told = 0;
	for (int i = 0; i < 3; i++) {
		assert_true(follow_hooks(&world->flow, &world->side, &result, &error));
		ticket_world_pass(world, 60);
	}
	check_contains(fake_itsm_text(far, "renewal:", "hook-waits:"), "the change is on hold");
	for (size_t i = 0; i < far->count; i++)
		told += strstr(far->writes[i].key, ":hook-waits:") != NULL;
	assert_int_equal(told, 1);
	assert_int_equal(result.hooks, 0);
}

static void nobody_is_led_to_revoke_past_what_was_not_looked_at(void **state)
{
	struct ticket_world *world = *state;
	struct fake_itsm *far = &world->far;
	const char *addresses[] = { "10.0.0.1" };
	FAKE(removed, "branch");
	discover_world_source(world->discover, &removed);
	struct fake_place *other = fake_add(&removed, "10.9.0.1");
	ticket_world_serve(other, ticket_world_chain(world, "other.example.com", 0, 390));
	other->look.place.zone = "dmz";
	discover_world_scan(world->discover, &removed);
	(void)ticket_world_place(world, "10.0.0.1", "g-web",
	                         ticket_world_chain(world, "old.example.com", 0, 390));
	ticket_world_pass(world, 0);
	ticket_world_mirror(world, (struct ci){ .kind = CI_HOST,
	                                        .id = "ci-10.0.0.1",
	                                        .class = "cmdb_ci_server",
	                                        .name = "old-host",
	                                        .addresses = addresses,
	                                        .address_count = 1,
	                                        .life = CI_RETIRED,
	                                        .group = "g-web" });
	world->discover->source_count = 1;
	fake_silence(&world->source.places[0], LOOK_ABSENT, LOOK_NO_TLS);
	ticket_world_passes(world, 4, DAY);
	const struct fake_ticket *ticket = fake_itsm_ticket(far, "decommission:");
	const char *text = json_member_text(ticket->fields, "description", "");
	check_contains(text, "'old-host' is retired");
	check_contains(text, "Not looked at, so nothing is known of: dmz");
	assert_null(strstr(text, "Proposal: Revoke it"));
}

static void an_untouched_twin_is_ended(void **state)
{
	struct ticket_world *world = *state;
	struct fake_itsm *far = &world->far;
	far->lose = 1;
	(void)ticket_world_place(world, "10.0.0.1", "g-web",
	                         ticket_world_chain(world, "e.example.com", -380, 9));
	ticket_world_passes(world, 3, HOUR);
	assert_int_equal(far->ticket_count, 2);
	assert_int_equal(far->tickets[0].seen.phase, TICKET_PHASE_NEW);
	assert_int_equal(far->tickets[1].seen.phase, TICKET_PHASE_CANCELLED);
}

/* People took it up before we could end it: both stay, and both are told apart. */
static void a_touched_twin_is_left_and_told(void **state)
{
	struct ticket_world *world = *state;
	struct fake_itsm *far = &world->far;
	far->lose = 1;
	(void)ticket_world_place(world, "10.0.0.1", "g-web",
	                         ticket_world_chain(world, "e.example.com", -380, 9));
	far->touch_twins = true;
	ticket_world_passes(world, 3, HOUR);
	assert_int_equal(far->ticket_count, 2);
	assert_int_equal(far->tickets[1].seen.phase, TICKET_PHASE_NEW);
	const char *note = fake_itsm_text(far, "#2:", ":twin");
	check_contains(note, far->tickets[0].seen.number);
	check_contains(note, "left to you");
	ticket_world_passes(world, 3, DAY);
	assert_int_equal(far->tickets[1].seen.phase, TICKET_PHASE_NEW);
	assert_int_equal(far->ticket_count, 2);
}

static void what_people_close_unsolved_is_answered(void **state)
{
	struct ticket_world *world = *state;
	struct fake_itsm *far = &world->far;
	world->rules.window[FLOW_UNCLASSIFIED].days = 60;
	world->rules.window[FLOW_UNCLASSIFIED].fraction = 1;
	(void)ticket_world_place(world, "10.0.0.1", "g-web",
	                         ticket_world_chain(world, "u.example.com", -30, 50));
	ticket_world_pass(world, 0);
	struct fake_ticket *ticket = fake_itsm_ticket(far, "renewal:");
	ticket->seen.phase = TICKET_PHASE_CANCELLED;
	ticket->seen.updated_by = "u-ada";
	ticket_world_pass(world, HOUR);
	const char *note = fake_itsm_text(far, "renewal:", ":closed-unsolved");
	check_contains(note, "Ended by Ada while the certificate for u.example.com");
	check_contains(note, "stays silent until 20");
	assert_int_equal(far->ticket_count, 1);
	ticket_world_passes(world, 20, 2 * DAY);
	assert_int_equal(far->ticket_count, 2);
	assert_true(text_ends_with(far->tickets[1].seen.key, ":2"));
}

/* Renewed with the old key: served everywhere, so it is done, and the note says so. */
static void a_renewal_that_keeps_the_key_is_proven_and_said(void **state)
{
	struct ticket_world *world = *state;
	struct fake_itsm *far = &world->far;
	const struct look_certificate *old = ticket_world_chain(world, "k.example.com", -380, 9);
	struct fake_place *place = ticket_world_place(world, "10.0.0.1", "g-web", old);
	ticket_world_pass(world, 0);
	struct fake_ticket *ticket = fake_itsm_ticket(far, "renewal:");
	approve(world, ticket, clock_now() + HOUR);
	ticket_world_pass(world, HOUR + 60);
	ticket->seen.phase = TICKET_PHASE_IMPLEMENT;
	world->keep_key = true;
	ticket_world_serve(place, ticket_world_chain(world, "k.example.com", 0, 390));
	ticket_world_passes(world, 10, 3 * HOUR);
	check_contains(fake_itsm_text(far, "renewal:", ":1:proof"), "with the OLD KEY");
	assert_int_equal(ticket->seen.phase, TICKET_PHASE_REVIEW);
	assert_int_equal(far->ticket_count, 1);
}

/* Two certificates over one key: each has its own ticket, and each knows of the other's places. */
static void who_shares_a_key_is_named(void **state)
{
	struct ticket_world *world = *state;
	struct fake_itsm *far = &world->far;
	(void)ticket_world_place(world, "10.0.0.1", "g-web",
	                         ticket_world_chain(world, "s.example.com", -380, 9));
	world->keep_key = true;
	(void)ticket_world_place(world, "10.0.0.2", "g-mail",
	                         ticket_world_chain(world, "t.example.com", -80, 300));
	ticket_world_pass(world, 0);
	const struct fake_ticket *ticket = fake_itsm_ticket(far, "renewal:");
	const char *risk = json_member_text(ticket->fields, "risk_impact_analysis", "");
	check_contains(risk, "SHARED KEY: other certificates with the same key are in use at");
	check_contains(risk, "10.0.0.2:443");
	assert_null(strstr(risk, "10.0.0.1:443"));
	assert_int_equal(far->ticket_count, 1);
}

/* Its key lives on in the certificate that came after it: revoking for the key's sake hits that too. */
static void nobody_is_led_to_revoke_a_key_in_use(void **state)
{
	struct ticket_world *world = *state;
	struct fake_itsm *far = &world->far;
	const char *addresses[] = { "10.0.0.1" };
	(void)ticket_world_place(world, "10.0.0.1", "g-web",
	                         ticket_world_chain(world, "v.example.com", 0, 390));
	world->keep_key = true;
	(void)ticket_world_place(world, "10.0.0.2", "g-web",
	                         ticket_world_chain(world, "v.example.com", -1, 391));
	ticket_world_pass(world, 0);
	ticket_world_mirror(world, (struct ci){ .kind = CI_HOST,
	                                        .id = "ci-10.0.0.1",
	                                        .class = "cmdb_ci_server",
	                                        .name = "old-host",
	                                        .addresses = addresses,
	                                        .address_count = 1,
	                                        .life = CI_RETIRED,
	                                        .group = "g-web" });
	fake_silence(&world->source.places[0], LOOK_ABSENT, LOOK_NO_TLS);
	ticket_world_passes(world, 4, DAY);
	const struct fake_ticket *ticket = fake_itsm_ticket(far, "decommission:");
	const char *text = json_member_text(ticket->fields, "description", "");
	check_contains(text, "- 10.0.0.2:443: another certificate with the same key");
	assert_null(strstr(text, "Proposal: Revoke it"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, ticket_world_setup, ticket_world_teardown)
		TEST(a_shared_change_has_tasks_and_files),
		TEST(a_group_that_comes_later_gets_its_task),
		TEST(the_proof_tells_when_it_was_renewed),
		TEST(renewed_before_its_time_is_said),
		TEST(a_rejected_change_is_made_anew_and_never_submitted),
		TEST(drafts_made_anew_count_for_the_brake),
		TEST(an_approval_is_void_for_other_places),
		TEST(a_hook_says_once_what_it_waits_for),
		TEST(nobody_is_led_to_revoke_past_what_was_not_looked_at),
		TEST(an_untouched_twin_is_ended),
		TEST(a_touched_twin_is_left_and_told),
		TEST(what_people_close_unsolved_is_answered),
		TEST(a_renewal_that_keeps_the_key_is_proven_and_said),
		TEST(who_shares_a_key_is_named),
		TEST(nobody_is_led_to_revoke_a_key_in_use),
#undef TEST
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
