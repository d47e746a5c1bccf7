/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Who may go how far on which instance: every confirmation is a decision with a reason. */
#include "base/text.h"
#include "service/operation.h"
#include "store/store_audit.h"
#include "store/store_side.h"
#include "support/check.h"
#include "support/fake_itsm.h"
#include "support/store_folder.h"

struct scene {
	struct store_folder *folder;
	struct fake_itsm far;
	struct session session;
	struct settings_side settings;
	struct flow_side side;
	bool guarded;
	struct operation operation;
};

static void close_scene(struct scene *scene)
{
	fake_itsm_close(&scene->far);
	arena_release(&scene->session.arena);
}
#define SCENE(name) struct scene name __attribute__((cleanup(close_scene)))

/* At a stage that a person raised for the instance "production"; it calls itself "fake" now. */
static void open_scene(struct scene *scene, void **state, const char *stage)
{
	struct error error = ERROR_INIT;
	*scene = (struct scene){ .folder = *state, .settings = { .stage = FLOW_AUTOMATE } };
	fake_itsm_open(&scene->far, "a");
	scene->side = (struct flow_side){ .name = "a", .itsm = &scene->far.itsm };
	scene->session.store = scene->session.flow.store = scene->folder->store;
	scene->session.settings.sides = &scene->settings;
	scene->session.sides = scene->session.flow.sides = &scene->side;
	scene->session.flow.side_count = 1;
	scene->session.guarded = &scene->guarded;
	scene->operation.by = "ada";
	const struct store_side row = { .target = "a",
		                        .stage = stage,
		                        .instance = "production",
		                        .raised_by = "bob",
		                        .reason = "CHG1",
		                        .problem = "" };
	assert_true(store_side_save(scene->session.store, &row, &error));
	assert_true(session_stages(&scene->session, &error));
}

static int order(struct scene *scene, const char *stage, const char *reason)
{
	struct arena *arena = &scene->folder->arena;
	struct json *body = json_new(arena, JSON_OBJECT);
	json_set_string(arena, body, "name", "a");
	json_set_string(arena, body, "stage", stage);
	json_set_string(arena, body, "reason", reason);
	scene->operation.body = body;
	operation_stage(&scene->operation, &scene->session);
	return scene->operation.status;
}

static const struct store_side *row_of(struct scene *scene)
{
	struct error error = ERROR_INIT;
	struct store_side *row;
	assert_true(store_side_get(scene->session.store, &scene->folder->arena, "a", &row, &error));
	return row;
}

static void test_confirming_needs_a_reason(void **state)
{
	SCENE(scene);
	struct store_audit head;
	struct error error = ERROR_INIT;
	open_scene(&scene, state, "tickets");
	assert_int_equal(order(&scene, "tickets", ""), COMMAND_USAGE);
	check_contains(scene.operation.answer, "confirming 'a' at tickets needs --reason");
	assert_string_equal(row_of(&scene)->instance, "production");

	assert_int_equal(order(&scene, "tickets", "moved to a new name"), COMMAND_DONE);
	assert_string_equal(row_of(&scene)->instance, "fake");
	assert_string_equal(row_of(&scene)->raised_by, "ada");
	assert_true(store_audit_head(scene.session.store, &scene.folder->arena, &head, &error));
	assert_string_equal(head.kind, "stage");
	check_contains(head.body, "\"instance_before\":\"production\"");
	check_contains(head.body, "\"reason\":\"moved to a new name\"");
}

static void test_raising_needs_a_reason(void **state)
{
	SCENE(scene);
	open_scene(&scene, state, "tickets");
	assert_int_equal(order(&scene, "automate", ""), COMMAND_USAGE);
	check_contains(scene.operation.answer, "raising 'a' to automate needs --reason");
	assert_int_equal(scene.side.stage, FLOW_TICKETS);
	assert_int_equal(order(&scene, "automate", "CHG2"), COMMAND_DONE);
	assert_int_equal(scene.side.stage, FLOW_AUTOMATE);
}

/* Else a clone would come in by lowering its stage. */
static void test_lowering_confirms_no_instance(void **state)
{
	SCENE(scene);
	open_scene(&scene, state, "automate");
	assert_int_equal(order(&scene, "pilot", ""), COMMAND_DONE);
	assert_int_equal(scene.side.stage, FLOW_PILOT);
	assert_string_equal(row_of(&scene)->instance, "production");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, store_folder_setup, store_folder_teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_confirming_needs_a_reason),
		TEST(test_raising_needs_a_reason),
		TEST(test_lowering_confirms_no_instance),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
