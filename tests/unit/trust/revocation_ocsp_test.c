/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What an OCSP response must be to be believed. */
#include "base/arena.h"
#include "base/clock.h"
#include "support/check.h"
#include "support/revoke.h"
#include "trust/revocation_ocsp.h"

#include <openssl/ocsp.h>
#include <stdlib.h>

struct world {
	struct issued ca, leaf, other_ca, delegate;
	struct revocation_pair pair;
	unsigned char *leaf_der, *ca_der;
};

static struct error error;
static struct revocation_answer answer;

static int setup(void **state)
{
	struct world *world = calloc(1, sizeof(*world));
	world->ca = issue(&(struct order){ .common_name = "Test CA", .is_ca = true });
	world->other_ca = issue(&(struct order){ .common_name = "Test CA", .is_ca = true });
	world->leaf = issue(&(struct order){ .common_name = "leaf", .issuer = &world->ca });
	world->delegate = issue(&(struct order){
		.common_name = "responder", .issuer = &world->ca, .usage = "OCSPSigning" });
	world->leaf_der = issue_der(&world->leaf, &world->pair.certificate_length);
	world->ca_der = issue_der(&world->ca, &world->pair.issuer_length);
	world->pair.certificate = world->leaf_der;
	world->pair.issuer = world->ca_der;
	*state = world;
	return 0;
}

static int teardown(void **state)
{
	struct world *world = *state;
	issue_release(&world->ca);
	issue_release(&world->other_ca);
	issue_release(&world->leaf);
	issue_release(&world->delegate);
	free(world->leaf_der);
	free(world->ca_der);
	free(world);
	return 0;
}

static bool judged(const struct world *world, struct ocsp_order order)
{
	size_t length;
	order.issuer = order.issuer ? order.issuer : &world->ca;
	order.certificate = order.certificate ? order.certificate : &world->leaf;
	unsigned char *response = revoke_ocsp(&order, &length);
	error = ERROR_INIT;
	bool good = revocation_ocsp_judge(&world->pair, order.request, order.request_length,
	                                  response, length, clock_now(), &answer, &error);
	free(response);
	return good;
}
#define JUDGED(...) judged(*state, (struct ocsp_order){ __VA_ARGS__ })

static void says_good_revoked_and_unknown(void **state)
{
	assert_true(JUDGED(.status = V_OCSP_CERTSTATUS_GOOD));
	assert_int_equal(answer.status, REVOCATION_GOOD);
	assert_true(answer.next_update > clock_now());
	assert_int_equal(strlen(answer.digest), 64);
	assert_true(JUDGED(.status = V_OCSP_CERTSTATUS_REVOKED, .revoked = -7200,
	                   .reason = OCSP_REVOKED_STATUS_KEYCOMPROMISE));
	assert_int_equal(answer.status, REVOCATION_REVOKED);
	assert_string_equal(answer.reason, "keyCompromise");
	assert_true(llabs(answer.revoked_at - (clock_now() - 7200)) < 5);
	assert_true(JUDGED(.status = V_OCSP_CERTSTATUS_UNKNOWN));
	assert_int_equal(answer.status, REVOCATION_UNKNOWN);
	assert_true(JUDGED(.by_name = true, .sha256 = true));
	assert_int_equal(answer.status, REVOCATION_GOOD);
}

static void believes_a_delegate_of_the_issuer_alone(void **state)
{
	struct world *world = *state;
	assert_true(JUDGED(.signer = &world->delegate));
	assert_true(JUDGED(.signer = &world->delegate, .by_name = true));
	assert_false(JUDGED(.signer = &world->delegate, .signer_left_out = true));
	check_contains(error.message, "neither the issuer's nor sent along");
	assert_false(JUDGED(.signer = &world->leaf));
	check_contains(error.message, "not meant for OCSP");
	ISSUED(stranger, .common_name = "responder", .issuer = &world->other_ca,
	       .usage = "OCSPSigning");
	assert_false(JUDGED(.signer = &stranger));
	check_contains(error.message, "was not issued by the issuer");
	ISSUED(old, .common_name = "responder", .issuer = &world->ca, .usage = "OCSPSigning",
	       .starts = -10, .ends = -2);
	assert_false(JUDGED(.signer = &old));
	check_contains(error.message, "out of date");
	/* The same name with another key, in the issuer's place. */
	assert_false(JUDGED(.signer = &world->other_ca, .by_name = true));
	check_contains(error.message, "signature does not hold");
}

static void keeps_to_its_time(void **state)
{
	assert_false(JUDGED(.from = -5 * 86400, .to = -3600));
	check_contains(error.message, "out of date");
	assert_int_equal(error.kind, ERROR_ITEM);
	assert_int_equal(answer.status, REVOCATION_UNAVAILABLE);
	assert_false(JUDGED(.from = 3600, .to = 7200));
	check_contains(error.message, "from the future");
	assert_true(JUDGED(.from = 200, .to = 7200));
	assert_true(JUDGED(.from = -3600, .to = -200));
	assert_false(JUDGED(.from = -3600, .to = -7200));
	check_contains(error.message, "ends before it begins");
	/* Without nextUpdate it is fresh for a day. */
	assert_true(JUDGED(.from = -3600, .to = 1, .endless = true));
	assert_false(JUDGED(.from = -2 * 86400, .to = 1, .endless = true));
}

static void is_about_this_certificate(void **state)
{
	struct world *world = *state;
	ISSUED(other, .common_name = "leaf", .issuer = &world->ca);
	assert_false(JUDGED(.certificate = &other));
	check_contains(error.message, "about another certificate");
}

static void checks_a_nonce_that_comes_back(void **state)
{
	struct world *world = *state;
	ARENA(arena);
	static const unsigned char nonce[16] = "0123456789abcde";
	const unsigned char *request;
	size_t length;
	assert_true(revocation_ocsp_request(&arena, &world->pair, nonce, sizeof(nonce), &request,
	                                    &length, &error));
	assert_true(JUDGED(.request = request, .request_length = length));
	/* One that sends none signs beforehand: its time is what counts. */
	size_t size;
	unsigned char *plain = revoke_ocsp(
		&(struct ocsp_order){ .issuer = &world->ca, .certificate = &world->leaf }, &size);
	assert_true(revocation_ocsp_judge(&world->pair, request, length, plain, size, clock_now(),
	                                  &answer, &error));
	free(plain);
	unsigned char *other = revoke_ocsp(&(struct ocsp_order){ .issuer = &world->ca,
	                                                         .certificate = &world->leaf,
	                                                         .other_nonce = true },
	                                   &size);
	assert_false(revocation_ocsp_judge(&world->pair, request, length, other, size, clock_now(),
	                                   &answer, &error));
	check_contains(error.message, "nonce");
	free(other);
}

static void errors_of_the_responder_are_no_answer(void **state)
{
	assert_false(JUDGED(.error = OCSP_RESPONSE_STATUS_TRYLATER));
	assert_int_equal(error.kind, ERROR_RETRY);
	check_contains(error.message, "trylater");
	assert_false(JUDGED(.error = OCSP_RESPONSE_STATUS_INTERNALERROR));
	assert_int_equal(error.kind, ERROR_RETRY);
	assert_false(JUDGED(.error = OCSP_RESPONSE_STATUS_UNAUTHORIZED));
	assert_int_equal(error.kind, ERROR_ITEM);
	assert_int_equal(answer.status, REVOCATION_UNAVAILABLE);
}

/* Whatever byte is changed, it never says something else. */
static void a_changed_byte_never_changes_the_answer(void **state)
{
	struct world *world = *state;
	size_t length, accepted = 0;
	unsigned char *response =
		revoke_ocsp(&(struct ocsp_order){ .issuer = &world->ca,
	                                          .certificate = &world->leaf,
	                                          .status = V_OCSP_CERTSTATUS_REVOKED,
	                                          .revoked = -3600,
	                                          .reason = OCSP_REVOKED_STATUS_SUPERSEDED },
	                    &length);
	for (size_t i = 0; i < length; i++) {
		response[i] ^= 0x40;
		error = ERROR_INIT;
		if (revocation_ocsp_judge(&world->pair, NULL, 0, response, length, clock_now(),
		                          &answer, &error)) {
			accepted++;
			assert_int_equal(answer.status, REVOCATION_REVOKED);
			assert_string_equal(answer.reason, "superseded");
		} else {
			assert_int_equal(answer.status, REVOCATION_UNAVAILABLE);
			assert_true(error.message[0] != '\0');
		}
		response[i] ^= 0x40;
	}
	/* The unused bits of the algorithm's parameters and the like may change. */
	assert_true(accepted < length / 20);
	for (size_t cut = 0; cut < length; cut++)
		assert_false(revocation_ocsp_judge(&world->pair, NULL, 0, response, cut,
		                                   clock_now(), &answer, &error));
	free(response);
}

static void refuses_what_is_no_response(void **state)
{
	struct world *world = *state;
	static const char page[] = "<html><body>503</body></html>";
	assert_false(revocation_ocsp_judge(&world->pair, NULL, 0, page, sizeof(page), clock_now(),
	                                   &answer, &error));
	check_contains(error.message, "no OCSP response");
	char *large = calloc(1, 1 << 20);
	assert_false(revocation_ocsp_judge(&world->pair, NULL, 0, large, 1 << 20, clock_now(),
	                                   &answer, &error));
	check_contains(error.message, "at most");
	free(large);
	struct revocation_pair broken = world->pair;
	broken.issuer_length -= 1;
	ARENA(arena);
	const unsigned char *request;
	size_t length;
	assert_false(revocation_ocsp_request(&arena, &broken, NULL, 0, &request, &length, &error));
	check_contains(error.message, "does not parse");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(says_good_revoked_and_unknown),
		cmocka_unit_test(believes_a_delegate_of_the_issuer_alone),
		cmocka_unit_test(keeps_to_its_time),
		cmocka_unit_test(is_about_this_certificate),
		cmocka_unit_test(checks_a_nonce_that_comes_back),
		cmocka_unit_test(errors_of_the_responder_are_no_answer),
		cmocka_unit_test(a_changed_byte_never_changes_the_answer),
		cmocka_unit_test(refuses_what_is_no_response),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
