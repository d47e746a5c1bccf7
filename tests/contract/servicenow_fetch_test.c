/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Reads of the mirror: pages, holes, refused queries, logins that end. */
#include "base/json.h"
#include "base/text.h"
#include "support/check.h"
#include "support/servicenow_fixture.h"

extern const struct itsm_type servicenow_itsm;

enum { ROWS_MOST = 64 };

struct collected {
	struct arena arena;
	struct ci rows[ROWS_MOST];
	size_t count;
	char cursor[128];
};

static bool take(void *context, const struct ci *row, struct error *error)
{
	struct collected *collected = context;
	struct ci *copy = &collected->rows[collected->count++];

	(void)error;
	*copy = *row;
	copy->id = arena_copy(&collected->arena, row->id);
	copy->name = arena_copy(&collected->arena, row->name);
	copy->fingerprint = arena_copy(&collected->arena, row->fingerprint);
	for (size_t i = 0; i < row->address_count; i++)
		if (i == 0)
			copy->owner = arena_copy(&collected->arena, row->addresses[0]);
	copy->fields = json_copy(&collected->arena, row->fields);
	return true;
}

static bool mark(void *context, const char *cursor, struct error *error)
{
	struct collected *collected = context;

	(void)error;
	(void)snprintf(collected->cursor, sizeof(collected->cursor), "%s", cursor);
	return true;
}

static bool fetch(struct servicenow_fixture *fixture, enum ci_kind kind, const char *cursor,
                  int64_t since, struct collected *collected, struct error *error)
{
	struct itsm_fetch request = { .scratch = &fixture->arena,
		                      .each = take,
		                      .mark = mark,
		                      .context = collected,
		                      .cursor = cursor,
		                      .since = since };

	*collected = (struct collected){ 0 };
	*error = ERROR_INIT;
	return servicenow_itsm.fetch(&fixture->itsm, kind, &request, error);
}

static void close_all(struct servicenow_fixture *fixture, struct collected *collected)
{
	arena_release(&collected->arena);
	servicenow_fixture_close(fixture);
}

#define HOSTS                                                    \
	{                                                        \
		"/api/now/table/cmdb_ci_server", "ORDERBYsys_id" \
	}
#define TOTAL(number)                           \
	{                                       \
		{                               \
			"x-total-count", number \
		}                               \
	}
#define ROW(id, more) "{\"sys_id\":\"" id "\"" more "}"
#define EMPTY         "{\"result\":[]}"

static void pages_go_on_by_key(void **state)
{
	struct servicenow_fixture fixture;
	struct collected collected;
	struct error error;
	const struct http_script_exchange script[] = {
		{ .url = { "/api/now/table/cmdb_ci_server", "sysparm_query=ORDERBYsys_id",
		           "sysparm_limit=2", "sysparm_exclude_reference_link=true" },
		  .not_url = "no_count",
		  .headers = TOTAL("5"),
		  .answer = "{\"result\":[" ROW(
			  "a1",
			  ",\"name\":\"web-1\",\"ip_address\":\"10.0.0.7, "
			  "::0001\",\"operational_status\":\"1\"") "," ROW("a2",
		                                                           ",\"name\":\"web-2\",\"install_status\":\"7\"") "]}" },
		/* Counting costs a query: full pages are read without. */
		{ .url = { "sys_id>a2^ORDERBYsys_id", "sysparm_no_count=true" },
		  .answer = "{\"result\":[" ROW("a3", "") "," ROW("a4", "") "]}" },
		{ .url = { "sys_id>a4^ORDERBYsys_id", "no_count" },
		  .answer = "{\"result\":[" ROW("a5", "") "]}" },
		{ .url = { "sys_id>a5^ORDERBYsys_id" },
		  .not_url = "no_count",
		  .headers = TOTAL("0"),
		  .answer = EMPTY },
	};

	(void)state;
	SERVICENOW_FIXTURE(&fixture, script);
	fixture.settings.page_size = 2;
	if (!fetch(&fixture, CI_HOST, "", 0, &collected, &error))
		fail_msg("%s", error.message);
	assert_int_equal(collected.count, 5);
	assert_string_equal(collected.rows[0].owner, "10.0.0.7");
	assert_int_equal(collected.rows[0].address_count, 2);
	assert_int_equal(collected.rows[0].life, CI_OPERATIONAL);
	assert_int_equal(collected.rows[1].life, CI_RETIRED);
	assert_string_equal(collected.cursor, "0/a5/0");
	close_all(&fixture, &collected);
}

/* The count says that nothing follows: no second call. Each table's end is a place to go on from. */
static void small_tables_cost_one_call(void **state)
{
	struct servicenow_fixture fixture;
	struct collected collected;
	struct error error;
	const char *classes[] = { "cmdb_ci_server", "cmdb_ci_lb" };
	const struct http_script_exchange script[] = {
		{ .url = HOSTS,
		  .headers = TOTAL("1"),
		  .answer = "{\"result\":[" ROW("a", "") "]}" },
		{ .url = { "/api/now/table/cmdb_ci_lb" }, .outcome = HTTP_SCRIPT_LOST },
	};
	const struct http_script_exchange again[] = {
		{ .url = { "/api/now/table/cmdb_ci_lb" }, .headers = TOTAL("0"), .answer = EMPTY },
	};

	(void)state;
	SERVICENOW_FIXTURE(&fixture, script);
	fixture.settings.host_classes = (struct setting_list){ classes, 2 };
	assert_false(fetch(&fixture, CI_HOST, "", 0, &collected, &error));
	assert_int_equal(collected.count, 1);
	assert_string_equal(collected.cursor, "1//0");
	close_all(&fixture, &collected);
	SERVICENOW_FIXTURE(&fixture, again);
	fixture.settings.host_classes = (struct setting_list){ classes, 2 };
	assert_true(fetch(&fixture, CI_HOST, "1//0", 0, &collected, &error));
	close_all(&fixture, &collected);
}

/* The limit counts before access rules: an empty page may hide rows behind it. */
static void an_empty_page_may_be_a_hole(void **state)
{
	struct servicenow_fixture fixture;
	struct collected collected;
	struct error error;
	const struct http_script_exchange script[] = {
		{ .url = HOSTS, .answer = "{\"result\":[" ROW("a1", "") "]}" },
		{ .url = { "sys_id>a1" }, .headers = TOTAL("5"), .answer = EMPTY },
		{ .url = { "sys_id>a1", "sysparm_offset=2" },
		  .headers = TOTAL("5"),
		  .answer = EMPTY },
		{ .url = { "sys_id>a1", "sysparm_offset=4" },
		  .headers = TOTAL("7"),
		  .answer = "{\"result\":[" ROW("a6", "") "]}" },
		{ .url = { "sys_id>a6" },
		  .not_url = "offset",
		  .headers = TOTAL("1"),
		  .answer = EMPTY },
	};

	(void)state;
	SERVICENOW_FIXTURE(&fixture, script);
	fixture.settings.page_size = 2;
	assert_true(fetch(&fixture, CI_HOST, "", 0, &collected, &error));
	assert_int_equal(collected.count, 2);
	assert_string_equal(collected.rows[1].id, "a6");
	close_all(&fixture, &collected);
}

static void an_interrupted_read_goes_on(void **state)
{
	struct servicenow_fixture fixture;
	struct collected collected;
	struct error error;
	const struct http_script_exchange script[] = {
		{ .url = { "sys_id>a2^ORDERBYsys_id" }, .outcome = HTTP_SCRIPT_LOST },
	};

	(void)state;
	SERVICENOW_FIXTURE(&fixture, script);
	assert_false(fetch(&fixture, CI_HOST, "0/a2/0", 0, &collected, &error));
	assert_int_equal(error.kind, ERROR_RETRY);
	check_contains(error.message, "cmdb_ci_server");
	close_all(&fixture, &collected);
}

/* Query ACLs refuse '>' and sorting, or the part is dropped and the first page comes again. */
static void refused_keys_fall_back_to_offsets(void **state)
{
	struct servicenow_fixture fixture;
	struct collected collected;
	struct error error;
	const struct http_script_exchange script[] = {
		{ .url = HOSTS, .status = 403, .answer = "{\"error\":{\"message\":\"query\"}}" },
		{ .url = { "cmdb_ci_server" },
		  .not_url = "ORDERBY",
		  .headers = TOTAL("3"),
		  .answer = "{\"result\":[" ROW("b", "") "," ROW("a", "") "]}" },
		{ .url = { "sysparm_offset=2" },
		  .headers = TOTAL("3"),
		  .answer = "{\"result\":[" ROW("c", "") "]}" },
	};

	(void)state;
	SERVICENOW_FIXTURE(&fixture, script);
	fixture.settings.page_size = 2;
	assert_true(fetch(&fixture, CI_HOST, "", 0, &collected, &error));
	assert_int_equal(collected.count, 3);
	assert_true(fixture.state.no_keyset);
	close_all(&fixture, &collected);
}

static void a_dropped_key_is_noticed(void **state)
{
	struct servicenow_fixture fixture;
	struct collected collected;
	struct error error;
	const struct http_script_exchange script[] = {
		{ .url = HOSTS, .answer = "{\"result\":[" ROW("a", "") "," ROW("b", "") "]}" },
		{ .url = { "sys_id>b" },
		  .answer = "{\"result\":[" ROW("a", "") "," ROW("b", "") "]}" },
		{ .not_url = "ORDERBY",
		  .headers = TOTAL("2"),
		  .answer = "{\"result\":[" ROW("a", "") "," ROW("b", "") "]}" },
	};

	(void)state;
	SERVICENOW_FIXTURE(&fixture, script);
	fixture.settings.page_size = 2;
	assert_true(fetch(&fixture, CI_HOST, "", 0, &collected, &error));
	assert_int_equal(collected.count, 4);
	close_all(&fixture, &collected);
}

static void rows_of_a_dropped_condition_are_passed_over(void **state)
{
	struct servicenow_fixture fixture;
	struct collected collected;
	struct error error;
	const struct http_script_exchange script[] = {
		{ .url = { "cmdb_rel_ci", "type.name=Uses::Used by",
		           "child.sys_class_name=cmdb_ci_certificate" },
		  .answer =
		          "{\"result\":["
		          "{\"sys_id\":\"r1\",\"parent\":\"p\",\"child\":\"c\",\"type.name\":\"Uses::"
		          "Used by\",\"child.sys_class_name\":\"cmdb_ci_certificate\"},"
		          "{\"sys_id\":\"r2\",\"parent\":\"p\",\"child\":\"d\",\"type.name\":\"Uses::"
		          "Used by\",\"child.sys_class_name\":\"cmdb_ci_server\"}]}" },
		{ .url = { "sys_id>r2" }, .headers = TOTAL("0"), .answer = EMPTY },
	};

	(void)state;
	SERVICENOW_FIXTURE(&fixture, script);
	if (!fetch(&fixture, CI_RELATION, "", 0, &collected, &error))
		fail_msg("%s", error.message);
	assert_int_equal(collected.count, 1);
	assert_string_equal(collected.rows[0].id, "r1");
	close_all(&fixture, &collected);
}

static void changed_rows_only(void **state)
{
	struct servicenow_fixture fixture;
	struct collected collected;
	struct error error;
	const struct http_script_exchange script[] = {
		{ .url = { "cmdb_ci_certificate",
		           "sysparm_query=sys_updated_on>=2026-11-20 23:58:00^ORDERBYsys_id",
		           "valid_to", "subject_alternative_name" },
		  .answer =
		          "{\"result\":[{\"sys_id\":\"x\",\"fingerprint\":\"AB:CD:00\",\"issuer\":{"
		          "\"link\":\"l\",\"value\":\"i1\"},\"discovery_source\":\"SG-certsteward\"}]"
		          "}" },
		{ .url = { "sys_id>x" }, .headers = TOTAL("0"), .answer = EMPTY },
	};

	(void)state;
	SERVICENOW_FIXTURE(&fixture, script);
	/* 2026-11-21 00:00:00 UTC, less the overlap. */
	if (!fetch(&fixture, CI_CERTIFICATE, "", 1795219200, &collected, &error))
		fail_msg("%s", error.message);
	assert_string_equal(collected.rows[0].fingerprint, "abcd00");
	assert_true(collected.rows[0].ours);
	assert_string_equal(json_member_text(collected.rows[0].fields, "issuer", ""), "i1");
	close_all(&fixture, &collected);
}

/* A first read takes open tickets; of what changed, closed ones say that they are closed. */
static void closed_tickets_are_told_when_they_changed(void **state)
{
	struct servicenow_fixture fixture;
	struct collected collected;
	struct error error;
	const struct http_script_exchange first[] = {
		{ .url = { "/api/now/table/incident", "cmdb_ci.sys_class_name=cmdb_ci_certificate",
		           "active=true" },
		  .status = 503 },
	};
	const struct http_script_exchange later[] = {
		{ .url = { "/api/now/table/incident", "cmdb_ci.sys_class_name=cmdb_ci_certificate",
		           "^sys_updated_on>=" },
		  .not_url = "active=true",
		  .answer = "{\"result\":[" ROW("a", ",\"active\":\"false\",\"cmdb_ci\":\"c\","
		                                     "\"cmdb_ci.sys_class_name\":\"cmdb_ci_"
		                                     "certificate\"") "]}" },
		{ .status = 503 },
	};

	(void)state;
	SERVICENOW_FIXTURE(&fixture, first);
	assert_false(fetch(&fixture, CI_TICKET, "", 0, &collected, &error));
	close_all(&fixture, &collected);
	SERVICENOW_FIXTURE(&fixture, later);
	assert_false(fetch(&fixture, CI_TICKET, "", 1795219200, &collected, &error));
	assert_int_equal(collected.count, 1);
	assert_false(collected.rows[0].active);
	close_all(&fixture, &collected);
}

/* A host has more addresses than its row shows; a closed table beside it stops nothing. */
static void hosts_bring_their_further_addresses(void **state)
{
	struct servicenow_fixture fixture;
	struct collected collected;
	struct error error;
	const struct http_script_exchange script[] = {
		{ .url = HOSTS,
		  .answer = "{\"result\":[" ROW("a", ",\"ip_address\":\"10.0.0.1\"") "]}" },
		{ .url = { "/api/now/table/adapters", "cmdb_ciINa^ip_addressISNOTEMPTY" },
		  .answer = "{\"result\":[{\"cmdb_ci\":\"a\",\"ip_address\":\"10.0.0.2\"},"
		            "{\"cmdb_ci\":\"stranger\",\"ip_address\":\"10.0.0.3\"}]}" },
		{ .url = { "sys_id>a" },
		  .headers = TOTAL("2000"),
		  .answer = "{\"result\":[" ROW("b", ",\"ip_address\":\"10.0.0.4\"") "]}" },
		{ .url = { "/api/now/table/adapters" }, .status = 403, .answer = "{}" },
		{ .url = { "sys_id>b" },
		  .headers = TOTAL("2000"),
		  .answer = "{\"result\":[" ROW("c", "") "]}" },
		{ .url = { "sys_id>c" }, .headers = TOTAL("0"), .answer = EMPTY },
	};

	(void)state;
	SERVICENOW_FIXTURE(&fixture, script);
	fixture.settings.address_table = "adapters";
	if (!fetch(&fixture, CI_HOST, "", 0, &collected, &error))
		fail_msg("%s", error.message);
	assert_int_equal(collected.rows[0].address_count, 2);
	assert_int_equal(collected.rows[1].address_count, 1);
	assert_int_equal(collected.count, 3);
	close_all(&fixture, &collected);
}

static void errors_say_what_to_do(void **state)
{
	static const struct {
		struct http_script_exchange answer;
		enum error_kind kind;
		int delay;
	} cases[] = {
		{ { .status = 401, .answer = "{}" }, ERROR_PEER, 0 },
		{ { .status = 403, .answer = "{\"error\":{\"message\":\"User Not Authorized\"}}" },
		  ERROR_PEER,
		  0 },
		{ { .status = 400, .answer = "{\"error\":{\"message\":\"Invalid table\"}}" },
		  ERROR_PEER,
		  0 },
		{ { .status = 429, .headers = { { "retry-after", "12" } } }, ERROR_RETRY, 12 },
		{ { .status = 429 }, ERROR_RETRY, 0 },
		{ { .status = 202 }, ERROR_RETRY, 0 },
		{ { .status = 503 }, ERROR_RETRY, 0 },
		{ { .status = 503, .headers = { { "retry-after", "7" } } }, ERROR_RETRY, 7 },
		{ { .type = "text/html", .answer = "<html>" }, ERROR_RETRY, 0 },
		{ { .answer = "{\"result\":[" }, ERROR_RETRY, 0 },
		{ { .answer = "{\"result\":{}}" }, ERROR_PEER, 0 },
		{ { .outcome = HTTP_SCRIPT_NOT_SENT }, ERROR_RETRY, 0 },
		{ { .outcome = HTTP_SCRIPT_CANCELLED }, ERROR_CANCELLED, 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct servicenow_fixture fixture;
		struct collected collected;
		struct error error;
		servicenow_fixture_open(&fixture, &cases[i].answer, 1);
		assert_false(fetch(&fixture, CI_VIP, "", 0, &collected, &error));
		if (error.kind != cases[i].kind || error.retry_after != cases[i].delay)
			fail_msg("case %zu: kind %d after %d: %s", i, error.kind, error.retry_after,
			         error.message);
		close_all(&fixture, &collected);
	}
}

#define TOKEN(token) \
	"{\"access_token\":\"" token "\",\"token_type\":\"Bearer\",\"expires_in\":1799}"

static void a_token_is_renewed_once(void **state)
{
	struct servicenow_fixture fixture;
	struct collected collected;
	struct error error;
	const struct http_script_exchange script[] = {
		{ .method = "POST",
		  .url = { "https://example.service-now.com/oauth_token.do" },
		  .not_url = "s&cret",
		  .body = { "grant_type=client_credentials", "client_id=client",
		            "client_secret=s&cret" },
		  .answer = TOKEN("one") },
		{ .url = { "cmdb_ci_lb_service" },
		  .bearer = "one",
		  .status = 401,
		  .answer = "{\"error\":{\"message\":\"User Not Authenticated\"}}" },
		{ .url = { "/oauth_token.do" }, .answer = TOKEN("two") },
		{ .url = { "cmdb_ci_lb_service" },
		  .bearer = "two",
		  .headers = TOTAL("0"),
		  .answer = EMPTY },
	};

	(void)state;
	SERVICENOW_FIXTURE(&fixture, script);
	servicenow_fixture_use_oauth(&fixture);
	if (!fetch(&fixture, CI_VIP, "", 0, &collected, &error))
		fail_msg("%s", error.message);
	close_all(&fixture, &collected);
}

static void a_login_that_stays_refused_needs_a_person(void **state)
{
	struct servicenow_fixture fixture;
	struct collected collected;
	struct error error;
	const struct http_script_exchange script[] = {
		{ .url = { "/oauth_token.do" }, .answer = TOKEN("one") },
		{ .url = { "cmdb_ci_lb_service" }, .status = 401, .answer = "{}" },
		{ .url = { "/oauth_token.do" },
		  .status = 401,
		  .answer =
		          "{\"error\":\"server_error\",\"error_description\":\"access_denied\"}" },
	};

	(void)state;
	SERVICENOW_FIXTURE(&fixture, script);
	servicenow_fixture_use_oauth(&fixture);
	assert_false(fetch(&fixture, CI_VIP, "", 0, &collected, &error));
	assert_int_equal(error.kind, ERROR_PEER);
	check_contains(error.message, "access_denied");
	assert_null(strstr(error.message, "s&cret"));
	close_all(&fixture, &collected);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pages_go_on_by_key),
		cmocka_unit_test(small_tables_cost_one_call),
		cmocka_unit_test(an_empty_page_may_be_a_hole),
		cmocka_unit_test(an_interrupted_read_goes_on),
		cmocka_unit_test(refused_keys_fall_back_to_offsets),
		cmocka_unit_test(a_dropped_key_is_noticed),
		cmocka_unit_test(rows_of_a_dropped_condition_are_passed_over),
		cmocka_unit_test(changed_rows_only),
		cmocka_unit_test(closed_tickets_are_told_when_they_changed),
		cmocka_unit_test(hosts_bring_their_further_addresses),
		cmocka_unit_test(errors_say_what_to_do),
		cmocka_unit_test(a_token_is_renewed_once),
		cmocka_unit_test(a_login_that_stays_refused_needs_a_person),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
