/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What `check` says of an RT that lacks something: one line each, with its mend. */
#include "base/json.h"
#include "base/text.h"
#include "support/check.h"
#include "support/request_tracker_fixture.h"

extern const struct itsm_type request_tracker_itsm;

#define FIELD(name) "{\"id\":\"1\",\"Name\":\"" name "\"}"
#define ALL_FIELDS                                                                                 \
	FIELD("SHA-256")                                                                           \
	"," FIELD("Serial") "," FIELD("Issuer") "," FIELD("Subject") "," FIELD("Names") "," FIELD( \
		"Not Before") "," FIELD("Not After") "," FIELD("Key") "," FIELD("Signature") "," FIELD("Support Group")
#define CREATE "{\"ref\":\"create\"}"
#define CATALOG(number, links) \
	"{\"id\":" number ",\"Lifecycle\":\"assets\",\"_hyperlinks\":[" links "]}"
#define CF(name) "{\"id\":\"1\",\"name\":\"" name "\"}"
#define QUEUE(fields, links, lifecycle)                                             \
	"{\"id\":3,\"Lifecycle\":\"" lifecycle "\",\"TicketCustomFields\":[" fields \
	"],\"_hyperlinks\":[" links "]}"
#define TICKET_FIELDS CF("Correlation ID") "," CF("Change Type")
#define STANDS(status, queue, links)                                                       \
	"{\"items\":[{\"id\":\"5\",\"Status\":\"" status "\",\"Queue\":{\"Name\":\"" queue \
	"\"},\"_hyperlinks\":[" links "]}],\"total\":1}"
#define SAMPLE(queue, links) STANDS("new", queue, links)
#define ASSET(catalog, links)                                                                      \
	"{\"items\":[{\"id\":\"6\",\"Catalog\":{\"Name\":\"" catalog "\"},\"_hyperlinks\":[" links \
	"]}],\"total\":1}"
#define NONE  "{\"items\":[],\"total\":0}"
#define MOVES "{\"ref\":\"lifecycle\",\"to\":\"open\"}"
#define SAYS  "{\"ref\":\"comment\"},{\"ref\":\"correspond\"}"

enum { CALLS = 20 };

/* All is well; the tests below spoil one answer each. */
static const struct http_script_exchange good[CALLS] = {
	{ .url = { "/REST/2.0/rt" }, .answer = "{\"Version\":\"5.0.3\"}" },
	{ .url = { "/user/certsteward" }, .answer = "{\"Memberships\":[]}" },
	{ .url = { "/REST/2.0/rt" }, .answer = "{\"Version\":\"5.0.3\"}" },
	{ .url = { "/catalog/Certificates" }, .answer = CATALOG("2", CREATE) },
	{ .url = { "/assets?" }, .answer = ASSET("Certificates", MOVES) },
	{ .url = { "/catalog/2/customfields?" },
	  .answer = "{\"items\":[" ALL_FIELDS "],\"total\":10}" },
	{ .url = { "/catalog/Hosts" }, .answer = CATALOG("4", "") },
	{ .url = { "/assets?" }, .answer = ASSET("Hosts", "") },
	{ .url = { "/catalog/4/customfields?" },
	  .answer = "{\"items\":[" FIELD("FQDN") "," FIELD("IP Address") "],\"total\":2}" },
	{ .url = { "/queue/Certificate Changes" },
	  .answer = QUEUE(TICKET_FIELDS "," CF("Approval"), CREATE, "default") },
	{ .url = { "/tickets?" }, .answer = SAMPLE("Certificate Changes", MOVES "," SAYS) },
	{ .url = { "/tickets?", "IS NULL" }, .answer = NONE },
	{ .url = { "/queue/Certificate Incidents" },
	  .answer = QUEUE(TICKET_FIELDS, CREATE, "default") },
	{ .url = { "/tickets?", "__Active__" }, .answer = NONE },
	{ .url = { "/tickets?" }, .answer = STANDS("resolved", "Certificate Incidents", SAYS) },
	{ .url = { "/tickets?", "IS NULL" }, .answer = NONE },
	{ .url = { "/queue/___Approvals" }, .answer = QUEUE("", "", "approvals") },
	{ .url = { "/tickets?" }, .answer = SAMPLE("___Approvals", "{\"ref\":\"comment\"}") },
	{ .method = "POST",
	  .url = { "/groups?" },
	  .answer = "{\"items\":[{\"Name\":\"Web\"}],\"total\":1}" },
};

struct told {
	char text[2048];
	size_t lines, bad;
};

static void tell(void *context, const struct itsm_finding *finding)
{
	struct told *told = context;
	size_t used = strlen(told->text);

	told->lines++;
	if (finding->verdict == ITSM_OK)
		return;
	told->bad++;
	assert_string_not_equal(finding->mend, "");
	(void)snprintf(told->text + used, sizeof(told->text) - used, "%s|%s: %s -> %s\n",
	               finding->verdict == ITSM_FAILED ? "FAILED" : "warning", finding->subject,
	               finding->message, finding->mend);
}

/* Constants are the setting "fields" as JSON. */
static bool check_with(const char *constants, const struct http_script_exchange *script,
                       size_t count, struct told *told, struct error *error)
{
	struct request_tracker_fixture fixture;

	*told = (struct told){ 0 };
	request_tracker_fixture_open(&fixture, script, count);
	fixture.itsm.constants =
		json_parse(&fixture.arena, constants, strlen(constants), NULL, error);
	bool done = request_tracker_itsm.check(&fixture.itsm, &fixture.arena, tell, told, error);
	request_tracker_fixture_close(&fixture);
	return done;
}

static bool check(const struct http_script_exchange *script, size_t count, struct told *told,
                  struct error *error)
{
	return check_with("{}", script, count, told, error);
}

static void passes_a_good_one(void **state)
{
	struct told told;
	struct error error = ERROR_INIT;

	(void)state;
	assert_true(check(good, CALLS - 1, &told, &error));
	assert_string_equal(told.text, "");
	assert_true(told.lines > 20);
}

static const struct {
	size_t call;
	const char *answer;
	int status;
	size_t skipped; /* calls that are not made then */
	const char *says[2];
} spoilt[] = {
	{ 0, "{\"Version\":\"6.0.1\"}", 200, 0, { "warning|address", "RT 6.0.1" } },
	{ 1, "{\"Name\":\"x\"}", 200, 0, { "FAILED|login", "account" } },
	{ 2, "{\"Plugins\":[]}", 200, 0, { "warning|right SuperUser", "take SuperUser" } },
	{ 3,
	  "{\"id\":2,\"Lifecycle\":\"ours\",\"_hyperlinks\":[" CREATE "]}",
	  200,
	  0,
	  { "warning|catalog 'Certificates'", "mark_running" } },
	{ 3, CATALOG("2", ""), 200, 0, { "may not create assets", "CreateAsset" } },
	{ 4, ASSET("Certificates", ""), 200, 0, { "FAILED|rights in catalog", "ModifyAsset" } },
	{ 4, NONE, 200, 0, { "warning|rights in catalog 'Certificates'", "ShowAsset" } },
	{ 7, NONE, 200, 0, { "no asset in it can be seen", "ShowAsset" } },
	{ 7, ASSET("Hosts", MOVES), 200, 0, { "may create or modify assets", "ModifyAsset" } },
	{ 3,
	  "{\"id\":2,\"Disabled\":\"1\",\"Lifecycle\":\"assets\",\"_hyperlinks\":[" CREATE "]}",
	  200,
	  0,
	  { "FAILED|catalog 'Certificates': it is disabled", "enable it" } },
	{ 3, "{}", 403, 2, { "FAILED|catalog 'Certificates'", "make the catalog" } },
	{ 5,
	  "{\"items\":[" FIELD("SHA-256") "],\"total\":1}",
	  200,
	  0,
	  { "FAILED|field 'Serial' of catalog 'Certificates'", "SeeCustomField" } },
	{ 6, CATALOG("4", CREATE), 200, 0, { "warning|catalog 'Hosts'", "away" } },
	{ 8,
	  "{\"items\":[],\"total\":0}",
	  200,
	  0,
	  { "warning|field 'FQDN' of catalog 'Hosts'", "field 'IP Address'" } },
	{ 9,
	  QUEUE(TICKET_FIELDS, CREATE, "default"),
	  200,
	  0,
	  { "FAILED|field 'Approval' of queue 'Certificate Changes'", "ModifyCustomField" } },
	{ 9, "{}", 403, 2, { "FAILED|queue 'Certificate Changes'", "CreateTicket" } },
	{ 10,
	  SAMPLE("Certificate Changes", SAYS),
	  200,
	  0,
	  { "FAILED|rights in queue", "give our group ModifyTicket on" } },
	{ 10,
	  SAMPLE("Certificate Changes", MOVES),
	  200,
	  0,
	  { "warning|rights in queue", "CommentOnTicket, ReplyToTicket" } },
	{ 10,
	  STANDS("triage", "Certificate Changes", MOVES "," SAYS),
	  200,
	  0,
	  { "FAILED|statuses of queue", "'triage' of ticket #5 stands in none" } },
	{ 10,
	  SAMPLE("Certificate Changes", "{\"ref\":\"lifecycle\",\"to\":\"triage\"}," SAYS),
	  200,
	  0,
	  { "from 'new' RT moves ticket #5 to 'triage'", "list of its phase" } },
	{ 10,
	  SAMPLE("Certificate Changes", MOVES ",{\"ref\":\"lifecycle\",\"to\":\"board\"}," SAYS),
	  200,
	  0,
	  { "warning|statuses of queue 'Certificate Changes': RT moves tickets on to 'board', which",
	    "such as statuses.implement" } },
	{ 11,
	  SAMPLE("Certificate Changes", ""),
	  200,
	  0,
	  { "made without 'Correlation ID'", "ModifyCustomField" } },
	{ 12,
	  QUEUE(TICKET_FIELDS, "", "default"),
	  200,
	  0,
	  { "may not create tickets", "CreateTicket" } },
	{ 14, NONE, 200, 1, { "warning|rights in queue 'Certificate Incidents'", "ShowTicket" } },
	{ 16, "{}", 403, 1, { "FAILED|queue '___Approvals'", "SeeQueue" } },
	{ 17,
	  SAMPLE("___Approvals", "{\"ref\":\"lifecycle\",\"to\":\"resolved\"}"),
	  200,
	  0,
	  { "could approve its own changes", "take ModifyTicket" } },
	{ 18, "{\"items\":[],\"total\":0}", 200, 0, { "no group can be seen", "SeeGroup" } },
};

static void names_what_is_spoilt(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(spoilt); i++) {
		struct http_script_exchange script[CALLS];
		size_t count = 0;
		struct told told;
		struct error error = ERROR_INIT;
		for (size_t k = 0; k < CALLS - 1; k++) {
			if (k > spoilt[i].call && k <= spoilt[i].call + spoilt[i].skipped)
				continue;
			script[count] = good[k];
			if (k == spoilt[i].call) {
				script[count].answer = spoilt[i].answer;
				script[count].status = spoilt[i].status;
			}
			count++;
		}
		assert_true(check(script, count, &told, &error));
		assert_true(told.bad > 0);
		check_contains(told.text, spoilt[i].says[0]);
		check_contains(told.text, spoilt[i].says[1]);
	}
}

/* RT shows the moves that a lifecycle has actions for: without any nothing is known of our rights. */
static void takes_no_actions_for_no_missing_right(void **state)
{
	struct http_script_exchange script[CALLS];
	struct told told;
	struct error error = ERROR_INIT;

	(void)state;
	memcpy(script, good, sizeof(script));
	script[9].answer = QUEUE(TICKET_FIELDS "," CF("Approval"), CREATE, "change management");
	script[10].answer = SAMPLE("Certificate Changes", SAYS);
	assert_true(check(script, CALLS - 1, &told, &error));
	check_contains(told.text, "warning|rights in queue 'Certificate Changes': we lack "
	                          "ModifyTicket, or its lifecycle has no actions");
}

/* What the site adds is looked for where it is sent to; RT's own members and empty ones are no fields. */
static void looks_for_the_constants(void **state)
{
	static const char constants[] =
		"{\"change\":{\"approval\":\"x\",\"1\":\"x\",\"Priority\":\"5\",\"Room\":null,\"Cost Centre\":"
		"\"4711\"},\"incident\":{\"Nope\":\"1\"},\"certificate\":{\"Nada\":\"x\",\"serial\":\"1\",\"Description\":\"x\"},\"retired\":{\"Ended\":\"yes\"}}";
	struct told told;
	struct error error = ERROR_INIT;

	(void)state;
	assert_true(check_with(constants, good, CALLS - 1, &told, &error));
	check_contains(told.text,
	               "FAILED|fields.change in queue 'Certificate Changes': there is no field "
	               "'Cost Centre'");
	check_contains(told.text, "or take it out of fields.change\n");
	check_contains(told.text,
	               "FAILED|fields.incident in queue 'Certificate Incidents': there is no "
	               "field 'Nope'");
	check_contains(told.text,
	               "FAILED|fields.certificate in catalog 'Certificates': there is no field "
	               "'Nada', or it is hidden from us: RT takes no asset with it");
	check_contains(
		told.text,
		"FAILED|fields.retired in catalog 'Certificates': there is no field 'Ended'");
	assert_int_equal(told.bad, 4);
}

/* No program adds constants to tasks: what stands under that name is no fault of their queue. */
static void judges_no_constants_of_tasks(void **state)
{
	enum { INCIDENTS = 12, APPROVALS = 16 };
	struct http_script_exchange script[CALLS + APPROVALS - INCIDENTS];
	struct request_tracker_fixture fixture;
	struct told told = { 0 };
	struct error error = ERROR_INIT;
	size_t count = 0;

	(void)state;
	for (size_t i = 0; i < APPROVALS; i++)
		script[count++] = good[i];
	for (size_t i = INCIDENTS; i < CALLS - 1; i++)
		script[count++] = good[i];
	request_tracker_fixture_open(&fixture, script, count);
	fixture.settings.task_queue = "Certificate Incidents";
	fixture.itsm.constants = json_parse(&fixture.arena, "{\"task\":{\"Nope\":\"1\"}}",
	                                    strlen("{\"task\":{\"Nope\":\"1\"}}"), NULL, &error);
	assert_true(request_tracker_itsm.check(&fixture.itsm, &fixture.arena, tell, &told, &error));
	request_tracker_fixture_close(&fixture);
	assert_string_equal(told.text, "");
}

static void tells_login_from_address(void **state)
{
	static const struct http_script_exchange closed[] = {
		{ .status = 401, .answer = "{\"message\":\"Unauthorized\"}" },
	};
	static const struct http_script_exchange elsewhere[] = {
		{ .type = "text/html", .answer = "<html>" },
	};
	struct told told;
	struct error error = ERROR_INIT;

	(void)state;
	assert_true(check(closed, 1, &told, &error));
	check_contains(told.text, "FAILED|login");
	assert_false(check(elsewhere, 1, &told, &error));
	check_contains(error.message, "without /REST/2.0");
}

static void refuses_settings_that_cannot_be(void **state)
{
	struct request_tracker_fixture fixture;
	struct error error = ERROR_INIT;

	(void)state;
	request_tracker_fixture_open(&fixture, NULL, 0);
	fixture.settings.key_field = "x' OR id > 0";
	assert_false(request_tracker_itsm.open(&fixture.itsm, &error));
	check_contains(error.message, "key_field");
	fixture.settings.key_field = "Correlation ID";
	fixture.itsm.url = "rt.example.com";
	assert_false(request_tracker_itsm.open(&fixture.itsm, &error));
	check_contains(error.message, "no web address");
	fixture.itsm.url = "https://rt.example.com";
	secret_release(&fixture.settings.token);
	assert_false(request_tracker_itsm.open(&fixture.itsm, &error));
	check_contains(error.message, "auth.token");
	request_tracker_fixture_close(&fixture);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(passes_a_good_one),
		cmocka_unit_test(names_what_is_spoilt),
		cmocka_unit_test(takes_no_actions_for_no_missing_right),
		cmocka_unit_test(looks_for_the_constants),
		cmocka_unit_test(judges_no_constants_of_tasks),
		cmocka_unit_test(tells_login_from_address),
		cmocka_unit_test(refuses_settings_that_cannot_be),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
