/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Which runbook a ticket leads to: that of the settings, else the one that the CIs agree on. */
#include "base/json.h"
#include "flow/derive_around.h"
#include "support/check.h"

static struct json *read(struct arena *arena, const char *text)
{
	return json_parse(arena, text, strlen(text), NULL, NULL);
}

static void check_runbook(const char *setting, const char *items, const char *expected)
{
	ARENA(arena);
	struct flow_rules rules = { .runbook = setting ? read(&arena, setting) : NULL };
	const struct flow flow = { .rules = &rules };
	const char *text = arena_print(&arena, "{\"cis\":{\"items\":[%s]}}", items);

	assert_string_equal(derive_around_runbook(&flow, read(&arena, text)), expected);
}

static void cis_must_agree(void **state)
{
	(void)state;
	check_runbook(NULL, "", "");
	check_runbook(NULL, "{\"name\":\"a\"},{\"runbook\":\"https://a\"},{\"runbook\":null}",
	              "https://a");
	check_runbook(NULL, "{\"runbook\":\"https://a\"},{\"runbook\":\"https://a\"}", "https://a");
	check_runbook(NULL, "{\"runbook\":\"https://a\"},{\"runbook\":\"https://b\"}", "");
}

static void a_setting_comes_first(void **state)
{
	(void)state;
	check_runbook("{\"url\":\"https://all\"}", "{\"runbook\":\"https://a\"}", "https://all");
	check_runbook("{\"reload\":\"nginx -s reload\"}", "{\"runbook\":\"https://a\"}",
	              "https://a");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cis_must_agree),
		cmocka_unit_test(a_setting_comes_first),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
