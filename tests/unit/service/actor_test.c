/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Who acted is what the kernel knows; what the environment says counts where nothing else does. */
#include "service/actor.h"
#include "support/check.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* No system has names for these. */
enum { ADA = 4000001, BOB = 4000002 };

static struct arena arena;

static int teardown(void **state)
{
	(void)state;
	arena_release(&arena);
	return 0;
}

static void is_told(const struct actor_facts *facts, const char *expected)
{
	assert_string_equal(actor_text(&arena, facts), expected);
}

static void test_the_login_beats_the_environment(void **state)
{
	(void)state;
	is_told(&(struct actor_facts){ .login = "4000001\n", .sudo = "mallory" },
	        "root (login uid 4000001, uid 4000001)");
	is_told(
		&(struct actor_facts){
			.effective = ADA, .real = ADA, .login = "4000001", .sudo = "mallory" },
		"uid 4000001 (login uid 4000001)");
	is_told(&(struct actor_facts){ .effective = ADA, .real = ADA, .login = "4000002" },
	        "uid 4000001 (login uid 4000002, uid 4000002)");
	/* Root itself has logged in. */
	is_told(&(struct actor_facts){ .login = "0", .sudo = "mallory" }, "root (login uid 0)");
}

static void test_without_a_login(void **state)
{
	(void)state;
	static const char *const none[] = { NULL,          "",   "4294967295", "4294967295\n",
		                            "99999999999", "-1", "x",          "1 2" };
	for (size_t i = 0; i < COUNT_OF(none); i++) {
		is_told(&(struct actor_facts){ .effective = ADA, .real = ADA, .login = none[i] },
		        "uid 4000001");
		is_told(&(struct actor_facts){ .login = none[i], .sudo = "ada" },
		        "root (sudo says ada)");
	}
	/* Only root comes from sudo; anybody else set it himself. */
	is_told(&(struct actor_facts){ .effective = ADA, .real = ADA, .sudo = "bob" },
	        "uid 4000001");
	is_told(&(struct actor_facts){ .effective = ADA, .real = BOB },
	        "uid 4000001 (run by uid 4000002)");
}

static void test_hostile_environment(void **state)
{
	(void)state;
	char many[4000];
	memset(many, 'a', sizeof(many) - 1);
	many[sizeof(many) - 1] = '\0';
	is_told(&(struct actor_facts){ .sudo = "ada) and \"bob\n\x1b[2J" },
	        "root (sudo says ada??and??bob???2J)");
	assert_true(strlen(actor_text(&arena, &(struct actor_facts){ .sudo = many })) < 100);
}

static void test_this_process(void **state)
{
	(void)state;
	setenv("SUDO_USER", "mallory", 1);
	const char *text = actor_find(&arena);
	assert_true(*text != '\0');
	if (getuid() != 0)
		assert_null(strstr(text, "mallory"));
	unsetenv("SUDO_USER");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_login_beats_the_environment),
		cmocka_unit_test(test_without_a_login),
		cmocka_unit_test(test_hostile_environment),
		cmocka_unit_test(test_this_process),
	};
	return cmocka_run_group_tests(tests, NULL, teardown);
}
