/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The tls source among bad servers and hard orders: each fault is an outcome with its reason, inside
 * the time-outs, and none holds up the others. */
#include "base/clock.h"
#include "base/text.h"

#include "support/check.h"
#include "support/loopback.h"
#include "support/source.h"
#include "support/tls_server.h"

#include <stdio.h>
#include <string.h>

extern const struct discovery_type tls_discovery;

static const char *key_at(struct source *source, const char *host, int port)
{
	struct deployment_place place = { .kind = DEPLOYMENT_ADDRESS,
		                          .zone = "",
		                          .host = host,
		                          .port = port,
		                          .server_name = "" };
	return deployment_key(&source->arena, &place);
}

struct bad {
	enum manners manners;
	const char *protocol; /* under starttls; NULL = none */
	enum look_outcome outcome;
	enum look_reason reason;
	const char *words; /* of the detail */
};

static const struct bad bad_ones[] = {
	{ MANNERS_GARBAGE, NULL, LOOK_UNREACHABLE, LOOK_GARBAGE, "neither TLS nor text" },
	{ MANNERS_ZEROS, NULL, LOOK_UNREACHABLE, LOOK_GARBAGE, "neither TLS nor text" },
	{ MANNERS_GARBAGE_LATER, NULL, LOOK_UNREACHABLE, LOOK_GARBAGE, "breaks the rules" },
	{ MANNERS_STALL, NULL, LOOK_UNREACHABLE, LOOK_STALLED, "no TLS handshake in 2 s" },
	{ MANNERS_STALL_MID, NULL, LOOK_UNREACHABLE, LOOK_STALLED, "no TLS handshake in 2 s" },
	{ MANNERS_RESET, NULL, LOOK_UNREACHABLE, LOOK_RESET, "" },
	{ MANNERS_CLOSE, NULL, LOOK_UNREACHABLE, LOOK_RESET, "" },
	{ MANNERS_HTTP, NULL, LOOK_ABSENT, LOOK_NO_TLS, "'HTTP/" },
	{ MANNERS_SSH, NULL, LOOK_ABSENT, LOOK_NO_TLS, "'SSH-2" },
	{ MANNERS_SMTP_BARE, "smtp", LOOK_ABSENT, LOOK_NO_STARTTLS, "'250 HELP'" },
	{ MANNERS_SMTP_INJECT, "smtp", LOOK_UNREACHABLE, LOOK_GARBAGE, "before TLS" },
	{ MANNERS_SMTP_INJECT_LATER, "smtp", LOOK_UNREACHABLE, LOOK_GARBAGE, "agreed to TLS" },
	{ MANNERS_SMTP_ENDLESS, "smtp", LOOK_UNREACHABLE, LOOK_TOO_LARGE, "16384" },
	{ MANNERS_SSH, "smtp", LOOK_UNREACHABLE, LOOK_GARBAGE, "'SSH-2.0-OpenSSH_9.2'" },
	{ MANNERS_STALL, "imap", LOOK_UNREACHABLE, LOOK_STALLED, "no STARTTLS in 2 s" },
};

static void every_fault_has_its_outcome(void **state)
{
	(void)state;
	struct tls_server_options options[COUNT_OF(bad_ones)];
	struct tls_server *servers[COUNT_OF(bad_ones)];
	TEXT(yaml);
	TEXT(dialogues);
	int closed = loopback_closed_port();
	text_print(
		&yaml,
		"connect_timeout: 2s\nhandshake_timeout: 2s\nretries: 1\ntargets: ['127.0.0.1:%d'",
		closed);
	for (size_t index = 0; index < COUNT_OF(bad_ones); index++) {
		options[index] = (struct tls_server_options){ .manners = bad_ones[index].manners };
		servers[index] = tls_server_start(&options[index]);
		text_print(&yaml, ", '127.0.0.1:%d'", tls_server_port(servers[index]));
		if (bad_ones[index].protocol)
			text_print(&dialogues, "%s%d: %s", dialogues.length ? ", " : "",
			           tls_server_port(servers[index]), bad_ones[index].protocol);
	}
	text_print(&yaml, "]\nstarttls: {%s}\n", text_string(&dialogues));
	SOURCE(source);
	source_open(&source, &tls_discovery, "", text_string(&yaml));
	int64_t started = clock_monotonic_ms();
	assert_true(source_scan(&source));
	/* Two tries of 2 s each for those that stall, side by side. */
	assert_true(clock_monotonic_ms() - started < 7000);
	assert_true(source.scan.complete);
	for (size_t index = 0; index < COUNT_OF(bad_ones); index++) {
		const struct look *look = source_find(
			&source, key_at(&source, "127.0.0.1", tls_server_port(servers[index])));
		print_message("%s, %s: %s\n", look_outcome_name(look->outcome),
		              look_reason_name(look->reason), look->detail);
		assert_int_equal(look->outcome, bad_ones[index].outcome);
		assert_int_equal(look->reason, bad_ones[index].reason);
		check_contains(look->detail, bad_ones[index].words);
		tls_server_stop(&servers[index]);
	}
	const struct look *refused = source_find(&source, key_at(&source, "127.0.0.1", closed));
	assert_int_equal(refused->reason, LOOK_REFUSED);
	assert_int_equal(source.scan.count.looked, COUNT_OF(bad_ones) + 1);
	assert_int_equal(source.scan.count.absent, 3);
}

static void a_handshake_of_ten_megabytes_is_cut_off(void **state)
{
	(void)state;
	ISSUED(leaf, .common_name = "large");
	struct issued chain[11];
	for (size_t index = 0; index < COUNT_OF(chain); index++)
		chain[index] = issue(&(struct order){ .is_ca = true, .padding = 950 << 10 });
	char yaml[128];
	{
		TLS_SERVER(server, .certificates = { &leaf }, .chain = chain,
		           .chain_count = COUNT_OF(chain));
		(void)snprintf(yaml, sizeof(yaml),
		               "targets: ['127.0.0.1:%d']\nhandshake_timeout: 5s\n",
		               tls_server_port(server));
		SOURCE(source);
		source_open(&source, &tls_discovery, "", yaml);
		assert_true(source_scan(&source));
		assert_int_equal(source.seen.count, 1);
		assert_int_equal(source.seen.items[0].outcome, LOOK_UNREACHABLE);
		assert_int_equal(source.seen.items[0].reason, LOOK_TOO_LARGE);
		/* What is sent on purpose is not asked for twice. */
		assert_int_equal(tls_server_connections(server), 1);
	}
	for (size_t index = 0; index < COUNT_OF(chain); index++)
		issue_release(&chain[index]);
}

static void excluded_addresses_are_not_touched_by_name_either(void **state)
{
	(void)state;
	ISSUED(leaf, .common_name = "untouched");
	TLS_SERVER(server, .certificates = { &leaf });
	char yaml[256];
	(void)snprintf(yaml, sizeof(yaml),
	               "targets: ['localhost:%d', '127.0.0.1:%d', 127.0.0.2]\nports: [%d]\n"
	               "exclude: [127.0.0.0/8, '::1']\n",
	               tls_server_port(server), tls_server_port(server), tls_server_port(server));
	SOURCE(source);
	source_open(&source, &tls_discovery, "", yaml);
	assert_true(source_scan(&source));
	assert_int_equal(source.seen.count, 0);
	assert_int_equal(source.scan.count.targets, 0);
	assert_true(source.scan.complete);
	assert_int_equal(tls_server_connections(server), 0);
}

static void a_name_without_address_is_unreachable(void **state)
{
	(void)state;
	SOURCE(source);
	source_open(&source, &tls_discovery, "", "targets: [nowhere.invalid]\n");
	assert_true(source_scan(&source));
	const struct look *look = source_find(&source, "nowhere.invalid:443/nowhere.invalid");
	assert_int_equal(look->outcome, LOOK_UNREACHABLE);
	/* Without a name server in reach nobody can say that the name does not exist. */
	assert_true(look->reason == LOOK_NO_SUCH_NAME || look->reason == LOOK_OTHER);
}

static void a_stop_is_obeyed_at_once(void **state)
{
	(void)state;
	ISSUED(leaf, .common_name = "quick");
	TLS_SERVER(good, .certificates = { &leaf });
	TLS_SERVER(stalled, .manners = MANNERS_STALL);
	char yaml[128];
	(void)snprintf(yaml, sizeof(yaml),
	               "targets: ['127.0.0.1:%d', '127.0.0.1:%d']\nhandshake_timeout: 60s\n",
	               tls_server_port(good), tls_server_port(stalled));
	SOURCE(source);
	source_open(&source, &tls_discovery, "", yaml);
	source.seen.cancel_after = 1;
	int64_t started = clock_monotonic_ms();
	assert_false(source_scan(&source));
	/* It does not wait for the silent one; how long a busy machine takes says nothing. */
	assert_true(clock_monotonic_ms() - started < 30000);
	assert_int_equal(source.error.kind, ERROR_CANCELLED);
	assert_false(source.scan.complete);
	assert_int_equal(source.seen.count, 1);
}

static void a_full_store_ends_the_scan(void **state)
{
	(void)state;
	SOURCE(source);
	char yaml[128];
	(void)snprintf(yaml, sizeof(yaml), "targets: [127.0.0.0/28]\nports: [%d]\nretries: 0\n",
	               loopback_closed_port());
	source_open(&source, &tls_discovery, "", yaml);
	source.seen.refuse_after = 3;
	assert_false(source_scan(&source));
	assert_int_equal(source.error.kind, ERROR_LOCAL);
	assert_int_equal(source.seen.count, 3);
	assert_false(source.scan.complete);
}

static void a_stopped_scan_goes_on_where_it_was(void **state)
{
	(void)state;
	int port = loopback_closed_port();
	char yaml[160];
	(void)snprintf(
		yaml, sizeof(yaml),
		"targets: [127.0.0.0/27]\nports: [%d]\nretries: 0\nin_flight: 1\nper_second: 1000\n",
		port);
	SOURCE(source);
	source_open(&source, &tls_discovery, "", yaml);
	source.seen.cancel_after = 7;
	assert_false(source_scan(&source));
	size_t before = source.seen.count;
	assert_int_equal(before, 7);
	source.scan.cursor = arena_copy(&source.arena, source.scan.next_cursor);
	source.seen.cancel_after = 0;
	assert_true(source_scan(&source));
	assert_true(source.scan.complete);
	/* Each once, none twice: with one in flight the cursor is exact. */
	assert_int_equal(source.seen.count, 32);
	assert_int_equal(source.scan.count.looked, 32 - before);
	for (int last = 0; last < 32; last++) {
		char host[32];
		(void)snprintf(host, sizeof(host), "127.0.0.%d", last);
		assert_int_equal(source_count(&source, key_at(&source, host, port)), 1);
	}
}

static void a_cursor_of_another_scope_is_not_followed(void **state)
{
	(void)state;
	const char *const cursors[] = {
		"1:9:3", "x", "1:4:5", "1:4", "-1:4:2", "1:4:2:", "1:4: 2"
	};
	char yaml[128];
	(void)snprintf(yaml, sizeof(yaml), "targets: [127.0.0.0/30]\nports: [%d]\nretries: 0\n",
	               loopback_closed_port());
	for (size_t index = 0; index < COUNT_OF(cursors); index++) {
		SOURCE(source);
		source_open(&source, &tls_discovery, "", yaml);
		source.scan.cursor = cursors[index];
		assert_true(source_scan(&source));
		assert_int_equal(source.seen.count, 4);
	}
}

static void new_connections_keep_to_their_rate(void **state)
{
	(void)state;
	char yaml[128];
	(void)snprintf(yaml, sizeof(yaml),
	               "targets: [127.0.0.0/27]\nports: [%d]\nretries: 0\nper_second: 40\n",
	               loopback_closed_port());
	SOURCE(source);
	source_open(&source, &tls_discovery, "", yaml);
	int64_t started = clock_monotonic_ms();
	assert_true(source_scan(&source));
	/* 32 connections, a few of them at once. */
	assert_true(clock_monotonic_ms() - started >= 500);
	assert_int_equal(source.seen.count, 32);
}

static void looks_pass_over_what_is_outside(void **state)
{
	(void)state;
	ISSUED(leaf, .common_name = "inside");
	TLS_SERVER(server, .certificates = { &leaf });
	int port = tls_server_port(server);
	char yaml[256];
	(void)snprintf(yaml, sizeof(yaml),
	               "targets: ['127.0.0.0/30:%d']\nexclude: [127.0.0.2, bad.example]\n"
	               "server_names: {127.0.0.3: [bad.example]}\n",
	               port);
	const struct deployment_place places[] = {
		{ DEPLOYMENT_ADDRESS, "", "127.0.0.1", port, "", "", "" },
		{ DEPLOYMENT_ADDRESS, "", "127.0.0.2", port, "", "", "" },
		{ DEPLOYMENT_ADDRESS, "", "127.0.0.3", port, "bad.example", "", "" },
		{ DEPLOYMENT_ADDRESS, "", "127.0.0.1", port, "shop.example", "", "" },
		{ DEPLOYMENT_ADDRESS, "", "127.0.0.1", port + 1, "", "", "" },
		{ DEPLOYMENT_ADDRESS, "other", "127.0.0.1", port, "", "", "" },
		{ DEPLOYMENT_NAME, "", "localhost", port, "localhost", "", "" },
		{ DEPLOYMENT_FILE, "", "127.0.0.1", 0, "", "/etc/a.pem", "1" },
	};
	SOURCE(source);
	source_open(&source, &tls_discovery, "", yaml);
	for (size_t index = 0; index < COUNT_OF(places); index++)
		assert_int_equal(tls_discovery.covers(&source.discovery, &places[index]),
		                 index == 0);
	assert_true(source_look(&source, places, COUNT_OF(places)));
	assert_int_equal(source.seen.count, 1);
	assert_int_equal(source.scan.count.targets, 1);
	const struct look *look = source_find(&source, key_at(&source, "127.0.0.1", port));
	assert_true(look->full);
	assert_int_equal(look->outcome, LOOK_SERVED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_fault_has_its_outcome),
		cmocka_unit_test(a_handshake_of_ten_megabytes_is_cut_off),
		cmocka_unit_test(excluded_addresses_are_not_touched_by_name_either),
		cmocka_unit_test(a_name_without_address_is_unreachable),
		cmocka_unit_test(a_stop_is_obeyed_at_once),
		cmocka_unit_test(a_full_store_ends_the_scan),
		cmocka_unit_test(a_stopped_scan_goes_on_where_it_was),
		cmocka_unit_test(a_cursor_of_another_scope_is_not_followed),
		cmocka_unit_test(new_connections_keep_to_their_rate),
		cmocka_unit_test(looks_pass_over_what_is_outside),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
