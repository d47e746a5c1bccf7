/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The scope of a tls source: every place once, excludes first, nothing kept as a list. */
#include "adapters/discovery/tls/tls_cursor.h"
#include "adapters/discovery/tls/tls_permute.h"
#include "adapters/discovery/tls/tls_scope.h"
#include "adapters/discovery/tls/tls_starttls_row.h"
#include "base/arena.h"
#include "base/file.h"
#include "base/yaml.h"
#include "contract/discovery.h"

#include "support/check.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

extern const struct discovery_type tls_discovery;

static bool read_scope(struct arena *arena, const char *text, struct tls_scope *scope,
                       struct error *error)
{
	*error = ERROR_INIT;
	struct tls_settings *settings = ARENA_NEW(arena, struct tls_settings);
	const struct yaml *map = yaml_parse(arena, "test", text, strlen(text), error);
	return map &&
	       setting_read(tls_discovery.setting_table, map, NULL, settings, arena, error) &&
	       tls_scope_read(arena, settings, scope, error);
}

static void get_scope(struct arena *arena, const char *text, struct tls_scope *scope)
{
	struct error error;
	if (!read_scope(arena, text, scope, &error))
		fail_msg("%s", error.message);
}

/* All places as "host:port" words, in the order of the scope. */
static const char *places(struct arena *arena, const struct tls_scope *scope)
{
	const char *list = "";
	for (uint64_t index = 0; index < scope->total; index++) {
		struct tls_host host;
		char address[INET6_ADDRSTRLEN] = "";
		if (!tls_scope_at(scope, index, &host))
			continue;
		if (!host.name)
			tls_address_format(&host.address, address);
		list = arena_print(arena, "%s %s:%d", list, host.name ? host.name : address,
		                   host.port);
	}
	return list;
}

static void every_place_comes_once(void **state)
{
	(void)state;
	ARENA(arena);
	struct tls_scope scope;
	get_scope(
		&arena,
		"targets: [10.0.0.0/30, 10.0.0.1, '10.0.0.2:443', '10.0.0.2:8443', 10.0.0.2-3, shop.example,"
		" SHOP.example., 'shop.example:443', 10.0.0.9]\n"
		"exclude: [10.0.0.0]\n",
		&scope);
	assert_string_equal(places(&arena, &scope),
	                    " 10.0.0.1:443 10.0.0.2:443 10.0.0.3:443 10.0.0.2:8443 10.0.0.9:443"
	                    " shop.example:443");
}

static void ports_multiply_and_excludes_win(void **state)
{
	(void)state;
	ARENA(arena);
	struct tls_scope scope;
	get_scope(&arena,
	          "targets: [10.0.0.0/31, 'mail.example:25']\nports: [25, 443-444]\n"
	          "exclude: [':25', '10.0.0.1:444']\n",
	          &scope);
	assert_int_equal(scope.total, 7);
	assert_string_equal(places(&arena, &scope), " 10.0.0.0:443 10.0.0.0:444 10.0.0.1:443");
}

/* Ranges that overlap give each place once. */
static void targets_have_ranges_of_ports(void **state)
{
	(void)state;
	ARENA(arena);
	struct tls_scope scope;
	get_scope(&arena,
	          "targets: ['10.0.0.0/31:442-443', '10.0.0.1:443-444', shop.example,"
	          " 'shop.example:443-445']\n"
	          "exclude: ['10.0.0.0:443', ':445']\n",
	          &scope);
	assert_int_equal(scope.total, 10);
	assert_string_equal(places(&arena, &scope),
	                    " 10.0.0.0:442 10.0.0.1:442 10.0.0.1:443 10.0.0.1:444 shop.example:443"
	                    " shop.example:444");
}

/* The standard input of this test becomes what a pipe would hold. */
static void a_list_is_piped_in(void **state)
{
	(void)state;
	ARENA(arena);
	struct tls_scope scope;
	struct error error;
	int ends[2];
	int before = dup(STDIN_FILENO);
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(write(ends[1], "10.0.0.1\n# no more\nshop.example:8443", 36), 36);
	close(ends[1]);
	dup2(ends[0], STDIN_FILENO);
	get_scope(&arena, "targets: ['@-', 10.0.0.9]\n", &scope);
	assert_string_equal(places(&arena, &scope), " 10.0.0.1:443 10.0.0.9:443 shop.example:8443");
	assert_false(read_scope(&arena, "targets: ['@-']\n", &scope, &error));
	check_contains(error.message, "targets: list '@-': nothing came in");
	dup2(before, STDIN_FILENO);
	close(before);
	close(ends[0]);
}

static void a_large_network_needs_no_list(void **state)
{
	(void)state;
	ARENA(arena);
	struct tls_scope scope;
	get_scope(&arena, "targets: [10.0.0.0/8]\nports: [1-100]\n", &scope);
	assert_true(scope.total == UINT64_C(100) << 24);
	assert_true(arena.used < 100000);
	struct tls_host host;
	assert_true(tls_scope_at(&scope, scope.total - 1, &host));
	char address[INET6_ADDRSTRLEN];
	tls_address_format(&host.address, address);
	assert_string_equal(address, "10.255.255.255");
	assert_int_equal(host.port, 100);
}

static void lists_are_read_from_files(void **state)
{
	(void)state;
	ARENA(arena);
	char path[] = "/tmp/certsteward-targets-XXXXXX";
	close(mkstemp(path));
	struct error error;
	const char good[] =
		"# ours\n10.0.0.1\r\n\n  shop.example:8443  # the shop\n[2001:db8::1]:25";
	assert_true(file_replace(path, good, strlen(good), 0644, &error));
	struct tls_scope scope;
	const char *yaml = arena_print(&arena, "targets: ['@%s']\n", path);
	get_scope(&arena, yaml, &scope);
	assert_string_equal(places(&arena, &scope),
	                    " 10.0.0.1:443 2001:db8::1:25 shop.example:8443");
	const char bad[] = "10.0.0.1\nno host\n";
	assert_true(file_replace(path, bad, strlen(bad), 0644, &error));
	assert_false(read_scope(&arena, yaml, &scope, &error));
	check_contains(error.message, arena_print(&arena, "%s:2: target 'no host'", path));
	unlink(path);
	assert_false(read_scope(&arena, yaml, &scope, &error));
	assert_int_equal(error.kind, ERROR_LOCAL);
	check_contains(error.message, path);
}

/* Scope of the zone example.com in a file with this text. */
static bool read_zone(struct arena *arena, const char *text, struct tls_scope *scope,
                      struct error *error)
{
	char path[] = "/tmp/certsteward-zone-XXXXXX";
	close(mkstemp(path));
	assert_true(file_replace(path, text, strlen(text), 0644, error));
	const char *yaml = arena_print(
		arena, "targets: ['zone:example.com@%s']\nexclude: [no.example.com]\n", path);
	bool read = read_scope(arena, yaml, scope, error);
	unlink(path);
	return read;
}

static void names_come_from_a_zone_file(void **state)
{
	(void)state;
	ARENA(arena);
	struct tls_scope scope;
	struct error error;
	const char zone[] = "$TTL 3600\n"
			    "@ IN SOA ns.example.com. hostmaster ( 1 7200 3600 ; times\n"
			    "    1209600 3600 )\n"
			    "  IN NS ns\n"
			    "  IN A 10.0.0.1\n"
			    "ns A 10.0.0.2\n"
			    "WWW 300 IN AAAA 2001:db8::1\n"
			    "www A 10.0.0.3\n"
			    "shop CNAME www\n"
			    "*.dev A 10.0.0.4\n"
			    "mail MX 10 mx.example.net.\n"
			    "_dmarc TXT \"v=DMARC1; p=none\"\n"
			    "no A 10.0.0.5\n"
			    "odd\\.name A 10.0.0.6\n"
			    "other.example.net. A 10.0.0.7\n"
			    "$ORIGIN lab.example.com.\n"
			    "api A 10.0.0.8\n"
			    "x TYPE65400 \\# 2 0001\n";
	if (!read_zone(&arena, zone, &scope, &error))
		fail_msg("%s", error.message);
	assert_string_equal(places(&arena, &scope),
	                    " api.lab.example.com:443 example.com:443 ns.example.com:443"
	                    " shop.example.com:443 www.example.com:443");
	assert_true(read_zone(&arena, "", &scope, &error));
	assert_int_equal(scope.total, 0);
}

static void a_broken_zone_is_refused_whole(void **state)
{
	(void)state;
	ARENA(arena);
	const struct {
		const char *zone, *words;
	} cases[] = {
		{ "a A 10.0.0.1\nb A 10.0.0.256\n", ":2: " },
		{ "a A 10.0.0.1\n$INCLUDE /etc/passwd\n", "$INCLUDE is not followed" },
		{ "a NONSENSE 1\n", ":1: " },
		{ "\x01\x02\xff\n", ":1: " },
	};
	for (size_t index = 0; index < COUNT_OF(cases); index++) {
		struct tls_scope scope;
		struct error error = ERROR_INIT;
		if (read_zone(&arena, cases[index].zone, &scope, &error))
			fail_msg("zone %zu was taken", index);
		assert_int_equal(error.kind, ERROR_LOCAL);
		check_contains(error.message, "targets: zone 'example.com': ");
		check_contains(error.message, cases[index].words);
	}
	struct tls_scope scope;
	struct error error;
	assert_false(read_scope(&arena, "targets: ['zone:/etc/bind/db']\n", &scope, &error));
	check_contains(error.message, "write a zone as zone:example.com@");
	assert_false(read_scope(&arena, "targets: ['zone:a..b@/etc/hostname']\n", &scope, &error));
	check_contains(error.message, "'a..b' is no name of a zone");
	assert_false(read_scope(&arena, "targets: ['zone:a@/does/not/exist']\n", &scope, &error));
	check_contains(error.message, "/does/not/exist");
}

static void faults_name_the_setting_and_the_place(void **state)
{
	(void)state;
	ARENA(arena);
	const struct {
		const char *yaml, *words;
	} cases[] = {
		{ "targets: [a b]\n", "target 'a b'" },
		{ "targets: [a]\nexclude: [a b]\n", "exclude: target 'a b'" },
		{ "targets: [a]\nports: [99999]\n", "ports: '99999'" },
		{ "targets: [a]\nstarttls: {25: gopher}\n",
		  "test:2:16: starttls: 'gopher' is not known; write smtp, lmtp, imap" },
		{ "targets: [a]\nstarttls: {25: smpt}\n",
		  "test:2:16: starttls: 'smpt' is not known: did you mean 'smtp'" },
		{ "targets: [a]\nstarttls: automatic\n", "or none" },
		{ "targets: [a]\nstarttls: {smtp: 25}\n", "starttls: 'smtp' is no port" },
		{ "targets: [a]\nstarttls: [smtp]\n", "starttls: write auto, or {25: smtp" },
		{ "targets: [a]\nserver_names: {x y: [a]}\n", "server_names: target 'x y'" },
		{ "targets: [a]\nserver_names: {10.0.0.1: []}\n", "needs a list of names" },
		{ "targets: [a]\nserver_names: {10.0.0.1: [10.0.0.1]}\n",
		  "'10.0.0.1' is no host name" },
		{ "targets: [a]\nserver_names: {10.0.0.1: {a: b}}\n", "needs a list of names" },
		{ "targets: [0.0.0.0/0, 1.0.0.0/0]\nports: [1-65535]\n", "more than 2^40 places" },
	};
	for (size_t index = 0; index < COUNT_OF(cases); index++) {
		struct tls_scope scope;
		struct error error;
		assert_false(read_scope(&arena, cases[index].yaml, &scope, &error));
		assert_int_equal(error.kind, ERROR_LOCAL);
		check_contains(error.message, cases[index].words);
	}
}

static void check_opening(const struct tls_scope *scope, int port, const char *name, bool automatic)
{
	const struct tls_starttls *protocol = tls_scope_dialogue(scope, port);
	assert_string_equal(protocol ? protocol->name : "none", name);
	assert_int_equal(tls_scope_is_automatic(scope, port), automatic);
}

static void dialogues_are_set_by_port_or_guessed(void **state)
{
	(void)state;
	ARENA(arena);
	struct tls_scope scope;
	get_scope(&arena, "targets: [a]\n", &scope);
	check_opening(&scope, 25, "none", false);
	get_scope(&arena, "targets: [a]\nstarttls: auto\n", &scope);
	check_opening(&scope, 25, "smtp", true);
	check_opening(&scope, 443, "none", true);
	get_scope(
		&arena,
		"targets: [a]\nstarttls: {25: lmtp, 143: none, 8025: auto, '*': auto, 26: smtp}\n",
		&scope);
	check_opening(&scope, 25, "lmtp", false);
	check_opening(&scope, 26, "smtp", false);
	check_opening(&scope, 143, "none", false);
	check_opening(&scope, 8025, "none", true);
	check_opening(&scope, 5432, "postgres", true);
	get_scope(&arena, "targets: [a]\nstarttls: {25: smtp}\n", &scope);
	check_opening(&scope, 25, "smtp", false);
	check_opening(&scope, 587, "none", false);
}

static bool covers(const struct tls_scope *scope, enum deployment_kind kind, const char *host,
                   int port, const char *server_name)
{
	struct deployment_place place = { kind, "", host, port, server_name, "", "" };
	return tls_scope_covers(scope, &place);
}

static void covers_says_what_a_scan_would_look_at(void **state)
{
	(void)state;
	ARENA(arena);
	struct tls_scope scope;
	get_scope(
		&arena,
		"targets: [10.0.0.0/24, shop.example, '10.0.1.1:8443']\nports: [443]\n"
		"exclude: [10.0.0.9, secret.example]\n"
		"server_names: {10.0.0.7: [a.example, secret.example], shop.example: ['', b.example],"
		" 10.0.0.128/25: c.example}\n",
		&scope);
	assert_true(covers(&scope, DEPLOYMENT_ADDRESS, "10.0.0.1", 443, ""));
	assert_false(covers(&scope, DEPLOYMENT_ADDRESS, "10.0.0.1", 443, "a.example"));
	assert_false(covers(&scope, DEPLOYMENT_ADDRESS, "10.0.0.1", 8443, ""));
	assert_true(covers(&scope, DEPLOYMENT_ADDRESS, "10.0.1.1", 8443, ""));
	assert_false(covers(&scope, DEPLOYMENT_ADDRESS, "10.0.1.1", 443, ""));
	assert_false(covers(&scope, DEPLOYMENT_ADDRESS, "10.0.0.9", 443, ""));
	assert_true(covers(&scope, DEPLOYMENT_ADDRESS, "10.0.0.7", 443, "a.example"));
	assert_false(covers(&scope, DEPLOYMENT_ADDRESS, "10.0.0.7", 443, "secret.example"));
	assert_false(covers(&scope, DEPLOYMENT_ADDRESS, "10.0.0.7", 443, ""));
	assert_true(covers(&scope, DEPLOYMENT_ADDRESS, "10.0.0.200", 443, "c.example"));
	assert_true(covers(&scope, DEPLOYMENT_NAME, "shop.example", 443, "b.example"));
	assert_true(covers(&scope, DEPLOYMENT_NAME, "shop.example", 443, ""));
	assert_false(covers(&scope, DEPLOYMENT_NAME, "shop.example", 443, "shop.example"));
	assert_false(covers(&scope, DEPLOYMENT_NAME, "10.0.0.1", 443, ""));
	assert_false(covers(&scope, DEPLOYMENT_ADDRESS, "shop.example", 443, ""));
	assert_false(covers(&scope, DEPLOYMENT_FILE, "10.0.0.1", 443, ""));
}

static void orders_hold_each_index_once(void **state)
{
	(void)state;
	for (uint64_t size = 1; size < 600; size = size * 3 / 2 + 1) {
		char met[600] = { 0 };
		struct tls_permute permute;
		tls_permute_start(&permute, size, size * 77);
		uint64_t moved = 0;
		for (uint64_t position = 0; position < size; position++) {
			uint64_t index = tls_permute_at(&permute, position);
			assert_true(index < size && !met[index]);
			met[index] = 1;
			moved += index != position;
		}
		assert_true(size < 20 || moved > size / 2);
	}
}

static void orders_differ_and_spread(void **state)
{
	(void)state;
	struct tls_permute one;
	struct tls_permute other;
	tls_permute_start(&one, UINT64_C(1) << 40, 1);
	tls_permute_start(&other, UINT64_C(1) << 40, 2);
	int neighbours = 0;
	int same = 0;
	for (uint64_t position = 0; position < 1000; position++) {
		uint64_t here = tls_permute_at(&one, position);
		uint64_t next = tls_permute_at(&one, position + 1);
		neighbours += (here > next ? here - next : next - here) < (1 << 20);
		same += here == tls_permute_at(&other, position);
	}
	assert_true(neighbours < 10);
	assert_true(same < 10);
}

static void a_cursor_waits_for_the_slowest(void **state)
{
	(void)state;
	ARENA(arena);
	struct tls_cursor cursor;
	tls_cursor_start(&cursor, &arena, "5:10:7:2", 10, 7);
	assert_int_equal(cursor.done, 2);
	uint64_t slow = tls_cursor_feed(&cursor, 2);
	uint64_t quick = tls_cursor_feed(&cursor, 1);
	tls_cursor_feed(&cursor, 0);
	tls_cursor_observed(&cursor, quick);
	char text[TLS_CURSOR_TEXT];
	tls_cursor_print(&cursor, text);
	assert_string_equal(text, "5:10:7:2");
	tls_cursor_observed(&cursor, slow);
	tls_cursor_print(&cursor, text);
	assert_string_equal(text, "5:10:7:2");
	tls_cursor_observed(&cursor, slow);
	tls_cursor_print(&cursor, text);
	assert_string_equal(text, "5:10:7:5");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_place_comes_once),
		cmocka_unit_test(ports_multiply_and_excludes_win),
		cmocka_unit_test(names_come_from_a_zone_file),
		cmocka_unit_test(a_broken_zone_is_refused_whole),
		cmocka_unit_test(targets_have_ranges_of_ports),
		cmocka_unit_test(a_list_is_piped_in),
		cmocka_unit_test(a_large_network_needs_no_list),
		cmocka_unit_test(lists_are_read_from_files),
		cmocka_unit_test(faults_name_the_setting_and_the_place),
		cmocka_unit_test(dialogues_are_set_by_port_or_guessed),
		cmocka_unit_test(covers_says_what_a_scan_would_look_at),
		cmocka_unit_test(orders_hold_each_index_once),
		cmocka_unit_test(orders_differ_and_spread),
		cmocka_unit_test(a_cursor_waits_for_the_slowest),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
