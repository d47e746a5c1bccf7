/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Output is cut to its end, clean, and without what looks secret. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "../../../hook/hook_output.h"
#include "base/arena.h"
#include "base/limits.h"

static void assert_shown(const char *written, const char *expected)
{
	ARENA(arena);
	struct hook_output output = { .length = 0 };
	hook_output_add(&output, written, strlen(written));
	assert_string_equal(hook_output_text(&output, &arena), expected);
}

static void plain_text_stays(void **state)
{
	(void)state;
	assert_shown("", "");
	assert_shown("renewed \xc3\xa9t\xc3\xa9\n\tdone\n", "renewed \xc3\xa9t\xc3\xa9\n\tdone\n");
	assert_shown("the password was wrong; secret of success, token ring",
	             "the password was wrong; secret of success, token ring");
	assert_shown("see https://ca.example.com:8443/a@b", "see https://ca.example.com:8443/a@b");
}

static void control_characters_go(void **state)
{
	(void)state;
	assert_shown("a\x1b[31mb\r\n\x07\x7f\xc2\x85"
	             "c",
	             "a[31mb\nc");
	assert_shown("bad \xff utf8", "bad \xef\xbf\xbd utf8");
}

static void pem_blocks_go(void **state)
{
	(void)state;
	assert_shown("x\n-----BEGIN PRIVATE KEY-----\nMIIE\nabc=\n-----END PRIVATE KEY-----\ny",
	             "x\n[PEM block]\ny");
	assert_shown("-----BEGIN CERTIFICATE-----\nA\n-----END CERTIFICATE-----"
	             "-----BEGIN RSA PRIVATE KEY-----\nB\n-----END RSA PRIVATE KEY-----",
	             "[PEM block][PEM block]");
	assert_shown("key:\n-----BEGIN PRIVATE KEY-----\nMIIE no end", "key:\n[PEM block]");
	assert_shown("-----\x1b"
	             "BEGIN PRIVATE KEY-----\nMIIE",
	             "[PEM block]");
}

/* The kept end may begin inside of a block. */
static void a_block_cut_at_the_front_goes(void **state)
{
	static char long_block[HOOK_OUTPUT_KEPT + 1000];
	ARENA(arena);
	struct hook_output output = { .length = 0 };
	(void)state;
	memset(long_block, 'K', sizeof(long_block));
	hook_output_add(&output, "-----BEGIN X-----", 17);
	hook_output_add(&output, long_block, sizeof(long_block));
	hook_output_add(&output, "-----END X-----\nafter", 21);
	assert_string_equal(hook_output_text(&output, &arena), "[PEM block]\nafter");
}

static void values_behind_secret_names_are_masked(void **state)
{
	(void)state;
	assert_shown("password=hunter2 ok", "password=*** ok");
	assert_shown("PASSWORD: hunter2\nnext", "PASSWORD: ***\nnext");
	assert_shown("{\"client_secret\": \"a b c\", \"x\": 1}",
	             "{\"client_secret\": ***, \"x\": 1}");
	assert_shown("DB_PASSWD='a b' ", "DB_PASSWD=*** ");
	assert_shown("--api-key abc --verbose", "--api-key *** --verbose");
	assert_shown("?token=abc&x=1", "?token=***&x=1");
	assert_shown("Authorization: Bearer eyJhbGciOi.x-y_z\n", "Authorization: Bearer ***\n");
	assert_shown("Authorization: Basic dXNlcjpw\n", "Authorization: Basic ***\n");
	assert_shown("https://user:s3cr3t@ca.example.com/x", "https://user:***@ca.example.com/x");
	assert_shown("password=", "password=");
}

static void only_the_end_is_kept(void **state)
{
	ARENA(arena);
	struct hook_output output = { .length = 0 };
	(void)state;
	for (int i = 0; i < 20000; i++)
		hook_output_add(&output, "\xc3\xa9", 2);
	hook_output_add(&output, "end", 3);
	const char *shown = hook_output_text(&output, &arena);
	assert_true(strlen(shown) <= LIMIT_HOOK_OUTPUT);
	assert_true(strlen(shown) > LIMIT_HOOK_OUTPUT - 4);
	assert_memory_equal(shown, "\xc3\xa9", 2);
	assert_string_equal(shown + strlen(shown) - 5, "\xc3\xa9"
	                                               "end");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plain_text_stays),
		cmocka_unit_test(control_characters_go),
		cmocka_unit_test(pem_blocks_go),
		cmocka_unit_test(a_block_cut_at_the_front_goes),
		cmocka_unit_test(values_behind_secret_names_are_masked),
		cmocka_unit_test(only_the_end_is_kept),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
