/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* A kept plan sends what was agreed on, and nothing under other conditions. */
#include "base/clock.h"
#include "base/file.h"
#include "base/json.h"
#include "base/text.h"
#include "service/plan_file.h"
#include "store/store_record.h"
#include "store/store_step.h"
#include "support/check.h"
#include "support/store_folder.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct place {
	struct store_folder *folder;
	char config[160], plan[160];
	struct session session;
};

static void write_config(const struct place *place, const char *more)
{
	TEXT(text);
	struct error error;
	text_print(&text,
	           "store: {path: %s}\n"
	           "rules: {mappings: %s/mappings, worker: %s/certsteward-mapper}\n%s",
	           place->folder->path, CERTSTEWARD_SOURCE_DIR, CERTSTEWARD_BINARY_DIR, more);
	assert_true(file_replace(place->config, text.data, text.length, 0600, &error));
}

static void open_session(struct place *place)
{
	struct error error = ERROR_INIT;
	session_close(&place->session);
	if (!settings_read(&place->session.settings, place->config, SETTINGS_WHOLE, &error) ||
	    !session_start(&place->session, SESSION_WRITE | SESSION_MAPPING, NULL, &error))
		fail_msg("%s", error.message);
}

static int setup(void **state)
{
	struct place *place = calloc(1, sizeof(*place));
	if (!place || store_folder_setup_empty((void **)&place->folder) != 0)
		return 1;
	snprintf(place->config, sizeof(place->config), "%s/c.yaml", place->folder->folder);
	snprintf(place->plan, sizeof(place->plan), "%s/plan.json", place->folder->folder);
	write_config(place, "");
	open_session(place);
	*state = place;
	return 0;
}

static int teardown(void **state)
{
	struct place *place = *state;
	clock_set(0);
	session_close(&place->session);
	unlink(place->config);
	unlink(place->plan);
	int result = store_folder_teardown((void **)&place->folder);
	free(place);
	return result;
}

static struct plan_item item_of(struct place *place, const char *key, const char *desired,
                                const char *baseline, const char *seed)
{
	struct json *payload = json_new(&place->folder->arena, JSON_OBJECT);
	json_set_string(&place->folder->arena, payload, "owner", seed);
	return (struct plan_item){ .target = "a",
		                   .key = key,
		                   .kind = STEP_CERTIFICATE,
		                   .verb = STEP_CREATE,
		                   .desired = desired,
		                   .baseline = baseline,
		                   .payload = payload };
}

static void keep_plan(struct place *place)
{
	PLAN_FILE(file);
	struct error error = ERROR_INIT;
	plan_file_start(&file, &place->session);
	for (int i = 1; i <= 7; i++) {
		const char *key = arena_print(&place->folder->arena, "certificate:%d", i);
		struct plan_item item = item_of(place, key, "d", "b", "ada");
		plan_file_add(&file, &item);
	}
	if (!plan_file_write(&file, place->plan, &error))
		fail_msg("%s", error.message);
}

static void refuses(struct place *place, const char *words)
{
	PLAN_FILE(file);
	struct error error = ERROR_INIT;
	assert_false(plan_file_read(&file, &place->session, place->plan, &error));
	check_contains(error.message, words);
	check_contains(error.message, place->plan);
}

static void keep_record(struct place *place, const char *key, const char *desired, const char *sent)
{
	struct error error = ERROR_INIT;
	struct store_record *row;
	struct store *store = place->session.store;
	bool changed;
	assert_true(store_record_want(store, "a", "certificate", key, 0, 1, desired, "{}", &changed,
	                              &error));
	assert_true(store_record_get(store, &place->folder->arena, "a", key, &row, &error));
	row->sent = sent;
	row->remote_id = "r";
	assert_true(store_record_save(store, row, &error));
}

static const struct plan_left *left_of(const struct plan_left *rows, size_t count, const char *key)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(rows[i].key, key) == 0)
			return &rows[i];
	return NULL;
}

static void names(const struct plan_left *rows, size_t count, const char *key, const char *words)
{
	const struct plan_left *left = left_of(rows, count, key);
	if (!left) {
		fail_msg("'%s' is not named", key);
		return;
	}
	assert_string_equal(left->target, "a");
	check_contains(left->why, words);
}

static void test_sends_what_still_matches(void **state)
{
	struct place *place = *state;
	PLAN_FILE(file);
	struct error error = ERROR_INIT;
	struct plan_left left[8];
	size_t count;
	keep_plan(place);
	if (!plan_file_read(&file, &place->session, place->plan, &error))
		fail_msg("%s", error.message);
	struct plan_item same = item_of(place, "certificate:1", "d", "b", "ada"),
			 stands = item_of(place, "certificate:2", "d", "other", "ada"),
			 wanted = item_of(place, "certificate:3", "other", "b", "ada"),
			 seed = item_of(place, "certificate:4", "d", "b", "bob"),
			 verb = item_of(place, "certificate:5", "d", "b", "ada"),
			 unknown = item_of(place, "certificate:9", "d", "b", "ada"),
			 elsewhere = same;
	elsewhere.target = "b";
	verb.verb = STEP_UPDATE;
	assert_true(plan_file_allow(&file, &same));
	assert_false(plan_file_allow(&file, &stands));
	assert_false(plan_file_allow(&file, &wanted));
	assert_false(plan_file_allow(&file, &seed));
	assert_false(plan_file_allow(&file, &verb));
	assert_false(plan_file_allow(&file, &unknown));
	assert_false(plan_file_allow(&file, &elsewhere));
	/* 6 is done already, 7 has vanished. */
	keep_record(place, "certificate:6", "d", "d");
	assert_true(plan_file_left(&file, place->session.store, &place->folder->arena, left,
	                           COUNT_OF(left), &count, &error));
	assert_int_equal(count, 5);
	names(left, count, "certificate:2", "what stands there");
	names(left, count, "certificate:3", "what shall stand there");
	names(left, count, "certificate:4", "filled in once");
	names(left, count, "certificate:5", "the plan says create, now it would be update");
	names(left, count, "certificate:7", "not to be written any more");
}

/* A brake or a lowered stage stands between the plan and its apply. */
static void test_names_what_is_held_now(void **state)
{
	struct place *place = *state;
	PLAN_FILE(file);
	struct error error = ERROR_INIT;
	struct plan_left left[8];
	size_t count;
	keep_plan(place);
	assert_true(plan_file_read(&file, &place->session, place->plan, &error));
	struct plan_item held = item_of(place, "certificate:1", "d", "b", "ada");
	held.held = "a brake";
	assert_false(plan_file_allow(&file, &held));
	assert_true(plan_file_left(&file, place->session.store, &place->folder->arena, left,
	                           COUNT_OF(left), &count, &error));
	names(left, count, "certificate:1", "held: a brake");
}

/* What another apply has put there waits with its own words. */
static void test_sends_only_its_own_steps(void **state)
{
	struct place *place = *state;
	PLAN_FILE(file);
	struct error error = ERROR_INIT;
	keep_plan(place);
	assert_true(plan_file_read(&file, &place->session, place->plan, &error));
	struct store_step step = { .target = "a",
		                   .key = "certificate:1",
		                   .kind = "certificate",
		                   .verb = "create",
		                   .digest = "d",
		                   .payload = "{\"owner\":\"ada\"}" };
	assert_true(plan_file_send(&file, &step));
	step.payload = "{\"owner\":\"bob\"}";
	assert_false(plan_file_send(&file, &step));
	step.payload = "{\"owner\":\"ada\"}";
	step.verb = "update";
	assert_false(plan_file_send(&file, &step));
	step.verb = "create";
	step.digest = "e";
	assert_false(plan_file_send(&file, &step));
	step.digest = "d";
	step.key = "certificate:9";
	assert_false(plan_file_send(&file, &step));
}

static void test_other_conditions(void **state)
{
	struct place *place = *state;
	PLAN_FILE(file);
	struct error error = ERROR_INIT;
	keep_plan(place);
	open_session(place);
	assert_true(plan_file_read(&file, &place->session, place->plan, &error));
	write_config(place, "tickets: {lead: {normal: 3}}\n");
	open_session(place);
	refuses(place, "another configuration");
}

static void test_other_mapping(void **state)
{
	struct place *place = *state;
	char own[200];
	struct error error;
	snprintf(own, sizeof(own), "%s/class.jq", place->folder->folder);
	/* The same path, so that the configuration stays the same. */
	static const char low[] = "{class: \"low\", why: \"a\"}",
			  other[] = "{class: \"low\", why: \"b\"}";
	assert_true(file_replace(own, low, strlen(low), 0600, &error));
	TEXT(text);
	text_print(&text,
	           "store: {path: %s}\nrules: {class: %s, mappings: %s/mappings, worker: "
	           "%s/certsteward-mapper}\n",
	           place->folder->path, own, CERTSTEWARD_SOURCE_DIR, CERTSTEWARD_BINARY_DIR);
	assert_true(file_replace(place->config, text.data, text.length, 0600, &error));
	open_session(place);
	keep_plan(place);
	assert_true(file_replace(own, other, strlen(other), 0600, &error));
	open_session(place);
	refuses(place, "other mapping programs");
	unlink(own);
}

static void test_age(void **state)
{
	struct place *place = *state;
	PLAN_FILE(file);
	struct error error = ERROR_INIT;
	int64_t now = clock_now();
	keep_plan(place);
	clock_set(now + 6 * CLOCK_DAY);
	assert_true(plan_file_read(&file, &place->session, place->plan, &error));
	clock_set(now + 8 * CLOCK_DAY);
	refuses(place, "older than 7 days");
}

static void test_what_is_no_plan(void **state)
{
	struct place *place = *state;
	struct error error;
	static const char *const texts[] = {
		"",
		"[]",
		"{}",
		"{\"items\": 3}",
		"{\"format\": ",
		"{\"format\": \"certsteward plan 3\", \"items\": []}"
	};
	for (size_t i = 0; i < COUNT_OF(texts); i++) {
		assert_true(file_replace(place->plan, texts[i], strlen(texts[i]), 0600, &error));
		refuses(place, "is no plan");
	}
	unlink(place->plan);
	refuses(place, "is no plan");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_sends_what_still_matches),
		TEST(test_names_what_is_held_now),
		TEST(test_sends_only_its_own_steps),
		TEST(test_other_conditions),
		TEST(test_other_mapping),
		TEST(test_age),
		TEST(test_what_is_no_plan),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
