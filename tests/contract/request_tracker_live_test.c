/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The adapter against a real Request Tracker 5 that `prepare` has set up; skipped where none can be
 * had. */
#include "base/clock.h"
#include "base/json.h"
#include "base/text.h"
#include "support/check.h"
#include "support/request_tracker_lab.h"

extern const struct itsm_type request_tracker_itsm;

#define SHA_ONE   "1111111111111111111111111111111111111111111111111111111111111111"
#define SHA_TWO   "2222222222222222222222222222222222222222222222222222222222222222"
#define SHA_THREE "3333333333333333333333333333333333333333333333333333333333333333"

static struct request_tracker_lab lab;
static bool usable;

static int start(void **state)
{
	(void)state;
	usable = request_tracker_lab_open(&lab);
	return 0;
}

static int stop(void **state)
{
	(void)state;
	if (usable)
		request_tracker_lab_close(&lab);
	return 0;
}

static struct step make(enum step_kind kind, enum step_verb verb, const char *key, const char *body)
{
	return request_tracker_fixture_step(&lab.fixture, kind, verb, key, body);
}

static void print_failed(void *context, const struct itsm_finding *finding)
{
	size_t *failed = context;

	if (finding->verdict == ITSM_OK)
		return;
	print_message("%s: %s: %s (%s)\n", finding->verdict == ITSM_FAILED ? "FAILED" : "warning",
	              finding->subject, finding->message, finding->mend);
	++*failed;
}

static void finds_all_in_order(void **state)
{
	size_t failed = 0;

	(void)state;
	if (!usable)
		skip();
	if (!request_tracker_itsm.check(lab.itsm, lab.arena, print_failed, &failed, &lab.error))
		fail_msg("%s", lab.error.message);
	/* Of what nobody has made yet, nothing is known: an asset, a change, an incident. */
	assert_int_equal(failed, 3);
}

static void signs_and_stops(void **state)
{
	struct itsm_identity identity = { .store_id = "abc-1", .epoch = 7 };
	struct itsm_identity seen;

	(void)state;
	if (!usable)
		skip();
	assert_true(request_tracker_itsm.identify(lab.itsm, lab.arena, &seen, &lab.error));
	assert_string_equal(seen.store_id, "");
	if (!request_tracker_itsm.sign(lab.itsm, lab.arena, &identity, &lab.error))
		fail_msg("%s", lab.error.message);
	identity.epoch = 8;
	assert_true(request_tracker_itsm.sign(lab.itsm, lab.arena, &identity, &lab.error));
	assert_true(request_tracker_itsm.identify(lab.itsm, lab.arena, &seen, &lab.error));
	assert_string_equal(seen.store_id, "abc-1");
	assert_int_equal(seen.epoch, 8);
	assert_false(seen.paused);
	struct json *mark = request_tracker_lab_act(
		&lab, "alice", "GET", "assets?query=Name%20%3D%20%27certsteward%27", NULL);
	const char *path = arena_print(lab.arena, "asset/%s",
	                               json_member_text(json_get(mark, "items")->first, "id", ""));
	(void)request_tracker_lab_act(&lab, "alice", "PUT", path, "{\"Status\":\"allocated\"}");
	assert_true(request_tracker_itsm.identify(lab.itsm, lab.arena, &seen, &lab.error));
	assert_true(seen.paused);
	(void)request_tracker_lab_act(&lab, "alice", "PUT", path, "{\"Status\":\"in-use\"}");
}

static void reads_the_mirror(void **state)
{
	(void)state;
	if (!usable)
		skip();
	const struct ci *shop =
		request_tracker_lab_named(request_tracker_lab_fetch(&lab, CI_HOST, 0), "shop");
	assert_string_equal(shop->group, "Web Team");
	assert_int_equal(shop->address_count, 1);
	assert_string_equal(shop->addresses[0], "127.0.0.11");
	assert_string_equal(shop->names[0], "shop.example.com");
	assert_int_equal(shop->life, CI_OPERATIONAL);
	assert_string_equal(json_member_text(shop->fields, "criticality", ""), "critical");
	assert_int_equal(request_tracker_lab_fetch(&lab, CI_HOST, clock_now() + 86400)->count, 0);
	assert_string_equal(
		request_tracker_lab_named(request_tracker_lab_fetch(&lab, CI_GROUP, 0), "Web Team")
			->id,
		"Web Team");
	assert_string_equal(
		request_tracker_lab_named(request_tracker_lab_fetch(&lab, CI_USER, 0), "Bob Brown")
			->id,
		"bob");
	assert_int_equal(request_tracker_lab_fetch(&lab, CI_CERTIFICATE, 0)->count, 0);
}

static void fills_the_inventory(void **state)
{
	struct receipt receipts[3];
	struct step steps[3];

	(void)state;
	if (!usable)
		skip();
	const char *host =
		request_tracker_lab_named(request_tracker_lab_fetch(&lab, CI_HOST, 0), "shop")->id;
	steps[0] = make(STEP_CERTIFICATE, STEP_CREATE, "certificate:" SHA_ONE,
	                "{\"values\":{\"Name\":\"shop.example.com\",\"Status\":\"in-use\","
	                "\"Names\":\"shop.example.com\\nwww.example.com\",\"Not After\":"
	                "\"2026-12-24 23:59:00\",\"Owner\":\"bob\"}}");
	steps[1] = make(STEP_CERTIFICATE, STEP_CREATE, "certificate:" SHA_TWO,
	                "{\"values\":{\"Name\":\"O'Brien \\\"&<b>\",\"Status\":\"in-use\"}}");
	steps[2] = make(STEP_RELATION, STEP_CREATE, "relation:1",
	                arena_print(lab.arena,
	                            "{\"parent\":\"%s\",\"child\":{\"ref\":\"certificate:" SHA_ONE
	                            "\"}}",
	                            host));
	assert_true(request_tracker_itsm.push(lab.itsm, lab.arena, steps, 3, receipts, &lab.error));
	for (size_t i = 0; i < 3; i++)
		request_tracker_fixture_done(&receipts[i], steps[i].key);
	assert_string_equal(json_member_text(receipts[0].holds, "Names", ""),
	                    "shop.example.com\nwww.example.com");
	assert_string_equal(json_member_text(receipts[0].holds, "Owner", ""), "bob");
	assert_string_equal(json_member_text(receipts[1].holds, "Name", ""), "O'Brien \"&<b>");

	/* Sent again, nothing is made twice and nothing is written. */
	const char *first = receipts[0].remote_id;
	assert_true(request_tracker_itsm.push(lab.itsm, lab.arena, steps, 3, receipts, &lab.error));
	assert_string_equal(receipts[0].remote_id, first);
	assert_int_equal(request_tracker_lab_fetch(&lab, CI_CERTIFICATE, 0)->count, 2);
	int64_t now = clock_now();
	assert_int_equal(request_tracker_lab_fetch(&lab, CI_CERTIFICATE, now - 60)->count, 2);
	assert_int_equal(request_tracker_lab_fetch(&lab, CI_CERTIFICATE, now + 600)->count, 0);
	const struct ci *link = &request_tracker_lab_fetch(&lab, CI_RELATION, 0)->items[0];
	assert_string_equal(link->parent, host);
	assert_string_equal(link->child, first);
	assert_string_equal(link->id, receipts[2].remote_id);
	assert_string_equal(request_tracker_lab_find(&lab, steps[0]).remote_id, first);

	/* A status that the lifecycle lacks is refused by 200 and a list. */
	steps[0] = make(STEP_CERTIFICATE, STEP_UPDATE, "certificate:" SHA_ONE,
	                "{\"values\":{\"Status\":\"nonsense\"}}");
	steps[0].remote_id = first;
	struct receipt refused = request_tracker_fixture_push(&lab.fixture, steps[0]);
	assert_int_equal(refused.outcome, RECEIPT_REFUSED);
	check_contains(refused.reason, "'Status'");
	check_contains(refused.reason, "isn't a valid status");

	/* And the link goes away again. */
	steps[2].verb = STEP_DELETE;
	steps[2].remote_id = link->id;
	struct receipt removed = request_tracker_fixture_push(&lab.fixture, steps[2]);
	assert_int_equal(removed.outcome, RECEIPT_DONE);
	assert_int_equal(request_tracker_lab_fetch(&lab, CI_RELATION, 0)->count, 0);
}

static const char *open_change(const char *key)
{
	struct step step = make(
		STEP_TICKET, STEP_CREATE, key,
		"{\"kind\":\"change/normal\",\"fields\":{\"Subject\":\"Renew shop.example.com\","
		"\"Content\":\"What to do\\n  by when\",\"AdminCc\":[\"group:Web Team\"],"
		"\"Starts\":\"2026-12-01 10:00:00\",\"Due\":\"2026-12-02 10:00:00\"}}");
	struct receipt receipt = request_tracker_fixture_push(&lab.fixture, step);

	request_tracker_fixture_done(&receipt, key);
	assert_string_equal(receipt.reason, "");
	return receipt.remote_id;
}

static void goes_the_way_of_a_change(void **state)
{
	struct ticket_seen seen;
	struct receipt moved;

	(void)state;
	if (!usable)
		skip();
	const char *id = open_change("renewal:1");
	seen = request_tracker_lab_look(&lab, id);
	assert_int_equal(seen.phase, TICKET_PHASE_NEW);
	assert_int_equal(seen.kind, TICKET_CHANGE_NORMAL);
	assert_string_equal(seen.key, "renewal:1");
	assert_string_equal(seen.group, "Web Team");
	int64_t wanted;
	assert_true(clock_parse("2026-12-01T10:00:00Z", &wanted));
	assert_int_equal(seen.planned_start, wanted);

	moved = request_tracker_lab_move(&lab, id, "change/normal", "approval asked");
	request_tracker_fixture_done(&moved, "asked");
	seen = request_tracker_lab_look(&lab, id);
	assert_int_equal(seen.phase, TICKET_PHASE_AUTHORIZE);
	assert_int_equal(seen.approval, TICKET_APPROVAL_REQUESTED);
	moved = request_tracker_lab_move(&lab, id, "change/normal", "done");
	assert_int_equal(moved.outcome, RECEIPT_POSTPONED);

	const char *approval = request_tracker_lab_approval(&lab);
	(void)request_tracker_lab_act(&lab, "alice", "POST",
	                              arena_print(lab.arena, "%s/correspond", approval),
	                              "{\"Content\":\"go\",\"ContentType\":\"text/plain\"}");
	(void)request_tracker_lab_act(&lab, "alice", "PUT", approval, "{\"Status\":\"resolved\"}");
	(void)request_tracker_lab_act(&lab, "bob", "POST", arena_print(lab.arena, "%s/comment", id),
	                              "{\"Content\":\"snooze 7d\",\"ContentType\":\"text/plain\"}");
	seen = request_tracker_lab_look(&lab, id);
	assert_int_equal(seen.approval, TICKET_APPROVAL_APPROVED);
	assert_int_equal(seen.decision_count, 1);
	assert_string_equal(seen.decisions[0].who, "alice");
	assert_string_equal(seen.decisions[0].state, "approved");
	check_contains(seen.decisions[0].comment, "go");
	assert_true(seen.decisions[0].at > 0);
	assert_int_equal(seen.note_count, 1);
	assert_string_equal(seen.notes[0].by, "bob");
	check_contains(seen.notes[0].text, "snooze 7d");
	assert_true(seen.may_implement);

	moved = request_tracker_lab_move(&lab, id, "change/normal", "implementing");
	request_tracker_fixture_done(&moved, "implementing");
	moved = request_tracker_lab_move(&lab, id, "change/normal", "done");
	request_tracker_fixture_done(&moved, "done");
	assert_int_equal(request_tracker_lab_look(&lab, id).phase, TICKET_PHASE_REVIEW);
}

static void withdraws_a_question(void **state)
{
	struct receipt moved;

	(void)state;
	if (!usable)
		skip();
	const char *id = open_change("renewal:2");
	moved = request_tracker_lab_move(&lab, id, "change/normal", "approval asked");
	request_tracker_fixture_done(&moved, "asked");
	moved = request_tracker_lab_move(&lab, id, "change/normal", "not needed");
	request_tracker_fixture_done(&moved, "withdrawn");
	assert_int_equal(request_tracker_lab_look(&lab, id).phase, TICKET_PHASE_CANCELLED);
}

static void takes_a_rejection(void **state)
{
	struct ticket_seen seen;

	(void)state;
	if (!usable)
		skip();
	const char *id = open_change("renewal:3");
	(void)request_tracker_lab_move(&lab, id, "change/normal", "approval asked");
	(void)request_tracker_lab_act(&lab, "alice", "PUT", request_tracker_lab_approval(&lab),
	                              "{\"Status\":\"rejected\"}");
	seen = request_tracker_lab_look(&lab, id);
	assert_int_equal(seen.approval, TICKET_APPROVAL_REJECTED);
	assert_int_equal(seen.phase, TICKET_PHASE_CANCELLED);
	assert_string_equal(seen.decisions[0].state, "rejected");
	assert_string_equal(seen.decisions[0].who, "alice");
}

static void leaves_what_people_edited(void **state)
{
	struct receipt receipt;
	struct step step;

	(void)state;
	if (!usable)
		skip();
	const char *id = open_change("renewal:4");
	(void)request_tracker_lab_act(&lab, "bob", "PUT", id, "{\"Subject\":\"Mine\"}");
	step = make(STEP_TICKET, STEP_UPDATE, "renewal:4",
	            "{\"kind\":\"change/normal\",\"fields\":{\"Subject\":\"Renew two\","
	            "\"Content\":\"another text\",\"Due\":\"2026-12-03 10:00:00\"},\"base\":{"
	            "\"Subject\":\"Renew shop.example.com\",\"Due\":\"2026-12-02 10:00:00\","
	            "\"Content\":\"What to do\\n  by when\"}}");
	step.remote_id = id;
	receipt = request_tracker_fixture_push(&lab.fixture, step);
	request_tracker_fixture_done(&receipt, "edited");
	assert_string_equal(json_text(json_get(receipt.holds, "kept")->first, ""), "Subject");
	assert_string_equal(json_member_text(receipt.holds, "Due", ""), "2026-12-03 10:00:00");
	struct ticket_seen seen = request_tracker_lab_look(&lab, id);
	assert_string_equal(json_member_text(seen.fields, "Subject", ""), "Mine");
	assert_int_equal(seen.note_count, 0);
	/* Once more after a lost answer: the text is not told twice. */
	step.attempts = 1;
	receipt = request_tracker_fixture_push(&lab.fixture, step);
	request_tracker_fixture_done(&receipt, "again");
	assert_int_equal(request_tracker_lab_said(&lab, id), 1);
}

static void hangs_things_on_a_ticket(void **state)
{
	static const char *const bodies[] = {
		"{\"event\":\"note\",\"text\":\"a note [ä]\",\"watch\":[\"carol\"]}",
		"{\"event\":\"note\",\"text\":\"for all\",\"public\":true}",
		"{\"event\":\"attachment\",\"name\":\"proof.json\",\"type\":\"application/json\","
		"\"text\":\"{}\"}",
		"{\"event\":\"affected\",\"cis\":[\"asset/1\",\"asset/2\"]}",
		"{\"event\":\"task\",\"task\":\"task:deploy\",\"fields\":{\"Subject\":\"Install\","
		"\"Content\":\"here\"}}",
	};
	struct receipt receipt;

	(void)state;
	if (!usable)
		skip();
	const char *id = open_change("renewal:5");
	for (size_t i = 0; i < COUNT_OF(bodies); i++) {
		struct step step =
			make(STEP_EVENT, STEP_CREATE,
		             arena_print(lab.arena, "event:renewal:5:%zu", i), bodies[i]);
		step.ticket_id = id;
		receipt = request_tracker_fixture_push(&lab.fixture, step);
		request_tracker_fixture_done(&receipt, bodies[i]);
		struct receipt found = request_tracker_lab_find(&lab, step);
		if (i != 3)
			assert_string_equal(found.remote_id, receipt.remote_id);
		/* Sent again after a lost answer, it is not there twice. */
		step.attempts = 1;
		if (i < 4)
			assert_int_equal(request_tracker_fixture_push(&lab.fixture, step).outcome,
			                 RECEIPT_DONE);
	}
	struct step close = make(STEP_EVENT, STEP_CREATE, "event:renewal:5:close",
	                         "{\"event\":\"task\",\"action\":\"close\",\"fields\":{}}");
	close.ticket_id = id;
	close.remote_id = receipt.remote_id;
	receipt = request_tracker_fixture_push(&lab.fixture, close);
	request_tracker_fixture_done(&receipt, "task closed");
	struct json *there = request_tracker_lab_act(&lab, "carol", "GET", id, NULL);
	const char *people = json_print(lab.arena, json_get(there, "AdminCc"));
	check_contains(people, "carol");
	check_contains(people, "group");
	assert_int_equal(request_tracker_lab_said(&lab, id), 3);
}

static void follows_merged_and_deleted(void **state)
{
	struct ticket_seen seen;

	(void)state;
	if (!usable)
		skip();
	const char *one = open_change("renewal:6"), *two = open_change("renewal:7");
	(void)request_tracker_lab_act(&lab, "bob", "PUT", one,
	                              arena_print(lab.arena, "{\"MergeInto\":\"%s\"}", two + 7));
	seen = request_tracker_lab_look(&lab, one);
	assert_string_equal(seen.id, two);
	assert_true(seen.merged);
	assert_false(request_tracker_lab_look(&lab, two).merged);
	assert_int_equal(seen.phase, TICKET_PHASE_NEW);
	/* Under its old number it is not moved; the next look knows the new one. */
	assert_int_equal(request_tracker_lab_move(&lab, one, "change/normal", "not needed").outcome,
	                 RECEIPT_POSTPONED);
	assert_int_equal(request_tracker_lab_move(&lab, two, "change/normal", "not needed").outcome,
	                 RECEIPT_DONE);
	assert_int_equal(request_tracker_lab_look(&lab, "ticket/9999").phase, TICKET_PHASE_GONE);
}

static void finds_twins(void **state)
{
	struct receipt found;

	(void)state;
	if (!usable)
		skip();
	const char *one = open_change("renewal:8"), *two = open_change("renewal:8");
	struct step step = make(STEP_TICKET, STEP_CREATE, "renewal:8", "{}");
	found = request_tracker_lab_find(&lab, step);
	assert_string_equal(found.remote_id, one);
	assert_string_equal(json_text(json_get(found.holds, "twins")->first, ""), two);
	(void)request_tracker_lab_act(&lab, "bob", "PUT", two, "{\"Priority\":\"5\"}");
	assert_string_equal(request_tracker_lab_find(&lab, step).remote_id, two);
	step.key = "renewal:none";
	assert_null(request_tracker_lab_find(&lab, step).remote_id);
}

static void resolves_an_incident(void **state)
{
	struct step step;
	struct receipt receipt, moved;

	(void)state;
	if (!usable)
		skip();
	step = make(
		STEP_TICKET, STEP_CREATE, "expired:1",
		"{\"kind\":\"incident\",\"fields\":{\"Subject\":\"EXPIRED\",\"Content\":\"x\"}}");
	receipt = request_tracker_fixture_push(&lab.fixture, step);
	request_tracker_fixture_done(&receipt, "incident");
	assert_int_equal(request_tracker_lab_look(&lab, receipt.remote_id).kind, TICKET_INCIDENT);
	moved = request_tracker_lab_move(&lab, receipt.remote_id, "incident", "done");
	request_tracker_fixture_done(&moved, "resolved");
	assert_int_equal(request_tracker_lab_look(&lab, receipt.remote_id).phase,
	                 TICKET_PHASE_REVIEW);
}

static void names_a_field_that_is_not_there(void **state)
{
	struct receipt receipt;
	struct step step;

	(void)state;
	if (!usable)
		skip();
	step = make(STEP_CERTIFICATE, STEP_CREATE, "certificate:" SHA_THREE,
	            "{\"values\":{\"Name\":\"x\",\"Status\":\"in-use\",\"Nope\":\"1\"}}");
	receipt = request_tracker_fixture_push(&lab.fixture, step);
	assert_int_equal(receipt.outcome, RECEIPT_REFUSED);
	check_contains(receipt.reason, "Nope");
	check_contains(receipt.reason, "certsteward check");
	step = make(STEP_CERTIFICATE, STEP_CREATE, "certificate:" SHA_THREE,
	            "{\"values\":{\"Name\":\"x\",\"Status\":\"in-use\"}}");
	receipt = request_tracker_fixture_push(&lab.fixture, step);
	request_tracker_fixture_done(&receipt, "asset");
	step = make(STEP_CERTIFICATE, STEP_UPDATE, "certificate:" SHA_THREE,
	            "{\"values\":{\"Nope\":\"1\"}}");
	step.remote_id = receipt.remote_id;
	receipt = request_tracker_fixture_push(&lab.fixture, step);
	assert_int_equal(receipt.outcome, RECEIPT_REFUSED);
	check_contains(receipt.reason, "'Nope'");
	check_contains(receipt.reason, "apply such fields");

	/* Of tickets RT drops it without a word, but takes a field's name in any case. */
	step = make(STEP_TICKET, STEP_CREATE, "renewal:nope",
	            "{\"kind\":\"change/normal\",\"fields\":{\"Subject\":\"x\",\"Nope\":\"1\","
	            "\"APPROVAL\":\"later\"}}");
	receipt = request_tracker_fixture_push(&lab.fixture, step);
	request_tracker_fixture_done(&receipt, "ticket");
	check_contains(receipt.reason, "made without 'Nope', which queue 'Certificate Changes'");
	struct receipt found = request_tracker_lab_find(&lab, step);
	assert_string_equal(found.remote_id, receipt.remote_id);
	assert_null(found.holds);
	assert_string_equal(found.reason, receipt.reason);
	lab.itsm->constants = make(STEP_TICKET, STEP_CREATE, "",
	                           "{\"change\":{\"Nope\":\"1\",\"approval\":\"x\"}}")
	                              .body;
	size_t failed = 0;
	assert_true(
		request_tracker_itsm.check(lab.itsm, lab.arena, print_failed, &failed, &lab.error));
	assert_int_equal(failed, 1);
	lab.itsm->constants = NULL;
}

static void sees_incidents_of_others(void **state)
{
	static const char *queues[] = { "General" };

	(void)state;
	if (!usable)
		skip();
	lab.fixture.settings.others_queues = (struct setting_list){ queues, 1 };
	(void)request_tracker_lab_act(&lab, "bob", "POST", "ticket",
	                              "{\"Queue\":\"General\",\"Subject\":\"shop is down\","
	                              "\"RefersTo\":[\"asset:1\"],\"Content\":\"x\","
	                              "\"ContentType\":\"text/plain\"}");
	/* Nobody gave our user a right in that queue. */
	assert_int_equal(request_tracker_lab_fetch(&lab, CI_TICKET, 0)->count, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_all_in_order),
		cmocka_unit_test(signs_and_stops),
		cmocka_unit_test(reads_the_mirror),
		cmocka_unit_test(fills_the_inventory),
		cmocka_unit_test(goes_the_way_of_a_change),
		cmocka_unit_test(withdraws_a_question),
		cmocka_unit_test(takes_a_rejection),
		cmocka_unit_test(leaves_what_people_edited),
		cmocka_unit_test(hangs_things_on_a_ticket),
		cmocka_unit_test(follows_merged_and_deleted),
		cmocka_unit_test(finds_twins),
		cmocka_unit_test(resolves_an_incident),
		cmocka_unit_test(names_a_field_that_is_not_there),
		cmocka_unit_test(sees_incidents_of_others),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
