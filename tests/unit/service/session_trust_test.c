/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Trust facts of a session: shipped ones with people's own behind them, told in the audit, and looked at
 * anew when any of these files changes. */
#include "base/file.h"
#include "base/text.h"
#include "service/command_session.h"
#include "service/session_trust.h"
#include "support/check.h"
#include "support/store_folder.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct place {
	struct store_folder *folder;
	struct arena arena;
	const char *config, *own;
};

static void put(const char *path, const char *text)
{
	struct error error;
	assert_true(file_replace(path, text, strlen(text), 0600, &error));
}

static int setup(void **state)
{
	struct place *place = calloc(1, sizeof(*place));
	*state = place;
	if (store_folder_setup_empty((void **)&place->folder) != 0)
		return 1;
	place->config = arena_print(&place->arena, "%s/c.yaml", place->folder->folder);
	place->own = arena_print(&place->arena, "%s/own.yaml", place->folder->folder);
	/* The path is seen from the configuration's folder. */
	put(place->config,
	    arena_print(&place->arena,
	                "store: {path: %s, trial: no}\n"
	                "rules: {mappings: %s/mappings, worker: %s/certsteward-mapper, "
	                "trust: [own.yaml]}\n",
	                place->folder->path, CERTSTEWARD_SOURCE_DIR, CERTSTEWARD_BINARY_DIR));
	return 0;
}

static int teardown(void **state)
{
	struct place *place = *state;
	unlink(place->config);
	unlink(place->own);
	arena_release(&place->arena);
	int result = store_folder_teardown((void **)&place->folder);
	free(place);
	return result;
}

static int start(struct session *session, const struct place *place)
{
	struct command_line line = { .config = place->config, .quiet = true };
	return command_session_open(session, &line, SESSION_WRITE | SESSION_MAPPING);
}

static int64_t told(const struct place *place, const char *words)
{
	return store_folder_number(
		place->folder,
		arena_print((struct arena *)&place->arena,
	                    "SELECT count(*) FROM audit WHERE body LIKE '%%%s%%'", words));
}

/* Is everything looked at anew? */
static bool is_anew(const struct place *place)
{
	struct error error = ERROR_INIT;
	SESSION(session);
	assert_int_equal(start(&session, place), -1);
	int64_t before = store_folder_number(place->folder,
	                                     "SELECT count(*) FROM audit WHERE kind = 'versions'");
	if (!session_versions(&session, &error))
		fail_msg("%s", error.message);
	return store_folder_number(place->folder,
	                           "SELECT count(*) FROM audit WHERE kind = 'versions'") > before;
}

static void own_files_stand_behind_what_is_shipped(void **state)
{
	const struct place *place = *state;
	put(place->own, "schema: 1\nversion: house-rules-3\n"
	                "keys:\n  - {id: rsa-internal, type: rsa, bits: 3072, source: us}\n");
	SESSION(session);
	assert_int_equal(start(&session, place), -1);
	const struct trust_facts *facts = session.flow.rules->trust;
	assert_non_null(facts);
	assert_true(facts->sections[TRUST_DISTRUSTED].count > 10);
	for (size_t i = 0; i < facts->sections[TRUST_KEYS].count; i++)
		if (text_equal(facts->sections[TRUST_KEYS].items[i].id, "rsa-internal"))
			assert_int_equal(facts->sections[TRUST_KEYS].items[i].bits, 3072);
}

static void a_change_is_told_and_looked_at_anew(void **state)
{
	const struct place *place = *state;
	put(place->own, "schema: 1\nversion: house-rules-3\n");
	assert_true(is_anew(place));
	assert_int_equal(told(place, "house-rules-3"), 1);
	assert_false(is_anew(place));
	put(place->own, "schema: 1\nversion: house-rules-4\n");
	assert_true(is_anew(place));
	assert_int_equal(told(place, "house-rules-4"), 1);
	assert_false(is_anew(place));
}

static void what_is_wrong_stops_the_start(void **state)
{
	const struct place *place = *state;
	struct error error = ERROR_INIT;
	{
		SESSION(session); /* the file is missing */
		assert_int_equal(start(&session, place), COMMAND_USAGE);
	}
	put(place->own, "schema: 1\nversion: x\nkeyes: []\n");
	{
		SESSION(session);
		assert_int_equal(start(&session, place), COMMAND_USAGE);
	}
	SESSION(session);
	assert_true(settings_read(&session.settings, place->config, SETTINGS_OFFLINE, &error));
	assert_false(session_trust_open(&session, &error));
	check_contains(error.message, "own.yaml:3:1");
	check_contains(error.message, "did you mean 'keys'");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(own_files_stand_behind_what_is_shipped),
		TEST(a_change_is_told_and_looked_at_anew),
		TEST(what_is_wrong_stops_the_start),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
