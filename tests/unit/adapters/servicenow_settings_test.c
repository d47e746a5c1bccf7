/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Settings of ServiceNow: defaults, what open refuses, and the README that lists them. */
#include "adapters/itsm/servicenow/servicenow.h"
#include "base/file.h"
#include "support/check.h"

extern const struct itsm_type servicenow_itsm;

static bool opens(struct servicenow_settings *settings, const char *url, struct error *error)
{
	struct servicenow_state state = { 0 };
	struct itsm itsm = { .type = &servicenow_itsm,
		             .name = "production",
		             .url = url,
		             .settings = settings,
		             .state = &state };
	bool opened = servicenow_itsm.open(&itsm, error);

	servicenow_itsm.close(&itsm);
	return opened;
}

static void open_says_what_is_missing(void **state)
{
	struct servicenow_settings settings = { 0 };
	struct error error = ERROR_INIT;
	const char *url = "https://example.service-now.com";
	ARENA(arena);

	(void)state;
	assert_true(setting_defaults(servicenow_setting_table, &settings, &arena, &error));
	assert_false(opens(&settings, url, &error));
	check_contains(error.message, "neither client_id nor user");
	assert_int_equal(error.kind, ERROR_LOCAL);
	settings.client_id = "abc";
	assert_false(opens(&settings, url, &error));
	check_contains(error.message, "auth.client_secret");
	secret_set(&settings.client_secret, "s", 1);
	assert_true(opens(&settings, url, &error));
	assert_false(opens(&settings, "example.service-now.com", &error));
	check_contains(error.message, "no web address");
	settings.user = "robot";
	assert_false(opens(&settings, url, &error));
	check_contains(error.message, "auth.password");
	secret_set(&settings.password, "p", 1);
	settings.mark_field = "short_description^NQ";
	assert_false(opens(&settings, url, &error));
	check_contains(error.message, "mark_field");
	setting_release(servicenow_setting_table, &settings);
}

static void abilities_follow_the_settings(void **state)
{
	struct servicenow_settings settings = { .user = "robot", .settle = 7 };
	struct servicenow_state own = { 0 };
	struct itsm itsm = { .url = "https://x", .settings = &settings, .state = &own };
	struct error error = ERROR_INIT;

	(void)state;
	settings.certificate_class = settings.domain_table = settings.mark_class = "t";
	settings.mark_field = settings.mark_switch = settings.span_table = "t";
	secret_set(&settings.password, "p", 1);
	assert_true(servicenow_itsm.open(&itsm, &error));
	assert_int_equal(itsm.abilities.settle_seconds, 7);
	assert_int_equal(itsm.abilities.domain_batch, 50);
	secret_release(&settings.password);
}

static void the_readme_lists_every_setting(void **state)
{
	struct error error = ERROR_INIT;
	size_t length;
	ARENA(arena);
	char *text = file_read(&arena, CERTSTEWARD_SOURCE_DIR "/adapters/itsm/servicenow/README.md",
	                       1 << 20, &length, &error);

	(void)state;
	if (text == NULL)
		fail_msg("%s", error.message);
	for (const struct setting *setting = servicenow_setting_table; setting->name != NULL;
	     setting++) {
		assert_true(setting->help[0] != '\0');
		if (strstr(text, arena_print(&arena, "| %s ", setting->name)) == NULL &&
		    strstr(text, arena_print(&arena, "| %s,", setting->name)) == NULL &&
		    strstr(text, arena_print(&arena, ", %s", setting->name)) == NULL)
			fail_msg("the README does not list '%s'", setting->name);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(open_says_what_is_missing),
		cmocka_unit_test(abilities_follow_the_settings),
		cmocka_unit_test(the_readme_lists_every_setting),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
