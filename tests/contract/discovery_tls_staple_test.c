/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The staple that a server sends along: handed over by full looks, glanced at by fast ones. */
#include "adapters/discovery/tls/tls_settings.h"
#include "support/check.h"
#include "support/revoke.h"
#include "support/source.h"
#include "support/tls_server.h"

#include <openssl/ocsp.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern const struct discovery_type tls_discovery;

#define QUICK                                                                          \
	"connect_timeout: 2s\nhandshake_timeout: 2s\nretries: 0\nper_second: 100000\n" \
	"full_one_in: 0\nworkers: 1\n"

static const int versions[] = { TLS1_VERSION, TLS1_2_VERSION, TLS1_3_VERSION };

struct world {
	struct issued ca, leaf;
	unsigned char *good, *revoked;
	size_t good_length, revoked_length;
};

static int setup(void **state)
{
	struct world *world = calloc(1, sizeof(*world));
	world->ca = issue(&(struct order){ .common_name = "Staple CA", .is_ca = true });
	world->leaf = issue(&(struct order){ .common_name = "leaf", .issuer = &world->ca });
	struct ocsp_order order = { .issuer = &world->ca, .certificate = &world->leaf };
	world->good = revoke_ocsp(&order, &world->good_length);
	order.status = V_OCSP_CERTSTATUS_REVOKED;
	order.reason = OCSP_REVOKED_STATUS_KEYCOMPROMISE;
	world->revoked = revoke_ocsp(&order, &world->revoked_length);
	*state = world;
	return 0;
}

static int teardown(void **state)
{
	struct world *world = *state;
	issue_release(&world->ca);
	issue_release(&world->leaf);
	free(world->good);
	free(world->revoked);
	free(world);
	return 0;
}

static void open_at(struct source *source, int port)
{
	char yaml[512];
	(void)snprintf(yaml, sizeof(yaml), "targets: ['127.0.0.1:%d']\n" QUICK, port);
	source_open(source, &tls_discovery, "lab", yaml);
	source->expects = true;
}

static const struct look *scan(struct source *source)
{
	source_forget(source);
	if (!source_scan(source))
		fail_msg("scan: %s", source->error.message);
	assert_int_equal(source->seen.count, 1);
	return &source->seen.items[0];
}

static void a_full_look_hands_it_over_as_it_came(void **state)
{
	const struct world *world = *state;
	for (size_t index = 0; index < COUNT_OF(versions); index++) {
		TLS_SERVER(server, .certificates = { &world->leaf }, .newest = versions[index],
		           .staple = world->good, .staple_length = world->good_length);
		SOURCE(source);
		open_at(&source, tls_server_port(server));
		const struct look *look = scan(&source);
		assert_true(look->full && look->slot_count == 1);
		assert_int_equal(look->slots[0].staple_length, world->good_length);
		assert_memory_equal(look->slots[0].staple, world->good, world->good_length);
	}
}

static void where_none_comes_there_is_none(void **state)
{
	const struct world *world = *state;
	static const enum manners manners[] = { MANNERS_TLS, MANNERS_NO_STAPLE };
	for (size_t index = 0; index < COUNT_OF(manners); index++) {
		TLS_SERVER(server, .certificates = { &world->leaf }, .manners = manners[index]);
		SOURCE(source);
		open_at(&source, tls_server_port(server));
		const struct look *look = scan(&source);
		assert_true(look->full);
		assert_null(look->slots[0].staple);
		assert_int_equal(look->slots[0].staple_length, 0);
	}
}

static void each_kind_of_key_brings_its_own(void **state)
{
	const struct world *world = *state;
	ISSUED(rsa, .key = "rsa2048", .issuer = &world->ca);
	TLS_SERVER(server, .certificates = { &world->leaf, &rsa }, .staple = world->good,
	           .staple_length = world->good_length);
	SOURCE(source);
	open_at(&source, tls_server_port(server));
	const struct look *look = scan(&source);
	assert_int_equal(look->slot_count, 2);
	for (size_t slot = 0; slot < 2; slot++)
		assert_memory_equal(look->slots[slot].staple, world->good, world->good_length);
}

static void a_good_one_keeps_a_look_fast(void **state)
{
	const struct world *world = *state;
	for (size_t index = 0; index < COUNT_OF(versions); index++) {
		TLS_SERVER(server, .certificates = { &world->leaf }, .newest = versions[index],
		           .staple = world->good, .staple_length = world->good_length);
		SOURCE(source);
		open_at(&source, tls_server_port(server));
		assert_true(scan(&source)->full);
		int before = tls_server_connections(server);
		assert_true(scan(&source)->as_expected);
		assert_int_equal(tls_server_connections(server), before + 1);
	}
}

/* The certificate is the one that was expected; only its staple says that something is wrong. */
static void one_that_is_not_good_asks_for_a_full_look(void **state)
{
	const struct world *world = *state;
	for (size_t index = 0; index < COUNT_OF(versions); index++) {
		struct tls_server_options options = { .certificates = { &world->leaf },
			                              .newest = versions[index],
			                              .staple = world->good,
			                              .staple_length = world->good_length };
		struct tls_server *server = tls_server_start(&options);
		SOURCE(source);
		options.port = tls_server_port(server);
		open_at(&source, options.port);
		assert_true(scan(&source)->full);
		assert_true(scan(&source)->as_expected);
		tls_server_stop(&server);
		options.staple = world->revoked;
		options.staple_length = world->revoked_length;
		server = tls_server_start(&options);
		const struct look *look = scan(&source);
		assert_true(look->full);
		assert_int_equal(look->slots[0].staple_length, world->revoked_length);
		assert_memory_equal(look->slots[0].staple, world->revoked, world->revoked_length);
		assert_true(scan(&source)->full);
		tls_server_stop(&server);
	}
}

static void demand_staple(X509 *x509)
{
	X509V3_CTX context;
	X509V3_set_ctx_nodb(&context);
	X509V3_set_ctx(&context, x509, x509, NULL, NULL, 0);
	X509_EXTENSION *extension =
		X509V3_EXT_conf_nid(NULL, &context, NID_tlsfeature, "status_request");
	assert_non_null(extension);
	assert_int_equal(X509_add_ext(x509, extension, -1), 1);
	X509_EXTENSION_free(extension);
}

/* RFC 7633: clients that know it refuse such a certificate where none comes. Until it comes, each look is
 * a full one, and says so. */
static void a_certificate_that_demands_one_is_told_apart(void **state)
{
	const struct world *world = *state;
	ISSUED(leaf, .issuer = &world->ca, .shape = demand_staple);
	struct tls_server_options options = { .certificates = { &leaf } };
	struct tls_server *server = tls_server_start(&options);
	SOURCE(source);
	options.port = tls_server_port(server);
	open_at(&source, options.port);
	for (int scans = 0; scans < 2; scans++) {
		const struct look *look = scan(&source);
		assert_true(look->full && look->slots[0].staple_missing);
	}
	tls_server_stop(&server);
	options.staple = world->good;
	options.staple_length = world->good_length;
	server = tls_server_start(&options);
	const struct look *look = scan(&source);
	assert_true(look->full && !look->slots[0].staple_missing);
	assert_true(scan(&source)->as_expected);
	tls_server_stop(&server);
	/* Who was not asked owes none, and who demands none neither. */
	options = (struct tls_server_options){ .certificates = { &leaf },
		                               .manners = MANNERS_NO_STAPLE };
	server = tls_server_start(&options);
	SOURCE(unasked);
	open_at(&unasked, tls_server_port(server));
	assert_false(scan(&unasked)->slots[0].staple_missing);
	tls_server_stop(&server);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_full_look_hands_it_over_as_it_came),
		cmocka_unit_test(where_none_comes_there_is_none),
		cmocka_unit_test(each_kind_of_key_brings_its_own),
		cmocka_unit_test(a_good_one_keeps_a_look_fast),
		cmocka_unit_test(a_certificate_that_demands_one_is_told_apart),
		cmocka_unit_test(one_that_is_not_good_asks_for_a_full_look),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
