/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The Certificate message taken apart, whole, cut and lying about its lengths. */
#include "adapters/discovery/tls/tls_chain.h"
#include "base/limits.h"

#include "support/check.h"

#include <stdlib.h>
#include <string.h>

static const unsigned char older[] = { 0, 0, 11, 0, 0, 3, 'a', 'b', 'c', 0, 0, 2, 'd', 'e' };
static const unsigned char modern[] = { 1, 'x', 0, 0, 17, 0, 0, 3,   'a', 'b', 'c',
	                                0, 2,   9, 9, 0,  0, 2, 'd', 'e', 0,   0 };

static bool read_copy(const unsigned char *bytes, size_t length, bool is_modern, size_t *count)
{
	struct look_certificate chain[LIMIT_CHAIN_CERTIFICATES];
	size_t total;
	/* Exactly this long, so that a sanitizer sees a step beyond. */
	unsigned char *copy = malloc(length ? length : 1);
	memcpy(copy, bytes, length);
	bool fine = tls_chain_read(copy, length, is_modern, chain, count, &total);
	if (fine && *count == 2) {
		assert_memory_equal(chain[0].der, "abc", 3);
		assert_int_equal(chain[1].length, 2);
	}
	free(copy);
	return fine;
}

static void both_forms_are_read(void **state)
{
	(void)state;
	size_t count;
	assert_true(read_copy(older, sizeof(older), false, &count));
	assert_int_equal(count, 2);
	assert_true(read_copy(modern, sizeof(modern), true, &count));
	assert_int_equal(count, 2);
	assert_false(read_copy(older, sizeof(older), true, &count));
	assert_false(read_copy(modern, sizeof(modern), false, &count));
}

static void cut_messages_are_refused(void **state)
{
	(void)state;
	size_t count;
	for (size_t cut = 0; cut < sizeof(older); cut++)
		assert_false(read_copy(older, cut, false, &count));
	for (size_t cut = 0; cut < sizeof(modern); cut++)
		assert_false(read_copy(modern, cut, true, &count));
}

static void empty_certificates_are_refused(void **state)
{
	(void)state;
	static const unsigned char hollow[] = { 0, 0, 3, 0, 0, 0 };
	static const unsigned char none[] = { 0, 0, 0 };
	size_t count;
	assert_false(read_copy(hollow, sizeof(hollow), false, &count));
	assert_true(read_copy(none, sizeof(none), false, &count));
	assert_int_equal(count, 0);
}

static void long_chains_are_counted_and_cut(void **state)
{
	(void)state;
	unsigned char message[3 + 100 * 4];
	message[0] = 0;
	message[1] = (100 * 4) >> 8;
	message[2] = (100 * 4) & 0xFF;
	for (size_t index = 0; index < 100; index++)
		memcpy(message + 3 + index * 4, "\0\0\1x", 4);
	struct look_certificate chain[LIMIT_CHAIN_CERTIFICATES];
	size_t count;
	size_t total;
	assert_true(tls_chain_read(message, sizeof(message), false, chain, &count, &total));
	assert_int_equal(count, LIMIT_CHAIN_CERTIFICATES);
	assert_int_equal(total, 100);
}

static bool find_copy(const unsigned char *bytes, size_t length)
{
	unsigned char *copy = malloc(length ? length : 1);
	const unsigned char *staple;
	size_t staple_length;
	memcpy(copy, bytes, length);
	bool found = tls_chain_staple(copy, length, &staple, &staple_length);
	if (found) {
		assert_int_equal(staple_length, 3);
		assert_memory_equal(staple, "ocs", 3);
	}
	free(copy);
	return found;
}

static void the_leafs_staple_is_found(void **state)
{
	(void)state;
	/* Another extension goes before; what is behind the leaf's is the issuer's. */
	unsigned char message[] = { 0,   0,   0,   34, 0, 0, 3,   'a', 'b', 'c', 0, 17, 0,
		                    9,   0,   2,   7,  7, 0, 5,   0,   7,   1,   0, 0,  3,
		                    'o', 'c', 's', 0,  0, 1, 'd', 0,   4,   0,   5, 0 };
	enum { TYPE = 22, LEAF_END = 29 };
	assert_true(find_copy(message, sizeof(message)));
	for (size_t cut = 0; cut < sizeof(message); cut++)
		assert_false(find_copy(message, cut));
	message[TYPE] = 2;
	assert_false(find_copy(message, sizeof(message)));
	message[TYPE] = 1;
	message[LEAF_END - 4] = 4;
	assert_false(find_copy(message, sizeof(message)));
	assert_false(find_copy(modern, sizeof(modern)));
}

static void an_empty_or_huge_staple_is_none(void **state)
{
	(void)state;
	static const unsigned char empty[] = { 1, 0, 0, 0 };
	const unsigned char *staple;
	size_t length = LIMIT_OCSP_BYTES, staple_length;
	unsigned char *huge = calloc(1, 4 + length + 1);
	assert_false(tls_chain_status(empty, sizeof(empty), &staple, &staple_length));
	huge[0] = 1;
	for (int more = 0; more < 2; more++, length++) {
		huge[1] = (unsigned char)(length >> 16);
		huge[2] = (unsigned char)(length >> 8);
		huge[3] = (unsigned char)length;
		assert_int_equal(tls_chain_status(huge, 4 + length, &staple, &staple_length),
		                 !more);
	}
	free(huge);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_forms_are_read),
		cmocka_unit_test(cut_messages_are_refused),
		cmocka_unit_test(empty_certificates_are_refused),
		cmocka_unit_test(long_chains_are_counted_and_cut),
		cmocka_unit_test(the_leafs_staple_is_found),
		cmocka_unit_test(an_empty_or_huge_staple_is_none),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
