/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Looking before a second create: exact, re-checked, twins told apart; and the mark. */
#include "base/json.h"
#include "base/text.h"
#include "support/check.h"
#include "support/servicenow_fixture.h"

#define SHA    "ab00000000000000000000000000000000000000000000000000000000000000"
#define CHANGE "c1000000000000000000000000000001"

extern const struct itsm_type servicenow_itsm;

static bool find(struct servicenow_fixture *fixture, enum step_kind kind, const char *key,
                 const char *body, struct receipt *receipt, struct error *error)
{
	struct step step = servicenow_fixture_step(fixture, kind, STEP_CREATE, key, body);

	step.ticket_id = CHANGE;
	*error = ERROR_INIT;
	return servicenow_itsm.find(&fixture->itsm, &fixture->arena, &step, 1, receipt, error);
}

#define CERTIFICATE_BODY \
	"{\"values\":{\"serial_number\":\"0A1B\",\"issuer_distinguished_name\":\"CN=CA, O=Example\"}}"

/* The three reads of a certificate in one batch. */
static struct receipt find_certificate(const char *by_fingerprint, const char *by_source,
                                       const char *by_serial)
{
	struct servicenow_fixture fixture;
	struct receipt receipt;
	struct error error;
	ARENA(arena);
	const struct http_script_item items[] = { { 200, by_fingerprint },
		                                  { 200, by_source },
		                                  { 200, by_serial } };
	const struct http_script_exchange script[] = {
		{ .url = { "/api/now/v1/batch" },
		  .body = { "fingerprintIN" SHA, "AB:00:00", "name=SG-certsteward^idIN" SHA,
		            "serial_numberINa1b,A1B,0a1b,0A1B" },
		  .not_body = "CN=CA",
		  .answer = http_script_batch(&arena, items, 3) },
	};

	SERVICENOW_FIXTURE(&fixture, script);
	assert_true(find(&fixture, STEP_CERTIFICATE, "certificate:" SHA, CERTIFICATE_BODY, &receipt,
	                 &error));
	assert_int_equal(receipt.outcome, RECEIPT_DONE);
	servicenow_fixture_close(&fixture);
	return receipt;
}

#define NONE "{\"result\":[]}"

static bool found(struct receipt receipt)
{
	return receipt.remote_id != NULL;
}

static void finds_certificates_in_any_spelling(void **state)
{
	(void)state;
	assert_true(found(find_certificate(
		"{\"result\":[{\"sys_id\":\"x\",\"fingerprint\":\"AB:00:00:00:00:00:00:00:00:00:00:00:00:"
		"00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00\"}]}",
		NONE, NONE)));
	assert_true(found(find_certificate(NONE,
	                                   "{\"result\":[{\"name\":\"SG-certsteward\",\"id\":\"" SHA
	                                   "\",\"target_sys_id\":\"y\"}]}",
	                                   NONE)));
	assert_true(found(find_certificate(
		NONE, NONE,
		"{\"result\":[{\"sys_id\":\"z\",\"fingerprint\":\"\",\"serial_number\":\"0a 1b\","
		"\"issuer_distinguished_name\":\"cn=CA,O=Example\"}]}")));
	assert_false(found(find_certificate(NONE, NONE, NONE)));
}

/* What a dropped condition lets through is somebody else's. */
static void rows_of_others_are_not_taken(void **state)
{
	(void)state;
	assert_false(found(find_certificate(
		"{\"result\":[{\"sys_id\":\"x\",\"fingerprint\":\"cd\"}]}",
		"{\"result\":[{\"name\":\"Other\",\"id\":\"" SHA "\",\"target_sys_id\":\"y\"}]}",
		"{\"result\":[{\"sys_id\":\"z\",\"fingerprint\":\"cd\",\"serial_number\":\"0a1b\","
		"\"issuer_distinguished_name\":\"CN=CA, O=Example\"},{\"sys_id\":\"w\","
		"\"fingerprint\":\"\",\"serial_number\":\"0a1b\",\"issuer_distinguished_name\":\"CN="
		"Other\"}]}")));
}

#define ROW(id, created, more)                                                           \
	"{\"sys_id\":\"" id "\",\"correlation_id\":\"k1\",\"sys_created_on\":\"" created \
	"\",\"sys_updated_by\":\"robot\"" more "}"

static void twins_are_told_apart(void **state)
{
	static const struct {
		const char *rows, *kept;
		size_t twins;
	} cases[] = {
		{ ROW("b", "2026-01-02 00:00:00", "") "," ROW("a", "2026-01-01 00:00:00", ""), "a",
		  1 },
		{ ROW("a", "2026-01-01 00:00:00", "") "," ROW("b", "2026-01-02 00:00:00",
		                                              ",\"approval\":\"approved\""),
		  "b", 1 },
		{ ROW("a", "2026-01-01 00:00:00", "") "," ROW("b", "2026-01-02 00:00:00",
		                                              ",\"assigned_to\":\"alice\""),
		  "b", 1 },
		{ "{\"sys_id\":\"x\",\"correlation_id\":\"other\"}," ROW("a", "2026-01-01 00:00:00",
		                                                         ""),
		  "a", 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct servicenow_fixture fixture;
		struct receipt receipt;
		struct error error;
		ARENA(arena);
		const struct http_script_exchange script[] = {
			{ .url = { "/api/now/table/change_request", "correlation_idINk1" },
			  .answer = arena_print(&arena, "{\"result\":[%s]}", cases[i].rows) },
		};
		SERVICENOW_FIXTURE(&fixture, script);
		assert_true(find(&fixture, STEP_TICKET, "k1", "{\"kind\":\"change/normal\"}",
		                 &receipt, &error));
		assert_string_equal(receipt.remote_id, cases[i].kept);
		assert_int_equal(json_count(json_get(receipt.holds, "twins")), cases[i].twins);
		servicenow_fixture_close(&fixture);
	}
}

static void what_cannot_stand_in_a_query_is_not_asked(void **state)
{
	static const struct {
		enum step_kind kind;
		const char *key, *body;
	} cases[] = {
		{ STEP_TICKET, "k^NQactive=true", "{\"kind\":\"incident\"}" },
		{ STEP_TICKET, "k1", "{\"kind\":\"nothing\"}" },
		{ STEP_RELATION, "r", "{\"parent\":\"a^b\",\"child\":\"c\"}" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct servicenow_fixture fixture;
		struct receipt receipt;
		struct error error;
		servicenow_fixture_open(&fixture, NULL, 0);
		assert_true(find(&fixture, cases[i].kind, cases[i].key, cases[i].body, &receipt,
		                 &error));
		assert_int_equal(receipt.outcome, RECEIPT_REFUSED);
		servicenow_fixture_close(&fixture);
	}
}

/* A name with '^' never travels in a query: our newest rows are compared instead. */
static void hostile_names_are_compared_here(void **state)
{
	struct servicenow_fixture fixture;
	struct receipt receipt;
	struct error error;
	const struct http_script_exchange script[] = {
		{ .url = { "certificate_domain", "sys_created_by=robot^ORDERBYDESCsys_created_on" },
		  .not_url = "evil",
		  .answer = "{\"result\":[{\"sys_id\":\"a\",\"domain\":\"evil\"},{\"sys_id\":\"b\","
		            "\"domain\":\"evil^NQsys_idISNOTEMPTY\"}]}" },
	};

	(void)state;
	SERVICENOW_FIXTURE(&fixture, script);
	assert_true(find(&fixture, STEP_DOMAIN, "domain:x",
	                 "{\"name\":\"evil^NQsys_idISNOTEMPTY\"}", &receipt, &error));
	assert_string_equal(receipt.remote_id, "b");
	servicenow_fixture_close(&fixture);
}

static void not_being_able_to_look_is_not_none(void **state)
{
	struct servicenow_fixture fixture;
	struct receipt receipt;
	struct error error;
	const struct http_script_exchange script[] = { { .status = 503 } };

	(void)state;
	SERVICENOW_FIXTURE(&fixture, script);
	assert_false(
		find(&fixture, STEP_TICKET, "k1", "{\"kind\":\"incident\"}", &receipt, &error));
	assert_int_equal(error.kind, ERROR_RETRY);
	assert_int_equal(receipt.outcome, RECEIPT_UNTRIED);
	servicenow_fixture_close(&fixture);
}

static void hidden_tickets_are_gone(void **state)
{
	struct servicenow_fixture fixture;
	struct ticket_seen seen[2];
	struct error error = ERROR_INIT;
	const char *ids[] = { "a", "b" };
	ARENA(arena);
	const struct http_script_item items[] = {
		{ 200,
		  "{\"result\":[{\"sys_id\":\"b\",\"state\":\"-3\",\"type\":\"emergency\","
		  "\"approval\":\"requested\",\"on_hold\":\"true\",\"start_date\":\"2026-12-01 "
		  "20:00:00\"},{\"sys_id\":\"stranger\"}]}" },
		{ 200, NONE },
	};
	const struct http_script_exchange script[] = {
		{ .url = { "/api/now/v1/batch" },
		  .body = { "sys_idINa,b" },
		  .answer = http_script_batch(&arena, items, 2) },
	};

	(void)state;
	SERVICENOW_FIXTURE(&fixture, script);
	assert_true(servicenow_itsm.read_tickets(&fixture.itsm, &fixture.arena, ids, 2, false, seen,
	                                         &error));
	assert_int_equal(seen[0].phase, TICKET_PHASE_GONE);
	assert_int_equal(seen[1].phase, TICKET_PHASE_AUTHORIZE);
	assert_int_equal(seen[1].kind, TICKET_CHANGE_EMERGENCY);
	assert_int_equal(seen[1].approval, TICKET_APPROVAL_REQUESTED);
	assert_true(seen[1].on_hold);
	assert_false(seen[1].may_implement);
	assert_int_equal(seen[1].planned_start, 1796155200);
	servicenow_fixture_close(&fixture);
}

/* A read that failed says nothing about a ticket. */
static void a_failed_item_is_no_gone_ticket(void **state)
{
	struct servicenow_fixture fixture;
	struct ticket_seen seen;
	struct error error = ERROR_INIT;
	const char *id = "a";
	ARENA(arena);
	const struct http_script_item items[] = { { 200, NONE }, { 429, "" } };
	const struct http_script_exchange script[] = {
		{ .url = { "/api/now/v1/batch" }, .answer = http_script_batch(&arena, items, 2) },
	};

	(void)state;
	SERVICENOW_FIXTURE(&fixture, script);
	assert_false(servicenow_itsm.read_tickets(&fixture.itsm, &fixture.arena, &id, 1, false,
	                                          &seen, &error));
	assert_int_equal(error.kind, ERROR_RETRY);
	servicenow_fixture_close(&fixture);
}

static struct itsm_identity identify(const char *properties, int properties_status,
                                     const char *marks, const char *total)
{
	struct servicenow_fixture fixture;
	struct itsm_identity identity;
	struct error error = ERROR_INIT;
	ARENA(arena);
	const struct http_script_item items[] = { { properties_status, properties },
		                                  { 200, marks } };
	const struct http_script_exchange script[] = {
		{ .body = { "sys_properties", "correlation_id=certsteward" },
		  .answer = http_script_batch_counted(&arena, items, 2, 1, total) },
	};

	SERVICENOW_FIXTURE(&fixture, script);
	if (!servicenow_itsm.identify(&fixture.itsm, &fixture.arena, &identity, &error))
		fail_msg("%s", error.message);
	identity.instance = strcmp(identity.instance, "example") == 0 ? "example" : "other";
	identity.store_id = strcmp(identity.store_id, "s1") == 0 ? "s1" : "";
	servicenow_fixture_close(&fixture);
	return identity;
}

#define MARK(switch_member)                                                  \
	"{\"result\":[{\"sys_id\":\"m\",\"correlation_id\":\"certsteward\"," \
	"\"short_description\":\"certsteward store=s1 epoch=12\"" switch_member "}]}"

static void the_switch_stops_when_unreadable(void **state)
{
	struct itsm_identity identity;

	(void)state;
	identity =
		identify("{\"result\":[{\"name\":\"instance_name\",\"value\":\"clone\"},{\"name\":"
	                 "\"glide.installation.production\",\"value\":\"false\"}]}",
	                 200, MARK(",\"operational_status\":\"1\""), "1");
	assert_string_equal(identity.instance, "other");
	assert_false(identity.production);
	assert_false(identity.paused);
	assert_int_equal(identity.epoch, 12);
	assert_string_equal(identity.store_id, "s1");
	identity = identify("{}", 403, MARK(",\"operational_status\":\"2\""), NULL);
	assert_string_equal(identity.instance, "example");
	assert_true(identity.production);
	assert_true(identity.paused);
	assert_true(identify("{}", 403, MARK(""), NULL).paused);
	assert_false(identify("{}", 403, NONE, "0").paused);
	/* It is counted but not shown: hidden from us. */
	assert_true(identify("{}", 403, NONE, "1").paused);
}

/* A second record beside a hidden one would be a twin of the mark. */
static void a_hidden_mark_is_not_written_again(void **state)
{
	struct servicenow_fixture fixture;
	struct itsm_identity identity = { .store_id = "s1", .epoch = 1 };
	struct error error = ERROR_INIT;
	const struct http_script_exchange script[] = {
		{ .method = "GET",
		  .url = { "cmdb_ci_appl", "correlation_id=certsteward" },
		  .not_url = "no_count",
		  .headers = { { "x-total-count", "1" } },
		  .answer = NONE },
	};

	(void)state;
	SERVICENOW_FIXTURE(&fixture, script);
	assert_false(servicenow_itsm.sign(&fixture.itsm, &fixture.arena, &identity, &error));
	assert_int_equal(error.kind, ERROR_PEER);
	check_contains(error.message, "hidden");
	servicenow_fixture_close(&fixture);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_certificates_in_any_spelling),
		cmocka_unit_test(rows_of_others_are_not_taken),
		cmocka_unit_test(twins_are_told_apart),
		cmocka_unit_test(what_cannot_stand_in_a_query_is_not_asked),
		cmocka_unit_test(hostile_names_are_compared_here),
		cmocka_unit_test(not_being_able_to_look_is_not_none),
		cmocka_unit_test(hidden_tickets_are_gone),
		cmocka_unit_test(a_failed_item_is_no_gone_ticket),
		cmocka_unit_test(the_switch_stops_when_unreadable),
		cmocka_unit_test(a_hidden_mark_is_not_written_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
