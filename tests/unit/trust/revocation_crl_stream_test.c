/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* A list read piece by piece says what the same list says as a whole, however it is cut. */
#include "base/arena.h"
#include "base/clock.h"
#include "base/limits.h"
#include "support/check.h"
#include "support/long_crl.h"
#include "support/parsed.h"
#include "support/revoke.h"
#include "trust/revocation_crl_stream.h"

#include <openssl/ocsp.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char url[] = "http://crl.example/ca.crl";

enum { LISTED = 4 };

struct world {
	struct arena arena;
	struct issued ca, other_ca, leaf;
	const char *serial;
};

/* What a reader said. */
struct said {
	bool good;
	struct error error;
	struct revocation_crl crl;
	struct revocation_listed listed[LISTED];
};

static int setup(void **state)
{
	struct world *world = calloc(1, sizeof(*world));
	struct error error;
	world->ca = issue(&(struct order){ .common_name = "Test CA", .is_ca = true });
	world->other_ca = issue(&(struct order){ .common_name = "Test CA", .is_ca = true });
	world->leaf = issue(&(struct order){ .common_name = "leaf", .issuer = &world->ca });
	size_t length;
	unsigned char *der = issue_der(&world->leaf, &length);
	struct certificate certificate;
	assert_true(certificate_parse(&world->arena, der, length, &certificate, &error));
	world->serial = arena_copy(&world->arena, certificate.serial);
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
	free(world);
	return 0;
}

static int compare(const void *a, const void *b)
{
	return strcmp(((const struct revocation_listed *)a)->serial,
	              ((const struct revocation_listed *)b)->serial);
}

static struct said nothing_said(const struct world *world)
{
	struct said said = { .listed = { { .serial = world->serial, .reason = "" },
		                         { .serial = "f4240", .reason = "" },
		                         { .serial = "f4241", .reason = "" },
		                         { .serial = "1", .reason = "" } } };
	qsort(said.listed, LISTED, sizeof(*said.listed), compare);
	return said;
}

static struct said ask_whole(struct world *world, const struct revocation_crl_question *question,
                             const unsigned char *bytes, size_t length)
{
	struct said said = nothing_said(world);
	said.good =
		revocation_crl_open(&world->arena, question, bytes, length, &said.crl, &said.error);
	if (said.good)
		revocation_crl_apply(&said.crl, said.listed, LISTED);
	return said;
}

/* First up to `cut`, then in pieces of this length, each a block of its own. */
static struct said ask_pieces(struct world *world, const struct revocation_crl_question *question,
                              const unsigned char *bytes, size_t length, size_t cut, size_t piece)
{
	struct said said = nothing_said(world);
	const struct revocation_crl_wanted wanted = { said.listed, LISTED, LIMIT_CRL_BYTES };
	struct revocation_crl_stream *stream;
	said.good =
		revocation_crl_stream_open(&world->arena, question, &wanted, &stream, &said.error);
	for (size_t at = 0; said.good && at < length;) {
		size_t now = at == 0 && cut ? cut : piece;
		now = now < length - at ? now : length - at;
		unsigned char *block = malloc(now);
		memcpy(block, bytes + at, now);
		said.good = revocation_crl_stream_take(stream, block, now, &said.error);
		free(block);
		at += now;
	}
	if (said.good)
		said.good = revocation_crl_stream_end(stream, &said.crl, &said.error);
	revocation_crl_stream_close(&stream);
	return said;
}

static void check_same(const struct said *whole, const struct said *pieces)
{
	if (whole->good != pieces->good)
		fail_msg("whole: %d %s; in pieces: %d %s", whole->good, whole->error.message,
		         pieces->good, pieces->error.message);
	for (size_t i = 0; i < LISTED; i++) {
		assert_int_equal(whole->listed[i].revoked, pieces->listed[i].revoked);
		assert_int_equal(whole->listed[i].revoked_at, pieces->listed[i].revoked_at);
		assert_string_equal(whole->listed[i].reason, pieces->listed[i].reason);
	}
	if (!whole->good) {
		assert_string_equal(whole->error.message, pieces->error.message);
		assert_int_equal(whole->error.kind, pieces->error.kind);
		return;
	}
	const struct revocation_crl *a = &whole->crl, *b = &pieces->crl;
	assert_string_equal(a->digest, b->digest);
	assert_string_equal(a->number, b->number);
	assert_string_equal(a->base, b->base);
	assert_string_equal(a->delta_url, b->delta_url);
	assert_true(a->this_update == b->this_update && a->next_update == b->next_update);
	assert_true(a->only_users == b->only_users && a->only_cas == b->only_cas);
	assert_int_equal(a->count, b->count);
	assert_null(b->entries.at);
}

/* One list, whole and cut in every way; true when it holds. */
static bool compare_readers(struct world *world, const struct issued *issuer,
                            const unsigned char *bytes, size_t length)
{
	size_t issuer_length;
	unsigned char *der = issue_der(issuer, &issuer_length);
	const struct revocation_crl_question question = { der, issuer_length, url, clock_now() };
	static const size_t pieces[] = { 1, 2, 3, 7, 64, SIZE_MAX };
	struct said whole = ask_whole(world, &question, bytes, length);
	for (size_t i = 0; i < COUNT_OF(pieces); i++) {
		struct said cut = ask_pieces(world, &question, bytes, length, 0, pieces[i]);
		check_same(&whole, &cut);
	}
	for (size_t at = 1; at < length && length < 2048; at++) {
		struct said cut = ask_pieces(world, &question, bytes, length, at, SIZE_MAX);
		check_same(&whole, &cut);
	}
	free(der);
	return whole.good;
}

static void every_list_says_the_same_cut_anywhere(void **state)
{
	struct world *world = *state;
	ISSUED(stranger, .common_name = "Stranger", .is_ca = true);
	ISSUED(rsa, .common_name = "RSA CA", .is_ca = true, .key = "rsa2048");
	ISSUED(no_signer, .common_name = "No signer");
	const struct {
		struct crl_order order;
		bool good;
	} cases[] = {
		{ { .number = 300 }, true },
		{ { .entries = { { &world->leaf, -1, -7200 } } }, true },
		{ { .entries = { { &world->leaf, OCSP_REVOKED_STATUS_KEYCOMPROMISE, 0 } },
		    .count = 300 },
		  true },
		{ { .entries = { { &world->leaf, OCSP_REVOKED_STATUS_REMOVEFROMCRL, 0 } },
		    .number = 21,
		    .base = 20 },
		  true },
		{ { .number = 20, .fresh = "URI:http://crl.example/delta.crl", .count = 3 }, true },
		{ { .issuer = &rsa, .count = 3 }, true },
		{ { .issuer = &no_signer, .count = 3 }, true },
		{ { .signer = &world->other_ca }, false },
		{ { .issuer = &rsa, .signer = &world->other_ca }, false },
		{ { .from = -86400, .to = -3600 }, false },
		{ { .from = 3600, .to = 86400, .count = 3 }, false },
		{ { .scope = "critical,fullname:URI:http://crl.example/ca.crl" }, true },
		{ { .scope = "critical,fullname:URI:http://crl.example/other.crl" }, false },
		{ { .scope = "critical,indirectCRL:TRUE" }, false },
		{ { .scope = "critical,onlysomereasons:keyCompromise" }, false },
		{ { .scope = "critical,onlyuser:TRUE", .count = 1 }, true },
		{ { .scope = "critical,onlyCA:TRUE" }, true },
		{ { .scope = "critical,onlyAA:TRUE" }, false },
		{ { .unknown_critical = true }, false },
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct crl_order order = cases[i].order;
		size_t length;
		order.issuer = order.issuer ? order.issuer : &world->ca;
		unsigned char *bytes = revoke_crl(&order, &length);
		assert_int_equal(compare_readers(world, order.issuer, bytes, length),
		                 cases[i].good);
		assert_false(compare_readers(world, &stranger, bytes, length));
		free(bytes);
	}
}

static void every_changed_byte_says_the_same(void **state)
{
	struct world *world = *state;
	const struct crl_order order = {
		.issuer = &world->ca,
		.entries = { { &world->leaf, 1, 0 } },
		.number = 5,
		.scope = "critical,fullname:URI:http://crl.example/ca.crl"
	};
	size_t length, issuer_length;
	unsigned char *der = issue_der(&world->ca, &issuer_length);
	unsigned char *bytes = revoke_crl(&order, &length);
	const struct revocation_crl_question question = { der, issuer_length, url, clock_now() };
	for (size_t at = 0; at < length; at++) {
		for (unsigned bit = 1; bit < 256; bit <<= 1) {
			bytes[at] ^= (unsigned char)bit;
			struct said whole = ask_whole(world, &question, bytes, length);
			struct said pieces = ask_pieces(world, &question, bytes, length, 0, 5);
			assert_false(whole.good);
			assert_false(pieces.good);
			assert_false(pieces.listed[0].revoked || pieces.listed[1].revoked ||
			             pieces.listed[2].revoked || pieces.listed[3].revoked);
			bytes[at] ^= (unsigned char)bit;
		}
	}
	for (size_t cut = 0; cut < length; cut++)
		assert_false(ask_pieces(world, &question, bytes, cut, 0, 64).good);
	unsigned char *longer = malloc(length + 1);
	memcpy(longer, bytes, length);
	longer[length] = 0x30;
	assert_false(compare_readers(world, &world->ca, longer, length + 1));
	free(longer);
	free(bytes);
	free(der);
}

/* Signed once more, with PSS. */
static unsigned char *sign_pss(const struct issued *ca, unsigned char *bytes, size_t *length)
{
	const unsigned char *at = bytes;
	X509_CRL *crl = d2i_X509_CRL(NULL, &at, (long)*length);
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	EVP_PKEY_CTX *options;
	unsigned char *der = NULL;
	assert_int_equal(EVP_DigestSignInit(context, &options, EVP_sha384(), NULL, ca->key), 1);
	assert_true(EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING) > 0);
	assert_true(EVP_PKEY_CTX_set_rsa_pss_saltlen(options, 24) > 0);
	assert_true(EVP_PKEY_CTX_set_rsa_mgf1_md(options, EVP_sha256()) > 0);
	assert_true(X509_CRL_sign_ctx(crl, context) > 0);
	int made = i2d_X509_CRL(crl, &der);
	assert_true(made > 0);
	EVP_MD_CTX_free(context);
	X509_CRL_free(crl);
	free(bytes);
	bytes = malloc((size_t)made);
	memcpy(bytes, der, (size_t)made);
	OPENSSL_free(der);
	*length = (size_t)made;
	return bytes;
}

static void pss_is_checked_with_its_own_parameters(void **state)
{
	struct world *world = *state;
	ISSUED(rsa, .common_name = "RSA CA", .is_ca = true, .key = "rsa2048");
	size_t length;
	unsigned char *bytes =
		revoke_crl(&(struct crl_order){ .issuer = &rsa, .count = 2 }, &length);
	bytes = sign_pss(&rsa, bytes, &length);
	assert_true(compare_readers(world, &rsa, bytes, length));
	bytes[length - 1] ^= 1;
	assert_false(compare_readers(world, &rsa, bytes, length));
	free(bytes);
}

static bool refused(struct world *world, const struct issued *ca, const void *bytes, size_t length,
                    size_t ceiling, struct error *error)
{
	size_t issuer_length;
	unsigned char *der = issue_der(ca, &issuer_length);
	const struct revocation_crl_question question = { der, issuer_length, url, clock_now() };
	struct revocation_crl_stream *stream;
	struct revocation_crl crl;
	const struct revocation_crl_wanted wanted = { .ceiling = ceiling };
	bool good = revocation_crl_stream_open(&world->arena, &question, &wanted, &stream, error) &&
	            revocation_crl_stream_take(stream, bytes, length, error) &&
	            revocation_crl_stream_end(stream, &crl, error);
	revocation_crl_stream_close(&stream);
	free(der);
	return !good;
}

static void what_it_cannot_read_is_told(void **state)
{
	struct world *world = *state;
	struct error error = ERROR_INIT;
	ISSUED(edwards, .common_name = "Edwards CA", .is_ca = true, .key = "ed25519");
	size_t length;
	unsigned char *bytes = revoke_crl(&(struct crl_order){ .issuer = &edwards }, &length);
	assert_true(refused(world, &edwards, bytes, length, LIMIT_CRL_BYTES, &error));
	check_contains(error.message, "not checked while reading");
	assert_int_equal(error.kind, ERROR_ITEM);
	free(bytes);
	assert_true(refused(world, &world->ca, "-----BEGIN X509 CRL-----\n", 25, LIMIT_CRL_BYTES,
	                    &error));
	check_contains(error.message, "is PEM");
	bytes = revoke_crl(&(struct crl_order){ .issuer = &world->ca }, &length);
	assert_false(refused(world, &world->ca, bytes, length, length, &error));
	assert_true(refused(world, &world->ca, bytes, length, length - 1, &error));
	free(bytes);
	/* An issuer's name that claims 2 MB is refused at its header. */
	static const unsigned char claims[] = { 0x30, 0x84, 0x10, 0, 0, 0,
		                                0x30, 0x84, 0x0F, 0, 0, 0,
		                                0x30, 0x83, 0x20, 0, 0 };
	assert_true(refused(world, &world->ca, claims, sizeof(claims), LIMIT_CRL_BYTES, &error));
	check_contains(error.message, "no revocation list");
}

/* A list that is out of date or of another issuer is refused long before its end. */
static void what_cannot_hold_is_refused_early(void **state)
{
	struct world *world = *state;
	const struct crl_order orders[] = {
		{ .issuer = &world->ca, .from = -86400, .to = -3600, .count = 1000 },
		{ .issuer = &world->leaf, .count = 1000 },
	};
	for (size_t i = 0; i < COUNT_OF(orders); i++) {
		struct error error = ERROR_INIT;
		size_t length;
		unsigned char *bytes = revoke_crl(&orders[i], &length);
		assert_true(refused(world, &world->ca, bytes, 256, LIMIT_CRL_BYTES, &error));
		check_contains(error.message, i == 0 ? "out of date" : "of another issuer");
		free(bytes);
	}
}

static long resident_kilobytes(void)
{
	long pages = 0;
	FILE *file = fopen("/proc/self/statm", "re");
	assert_non_null(file);
	assert_int_equal(fscanf(file, "%*d %ld", &pages), 1);
	(void)fclose(file);
	return pages * (sysconf(_SC_PAGESIZE) / 1024);
}

struct feed {
	struct revocation_crl_stream *stream;
	struct error error;
	size_t bytes, pieces;
	long most; /* kilobytes resident */
};

static bool feed(void *context, const void *bytes, size_t length)
{
	struct feed *feed = context;
	feed->bytes += length;
	if (feed->pieces++ % 64 == 0) {
		long now = resident_kilobytes();
		feed->most = now > feed->most ? now : feed->most;
	}
	return revocation_crl_stream_take(feed->stream, bytes, length, &feed->error);
}

static void a_hundred_megabytes_take_no_memory(void **state)
{
	struct world *world = *state;
	size_t issuer_length;
	unsigned char *der = issue_der(&world->ca, &issuer_length);
	const struct revocation_crl_question question = { der, issuer_length, url, clock_now() };
	struct said said = nothing_said(world);
	const struct revocation_crl_wanted wanted = { said.listed, LISTED, LIMIT_CRL_BYTES };
	struct feed taking = { 0 };
	long before = resident_kilobytes();
	assert_true(revocation_crl_stream_open(&world->arena, &question, &wanted, &taking.stream,
	                                       &said.error));
	assert_true(long_crl(&world->ca, LONG_CRL_100_MB, 16 << 10, feed, &taking));
	assert_true(revocation_crl_stream_end(taking.stream, &said.crl, &said.error));
	revocation_crl_stream_close(&taking.stream);
	long grown = taking.most - before;
	print_message("%zu bytes, %zu entries: %ld KB more\n", taking.bytes, said.crl.count, grown);
	assert_true(taking.bytes > 100000000);
	assert_int_equal(said.crl.count, LONG_CRL_100_MB);
	assert_true(grown < 2048);
	free(der);
	/* Its serials begin with 1,000,000 = f4240. */
	for (size_t i = 0; i < LISTED; i++)
		assert_int_equal(said.listed[i].revoked,
		                 strncmp(said.listed[i].serial, "f424", 4) == 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_hundred_megabytes_take_no_memory),
		cmocka_unit_test(every_list_says_the_same_cut_anywhere),
		cmocka_unit_test(every_changed_byte_says_the_same),
		cmocka_unit_test(pss_is_checked_with_its_own_parameters),
		cmocka_unit_test(what_it_cannot_read_is_told),
		cmocka_unit_test(what_cannot_hold_is_refused_early),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
