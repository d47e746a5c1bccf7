/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What a glance at a staple tells, whole, cut and changed. */
#include "support/check.h"
#include "support/revoke.h"
#include "trust/revocation_staple.h"

#include <openssl/ocsp.h>
#include <stdlib.h>
#include <string.h>

struct world {
	struct issued ca, leaf;
};

static int setup(void **state)
{
	struct world *world = calloc(1, sizeof(*world));
	world->ca = issue(&(struct order){ .common_name = "Test CA", .is_ca = true });
	world->leaf = issue(&(struct order){ .common_name = "leaf", .issuer = &world->ca });
	*state = world;
	return 0;
}

static int teardown(void **state)
{
	struct world *world = *state;
	issue_release(&world->ca);
	issue_release(&world->leaf);
	free(world);
	return 0;
}

static bool says_good(const struct world *world, struct ocsp_order order)
{
	size_t length;
	order.issuer = &world->ca;
	order.certificate = &world->leaf;
	unsigned char *bytes = revoke_ocsp(&order, &length);
	bool good = revocation_staple_says_good(bytes, length);
	free(bytes);
	return good;
}
#define SAYS_GOOD(...) says_good(*state, (struct ocsp_order){ __VA_ARGS__ })

static void only_good_is_good(void **state)
{
	assert_true(SAYS_GOOD(.status = V_OCSP_CERTSTATUS_GOOD));
	assert_true(SAYS_GOOD(.by_name = true, .endless = true));
	assert_false(SAYS_GOOD(.status = V_OCSP_CERTSTATUS_REVOKED));
	assert_false(SAYS_GOOD(.status = V_OCSP_CERTSTATUS_UNKNOWN));
	assert_false(SAYS_GOOD(.error = OCSP_RESPONSE_STATUS_TRYLATER));
}

static void what_is_cut_is_not_good(void **state)
{
	const struct world *world = *state;
	const struct ocsp_order order = { .issuer = &world->ca, .certificate = &world->leaf };
	size_t length;
	unsigned char *bytes = revoke_ocsp(&order, &length);
	for (size_t cut = 0; cut < length; cut++) {
		/* Exactly this long, so that a sanitizer sees a step beyond. */
		unsigned char *copy = malloc(cut ? cut : 1);
		memcpy(copy, bytes, cut);
		assert_false(revocation_staple_says_good(copy, cut));
		free(copy);
	}
	for (size_t at = 0; at < length; at++) {
		bytes[at] ^= 0x21;
		(void)revocation_staple_says_good(bytes, length);
		bytes[at] ^= 0x21;
	}
	assert_true(revocation_staple_says_good(bytes, length));
	free(bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_good_is_good),
		cmocka_unit_test(what_is_cut_is_not_good),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
