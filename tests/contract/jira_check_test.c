/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What check says of a site that is set up wrongly: one clear line each, with its mend. */
#include "base/json.h"
#include "base/text.h"
#include "support/check.h"
#include "support/jira_fixture.h"

extern const struct itsm_type jira_itsm;

struct heard {
	struct arena *arena;
	const char *all;
	int failed;
};

static void hear(void *context, const struct itsm_finding *finding)
{
	struct heard *heard = context;

	heard->failed += finding->verdict == ITSM_FAILED;
	heard->all =
		arena_print(heard->arena, "%s[%d] %s: %s; %s\n", heard->all, (int)finding->verdict,
	                    finding->subject, finding->message, finding->mend);
}

#define MAY(name, answer) "\"" name "\":{\"havePermission\":" answer "}"

/* Everything that a site can have wrong, in the order in which it is asked. */
static const struct http_script_exchange wrong_site[] = {
	{ .url = { "/rest/api/3/serverInfo" },
	  .answer = "{\"baseUrl\":\"https://x\",\"deploymentType\":\"Server\",\"version\":\"9\"}" },
	{ .url = { "/project/CERT" },
	  .answer = "{\"name\":\"Certs\",\"projectTypeKey\":\"software\"}" },
	{ .url = { "/mypermissions?projectKey=CERT&permissions=BROWSE_PROJECTS,CREATE_ISSUES" },
	  .answer = "{\"permissions\":{" MAY("BROWSE_PROJECTS", "true") "," MAY(
		  "ADMINISTER", "true") "," MAY("CREATE_ISSUES", "false") "}}" },
	{ .url = { "/rest/api/3/field" },
	  .answer = "[{\"id\":\"customfield_10060\",\"name\":\"Impact\"},{\"id\":"
	            "\"customfield_10061\",\"name\":\"Urgency\"},{\"id\":\"customfield_10030\"},{"
	            "\"id\":\"customfield_10031\"},{\"id\":\"customfield_10050\"},{\"id\":"
	            "\"customfield_10070\"}]" },
	{ .url = { "/issue/createmeta/CERT/issuetypes?startAt=0" },
	  .answer = "{\"total\":3,\"issueTypes\":[{\"id\":\"1\",\"name\":\"[System] Change\"},{"
	            "\"id\":\"2\",\"name\":\"Task\"},{\"id\":\"3\",\"name\":\"Task\"}]}" },
	{ .url = { "/issue/createmeta/CERT/issuetypes/1?startAt=0" },
	  .answer =
	          "{\"total\":4,\"fields\":[{\"fieldId\":\"summary\",\"required\":true},{\"fieldId\":"
	          "\"description\"},{\"fieldId\":\"customfield_10060\",\"allowedValues\":[{\"id\":"
	          "\"7\",\"value\":\"High\"}]},{\"fieldId\":\"customfield_10099\",\"name\":\"Cost\","
	          "\"required\":true,\"hasDefaultValue\":false}]}" },
	{ .url = { "/project/CERT/statuses" },
	  .answer = "[{\"id\":\"1\",\"name\":\"[System] Change\",\"statuses\":[{\"id\":\"10\","
	            "\"name\":\"Open\"},{\"id\":\"11\",\"name\":\"Wibble\"}]}]" },
	{ .url = { "/issueLinkType" }, .answer = "{\"issueLinkTypes\":[{\"name\":\"Blocks\"}]}" },
	{ .url = { "/rest/servicedeskapi/servicedesk?start=0" },
	  .answer = "{\"values\":[{\"id\":\"4\",\"projectKey\":\"CERT\"}],\"isLastPage\":true}" },
	{ .url = { "/rest/servicedeskapi/servicedesk/4/requesttype" },
	  .answer = "{\"values\":[{\"id\":\"26\",\"name\":\"Change\"}]}" },
	{ .url = { "/user?accountId=acc-gone" }, .status = 404, .answer = "{}" },
	{ .url = { "/user?accountId=acc-robot" },
	  .answer = "{\"accountId\":\"acc-robot\",\"active\":true}" },
	{ .url = { "/serverInfo" }, .answer = "{}" },
	{ .url = { "/search/jql" }, .answer = "{\"issues\":[{\"id\":\"5\"}],\"isLast\":true}" },
	{ .url = { "/issue/bulkfetch" },
	  .answer = "{\"issues\":[{\"id\":\"5\",\"key\":\"CERT-1\",\"fields\":{\"labels\":["
	            "\"certsteward-mark\",\"certsteward-paused\"]}}]}" },
};

static void each_fault_has_its_line(void **state)
{
	static const char *const said[] = {
		"[2] site: https://x, Server 9; set dialect: datacenter",
		"type software; set service_management: no",
		"[1] right ADMINISTER: our account may administer Jira; take it away",
		"[2] right CREATE_ISSUES: our account may not open tickets; give it to",
		"[2] fields.implementation_plan: the site has no field customfield_10040",
		"[1] fields.urgency: not set; the site has 'Urgency' as customfield_10061",
		"[2] field impact of '[System] Change': option 'impact.2=10102' does not exist; there "
		"are High=7; correct options",
		"[1] field planned_start of '[System] Change': customfield_10050 is not on the create "
		"screen",
		"field 'Cost' (customfield_10099) is required and nothing fills it; name it in "
		"constants",
		"[2] issue type '[System] Incident': does not exist in the project; there are",
		"[2] issue type 'Task': is the name of several",
		"status 'Wibble' belongs to no phase; name it in one of the settings phases.*",
		"no status stands for approval being asked; name one in phases.authorize",
		"[2] link types: there is no 'Relates'",
		"[2] request_types.change: 25 does not exist; there are 'Change'=26",
		"[2] approver 'acc-gone': HTTP 404",
		"[2] approver 'acc-robot': is our own account",
		"[2] approvers: nobody could approve",
		"[1] stop switch: certsteward is paused here",
	};
	static const char *const options[] = { "impact.2=10102" };
	static const char *const approvers[] = { "acc-gone", "acc-robot" };
	struct jira_fixture fixture;
	struct error error = ERROR_INIT;

	(void)state;
	JIRA_FIXTURE(&fixture, wrong_site);
	struct heard heard = { .arena = &fixture.arena, .all = "" };
	jira_fixture_list(&fixture, &fixture.settings.options, options, 1);
	jira_fixture_list(&fixture, &fixture.settings.approvers, approvers, 2);
	if (!jira_itsm.check(&fixture.itsm, &fixture.arena, hear, &heard, &error))
		fail_msg("%s", error.message);
	for (size_t i = 0; i < COUNT_OF(said); i++)
		check_contains(heard.all, said[i]);
	jira_fixture_close(&fixture);
}

static void a_dead_login_ends_it(void **state)
{
	struct jira_fixture fixture;
	struct error error = ERROR_INIT;
	const struct http_script_exchange script[] = {
		{ .url = { "/myself" }, .status = 401, .answer = "Client must be authenticated" },
	};

	(void)state;
	JIRA_FIXTURE(&fixture, script);
	struct heard heard = { .arena = &fixture.arena, .all = "" };
	fixture.state.account = NULL;
	assert_false(jira_itsm.check(&fixture.itsm, &fixture.arena, hear, &heard, &error));
	assert_int_equal(error.kind, ERROR_PEER);
	check_contains(error.message, "login: HTTP 401");
	jira_fixture_close(&fixture);
}

static void prepare_lists_steps(void **state)
{
	struct jira_fixture fixture;
	struct error error = ERROR_INIT;
	TEXT(out);

	(void)state;
	jira_fixture_open(&fixture, NULL, 0);
	assert_true(jira_itsm.prepare(&fixture.itsm, &fixture.arena, &out, &error));
	check_contains(text_string(&out), "Jira Cloud");
	check_contains(text_string(&out), "1. Account.");
	check_contains(text_string(&out), "write:servicedesk-request");
	check_contains(text_string(&out), "certsteward-paused");
	jira_fixture_use_datacenter(&fixture);
	text_clear(&out);
	assert_true(jira_itsm.prepare(&fixture.itsm, &fixture.arena, &out, &error));
	check_contains(text_string(&out), "Personal Access Tokens");
	jira_fixture_close(&fixture);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_fault_has_its_line),
		cmocka_unit_test(a_dead_login_ends_it),
		cmocka_unit_test(prepare_lists_steps),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
