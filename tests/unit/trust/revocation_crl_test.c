/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What a revocation list must be to be believed, and what it says. */
#include "base/arena.h"
#include "base/clock.h"
#include "support/check.h"
#include "support/parsed.h"
#include "support/revoke.h"
#include "trust/revocation_crl.h"

#include <openssl/ocsp.h>
#include <openssl/pem.h>
#include <stdlib.h>

static const char url[] = "http://crl.example/ca.crl";

struct world {
	struct arena arena;
	struct issued ca, other_ca, leaf;
	unsigned char *ca_der, *bytes;
	size_t ca_length, length;
	struct revocation_crl crl;
	struct revocation_listed listed; /* the leaf */
};

static struct error error;

static int setup(void **state)
{
	struct world *world = calloc(1, sizeof(*world));
	world->ca = issue(&(struct order){ .common_name = "Test CA", .is_ca = true });
	world->other_ca = issue(&(struct order){ .common_name = "Test CA", .is_ca = true });
	world->leaf = issue(&(struct order){ .common_name = "leaf", .issuer = &world->ca });
	world->ca_der = issue_der(&world->ca, &world->ca_length);
	size_t length;
	unsigned char *der = issue_der(&world->leaf, &length);
	struct certificate certificate;
	assert_true(certificate_parse(&world->arena, der, length, &certificate, &error));
	world->listed.serial = arena_copy(&world->arena, certificate.serial);
	free(der);
	*state = world;
	return 0;
}

static int teardown(void **state)
{
	struct world *world = *state;
	arena_release(&world->arena);
	issue_release(&world->ca);
	issue_release(&world->other_ca);
	issue_release(&world->leaf);
	free(world->ca_der);
	free(world->bytes);
	free(world);
	return 0;
}

static bool opened(struct world *world, struct crl_order order)
{
	free(world->bytes);
	order.issuer = order.issuer ? order.issuer : &world->ca;
	world->bytes = revoke_crl(&order, &world->length);
	const struct revocation_crl_question question = { .issuer = world->ca_der,
		                                          .issuer_length = world->ca_length,
		                                          .url = url,
		                                          .now = clock_now() };
	error = ERROR_INIT;
	if (!revocation_crl_open(&world->arena, &question, world->bytes, world->length, &world->crl,
	                         &error))
		return false;
	if (!*world->crl.base)
		world->listed =
			(struct revocation_listed){ .serial = world->listed.serial, .reason = "" };
	revocation_crl_apply(&world->crl, &world->listed, 1);
	return true;
}
#define OPENED(...) opened(*state, (struct crl_order){ __VA_ARGS__ })

static void tells_who_is_on_it(void **state)
{
	struct world *world = *state;
	assert_true(OPENED(.number = 300));
	assert_false(world->listed.revoked);
	assert_string_equal(world->crl.number, "12c");
	assert_int_equal(world->crl.count, 0);
	assert_true(OPENED(.entries = { { &world->leaf, -1, -7200 } }, .count = 500));
	assert_true(world->listed.revoked);
	assert_string_equal(world->listed.reason, "");
	assert_true(llabs(world->listed.revoked_at - (clock_now() - 7200)) < 5);
	assert_int_equal(world->crl.count, 501);
	assert_int_equal(strlen(world->crl.digest), 64);
	assert_true(OPENED(.entries = { { &world->leaf, OCSP_REVOKED_STATUS_KEYCOMPROMISE, 0 } }));
	assert_string_equal(world->listed.reason, "keyCompromise");
	assert_true(OPENED(.count = 500));
	assert_false(world->listed.revoked);
}

static void finds_each_of_many(void **state)
{
	struct world *world = *state;
	struct revocation_listed many[] = { { .serial = "f4240" },
		                            { .serial = "f4240" },
		                            { .serial = "f4241" },
		                            { .serial = "f4433" },
		                            { .serial = "f4434" } };
	assert_true(OPENED(.count = 500));
	revocation_crl_apply(&world->crl, many, COUNT_OF(many));
	/* 1,000,000 to 1,000,499; a serial that two certificates share is both of theirs. */
	for (size_t i = 0; i < 4; i++)
		assert_true(many[i].revoked);
	assert_false(many[4].revoked);
}

static void believes_the_issuer_alone(void **state)
{
	struct world *world = *state;
	assert_false(OPENED(.signer = &world->other_ca));
	check_contains(error.message, "signature does not hold");
	assert_int_equal(error.kind, ERROR_ITEM);
	ISSUED(stranger, .common_name = "Stranger", .is_ca = true);
	assert_false(OPENED(.issuer = &stranger));
	check_contains(error.message, "of another issuer");
}

static void keeps_to_its_time(void **state)
{
	assert_false(OPENED(.from = -86400, .to = -3600));
	check_contains(error.message, "the list: it was out of date");
	assert_false(OPENED(.from = 3600, .to = 86400));
	check_contains(error.message, "from the future");
}

static void keeps_to_its_scope(void **state)
{
	struct world *world = *state;
	assert_true(OPENED(.scope = "critical,fullname:URI:http://crl.example/ca.crl"));
	assert_true(revocation_crl_covers(&world->crl, true));
	assert_false(OPENED(.scope = "critical,fullname:URI:http://crl.example/other.crl"));
	check_contains(error.message, "another distribution point");
	assert_false(OPENED(.scope = "critical,indirectCRL:TRUE"));
	check_contains(error.message, "indirect");
	assert_false(OPENED(.scope = "critical,onlysomereasons:keyCompromise"));
	check_contains(error.message, "some reasons only");
	assert_false(OPENED(.scope = "critical,onlyAA:TRUE"));
	assert_true(OPENED(.scope = "critical,onlyuser:TRUE"));
	assert_true(revocation_crl_covers(&world->crl, false));
	assert_false(revocation_crl_covers(&world->crl, true));
	assert_true(OPENED(.scope = "critical,onlyCA:TRUE"));
	assert_false(revocation_crl_covers(&world->crl, false));
	assert_false(OPENED(.unknown_critical = true));
	check_contains(error.message, "critical extension");
}

static void a_delta_changes_its_base(void **state)
{
	struct world *world = *state;
	assert_true(OPENED(.entries = { { &world->leaf, OCSP_REVOKED_STATUS_CERTIFICATEHOLD, 0 } },
	                   .number = 20, .fresh = "URI:http://crl.example/delta.crl"));
	assert_string_equal(world->crl.delta_url, "http://crl.example/delta.crl");
	assert_string_equal(world->listed.reason, "certificateHold");
	struct revocation_crl base = world->crl;
	assert_true(OPENED(.entries = { { &world->leaf, OCSP_REVOKED_STATUS_REMOVEFROMCRL, 0 } },
	                   .number = 21, .base = 20));
	assert_false(world->listed.revoked);
	assert_true(revocation_crl_fits(&base, &world->crl, &error));
	assert_true(OPENED(.number = 25, .base = 21));
	assert_false(revocation_crl_fits(&base, &world->crl, &error));
	check_contains(error.message, "newer list than ours");
	assert_true(OPENED(.number = 19, .base = 18));
	assert_false(revocation_crl_fits(&base, &world->crl, &error));
	check_contains(error.message, "older than the list");
	assert_true(OPENED(.number = 22));
	assert_false(revocation_crl_fits(&base, &world->crl, &error));
	check_contains(error.message, "no delta list");
}

/* Active Directory names its directory first; a web server anywhere behind it is asked. */
static void a_delta_on_a_web_server_is_preferred(void **state)
{
	struct world *world = *state;
	assert_true(OPENED(.number = 20, .fresh = "URI:ldap:///CN=delta,"
	                                          "URI:HTTP://crl.example/delta.crl,"
	                                          "URI:http://crl.example/later.crl"));
	assert_string_equal(world->crl.delta_url, "HTTP://crl.example/delta.crl");
	assert_true(OPENED(.number = 20, .fresh = "URI:ldap:///CN=delta,URI:ldap:///CN=other"));
	assert_string_equal(world->crl.delta_url, "ldap:///CN=delta");
	assert_true(OPENED(.number = 20));
	assert_string_equal(world->crl.delta_url, "");
}

static void a_changed_byte_is_noticed(void **state)
{
	struct world *world = *state;
	assert_true(OPENED(.entries = { { &world->leaf, -1, 0 } }, .number = 5,
	                   .scope = "critical,fullname:URI:http://crl.example/ca.crl"));
	const struct revocation_crl_question question = { .issuer = world->ca_der,
		                                          .issuer_length = world->ca_length,
		                                          .url = url,
		                                          .now = clock_now() };
	for (size_t i = 0; i < world->length; i++) {
		world->bytes[i] ^= 0x01;
		assert_false(revocation_crl_open(&world->arena, &question, world->bytes,
		                                 world->length, &world->crl, &error));
		world->bytes[i] ^= 0x01;
	}
	for (size_t cut = 0; cut < world->length; cut++)
		assert_false(revocation_crl_open(&world->arena, &question, world->bytes, cut,
		                                 &world->crl, &error));
}

static void pem_is_read_as_well(void **state)
{
	struct world *world = *state;
	size_t length;
	assert_true(OPENED(.number = 1));
	const unsigned char *at = world->bytes;
	X509_CRL *crl = d2i_X509_CRL(NULL, &at, (long)world->length);
	BIO *memory = BIO_new(BIO_s_mem());
	char *text;
	assert_int_equal(PEM_write_bio_X509_CRL(memory, crl), 1);
	size_t size = (size_t)BIO_get_mem_data(memory, &text);
	const unsigned char *der = revocation_crl_unwrap(&world->arena, text, size, &length);
	assert_int_equal(length, world->length);
	assert_memory_equal(der, world->bytes, length);
	assert_ptr_equal(revocation_crl_unwrap(&world->arena, world->bytes, world->length, &length),
	                 world->bytes);
	BIO_free(memory);
	X509_CRL_free(crl);
}

static void an_rsa_and_an_ed25519_issuer_sign_too(void **state)
{
	static const char *const keys[] = { "rsa2048", "ed25519" };
	(void)state;
	for (size_t i = 0; i < COUNT_OF(keys); i++) {
		ARENA(arena);
		ISSUED(ca, .common_name = "Own CA", .is_ca = true, .key = keys[i]);
		size_t length, ca_length;
		unsigned char *der = issue_der(&ca, &ca_length);
		unsigned char *bytes = revoke_crl(&(struct crl_order){ .issuer = &ca }, &length);
		const struct revocation_crl_question question = { .issuer = der,
			                                          .issuer_length = ca_length,
			                                          .now = clock_now() };
		struct revocation_crl crl;
		assert_true(revocation_crl_open(&arena, &question, bytes, length, &crl, &error));
		free(bytes);
		free(der);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tells_who_is_on_it),
		cmocka_unit_test(finds_each_of_many),
		cmocka_unit_test(believes_the_issuer_alone),
		cmocka_unit_test(keeps_to_its_time),
		cmocka_unit_test(keeps_to_its_scope),
		cmocka_unit_test(a_delta_changes_its_base),
		cmocka_unit_test(a_delta_on_a_web_server_is_preferred),
		cmocka_unit_test(a_changed_byte_is_noticed),
		cmocka_unit_test(pem_is_read_as_well),
		cmocka_unit_test(an_rsa_and_an_ed25519_issuer_sign_too),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
