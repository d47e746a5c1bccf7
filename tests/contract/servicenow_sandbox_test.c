/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The adapter against the running sandbox: what two readings of the vendor's documents agree on. */
#include "base/http_curl.h"
#include "base/json.h"
#include "base/text.h"
#include "support/check.h"
#include "support/servicenow_side.h"

extern const struct itsm_type servicenow_itsm;

#define SHA_ROOT "1111111111111111111111111111111111111111111111111111111111111111"
#define SHA_LEAF "2222222222222222222222222222222222222222222222222222222222222222"

static void reads_the_mirror(void **state)
{
	struct servicenow_side side;

	(void)state;
	if (!servicenow_side_open(&side, NULL))
		skip();
	side.fixture.settings.page_size = 10;
	struct servicenow_side_rows *hosts = servicenow_side_fetch(&side, CI_HOST);
	const struct ci *web = servicenow_side_named(hosts, "web-01");
	assert_true(hosts->count > 40);
	assert_string_equal(web->class, "cmdb_ci_linux_server");
	assert_int_equal(web->life, CI_OPERATIONAL);
	assert_string_equal(
		servicenow_side_named(servicenow_side_fetch(&side, CI_APPLICATION), "nginx@web-01")
			->class,
		"cmdb_ci_nginx_web_server");
	assert_int_equal(servicenow_side_named(servicenow_side_fetch(&side, CI_VIP), "shop")->port,
	                 443);
	(void)servicenow_side_named(servicenow_side_fetch(&side, CI_SERVICE), "Online Shop");
	assert_true(
		servicenow_side_named(servicenow_side_fetch(&side, CI_GROUP), "Web Team")->active);
	assert_true(servicenow_side_fetch(&side, CI_USER)->count >= 5);
	assert_true(servicenow_side_fetch(&side, CI_TEMPLATE)->count >= 1);
	assert_true(servicenow_side_fetch(&side, CI_CALENDAR)->count >= 2);
	(void)servicenow_side_fetch(&side, CI_TICKET);
	(void)servicenow_side_fetch(&side, CI_RELATION);
	servicenow_side_close(&side);
}

static const char *add_names(struct servicenow_side *side)
{
	struct step step =
		servicenow_side_make(side, STEP_DOMAIN, STEP_CREATE, "domain:shop.example.com",
	                             "{\"name\":\"shop.example.com\"}");
	struct receipt receipt = servicenow_side_push(side, step);

	servicenow_side_done(&receipt, "name");
	assert_string_equal(servicenow_side_find(side, step).remote_id, receipt.remote_id);
	return receipt.remote_id;
}

static void fill_inventory(struct servicenow_side *side, const char *host, const char *class,
                           struct step steps[static 3])
{
	const char *name_id = add_names(side);
	const char *common = "\"valid_from\":\"2026-01-01 00:00:00\",\"valid_to\":\"2027-01-01 "
			     "00:00:00\",\"state\":\"installed\",\"subject_alternative_name\":";

	steps[0] = servicenow_side_make(
		side, STEP_CERTIFICATE, STEP_CREATE, "certificate:" SHA_ROOT,
		arena_print(side->arena,
	                    "{\"values\":{\"name\":\"Example CA\",\"is_ca\":true,"
	                    "\"fingerprint\":\"" SHA_ROOT "\",\"serial_number\":\"01\",%s[\"%s\"],"
	                    "\"root_issuer\":{\"ref\":\"certificate:" SHA_ROOT "\"}}}",
	                    common, name_id));
	steps[1] = servicenow_side_make(
		side, STEP_CERTIFICATE, STEP_CREATE, "certificate:" SHA_LEAF,
		arena_print(side->arena,
	                    "{\"values\":{\"name\":\"shop.example.com\",\"fingerprint\":\"" SHA_LEAF
	                    "\",\"serial_number\":\"0a1b\",%s[\"%s\"],"
	                    "\"issuer\":{\"ref\":\"certificate:" SHA_ROOT
	                    "\"},\"root_issuer\":{\"ref\":\"certificate:" SHA_ROOT "\"}}}",
	                    common, name_id));
	steps[2] = servicenow_side_make(side, STEP_RELATION, STEP_CREATE, "relation:1",
	                                arena_print(side->arena,
	                                            "{\"parent\":\"%s\",\"parent_class\":\"%s\","
	                                            "\"child\":{\"ref\":\"certificate:" SHA_LEAF
	                                            "\"}}",
	                                            host, class));
}

static void writes_an_inventory_once(void **state)
{
	struct servicenow_side side;
	struct step steps[3];
	struct receipt first[3], second[3];

	(void)state;
	if (!servicenow_side_open(&side, NULL))
		skip();
	const struct ci *host =
		servicenow_side_named(servicenow_side_fetch(&side, CI_HOST), "web-01");
	fill_inventory(&side, host->id, host->class, steps);
	if (!servicenow_itsm.push(side.itsm, side.arena, steps, 3, first, &side.error))
		fail_msg("%s", side.error.message);
	for (int i = 0; i < 3; i++)
		servicenow_side_done(&first[i], steps[i].key);
	assert_string_equal(json_member_text(first[0].holds, "name", ""), "Example CA");
	assert_string_equal(json_member_text(first[1].holds, "issuer", ""), first[0].remote_id);
	assert_string_equal(json_member_text(first[1].holds, "discovery_source", ""),
	                    "SG-certsteward");

	if (!servicenow_itsm.push(side.itsm, side.arena, steps, 3, second, &side.error))
		fail_msg("%s", side.error.message);
	for (int i = 0; i < 3; i++)
		assert_string_equal(second[i].remote_id, first[i].remote_id);
	assert_string_equal(servicenow_side_find(&side, steps[1]).remote_id, first[1].remote_id);
	struct servicenow_side_rows *certificates = servicenow_side_fetch(&side, CI_CERTIFICATE);
	const struct ci *root = servicenow_side_named(certificates, "Example CA");
	assert_true(root->ours);
	assert_string_equal(root->fingerprint, SHA_ROOT);
	assert_string_equal(json_member_text(root->fields, "root_issuer", ""), root->id);
	struct servicenow_side_rows *relations = servicenow_side_fetch(&side, CI_RELATION);
	assert_string_equal(servicenow_side_named(relations, "Uses::Used by")->parent, host->id);

	/* The class of the host stays what it was. */
	assert_string_equal(
		servicenow_side_named(servicenow_side_fetch(&side, CI_HOST), "web-01")->class,
		host->class);
	struct step removal =
		servicenow_side_make(&side, STEP_RELATION, STEP_DELETE, "relation:1", "{}");
	removal.remote_id = first[2].remote_id;
	struct receipt removed = servicenow_side_push(&side, removal);
	servicenow_side_done(&removed, "removal");
	assert_int_equal(servicenow_side_fetch(&side, CI_RELATION)->count, relations->count - 1);
	servicenow_side_close(&side);
}

enum { MANY = 1000 };

static struct step *many_steps(struct servicenow_side *side, const struct ci *const *hosts,
                               const char *name_id)
{
	struct step *steps = ARENA_ARRAY(side->arena, struct step, 2 * MANY);

	for (int i = 0; i < MANY; i++) {
		const char *key = arena_print(side->arena, "certificate:%064x", i + 1);
		steps[2 * i] = servicenow_side_make(
			side, STEP_CERTIFICATE, STEP_CREATE, key,
			arena_print(
				side->arena,
				"{\"values\":{\"name\":\"c%d\",\"fingerprint\":\"%064x\","
				"\"subject_alternative_name\":[\"%s\"]%s}}",
				i, i + 1, name_id,
				i > 0 ? arena_print(side->arena,
		                                    ",\"issuer\":{\"ref\":\"certificate:%064x\"}",
		                                    1)
				      : ""));
		steps[2 * i + 1] = servicenow_side_make(
			side, STEP_RELATION, STEP_CREATE,
			arena_print(side->arena, "relation:%d", i),
			arena_print(side->arena,
		                    "{\"parent\":\"%s\",\"parent_class\":\"%s\",\"child\":{\"ref\":"
		                    "\"%s\"}}",
		                    hosts[i]->id, hosts[i]->class, key));
	}
	return steps;
}

/* Known hosts and the issuer travel in the same payloads; five payloads are read back at once. */
static void a_thousand_certificates_cost_few_calls(void **state)
{
	static const char *const arguments[] = { "--seed-cis", "1100", NULL };
	static const struct ci *hosts[MANY];
	static struct receipt receipts[2 * MANY];
	struct servicenow_side side;

	(void)state;
	if (!servicenow_side_open(&side, arguments))
		skip();
	struct servicenow_side_rows *rows = servicenow_side_fetch(&side, CI_HOST);
	assert_true(rows->count > MANY);
	for (size_t i = 0; i < MANY; i++)
		hosts[i] = &rows->items[i];
	struct step *steps = many_steps(&side, hosts, add_names(&side));
	int64_t before = side.itsm->http->calls;
	for (size_t done = 0; done < 2 * MANY;) {
		if (!servicenow_itsm.push(side.itsm, side.arena, steps + done, 2 * MANY - done,
		                          receipts + done, &side.error))
			fail_msg("%s", side.error.message);
		while (done < 2 * MANY && receipts[done].outcome == RECEIPT_DONE)
			done++;
		if (done < 2 * MANY && receipts[done].outcome != RECEIPT_UNTRIED)
			fail_msg("'%s': %s", steps[done].key, receipts[done].reason);
	}
	print_message("%d calls\n", (int)(side.itsm->http->calls - before));
	assert_true(side.itsm->http->calls - before <= 10);
	servicenow_side_close(&side);
}

static void signs_and_obeys_the_switch(void **state)
{
	struct servicenow_side side;
	struct itsm_identity identity, mark = { .store_id = "store-1", .epoch = 7 };

	(void)state;
	if (!servicenow_side_open(&side, NULL))
		skip();
	assert_true(servicenow_itsm.identify(side.itsm, side.arena, &identity, &side.error));
	assert_string_equal(identity.store_id, "");
	assert_false(identity.paused);
	if (!servicenow_itsm.sign(side.itsm, side.arena, &mark, &side.error))
		fail_msg("%s", side.error.message);
	mark.epoch = 8;
	if (!servicenow_itsm.sign(side.itsm, side.arena, &mark, &side.error))
		fail_msg("%s", side.error.message);
	assert_true(servicenow_itsm.identify(side.itsm, side.arena, &identity, &side.error));
	assert_string_equal(identity.store_id, "store-1");
	assert_int_equal(identity.epoch, 8);
	assert_false(identity.paused);
	(void)sandbox_child_control(&side.sandbox, side.arena, "act",
	                            "{\"action\":\"set\",\"name\":\"certsteward\",\"fields\":{"
	                            "\"operational_status\":\"2\"}}");
	assert_true(servicenow_itsm.identify(side.itsm, side.arena, &identity, &side.error));
	assert_true(identity.paused);
	servicenow_side_close(&side);
}

static void count_failures(void *context, const struct itsm_finding *finding)
{
	int *counts = context;

	counts[finding->verdict]++;
	if (finding->verdict != ITSM_OK)
		print_message("%d %s: %s (%s)\n", (int)finding->verdict, finding->subject,
		              finding->message, finding->mend);
	assert_true(finding->verdict == ITSM_OK || *finding->mend != '\0');
}

static void check_finds_a_prepared_instance_good(void **state)
{
	struct servicenow_side side;
	int counts[3] = { 0 };

	(void)state;
	if (!servicenow_side_open(&side, NULL))
		skip();
	side.fixture.settings.caller = "alice";
	if (!servicenow_itsm.check(side.itsm, side.arena, count_failures, counts, &side.error))
		fail_msg("%s", side.error.message);
	assert_int_equal(counts[ITSM_FAILED], 0);
	assert_true(counts[ITSM_OK] > 30);
	servicenow_side_close(&side);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_the_mirror),
		cmocka_unit_test(writes_an_inventory_once),
		cmocka_unit_test(a_thousand_certificates_cost_few_calls),
		cmocka_unit_test(signs_and_obeys_the_switch),
		cmocka_unit_test(check_finds_a_prepared_instance_good),
	};

	http_curl_start();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
