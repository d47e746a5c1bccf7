/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Reading Assets to the end: sites whose pages are shorter than what was asked for, lists that come in parts, Data
 * Centers that have Assets at the address of its predecessor. What is cut is never taken for the whole. */
#include "adapters/itsm/jira/jira_assets_space.h"
#include "base/text.h"
#include "support/check.h"
#include "support/jira_assets_script.h"

extern const struct itsm_type jira_itsm;

#define LIST     "/objectschema/list"
#define SCHEMAS  "{\"objectschemas\":[{\"id\":1,\"objectSchemaKey\":\"ITS\"}]}"
#define HOSTS    "[{\"id\":7,\"name\":\"Hosts\"}]"
#define HOST(id) "{\"id\":" id ",\"label\":\"host-" id "\",\"objectType\":{\"id\":7}}"
#define ENTRIES(list, total) \
	"{\"objectEntries\":[" list "],\"totalFilterCount\":" total ",\"pageNumber\":1}"

struct rows {
	size_t count;
	const char *last;
	struct arena *arena;
};

static bool keep(void *context, const struct ci *row, struct error *error)
{
	struct rows *rows = context;

	(void)error;
	rows->count++;
	rows->last = arena_copy(rows->arena, row->name);
	return true;
}

static bool mark(void *context, const char *cursor, struct error *error)
{
	(void)context;
	(void)cursor;
	(void)error;
	return true;
}

static bool read_hosts(struct jira_fixture *fixture, const char *cursor, struct rows *rows,
                       struct error *error)
{
	struct itsm_fetch fetch = { .each = keep,
		                    .mark = mark,
		                    .context = rows,
		                    .cursor = cursor,
		                    .scratch = &fixture->arena };

	*rows = (struct rows){ .arena = &fixture->arena };
	return jira_itsm.fetch(&fixture->itsm, CI_HOST, &fetch, error);
}

static void open_datacenter(struct jira_fixture *fixture, const struct http_script_exchange *script,
                            size_t count)
{
	jira_assets_script_open(fixture, script, count);
	jira_fixture_use_datacenter(fixture);
}

/* Pages are counted by the site's own ceiling; the last one is known by the total. */
static void short_pages_are_not_the_end(void **state)
{
	const struct http_script_exchange script[] = {
		{ .url = { "/rest/assets/1.0" LIST }, .answer = SCHEMAS },
		{ .url = { "/rest/assets/1.0" LIST }, .answer = SCHEMAS },
		{ .url = { "/objectschema/1/objecttypes/flat" }, .answer = HOSTS },
		{ .url = { "/aql/objects", "&page=1&resultPerPage=100&" },
		  .answer = ENTRIES(HOST("1") "," HOST("2"), "5") },
		{ .url = { "/objecttype/7/attributes" }, .answer = "[]" },
		{ .url = { "/aql/objects", "&page=2&resultPerPage=2&" },
		  .answer = ENTRIES(HOST("3") "," HOST("4"), "5") },
		{ .url = { "/aql/objects", "&page=3&resultPerPage=2&" },
		  .answer = ENTRIES(HOST("5"), "5") },
	};
	struct jira_fixture fixture;
	struct error error = ERROR_INIT;
	struct rows rows;

	(void)state;
	open_datacenter(&fixture, script, COUNT_OF(script));
	assert_true(read_hosts(&fixture, NULL, &rows, &error));
	assert_int_equal(rows.count, 5);
	assert_string_equal(rows.last, "host-5");
	jira_fixture_close(&fixture);
}

/* A read that was cut goes on by pages that it does not know yet: nothing is left out for that. */
static void a_read_that_goes_on_learns_the_ceiling_first(void **state)
{
	const struct http_script_exchange script[] = {
		{ .url = { LIST }, .answer = SCHEMAS },
		{ .url = { LIST }, .answer = SCHEMAS },
		{ .url = { "/flat" }, .answer = HOSTS },
		{ .url = { "&page=2&resultPerPage=100&" },
		  .answer = ENTRIES(HOST("3") "," HOST("4"), "500") },
		{ .url = { "&page=51&resultPerPage=2&" },
		  .answer = ENTRIES(HOST("101") "," HOST("102"), "102") },
		{ .url = { "/objecttype/7/attributes" }, .answer = "[]" },
	};
	struct jira_fixture fixture;
	struct error error = ERROR_INIT;
	struct rows rows;

	(void)state;
	open_datacenter(&fixture, script, COUNT_OF(script));
	assert_false(read_hosts(&fixture, "100", &rows, &error));
	assert_int_equal(error.kind, ERROR_RETRY);
	assert_int_equal(rows.count, 0);
	assert_true(read_hosts(&fixture, "100", &rows, &error));
	assert_string_equal(rows.last, "host-102");
	jira_fixture_close(&fixture);
}

/* Insight before it became Assets; an unknown path is answered by XML. */
static void an_old_data_center_has_insight(void **state)
{
	const struct http_script_exchange script[] = {
		{ .url = { "https://jira.example.com/jira/rest/assets/1.0" LIST },
		  .status = 404,
		  .type = "application/xml",
		  .answer = "<status><status-code>404</status-code></status>" },
		{ .url = { "https://jira.example.com/jira/rest/insight/1.0" LIST },
		  .answer = SCHEMAS },
		{ .url = { "/jira/rest/insight/1.0" LIST }, .answer = SCHEMAS },
		{ .url = { "/jira/rest/insight/1.0/objectschema/1/objecttypes/flat" },
		  .answer = HOSTS },
		{ .url = { "/jira/rest/insight/1.0/aql/objects" }, .answer = ENTRIES("", "0") },
	};
	struct jira_fixture fixture;
	struct error error = ERROR_INIT;
	struct rows rows;

	(void)state;
	open_datacenter(&fixture, script, COUNT_OF(script));
	assert_true(read_hosts(&fixture, NULL, &rows, &error));
	jira_fixture_close(&fixture);
}

/* Neither is there, or it could not be asked: told of the address of today, or asked again. */
static void no_assets_is_said(void **state)
{
	const struct http_script_exchange script[] = {
		{ .url = { "/rest/assets/1.0" LIST }, .status = 502, .type = "text/html" },
		{ .url = { "/rest/assets/1.0" LIST }, .status = 404, .answer = "{}" },
		{ .url = { "/rest/insight/1.0" LIST }, .status = 404, .answer = "{}" },
		{ .url = { "/rest/assets/1.0" LIST }, .status = 404, .answer = "{}" },
	};
	struct jira_fixture fixture;
	struct error error = ERROR_INIT;
	struct rows rows;

	(void)state;
	open_datacenter(&fixture, script, COUNT_OF(script));
	assert_false(read_hosts(&fixture, NULL, &rows, &error));
	assert_int_equal(error.kind, ERROR_RETRY);
	assert_false(read_hosts(&fixture, NULL, &rows, &error));
	assert_int_equal(error.kind, ERROR_PEER);
	check_contains(error.message, "object schemas: HTTP 404");
	jira_fixture_close(&fixture);
}

static void schemas_come_in_pages(void **state)
{
	const struct http_script_exchange script[] = {
		{ .url = { LIST "?maxResults=500" },
		  .not_url = "startAt",
		  .answer = "{\"values\":[{\"id\":\"8\"},{\"id\":\"9\"}],\"isLast\":false}" },
		{ .url = { "/objectschema/8/objecttypes/flat" }, .answer = "[]" },
		{ .url = { "/objectschema/9/objecttypes/flat" }, .answer = "[]" },
		{ .url = { LIST "?maxResults=500&startAt=2" },
		  .answer = "{\"values\":[{\"id\":\"1\"}],\"isLast\":true}" },
		{ .url = { "/objectschema/1/objecttypes/flat" }, .answer = HOSTS },
		ASSETS_FOUND(""),
	};
	struct jira_fixture fixture;
	struct error error = ERROR_INIT;
	struct rows rows;

	(void)state;
	JIRA_ASSETS_SCRIPT(&fixture, script);
	assert_true(read_hosts(&fixture, NULL, &rows, &error));
	assert_non_null(jira_assets_named(&fixture.itsm, "Hosts"));
	jira_fixture_close(&fixture);
}

/* The object stands on the second page: it is edited, not made again. */
static void a_certificate_is_looked_for_to_the_last_page(void **state)
{
	const struct http_script_exchange script[] = {
		ASSETS_SCHEMA("false"),
		{ .method = "POST",
		  .url = { "/object/aql?startAt=0" },
		  .answer = "{\"values\":[" ASSETS_OBJECT("40",
		                                          ASSETS_HASH_B) "],\"isLast\":false}" },
		{ .method = "POST",
		  .url = { "/object/aql?startAt=1" },
		  .answer =
		          "{\"values\":[" ASSETS_OBJECT("41", ASSETS_HASH_A) "],\"isLast\":true}" },
	};
	struct jira_fixture fixture;

	(void)state;
	JIRA_ASSETS_SCRIPT(&fixture, script);
	struct receipt receipt =
		jira_fixture_push(&fixture, jira_assets_script_certificate(&fixture, ASSETS_KEY_A));
	assert_int_equal(receipt.outcome, RECEIPT_DONE);
	assert_string_equal(receipt.remote_id, "41");
	jira_fixture_close(&fixture);
}

/* A thousand and no more: an error, unless the site counts no more either, or does not count. */
static void a_ceiling_is_no_end(void **state)
{
#define LAST_ONE                                                                              \
	{                                                                                     \
		.url = { "/object/aql?startAt=900" },                                         \
		.answer = "{\"values\":[" TEN "," TEN "," TEN "," TEN "," TEN "," TEN "," TEN \
			  "," TEN "," TEN "," TEN "],\"isLast\":true}"                        \
	}
#define ONE "{\"id\":\"1\",\"objectType\":{\"id\":\"99\"}}"
#define TEN ONE "," ONE "," ONE "," ONE "," ONE "," ONE "," ONE "," ONE "," ONE "," ONE
	const struct http_script_exchange script[] = {
		{ .url = { LIST }, .answer = SCHEMAS },
		{ .url = { "/flat" }, .answer = HOSTS },
		LAST_ONE,
		{ .url = { "/object/aql/totalcount" },
		  .body = { "\"qlQuery\":\"objectTypeId IN (7)" },
		  .answer = "{\"totalCount\":1001}" },
		LAST_ONE,
		{ .url = { "/object/aql/totalcount" }, .answer = "{\"totalCount\":1000}" },
		LAST_ONE,
		{ .url = { "/object/aql/totalcount" }, .status = 404, .answer = "{}" },
	};
	struct jira_fixture fixture;
	struct error error = ERROR_INIT;
	struct rows rows;

	(void)state;
	JIRA_ASSETS_SCRIPT(&fixture, script);
	assert_false(read_hosts(&fixture, "900", &rows, &error));
	assert_int_equal(error.kind, ERROR_PEER);
	check_contains(error.message, "hands over 1000 of 1001 objects and no more");
	assert_true(read_hosts(&fixture, "900", &rows, &error));
	assert_true(read_hosts(&fixture, "900", &rows, &error));
	jira_fixture_close(&fixture);
#undef LAST_ONE
#undef TEN
#undef ONE
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(short_pages_are_not_the_end),
		cmocka_unit_test(a_read_that_goes_on_learns_the_ceiling_first),
		cmocka_unit_test(an_old_data_center_has_insight),
		cmocka_unit_test(no_assets_is_said),
		cmocka_unit_test(a_ceiling_is_no_end),
		cmocka_unit_test(schemas_come_in_pages),
		cmocka_unit_test(a_certificate_is_looked_for_to_the_last_page),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
