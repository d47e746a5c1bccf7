/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* SHA-256: the standard's examples, in pieces, and from several threads. */
#include "base/digest.h"

#include "support/check.h"

#include <pthread.h>
#include <string.h>

static const char digest_of_abc[] =
	"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

static void examples_of_fips_180(void **state)
{
	(void)state;
	char hex[DIGEST_HEX];
	unsigned char raw[DIGEST_BYTES];
	digest_hex("", 0, hex);
	assert_string_equal(hex,
	                    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	digest_hex("abc", 3, hex);
	assert_string_equal(hex, digest_of_abc);
	digest_raw("abc", 3, raw);
	assert_memory_equal(raw, "\xba\x78\x16\xbf", 4);
}

static void pieces_make_the_same(void **state)
{
	(void)state;
	struct digest first, second;
	char hex[DIGEST_HEX];
	char thousand[1000];
	memset(thousand, 'a', sizeof(thousand));
	digest_start(&first);
	digest_start(&second);
	for (int round = 0; round < 1000; round++)
		digest_add(&first, thousand, sizeof(thousand));
	digest_add(&second, "ab", 2);
	digest_add(&second, "c", 1);
	digest_finish(&first, hex);
	assert_string_equal(hex,
	                    "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
	digest_finish(&second, hex);
	assert_string_equal(hex, digest_of_abc);
}

static void *digest_often(void *context)
{
	size_t *wrong = context;
	for (int round = 0; round < 2000; round++) {
		char hex[DIGEST_HEX];
		digest_hex("abc", 3, hex);
		*wrong += strcmp(hex, digest_of_abc) != 0;
	}
	return NULL;
}

static void threads_do_not_mix(void **state)
{
	(void)state;
	pthread_t threads[4];
	size_t wrong[COUNT_OF(threads)] = { 0 };
	for (size_t index = 0; index < COUNT_OF(threads); index++)
		assert_int_equal(pthread_create(&threads[index], NULL, digest_often, &wrong[index]),
		                 0);
	for (size_t index = 0; index < COUNT_OF(threads); index++) {
		pthread_join(threads[index], NULL);
		assert_int_equal(wrong[index], 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(examples_of_fips_180),
		cmocka_unit_test(pieces_make_the_same),
		cmocka_unit_test(threads_do_not_mix),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
