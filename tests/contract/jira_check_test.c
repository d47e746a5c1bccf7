/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What check says of a site that is set up wrongly: one clear line each, with its mend. */
#include "adapters/itsm/jira/jira_check.h"
#include "base/json.h"
#include "base/text.h"
#include "base/yaml.h"
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

/* A required field of a create screen, with these options. */
#define OF_TYPE(field, type, option)                                          \
	"{\"fieldId\":\"" field                                               \
	"\",\"name\":\"Site\",\"required\":true,\"schema\":{\"type\":\"" type \
	"\"},\"allowedValues\":[" option "]}"
#define OPTION(id, name) "{\"id\":\"" id "\",\"value\":\"" name "\"}"

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
	  .answer =
	          "[{\"id\":\"customfield_10060\",\"name\":\"Impact\"},{\"id\":"
	          "\"customfield_10061\",\"name\":\"Urgency\"},{\"id\":\"customfield_10030\","
	          "\"name\":\"Root cause\",\"schema\":{\"type\":\"string\",\"custom\":"
	          "\"com.atlassian.jira.plugin.system.customfieldtypes:textarea\"}},{"
	          "\"id\":\"customfield_10031\"},{\"id\":\"customfield_10050\",\"schema\":{"
	          "\"type\":\"datetime\"}},{\"id\":\"customfield_10070\"},{\"id\":\"customfield_10200\"},{\"id\":\"customfield_10201\"},{\"id\":\"duedate\",\"schema\":{\"type\":\"date\"}}]" },
	{ .url = { "/issue/createmeta/CERT/issuetypes?startAt=0" },
	  .answer = "{\"total\":3,\"issueTypes\":[{\"id\":\"1\",\"name\":\"[System] Change\"},{"
	            "\"id\":\"2\",\"name\":\"Task\"},{\"id\":\"3\",\"name\":\"Task\"}]}" },
	{ .url = { "/issue/createmeta/CERT/issuetypes/1?startAt=0" },
	  .answer =
	          "{\"total\":7,\"fields\":[{\"fieldId\":\"summary\",\"required\":true},{\"fieldId\":"
	          "\"description\"},{\"fieldId\":\"customfield_10060\",\"allowedValues\":[{\"id\":"
	          "\"7\",\"value\":\"High\"}]},{\"fieldId\":\"customfield_10099\",\"name\":\"Cost\","
	          "\"required\":true,\"hasDefaultValue\":false}," OF_TYPE(
			  "customfield_10200", "array",
			  OPTION("7",
	                         "West")) "," OF_TYPE("customfield_10201", "string",
	                                              "") "," OF_TYPE("customfield_10202", "array",
	                                                              OPTION("8", "East")) "]}" },
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
	{ .url = { "/groups/picker", "query=nobody-group" },
	  .answer = "{\"groups\":[{\"name\":\"nobody-groups\"}]}" },
	{ .url = { "/serverInfo" }, .answer = "{}" },
	{ .url = { "/search/jql" }, .answer = "{\"issues\":[{\"id\":\"5\"}],\"isLast\":true}" },
	{ .url = { "/issue/bulkfetch" },
	  .answer = "{\"issues\":[{\"id\":\"5\",\"key\":\"CERT-1\",\"fields\":{\"labels\":["
	            "\"certsteward-mark\",\"certsteward-paused\"]}}]}" },
	{ .url = { "/search/jql" },
	  .answer = "{\"issues\":[{\"id\":\"9\",\"key\":\"CERT-9\",\"fields\":{\"status\":{"
	            "\"id\":\"10\",\"name\":\"Open\"}}}],\"isLast\":true}" },
	{ .url = { "/issue/9/editmeta" },
	  .answer = "{\"fields\":{\"summary\":{},\"description\":{},\"customfield_10030\":{},"
	            "\"customfield_10040\":{},\"customfield_10050\":{}}}" },
	{ .url = { "/issue/9/transitions" },
	  .answer = "{\"transitions\":[{\"id\":\"7\",\"name\":\"Drop\",\"to\":{\"id\":\"40\","
	            "\"name\":\"Canceled\"}}]}" },
};

/* What check says of it, one line for each fault. */
static const char *const wrong_said[] = {
	"[2] site: https://x, Server 9; set dialect: datacenter",
	"type software; set service_management: no",
	"[1] right ADMINISTER: our account may administer Jira; take it away",
	"[2] right CREATE_ISSUES: our account may not open tickets; give it to",
	"[2] fields.implementation_plan: the site has no field customfield_10040",
	"[2] fields.approvers: customfield_10030 is 'Root cause', of type textarea: no value of "
	"ours fits; name the id of a picker of several users",
	"[1] fields: the site has, but no setting names: urgency; fields: {impact: "
	"customfield_10060, urgency: customfield_10061, planned_start:",
	"[2] field impact of '[System] Change': option 'impact.2=10102' does not exist; there "
	"are High=7; correct options",
	"[2] field planned_start of '[System] Change': customfield_10050 is not on the create "
	"screen: Jira refuses the whole ticket; add it to the create screen of this issue type, or leave fields.planned_start "
	"empty",
	"[2] field due of '[System] Change': duedate is not on the create screen: Jira refuses the whole "
	"ticket; add it to the create screen of this issue type, or leave fields.due empty",
	"field 'Cost' (customfield_10099) is required and nothing fills it; write "
	"customfield_10099=text into constants, or {customfield_10099: text} into fields.change",
	"[2] constants: customfield_99999 is no field of the site that we can see; correct "
	"the id",
	"[2] constants: customfield_10031 cannot be filled when a '[System] Change' is "
	"created: Jira refuses the whole ticket; take it out",
	"[2] constants: customfield_10060 takes an option, and Jira refuses a text there; "
	"write id:N for one of High=7",
	"[2] constants: wibble is no constant; write FIELD=VALUE",
	"[2] constants: customfield_10200 takes a list, and Jira refuses a single value there; "
	"write {customfield_10200: [\"id:N\"]} into fields.change or fields.incident, for "
	"some of West=7",
	"[2] constants: customfield_10201 takes a text, and Jira refuses an option there; "
	"write the text alone, without id:",
	"field 'Site' (customfield_10202) is required and nothing fills it; write "
	"{customfield_10202: [\"id:N\"]} into fields.change or fields.incident, for some of "
	"East=8; or give it a default",
	"[2] issue type '[System] Incident': does not exist in the project; there are",
	"[1] issue type 'Task': is the name of several",
	"set types.task to one of these ids, or to \"\" where none are opened",
	"status 'Wibble' belongs to no phase; name it in one of the settings phases.*",
	"no status stands for approval being asked; name one in phases.authorize",
	"[2] link types: there is no 'Relates'",
	"[2] request_types.change: 25 does not exist; there are 'Change'=26",
	"[2] request_types.incident: itsm/nonsense does not exist; there are 'Change'=26",
	"[2] approver 'acc-gone': HTTP 404",
	"[2] approver 'acc-robot': is our own account",
	"[2] approver group 'nobody-group': does not exist, or is hidden from our account; "
	"correct approver_groups",
	"[1] stop switch: certsteward is paused here",
	"[2] field impact of '[System] Change': customfield_10060 cannot be edited on CERT-9",
	"[1] workflow of '[System] Change': no transition to the phase assess or authorize is "
	"open to our "
	"account from 'Open' (seen on CERT-9; open are: 'Drop' to 'Canceled'); add one",
};

static void each_fault_has_its_line(void **state)
{
	static const char *const options[] = { "impact.2=10102" };
	static const char *const constants[] = {
		"customfield_99999=x",    "customfield_10031=x",
		"customfield_10060=High", "wibble",
		"customfield_10200=id:7", "customfield_10201=id:7"
	};
	static const char *const approvers[] = { "acc-gone", "acc-robot" };
	static const char *const groups[] = { "nobody-group" };
	struct jira_fixture fixture;
	struct error error = ERROR_INIT;

	(void)state;
	JIRA_FIXTURE(&fixture, wrong_site);
	struct heard heard = { .arena = &fixture.arena, .all = "" };
	jira_fixture_list(&fixture, &fixture.settings.options, options, 1);
	jira_fixture_list(&fixture, &fixture.settings.constants, constants, COUNT_OF(constants));
	jira_fixture_list(&fixture, &fixture.settings.approvers, approvers, 2);
	jira_fixture_list(&fixture, &fixture.settings.approver_groups, groups, 1);
	fixture.settings.request_types.incident = "itsm/nonsense";
	fixture.settings.mark_type = "Task";
	if (!jira_itsm.check(&fixture.itsm, &fixture.arena, hear, &heard, &error))
		fail_msg("%s", error.message);
	for (size_t i = 0; i < COUNT_OF(wrong_said); i++)
		check_contains(heard.all, wrong_said[i]);
	/* Our own issue is there: whatever type it has will do. */
	assert_null(strstr(heard.all, "[2] issue type 'Task'"));
	jira_fixture_close(&fixture);
}

/* Only to make our own issue its type must be there, and where mark_issue names one, none is made. */
static void the_type_of_a_mark_to_be_made_is_judged(void **state)
{
	const struct http_script_exchange script[] = {
		{ .url = { "/issue/createmeta/CERT/issuetypes?startAt=0" },
		  .answer = "{\"total\":1,\"issueTypes\":[{\"id\":\"2\",\"name\":\"Task\"}]}" },
	};
	struct jira_fixture fixture;
	struct error error = ERROR_INIT;

	(void)state;
	JIRA_FIXTURE(&fixture, script);
	struct heard heard = { .arena = &fixture.arena, .all = "" };
	const struct jira_checking checking = { &fixture.itsm, &fixture.arena, hear, &heard,
		                                json_new(&fixture.arena, JSON_ARRAY) };
	fixture.settings.mark_type = "Story";
	assert_true(jira_check_mark_type(&checking, &error));
	assert_string_equal(heard.all,
	                    "[2] issue type 'Story': does not exist in the project; there are "
	                    "'Task'=2; set types.mark to one of these ids; certsteward's own issue "
	                    "is of this type\n");
	fixture.settings.mark_issue = "CERT-1";
	assert_true(jira_check_mark_type(&checking, &error));
	assert_int_equal(heard.failed, 1);
	jira_fixture_close(&fixture);
}

/* The one line that a login which is refused ends in. */
static const char *refused_login(struct jira_fixture *fixture)
{
	struct heard heard = { .arena = &fixture->arena, .all = "" };
	struct error error = ERROR_INIT;

	fixture->state.account = NULL;
	if (!jira_itsm.check(&fixture->itsm, &fixture->arena, hear, &heard, &error))
		fail_msg("%s", error.message);
	assert_int_equal(heard.failed, 1);
	return heard.all;
}

static void a_dead_login_is_one_line(void **state)
{
	const struct http_script_exchange dead[] = {
		{ .url = { "/myself" }, .status = 401, .answer = "Client must be authenticated" },
	};
	const struct http_script_exchange visitor[] = {
		{ .url = { "/myself" },
		  .headers = { { "x-seraph-loginreason", "AUTHENTICATED_FAILED" } },
		  .answer = "{}" },
	};
	struct jira_fixture fixture;

	(void)state;
	JIRA_FIXTURE(&fixture, dead);
	assert_string_equal(
		refused_login(&fixture),
		"[2] login: HTTP 401, login refused; check user and token (a scoped token "
		"works only with cloud_id); make a new token (id.atlassian.com > Security "
		"> API tokens) for the account whose e-mail address auth.user is; one with "
		"scopes needs cloud_id\n");
	jira_fixture_close(&fixture);
	JIRA_FIXTURE(&fixture, visitor);
	jira_fixture_use_datacenter(&fixture);
	check_contains(refused_login(&fixture),
	               "the token is dead; make a new one; make a new token as "
	               "our account (Profile > Personal Access Tokens)");
	jira_fixture_close(&fixture);
}

static void another_sites_cloud_id_is_named(void **state)
{
	const struct http_script_exchange script[] = {
		{ .url = { "/ex/jira/not-mine/rest/api/3/myself" }, .status = 404, .answer = "{}" },
		{ .url = { "https://example.atlassian.net/_edge/tenant_info" },
		  .answer = "{\"cloudId\":\"the-one\"}" },
	};
	struct jira_fixture fixture;

	(void)state;
	JIRA_FIXTURE(&fixture, script);
	fixture.settings.cloud_id = "not-mine";
	jira_fixture_reopen(&fixture);
	assert_string_equal(refused_login(&fixture),
	                    "[2] cloud_id: not-mine is the id of another site; set "
	                    "cloud_id: the-one\n");
	jira_fixture_close(&fixture);
}

/* The gateway says it with 401, and goes on with what the token may do. */
static void a_missing_scope_is_named(void **state)
{
	static const char refused[] =
		"{\"code\":401,\"message\":\"Unauthorized; scope does not match\"}";
	const struct http_script_exchange script[] = {
		{ .url = { "/serverInfo" },
		  .answer =
		          "{\"baseUrl\":\"https://x\",\"deploymentType\":\"Cloud\",\"version\":\"1\"}" },
		{ .url = { "/project/CERT" }, .status = 401, .answer = refused },
		{ .url = { "/rest/servicedeskapi/assets/workspace" },
		  .status = 401,
		  .answer = refused },
	};
	struct jira_fixture fixture;
	struct error error = ERROR_INIT;

	(void)state;
	JIRA_FIXTURE(&fixture, script);
	struct heard heard = { .arena = &fixture.arena, .all = "" };
	fixture.settings.assets = "text";
	jira_fixture_reopen(&fixture);
	assert_true(jira_itsm.check(&fixture.itsm, &fixture.arena, hear, &heard, &error));
	check_contains(heard.all,
	               "[2] project: HTTP 401, the token lacks the scope read:jira-work: make a "
	               "new one that has it; scopes of a token cannot be changed");
	check_contains(heard.all,
	               "[2] assets: workspace of Assets: HTTP 401, the token lacks the scope "
	               "read:servicedesk-request");
	assert_int_equal(heard.failed, 2);
	jira_fixture_close(&fixture);
}

#define ATTRIBUTE(id, name, kind, more) \
	"{\"id\":\"" id "\",\"name\":\"" name "\"," kind "," more "\"editable\":true}"
#define OF_TEXT "\"type\":0,\"defaultType\":{\"id\":0}"

/* Faults of the object type: what is missing, of another kind, or holds too little. */
static void each_fault_of_assets_has_its_line(void **state)
{
	static const char *const said[] = {
		"[2] attribute 'SHA-256': is not unique",
		"[2] attribute 'Name': is unique, but a renewed certificate bears the name of the old",
		"[1] attribute 'Subject': missing: it is not written; add it to 'Certificate': Text",
		"[2] attribute 'Used by': takes one value, and several are written; set its maximum cardinality to unlimited",
		"[2] attribute 'Issued by': is of type Text: what is written does not fit, and "
		"objects are refused; make it anew as Object reference to this type itself",
		"[2] attribute 'Valid to': is of type Integer",
		"[1] attribute 'Names': cannot be edited",
		"[1] object type 'Hosts': missing, or hidden from our account",
	};
	const struct http_script_exchange script[] = {
		{ .url = { "/serverInfo" },
		  .answer =
		          "{\"baseUrl\":\"https://x\",\"deploymentType\":\"Cloud\",\"version\":\"1\"}" },
		{ .url = { "/project/CERT" }, .status = 404, .answer = "{}" },
		{ .url = { "/rest/servicedeskapi/assets/workspace" },
		  .answer = "{\"values\":[{\"workspaceId\":\"w-1\"}]}" },
		{ .url = { "/objectschema/list" }, .answer = "{\"values\":[{\"id\":\"3\"}]}" },
		{ .url = { "/objectschema/3/objecttypes/flat" },
		  .answer = "[{\"id\":\"7\",\"name\":\"Certificate\"}]" },
		{ .url = { "/objecttype/7/attributes" },
		  .answer = "[" ATTRIBUTE("1", "SHA-256", OF_TEXT, "") "," ATTRIBUTE("2", "Name", OF_TEXT, "\"uniqueAttribute\":true,") "," ATTRIBUTE(
			  "3", "Used by", "\"type\":1",
			  "\"maximumCardinality\":1,") "," ATTRIBUTE("4", "Issued by", OF_TEXT,
		                                                     "") ",{\"id\":\"6\",\"name\":\"Names\",\"type\":0,\"defaultType\":{\"id\":9},\"editable\":false}," ATTRIBUTE("5",
		                                                                                                                                                                  "Valid to",
		                                                                                                                                                                  "\"type\":0,\"defaultType\":{\"id\":1}",
		                                                                                                                                                                  "") "]" },
	};
	struct jira_fixture fixture;
	struct error error = ERROR_INIT;

	(void)state;
	JIRA_FIXTURE(&fixture, script);
	struct heard heard = { .arena = &fixture.arena, .all = "" };
	fixture.settings.assets = "text";
	jira_fixture_reopen(&fixture);
	if (!jira_itsm.check(&fixture.itsm, &fixture.arena, hear, &heard, &error))
		fail_msg("%s", error.message);
	for (size_t i = 0; i < COUNT_OF(said); i++)
		check_contains(heard.all, said[i]);
	jira_fixture_close(&fixture);
}

/* What only shows when something is written says the same. */
static void a_refused_write_names_its_setting(void **state)
{
	const struct http_script_exchange script[] = {
		{ .method = "PUT",
		  .url = { "/issue/7" },
		  .status = 400,
		  .answer =
		          "{\"errorMessages\":[],\"errors\":{\"customfield_10060\":\"Field "
		          "'customfield_10060' cannot be set. It is not on the appropriate screen, "
		          "or unknown.\",\"customfield_10999\":\"Cost is required.\","
		          "\"customfield_10099\":\"Operation value must be a number\"}}" },
		{ .method = "PUT",
		  .url = { "/issue/7" },
		  .status = 403,
		  .answer = "{\"code\":403,\"message\":\"Forbidden; scope does not match\"}" },
	};
	static const char body[] =
		"{\"kind\":\"change/normal\",\"fields\":{\"summary\":\"New\",\"impact\":\"2\"}}";
	static const char *const options[] = { "impact.2=10102" };
	static const char *const constants[] = { "customfield_10099=x" };
	static const char kind[] = "customfield_10099: x\n";
	struct jira_fixture fixture;
	struct error error = ERROR_INIT;

	(void)state;
	JIRA_FIXTURE(&fixture, script);
	jira_fixture_list(&fixture, &fixture.settings.options, options, 1);
	jira_fixture_list(&fixture, &fixture.settings.constants, constants, 1);
	fixture.settings.kinds.incident =
		yaml_parse(&fixture.arena, "t", kind, sizeof(kind) - 1, &error);
	struct step step = jira_fixture_step(&fixture, STEP_TICKET, STEP_UPDATE, "t", body);
	step.remote_id = "7";
	struct receipt receipt = jira_fixture_push(&fixture, step);
	assert_int_equal(receipt.outcome, RECEIPT_REFUSED);
	check_contains(receipt.reason,
	               "(customfield_10060 is fields.impact, customfield_10099 is named in "
	               "constants and fields.incident: it must stand on the edit screen");
	check_contains(receipt.reason,
	               "(nothing of ours fills customfield_10999: name it in fields.*,");
	receipt = jira_fixture_push(&fixture, step);
	assert_int_equal(receipt.outcome, RECEIPT_REFUSED);
	assert_string_equal(receipt.reason,
	                    "HTTP 403, the token lacks the scope write:jira-work: make a new "
	                    "one that has it");
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
	check_contains(text_string(&out), "1. Account (");
	check_contains(text_string(&out), "fields.planned_start");
	check_contains(text_string(&out), "a date with time");
	check_contains(text_string(&out),
	               "phases.authorize  Awaiting CAB approval, Awaiting approval");
	check_contains(text_string(&out), "write:servicedesk-request");
	check_contains(text_string(&out), "- SHA-256: Text, unique, one value");
	check_contains(text_string(&out), "Object schema developer");
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
		cmocka_unit_test(the_type_of_a_mark_to_be_made_is_judged),
		cmocka_unit_test(a_dead_login_is_one_line),
		cmocka_unit_test(another_sites_cloud_id_is_named),
		cmocka_unit_test(a_missing_scope_is_named),
		cmocka_unit_test(each_fault_of_assets_has_its_line),
		cmocka_unit_test(a_refused_write_names_its_setting),
		cmocka_unit_test(prepare_lists_steps),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
