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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_forms_are_read),
		cmocka_unit_test(cut_messages_are_refused),
		cmocka_unit_test(empty_certificates_are_refused),
		cmocka_unit_test(long_chains_are_counted_and_cut),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
