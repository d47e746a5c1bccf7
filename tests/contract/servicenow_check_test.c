/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What check says of instances that are not ready, and what prepare asks for. */
#include "base/http_curl.h"
#include "base/text.h"
#include "support/check.h"
#include "support/servicenow_side.h"

extern const struct itsm_type servicenow_itsm;

enum { FINDINGS_MOST = 256 };

struct findings {
	struct arena *arena;
	struct itsm_finding items[FINDINGS_MOST];
	size_t count;
};

static void take(void *context, const struct itsm_finding *finding)
{
	struct findings *findings = context;
	struct itsm_finding *copy = &findings->items[findings->count++];

	assert_true(findings->count < FINDINGS_MOST);
	assert_true(finding->verdict == ITSM_OK || *finding->mend != '\0');
	*copy = (struct itsm_finding){ finding->verdict,
		                       arena_copy(findings->arena, finding->subject),
		                       arena_copy(findings->arena, finding->message),
		                       arena_copy(findings->arena, finding->mend) };
}

static struct findings *check(struct servicenow_side *side)
{
	struct findings *findings = ARENA_NEW(side->arena, struct findings);

	findings->arena = side->arena;
	if (!servicenow_itsm.check(side->itsm, side->arena, take, findings, &side->error))
		fail_msg("%s", side->error.message);
	return findings;
}

static void expect(const struct findings *findings, enum itsm_verdict verdict, const char *subject,
                   const char *words)
{
	for (size_t i = 0; i < findings->count; i++)
		if (findings->items[i].verdict == verdict &&
		    strcmp(findings->items[i].subject, subject) == 0 &&
		    (strstr(findings->items[i].message, words) != NULL ||
		     strstr(findings->items[i].mend, words) != NULL))
			return;
	for (size_t i = 0; i < findings->count; i++)
		print_message("%d %s: %s\n", (int)findings->items[i].verdict,
		              findings->items[i].subject, findings->items[i].message);
	fail_msg("no finding '%s' with '%s'", subject, words);
}

static void names_what_is_set_wrong(void **state)
{
	struct servicenow_side side;

	(void)state;
	if (!servicenow_side_open(&side, NULL))
		skip();
	side.fixture.settings.discovery_source = "SG-Other";
	side.fixture.settings.relation_type = "Holds::Held by";
	side.fixture.settings.caller = "frank";
	side.fixture.settings.requested_by = "nobody";
	side.fixture.settings.incident_close_code = "Solved by magic";
	side.fixture.settings.address_table = "no_such_table";
	struct findings *findings = check(&side);
	expect(findings, ITSM_FAILED, "choice cmdb_ci.discovery_source", "'SG-Other' is no choice");
	expect(findings, ITSM_FAILED, "relation type", "'Holds::Held by'");
	expect(findings, ITSM_FAILED, "caller", "not active");
	expect(findings, ITSM_FAILED, "requested_by", "nobody");
	expect(findings, ITSM_FAILED, "choice incident.close_code",
	       "'Solved by magic' is no choice; there are ");
	expect(findings, ITSM_FAILED, "table no_such_table", "");
	expect(findings, ITSM_OK, "login", "accepted");
	expect(findings, ITSM_OK, "role itil", "granted");
	expect(findings, ITSM_OK, "pages", "sys_id");
	expect(findings, ITSM_OK, "identification rule", "fingerprint");
	servicenow_side_close(&side);
}

/* Nothing is said of the columns and states of a class that is not there. */
static void a_missing_class_is_one_line(void **state)
{
	struct servicenow_side side;

	(void)state;
	if (!servicenow_side_open(&side, NULL))
		skip();
	side.fixture.settings.certificate_class = "cmdb_ci_no_such_class";
	const struct findings *findings = check(&side);
	size_t failed = 0;
	for (size_t i = 0; i < findings->count; i++)
		failed += findings->items[i].verdict == ITSM_FAILED;
	assert_int_equal(failed, 1);
	expect(findings, ITSM_FAILED, "table cmdb_ci_no_such_class", "Invalid table");
	servicenow_side_close(&side);
}

static void names_robots_and_rights(void **state)
{
	static const char *const arguments[] = { "--fault", "cim:1", NULL };
	struct servicenow_side side;

	(void)state;
	if (!servicenow_side_open(&side, arguments))
		skip();
	expect(check(&side), ITSM_FAILED, "robot Certificate Inventory", "set cim");
	side.fixture.settings.cim = "we_ticket";
	side.fixture.settings.no_task_value = "none";
	expect(check(&side), ITSM_OK, "robot Certificate Inventory", "whoever wrote it");
	/* Dave manages changes and incidents: far more than we need. */
	side.fixture.settings.client_id = "";
	side.fixture.settings.user = "dave";
	side.fixture.settings.account = "";
	secret_set(&side.fixture.settings.password, "dave", 4);
	expect(check(&side), ITSM_WARNING, "role change_manager", "more than");
	servicenow_side_close(&side);
}

static void tells_a_refused_login(void **state)
{
	struct servicenow_side side;

	(void)state;
	if (!servicenow_side_open(&side, NULL))
		skip();
	secret_set(&side.fixture.settings.client_secret, "wrong", 5);
	struct findings *findings = check(&side);
	expect(findings, ITSM_OK, "address", "http://127.0.0.1");
	expect(findings, ITSM_FAILED, "login", "client_credentials");
	assert_int_equal(findings->count, 2);
	servicenow_side_close(&side);
}

static void an_address_that_is_dead_is_an_error(void **state)
{
	struct servicenow_side side;
	struct findings findings = { 0 };

	(void)state;
	if (!servicenow_side_open(&side, NULL))
		skip();
	findings.arena = side.arena;
	side.itsm->url = "http://127.0.0.1:1";
	assert_false(servicenow_itsm.check(side.itsm, side.arena, take, &findings, &side.error));
	check_contains(side.error.message, "127.0.0.1:1");
	assert_int_equal(findings.count, 0);
	servicenow_side_close(&side);
}

static void refused_keys_are_a_warning(void **state)
{
	static const char *const arguments[] = { "--fault", "query-acl-403:1", NULL };
	struct servicenow_side side;

	(void)state;
	if (!servicenow_side_open(&side, arguments))
		skip();
	expect(check(&side), ITSM_WARNING, "pages", "query_range");
	servicenow_side_close(&side);
}

static void prepare_prints_steps_and_a_record(void **state)
{
	struct servicenow_fixture fixture;
	struct error error = ERROR_INIT;
	TEXT(out);

	(void)state;
	servicenow_fixture_open(&fixture, NULL, 0);
	fixture.settings.discovery_source = "SG-A & B";
	assert_true(servicenow_itsm.prepare(&fixture.itsm, &fixture.arena, &out, &error));
	check_contains(text_string(&out), "CMDB CI Class Models");
	check_contains(text_string(&out), "operational_status");
	check_contains(text_string(&out), "<value>SG-A &amp; B</value>");
	servicenow_fixture_close(&fixture);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_what_is_set_wrong),
		cmocka_unit_test(a_missing_class_is_one_line),
		cmocka_unit_test(names_robots_and_rights),
		cmocka_unit_test(tells_a_refused_login),
		cmocka_unit_test(an_address_that_is_dead_is_an_error),
		cmocka_unit_test(refused_keys_are_a_warning),
		cmocka_unit_test(prepare_prints_steps_and_a_record),
	};

	http_curl_start();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
