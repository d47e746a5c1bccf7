/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* A kept plan sends what was agreed on, and nothing under other conditions. */
#include "base/clock.h"
#include "base/file.h"
#include "base/json.h"
#include "base/text.h"
#include "service/plan_file.h"
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

static struct plan_item item_of(const char *key, const char *desired, const char *baseline)
{
	return (struct plan_item){
		.target = "a", .key = key, .desired = desired, .baseline = baseline
	};
}

static void keep_plan(struct place *place)
{
	PLAN_FILE(file);
	struct error error = ERROR_INIT;
	struct plan_item one = item_of("certificate:1", "d1", ""),
			 two = item_of("certificate:2", "d2", "b2");
	plan_file_start(&file, &place->session);
	plan_file_add(&file, &one);
	plan_file_add(&file, &two);
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

static void test_sends_what_still_matches(void **state)
{
	struct place *place = *state;
	PLAN_FILE(file);
	struct error error = ERROR_INIT;
	const char *keys[4];
	keep_plan(place);
	if (!plan_file_read(&file, &place->session, place->plan, &error))
		fail_msg("%s", error.message);
	struct plan_item same = item_of("certificate:1", "d1", ""),
			 other = item_of("certificate:2", "d2", "somebody changed it"),
			 unknown = item_of("certificate:3", "d3", ""),
			 elsewhere = item_of("certificate:1", "d1", "");
	elsewhere.target = "b";
	assert_true(plan_file_allow(&file, &same));
	assert_false(plan_file_allow(&file, &other));
	assert_false(plan_file_allow(&file, &unknown));
	assert_false(plan_file_allow(&file, &elsewhere));
	assert_int_equal(plan_file_moved(&file, keys, 4), 1);
	assert_string_equal(keys[0], "certificate:2");
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
		"{\"format\": \"certsteward plan 2\", \"items\": []}"
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
		TEST(test_other_conditions),
		TEST(test_other_mapping),
		TEST(test_age),
		TEST(test_what_is_no_plan),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
