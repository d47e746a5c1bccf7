/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The chain: edits, losses and reordering are found; an anchor finds what the chain alone cannot. */
#include "base/file.h"
#include "base/json.h"
#include "base/text.h"
#include "service/trail.h"
#include "support/check.h"
#include "support/store_folder.h"
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { ENTRIES = 6 };

static char told[2000];

static void take_fault(int64_t seq, const char *kind, const char *what)
{
	size_t length = strlen(told);
	(void)kind;
	snprintf(told + length, sizeof(told) - length, "%lld %s;", (long long)seq, what);
}

static void fill(struct store_folder *folder)
{
	struct error error;
	for (int i = 0; i < ENTRIES; i++) {
		struct json *body = json_new(&folder->arena, JSON_OBJECT);
		json_set_integer(&folder->arena, body, "number", i);
		assert_true(store_audit_append(folder->store, "test", body, &error));
	}
}

static int64_t faults(struct store_folder *folder, struct trail_anchors *anchors,
                      struct trail_result *result)
{
	struct error error = ERROR_INIT;
	struct trail_anchors none = { 0 };
	told[0] = '\0';
	if (!trail_verify(folder->store, anchors ? anchors : &none, take_fault, result, &error))
		fail_msg("%s", error.message);
	return result->faults;
}

/* As somebody with a hand on the file would; the store refuses it by triggers, so they go first. */
static void tamper(struct store_folder *folder, const char *sql)
{
	sqlite3 *database;
	char *message = NULL;
	sqlite3_stmt *triggers;
	char drop[4096] = "";
	store_close(&folder->store);
	assert_int_equal(sqlite3_open(folder->path, &database), SQLITE_OK);
	sqlite3_prepare_v2(database, "SELECT name FROM sqlite_master WHERE type = 'trigger'", -1,
	                   &triggers, NULL);
	while (sqlite3_step(triggers) == SQLITE_ROW) {
		size_t length = strlen(drop);
		snprintf(drop + length, sizeof(drop) - length, "DROP TRIGGER %s;",
		         sqlite3_column_text(triggers, 0));
	}
	sqlite3_finalize(triggers);
	sqlite3_exec(database, drop, NULL, NULL, NULL);
	if (sqlite3_exec(database, sql, NULL, NULL, &message) != SQLITE_OK)
		fail_msg("%s", message);
	assert_true(sqlite3_changes(database) > 0);
	sqlite3_close(database);
	store_folder_reopen(folder, STORE_READ);
}

static void test_whole(void **state)
{
	struct store_folder *folder = *state;
	struct trail_result result;
	assert_int_equal(faults(folder, NULL, &result), 0);
	assert_int_equal(result.entries, 0);
	fill(folder);
	assert_int_equal(faults(folder, NULL, &result), 0);
	assert_int_equal(result.entries, ENTRIES);
	assert_int_equal(strlen(result.head), 64);
}

static void test_edit(void **state)
{
	struct store_folder *folder = *state;
	struct trail_result result;
	fill(folder);
	tamper(folder, "UPDATE audit SET body = '{\"number\":9}' WHERE seq = 3");
	assert_true(faults(folder, NULL, &result) > 0);
	check_contains(told, "3 was changed");
}

static void test_loss(void **state)
{
	struct store_folder *folder = *state;
	struct trail_result result;
	fill(folder);
	tamper(folder, "DELETE FROM audit WHERE seq = 4");
	assert_true(faults(folder, NULL, &result) > 0);
	check_contains(told, "5 entries before it are missing");
	check_contains(told, "5 does not follow");
}

static void test_reorder(void **state)
{
	struct store_folder *folder = *state;
	struct trail_result result;
	fill(folder);
	tamper(folder, "UPDATE audit SET seq = CASE seq WHEN 2 THEN -3 ELSE -2 END "
	               "WHERE seq IN (2, 3); UPDATE audit SET seq = -seq WHERE seq < 0");
	assert_true(faults(folder, NULL, &result) > 0);
	check_contains(told, "was changed");
}

static void write_text(const char *path, const char *text)
{
	struct error error;
	assert_true(file_replace(path, text, strlen(text), 0600, &error));
}

static void test_anchor(void **state)
{
	struct store_folder *folder = *state;
	struct trail_result result;
	struct error error = ERROR_INIT;
	struct store_audit head;
	char path[160];
	fill(folder);
	assert_true(store_audit_head(folder->store, &folder->arena, &head, &error));
	snprintf(path, sizeof(path), "%s/anchor", folder->folder);
	write_text(path,
	           arena_print(&folder->arena, "{\"node\":\"%s\",\"seq\":%lld,\"hash\":\"%s\"}\n",
	                       head.node, (long long)head.seq, head.hash));
	struct trail_anchors anchors = { 0 };
	assert_true(trail_read_anchors(&folder->arena, path, &anchors, &error));
	assert_int_equal(faults(folder, &anchors, &result), 0);
	assert_int_equal(result.anchors_met, 1);
	/* Cut off at the end: the chain that is left is whole, only the anchor knows. */
	tamper(folder, "DELETE FROM audit WHERE seq > 4");
	assert_int_equal(faults(folder, NULL, &result), 0);
	anchors.items.items[0].met = false;
	assert_int_equal(faults(folder, &anchors, &result), 1);
	check_contains(told, "is gone");
	unlink(path);
}

static void test_anchor_of_another_chain(void **state)
{
	struct store_folder *folder = *state;
	struct trail_result result;
	struct trail_anchor other = {
		.node = "",
		.seq = 2,
		.hash = "1111111111111111111111111111111111111111111111111111111111111111"
	};
	struct trail_anchors anchors = { .items = { .items = &other, .count = 1 } };
	fill(folder);
	assert_int_equal(faults(folder, &anchors, &result), 1);
	check_contains(told, "another one than the anchor saw");
}

static void test_what_is_no_anchor(void **state)
{
	struct store_folder *folder = *state;
	static const char *const texts[] = { "", "x", "{}\n", "{\"seq\": 1, \"hash\": \"12\"}",
		                             "{\"seq\": 0, \"hash\": \"\"}\n" };
	char path[160];
	snprintf(path, sizeof(path), "%s/anchor", folder->folder);
	for (size_t i = 0; i < COUNT_OF(texts); i++) {
		struct trail_anchors anchors = { 0 };
		struct error error = ERROR_INIT;
		write_text(path, texts[i]);
		assert_false(trail_read_anchors(&folder->arena, path, &anchors, &error));
		check_contains(error.message, path);
	}
	unlink(path);
}

/* Each line holds all that the hash is made of, so that others can verify it. */
static void test_written_lines(void **state)
{
	struct store_folder *folder = *state;
	struct error error = ERROR_INIT;
	char line[2000];
	int64_t seq = 0;
	fill(folder);
	FILE *file = tmpfile();
	assert_non_null(file);
	assert_true(trail_write(folder->store, 2, file, &error));
	rewind(file);
	while (fgets(line, sizeof(line), file)) {
		struct json *entry = json_parse(&folder->arena, line, strlen(line), NULL, &error);
		assert_non_null(entry);
		struct store_audit row = {
			.node = json_member_text(entry, "node", ""),
			.seq = json_integer(json_get(entry, "seq"), 0),
			.at = json_integer(json_get(entry, "at"), 0),
			.kind = json_member_text(entry, "kind", ""),
			.previous = json_member_text(entry, "previous", ""),
			.body = json_member_text(entry, "body", ""),
		};
		char hash[65];
		store_audit_hash(&row, hash);
		assert_string_equal(hash, json_member_text(entry, "hash", ""));
		seq = row.seq;
	}
	fclose(file);
	assert_int_equal(seq, ENTRIES);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, store_folder_setup, store_folder_teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_whole),
		TEST(test_edit),
		TEST(test_loss),
		TEST(test_reorder),
		TEST(test_anchor),
		TEST(test_anchor_of_another_chain),
		TEST(test_what_is_no_anchor),
		TEST(test_written_lines),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
