/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The tls source against real servers on loopback: what it sees of good ones. */
#include "base/clock.h"
#include "base/file.h"
#include "base/text.h"
#include "model/certificate.h"

#include "support/check.h"
#include "support/loopback.h"
#include "support/source.h"
#include "support/tls_server.h"

#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

extern const struct discovery_type tls_discovery;

/* Short times: a good answer comes in milliseconds, and a bad one shall not hold the tests up. */
#define QUICK "connect_timeout: 2s\nhandshake_timeout: 2s\nretries: 0\n"

static const char *key_of(struct source *source, const char *host, int port, const char *name)
{
	struct deployment_place place = { .kind = DEPLOYMENT_ADDRESS,
		                          .zone = "lab",
		                          .host = host,
		                          .port = port,
		                          .server_name = name };
	return deployment_key(&source->arena, &place);
}

static const struct look *only_look(struct source *source, const struct tls_server *server)
{
	return source_find(source, key_of(source, "127.0.0.1", tls_server_port(server), ""));
}

static void scan_server(struct source *source, const struct tls_server *server, const char *more)
{
	char yaml[512];
	(void)snprintf(yaml, sizeof(yaml), "targets: ['127.0.0.1:%d']\n" QUICK "%s",
	               tls_server_port(server), more);
	source_open(source, &tls_discovery, "lab", yaml);
	if (!source_scan(source))
		fail_msg("scan: %s", source->error.message);
	assert_true(source->scan.complete);
}

static void check_leaf(const struct look_slot *slot, const struct issued *issued)
{
	size_t length;
	unsigned char *der = issue_der(issued, &length);
	assert_int_equal(slot->chain[0].length, length);
	assert_memory_equal(slot->chain[0].der, der, length);
	free(der);
}

static void a_valid_certificate_is_served_and_trusted(void **state)
{
	(void)state;
	ISSUED(ca, .common_name = "Lab CA", .is_ca = true);
	ISSUED(leaf, .names = "DNS:shop.example", .issuer = &ca);
	char path[] = "/tmp/certsteward-ca-XXXXXX";
	close(mkstemp(path));
	char *pem = issue_pem(&ca);
	struct error error;
	assert_true(file_replace(path, pem, strlen(pem), 0644, &error));
	free(pem);
	TLS_SERVER(server, .certificates = { &leaf }, .chain = &ca, .chain_count = 1);
	char more[128];
	(void)snprintf(more, sizeof(more), "ca_file: %s\nserver_names: {127.0.0.1: shop.example}\n",
	               path);
	SOURCE(source);
	scan_server(&source, server, more);
	const struct look *look = source_find(
		&source, key_of(&source, "127.0.0.1", tls_server_port(server), "shop.example"));
	assert_int_equal(look->outcome, LOOK_SERVED);
	assert_int_equal(look->evidence, DEPLOYMENT_SERVED);
	assert_true(look->full);
	assert_int_equal(look->slot_count, 1);
	check_leaf(&look->slots[0], &leaf);
	assert_int_equal(look->slots[0].chain_length, 2);
	check_leaf(&(struct look_slot){ .chain = &look->slots[0].chain[1] }, &ca);
	assert_string_equal(look->slots[0].key_type, "ec");
	assert_string_equal(look->slots[0].protocol, "TLSv1.3");
	assert_string_equal(look->slots[0].cipher, "TLS_AES_256_GCM_SHA384");
	assert_string_equal(look->slots[0].verdict, "ok");
	assert_true(look->slots[0].chain_trusted);
	assert_true(look->slots[0].chain_complete);
	assert_true(look->slots[0].name_matches);
	assert_int_equal(source.scan.count.targets, 1);
	assert_int_equal(source.scan.count.looked, 1);
	assert_int_equal(source.scan.count.served, 1);
	unlink(path);
}

static void verdicts_tell_what_is_wrong(void **state)
{
	(void)state;
	ISSUED(ca, .common_name = "Unknown CA", .is_ca = true);
	const struct {
		struct order order;
		const char *verdict;
		bool complete;
	} cases[] = {
		{ { .common_name = "own" }, "self-signed", true },
		{ { .issuer = &ca }, "unable to get local issuer certificate", false },
		{ { .common_name = "own", .starts = -90, .ends = -1 }, "self-signed", true },
	};
	for (size_t index = 0; index < COUNT_OF(cases); index++) {
		struct issued leaf = issue(&cases[index].order);
		TLS_SERVER(server, .certificates = { &leaf });
		SOURCE(source);
		scan_server(&source, server, "");
		const struct look *look = only_look(&source, server);
		assert_int_equal(look->outcome, LOOK_SERVED);
		assert_true(look->full);
		check_leaf(&look->slots[0], &leaf);
		assert_string_equal(look->slots[0].verdict, cases[index].verdict);
		assert_false(look->slots[0].chain_trusted);
		assert_int_equal(look->slots[0].chain_complete, cases[index].complete);
		issue_release(&leaf);
	}
}

static void both_kinds_of_key_are_found(void **state)
{
	(void)state;
	ISSUED(rsa, .key = "rsa2048", .common_name = "rsa");
	const char *others[] = { "ec", "ed25519" };
	const int versions[] = { TLS1_2_VERSION, TLS1_3_VERSION };
	for (size_t index = 0; index < 4; index++) {
		ISSUED(other, .key = others[index / 2], .common_name = "other");
		TLS_SERVER(server, .certificates = { &rsa, &other }, .newest = versions[index % 2]);
		SOURCE(source);
		scan_server(&source, server, "");
		const struct look *look = only_look(&source, server);
		assert_int_equal(look->slot_count, 2);
		bool rsa_first = strcmp(look->slots[0].key_type, "rsa") == 0;
		check_leaf(&look->slots[rsa_first ? 0 : 1], &rsa);
		check_leaf(&look->slots[rsa_first ? 1 : 0], &other);
		assert_string_equal(look->slots[rsa_first ? 1 : 0].key_type, others[index / 2]);
	}
}

static void every_protocol_and_weak_key_is_seen(void **state)
{
	(void)state;
	ISSUED(weak, .key = "rsa1024");
	const struct {
		int version;
		const char *name;
	} cases[] = { { TLS1_VERSION, "TLSv1" },
		      { TLS1_1_VERSION, "TLSv1.1" },
		      { TLS1_2_VERSION, "TLSv1.2" },
		      { TLS1_3_VERSION, "TLSv1.3" } };
	for (size_t index = 0; index < COUNT_OF(cases); index++) {
		TLS_SERVER(server, .certificates = { &weak }, .newest = cases[index].version);
		SOURCE(source);
		scan_server(&source, server, "");
		const struct look *look = only_look(&source, server);
		assert_int_equal(look->slot_count, 1);
		assert_string_equal(look->slots[0].protocol, cases[index].name);
		check_leaf(&look->slots[0], &weak);
	}
}

static void names_behind_one_address_are_places_of_their_own(void **state)
{
	(void)state;
	ISSUED(usual, .common_name = "usual");
	ISSUED(shop, .names = "DNS:shop.example");
	ISSUED(api, .names = "DNS:api.example");
	TLS_SERVER(server, .certificates = { &usual },
	           .by_name = { { "shop.example", &shop }, { "api.example", &api } });
	int port = tls_server_port(server);
	SOURCE(source);
	scan_server(
		&source, server,
		"server_names: {127.0.0.0/8: [Shop.Example., api.example, hidden.example, '']}\n"
		"exclude: ['*.hidden.example', hidden.example]\n");
	check_leaf(source_find(&source, key_of(&source, "127.0.0.1", port, "shop.example"))->slots,
	           &shop);
	check_leaf(source_find(&source, key_of(&source, "127.0.0.1", port, "api.example"))->slots,
	           &api);
	check_leaf(source_find(&source, key_of(&source, "127.0.0.1", port, ""))->slots, &usual);
	assert_int_equal(source.seen.count, 3);
	assert_int_equal(source.scan.count.targets, 3);
}

static void starttls_leads_to_the_certificate(void **state)
{
	(void)state;
	ISSUED(leaf, .common_name = "mail");
	const struct {
		enum manners manners;
		const char *name;
	} cases[] = { { MANNERS_SMTP, "smtp" }, { MANNERS_IMAP, "imap" } };
	for (size_t index = 0; index < COUNT_OF(cases); index++) {
		TLS_SERVER(server, .manners = cases[index].manners, .certificates = { &leaf });
		char more[64];
		(void)snprintf(more, sizeof(more), "starttls: {%d: %s}\n", tls_server_port(server),
		               cases[index].name);
		SOURCE(source);
		scan_server(&source, server, more);
		const struct look *look = only_look(&source, server);
		assert_int_equal(look->outcome, LOOK_SERVED);
		assert_true(look->full);
		check_leaf(&look->slots[0], &leaf);
	}
}

/* In TLS 1.2 the server ends the handshake for want of our certificate, after it has proven its own. */
static void a_wanted_client_certificate_hides_nothing(void **state)
{
	(void)state;
	ISSUED(leaf, .common_name = "strict");
	const int versions[] = { TLS1_2_VERSION, TLS1_3_VERSION };
	for (size_t index = 0; index < COUNT_OF(versions); index++) {
		TLS_SERVER(server, .certificates = { &leaf }, .newest = versions[index],
		           .wants_client_certificate = true);
		SOURCE(source);
		scan_server(&source, server, "");
		const struct look *look = only_look(&source, server);
		assert_int_equal(look->outcome, LOOK_SERVED);
		assert_true(look->full);
		check_leaf(&look->slots[0], &leaf);
	}
}

static void servers_that_stumble_over_newer_hellos_are_asked_again(void **state)
{
	(void)state;
	ISSUED(leaf, .common_name = "old");
	TLS_SERVER(server, .manners = MANNERS_INTOLERANT, .certificates = { &leaf });
	SOURCE(source);
	scan_server(&source, server, "");
	const struct look *look = only_look(&source, server);
	assert_int_equal(look->outcome, LOOK_SERVED);
	assert_string_equal(look->slots[0].protocol, "TLSv1.2");
	check_leaf(&look->slots[0], &leaf);
}

/* Less is asked of them, but no older protocol. */
static void servers_that_stumble_over_the_staple_are_asked_without(void **state)
{
	(void)state;
	ISSUED(leaf, .common_name = "shy");
	TLS_SERVER(server, .manners = MANNERS_NO_STAPLE, .certificates = { &leaf });
	SOURCE(source);
	scan_server(&source, server, "");
	const struct look *look = only_look(&source, server);
	assert_int_equal(look->outcome, LOOK_SERVED);
	assert_true(look->full);
	assert_string_equal(look->slots[0].protocol, "TLSv1.3");
	check_leaf(&look->slots[0], &leaf);
}

static void bytes_that_are_no_certificate_are_kept_unproven(void **state)
{
	(void)state;
	TLS_SERVER(server, .manners = MANNERS_ODD);
	SOURCE(source);
	scan_server(&source, server, "");
	const struct look *look = only_look(&source, server);
	assert_int_equal(look->outcome, LOOK_SERVED);
	assert_false(look->full);
	assert_int_equal(look->slots[0].chain[0].length, 5);
	assert_memory_equal(look->slots[0].chain[0].der, "odd!!", 5);
	assert_false(look->slots[0].chain_trusted);
	check_contains(look->slots[0].verdict, "does not parse");
}

static void a_server_that_needs_a_name_says_so(void **state)
{
	(void)state;
	ISSUED(leaf, .names = "DNS:shop.example");
	TLS_SERVER(server, .certificates = { &leaf }, .by_name = { { "shop.example", &leaf } },
	           .needs_name = true);
	SOURCE(source);
	scan_server(&source, server, "server_names: {127.0.0.1: ['', shop.example]}\n");
	const struct look *nameless = only_look(&source, server);
	assert_int_equal(nameless->outcome, LOOK_UNREACHABLE);
	assert_int_equal(nameless->reason, LOOK_ALERT);
	check_contains(nameless->detail, "server_names");
	const struct look *named = source_find(
		&source, key_of(&source, "127.0.0.1", tls_server_port(server), "shop.example"));
	check_leaf(&named->slots[0], &leaf);
}

static void a_name_is_resolved_and_asked_for(void **state)
{
	(void)state;
	ISSUED(usual, .common_name = "usual");
	ISSUED(local, .names = "DNS:localhost");
	TLS_SERVER(server, .certificates = { &usual }, .by_name = { { "localhost", &local } });
	char yaml[256];
	(void)snprintf(yaml, sizeof(yaml), "targets: ['LOCALHOST.:%d']\n" QUICK,
	               tls_server_port(server));
	SOURCE(source);
	source_open(&source, &tls_discovery, "", yaml);
	assert_true(source_scan(&source));
	char key[64];
	(void)snprintf(key, sizeof(key), "localhost:%d/localhost", tls_server_port(server));
	const struct look *look = source_find(&source, key);
	assert_int_equal(look->place.kind, DEPLOYMENT_NAME);
	assert_string_equal(look->address, "127.0.0.1");
	check_leaf(&look->slots[0], &local);
	assert_true(look->slots[0].name_matches);
}

static void a_long_chain_is_cut_and_said_so(void **state)
{
	(void)state;
	enum { LONG = 100 };
	ISSUED(leaf, .common_name = "long");
	struct issued chain[LONG - 1];
	for (size_t index = 0; index < COUNT_OF(chain); index++)
		chain[index] = issue(&(struct order){ .is_ca = true, .padding = 700 });
	TLS_SERVER(server, .certificates = { &leaf }, .chain = chain,
	           .chain_count = COUNT_OF(chain));
	SOURCE(source);
	scan_server(&source, server, "");
	const struct look *look = only_look(&source, server);
	assert_int_equal(look->outcome, LOOK_SERVED);
	assert_int_equal(look->slots[0].chain_length, 20);
	check_leaf(&look->slots[0], &leaf);
	check_contains(look->detail, "100 certificates");
	for (size_t index = 0; index < COUNT_OF(chain); index++)
		issue_release(&chain[index]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_valid_certificate_is_served_and_trusted),
		cmocka_unit_test(verdicts_tell_what_is_wrong),
		cmocka_unit_test(both_kinds_of_key_are_found),
		cmocka_unit_test(every_protocol_and_weak_key_is_seen),
		cmocka_unit_test(names_behind_one_address_are_places_of_their_own),
		cmocka_unit_test(starttls_leads_to_the_certificate),
		cmocka_unit_test(a_wanted_client_certificate_hides_nothing),
		cmocka_unit_test(servers_that_stumble_over_newer_hellos_are_asked_again),
		cmocka_unit_test(servers_that_stumble_over_the_staple_are_asked_without),
		cmocka_unit_test(bytes_that_are_no_certificate_are_kept_unproven),
		cmocka_unit_test(a_server_that_needs_a_name_says_so),
		cmocka_unit_test(a_name_is_resolved_and_asked_for),
		cmocka_unit_test(a_long_chain_is_cut_and_said_so),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
