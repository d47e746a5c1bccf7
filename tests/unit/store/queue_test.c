/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Dirty keys, clock marks, what is set aside, requests, hook runs, and the audit chain. */
#include "support/check.h"
#include "support/store_folder.h"

#include "base/json.h"
#include "base/text.h"
#include "store/store_audit.h"
#include "store/store_certificate.h"
#include "store/store_queue.h"
#include "store/store_side.h"

static struct error error;

static void live_work_goes_before_slices(void **state)
{
	STORE_HERE;
	GOOD(store_dirty_add(store, "certificate", "1", "program", 1, &error));
	GOOD(store_dirty_add(store, "certificate", "2", "program", 1, &error));
	GOOD(store_dirty_add_id(store, "certificate", 3, "seen", 0, &error));
	GOOD(store_dirty_add_id(store, "certificate", 2, "seen", 0, &error));
	GOOD(store_dirty_add_id(store, "certificate", 3, "program", 1, &error));
	struct store_dirty *items;
	size_t count;
	GOOD(store_dirty_take(store, arena, 10, &items, &count, &error));
	assert_int_equal(count, 3);
	assert_string_equal(items[0].key, "2");
	assert_string_equal(items[0].reason, "seen");
	assert_string_equal(items[1].key, "3");
	assert_string_equal(items[1].reason, "seen");
	assert_string_equal(items[2].key, "1");
	assert_int_equal(items[0].trying, 1);
}

static void starts_are_counted_until_done(void **state)
{
	STORE_HERE;
	GOOD(store_dirty_add(store, "ticket", "key", "seen", 0, &error));
	struct store_dirty *items;
	size_t count;
	GOOD(store_dirty_take(store, arena, 1, &items, &count, &error));
	store_folder_reopen(here, STORE_WRITE);
	store = here->store;
	GOOD(store_dirty_take(store, arena, 1, &items, &count, &error));
	assert_int_equal(items[0].trying, 2);
	int64_t waiting;
	GOOD(store_dirty_count(store, &waiting, &error));
	assert_int_equal(waiting, 1);
	GOOD(store_dirty_done(store, "ticket", "key", &error));
	GOOD(store_dirty_count(store, &waiting, &error));
	assert_int_equal(waiting, 0);
}

static void everything_can_be_enqueued(void **state)
{
	STORE_HERE;
	char sha256[65];
	int64_t id, waiting;
	for (unsigned char i = 0; i < 5; i++) {
		digest_hex(&i, 1, sha256);
		GOOD(store_certificate_add_broken(store, sha256, "x", 1, "bad", 1, &id, &error));
	}
	GOOD(store_dirty_add_id(store, "certificate", id, "seen", 0, &error));
	GOOD(store_dirty_all(store, "program", &error));
	GOOD(store_dirty_count(store, &waiting, &error));
	assert_int_equal(waiting, 5);
	struct store_dirty *items;
	size_t count;
	GOOD(store_dirty_take(store, arena, 1, &items, &count, &error));
	assert_string_equal(items[0].reason, "seen");
}

static void marks_become_dirty_when_due(void **state)
{
	STORE_HERE;
	int64_t moved, next;
	GOOD(store_due_collect(store, 100, &moved, &next, &error));
	assert_int_equal(moved, 0);
	assert_int_equal(next, 0);
	GOOD(store_due_set(store, "certificate", "1", "window", 50, &error));
	GOOD(store_due_set(store, "certificate", "1", "window", 100, &error));
	GOOD(store_due_set(store, "certificate", "1", "expired", 99, &error));
	GOOD(store_due_set(store, "certificate", "2", "window", 300, &error));
	GOOD(store_due_set(store, "certificate", "3", "window", 70, &error));
	GOOD(store_due_set(store, "certificate", "3", "window", 0, &error));
	GOOD(store_due_collect(store, 98, &moved, &next, &error));
	assert_int_equal(moved, 0);
	assert_int_equal(next, 99);
	GOOD(store_due_collect(store, 100, &moved, &next, &error));
	assert_int_equal(moved, 2);
	assert_int_equal(next, 300);
	struct store_dirty *items;
	size_t count;
	GOOD(store_dirty_take(store, arena, 10, &items, &count, &error));
	assert_int_equal(count, 1);
	assert_string_equal(items[0].key, "1");
}

static void what_is_set_aside_is_listed(void **state)
{
	STORE_HERE;
	GOOD(store_aside_add(store, "certificate", "1", "bad", &error));
	GOOD(store_aside_add(store, "certificate", "1", "worse", &error));
	GOOD(store_aside_add(store, "ticket", "t", "odd", &error));
	struct store_aside *items;
	size_t count;
	GOOD(store_aside_list(store, arena, &items, &count, &error));
	assert_int_equal(count, 2);
	assert_string_equal(items[0].reason, "worse");
	GOOD(store_aside_clear(store, "certificate", "1", &error));
	GOOD(store_aside_list(store, arena, &items, &count, &error));
	assert_int_equal(count, 1);
}

static void requests_wait_for_their_answer(void **state)
{
	STORE_HERE;
	struct store_request request = {
		.kind = "apply", .body = "{}", .made_at = 5, .made_by = "ann"
	};
	int64_t id;
	GOOD(store_request_add(store, &request, &id, &error));
	struct store_request *rows;
	size_t count;
	GOOD(store_request_waiting(store, arena, &rows, &count, &error));
	assert_int_equal(count, 1);
	assert_string_equal(rows[0].made_by, "ann");
	GOOD(store_request_done(store, id, "done", &error));
	GOOD(store_request_waiting(store, arena, &rows, &count, &error));
	assert_int_equal(count, 0);
}

static void hook_runs_have_one_end(void **state)
{
	STORE_HERE;
	struct store_hook_run run = {
		.run_id = "r1", .hook = "renew", .ticket_key = "t", .intent_at = 9
	};
	GOOD(store_hook_run_save(store, &run, &error));
	run.outcome = "ok";
	run.ended_at = 12;
	run.hook = "another";
	GOOD(store_hook_run_save(store, &run, &error));
	run.run_id = "r0";
	run.intent_at = 20;
	GOOD(store_hook_run_save(store, &run, &error));
	struct store_hook_run *rows;
	size_t count;
	GOOD(store_hook_run_list(store, arena, "t", &rows, &count, &error));
	assert_int_equal(count, 2);
	assert_string_equal(rows[0].run_id, "r1");
	assert_string_equal(rows[0].hook, "renew");
	assert_string_equal(rows[0].outcome, "ok");
	assert_int_equal(rows[0].ended_at, 12);
}

struct chain {
	char previous[65];
	int64_t seq;
};

static bool check_link(void *context, const struct store_audit *entry, struct error *problem)
{
	struct chain *chain = context;
	char hash[65];
	(void)problem;
	assert_int_equal(entry->seq, ++chain->seq);
	assert_string_equal(entry->previous, chain->previous);
	store_audit_hash(entry, hash);
	assert_string_equal(entry->hash, hash);
	memcpy(chain->previous, hash, sizeof(hash));
	return true;
}

static bool refuse_link(void *context, const struct store_audit *entry, struct error *problem)
{
	(void)context, (void)entry;
	return error_set(problem, ERROR_LOCAL, "not this one");
}

static void the_audit_is_a_chain(void **state)
{
	STORE_HERE;
	struct store_audit head;
	GOOD(store_audit_head(store, arena, &head, &error));
	assert_int_equal(head.seq, 0);
	assert_int_equal(strspn(head.hash, "0"), 64);
	struct json *body = json_new(arena, JSON_OBJECT);
	json_set_string(arena, body, "b", "\n");
	json_set_integer(arena, body, "a", 1);
	for (int i = 0; i < 3; i++)
		GOOD(store_audit_append(store, "scan", body, &error));
	GOOD(store_audit_head(store, arena, &head, &error));
	assert_int_equal(head.seq, 3);
	assert_string_equal(head.body, "{\"a\":1,\"b\":\"\\n\"}");
	assert_string_equal(head.node, store_identity(store));
	struct chain chain = { 0 };
	memset(chain.previous, '0', 64);
	GOOD(store_audit_each(store, 1, check_link, &chain, &error));
	assert_int_equal(chain.seq, 3);
	assert_false(store_audit_each(store, 1, refuse_link, NULL, &error));
	check_contains(error.message, "not this one");
}

/* The hash as docs tell it, made by hand, so that others can verify without this program. */
static void the_hash_is_the_documented_one(void **state)
{
	STORE_HERE;
	struct store_audit entry = {
		.node = "n", .seq = 7, .at = 99, .kind = "k", .previous = "p", .body = "{}"
	};
	char ours[65], theirs[65];
	(void)store;
	store_audit_hash(&entry, ours);
	static const char text[] = "n\n7\n99\nk\np\n{}\n";
	digest_hex(text, sizeof(text) - 1, theirs);
	assert_string_equal(ours, theirs);
}

static void a_rolled_back_entry_leaves_no_gap(void **state)
{
	STORE_HERE;
	struct json *body = json_new(arena, JSON_OBJECT);
	GOOD(store_audit_append(store, "scan", body, &error));
	GOOD(store_begin(store, &error));
	GOOD(store_audit_append(store, "scan", body, &error));
	store_rollback(store);
	GOOD(store_audit_append(store, "scan", body, &error));
	struct store_audit head;
	GOOD(store_audit_head(store, arena, &head, &error));
	assert_int_equal(head.seq, 2);
}

#define IN_STORE(test) \
	cmocka_unit_test_setup_teardown(test, store_folder_setup, store_folder_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_STORE(live_work_goes_before_slices),
		IN_STORE(starts_are_counted_until_done),
		IN_STORE(everything_can_be_enqueued),
		IN_STORE(marks_become_dirty_when_due),
		IN_STORE(what_is_set_aside_is_listed),
		IN_STORE(requests_wait_for_their_answer),
		IN_STORE(hook_runs_have_one_end),
		IN_STORE(the_audit_is_a_chain),
		IN_STORE(the_hash_is_the_documented_one),
		IN_STORE(a_rolled_back_entry_leaves_no_gap),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
