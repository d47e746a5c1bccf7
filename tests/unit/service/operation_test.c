/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What a person can do about steps, records and hook runs that stand still. */
#include "base/text.h"
#include "service/operation.h"
#include "store/store_audit.h"
#include "store/store_case.h"
#include "store/store_queue.h"
#include "store/store_record.h"
#include "store/store_side.h"
#include "store/store_step.h"
#include "support/check.h"
#include "support/store_folder.h"
#include <string.h>

static const char ticket_key[] = "renewal:abc:1";

struct scene {
	struct store_folder *folder;
	struct session session;
	struct flow_side side;
	struct operation operation;
	struct error error;
};

static void close_scene(struct scene *scene)
{
	arena_release(&scene->session.arena);
}
#define SCENE(name) struct scene name __attribute__((cleanup(close_scene)))

static void open_scene(struct scene *scene, void **state)
{
	*scene = (struct scene){ .folder = *state };
	scene->side = (struct flow_side){ .name = "a" };
	scene->session.store = scene->folder->store;
	scene->session.sides = &scene->side;
	scene->session.flow.sides = &scene->side;
	scene->session.flow.side_count = 1;
	scene->operation.by = "ada";
}

static struct arena *arena_of(struct scene *scene)
{
	return &scene->folder->arena;
}

static void order(struct scene *scene, const char *member, const char *value)
{
	struct json *body = json_new(arena_of(scene), JSON_OBJECT);
	json_set_string(arena_of(scene), body, member, value);
	scene->operation.body = body;
}

static int64_t add_step(struct scene *scene, const char *key, const char *kind, const char *state)
{
	struct store_step step = { .target = "a",
		                   .key = key,
		                   .kind = kind,
		                   .verb = "create",
		                   .payload = "{}",
		                   .digest = "d",
		                   .state = "waiting",
		                   .needs = "[]",
		                   .handle = "",
		                   .reason = "" };
	struct store_step *rows;
	size_t count;
	bool added;
	assert_true(store_step_put(scene->session.store, &step, &added, &scene->error));
	assert_true(store_step_list(scene->session.store, arena_of(scene), "a", NULL, 100, &rows,
	                            &count, &scene->error));
	struct store_step *made = &rows[count - 1];
	made->state = state;
	made->reason = "because";
	assert_true(store_step_save(scene->session.store, made, &scene->error));
	return made->id;
}

static void add_record(struct scene *scene, const char *key, const char *kind, const char *problem)
{
	struct store_record *row;
	bool changed;
	assert_true(store_record_want(scene->session.store, "a", kind, key, 0, 1, "d", "{}",
	                              &changed, &scene->error));
	assert_true(store_record_get(scene->session.store, arena_of(scene), "a", key, &row,
	                             &scene->error));
	row->problem = problem;
	assert_true(store_record_save(scene->session.store, row, &scene->error));
}

static void add_missing(struct scene *scene, const char *key, int64_t subject_id)
{
	struct store_record *row;
	add_record(scene, key, "certificate", "not there any more");
	assert_true(store_record_get(scene->session.store, arena_of(scene), "a", key, &row,
	                             &scene->error));
	row->subject_id = subject_id;
	row->missing = 5;
	row->sent = row->desired;
	row->remote_id = "r1";
	assert_true(store_record_save(scene->session.store, row, &scene->error));
}

static const struct store_record *record_of(struct scene *scene, const char *key)
{
	struct store_record *row;
	assert_true(store_record_get(scene->session.store, arena_of(scene), "a", key, &row,
	                             &scene->error));
	return row;
}

static const char *problem_of(struct scene *scene, const char *key)
{
	struct store_record *row;
	assert_true(store_record_get(scene->session.store, arena_of(scene), "a", key, &row,
	                             &scene->error));
	return row->problem;
}

static bool has_step(struct scene *scene, int64_t id)
{
	const char *sql = arena_print(arena_of(scene), "SELECT count(*) FROM step WHERE id = %lld",
	                              (long long)id);
	return store_folder_number(scene->folder, sql) == 1;
}

static const char *print_id(struct scene *scene, int64_t id)
{
	return arena_print(arena_of(scene), "%lld", (long long)id);
}

static void test_retry_of_a_refused_step(void **state)
{
	SCENE(scene);
	open_scene(&scene, state);
	add_record(&scene, "domain:x", "domain", "no right");
	int64_t id = add_step(&scene, "domain:x", "domain", "refused");
	order(&scene, "which", print_id(&scene, id));
	operation_step_retry(&scene.operation, &scene.session);
	assert_int_equal(scene.operation.status, COMMAND_DONE);
	assert_false(has_step(&scene, id));
	assert_string_equal(problem_of(&scene, "domain:x"), "");
}

static void test_retry_by_key_and_all(void **state)
{
	SCENE(scene);
	open_scene(&scene, state);
	add_record(&scene, "domain:x", "domain", "no right");
	add_record(&scene, "domain:y", "domain", "no right");
	order(&scene, "which", "domain:y");
	operation_step_retry(&scene.operation, &scene.session);
	assert_string_equal(problem_of(&scene, "domain:x"), "no right");
	assert_string_equal(problem_of(&scene, "domain:y"), "");
	order(&scene, "which", "all");
	operation_step_retry(&scene.operation, &scene.session);
	assert_string_equal(problem_of(&scene, "domain:x"), "");
	order(&scene, "which", "domain:z");
	operation_step_retry(&scene.operation, &scene.session);
	assert_int_equal(scene.operation.status, COMMAND_FAILED);
	check_contains(scene.operation.answer, "domain:z");
}

/* What was made without a field is not sent again, and the answer does not say that it is. */
static void test_retry_of_what_is_incomplete(void **state)
{
	SCENE(scene);
	open_scene(&scene, state);
	add_record(&scene, "ticket:x", "ticket", STORE_RECORD_INCOMPLETE "made without 'Room'");
	add_record(&scene, "domain:x", "domain", "no right");
	order(&scene, "which", "all");
	operation_step_retry(&scene.operation, &scene.session);
	assert_int_equal(scene.operation.status, COMMAND_DONE);
	assert_string_equal(problem_of(&scene, "ticket:x"), "");
	check_contains(scene.operation.answer, "1 taken off the list");
	check_contains(scene.operation.answer, "not sent again; 1 will be tried again");
}

/* What people have taken away comes back when somebody names it, not with all the rest. */
static void test_retry_of_a_missing_ci(void **state)
{
	SCENE(scene);
	open_scene(&scene, state);
	add_missing(&scene, "certificate:x", 7);
	add_missing(&scene, "certificate:y", 8);
	order(&scene, "which", "all");
	operation_step_retry(&scene.operation, &scene.session);
	assert_int_equal(record_of(&scene, "certificate:x")->missing, 5);
	assert_string_equal(problem_of(&scene, "certificate:x"), "not there any more");
	order(&scene, "which", "certificate:x");
	operation_step_retry(&scene.operation, &scene.session);
	assert_int_equal(scene.operation.status, COMMAND_DONE);
	assert_int_equal(record_of(&scene, "certificate:x")->missing, 0);
	assert_string_equal(record_of(&scene, "certificate:x")->remote_id, "");
	assert_string_equal(record_of(&scene, "certificate:x")->sent, "");
	assert_string_equal(problem_of(&scene, "certificate:x"), "");
	assert_int_equal(record_of(&scene, "certificate:y")->missing, 5);
}

static void test_drop(void **state)
{
	SCENE(scene);
	open_scene(&scene, state);
	add_record(&scene, "domain:x", "domain", "");
	int64_t id = add_step(&scene, "domain:x", "domain", "waiting");
	order(&scene, "which", print_id(&scene, id));
	operation_step_drop(&scene.operation, &scene.session);
	assert_int_equal(scene.operation.status, COMMAND_DONE);
	assert_false(has_step(&scene, id));
	assert_string_equal(problem_of(&scene, "domain:x"), "dropped by ada");
}

/* Whether it arrived is not known: dropping it would lose the answer. */
static void test_under_way_is_not_dropped(void **state)
{
	static const char *const states[] = { "sending", "unknown", "accepted" };
	SCENE(scene);
	open_scene(&scene, state);
	for (size_t i = 0; i < COUNT_OF(states); i++) {
		const char *key = arena_print(arena_of(&scene), "domain:%zu", i);
		add_record(&scene, key, "domain", "");
		int64_t id = add_step(&scene, key, "domain", states[i]);
		order(&scene, "which", print_id(&scene, id));
		operation_step_drop(&scene.operation, &scene.session);
		assert_int_equal(scene.operation.status, COMMAND_FAILED);
		assert_true(has_step(&scene, id));
		assert_string_equal(problem_of(&scene, key), "");
	}
}

static void add_ticket(struct scene *scene)
{
	struct store_ticket ticket = { .key = ticket_key,
		                       .target = "a",
		                       .reason = "renewal",
		                       .kind = "change/normal",
		                       .goal = "open",
		                       .opened_at = 1,
		                       .number = "CHG1",
		                       .seen = "{}" };
	assert_true(store_ticket_save(scene->session.store, &ticket, &scene->error));
}

static void test_retry_of_a_refused_note(void **state)
{
	SCENE(scene);
	struct store_event *row;
	bool added;
	open_scene(&scene, state);
	add_ticket(&scene);
	const struct store_event event = { .target = "a",
		                           .ticket_key = ticket_key,
		                           .name = "step:half",
		                           .kind = "note",
		                           .body = "{}",
		                           .state = "waiting",
		                           .created_at = 1 };
	assert_true(store_event_add(scene.session.store, &event, &added, &scene.error));
	assert_true(store_event_set(scene.session.store, ticket_key, "step:half", "refused", "",
	                            "no right", &scene.error));
	int64_t id = add_step(&scene, "event:renewal:abc:1:step:half", "event", "refused");
	order(&scene, "which", print_id(&scene, id));
	operation_step_retry(&scene.operation, &scene.session);
	assert_true(store_event_get(scene.session.store, arena_of(&scene), ticket_key, "step:half",
	                            &row, &scene.error));
	assert_string_equal(row->state, "waiting");
	assert_false(has_step(&scene, id));
}

static void test_retry_of_what_was_set_aside(void **state)
{
	SCENE(scene);
	struct store_aside *rows;
	size_t count;
	int64_t dirty;
	open_scene(&scene, state);
	assert_true(
		store_aside_add(scene.session.store, "certificate", "7", "endless", &scene.error));
	order(&scene, "which", "certificate:7");
	operation_step_retry(&scene.operation, &scene.session);
	assert_int_equal(scene.operation.status, COMMAND_DONE);
	assert_true(store_aside_list(scene.session.store, arena_of(&scene), &rows, &count,
	                             &scene.error));
	assert_int_equal(count, 0);
	assert_true(store_dirty_count(scene.session.store, &dirty, &scene.error));
	assert_int_equal(dirty, 1);
}

static void test_hook_retry(void **state)
{
	SCENE(scene);
	struct store_hook_run *rows;
	struct store_audit head;
	size_t count;
	open_scene(&scene, state);
	add_ticket(&scene);
	order(&scene, "ticket", "CHG1");
	operation_step_hook(&scene.operation, &scene.session);
	check_contains(scene.operation.answer, "no hook has run");
	const struct store_hook_run run = { .run_id = "r1",
		                            .hook = "renew",
		                            .ticket_key = ticket_key,
		                            .approved_hash = "h",
		                            .outcome = "",
		                            .output = "half way",
		                            .intent_at = 5 };
	assert_true(store_hook_run_save(scene.session.store, &run, &scene.error));
	operation_step_hook(&scene.operation, &scene.session);
	assert_int_equal(scene.operation.status, COMMAND_DONE);
	assert_true(store_hook_run_list(scene.session.store, arena_of(&scene), ticket_key, &rows,
	                                &count, &scene.error));
	assert_int_equal(count, 1);
	assert_string_equal(rows[0].outcome, "retry");
	assert_true(rows[0].ended_at != 0);
	assert_string_equal(rows[0].output, "half way");
	/* Who said so stands in the trail. */
	assert_true(store_audit_head(scene.session.store, arena_of(&scene), &head, &scene.error));
	assert_string_equal(head.kind, "hook retry");
	check_contains(head.body, "\"by\":\"ada\"");
	order(&scene, "ticket", "CHG2");
	operation_step_hook(&scene.operation, &scene.session);
	assert_int_equal(scene.operation.status, COMMAND_FAILED);
}

static void test_unknown_orders(void **state)
{
	SCENE(scene);
	open_scene(&scene, state);
	PASS(pass);
	struct command_line line = { .quiet = true };
	pass_open(&pass, &scene.session, &line);
	scene.operation.kind = "format disk";
	operation_run(&scene.operation, &pass);
	assert_int_equal(scene.operation.status, COMMAND_FAILED);
	check_contains(scene.operation.answer, "no order");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, store_folder_setup, store_folder_teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_retry_of_a_refused_step),
		TEST(test_retry_by_key_and_all),
		TEST(test_retry_of_what_is_incomplete),
		TEST(test_retry_of_a_missing_ci),
		TEST(test_drop),
		TEST(test_under_way_is_not_dropped),
		TEST(test_retry_of_a_refused_note),
		TEST(test_retry_of_what_was_set_aside),
		TEST(test_hook_retry),
		TEST(test_unknown_orders),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
