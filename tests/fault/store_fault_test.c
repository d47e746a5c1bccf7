/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Every write and every sync of the store fails once, and processes are killed: what was acknowledged
 * is there afterwards, and the error says what to do. */
#include "support/check.h"
#include "support/discover_world.h"
#include "support/store_folder.h"
#include "support/vfs_fault.h"

#include "base/json.h"
#include "store/store_audit.h"
#include "store/store_queue.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { COMMITS = 6, OPERATIONS_MOST = 5000 };

static struct error error;

/* One durable transaction over several tables; each row carries the number. */
static bool commit_one(struct store *store, int number)
{
	ARENA(arena);
	STORE_SCOPE(scope, store);
	struct json *body = json_new(&arena, JSON_OBJECT);
	json_set_integer(&arena, body, "number", number);
	if (!store_begin(store, &error))
		return false;
	for (int i = 0; i < 40; i++) {
		if (!store_dirty_add_id(store, "certificate", number * 100 + i, "seen", 0, &error))
			return false;
	}
	return store_audit_append(store, "test", body, &error) && store_commit(store, true, &error);
}

static int commit_until_failure(struct store *store)
{
	int acknowledged = 0;
	while (acknowledged < COMMITS && commit_one(store, acknowledged))
		acknowledged++;
	return acknowledged;
}

struct chain {
	char previous[65];
	int64_t count;
};

static bool check_link(void *context, const struct store_audit *entry, struct error *problem)
{
	struct chain *chain = context;
	char hash[65];
	(void)problem;
	store_audit_hash(entry, hash);
	assert_string_equal(hash, entry->hash);
	assert_string_equal(chain->previous, entry->previous);
	memcpy(chain->previous, hash, sizeof(hash));
	chain->count++;
	return true;
}

/* All that was acknowledged is there, nothing is there in part, and the chain holds. */
static void check_kept(struct store_folder *here, int acknowledged)
{
	struct chain chain = { 0 };
	memset(chain.previous, '0', 64);
	store_folder_reopen(here, STORE_WRITE);
	assert_true(store_audit_each(here->store, 1, check_link, &chain, &error));
	assert_true(chain.count >= acknowledged);
	assert_true(chain.count <= acknowledged + 1);
	int64_t dirty;
	assert_true(store_dirty_count(here->store, &dirty, &error));
	assert_int_equal(dirty, chain.count * 40);
	assert_int_equal(store_folder_number(here, "SELECT count(*) FROM pragma_integrity_check "
	                                           "WHERE integrity_check <> 'ok'"),
	                 0);
	/* It works on. */
	assert_true(commit_one(here->store, 500));
}

static void fail_each_while_committing(enum vfs_fault kind, const char *words)
{
	bool fired = true;
	int failures = 0;
	for (int n = 1; fired; n++) {
		void *state;
		assert_true(n < OPERATIONS_MOST);
		assert_int_equal(store_folder_setup(&state), 0);
		struct store_folder *here = state;
		error = ERROR_INIT;
		vfs_fault_arm(kind, n);
		int acknowledged = commit_until_failure(here->store);
		if (acknowledged < COMMITS) {
			failures++;
			assert_int_equal(error.kind, ERROR_LOCAL);
			check_contains(error.message, here->path);
			check_contains(error.message, words);
		}
		/* Closing tidies up, and must stand it too. */
		store_close(&here->store);
		fired = vfs_fault_disarm();
		check_kept(here, acknowledged);
		store_folder_teardown(&state);
	}
	assert_true(failures > COMMITS / 2);
}

static void a_full_disk_loses_nothing(void **state)
{
	(void)state;
	fail_each_while_committing(VFS_FAULT_FULL, "the disk is full");
}

static void a_failing_disk_loses_nothing(void **state)
{
	(void)state;
	fail_each_while_committing(VFS_FAULT_WRITE, "disk I/O error");
}

static void an_unconfirmed_write_is_not_acknowledged(void **state)
{
	(void)state;
	fail_each_while_committing(VFS_FAULT_SYNC, "disk");
}

static void fail_each_while_opening(enum vfs_fault kind)
{
	bool fired = true;
	for (int n = 1; fired; n++) {
		void *state;
		assert_true(n < OPERATIONS_MOST);
		assert_int_equal(store_folder_setup_empty(&state), 0);
		struct store_folder *here = state;
		STORE(store);
		vfs_fault_arm(kind, n);
		bool opened = store_open(&store, here->path, STORE_WRITE, true, &error);
		store_close(&store);
		fired = vfs_fault_disarm();
		if (!opened) {
			assert_int_equal(error.kind, ERROR_LOCAL);
			check_contains(error.message, here->path);
		}
		check_kept(here, 0);
		store_folder_teardown(&state);
	}
}

static void a_store_that_could_not_be_made_is_made_later(void **state)
{
	(void)state;
	fail_each_while_opening(VFS_FAULT_FULL);
	fail_each_while_opening(VFS_FAULT_SYNC);
}

static void fail_each_while_copying(enum vfs_fault kind)
{
	bool fired = true;
	for (int n = 1; fired; n++) {
		void *state;
		assert_true(n < OPERATIONS_MOST);
		assert_int_equal(store_folder_setup(&state), 0);
		struct store_folder *here = state;
		const char *path = arena_print(&here->arena, "%s/copy.db", here->folder);
		vfs_fault_arm(kind, n);
		bool copied = store_backup(here->store, path, &error);
		fired = vfs_fault_disarm();
		if (!copied) {
			check_contains(error.message, path);
			assert_int_equal(access(path, F_OK), -1);
			assert_true(store_backup(here->store, path, &error));
		}
		STORE(copy);
		assert_true(store_open(&copy, path, STORE_READ, false, &error));
		store_folder_teardown(&state);
	}
}

static void a_copy_is_whole_or_not_there(void **state)
{
	(void)state;
	fail_each_while_copying(VFS_FAULT_FULL);
	fail_each_while_copying(VFS_FAULT_SYNC);
}

/* A child commits and tells each commit on a pipe until it is killed. */
static void commit_and_tell(struct store_folder *here, int pipe_end)
{
	store_folder_reopen(here, STORE_WRITE);
	for (int number = 0;; number++) {
		if (!commit_one(here->store, number) || write(pipe_end, "x", 1) != 1)
			_exit(1);
	}
}

static void a_killed_process_loses_nothing(void **state)
{
	struct store_folder *here = *state;
	char tick;
	store_close(&here->store);
	for (int wanted = 1; wanted <= 25; wanted += 6) {
		int told[2], acknowledged = 0;
		/* Each round is a store of its own. */
		snprintf(here->path, sizeof(here->path), "%s/%d.db", here->folder, wanted);
		assert_int_equal(pipe(told), 0);
		pid_t child = fork();
		assert_true(child >= 0);
		if (child == 0)
			commit_and_tell(here, told[1]);
		close(told[1]);
		while (acknowledged < wanted && read(told[0], &tick, 1) == 1)
			acknowledged++;
		kill(child, SIGKILL);
		while (read(told[0], &tick, 1) == 1)
			acknowledged++;
		close(told[0]);
		assert_int_equal(waitpid(child, NULL, 0), child);
		assert_true(acknowledged >= wanted);
		check_kept(here, acknowledged);
		store_close(&here->store);
	}
}

static void fill(struct fake_discovery *fake)
{
	static const char *const hosts[] = { "10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4" };
	for (int i = 0; i < 4; i++)
		fake_serve(fake_add(fake, hosts[i]), 0, discover_world_chain(i), 2);
}

static void a_scan_on_a_failing_disk_is_done_again(void **state)
{
	bool fired = true;
	(void)state;
	for (int n = 1; fired; n++) {
		void *made;
		assert_true(n < OPERATIONS_MOST);
		assert_int_equal(discover_world_setup(&made), 0);
		struct discover_world *world = made;
		FAKE(fake, "tls");
		discover_world_source(world, &fake);
		fill(&fake);
		world->options.commit_milliseconds = 0;
		vfs_fault_arm(VFS_FAULT_FULL, n);
		bool scanned = discover_world_try(world, &fake);
		fired = vfs_fault_disarm();
		if (!scanned) {
			assert_int_equal(world->error.kind, ERROR_LOCAL);
			check_contains(world->error.message, "the disk is full");
			store_folder_reopen(world->folder, STORE_WRITE);
			world->store = world->folder->store;
			discover_world_scan(world, &fake);
		}
		assert_int_equal(discover_world_number(world, "SELECT count(*) FROM slot"), 4);
		assert_int_equal(discover_world_number(world, "SELECT count(*) FROM certificate"),
		                 5);
		assert_int_equal(discover_world_number(world, "SELECT count(*) FROM dirty"), 5);
		assert_int_equal(discover_world_number(world, "SELECT count(*) FROM audit"), 1);
		discover_world_teardown(&made);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_full_disk_loses_nothing),
		cmocka_unit_test(a_failing_disk_loses_nothing),
		cmocka_unit_test(an_unconfirmed_write_is_not_acknowledged),
		cmocka_unit_test(a_store_that_could_not_be_made_is_made_later),
		cmocka_unit_test(a_copy_is_whole_or_not_there),
		cmocka_unit_test_setup_teardown(a_killed_process_loses_nothing,
		                                store_folder_setup_empty, store_folder_teardown),
		cmocka_unit_test(a_scan_on_a_failing_disk_is_done_again),
	};
	vfs_fault_install();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
