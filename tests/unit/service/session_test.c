/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Which stage applies, what --now may do, and that changed settings decide everything anew. */
#include "base/clock.h"
#include "base/file.h"
#include "base/text.h"
#include "service/command_session.h"
#include "store/store_queue.h"
#include "store/store_side.h"
#include "support/check.h"
#include "support/store_folder.h"
#include "support/terminal.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct place {
	struct store_folder *folder;
	char config[160];
};

static int setup(void **state)
{
	struct place *place = calloc(1, sizeof(*place));
	if (!place || store_folder_setup_empty((void **)&place->folder) != 0)
		return 1;
	snprintf(place->config, sizeof(place->config), "%s/c.yaml", place->folder->folder);
	setenv("SESSION_TEST_SECRET", "geheim", 1);
	*state = place;
	return 0;
}

static int teardown(void **state)
{
	struct place *place = *state;
	clock_set(0);
	unlink(place->config);
	int result = store_folder_teardown((void **)&place->folder);
	free(place);
	return result;
}

static void write_config(const struct place *place, const char *trial, const char *url,
                         const char *stage, const char *more)
{
	TEXT(text);
	struct error error;
	text_print(&text,
	           "store: {path: %s, trial: %s}\n"
	           "rules: {mappings: %s/mappings, worker: %s/certsteward-mapper}\n"
	           "itsm:\n  - {name: a, type: servicenow, url: \"%s\", stage: %s, "
	           "auth: {user: u, password: {env: SESSION_TEST_SECRET}}}\n%s",
	           place->folder->path, trial, CERTSTEWARD_SOURCE_DIR, CERTSTEWARD_BINARY_DIR, url,
	           stage, more);
	assert_true(file_replace(place->config, text.data, text.length, 0600, &error));
}

static int open_session(struct session *session, const struct place *place, const char *now,
                        unsigned parts)
{
	struct command_line line = { .config = place->config, .now = now, .quiet = true };
	return command_session_open(session, &line, parts);
}

static enum flow_stage stage_of(const struct place *place)
{
	SESSION(session);
	assert_int_equal(open_session(&session, place, NULL, SESSION_WRITE), -1);
	return session.sides[0].stage;
}

static void raise_to(const struct place *place, const char *stage, const char *by)
{
	SESSION(session);
	struct error error;
	assert_int_equal(open_session(&session, place, NULL, SESSION_WRITE), -1);
	const struct store_side row = { .target = "a",
		                        .stage = stage,
		                        .instance = "one",
		                        .raised_by = by,
		                        .reason = "test",
		                        .problem = "",
		                        .since = 1 };
	assert_true(store_side_save(session.store, &row, &error));
}

static void test_only_a_person_raises_a_stage(void **state)
{
	const struct place *place = *state;
	write_config(place, "no", "https://example.com", "tickets", "");
	assert_int_equal(stage_of(place), FLOW_OBSERVE);
	raise_to(place, "inventory", "ada");
	assert_int_equal(stage_of(place), FLOW_INVENTORY);
	raise_to(place, "automate", "ada");
	assert_int_equal(stage_of(place), FLOW_TICKETS);
	write_config(place, "no", "https://example.com", "observe", "");
	assert_int_equal(stage_of(place), FLOW_OBSERVE);
}

static void test_a_row_of_the_back_off_raises_nothing(void **state)
{
	const struct place *place = *state;
	write_config(place, "no", "https://example.com", "tickets", "");
	raise_to(place, "tickets", "");
	assert_int_equal(stage_of(place), FLOW_OBSERVE);
}

static void test_in_a_trial_the_file_decides(void **state)
{
	const struct place *place = *state;
	write_config(place, "yes", "http://127.0.0.1:1", "automate", "");
	assert_int_equal(stage_of(place), FLOW_AUTOMATE);
	raise_to(place, "inventory", "ada");
	assert_int_equal(stage_of(place), FLOW_INVENTORY);
}

static void test_now_reads_everywhere(void **state)
{
	const struct place *place = *state;
	write_config(place, "no", "https://example.com", "observe", "");
	assert_int_equal(stage_of(place), FLOW_OBSERVE);
	SESSION(session);
	assert_int_equal(open_session(&session, place, "2030-01-01T00:00Z", SESSION_READ), -1);
	int64_t expected;
	assert_true(clock_parse("2030-01-01T00:00Z", &expected));
	assert_in_range(clock_now(), expected, expected + 60);
}

static void test_now_writes_only_in_a_trial_on_loopback(void **state)
{
	const struct place *place = *state;
	static const struct {
		const char *trial, *url;
		int status;
	} cases[] = {
		{ "no", "https://example.com", COMMAND_USAGE },
		{ "yes", "https://example.com", COMMAND_USAGE },
		{ "no", "http://127.0.0.1:1", COMMAND_USAGE },
		{ "yes", "http://127.0.0.1:1", -1 },
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		SESSION(session);
		write_config(place, cases[i].trial, cases[i].url, "observe", "");
		assert_int_equal(open_session(&session, place, "2030-01-01", SESSION_WRITE),
		                 cases[i].status);
		/* Refused before anything was made. */
		assert_int_equal(access(place->folder->path, F_OK) == 0, cases[i].status == -1);
	}
}

/* Once made, the store says what it is, not the file. */
static void test_a_real_store_stays_real(void **state)
{
	const struct place *place = *state;
	write_config(place, "no", "http://127.0.0.1:1", "observe", "");
	assert_int_equal(stage_of(place), FLOW_OBSERVE);
	write_config(place, "yes", "http://127.0.0.1:1", "observe", "");
	SESSION(session);
	assert_int_equal(open_session(&session, place, "2030-01-01", SESSION_WRITE), COMMAND_USAGE);
}

static void test_now_must_be_a_time(void **state)
{
	const struct place *place = *state;
	SESSION(session);
	write_config(place, "yes", "http://127.0.0.1:1", "observe", "");
	assert_int_equal(open_session(&session, place, "tomorrow", SESSION_READ), COMMAND_USAGE);
}

static void keep_versions(const struct place *place, const char *expected_dirty)
{
	SESSION(session);
	struct error error = ERROR_INIT;
	const char *versions;
	assert_int_equal(open_session(&session, place, NULL, SESSION_WRITE | SESSION_MAPPING), -1);
	assert_true(store_meta_get(session.store, &session.arena, "versions", &versions, &error));
	const char *before = versions ? versions : "";
	assert_true(session_versions(&session, &error));
	assert_true(store_meta_get(session.store, &session.arena, "versions", &versions, &error));
	assert_string_equal(strcmp(before, versions) == 0 ? "same" : "other", expected_dirty);
}

static void test_changed_settings_decide_anew(void **state)
{
	const struct place *place = *state;
	write_config(place, "no", "https://example.com", "observe", "");
	keep_versions(place, "other");
	keep_versions(place, "same");
	write_config(place, "no", "https://example.com", "observe", "daemon: {follow_every: 1m}\n");
	keep_versions(place, "same");
	write_config(place, "no", "https://example.com", "observe",
	             "tickets: {lead: {normal: 3}}\n");
	keep_versions(place, "other");
}

static void write_with_worker(const struct place *place, const char *worker)
{
	TEXT(text);
	struct error error;
	text_print(&text,
	           "store: {path: %s, trial: no}\nrules: {mappings: %s/mappings, worker: %s}\n",
	           place->folder->path, CERTSTEWARD_SOURCE_DIR, worker);
	assert_true(file_replace(place->config, text.data, text.length, 0600, &error));
}

/* Half a second of compiling is paid by those who map, and when programs are new. */
static void test_known_programs_compile_when_needed(void **state)
{
	const struct place *place = *state;
	write_with_worker(place, "/bin/false");
	{
		SESSION(session);
		assert_int_equal(
			open_session(&session, place, NULL, SESSION_WRITE | SESSION_MAPPING),
			COMMAND_USAGE);
	}
	write_with_worker(place, CERTSTEWARD_BINARY_DIR "/certsteward-mapper");
	keep_versions(place, "other");
	write_with_worker(place, "/bin/false");
	SESSION(session);
	struct error error;
	assert_int_equal(open_session(&session, place, NULL, SESSION_WRITE | SESSION_MAPPING), -1);
	assert_false(mapping_start(session.mapping, &error));
}

static void test_offline_needs_no_secret(void **state)
{
	const struct place *place = *state;
	write_config(place, "no", "https://example.com", "observe", "");
	assert_int_equal(stage_of(place), FLOW_OBSERVE);
	unsetenv("SESSION_TEST_SECRET");
	SESSION(session);
	assert_int_equal(open_session(&session, place, NULL, SESSION_READ), -1);
}

/* Without it a single lost answer costs all that was read before (flow/patience.h). */
static void test_adapters_are_lent_patience(void **state)
{
	const struct place *place = *state;
	write_config(place, "no", "https://example.com", "observe", "");
	SESSION(session);
	assert_int_equal(open_session(&session, place, NULL, SESSION_WRITE), -1);
	assert_non_null(session.sides[0].itsm->patience);
}

/* Runs 'certsteward check' and gives all that it printed. */
static int check_of(const struct place *place, const char *now, char printed[static 16384])
{
	struct command_line line = { .config = place->config, .now = now, .quiet = true };
	int ends[2];
	assert_int_equal(pipe(ends), 0);
	int own = terminal_begin(ends[1]);
	int status = command_check.run(&line);
	terminal_end(own, ends[0], printed, 16384);
	close(ends[0]);
	close(ends[1]);
	return status;
}

/* Whoever mends one source must not learn of the next one only then. */
static void test_check_tells_all_that_does_not_open(void **state)
{
	const struct place *place = *state;
	char printed[16384];
	write_config(
		place, "no", "http://127.0.0.1:1", "observe",
		"discovery:\n"
		"  - {name: one, type: tls, targets: [127.0.0.1], ca_file: /nonexistent/one.pem}\n"
		"  - {name: two, type: tls, targets: [127.0.0.1]}\n"
		"  - {name: three, type: tls, targets: [\"@/nonexistent/list\"]}\n");
	assert_int_equal(check_of(place, NULL, printed), COMMAND_USAGE);
	check_contains(printed, "/nonexistent/one.pem");
	check_contains(printed, "/nonexistent/list");
	check_contains(printed, "\u2713 discovery: two");
	check_contains(printed, "store: ");
	check_contains(printed, "a: address");
}

static void test_check_works_at_the_time_it_is_told(void **state)
{
	const struct place *place = *state;
	char printed[16384];
	write_config(place, "no", "http://127.0.0.1:1", "observe", "");
	assert_int_equal(check_of(place, "tomorrow", printed), COMMAND_USAGE);
	assert_int_equal(check_of(place, "2030-01-01", printed), COMMAND_FAILED);
	assert_in_range(clock_now(), 1893456000, 1893456000 + CLOCK_DAY);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_only_a_person_raises_a_stage),
		TEST(test_a_row_of_the_back_off_raises_nothing),
		TEST(test_in_a_trial_the_file_decides),
		TEST(test_now_reads_everywhere),
		TEST(test_now_writes_only_in_a_trial_on_loopback),
		TEST(test_a_real_store_stays_real),
		TEST(test_now_must_be_a_time),
		TEST(test_changed_settings_decide_anew),
		TEST(test_known_programs_compile_when_needed),
		TEST(test_check_tells_all_that_does_not_open),
		TEST(test_check_works_at_the_time_it_is_told),
		TEST(test_offline_needs_no_secret),
		TEST(test_adapters_are_lent_patience),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
