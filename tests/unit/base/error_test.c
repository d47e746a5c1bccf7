/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Error messages: one line to fail with, prefixes, and what does not fit. */
#include "base/error.h"

#include "support/check.h"

#include <string.h>

static void set_fills_and_is_false(void **state)
{
	(void)state;
	struct error error = ERROR_INIT;
	error.retry_after = 7;
	assert_false(error_set(&error, ERROR_PEER, "'%s' asks for %d", "x", 3));
	assert_int_equal(error.kind, ERROR_PEER);
	assert_int_equal(error.retry_after, 0);
	assert_string_equal(error.message, "'x' asks for 3");
	assert_false(error_set(NULL, ERROR_ITEM, "nobody listens"));
	assert_false(error_wrap(NULL, "nobody listens"));
}

static void wrap_puts_the_subject_in_front(void **state)
{
	(void)state;
	struct error error = ERROR_INIT;
	error_set(&error, ERROR_RETRY, "time-out");
	error.retry_after = 30;
	assert_false(error_wrap(&error, "target '%s'", "sn"));
	assert_string_equal(error.message, "target 'sn': time-out");
	assert_int_equal(error.kind, ERROR_RETRY);
	assert_int_equal(error.retry_after, 30);
}

static void own_message_may_be_quoted(void **state)
{
	(void)state;
	struct error error = ERROR_INIT;
	error_set(&error, ERROR_ITEM, "inner");
	error_set(&error, ERROR_ITEM, "outer: %s", error.message);
	assert_string_equal(error.message, "outer: inner");
}

static void long_messages_are_cut(void **state)
{
	(void)state;
	struct error error = ERROR_INIT;
	char long_text[2000];
	memset(long_text, 'x', sizeof(long_text) - 1);
	long_text[sizeof(long_text) - 1] = '\0';
	error_set(&error, ERROR_ITEM, "%s", long_text);
	assert_int_equal(strlen(error.message), sizeof(error.message) - 1);
	error_wrap(&error, "front");
	assert_int_equal(strlen(error.message), sizeof(error.message) - 1);
	assert_memory_equal(error.message, "front: xxx", 10);
	error_wrap(&error, "%s", long_text);
	assert_int_equal(strlen(error.message), sizeof(error.message) - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(set_fills_and_is_false),
		cmocka_unit_test(wrap_puts_the_subject_in_front),
		cmocka_unit_test(own_message_may_be_quoted),
		cmocka_unit_test(long_messages_are_cut),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
