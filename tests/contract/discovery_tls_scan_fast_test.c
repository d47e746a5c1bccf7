/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The tls source at places that it has seen before: when a fast look will do, and when not. */
#include "adapters/discovery/tls/tls_settings.h"
#include "support/check.h"
#include "support/source.h"
#include "support/tls_server.h"

#include <arpa/inet.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

extern const struct discovery_type tls_discovery;

#define QUICK                                                                          \
	"connect_timeout: 2s\nhandshake_timeout: 2s\nretries: 0\nper_second: 100000\n" \
	"full_one_in: 0\nworkers: 1\n"

static void open_at(struct source *source, int port, const char *more)
{
	char yaml[512];
	(void)snprintf(yaml, sizeof(yaml), "targets: ['127.0.0.1:%d']\n" QUICK "%s", port, more);
	source_open(source, &tls_discovery, "lab", yaml);
	source->expects = true;
}

/* One more scan: its only look. */
static const struct look *scan(struct source *source)
{
	source_forget(source);
	if (!source_scan(source))
		fail_msg("scan: %s", source->error.message);
	assert_true(source->scan.complete);
	assert_int_equal(source->seen.count, 1);
	assert_int_equal(source->scan.count.looked, 1);
	return &source->seen.items[0];
}

static void check_leaf(const struct look *look, size_t slot, const struct issued *issued)
{
	size_t length;
	assert_true(look->slot_count > slot);
	unsigned char *der = issue_der(issued, &length);
	assert_int_equal(look->slots[slot].chain[0].length, length);
	assert_memory_equal(look->slots[slot].chain[0].der, der, length);
	free(der);
}

static void what_was_seen_before_costs_one_connection(void **state)
{
	(void)state;
	ISSUED(leaf, .common_name = "leaf");
	for (int newest = TLS1_VERSION; newest <= TLS1_3_VERSION; newest++) {
		TLS_SERVER(server, .certificates = { &leaf }, .newest = newest);
		SOURCE(source);
		open_at(&source, tls_server_port(server), "");
		assert_true(scan(&source)->full);
		int before = tls_server_connections(server);
		assert_int_equal(before, 2); /* one for each kind of key */
		for (int again = 1; again <= 3; again++) {
			const struct look *look = scan(&source);
			assert_true(look->as_expected);
			assert_false(look->full);
			assert_int_equal(tls_server_connections(server), before + again);
		}
		assert_int_equal(source.scan.count.served, 1);
	}
}

static void both_kinds_of_key_are_asked_for_again(void **state)
{
	(void)state;
	ISSUED(rsa, .key = "rsa2048", .common_name = "rsa");
	ISSUED(renewed, .key = "rsa2048", .common_name = "rsa");
	ISSUED(elliptic, .common_name = "elliptic");
	struct tls_server_options options = { .certificates = { &rsa, &elliptic } };
	struct tls_server *server = tls_server_start(&options);
	int port = tls_server_port(server);
	SOURCE(source);
	open_at(&source, port, "");
	assert_int_equal(scan(&source)->slot_count, 2);
	assert_true(scan(&source)->as_expected);
	assert_int_equal(tls_server_connections(server), 4);
	tls_server_stop(&server);
	/* The kind that is not chosen by itself changed: it is noticed all the same. */
	options = (struct tls_server_options){ .certificates = { &renewed, &elliptic },
		                               .port = port };
	server = tls_server_start(&options);
	const struct look *look = scan(&source);
	assert_true(look->full);
	assert_int_equal(look->slot_count, 2);
	bool rsa_first = strcmp(look->slots[0].key_type, "rsa") == 0;
	check_leaf(look, rsa_first ? 0 : 1, &renewed);
	check_leaf(look, rsa_first ? 1 : 0, &elliptic);
	assert_true(scan(&source)->as_expected);
	tls_server_stop(&server);
}

static void another_certificate_chain_or_protocol_is_looked_at_fully(void **state)
{
	(void)state;
	ISSUED(ca, .common_name = "Lab CA", .is_ca = true);
	ISSUED(leaf, .issuer = &ca);
	ISSUED(renewed, .issuer = &ca);
	const struct tls_server_options steps[] = {
		{ .certificates = { &leaf } },
		{ .certificates = { &renewed } },
		{ .certificates = { &renewed }, .chain = &ca, .chain_count = 1 },
		{ .certificates = { &renewed },
		  .chain = &ca,
		  .chain_count = 1,
		  .newest = TLS1_2_VERSION },
	};
	SOURCE(source);
	int port = 0;
	for (size_t index = 0; index < COUNT_OF(steps); index++) {
		struct tls_server_options options = steps[index];
		options.port = port;
		struct tls_server *server = tls_server_start(&options);
		port = tls_server_port(server);
		if (index == 0)
			open_at(&source, port, "");
		const struct look *look = scan(&source);
		assert_true(look->full);
		check_leaf(look, 0, steps[index].certificates[0]);
		assert_true(scan(&source)->as_expected);
		tls_server_stop(&server);
	}
	assert_int_equal(scan(&source)->outcome, LOOK_UNREACHABLE);
}

static void what_the_fast_probe_cannot_finish_is_remembered(void **state)
{
	(void)state;
	ISSUED(leaf, .key = "rsa2048");
	TLS_SERVER(server, .certificates = { &leaf }, .groups = "P-521");
	SOURCE(source);
	open_at(&source, tls_server_port(server), "");
	assert_true(scan(&source)->full);
	assert_int_equal(tls_server_connections(server), 2);
	/* Tried once, then never again as long as nothing changes. */
	assert_true(scan(&source)->full);
	assert_int_equal(tls_server_connections(server), 5);
	assert_true(scan(&source)->full);
	assert_int_equal(tls_server_connections(server), 7);
}

/* So many connections more than before the scan, which sees the same as ever. */
static int scan_costs(struct source *source, const struct tls_server *server,
                      const struct issued *leaf)
{
	int before = tls_server_connections(server);
	const struct look *look = scan(source);
	assert_int_equal(look->outcome, LOOK_SERVED);
	if (!look->as_expected)
		check_leaf(look, 0, leaf);
	return tls_server_connections(server) - before;
}

static void a_stall_of_the_fast_probe_alone_is_waited_for_once(void **state)
{
	(void)state;
	ISSUED(leaf, .common_name = "leaf");
	TLS_SERVER(server, .manners = MANNERS_STALL_FAST, .certificates = { &leaf });
	SOURCE(source);
	open_at(&source, tls_server_port(server), "");
	assert_int_equal(scan_costs(&source, server, &leaf), 2);
	assert_int_equal(scan_costs(&source, server, &leaf), 3);
	assert_int_equal(scan_costs(&source, server, &leaf), 2);
	/* Chance tries again: the server may have been mended. */
	((struct tls_settings *)source.discovery.settings)->full_one_in = 1;
	assert_int_equal(scan_costs(&source, server, &leaf), 2);
	((struct tls_settings *)source.discovery.settings)->full_one_in = 0;
	assert_int_equal(scan_costs(&source, server, &leaf), 3);
}

static void the_hello_that_is_understood_is_remembered(void **state)
{
	(void)state;
	ISSUED(leaf, .common_name = "leaf");
	struct tls_server_options options = { .manners = MANNERS_INTOLERANT,
		                              .certificates = { &leaf } };
	struct tls_server *server = tls_server_start(&options);
	options.port = tls_server_port(server);
	SOURCE(source);
	open_at(&source, options.port, "");
	assert_int_equal(scan_costs(&source, server, &leaf), 3);
	assert_int_equal(scan_costs(&source, server, &leaf), 3); /* the fast probe, once */
	assert_int_equal(scan_costs(&source, server, &leaf), 2);
	assert_int_equal(scan_costs(&source, server, &leaf), 2);
	/* Chance asks for what the server would rather speak. */
	((struct tls_settings *)source.discovery.settings)->full_one_in = 1;
	assert_int_equal(scan_costs(&source, server, &leaf), 3);
	((struct tls_settings *)source.discovery.settings)->full_one_in = 0;
	tls_server_stop(&server);
	/* One that knows nothing but TLS 1.3 does not understand it. */
	options.manners = MANNERS_TLS;
	options.oldest = TLS1_3_VERSION;
	server = tls_server_start(&options);
	const struct look *look = scan(&source);
	assert_true(look->full);
	assert_string_equal(look->slots[0].protocol, "TLSv1.3");
	assert_int_equal(scan_costs(&source, server, &leaf), 1);
	tls_server_stop(&server);
}

static void the_opening_that_a_greeting_taught_is_remembered(void **state)
{
	(void)state;
	ISSUED(leaf, .common_name = "mail");
	struct tls_server_options options = { .manners = MANNERS_SMTP, .certificates = { &leaf } };
	struct tls_server *server = tls_server_start(&options);
	options.port = tls_server_port(server);
	SOURCE(source);
	open_at(&source, options.port, "starttls: auto\n");
	assert_int_equal(scan_costs(&source, server, &leaf), 3);
	assert_int_equal(scan_costs(&source, server, &leaf), 1);
	assert_true(source.seen.items[0].as_expected);
	assert_int_equal(scan_costs(&source, server, &leaf), 1);
	tls_server_stop(&server);
	/* What comes there instead is found as if nothing had been remembered. */
	static const enum manners others[] = { MANNERS_IMAP, MANNERS_TLS, MANNERS_SMTP };
	for (size_t index = 0; index < COUNT_OF(others); index++) {
		options.manners = others[index];
		server = tls_server_start(&options);
		(void)scan_costs(&source, server, &leaf);
		assert_int_equal(scan_costs(&source, server, &leaf), 1);
		tls_server_stop(&server);
	}
}

static bool is_free(int port)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
		                       .sin_port = htons((uint16_t)port),
		                       .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int one = 1;
	int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	bool bound = bind(listener, (struct sockaddr *)&address, sizeof(address)) == 0;
	close(listener);
	return bound;
}

static void silence_before_tls_is_waited_for_once(void **state)
{
	(void)state;
	/* Those where the server is to speak first. */
	static const int ports[] = { 2525, 4190, 4222, 3306 };
	struct tls_server_options options = { .port = 0 };
	ISSUED(leaf, .common_name = "leaf");
	for (size_t index = 0; index < COUNT_OF(ports) && !options.port; index++)
		options.port = is_free(ports[index]) ? ports[index] : 0;
	if (!options.port) {
		print_message("skipped: others listen on all of the ports\n");
		skip();
	}
	options.certificates[0] = &leaf;
	struct tls_server *server = tls_server_start(&options);
	SOURCE(source);
	open_at(&source, options.port, "starttls: auto\n");
	assert_int_equal(scan_costs(&source, server, &leaf), 3);
	assert_int_equal(scan_costs(&source, server, &leaf), 1);
	assert_true(source.seen.items[0].as_expected);
	tls_server_stop(&server);
}

static void looks_at_single_places_are_full(void **state)
{
	(void)state;
	ISSUED(leaf, .common_name = "leaf");
	TLS_SERVER(server, .certificates = { &leaf });
	SOURCE(source);
	open_at(&source, tls_server_port(server), "");
	(void)scan(&source);
	assert_true(scan(&source)->as_expected);
	struct deployment_place place = source.seen.items[0].place;
	place.host = "127.0.0.1";
	place.zone = "lab";
	place.server_name = place.path = place.alias = "";
	source_forget(&source);
	assert_true(source_look(&source, &place, 1));
	assert_int_equal(source.seen.count, 1);
	assert_true(source.seen.items[0].full);
	check_leaf(&source.seen.items[0], 0, &leaf);
}

static void chance_demands_a_full_look_now_and_then(void **state)
{
	(void)state;
	ISSUED(leaf, .common_name = "leaf");
	TLS_SERVER(server, .certificates = { &leaf });
	SOURCE(source);
	open_at(&source, tls_server_port(server), "");
	((struct tls_settings *)source.discovery.settings)->full_one_in = 1;
	(void)scan(&source);
	assert_true(scan(&source)->full);
	/* 24 scans: some look fully and some do not, or chance is one in 16 million. */
	((struct tls_settings *)source.discovery.settings)->full_one_in = 2;
	int full = 0;
	for (int again = 0; again < 24; again++)
		full += scan(&source)->full;
	assert_true(full > 0 && full < 24);
}

static void starttls_comes_before_the_fast_probe_too(void **state)
{
	(void)state;
	ISSUED(leaf, .common_name = "mail");
	TLS_SERVER(server, .manners = MANNERS_SMTP, .certificates = { &leaf });
	char more[64];
	(void)snprintf(more, sizeof(more), "starttls: {%d: smtp}\n", tls_server_port(server));
	SOURCE(source);
	open_at(&source, tls_server_port(server), more);
	assert_true(scan(&source)->full);
	int before = tls_server_connections(server);
	assert_true(scan(&source)->as_expected);
	assert_int_equal(tls_server_connections(server), before + 1);
}

/* A known place that misbehaves: the full probe says what it is, as if nothing had been known. */
static void known_places_that_turn_bad_are_told_by_the_full_probe(void **state)
{
	(void)state;
	static const struct {
		enum manners manners;
		enum look_outcome outcome;
		enum look_reason reason;
	} cases[] = {
		{ MANNERS_HTTP, LOOK_ABSENT, LOOK_NO_TLS },
		{ MANNERS_SSH, LOOK_ABSENT, LOOK_NO_TLS },
		{ MANNERS_GARBAGE, LOOK_UNREACHABLE, LOOK_GARBAGE },
		{ MANNERS_GARBAGE_LATER, LOOK_UNREACHABLE, LOOK_GARBAGE },
		{ MANNERS_STALL, LOOK_UNREACHABLE, LOOK_STALLED },
		{ MANNERS_STALL_MID, LOOK_UNREACHABLE, LOOK_STALLED },
		{ MANNERS_RESET, LOOK_UNREACHABLE, LOOK_RESET },
		{ MANNERS_CLOSE, LOOK_UNREACHABLE, LOOK_RESET },
	};
	ISSUED(leaf, .common_name = "leaf");
	for (size_t index = 0; index < COUNT_OF(cases); index++) {
		struct tls_server_options options = { .certificates = { &leaf } };
		struct tls_server *server = tls_server_start(&options);
		int port = tls_server_port(server);
		SOURCE(source);
		open_at(&source, port, "");
		assert_true(scan(&source)->full);
		tls_server_stop(&server);
		options = (struct tls_server_options){ .manners = cases[index].manners,
			                               .certificates = { &leaf },
			                               .port = port };
		server = tls_server_start(&options);
		const struct look *look = scan(&source);
		if (look->outcome != cases[index].outcome || look->reason != cases[index].reason)
			fail_msg("case %zu: %s, %s: %s", index, look_outcome_name(look->outcome),
			         look_reason_name(look->reason), look->detail);
		tls_server_stop(&server);
	}
}

/* A certificate that OpenSSL cannot get at is shown as presented: no decision rests on it. */
static void what_only_the_fast_probe_sees_is_told_as_presented(void **state)
{
	(void)state;
	TLS_SERVER(server, .manners = MANNERS_ANCIENT);
	SOURCE(source);
	open_at(&source, tls_server_port(server), "");
	const struct look *look = scan(&source);
	assert_int_equal(look->outcome, LOOK_SERVED);
	assert_false(look->full);
	assert_int_equal(look->slot_count, 1);
	assert_string_equal(look->slots[0].protocol, "SSLv3");
	check_contains(look->detail, "only presented");
	assert_true(scan(&source)->as_expected);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_seen_before_costs_one_connection),
		cmocka_unit_test(both_kinds_of_key_are_asked_for_again),
		cmocka_unit_test(another_certificate_chain_or_protocol_is_looked_at_fully),
		cmocka_unit_test(what_the_fast_probe_cannot_finish_is_remembered),
		cmocka_unit_test(a_stall_of_the_fast_probe_alone_is_waited_for_once),
		cmocka_unit_test(the_hello_that_is_understood_is_remembered),
		cmocka_unit_test(the_opening_that_a_greeting_taught_is_remembered),
		cmocka_unit_test(silence_before_tls_is_waited_for_once),
		cmocka_unit_test(looks_at_single_places_are_full),
		cmocka_unit_test(chance_demands_a_full_look_now_and_then),
		cmocka_unit_test(starttls_comes_before_the_fast_probe_too),
		cmocka_unit_test(known_places_that_turn_bad_are_told_by_the_full_probe),
		cmocka_unit_test(what_only_the_fast_probe_sees_is_told_as_presented),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
