/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Whole lives of tickets at the running sandbox, with people who approve, reject and comment. */
#include "base/http_curl.h"
#include "base/json.h"
#include "base/text.h"
#include "support/check.h"
#include "support/servicenow_side.h"

extern const struct itsm_type servicenow_itsm;

static void add_events(struct servicenow_side *side, const struct receipt *ticket, const char *kind,
                       const char *ci)
{
	const char *bodies[] = {
		arena_print(side->arena,
		            "{\"event\":\"note\",\"ticket\":\"%s\",\"text\":\"half is gone\"}",
		            kind),
		arena_print(side->arena,
		            "{\"event\":\"attachment\",\"ticket\":\"%s\",\"name\":\"proof.txt\","
		            "\"type\":\"text/plain\",\"text\":\"served\"}",
		            kind),
	};

	for (size_t i = 0; i < 2; i++) {
		struct step step = servicenow_side_make(
			side, STEP_EVENT, STEP_CREATE,
			arena_print(side->arena, "%s/event:%zu", kind, i), bodies[i]);
		step.ticket_id = ticket->remote_id;
		assert_null(servicenow_side_find(side, step).remote_id);
		struct receipt receipt = servicenow_side_push(side, step);
		servicenow_side_done(&receipt, "event");
		assert_string_equal(servicenow_side_find(side, step).remote_id, receipt.remote_id);
	}
	struct step affected = servicenow_side_make(
		side, STEP_EVENT, STEP_CREATE, "renewal:x/affected",
		arena_print(side->arena, "{\"event\":\"affected\",\"cis\":[\"%s\"]}", ci));
	affected.ticket_id = ticket->remote_id;
	struct receipt receipt = servicenow_side_push(side, affected);
	for (int i = 0; i < 50 && receipt.outcome == RECEIPT_ACCEPTED; i++) {
		affected.state = STEP_ACCEPTED;
		affected.handle = receipt.handle;
		receipt = servicenow_side_push(side, affected);
	}
	servicenow_side_done(&receipt, "affected CIs");
}

static void follows_a_normal_change(void **state)
{
	struct servicenow_side side;
	struct ticket_seen seen;

	(void)state;
	if (!servicenow_side_open(&side, NULL))
		skip();
	const struct ci *host =
		servicenow_side_named(servicenow_side_fetch(&side, CI_HOST), "web-01");
	const struct ci *group =
		servicenow_side_named(servicenow_side_fetch(&side, CI_GROUP), "Web Team");
	struct step open = servicenow_side_make(
		&side, STEP_TICKET, STEP_CREATE, "renewal:x",
		arena_print(side.arena,
	                    "{\"kind\":\"change/normal\",\"goal\":\"open\",\"fields\":{\"short_"
	                    "description\":\"Renew\",\"cmdb_ci\":\"%s\",\"assignment_group\":"
	                    "\"%s\",\"no_such_field\":\"x\",\"start_date\":\"2026-12-01 "
	                    "20:00:00\",\"end_date\":\"2026-12-01 21:00:00\"}}",
	                    host->id, group->id));
	assert_null(servicenow_side_find(&side, open).remote_id);
	struct receipt ticket = servicenow_side_push(&side, open);
	servicenow_side_done(&ticket, "change");
	check_contains(ticket.reason, "no_such_field");
	assert_string_equal(servicenow_side_find(&side, open).remote_id, ticket.remote_id);
	add_events(&side, &ticket, "change/normal", host->id);

	seen = servicenow_side_look(&side, ticket.remote_id);
	assert_int_equal(seen.phase, TICKET_PHASE_NEW);
	assert_int_equal(seen.kind, TICKET_CHANGE_NORMAL);
	assert_string_equal(seen.key, "renewal:x");
	assert_int_equal(seen.note_count, 0);

	struct receipt moved =
		servicenow_side_move(&side, &ticket, "change/normal", "approval asked");
	servicenow_side_done(&moved, "submitting");
	servicenow_side_act(&side, "approve", ticket.number,
	                    ",\"user\":\"dave\",\"text\":\"go on\"");
	seen = servicenow_side_look(&side, ticket.remote_id);
	for (int i = 0; i < 3 && seen.phase != TICKET_PHASE_SCHEDULED; i++) {
		servicenow_side_act(&side, "approve", ticket.number, ",\"user\":\"dave\"");
		seen = servicenow_side_look(&side, ticket.remote_id);
	}
	assert_int_equal(seen.phase, TICKET_PHASE_SCHEDULED);
	assert_int_equal(seen.approval, TICKET_APPROVAL_APPROVED);
	assert_true(seen.may_implement);
	assert_true(seen.decision_count >= 1);
	assert_true(*seen.decisions[0].who != '\0');

	moved = servicenow_side_move(&side, &ticket, "change/normal", "implementing");
	servicenow_side_done(&moved, "implementing");
	servicenow_side_act(&side, "note", ticket.number, ",\"user\":\"alice\",\"text\":\"on it\"");
	moved = servicenow_side_move(&side, &ticket, "change/normal", "done");
	servicenow_side_done(&moved, "review");
	seen = servicenow_side_look(&side, ticket.remote_id);
	assert_int_equal(seen.phase, TICKET_PHASE_REVIEW);
	assert_int_equal(seen.note_count, 1);
	assert_string_equal(seen.notes[0].by, "alice");
	servicenow_side_close(&side);
}

static void a_slot_is_found_by_the_far_side(void **state)
{
	struct servicenow_side side;

	(void)state;
	if (!servicenow_side_open(&side, NULL))
		skip();
	const struct ci *host =
		servicenow_side_named(servicenow_side_fetch(&side, CI_HOST), "web-01");
	struct receipt ticket = servicenow_side_push(
		&side,
		servicenow_side_make(&side, STEP_TICKET, STEP_CREATE, "renewal:z",
	                             arena_print(side.arena,
	                                         "{\"kind\":\"change/normal\",\"fields\":{\"short_"
	                                         "description\":\"Renew\",\"cmdb_ci\":\"%s\"}}",
	                                         host->id)));
	servicenow_side_done(&ticket, "change");
	struct step step = servicenow_side_make(&side, STEP_EVENT, STEP_CREATE, "renewal:z/slot",
	                                        "{\"event\":\"slot\",\"seconds\":3600}");
	step.ticket_id = ticket.remote_id;
	struct receipt receipt = servicenow_side_push(&side, step);
	for (int i = 0; i < 50 && receipt.outcome == RECEIPT_ACCEPTED; i++) {
		step.state = STEP_ACCEPTED;
		step.handle = receipt.handle;
		receipt = servicenow_side_push(&side, step);
	}
	servicenow_side_done(&receipt, "slot");
	struct ticket_seen seen = servicenow_side_look(&side, ticket.remote_id);
	assert_true(seen.planned_start > 0);
	assert_int_equal(seen.planned_end - seen.planned_start, 3600);
	step = servicenow_side_make(&side, STEP_EVENT, STEP_CREATE, "renewal:z/conflict",
	                            "{\"event\":\"conflict\"}");
	step.ticket_id = ticket.remote_id;
	receipt = servicenow_side_push(&side, step);
	servicenow_side_done(&receipt, "conflict check");
	assert_false(servicenow_side_look(&side, ticket.remote_id).conflict);
	servicenow_side_close(&side);
}

/* Opened without its CI; its list is closed once it has left New. */
static void gets_its_item_late(struct servicenow_side *side, const struct receipt *ticket)
{
	const char *host =
		servicenow_side_named(servicenow_side_fetch(side, CI_HOST), "web-01")->id;
	struct step item = servicenow_side_make(
		side, STEP_EVENT, STEP_CREATE, "renewal:y/late:cmdb_ci",
		arena_print(side->arena,
	                    "{\"event\":\"link\",\"ticket\":\"change/normal\",\"field\":"
	                    "\"cmdb_ci\",\"to\":\"%s\",\"late\":true}",
	                    host));
	item.ticket_id = ticket->remote_id;
	for (int i = 0; i < 2; i++) {
		struct receipt receipt = servicenow_side_push(side, item);
		servicenow_side_done(&receipt, "late item");
		assert_string_equal(receipt.remote_id, host);
		assert_string_equal(servicenow_side_look(side, ticket->remote_id).item, host);
	}
}

static void gets_no_list_late(struct servicenow_side *side, const struct receipt *ticket)
{
	const char *host =
		servicenow_side_named(servicenow_side_fetch(side, CI_HOST), "web-01")->id;
	struct step list = servicenow_side_make(
		side, STEP_EVENT, STEP_CREATE, "renewal:y/late:affected",
		arena_print(side->arena,
	                    "{\"event\":\"affected\",\"ticket\":\"change/normal\",\"cis\":"
	                    "[\"%s\"],\"late\":true}",
	                    host));
	list.ticket_id = ticket->remote_id;
	struct receipt receipt = servicenow_side_push(side, list);
	assert_int_equal(receipt.outcome, RECEIPT_DONE);
	check_contains(receipt.reason, "left New");
}

static void a_rejection_carries_its_reason(void **state)
{
	struct servicenow_side side;

	(void)state;
	if (!servicenow_side_open(&side, NULL))
		skip();
	const struct ci *group =
		servicenow_side_named(servicenow_side_fetch(&side, CI_GROUP), "Web Team");
	struct receipt ticket = servicenow_side_push(
		&side,
		servicenow_side_make(&side, STEP_TICKET, STEP_CREATE, "renewal:y",
	                             arena_print(side.arena,
	                                         "{\"kind\":\"change/normal\",\"goal\":\"open\","
	                                         "\"fields\":{\"short_description\":\"Renew\","
	                                         "\"assignment_group\":\"%s\"}}",
	                                         group->id)));
	servicenow_side_done(&ticket, "change");
	gets_its_item_late(&side, &ticket);
	struct receipt moved =
		servicenow_side_move(&side, &ticket, "change/normal", "approval asked");
	servicenow_side_done(&moved, "submitting");
	gets_no_list_late(&side, &ticket);
	servicenow_side_act(&side, "reject", ticket.number,
	                    ",\"user\":\"dave\",\"text\":\"not in December\"");
	struct ticket_seen seen = servicenow_side_look(&side, ticket.remote_id);
	bool said = false;
	for (size_t i = 0; i < seen.decision_count; i++)
		said = said || (strcmp(seen.decisions[i].state, "rejected") == 0 &&
		                strstr(seen.decisions[i].comment, "not in December") != NULL);
	assert_true(said);
	assert_int_equal(seen.phase, TICKET_PHASE_NEW);
	/* Not needed any more: cancelled with its reason. */
	moved = servicenow_side_move(&side, &ticket, "change/normal", "not needed");
	servicenow_side_done(&moved, "cancelling");
	assert_int_equal(servicenow_side_look(&side, ticket.remote_id).phase,
	                 TICKET_PHASE_CANCELLED);
	servicenow_side_close(&side);
}

static void an_incident_is_resolved(void **state)
{
	struct servicenow_side side;

	(void)state;
	if (!servicenow_side_open(&side, NULL))
		skip();
	const struct ci *host =
		servicenow_side_named(servicenow_side_fetch(&side, CI_HOST), "web-01");
	side.fixture.settings.caller = "alice";
	struct receipt ticket = servicenow_side_push(
		&side, servicenow_side_make(
			       &side, STEP_TICKET, STEP_CREATE, "expired:x",
			       arena_print(side.arena,
	                                   "{\"kind\":\"incident\",\"goal\":\"open\",\"fields\":{"
	                                   "\"short_description\":\"EXPIRED\",\"impact\":\"1\","
	                                   "\"urgency\":\"2\",\"cmdb_ci\":\"%s\"}}",
	                                   host->id)));
	servicenow_side_done(&ticket, "incident");
	add_events(&side, &ticket, "incident", host->id);
	struct receipt moved = servicenow_side_move(&side, &ticket, "incident", "done");
	servicenow_side_done(&moved, "resolving");
	struct ticket_seen seen = servicenow_side_look(&side, ticket.remote_id);
	assert_int_equal(seen.phase, TICKET_PHASE_REVIEW);
	assert_string_equal(json_member_text(seen.fields, "priority", ""), "2");
	assert_int_equal(servicenow_side_look(&side, "00000000000000000000000000000000").phase,
	                 TICKET_PHASE_GONE);
	servicenow_side_close(&side);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(follows_a_normal_change),
		cmocka_unit_test(a_slot_is_found_by_the_far_side),
		cmocka_unit_test(a_rejection_carries_its_reason),
		cmocka_unit_test(an_incident_is_resolved),
	};

	http_curl_start();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
