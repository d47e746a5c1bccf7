/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The ways that the tls source finds to a certificate: IPv6, an address of our own to come from, and
 * the protocol before TLS when nobody names it. */
#include "base/clock.h"
#include "base/text.h"

#include "support/check.h"
#include "support/issue.h"
#include "support/loopback.h"
#include "support/source.h"
#include "support/tls_server.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

extern const struct discovery_type tls_discovery;

#define QUICK "connect_timeout: 2s\nhandshake_timeout: 2s\nretries: 0\n"

/* Scans this one place and hands over its look. */
static const struct look *scan_place(struct source *source, const char *host, int port,
                                     const char *more)
{
	char yaml[512];
	bool six = strchr(host, ':');
	(void)snprintf(yaml, sizeof(yaml), "targets: ['%s%s%s:%d']\n" QUICK "%s", six ? "[" : "",
	               host, six ? "]" : "", port, more);
	source_open(source, &tls_discovery, "lab", yaml);
	if (!source_scan(source))
		fail_msg("scan: %s", source->error.message);
	assert_true(source->scan.complete);
	struct deployment_place place = { .kind = DEPLOYMENT_ADDRESS,
		                          .zone = "lab",
		                          .host = host,
		                          .port = port,
		                          .server_name = "" };
	return source_find(source, deployment_key(&source->arena, &place));
}

static void check_served(const struct look *look, const char *name)
{
	if (look->outcome != LOOK_SERVED)
		fail_msg("%s: %s", name, look->detail);
	assert_true(look->full);
	assert_int_equal(look->slot_count, 1);
}

static bool has_ipv6(void)
{
	FILE *file = fopen("/proc/net/if_inet6", "r");
	bool has = file && fgetc(file) != EOF;
	if (file)
		(void)fclose(file);
	return has;
}

static void an_ipv6_address_is_a_place(void **state)
{
	(void)state;
	if (!has_ipv6())
		skip();
	ISSUED(leaf, .common_name = "six");
	TLS_SERVER(server, .certificates = { &leaf }, .ipv6 = true);
	SOURCE(source);
	check_served(scan_place(&source, "::1", tls_server_port(server), ""), "::1");
	assert_string_equal(tls_server_peer(server), "::1");
}

static void an_ipv6_network_is_walked_and_excludes_win(void **state)
{
	(void)state;
	if (!has_ipv6())
		skip();
	ISSUED(leaf, .common_name = "six");
	TLS_SERVER(server, .certificates = { &leaf }, .ipv6 = true);
	char yaml[256];
	(void)snprintf(yaml, sizeof(yaml),
	               "targets: ['::/126']\nports: [%d]\nexclude: ['::2', '::3', '::']\n" QUICK,
	               tls_server_port(server));
	SOURCE(source);
	source_open(&source, &tls_discovery, "lab", yaml);
	assert_true(source_scan(&source));
	assert_int_equal(source.seen.count, 1);
	assert_string_equal(source.seen.items[0].place.host, "::1");
	check_served(&source.seen.items[0], "::/126");
}

static void connections_come_from_the_address_that_is_set(void **state)
{
	(void)state;
	ISSUED(leaf, .common_name = "leaf");
	TLS_SERVER(server, .certificates = { &leaf });
	SOURCE(source);
	check_served(scan_place(&source, "127.0.0.1", tls_server_port(server),
	                        "source_address: 127.0.0.77\n"),
	             "from 127.0.0.77");
	assert_string_equal(tls_server_peer(server), "127.0.0.77");
}

/* An address of one family says nothing about the other. */
static void a_source_of_the_other_family_stays_out(void **state)
{
	(void)state;
	if (!has_ipv6())
		skip();
	ISSUED(leaf, .common_name = "leaf");
	TLS_SERVER(six, .certificates = { &leaf }, .ipv6 = true);
	SOURCE(to_six);
	check_served(
		scan_place(&to_six, "::1", tls_server_port(six), "source_address: 127.0.0.77\n"),
		"to ::1");
	assert_string_equal(tls_server_peer(six), "::1");
	TLS_SERVER(four, .certificates = { &leaf });
	SOURCE(to_four);
	check_served(
		scan_place(&to_four, "127.0.0.1", tls_server_port(four), "source_address: '::1'\n"),
		"to 127.0.0.1");
	assert_string_equal(tls_server_peer(four), "127.0.0.1");
}

/* It is our fault, not the places': none of them may count as silent for it. */
static void a_source_that_is_not_ours_is_told(void **state)
{
	(void)state;
	ISSUED(leaf, .common_name = "leaf");
	TLS_SERVER(server, .certificates = { &leaf });
	SOURCE(source);
	char text[128];
	snprintf(text, sizeof(text), "targets: ['127.0.0.1:%d']\nsource_address: 192.0.2.1\n",
	         tls_server_port(server));
	source_open(&source, &tls_discovery, "", text);
	assert_false(source_scan(&source));
	assert_int_equal(source.error.kind, ERROR_PEER); /* other sources go on */
	check_contains(source.error.message,
	               "source_address: connections cannot come from '192.0.2.1': ");
	check_contains(source.error.message, "'ip address'");
	assert_int_equal(source.seen.count, 0);
	assert_int_equal(tls_server_connections(server), 0);
	SOURCE(wrong);
	check_contains(
		source_refusal(&wrong, &tls_discovery, "targets: [a]\nsource_address: here\n"),
		"source_address: 'here' is no address");
}

static void a_greeting_leads_to_its_dialogue(void **state)
{
	(void)state;
	ISSUED(leaf, .common_name = "mail");
	const struct {
		enum manners manners;
		const char *name;
		int connections; /* the wrong beginning, the right one, the other kind of key */
	} cases[] = { { MANNERS_SMTP, "smtp", 3 },
		      { MANNERS_IMAP, "imap", 3 },
		      { MANNERS_TLS, "tls", 2 } };
	for (size_t index = 0; index < COUNT_OF(cases); index++) {
		TLS_SERVER(server, .manners = cases[index].manners, .certificates = { &leaf });
		SOURCE(source);
		check_served(scan_place(&source, "127.0.0.1", tls_server_port(server),
		                        "starttls: auto\n"),
		             cases[index].name);
		assert_int_equal(tls_server_connections(server), cases[index].connections);
	}
}

/* Only who set `auto` wants a second guess. */
static void a_named_protocol_is_not_guessed_at(void **state)
{
	(void)state;
	ISSUED(leaf, .common_name = "leaf");
	TLS_SERVER(mail, .manners = MANNERS_SMTP, .certificates = { &leaf });
	SOURCE(plain);
	const struct look *look = scan_place(&plain, "127.0.0.1", tls_server_port(mail), "");
	assert_int_equal(look->outcome, LOOK_ABSENT);
	assert_int_equal(look->reason, LOOK_NO_TLS);
	TLS_SERVER(web, .certificates = { &leaf });
	const char *const names[] = { "ldap", "postgres", "rdp", "xmpp" };
	for (size_t index = 0; index < COUNT_OF(names); index++) {
		char more[64];
		(void)snprintf(more, sizeof(more), "starttls: {%d: %s}\n", tls_server_port(web),
		               names[index]);
		SOURCE(source);
		look = scan_place(&source, "127.0.0.1", tls_server_port(web), more);
		assert_int_equal(look->outcome, LOOK_UNREACHABLE);
	}
}

/* Text that is the greeting of no protocol of ours stays what it is. */
static void other_text_is_no_greeting(void **state)
{
	(void)state;
	const enum manners manners[] = { MANNERS_HTTP, MANNERS_SSH, MANNERS_SMTP_BARE };
	for (size_t index = 0; index < COUNT_OF(manners); index++) {
		TLS_SERVER(server, .manners = manners[index]);
		SOURCE(source);
		const struct look *look = scan_place(&source, "127.0.0.1", tls_server_port(server),
		                                     "starttls: auto\n");
		assert_int_equal(look->outcome, LOOK_ABSENT);
	}
}

/* Six places behind one address that lets each wait for a second: how often it takes that long tells
 * how many were there at once. The server's own count may lag behind what we close. */
static void one_address_is_not_crowded(void **state)
{
	(void)state;
	const struct {
		const char *limit;
		int rounds;
	} cases[] = { { "per_host: 3\n", 2 }, { "per_network: 2\n", 3 }, { "", 1 } };
	for (size_t index = 0; index < COUNT_OF(cases); index++) {
		TLS_SERVER(server, .manners = MANNERS_STALL);
		char yaml[512];
		(void)snprintf(yaml, sizeof(yaml),
		               "targets: ['127.0.0.1:%d']\nconnect_timeout: 2s\n"
		               "handshake_timeout: 1s\nretries: 0\nper_second: 1000\nworkers: 2\n"
		               "server_names: {127.0.0.1: [a, b, c, d, e, f]}\n%s",
		               tls_server_port(server), cases[index].limit);
		SOURCE(source);
		source_open(&source, &tls_discovery, "lab", yaml);
		int64_t begin = clock_monotonic_ms();
		assert_true(source_scan(&source));
		int64_t took = clock_monotonic_ms() - begin;
		assert_int_equal(source.seen.count, 6);
		assert_int_equal(tls_server_connections(server), 6);
		assert_true(took >= cases[index].rounds * 1000 - 50);
		if (cases[index].rounds == 1)
			assert_true(tls_server_most_open(server) > 3);
	}
}

static int64_t megabytes(void)
{
	struct rusage usage;
	getrusage(RUSAGE_SELF, &usage);
	return usage.ru_maxrss >> 10;
}

/* A list of 2^24 addresses would take more than the smallest item of it could hide. */
static void a_network_of_sixteen_million_is_walked_without_a_list(void **state)
{
	(void)state;
	SOURCE(source);
	char yaml[256];
	(void)snprintf(yaml, sizeof(yaml),
	               "targets: [127.0.0.0/8]\nports: [%d]\nretries: 0\nper_second: 1000000\n"
	               "per_network: 0\nin_flight: 64\n",
	               loopback_closed_port());
	int64_t before = megabytes();
	source_open(&source, &tls_discovery, "", yaml);
	source.seen.cancel_after = 3000;
	assert_false(source_scan(&source));
	assert_int_equal(source.error.kind, ERROR_CANCELLED);
	int64_t grown = megabytes() - before;
	print_message("%d MB\n", (int)grown);
	assert_true(grown < 32);
	assert_int_equal(source.scan.count.targets, 1 << 24);
	/* All over the network, in no order: 3,000 looks meet most of its 256 parts. */
	bool met[256] = { false };
	int parts = 0;
	for (size_t at = 0; at < source.seen.count; at++) {
		int part = (int)strtol(source.seen.items[at].place.host + strlen("127."), NULL, 10);
		parts += !met[part];
		met[part] = true;
	}
	assert_true(parts > 250);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_ipv6_address_is_a_place),
		cmocka_unit_test(an_ipv6_network_is_walked_and_excludes_win),
		cmocka_unit_test(connections_come_from_the_address_that_is_set),
		cmocka_unit_test(a_source_of_the_other_family_stays_out),
		cmocka_unit_test(a_source_that_is_not_ours_is_told),
		cmocka_unit_test(a_greeting_leads_to_its_dialogue),
		cmocka_unit_test(a_named_protocol_is_not_guessed_at),
		cmocka_unit_test(other_text_is_no_greeting),
		cmocka_unit_test(one_address_is_not_crowded),
		cmocka_unit_test(a_network_of_sixteen_million_is_walked_without_a_list),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
