/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Opening, refusing, locking, transactions, backups of the store. */
#include "support/check.h"
#include "support/store_folder.h"

#include "base/text.h"
#include "store/store_case.h"
#include "store/store_queue.h"
#include "store/store_schema.h"

#include <signal.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define HERE struct store_folder *here = *state

static struct error error;

static const char *refused(const char *path, enum store_mode mode)
{
	STORE(store);
	error = ERROR_INIT;
	assert_false(store_open(&store, path, mode, false, &error));
	assert_null(store);
	return error.message;
}

static void write_file(const char *path, const void *bytes, size_t length)
{
	FILE *file = fopen(path, "wb");
	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, length, file), length);
	fclose(file);
}

static void run_beside(const char *path, const char *sql)
{
	sqlite3 *database = NULL;
	assert_int_equal(sqlite3_open(path, &database), SQLITE_OK);
	assert_int_equal(sqlite3_exec(database, sql, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(database);
}

static void keeps_identity_and_raises_its_epoch(void **state)
{
	HERE;
	assert_true(text_starts_with(store_identity(here->store), "certsteward-"));
	assert_int_equal(strlen(store_identity(here->store)), strlen("certsteward-") + 16);
	assert_int_equal(store_epoch(here->store), 0);
	assert_true(store_epoch_raise(here->store, 0, &error));
	assert_int_equal(store_epoch(here->store), 1);
	assert_true(store_is_trial(here->store));
	const char *identity = arena_copy(&here->arena, store_identity(here->store));
	store_folder_reopen(here, STORE_WRITE);
	assert_string_equal(store_identity(here->store), identity);
	/* A start alone changes nothing: a restored backup must not catch up by being started. */
	assert_int_equal(store_epoch(here->store), 1);
	assert_true(store_epoch_raise(here->store, 7, &error));
	store_folder_reopen(here, STORE_READ);
	assert_int_equal(store_epoch(here->store), 8);
	assert_string_equal(store_path(here->store), here->path);
	struct stat status;
	assert_int_equal(stat(here->path, &status), 0);
	assert_int_equal(status.st_mode & 0007, 0);
}

static void trial_is_settled_when_made(void **state)
{
	HERE;
	STORE(store);
	assert_true(store_open(&store, here->path, STORE_WRITE, false, &error));
	store_close(&store);
	assert_true(store_open(&store, here->path, STORE_WRITE, true, &error));
	assert_false(store_is_trial(store));
}

static void refuses_what_is_no_store(void **state)
{
	HERE;
	static const char prose[] = "This is a letter, and long enough to be taken for a page of "
				    "something else: dear sir or madam, and so on and on and on.";
	write_file(here->path, prose, sizeof(prose));
	check_contains(refused(here->path, STORE_READ), "is no certsteward store");
	assert_int_equal(error.kind, ERROR_LOCAL);
	check_contains(error.message, here->path);
	check_contains(refused(here->path, STORE_WRITE), "is no certsteward store");
	unlink(here->path);
	run_beside(here->path, "CREATE TABLE theirs (a); INSERT INTO theirs VALUES (7)");
	check_contains(refused(here->path, STORE_WRITE), "another program's SQLite file");
	check_contains(refused(here->path, STORE_READ), "another program's SQLite file");
	assert_int_equal(store_folder_number(here, "SELECT a FROM theirs"), 7);
	check_contains(refused(here->folder, STORE_READ), "no file at all");
}

static void refuses_what_is_missing_or_empty(void **state)
{
	HERE;
	check_contains(refused(here->path, STORE_READ), "there is no store");
	const char *far = arena_print(&here->arena, "%s/no/such.db", here->folder);
	check_contains(refused(far, STORE_WRITE), "lock file");
	write_file(here->path, "", 0);
	check_contains(refused(here->path, STORE_READ), "empty or older");
	/* Left by a start that was killed early: the next one finishes it. */
	store_folder_reopen(here, STORE_WRITE);
	assert_int_equal(store_epoch(here->store), 0);
}

static void refuses_a_newer_store(void **state)
{
	HERE;
	store_close(&here->store);
	char sql[64];
	snprintf(sql, sizeof(sql), "PRAGMA user_version = %zu", store_schema_step_count + 1);
	run_beside(here->path, sql);
	check_contains(refused(here->path, STORE_WRITE), "is newer (version");
	check_contains(refused(here->path, STORE_READ), "is newer (version");
	assert_int_equal(error.kind, ERROR_LOCAL);
}

static void upgrades_an_older_store(void **state)
{
	HERE;
	store_close(&here->store);
	unlink(here->path);
	TEXT(sql);
	text_append(&sql, store_schema_steps[0].sql);
	text_append(&sql, "INSERT INTO meta VALUES ('identity', 'certsteward-0123456789abcdef'), "
	                  "('epoch', '41'), ('trial', 'no'); PRAGMA application_id = 1667592820; "
	                  "PRAGMA user_version = 1");
	run_beside(here->path, text_string(&sql));
	check_contains(refused(here->path, STORE_READ), "older than this program");
	store_folder_reopen(here, STORE_WRITE);
	assert_int_equal(store_epoch(here->store), 41);
	assert_string_equal(store_identity(here->store), "certsteward-0123456789abcdef");
	assert_int_equal(store_folder_number(here, "SELECT count(*) FROM step"), 0);
}

/* Rows as version 11 wrote them stay; what no query read goes. */
static void an_upgrade_takes_away_what_nothing_read(void **state)
{
	HERE;
	store_close(&here->store);
	unlink(here->path);
	TEXT(sql);
	for (int step = 0; step < 11; step++)
		text_append(&sql, store_schema_steps[step].sql);
	text_append(&sql,
	            "INSERT INTO meta VALUES ('identity', 'certsteward-0123456789abcdef'), "
	            "('epoch', '1'), ('trial', 'no');"
	            "INSERT INTO \"case\" (id, key, reason, certificate_id, episode, opened_at,"
	            "held) VALUES (3, 'expired:ab', 'expired', 7, 20000, 5, 'stage');"
	            "PRAGMA application_id = 1667592820; PRAGMA user_version = 11");
	run_beside(here->path, text_string(&sql));
	store_folder_reopen(here, STORE_WRITE);
	assert_int_equal(store_folder_number(here, "SELECT count(*) FROM sqlite_master WHERE name "
	                                           "IN ('standing_window', 'ticket_open')"),
	                 0);
	struct store_case *row;
	assert_true(store_case_get(here->store, &here->arena, "expired:ab", &row, &error));
	assert_int_equal(row->certificate_id, 7);
	assert_int_equal(row->opened_at, 5);
	assert_string_equal(row->held, "stage");
	row->ended_at = 9;
	assert_true(store_case_save(here->store, row, &error));
	assert_int_equal(store_folder_number(here, "SELECT ended_at FROM \"case\" WHERE id = 3"),
	                 9);
}

static void a_failed_upgrade_leaves_the_old_store(void **state)
{
	HERE;
	store_close(&here->store);
	/* A table of a later step is in the way. */
	run_beside(here->path, "PRAGMA user_version = 2");
	check_contains(refused(here->path, STORE_WRITE), "already exists");
	check_contains(error.message, store_schema_steps[2].name);
	assert_int_equal(store_folder_number(here, "PRAGMA user_version"), 2);
}

static void damaged_pages_are_told(void **state)
{
	HERE;
	for (int i = 0; i < 3000; i++)
		assert_true(store_dirty_add_id(here->store, "certificate", i, "new", 0, &error));
	store_close(&here->store);
	struct stat status;
	assert_int_equal(stat(here->path, &status), 0);
	FILE *file = fopen(here->path, "r+b");
	assert_non_null(file);
	for (off_t at = 4096; at + 64 < status.st_size; at += 512) {
		fseek(file, (long)at, SEEK_SET);
		fwrite("damaged damaged damaged damaged", 1, 31, file);
	}
	fclose(file);
	refused(here->path, STORE_WRITE);
	assert_int_equal(error.kind, ERROR_LOCAL);
	check_contains(error.message, "restore the newest backup");
}

static void one_writer_at_a_time(void **state)
{
	HERE;
	char holder[32];
	snprintf(holder, sizeof(holder), "process %ld;", (long)getpid());
	check_contains(refused(here->path, STORE_WRITE), holder);
	assert_int_equal(error.kind, ERROR_LOCAL);
	STORE(reader);
	assert_true(store_open(&reader, here->path, STORE_READ, false, &error));
}

/* Starts a process that holds the store until it is killed; returns when it holds it. */
static pid_t start_holder(const struct store_folder *here)
{
	int ready[2];
	assert_int_equal(pipe(ready), 0);
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		struct store *store = NULL;
		bool good = store_open(&store, here->path, STORE_WRITE, true, &error) &&
		            store_meta_set(store, "colour", "red", &error) &&
		            store_begin(store, &error) &&
		            store_meta_set(store, "colour", "blue", &error);
		if (write(ready[1], good ? "y" : "n", 1) == 1)
			pause();
		_exit(1);
	}
	char answer = 0;
	assert_int_equal(read(ready[0], &answer, 1), 1);
	assert_int_equal(answer, 'y');
	close(ready[0]);
	close(ready[1]);
	return child;
}

static void a_dead_holder_lets_go(void **state)
{
	HERE;
	store_close(&here->store);
	pid_t child = start_holder(here);
	char holder[32];
	snprintf(holder, sizeof(holder), "process %ld;", (long)child);
	check_contains(refused(here->path, STORE_WRITE), holder);
	/* Readers see what was committed, and don't wait. */
	const char *colour;
	store_folder_reopen(here, STORE_READ);
	assert_true(store_meta_get(here->store, &here->arena, "colour", &colour, &error));
	assert_string_equal(colour, "red");
	assert_int_equal(kill(child, SIGKILL), 0);
	assert_int_equal(waitpid(child, NULL, 0), child);
	store_folder_reopen(here, STORE_WRITE);
	assert_true(store_meta_get(here->store, &here->arena, "colour", &colour, &error));
	assert_string_equal(colour, "red");
}

/* A process that dies while it parses this. */
static void die_on(const struct store_folder *here, const char *key)
{
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		struct store *store = NULL;
		if (store_open(&store, here->path, STORE_WRITE, true, &error)) {
			store_trying(store, "something before it, and longer than it");
			store_trying(store, NULL);
			store_trying(store, key);
		}
		kill(getpid(), SIGKILL);
	}
	assert_int_equal(waitpid(child, NULL, 0), child);
}

static int64_t deaths_on(struct store_folder *here, const char *key)
{
	int64_t deaths;
	assert_true(store_tried(here->store, key, &deaths, &error));
	return deaths;
}

static void what_a_process_died_on_is_remembered(void **state)
{
	HERE;
	assert_int_equal(deaths_on(here, "abc"), 0);
	store_close(&here->store);
	die_on(here, "abc");
	store_folder_reopen(here, STORE_WRITE);
	assert_int_equal(deaths_on(here, "abc"), 1);
	store_folder_reopen(here, STORE_WRITE);
	assert_int_equal(deaths_on(here, "abc"), 1);
	store_close(&here->store);
	die_on(here, "abc");
	die_on(here, "");
	die_on(here, "other");
	store_folder_reopen(here, STORE_WRITE);
	assert_int_equal(deaths_on(here, "abc"), 2);
	assert_int_equal(deaths_on(here, "other"), 1);
	assert_int_equal(deaths_on(here, "ab"), 0);
}

static const char *colour_of(struct store_folder *here)
{
	const char *colour;
	assert_true(store_meta_get(here->store, &here->arena, "colour", &colour, &error));
	return colour ? colour : "none";
}

static void transactions_nest(void **state)
{
	HERE;
	assert_true(store_begin(here->store, &error));
	assert_true(store_begin(here->store, &error));
	assert_true(store_meta_set(here->store, "colour", "red", &error));
	assert_true(store_commit(here->store, true, &error));
	assert_int_equal(
		store_folder_number(here, "SELECT count(*) FROM meta WHERE name = 'colour'"), 0);
	assert_true(store_commit(here->store, false, &error));
	assert_int_equal(
		store_folder_number(here, "SELECT count(*) FROM meta WHERE name = 'colour'"), 1);
	assert_true(store_begin(here->store, &error));
	assert_true(store_meta_set(here->store, "colour", "blue", &error));
	store_rollback(here->store);
	store_rollback(here->store);
	assert_string_equal(colour_of(here), "red");
	assert_false(store_commit(here->store, false, &error));
}

static bool inner_part_that_fails(struct store *store)
{
	STORE_SCOPE(scope, store);
	assert_true(store_begin(store, &error));
	assert_true(store_meta_set(store, "colour", "blue", &error));
	return false;
}

static void a_failed_inner_part_dooms_the_outer(void **state)
{
	HERE;
	{
		STORE_SCOPE(scope, here->store);
		assert_true(store_begin(here->store, &error));
		assert_true(store_meta_set(here->store, "colour", "red", &error));
		assert_false(inner_part_that_fails(here->store));
		/* Nothing may commit by itself now. */
		assert_false(store_meta_set(here->store, "colour", "green", &error));
		check_contains(error.message, "rolled back");
		assert_false(store_commit(here->store, false, &error));
	}
	assert_string_equal(colour_of(here), "none");
	assert_true(store_meta_set(here->store, "colour", "green", &error));
	assert_string_equal(colour_of(here), "green");
}

static void a_scope_rolls_back_what_is_left_open(void **state)
{
	HERE;
	{
		STORE_SCOPE(scope, here->store);
		assert_true(store_begin(here->store, &error));
		assert_true(store_meta_set(here->store, "colour", "red", &error));
	}
	assert_string_equal(colour_of(here), "none");
	{
		STORE_SCOPE(scope, here->store);
		assert_true(store_begin(here->store, &error));
		assert_true(store_meta_set(here->store, "colour", "red", &error));
		assert_true(store_commit(here->store, false, &error));
	}
	assert_string_equal(colour_of(here), "red");
}

static void readers_cannot_write(void **state)
{
	HERE;
	STORE(reader);
	assert_true(store_open(&reader, here->path, STORE_READ, false, &error));
	assert_false(store_meta_set(reader, "colour", "red", &error));
	assert_int_equal(error.kind, ERROR_LOCAL);
	/* A reader's transaction sees one state from its first look on. */
	const char *colour;
	assert_true(store_begin(reader, &error));
	assert_true(store_meta_get(reader, &here->arena, "colour", &colour, &error));
	assert_true(store_meta_set(here->store, "colour", "red", &error));
	assert_true(store_meta_get(reader, &here->arena, "colour", &colour, &error));
	assert_null(colour);
	assert_true(store_commit(reader, false, &error));
	assert_true(store_meta_get(reader, &here->arena, "colour", &colour, &error));
	assert_string_equal(colour, "red");
}

static void a_backup_is_whole_and_behind(void **state)
{
	HERE;
	const char *path = arena_print(&here->arena, "%s/copy.db", here->folder);
	assert_true(store_meta_set(here->store, "colour", "red", &error));
	assert_true(store_backup(here->store, path, &error));
	assert_false(store_backup(here->store, path, &error));
	check_contains(error.message, "the file exists");
	assert_true(store_epoch_raise(here->store, 0, &error));
	STORE(copy);
	assert_true(store_open(&copy, path, STORE_WRITE, false, &error));
	const char *colour;
	assert_true(store_meta_get(copy, &here->arena, "colour", &colour, &error));
	assert_string_equal(colour, "red");
	assert_string_equal(store_identity(copy), store_identity(here->store));
	assert_true(store_epoch(copy) < store_epoch(here->store));
	const char *far = arena_print(&here->arena, "%s/no/copy.db", here->folder);
	assert_false(store_backup(here->store, far, &error));
	check_contains(error.message, far);
}

static void a_reader_makes_a_backup_beside_a_writer(void **state)
{
	HERE;
	const char *path = arena_print(&here->arena, "%s/copy.db", here->folder);
	STORE(reader);
	assert_true(store_open(&reader, here->path, STORE_READ, false, &error));
	assert_true(store_begin(here->store, &error));
	assert_true(store_meta_set(here->store, "colour", "red", &error));
	assert_true(store_backup(reader, path, &error));
	assert_true(store_commit(here->store, false, &error));
	STORE(copy);
	assert_true(store_open(&copy, path, STORE_READ, false, &error));
	const char *colour;
	assert_true(store_meta_get(copy, &here->arena, "colour", &colour, &error));
	assert_null(colour);
}

#define IN_STORE(test) \
	cmocka_unit_test_setup_teardown(test, store_folder_setup, store_folder_teardown)
#define IN_FOLDER(test) \
	cmocka_unit_test_setup_teardown(test, store_folder_setup_empty, store_folder_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_STORE(keeps_identity_and_raises_its_epoch),
		IN_FOLDER(trial_is_settled_when_made),
		IN_FOLDER(refuses_what_is_no_store),
		IN_FOLDER(refuses_what_is_missing_or_empty),
		IN_STORE(refuses_a_newer_store),
		IN_STORE(upgrades_an_older_store),
		IN_STORE(an_upgrade_takes_away_what_nothing_read),
		IN_STORE(a_failed_upgrade_leaves_the_old_store),
		IN_STORE(damaged_pages_are_told),
		IN_STORE(one_writer_at_a_time),
		IN_STORE(a_dead_holder_lets_go),
		IN_STORE(what_a_process_died_on_is_remembered),
		IN_STORE(transactions_nest),
		IN_STORE(a_failed_inner_part_dooms_the_outer),
		IN_STORE(a_scope_rolls_back_what_is_left_open),
		IN_STORE(readers_cannot_write),
		IN_STORE(a_backup_is_whole_and_behind),
		IN_STORE(a_reader_makes_a_backup_beside_a_writer),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
