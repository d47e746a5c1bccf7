/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* HTTP without I/O: headers, escaping, dates, Retry-After. */
#include "base/arena.h"
#include "base/clock.h"
#include "base/http.h"

#include "support/check.h"

#include <string.h>

static int retry_after(const char *value, const char *date)
{
	const struct http_header headers[] = {
		{ "retry-after", value },
		{ date ? "date" : NULL, date },
		{ NULL, NULL },
	};
	const struct http_response response = { .status = 429, .headers = headers };
	return http_retry_after(&response);
}

static void retry_after_takes_both_forms(void **state)
{
	(void)state;
	assert_int_equal(retry_after("120", NULL), 120);
	assert_int_equal(retry_after("0", NULL), 0);
	assert_int_equal(retry_after("-5", NULL), 0);
	assert_int_equal(retry_after("86400", NULL), 86400);
	assert_int_equal(retry_after("999999999", NULL), 86400);
	assert_int_equal(retry_after("99999999999999999999999", NULL), 0);
	assert_int_equal(retry_after("soon", NULL), 0);
	assert_int_equal(retry_after("1.5", NULL), 0);
	/* Against the far side's own Date, whatever our clock says. */
	const char *now = "Fri, 20 Nov 2026 23:34:05 GMT";
	assert_int_equal(retry_after("Fri, 20 Nov 2026 23:36:05 GMT", now), 120);
	assert_int_equal(retry_after("Fri, 20 Nov 2026 23:30:05 GMT", now), 0);
	assert_int_equal(retry_after("Sun, 20 Nov 2033 23:36:05 GMT", now), 86400);
	clock_set(1795217645);
	assert_in_range(retry_after("Fri, 20 Nov 2026 23:44:05 GMT", NULL), 540, 600);
	clock_set(0);
	const struct http_response bare = { .status = 503 };
	assert_int_equal(http_retry_after(&bare), 0);
}

static void dates_are_read_in_the_one_form(void **state)
{
	(void)state;
	int64_t time;
	assert_true(http_parse_date("Sun, 06 Nov 1994 08:49:37 GMT", &time));
	assert_int_equal(time, 784111777);
	static const char *const bad[] = {
		"",
		"Sunday, 06-Nov-94 08:49:37 GMT",
		"Sun Nov  6 08:49:37 1994",
		"Sun, 06 Nov 1994 08:49:37 UTC",
		"Sun, 06 Foo 1994 08:49:37 GMT",
		"Sun, 31 Feb 1994 08:49:37 GMT",
		"Sun, 06 Nov 1994 25:49:37 GMT",
		"Sun, 06 Nov 1994 08:49:37 GMT ",
		"Sun, 6 Nov 1994 08:49:37 GMT",
		"Sun, 06 ovD 1994 08:49:37 GMT",
	};
	for (size_t index = 0; index < COUNT_OF(bad); index++)
		assert_false(http_parse_date(bad[index], &time));
	assert_false(http_parse_date(NULL, &time));
}

static void headers_are_found_and_text_escaped(void **state)
{
	(void)state;
	ARENA(arena);
	const struct http_header headers[] = { { "link", "first" },
		                               { "link", "second" },
		                               { NULL, NULL } };
	const struct http_response response = { .headers = headers };
	assert_string_equal(http_response_header(&response, "link"), "first");
	assert_null(http_response_header(&response, "date"));
	assert_string_equal(http_escape(&arena, "a-Z_0.9~ /?&=%é\n"),
	                    "a-Z_0.9~%20%2F%3F%26%3D%25%C3%A9%0A");
	assert_string_equal(http_escape(&arena, ""), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(retry_after_takes_both_forms),
		cmocka_unit_test(dates_are_read_in_the_one_form),
		cmocka_unit_test(headers_are_found_and_text_escaped),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
