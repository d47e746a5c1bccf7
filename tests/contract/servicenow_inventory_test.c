/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Certificates and relations against scripted answers of the identification engine. */
#include "base/json.h"
#include "base/text.h"
#include "support/check.h"
#include "support/servicenow_fixture.h"

#define SHA_A    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define SHA_B    "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
#define ID_A     "a0000000000000000000000000000001"
#define ID_B     "b0000000000000000000000000000001"
#define HOST     "c0000000000000000000000000000001"
#define RELATION "d0000000000000000000000000000001"
#define IRE      "/api/now/identifyreconcile/enhanced"

extern const struct itsm_type servicenow_itsm;

static struct json *parsed(struct arena *arena, const char *text)
{
	struct error error = ERROR_INIT;
	struct json *value = json_parse(arena, text, strlen(text), NULL, &error);

	if (value == NULL)
		fail_msg("'%s': %s", text, error.message);
	return value;
}

/* The leaf, its issuer that travels ahead of it, and the relation to a known host. */
static void make_story(struct servicenow_fixture *fixture, struct step steps[static 3])
{
	steps[0] = servicenow_fixture_step(
		fixture, STEP_CERTIFICATE, STEP_CREATE, "certificate:" SHA_A,
		"{\"values\":{\"name\":\"Example CA\",\"fingerprint\":\"" SHA_A "\",\"is_ca\":true,"
		"\"root_issuer\":{\"ref\":\"certificate:" SHA_A "\"},\"sys_created_by\":\"x\"}}");
	steps[1] = servicenow_fixture_step(
		fixture, STEP_CERTIFICATE, STEP_CREATE, "certificate:" SHA_B,
		"{\"values\":{\"name\":\"shop [code]\\u0007\",\"fingerprint\":\"" SHA_B "\","
		"\"subject_alternative_name\":[\"e1\",\"e2\"],"
		"\"issuer\":{\"ref\":\"certificate:" SHA_A "\"},\"nothing\":null}}");
	steps[2] = servicenow_fixture_step(fixture, STEP_RELATION, STEP_CREATE, "relation:1",
	                                   "{\"parent\":\"" HOST
	                                   "\",\"parent_class\":\"cmdb_ci_linux_server\","
	                                   "\"child\":{\"ref\":\"certificate:" SHA_B "\"}}");
}

#define ITEM(operation, id, index)                                             \
	"{\"className\":\"c\",\"operation\":\"" operation "\",\"sysId\":\"" id \
	"\",\"errorCount\":0,\"errors\":[],\"inputIndices\":[" #index "]}"
#define DONE_RELATION \
	"{\"className\":\"cmdb_rel_ci\",\"operation\":\"INSERT\",\"inputIndices\":[0]}"

static const char *read_back(struct arena *arena)
{
	const struct http_script_item items[] = {
		{ 200, "{\"result\":{\"sys_id\":\"" ID_A "\"}}" },
		{ 200, "{\"result\":[{\"sys_id\":\"" ID_A "\",\"name\":\"Example CA\"},"
		       "{\"sys_id\":\"" ID_B "\",\"name\":\"shop\",\"sys_updated_on\":\"2026-11-21 "
		       "00:00:00\"}]}" },
		{ 200,
		  "{\"result\":[{\"sys_id\":\"" RELATION "\",\"parent\":{\"value\":\"" HOST
		  "\",\"link\":\"x\"},\"child\":\"" ID_B "\",\"type.name\":\"Uses::Used by\"}]}" },
	};

	return http_script_batch(arena, items, 3);
}

static void sends_one_payload_and_reads_it_back(void **state)
{
	struct servicenow_fixture fixture;
	struct receipt receipts[3];
	struct step steps[3];
	struct error error = ERROR_INIT;
	ARENA(arena);
	const struct http_script_exchange script[] = {
		{ .method = "POST",
		  .url = { IRE, "sysparm_data_source=SG-certsteward", "partial_commits:true" },
		  .user = "robot",
		  .answer = "{\"result\":{\"hasError\":false,\"items\":[" ITEM(
			  "UPDATE", ID_B, 1) "," ITEM("INSERT", ID_A,
		                                      0) "," ITEM("NO_CHANGE", HOST,
		                                                  2) "],"
		                                                     "\"relations\":[" DONE_RELATION
		                                                     "]}}" },
		{ .method = "POST", .url = { "/api/now/v1/batch" }, .answer = read_back(&arena) },
	};

	(void)state;
	SERVICENOW_FIXTURE(&fixture, script);
	make_story(&fixture, steps);
	assert_true(
		servicenow_itsm.push(&fixture.itsm, &fixture.arena, steps, 3, receipts, &error));

	struct json *body = parsed(&arena, fixture.script.seen[0].body);
	struct json *leaf = json_get(body, "items")->first->next;
	assert_int_equal(json_count(json_get(body, "items")), 3);
	assert_string_equal(
		json_text(json_at(leaf, "sys_object_source_info", "source_native_key", NULL), ""),
		SHA_B);
	assert_string_equal(json_text(json_at(leaf, "values", "name", NULL), ""),
	                    "shop (code)\\u0007");
	assert_string_equal(
		json_text(json_at(leaf, "values", "subject_alternative_name", NULL), ""), "e1,e2");
	assert_null(json_at(leaf, "values", "nothing", NULL));
	assert_null(json_at(json_get(body, "items")->first, "values", "sys_created_by", NULL));
	assert_string_equal(json_text(json_at(leaf->next, "values", "sys_id", NULL), ""), HOST);
	assert_string_equal(json_member_text(leaf->next, "className", ""), "cmdb_ci_linux_server");
	/* The issuer by reference; the CA's own root is no reference but a patch afterwards. */
	assert_int_equal(json_count(json_get(body, "referenceItems")), 1);
	struct json *reference = json_get(body, "referenceItems")->first;
	assert_string_equal(json_member_text(reference, "referenceField", ""), "issuer");
	assert_string_equal(json_member_text(reference, "referenced", ""), "i0");
	assert_string_equal(http_script_batch_body(&arena, fixture.script.seen[1].body, 0),
	                    "{\"root_issuer\":\"" ID_A "\"}");

	assert_int_equal(receipts[0].outcome, RECEIPT_DONE);
	assert_string_equal(receipts[0].remote_id, ID_A);
	assert_string_equal(receipts[1].remote_id, ID_B);
	assert_string_equal(receipts[1].version, "2026-11-21 00:00:00");
	assert_string_equal(json_member_text(receipts[1].holds, "name", ""), "shop");
	assert_int_equal(receipts[2].outcome, RECEIPT_DONE);
	assert_string_equal(receipts[2].remote_id, RELATION);
	servicenow_fixture_close(&fixture);
}

#define FAILED(operation, code, message, index)                                                 \
	"{\"operation\":\"" operation "\",\"sysId\":\"Unknown\",\"errorCount\":1,\"errors\":[{" \
	"\"error\":\"" code "\",\"message\":\"" message "\"}],\"inputIndices\":[" #index "]}"

/* One answer for two certificates: pushes and gives the receipts. */
static bool push_two(struct servicenow_fixture *fixture, const struct http_script_exchange *script,
                     size_t count, struct receipt receipts[static 2], struct error *error)
{
	struct step steps[2];

	servicenow_fixture_open(fixture, script, count);
	steps[0] = servicenow_fixture_step(fixture, STEP_CERTIFICATE, STEP_CREATE,
	                                   "certificate:" SHA_A, "{\"values\":{\"name\":\"a\"}}");
	steps[1] = servicenow_fixture_step(fixture, STEP_CERTIFICATE, STEP_CREATE,
	                                   "certificate:" SHA_B, "{\"values\":{\"name\":\"b\"}}");
	return servicenow_itsm.push(&fixture->itsm, &fixture->arena, steps, 2, receipts, error);
}

static void success_with_errors_is_read_item_by_item(void **state)
{
	static const struct {
		const char *fault;
		enum receipt_outcome outcome;
	} faults[] = {
		{ FAILED("INSERT", "LOCK_TIMEOUT", "mutex", 1), RECEIPT_POSTPONED },
		{ FAILED("INSERT", "ABANDONED", "other", 1), RECEIPT_POSTPONED },
		{ FAILED("INSERT", "REQUIRED_ATTRIBUTE_EMPTY", "name", 1), RECEIPT_REFUSED },
		{ FAILED("INSERT", "", "Data Policy Exception: mandatory: Subject Alternative Name",
		         1),
		  RECEIPT_REFUSED },
		{ FAILED("INSERT", "MULTI_MATCH", "two", 1), RECEIPT_REFUSED },
		{ "{\"operation\":\"INSERT_AS_PARTIAL\",\"sysId\":\"Unknown\",\"errors\":[],"
		  "\"warnings\":[{\"error\":\"MISSING_MATCHING_ATTRIBUTES\",\"message\":\"m\"}],"
		  "\"inputIndices\":[1]}",
		  RECEIPT_REFUSED },
		{ "{\"operation\":\"INSERT\",\"sysId\":\"Unknown\",\"inputIndices\":[1]}",
		  RECEIPT_POSTPONED },
		{ "{\"operation\":\"INSERT\",\"sysId\":\"x\",\"inputIndices\":[99]}",
		  RECEIPT_POSTPONED },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(faults); i++) {
		struct servicenow_fixture fixture;
		struct receipt receipts[2];
		struct error error = ERROR_INIT;
		ARENA(arena);
		const struct http_script_exchange script[] = {
			{ .url = { IRE },
			  .answer = arena_print(
				  &arena, "{\"result\":{\"hasError\":true,\"items\":[%s,%s]}}",
				  ITEM("INSERT", ID_A, 0), faults[i].fault) },
			{ .url = { "/api/now/table/cmdb_ci_certificate", "sys_idIN" ID_A },
			  .answer = "{\"result\":[{\"sys_id\":\"" ID_A "\",\"name\":\"a\"}]}" },
		};
		assert_true(push_two(&fixture, script, 2, receipts, &error));
		assert_int_equal(receipts[0].outcome, RECEIPT_DONE);
		if (receipts[1].outcome != faults[i].outcome)
			fail_msg("'%s': %s, '%s'", faults[i].fault,
			         receipt_outcome_name(receipts[1].outcome), receipts[1].reason);
		assert_true(*receipts[1].reason != '\0');
		servicenow_fixture_close(&fixture);
	}
}

static void an_unprepared_instance_needs_a_person(void **state)
{
	struct servicenow_fixture fixture;
	struct receipt receipts[2];
	struct error error = ERROR_INIT;
	const struct http_script_exchange script[] = {
		{ .url = { IRE },
		  .answer = "{\"result\":{\"hasError\":true,\"items\":[" FAILED(
			  "", "INVALID_INPUT_DATA", "Unknown data source SG-certsteward",
			  0) "," FAILED("", "INVALID_INPUT_DATA",
		                        "Unknown data source SG-certsteward", 1) "]}}" },
	};

	(void)state;
	assert_false(push_two(&fixture, script, 1, receipts, &error));
	assert_int_equal(error.kind, ERROR_PEER);
	check_contains(error.message, "data source");
	assert_int_equal(receipts[0].outcome, RECEIPT_REFUSED);
	servicenow_fixture_close(&fixture);
}

static void what_cannot_be_read_back_is_not_done(void **state)
{
	struct servicenow_fixture fixture;
	struct receipt receipts[2];
	struct error error = ERROR_INIT;
	const struct http_script_exchange script[] = {
		{ .url = { IRE },
		  .answer = "{\"result\":{\"items\":[" ITEM("INSERT", ID_A,
		                                            0) "," ITEM("INSERT", ID_B, 1) "]}}" },
		{ .url = { "cmdb_ci_certificate" },
		  .answer = "{\"result\":[{\"sys_id\":\"" ID_A "\"}]}" },
	};

	(void)state;
	assert_true(push_two(&fixture, script, 2, receipts, &error));
	assert_int_equal(receipts[0].outcome, RECEIPT_DONE);
	assert_int_equal(receipts[1].outcome, RECEIPT_POSTPONED);
	check_contains(receipts[1].reason, "cannot be read back");
	servicenow_fixture_close(&fixture);
}

/* No answer at all: repeating is harmless, so nothing is unknown. */
static void a_payload_without_an_answer_is_postponed(void **state)
{
	static const struct http_script_exchange answers[] = {
		{ .url = { IRE }, .outcome = HTTP_SCRIPT_LOST },
		{ .url = { IRE }, .status = 500, .answer = "{\"error\":{\"message\":\"x\"}}" },
		{ .url = { IRE }, .type = "text/html", .answer = "<html>" },
		{ .url = { IRE }, .status = 202 },
		{ .url = { IRE }, .status = 429, .headers = { { "retry-after", "9" } } },
		{ .url = { IRE }, .answer = "{\"result\":{\"items\":[" },
		{ .url = { IRE }, .status = 400, .answer = "{\"error\":{\"message\":\"bad\"}}" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(answers); i++) {
		struct servicenow_fixture fixture;
		struct receipt receipts[2];
		struct error error = ERROR_INIT;
		bool throttled = answers[i].status == 202 || answers[i].status == 429;
		assert_int_equal(push_two(&fixture, &answers[i], 1, receipts, &error), !throttled);
		for (size_t k = 0; k < 2; k++) {
			if (receipts[k].outcome != RECEIPT_POSTPONED)
				fail_msg("answer %zu: %s", i,
				         receipt_outcome_name(receipts[k].outcome));
			assert_int_equal(receipts[k].delay, answers[i].status == 429 ? 9 : 0);
		}
		servicenow_fixture_close(&fixture);
	}
}

static void an_unreachable_side_leaves_all_untried(void **state)
{
	struct servicenow_fixture fixture;
	struct receipt receipts[2];
	struct error error = ERROR_INIT;
	const struct http_script_exchange script[] = { { .outcome = HTTP_SCRIPT_NOT_SENT } };

	(void)state;
	assert_false(push_two(&fixture, script, 1, receipts, &error));
	assert_int_equal(error.kind, ERROR_RETRY);
	assert_int_equal(receipts[0].outcome, RECEIPT_UNTRIED);
	assert_int_equal(receipts[1].outcome, RECEIPT_UNTRIED);
	servicenow_fixture_close(&fixture);
}

/* 300 relations to 300 hosts with 300 known certificates: 500 items are the most of a payload. */
static void payloads_stay_below_500_items(void **state)
{
	struct servicenow_fixture fixture;
	static struct step steps[300];
	static struct receipt receipts[300];
	struct error error = ERROR_INIT;
	const struct http_script_exchange script[] = {
		{ .url = { IRE }, .answer = "{\"result\":{}}" },
		{ .url = { IRE }, .outcome = HTTP_SCRIPT_LOST },
	};

	(void)state;
	SERVICENOW_FIXTURE(&fixture, script);
	for (int i = 0; i < 300; i++)
		steps[i] = servicenow_fixture_step(
			&fixture, STEP_RELATION, STEP_CREATE, "relation",
			arena_print(&fixture.arena, "{\"parent\":\"h%d\",\"child\":\"c%d\"}", i,
		                    i));
	assert_true(
		servicenow_itsm.push(&fixture.itsm, &fixture.arena, steps, 300, receipts, &error));
	struct json *first = parsed(&fixture.arena, fixture.script.seen[0].body);
	struct json *second = parsed(&fixture.arena, fixture.script.seen[1].body);
	assert_int_equal(json_count(json_get(first, "items")), 500);
	assert_int_equal(json_count(json_get(first, "relations")), 250);
	assert_int_equal(json_count(json_get(second, "items")), 100);
	assert_int_equal(receipts[0].outcome, RECEIPT_POSTPONED);
	assert_int_equal(receipts[299].outcome, RECEIPT_POSTPONED);
	servicenow_fixture_close(&fixture);
}

/* The issuer stands behind what it issued and the relation before both: all find each other, also
 * across two payloads. */
static void what_is_referred_to_goes_first(void **state)
{
	struct servicenow_fixture fixture;
	struct step steps[3];
	struct receipt receipts[3];
	struct error error = ERROR_INIT;
	ARENA(arena);
	const struct http_script_item items[] = {
		{ 200, "{\"result\":[{\"sys_id\":\"" ID_A "\"}]}" },
		{ 200, "{\"result\":[{\"sys_id\":\"" ID_B "\"}]}" },
		{ 200, "{\"result\":[{\"sys_id\":\"" RELATION "\",\"parent\":\"" HOST
		       "\",\"child\":\"" ID_B "\",\"type.name\":\"Uses::Used by\"}]}" },
	};
	const struct http_script_exchange script[] = {
		{ .url = { IRE },
		  .body = { SHA_A },
		  .answer = "{\"result\":{\"items\":[" ITEM("INSERT", ID_A, 0) "]}}" },
		{ .url = { IRE },
		  .body = { SHA_B, "\"issuer\":\"" ID_A "\"" },
		  .not_body = "referenceItems",
		  .answer = "{\"result\":{\"items\":[" ITEM("INSERT", ID_B, 0) "]}}" },
		{ .url = { IRE },
		  .body = { "\"sys_id\":\"" ID_B "\"", "\"sys_id\":\"" HOST "\"" },
		  .answer = "{\"result\":{\"relations\":[" DONE_RELATION "]}}" },
		{ .url = { "/api/now/v1/batch" }, .answer = http_script_batch(&arena, items, 3) },
	};

	(void)state;
	SERVICENOW_FIXTURE(&fixture, script);
	steps[0] = servicenow_fixture_step(&fixture, STEP_RELATION, STEP_CREATE, "relation:1",
	                                   "{\"parent\":\"" HOST
	                                   "\",\"child\":{\"ref\":\"certificate:" SHA_B "\"}}");
	steps[1] = servicenow_fixture_step(&fixture, STEP_CERTIFICATE, STEP_CREATE,
	                                   "certificate:" SHA_B,
	                                   "{\"values\":{\"name\":\"leaf\",\"issuer\":{\"ref\":"
	                                   "\"certificate:" SHA_A "\"}}}");
	steps[2] = servicenow_fixture_step(&fixture, STEP_CERTIFICATE, STEP_CREATE,
	                                   "certificate:" SHA_A, "{\"values\":{\"name\":\"CA\"}}");
	for (int i = 0; i < 3; i++)
		steps[i].attempts = 20; /* came back so often that payloads hold one item */
	assert_true(
		servicenow_itsm.push(&fixture.itsm, &fixture.arena, steps, 3, receipts, &error));
	for (int i = 0; i < 3; i++)
		if (receipts[i].outcome != RECEIPT_DONE)
			fail_msg("%d: %s", i, receipts[i].reason);
	servicenow_fixture_close(&fixture);
}

static void a_removed_relation_that_is_gone_is_done(void **state)
{
	struct servicenow_fixture fixture;
	struct receipt receipt;
	struct error error = ERROR_INIT;
	const struct http_script_exchange script[] = {
		{ .method = "DELETE",
		  .url = { "/api/now/table/cmdb_rel_ci/" RELATION },
		  .status = 404,
		  .answer = "{\"error\":{\"message\":\"No Record found\"}}" },
	};
	struct step step;

	(void)state;
	SERVICENOW_FIXTURE(&fixture, script);
	step = servicenow_fixture_step(&fixture, STEP_RELATION, STEP_DELETE, "relation:1", "{}");
	step.remote_id = RELATION;
	assert_true(
		servicenow_itsm.push(&fixture.itsm, &fixture.arena, &step, 1, &receipt, &error));
	assert_int_equal(receipt.outcome, RECEIPT_DONE);
	servicenow_fixture_close(&fixture);
}

/* Others write AA:BB: so do we, else one certificate becomes two CIs. */
static void fingerprints_follow_the_site(void **state)
{
	struct servicenow_fixture fixture;
	struct receipt receipt;
	struct error error = ERROR_INIT;
	ARENA(arena);
	const struct http_script_item site[] = {
		{ 400, "{\"error\":{\"message\":\"Invalid table\"}}" },
		{ 200,
		  "{\"result\":[{\"fingerprint\":\"AB:CD:EF:01:23:45:67:89:AB:CD:EF:01:23:45:67:"
		  "89:AB:CD:EF:01\",\"discovery_source\":\"Pattern\"}]}" },
	};
	const struct http_script_exchange script[] = {
		{ .url = { "/api/now/v1/batch" },
		  .body = { "fingerprintISNOTEMPTY", "discovery_source!=SG-certsteward",
		            "sn_disco_certmgmt_certificate_task" },
		  .answer = http_script_batch(&arena, site, 2) },
		{ .url = { IRE },
		  .body = { "\"fingerprint\":\"AA:AA:AA:" },
		  .answer = "{\"result\":{}}" },
	};
	struct step step;

	(void)state;
	SERVICENOW_FIXTURE(&fixture, script);
	fixture.state.site_read = false;
	step = servicenow_fixture_step(&fixture, STEP_CERTIFICATE, STEP_CREATE,
	                               "certificate:" SHA_A,
	                               "{\"values\":{\"fingerprint\":\"" SHA_A "\"}}");
	assert_true(
		servicenow_itsm.push(&fixture.itsm, &fixture.arena, &step, 1, &receipt, &error));
	servicenow_fixture_close(&fixture);
}

/* Certificate Inventory opens tasks for whatever is written: first somebody decides who tickets. */
static void nothing_is_written_before_cim_is_decided(void **state)
{
	static const struct {
		const char *cim, *no_task, *words;
	} cases[] = {
		{ "unset", "none", "set cim:" },
		{ "we_ticket", "", "no_task_value" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct servicenow_fixture fixture;
		struct receipt receipt;
		struct error error = ERROR_INIT;
		const struct http_script_exchange script[] = {
			{ .url = { "sn_disco_certmgmt_certificate_task" }, .status = 403 }
		};
		struct step step;
		SERVICENOW_FIXTURE(&fixture, script);
		fixture.state.site_read = false;
		fixture.settings.fingerprint = "lower";
		fixture.settings.cim = cases[i].cim;
		fixture.settings.no_task_value = cases[i].no_task;
		step = servicenow_fixture_step(&fixture, STEP_CERTIFICATE, STEP_CREATE,
		                               "certificate:" SHA_A, "{\"values\":{}}");
		assert_false(servicenow_itsm.push(&fixture.itsm, &fixture.arena, &step, 1, &receipt,
		                                  &error));
		assert_int_equal(error.kind, ERROR_PEER);
		check_contains(error.message, cases[i].words);
		assert_int_equal(receipt.outcome, RECEIPT_UNTRIED);
		servicenow_fixture_close(&fixture);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sends_one_payload_and_reads_it_back),
		cmocka_unit_test(success_with_errors_is_read_item_by_item),
		cmocka_unit_test(an_unprepared_instance_needs_a_person),
		cmocka_unit_test(what_cannot_be_read_back_is_not_done),
		cmocka_unit_test(a_payload_without_an_answer_is_postponed),
		cmocka_unit_test(an_unreachable_side_leaves_all_untried),
		cmocka_unit_test(payloads_stay_below_500_items),
		cmocka_unit_test(what_is_referred_to_goes_first),
		cmocka_unit_test(a_removed_relation_that_is_gone_is_done),
		cmocka_unit_test(fingerprints_follow_the_site),
		cmocka_unit_test(nothing_is_written_before_cim_is_decided),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
