/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Tickets, records, events and steps in the store. */
#include "support/check.h"
#include "support/store_folder.h"
#include "support/store_records.h"

#include "store/store_case.h"
#include "store/store_record.h"
#include "store/store_step.h"

static struct error error;

static void tickets_come_back_whole(void **state)
{
	STORE_HERE;
	struct store_ticket ticket = { .key = "t1",
		                       .target = "sn",
		                       .reason = "renewal",
		                       .kind = "change/normal",
		                       .goal = "open",
		                       .certificate_id = 4,
		                       .may_implement = true,
		                       .planned_end = 77,
		                       .escalated = 5,
		                       .seen = "{}",
		                       .updated_at = 99,
		                       .written_at = 98 };
	GOOD(store_ticket_save(store, &ticket, &error));
	ticket.ended_at = 5;
	ticket.number = "CHG1";
	GOOD(store_ticket_save(store, &ticket, &error));
	struct store_ticket *row, *rows;
	size_t count;
	GOOD(store_ticket_get(store, arena, "t1", &row, &error));
	assert_int_equal(row->id, ticket.id);
	assert_true(row->may_implement);
	assert_false(row->conflict);
	assert_int_equal(row->planned_end, 77);
	assert_int_equal(row->escalated, 5);
	assert_string_equal(row->number, "CHG1");
	assert_int_equal(row->updated_at, 99);
	assert_int_equal(row->written_at, 98);
	struct store_ticket open = { .key = "t2", .target = "jira", .certificate_id = 4 };
	GOOD(store_ticket_save(store, &open, &error));
	GOOD(store_ticket_list(store, arena, NULL, true, &rows, &count, &error));
	assert_int_equal(count, 1);
	GOOD(store_ticket_list(store, arena, NULL, false, &rows, &count, &error));
	assert_int_equal(count, 2);
	GOOD(store_ticket_list(store, arena, "sn", true, &rows, &count, &error));
	assert_int_equal(count, 0);
	GOOD(store_ticket_of_certificate(store, arena, 4, &rows, &count, &error));
	assert_int_equal(count, 2);
}

static bool want_body(struct store *store, const char *desired, const char *body)
{
	bool changed;
	GOOD(store_record_want(store, "sn", "certificate", "c", 4, 5, desired, body, &changed,
	                       &error));
	return changed;
}

static void bodies_of_certificates_are_kept_until_sent(void **state)
{
	STORE_HERE;
	assert_true(want_body(store, "d1", "{1}"));
	assert_false(want_body(store, "d1", "{1}"));
	/* Its digest leaves out what is written once: that may change before it is sent. */
	assert_true(want_body(store, "d1", "{2}"));
	struct store_record *row = store_records_get(store, arena, "c");
	assert_string_equal(row->body, "{2}");
	row->sent = "d1";
	GOOD(store_record_save(store, row, &error));
	assert_string_equal(store_records_get(store, arena, "c")->body, "");
	assert_false(want_body(store, "d1", "{3}"));
	assert_true(want_body(store, "d2", "{4}"));
	assert_string_equal(store_records_get(store, arena, "c")->body, "{4}");
	assert_true(want_body(store, "d1", "{3}"));
	assert_string_equal(store_records_get(store, arena, "c")->body, "");
}

static void pending_goes_on_behind_a_record(void **state)
{
	STORE_HERE;
	struct store_record last, *rows;
	size_t count;
	assert_true(store_records_want(store, "a", "d1", 5) &&
	            store_records_want(store, "b", "d1", 1) &&
	            store_records_want(store, "c", "d1", 5));
	GOOD(store_record_pending(store, arena, "sn", NULL, 2, &rows, &count, &error));
	assert_int_equal(count, 2);
	assert_string_equal(rows[0].key, "b");
	assert_string_equal(rows[1].key, "a");
	last = rows[1];
	GOOD(store_record_pending(store, arena, "sn", &last, 2, &rows, &count, &error));
	assert_int_equal(count, 1);
	assert_string_equal(rows[0].key, "c");
}

static void records_are_pending_until_sent(void **state)
{
	STORE_HERE;
	assert_true(store_records_want(store, "a", "d1", 5));
	assert_false(store_records_want(store, "a", "d1", 5));
	assert_true(store_records_want(store, "b", "d1", 1));
	struct store_record *rows;
	assert_int_equal(store_records_pending(store, arena, &rows), 2);
	assert_string_equal(rows[0].key, "b");
	struct store_record *row = store_records_get(store, arena, "b");
	row->sent = "d1";
	row->remote_id = "r1";
	GOOD(store_record_save(store, row, &error));
	assert_int_equal(store_records_pending(store, arena, &rows), 1);
	GOOD(store_record_by_remote(store, arena, "sn", "r1", &row, &error));
	assert_string_equal(row->key, "b");
	GOOD(store_record_by_remote(store, arena, "sn", "", &row, &error));
	assert_null(row);
	row = store_records_get(store, arena, "b");
	row->drift = "[\"name\"]";
	GOOD(store_record_save(store, row, &error));
	assert_int_equal(store_records_pending(store, arena, &rows), 2);
}

static void a_refused_record_waits_for_a_new_wish(void **state)
{
	STORE_HERE;
	store_records_want(store, "a", "d1", 5);
	struct store_record *row = store_records_get(store, arena, "a"), *rows;
	size_t count;
	row->problem = "too long";
	GOOD(store_record_save(store, row, &error));
	assert_int_equal(store_records_pending(store, arena, &rows), 0);
	GOOD(store_record_problems(store, arena, NULL, &rows, &count, &error));
	assert_int_equal(count, 1);
	assert_false(store_records_want(store, "a", "d1", 5));
	assert_int_equal(store_records_pending(store, arena, &rows), 0);
	assert_true(store_records_want(store, "a", "d2", 5));
	assert_int_equal(store_records_pending(store, arena, &rows), 1);
	assert_string_equal(rows[0].problem, "");
}

static void unwanted_records_are_to_be_removed(void **state)
{
	STORE_HERE;
	store_records_want(store, "keep", "d1", 5);
	store_records_want(store, "drop", "d1", 5);
	struct store_record *row = store_records_get(store, arena, "drop"), *rows;
	row->sent = "d1";
	GOOD(store_record_save(store, row, &error));
	row = store_records_get(store, arena, "keep");
	row->sent = "d1";
	GOOD(store_record_save(store, row, &error));
	assert_int_equal(store_records_pending(store, arena, &rows), 0);
	const char *keys[] = { "keep" };
	GOOD(store_record_keep_only(store, "sn", "certificate", 4, keys, 1, &error));
	assert_int_equal(store_records_pending(store, arena, &rows), 1);
	assert_string_equal(rows[0].key, "drop");
	assert_false(rows[0].wanted);
	assert_true(store_records_want(store, "drop", "d1", 5));
	assert_true(store_records_get(store, arena, "drop")->wanted);
	assert_int_equal(store_records_pending(store, arena, &rows), 0);
}

static void stale_records_come_oldest_first(void **state)
{
	STORE_HERE;
	static const char *const keys[] = { "a", "b", "c", "pending" };
	for (int i = 0; i < 4; i++) {
		store_records_want(store, keys[i], "d", 0);
		struct store_record *row = store_records_get(store, arena, keys[i]);
		row->remote_id = keys[i];
		row->refresh = 30 - i * 10;
		/* A refresh must not carry what is held: only agreement is confirmed. */
		row->sent = i < 3 ? row->desired : "";
		GOOD(store_record_save(store, row, &error));
	}
	struct store_record *rows;
	size_t count;
	GOOD(store_record_stale(store, arena, "sn", 30, 10, &rows, &count, &error));
	assert_int_equal(count, 2);
	assert_string_equal(rows[0].key, "c");
}

static void wish(struct store *store, struct arena *arena, const char *kind, const char *key,
                 const char *remote_id)
{
	bool changed;
	GOOD(store_record_want(store, "sn", kind, key, 4, 0, "d", "", &changed, &error));
	struct store_record *row = store_records_get(store, arena, key);
	row->remote_id = remote_id;
	GOOD(store_record_save(store, row, &error));
}

static void what_pends_is_counted_by_kind(void **state)
{
	STORE_HERE;
	struct store_pending kinds;
	wish(store, arena, "ticket", "ticket:new", "");
	wish(store, arena, "ticket", "ticket:done", "r1");
	wish(store, arena, "ticket", "ticket:open", "r2");
	wish(store, arena, "certificate", "known", "r3");
	wish(store, arena, "certificate", "new", "");
	struct store_ticket ticket = { .key = "done", .target = "sn", .goal = "done" };
	GOOD(store_ticket_save(store, &ticket, &error));
	ticket = (struct store_ticket){ .key = "open", .target = "sn", .goal = "open" };
	GOOD(store_ticket_save(store, &ticket, &error));
	wish(store, arena, "relation", "gone", "r4");
	struct store_record *row = store_records_get(store, arena, "gone");
	row->wanted = false;
	GOOD(store_record_save(store, row, &error));
	GOOD(store_record_pending_kinds(store, "sn", &kinds, &error));
	assert_int_equal(kinds.opens, 1);
	assert_int_equal(kinds.closes, 1);
	assert_int_equal(kinds.updates, 1);
	assert_int_equal(kinds.removals, 1);
	GOOD(store_record_pending_kinds(store, "jira", &kinds, &error));
	assert_int_equal(kinds.opens, 0);
}

static void events_are_made_once(void **state)
{
	STORE_HERE;
	struct store_event event = { .target = "sn",
		                     .ticket_key = "t1",
		                     .name = "step:half",
		                     .kind = "note",
		                     .body = "first",
		                     .created_at = 5 };
	bool added;
	GOOD(store_event_add(store, &event, &added, &error));
	assert_true(added);
	event.body = "second";
	GOOD(store_event_add(store, &event, &added, &error));
	assert_false(added);
	struct store_event *row, *rows;
	size_t count;
	GOOD(store_event_get(store, arena, "t1", "step:half", &row, &error));
	assert_string_equal(row->body, "first");
	GOOD(store_event_waiting(store, arena, "sn", 0, 5, &rows, &count, &error));
	assert_int_equal(count, 1);
	GOOD(store_event_waiting(store, arena, "sn", rows[0].id, 5, &rows, &count, &error));
	assert_int_equal(count, 0);
	GOOD(store_event_set(store, "t1", "step:half", "present", "j1", "", &error));
	GOOD(store_event_waiting(store, arena, "sn", 0, 5, &rows, &count, &error));
	assert_int_equal(count, 0);
	bool present;
	GOOD(store_event_present(store, "sn", "event:t1:step:half", &present, &error));
	assert_true(present);
	GOOD(store_event_present(store, "sn", "event:t1:step:hal", &present, &error));
	assert_false(present);
	GOOD(store_event_of_ticket(store, arena, "t1", &rows, &count, &error));
	assert_string_equal(rows[0].remote_id, "j1");
}

static bool put_step(struct store *store, const char *key, const char *kind, const char *digest,
                     int urgency)
{
	struct store_step step = { .target = "sn",
		                   .key = key,
		                   .kind = kind,
		                   .verb = "create",
		                   .payload = "{}",
		                   .digest = digest,
		                   .urgency = urgency,
		                   .created_at = 1 };
	bool added;
	GOOD(store_step_put(store, &step, &added, &error));
	return added;
}

static size_t lease(struct store *store, struct arena *arena, const char *kind, int64_t now,
                    struct store_step **rows)
{
	size_t count;
	const struct store_step_filter filter = { .target = "sn", .kind = kind };
	GOOD(store_step_lease(store, arena, &filter, now, now + 60, 10, rows, &count, &error));
	return count;
}

static void a_waiting_step_is_replaced_one_on_its_way_stays(void **state)
{
	STORE_HERE;
	struct store_step *rows;
	size_t count;
	assert_true(put_step(store, "a", "certificate", "d1", 5));
	assert_true(put_step(store, "a", "certificate", "d2", 5));
	GOOD(store_step_list(store, arena, "sn", NULL, 10, &rows, &count, &error));
	assert_int_equal(count, 1);
	assert_string_equal(rows[0].digest, "d2");
	assert_string_equal(rows[0].needs, "[]");
	rows[0].state = "sending";
	rows[0].intent_at = 9;
	GOOD(store_step_save(store, &rows[0], &error));
	assert_false(put_step(store, "a", "certificate", "d3", 5));
	rows[0].state = "done";
	GOOD(store_step_save(store, &rows[0], &error));
	assert_true(put_step(store, "a", "certificate", "d3", 5));
	GOOD(store_step_list(store, arena, NULL, NULL, 10, &rows, &count, &error));
	assert_int_equal(count, 1);
	GOOD(store_step_list(store, arena, "sn", "done", 10, &rows, &count, &error));
	assert_int_equal(count, 1);
	assert_int_equal(rows[0].intent_at, 9);
}

static void the_same_step_keeps_its_pause(void **state)
{
	STORE_HERE;
	struct store_step *rows, *row;
	put_step(store, "a", "certificate", "d1", 5);
	assert_int_equal(lease(store, arena, NULL, 10, &rows), 1);
	rows[0].attempts = 3;
	rows[0].not_before = 500;
	GOOD(store_step_save(store, &rows[0], &error));
	put_step(store, "a", "certificate", "d1", 5);
	GOOD(store_step_of(store, arena, "sn", "a", &row, &error));
	assert_int_equal(row->attempts, 3);
	assert_int_equal(row->not_before, 500);
	assert_int_equal(row->leased_until, 0);
	put_step(store, "a", "certificate", "d2", 5);
	GOOD(store_step_of(store, arena, "sn", "a", &row, &error));
	assert_int_equal(row->attempts, 0);
	assert_int_equal(row->not_before, 0);
}

static void leases_go_by_urgency_and_kind(void **state)
{
	STORE_HERE;
	struct store_step *rows;
	put_step(store, "a", "certificate", "d", 5);
	put_step(store, "b", "relation", "d", 1);
	put_step(store, "c", "ticket", "d", 0);
	put_step(store, "d", "certificate", "d", 3);
	assert_int_equal(lease(store, arena, "ticket", 10, &rows), 1);
	assert_int_equal(lease(store, arena, "ticket", 10, &rows), 0);
	assert_int_equal(lease(store, arena, "certificate", 10, &rows), 3);
	assert_string_equal(rows[0].key, "b");
	assert_string_equal(rows[1].key, "d");
	assert_string_equal(rows[2].key, "a");
	assert_int_equal(lease(store, arena, NULL, 69, &rows), 0);
	assert_int_equal(lease(store, arena, NULL, 70, &rows), 4);
}

static void pending_leaves_out_what_is_on_its_way(void **state)
{
	STORE_HERE;
	struct store_record *records;
	struct store_step *steps;
	store_records_want(store, "a", "d1", 5);
	put_step(store, "a", "certificate", "d1", 5);
	assert_int_equal(store_records_pending(store, arena, &records), 0);
	lease(store, arena, NULL, 10, &steps);
	steps[0].state = "refused";
	GOOD(store_step_save(store, &steps[0], &error));
	assert_int_equal(store_records_pending(store, arena, &records), 1);
}

static void intents_without_an_answer_are_unknown(void **state)
{
	STORE_HERE;
	struct store_step *rows;
	size_t count;
	put_step(store, "a", "certificate", "d", 5);
	put_step(store, "b", "certificate", "d", 5);
	lease(store, arena, NULL, 10, &rows);
	rows[0].state = "sending";
	GOOD(store_step_save(store, &rows[0], &error));
	store_folder_reopen(here, STORE_WRITE);
	store = here->store;
	int64_t recovered, next;
	GOOD(store_step_recover(store, &recovered, &error));
	assert_int_equal(recovered, 1);
	GOOD(store_step_list(store, arena, "sn", "unknown", 10, &rows, &count, &error));
	assert_int_equal(count, 1);
	assert_string_equal(rows[0].key, "a");
	/* Leases ended with their process; the unknown one is to be looked for. */
	assert_int_equal(lease(store, arena, NULL, 11, &rows), 2);
	const struct store_step_filter all = { .target = "sn" };
	GOOD(store_step_next(store, &all, &next, &error));
	assert_int_equal(next, 1);
	for (size_t i = 0; i < 2; i++)
		GOOD(store_step_delete(store, rows[i].id, &error));
	GOOD(store_step_next(store, &all, &next, &error));
	assert_int_equal(next, 0);
	GOOD(store_step_list(store, arena, "sn", NULL, 10, &rows, &count, &error));
	assert_int_equal(count, 0);
}

static bool is_second(void *context, const struct store_step *step, bool *allowed,
                      struct error *fault)
{
	(void)fault;
	++*(int *)context;
	*allowed = strcmp(step->key, "b") == 0;
	return true;
}

/* What is withheld neither counts as work nor stands before what may go. */
static void a_filter_is_handed_to_the_lease(void **state)
{
	STORE_HERE;
	int asked = 0;
	struct store_step *rows;
	size_t count;
	int64_t next;
	const struct store_step_filter second = { .target = "sn",
		                                  .allow = is_second,
		                                  .context = &asked };
	const struct store_step_filter relations = { .target = "sn", .kind = "ticket" };
	put_step(store, "a", "certificate", "d", 5);
	put_step(store, "b", "certificate", "d", 6);
	GOOD(store_step_lease(store, arena, &second, 10, 70, 1, &rows, &count, &error));
	assert_int_equal(count, 1);
	assert_string_equal(rows[0].key, "b");
	assert_int_equal(rows[0].leased_until, 70);
	assert_int_equal(asked, 2);
	/* Under lease already. */
	GOOD(store_step_lease(store, arena, &second, 11, 71, 1, &rows, &count, &error));
	assert_int_equal(count, 0);
	GOOD(store_step_of(store, arena, "sn", "b", &rows, &error));
	rows->not_before = 500;
	GOOD(store_step_save(store, rows, &error));
	GOOD(store_step_next(store, &second, &next, &error));
	assert_int_equal(next, 500);
	GOOD(store_step_count(store, &second, &next, &error));
	assert_int_equal(next, 1);
	GOOD(store_step_next(store, &relations, &next, &error));
	assert_int_equal(next, 0);
}

#define IN_STORE(test) \
	cmocka_unit_test_setup_teardown(test, store_folder_setup, store_folder_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_STORE(tickets_come_back_whole),
		IN_STORE(bodies_of_certificates_are_kept_until_sent),
		IN_STORE(pending_goes_on_behind_a_record),
		IN_STORE(records_are_pending_until_sent),
		IN_STORE(a_refused_record_waits_for_a_new_wish),
		IN_STORE(unwanted_records_are_to_be_removed),
		IN_STORE(stale_records_come_oldest_first),
		IN_STORE(what_pends_is_counted_by_kind),
		IN_STORE(events_are_made_once),
		IN_STORE(a_waiting_step_is_replaced_one_on_its_way_stays),
		IN_STORE(the_same_step_keeps_its_pause),
		IN_STORE(leases_go_by_urgency_and_kind),
		IN_STORE(pending_leaves_out_what_is_on_its_way),
		IN_STORE(intents_without_an_answer_are_unknown),
		IN_STORE(a_filter_is_handed_to_the_lease),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
