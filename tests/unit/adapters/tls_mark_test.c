/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Marks: what they are compared by, what they remember, and that older ones mean what they meant. */
#include "adapters/discovery/tls/tls_mark.h"
#include "adapters/discovery/tls/tls_starttls.h"

#include "support/check.h"

static void check_needs(uint64_t mark, unsigned hello, unsigned opening)
{
	struct tls_mark_needs needs = tls_mark_needs(mark);
	assert_int_equal(needs.hello, hello);
	assert_int_equal(needs.opening, opening);
}

static void needs_come_back_and_are_not_compared(void **state)
{
	(void)state;
	for (unsigned hello = 0; hello < 3; hello++) {
		for (unsigned opening = 0; opening < TLS_MARK_OPENINGS; opening++) {
			const struct tls_mark_needs needs = { hello, opening };
			uint64_t bare = tls_mark_close(UINT64_C(0x123456789abcdef0), true);
			uint64_t mark = tls_mark_with_needs(bare, needs);
			check_needs(mark, hello, opening);
			check_needs(mark | TLS_MARK_FULLY, hello, opening);
			assert_true(mark & TLS_MARK_BOTH && !(mark & TLS_MARK_FULLY));
			assert_true(tls_mark_equal(mark, bare));
			assert_true(tls_mark_equal(bare, mark | TLS_MARK_FULLY));
			assert_false(tls_mark_equal(mark, bare ^ TLS_MARK_BOTH));
			/* Whatever else is presented has another hash. */
			for (int bit = 9; bit < 48; bit++)
				assert_false(tls_mark_equal(mark, bare ^ UINT64_C(1) << bit));
		}
	}
}

static void marks_without_needs_are_as_they_ever_were(void **state)
{
	(void)state;
	const uint64_t sums[] = { 0, 1, 4, UINT64_C(0x123456789abcdef0), UINT64_MAX };
	for (size_t index = 0; index < COUNT_OF(sums); index++) {
		uint64_t mark = tls_mark_close(sums[index], false);
		assert_true(mark == (sums[index] & ~UINT64_C(3)) || mark == 4);
		assert_true(tls_mark_with_needs(mark, (struct tls_mark_needs){ 0 }) == mark);
		check_needs(mark, 0, 0);
		for (int bit = 2; bit < 64; bit++)
			assert_false(tls_mark_equal(mark, mark ^ UINT64_C(1) << bit));
	}
	/* No hash says by chance that it has needs. */
	for (uint64_t top = 0; top < 1 << 16; top++)
		check_needs(tls_mark_close(top << 48 | 0xfff0, false), 0, 0);
}

static void numbers_of_openings_stay(void **state)
{
	(void)state;
	static const char *const names[] = { "smtp",        "lmtp",     "imap", "pop3",
		                             "sieve",       "ftp",      "ldap", "xmpp",
		                             "xmpp-server", "nntp",     "irc",  "nats",
		                             "mysql",       "postgres", "rdp",  "mssql" };
	const struct tls_starttls *protocol = NULL;
	for (unsigned index = 0; index < COUNT_OF(names); index++) {
		const struct tls_starttls *named = tls_starttls_find(names[index]);
		assert_int_equal(tls_starttls_number(named), index + 3);
		assert_true(tls_starttls_numbered(index + 3, &protocol));
		assert_ptr_equal(protocol, named);
	}
	assert_int_equal(tls_starttls_number(NULL), 1);
	assert_true(tls_starttls_numbered(1, &protocol));
	assert_null(protocol);
	const struct tls_starttls *greeting =
		tls_starttls_by_banner((const unsigned char *)"220 m", 5);
	assert_int_equal(tls_starttls_number(greeting), 2);
	assert_true(tls_starttls_numbered(2, &protocol));
	assert_ptr_equal(protocol, greeting);
	assert_false(tls_starttls_numbered(0, &protocol));
	assert_false(tls_starttls_numbered(COUNT_OF(names) + 3, &protocol));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(needs_come_back_and_are_not_compared),
		cmocka_unit_test(marks_without_needs_are_as_they_ever_were),
		cmocka_unit_test(numbers_of_openings_stay),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
