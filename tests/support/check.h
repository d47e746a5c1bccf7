/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* cmocka with the headers it wants before it, and what our tests add. */
#pragma once
/* clang-format off: cmocka needs this order. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
/* clang-format on */

/* The message is shown when it does not hold the words. */
#define check_contains(message, words)                                          \
	do {                                                                    \
		if (!strstr((message), (words)))                                \
			fail_msg("'%s' does not say '%s'", (message), (words)); \
	} while (0)

/* Ends the test with the message of the file's `error` unless the call, which takes it, went well. */
#define GOOD(call)                                     \
	do {                                           \
		error = ERROR_INIT;                    \
		if (!(call))                           \
			fail_msg("%s", error.message); \
	} while (0)

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))
