/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Objects of Assets as a hostile or strange far side may show them, and what goes into AQL. */
#include "adapters/itsm/jira/jira_assets_object.h"
#include "base/json.h"
#include "base/text.h"
#include "support/check.h"

#define HASH "5d41402abc4b2a76b9719d911017c5925d41402abc4b2a76b9719d911017c592"

static struct json *read(struct arena *arena, const char *text)
{
	struct error error = ERROR_INIT;
	struct json *root = json_parse(arena, text, strlen(text), NULL, &error);

	if (root == NULL)
		fail_msg("%s", error.message);
	return root;
}

static void ids_are_digits_alone(void **state)
{
	ARENA(arena);

	(void)state;
	assert_string_equal(jira_assets_object_id(read(&arena, "{\"id\":\"12\"}")), "12");
	assert_string_equal(jira_assets_object_id(read(&arena, "{\"id\":12}")), "12");
	assert_string_equal(jira_assets_object_id(read(&arena, "{\"id\":\"../5\"}")), "");
	assert_string_equal(jira_assets_object_id(read(&arena, "{\"id\":{\"a\":1}}")), "");
	assert_string_equal(jira_assets_object_id(read(&arena, "[]")), "");
	assert_string_equal(jira_assets_object_id(NULL), "");
}

/* What is formatted for people is never taken for the value. */
static void values_are_not_what_people_see(void **state)
{
	ARENA(arena);
	struct json *object = read(
		&arena,
		"{\"attributes\":[{\"objectTypeAttributeId\":7,\"objectAttributeValues\":["
		"{\"displayValue\":\"24/Dec/26\",\"value\":\"2026-12-24\"},{\"displayValue\":\"x\"}]},"
		"{\"objectTypeAttributeId\":\"8\",\"objectAttributeValues\":[{\"displayValue\":\"web\","
		"\"referencedObject\":{\"id\":\"55\"}},{\"referencedObject\":{\"id\":\"a/b\"}}]},"
		"{\"objectTypeAttributeId\":\"9\",\"objectAttributeValues\":\"none\"},7,null]}");

	(void)state;
	assert_string_equal(json_print(&arena, jira_assets_values(&arena, object, "7")),
	                    "[\"2026-12-24\"]");
	assert_string_equal(json_print(&arena, jira_assets_values(&arena, object, "8")),
	                    "[\"55\"]");
	assert_null(jira_assets_values(&arena, object, "9"));
	assert_null(jira_assets_values(&arena, object, "10"));
}

static void aql_takes_hex_digits_alone(void **state)
{
	ARENA(arena);
	const char *given[] = { HASH, "\" OR Name != \"" };

	(void)state;
	assert_string_equal(jira_assets_aql(&arena, "12", "SHA-256", given, 2),
	                    "objectTypeId = 12 AND \"SHA-256\" IN (\"" HASH "\")");
	assert_false(jira_assets_is_fingerprint(""));
	assert_false(jira_assets_is_fingerprint(HASH "0"));
}

static void a_day_equals_its_moment(void **state)
{
	ARENA(arena);
	const struct json *day = read(&arena, "[\"2026-12-24\"]");

	(void)state;
	assert_true(jira_assets_stands(day, read(&arena, "[\"2026-12-24T00:00:00.000Z\"]")));
	assert_false(jira_assets_stands(day, read(&arena, "[\"2026-12-25T00:00:00.000Z\"]")));
	assert_false(jira_assets_stands(day, read(&arena, "[\"2026-12-24Tomorrow\"]")));
	assert_false(jira_assets_stands(day, NULL));
	assert_true(
		jira_assets_stands(read(&arena, "[\"1\",\"2\"]"), read(&arena, "[\"2\",\"1\"]")));
}

static void relations_are_two_ids(void **state)
{
	ARENA(arena);
	const char *certificate, *object;

	(void)state;
	assert_true(jira_assets_parse_relation(&arena, "5/9", &certificate, &object));
	assert_string_equal(certificate, "5");
	assert_string_equal(object, "9");
	assert_false(jira_assets_parse_relation(&arena, "5/", &certificate, &object));
	assert_false(jira_assets_parse_relation(&arena, "/9", &certificate, &object));
	assert_false(jira_assets_parse_relation(&arena, "5/9/1", &certificate, &object));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ids_are_digits_alone),
		cmocka_unit_test(values_are_not_what_people_see),
		cmocka_unit_test(aql_takes_hex_digits_alone),
		cmocka_unit_test(a_day_equals_its_moment),
		cmocka_unit_test(relations_are_two_ids),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
