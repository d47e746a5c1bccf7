/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* A scan that is killed or stopped goes on where its facts end, and comes to the same facts. */
#include "support/check.h"
#include "support/discover_world.h"

#include "store/store_scan.h"

#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#define HERE struct discover_world *world = *state

enum { PLACES = 12 };

static int64_t number(struct discover_world *world, const char *sql)
{
	return discover_world_number(world, sql);
}

static void fill(struct fake_discovery *fake)
{
	static char hosts[PLACES][16];
	for (int i = 0; i < PLACES; i++) {
		snprintf(hosts[i], sizeof(hosts[i]), "10.0.%d.1", i);
		fake_serve(fake_add(fake, hosts[i]), 0, discover_world_chain(i % 10), 2);
	}
}

static void die_at(void *context, size_t index)
{
	const size_t *at = context;
	if (index == *at)
		kill(getpid(), SIGKILL);
}

/* Scans in a process of its own that is killed when it comes to this place. */
static void scan_and_die(struct discover_world *world, struct fake_discovery *fake, size_t at)
{
	store_close(&world->folder->store);
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		store_folder_reopen(world->folder, STORE_WRITE);
		world->store = world->folder->store;
		fake->before_look = die_at;
		fake->context = &at;
		_exit(discover_world_try(world, fake));
	}
	int status;
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status));
	store_folder_reopen(world->folder, STORE_WRITE);
	world->store = world->folder->store;
}

static void check_whole(struct discover_world *world)
{
	assert_int_equal(number(world, "SELECT count(*) FROM deployment WHERE state = 'served'"),
	                 PLACES);
	assert_int_equal(number(world, "SELECT count(*) FROM slot"), PLACES);
	assert_int_equal(number(world, "SELECT count(*) FROM certificate"), 11);
	assert_int_equal(number(world, "SELECT count(*) FROM certificate_body"), 11);
	assert_int_equal(number(world, "SELECT count(*) FROM dirty"), 11);
	assert_int_equal(number(world, "SELECT count(*) FROM audit"), 1);
	assert_int_equal(number(world, "SELECT looked FROM scan WHERE complete = 1"), PLACES);
}

static void killed_after_any_look_it_goes_on(void **state)
{
	HERE;
	FAKE(fake, "tls");
	discover_world_source(world, &fake);
	fill(&fake);
	world->options.commit_milliseconds = 0;
	for (size_t at = 2; at < PLACES; at++) {
		/* Each round comes one look further than the one before. */
		scan_and_die(world, &fake, at);
		assert_int_equal(number(world, "SELECT count(*) FROM scan"), 1);
		assert_int_equal(number(world, "SELECT looked FROM scan"), (int64_t)at - 1);
		assert_true(number(world, "SELECT count(*) FROM deployment") >= (int64_t)at - 1);
	}
	int64_t looks = fake.looks;
	discover_world_scan(world, &fake);
	assert_true(world->result.resumed);
	assert_true(fake.looks - looks <= 2);
	check_whole(world);
	/* What was seen before the last kill counts as seen in this scan. */
	int64_t seen;
	for (int64_t id = 1; id <= PLACES; id++) {
		assert_true(store_scan_last_seen(world->store, id, &seen, &world->error));
		assert_true(seen > 0);
	}
}

static void killed_before_a_commit_it_starts_again(void **state)
{
	HERE;
	FAKE(fake, "tls");
	discover_world_source(world, &fake);
	fill(&fake);
	world->options.commit_milliseconds = 3600 * 1000;
	scan_and_die(world, &fake, PLACES - 1);
	assert_int_equal(number(world, "SELECT count(*) FROM deployment"), 0);
	discover_world_scan(world, &fake);
	assert_false(world->result.resumed);
	check_whole(world);
}

static void other_settings_start_again(void **state)
{
	HERE;
	FAKE(fake, "tls");
	discover_world_source(world, &fake);
	fill(&fake);
	world->options.commit_milliseconds = 0;
	scan_and_die(world, &fake, 6);
	fake.discovery.zone = "dc2";
	discover_world_scan(world, &fake);
	assert_false(world->result.resumed);
	assert_string_equal(fake.given_cursor, "");
	fake.discovery.zone = "";
}

static void an_old_scan_starts_again(void **state)
{
	HERE;
	FAKE(fake, "tls");
	discover_world_source(world, &fake);
	fill(&fake);
	world->options.commit_milliseconds = 0;
	scan_and_die(world, &fake, 6);
	discover_world_pass(2 * DISCOVER_DAY);
	discover_world_scan(world, &fake);
	assert_false(world->result.resumed);
	assert_int_equal(world->result.looks, PLACES);
}

static bool stop_at_five(void *context)
{
	const struct fake_discovery *fake = context;
	return fake->looks >= 5;
}

static void cancelled_it_keeps_what_it_saw(void **state)
{
	HERE;
	FAKE(fake, "tls");
	discover_world_source(world, &fake);
	fill(&fake);
	world->options.commit_milliseconds = 3600 * 1000;
	world->watch = (struct flow_watch){ .cancelled = stop_at_five, .context = &fake };
	assert_false(discover_world_try(world, &fake));
	assert_int_equal(world->error.kind, ERROR_CANCELLED);
	assert_int_equal(number(world, "SELECT count(*) FROM slot"), 5);
	assert_int_equal(number(world, "SELECT ended_at FROM scan"), 0);
	world->watch = (struct flow_watch){ 0 };
	discover_world_scan(world, &fake);
	assert_true(world->result.resumed);
	assert_int_equal(world->result.looks, PLACES - 5);
	check_whole(world);
}

static void note_progress(void *context, const char *stage, const char *subject, int64_t done,
                          int64_t total)
{
	int64_t *newest = context;
	assert_string_equal(stage, "discover");
	assert_string_equal(subject, "tls");
	assert_int_equal(total, PLACES);
	assert_int_equal(done, ++*newest);
}

static void progress_counts_what_came_before(void **state)
{
	HERE;
	FAKE(fake, "tls");
	discover_world_source(world, &fake);
	fill(&fake);
	world->options.commit_milliseconds = 0;
	scan_and_die(world, &fake, 6);
	int64_t newest = number(world, "SELECT looked FROM scan");
	world->watch = (struct flow_watch){ .progress = note_progress, .context = &newest };
	discover_world_scan(world, &fake);
	assert_int_equal(newest, PLACES);
}

static void die_on(struct discover_world *world, const char *key)
{
	store_close(&world->folder->store);
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		store_folder_reopen(world->folder, STORE_WRITE);
		store_trying(world->folder->store, key);
		kill(getpid(), SIGKILL);
	}
	assert_int_equal(waitpid(child, NULL, 0), child);
	store_folder_reopen(world->folder, STORE_WRITE);
	world->store = world->folder->store;
}

static void a_certificate_that_kills_twice_is_set_aside(void **state)
{
	HERE;
	char sha256[DIGEST_HEX];
	const struct look_certificate *chain = discover_world_chain(0);
	digest_hex(chain->der, chain->length, sha256);
	FAKE(fake, "tls");
	discover_world_source(world, &fake);
	fill(&fake);
	die_on(world, sha256);
	die_on(world, sha256);
	discover_world_scan(world, &fake);
	assert_int_equal(world->result.broken_certificates, 1);
	assert_int_equal(number(world, "SELECT count(*) FROM certificate "
	                               "WHERE problem LIKE '%ended the process 2 times'"),
	                 1);
	assert_int_equal(number(world, "SELECT count(*) FROM slot"), PLACES);
}

#define IN_WORLD(test) \
	cmocka_unit_test_setup_teardown(test, discover_world_setup, discover_world_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_WORLD(killed_after_any_look_it_goes_on),
		IN_WORLD(killed_before_a_commit_it_starts_again),
		IN_WORLD(other_settings_start_again),
		IN_WORLD(an_old_scan_starts_again),
		IN_WORLD(cancelled_it_keeps_what_it_saw),
		IN_WORLD(progress_counts_what_came_before),
		IN_WORLD(a_certificate_that_kills_twice_is_set_aside),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
