/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What the Jira adapter reads of Assets while people change it: services above hosts, rows changed since,
 * objects deleted or of another type, a schema made anew. */
#include "adapters/itsm/jira/jira_assets_space.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/text.h"
#include "support/check.h"
#include "support/jira_assets_side.h"

#define HASH "5d41402abc4b2a76b9719d911017c5925d41402abc4b2a76b9719d911017c592"
#define KEY  "certificate:" HASH

extern const struct itsm_type jira_itsm;

/* The fixture's sites of one test. */
struct world {
	struct jira_side side;
	struct jira_assets_rows rows;
};

static const struct ci *named(struct world *world, enum ci_kind kind, int64_t since,
                              const char *name)
{
	jira_assets_side_read(&world->side, kind, since, &world->rows);
	for (size_t i = 0; i < world->rows.count; i++)
		if (text_equal(world->rows.rows[i].name, name))
			return &world->rows.rows[i];
	return NULL;
}

static const char *id_of(struct world *world, enum ci_kind kind, const char *name)
{
	const struct ci *row = named(world, kind, 0, name);

	if (row == NULL)
		fail_msg("there is no '%s'", name);
	return row != NULL ? row->id : "";
}

/* The attribute by which one object stands above the other; "" = it does not. */
static const char *relation(struct world *world, const char *parent, const char *child)
{
	jira_assets_side_read(&world->side, CI_RELATION, 0, &world->rows);
	for (size_t i = 0; i < world->rows.count; i++)
		if (text_equal(world->rows.rows[i].parent, parent) &&
		    text_equal(world->rows.rows[i].child, child))
			return world->rows.rows[i].name;
	return "";
}

static void services_stand_above_hosts(struct world *world)
{
	static const char *words[] = { "1 - most critical=4" };
	struct jira_settings *settings = &world->side.fixture.settings;
	const struct setting_list before = settings->assets_criticality_words;
	const char *host = id_of(world, CI_HOST, "web-01");
	const char *shop = id_of(world, CI_SERVICE, "Shop Production");
	const char *nginx = id_of(world, CI_APPLICATION, "nginx@web-01");

	assert_string_equal(relation(world, shop, host), "Depends on hosts");
	assert_string_equal(relation(world, nginx, host), "Runs on");
	assert_string_equal(relation(world, shop, id_of(world, CI_APPLICATION, "shop")),
	                    "Depends on applications");
	assert_string_equal(relation(world, shop, id_of(world, CI_HOST, "legacy-01")), "");
	assert_string_equal(json_member_text(named(world, CI_SERVICE, 0, "Shop Production")->fields,
	                                     "criticality", ""),
	                    "1 - most critical");
	/* Words of an organisation get the rank that its settings give them. */
	settings->assets_criticality_words = (struct setting_list){ words, COUNT_OF(words) };
	assert_string_equal(json_member_text(named(world, CI_SERVICE, 0, "Shop Production")->fields,
	                                     "criticality", ""),
	                    "4 - 1 - most critical");
	settings->assets_criticality_words = before;
	assert_string_equal(
		json_member_text(named(world, CI_HOST, 0, "web-01")->fields, "runbook", ""),
		"https://wiki.example.com/runbooks/web-01");
}

/* An hour later on the far side: what is recent there is what was changed by then. */
static void only_what_changed_is_read(struct world *world)
{
	struct jira_side *side = &world->side;
	int64_t now = clock_now();

	(void)sandbox_child_control(&side->sandbox, side->arena, "clock", "{\"offset\":3600}");
	assert_null(named(world, CI_HOST, now, "web-01"));
	assert_int_equal(world->rows.count, 0);
	jira_side_act(side, "set", "alice", "",
	              ",\"object\":\"web-01\",\"attributes\":{\"IP Address\":\"127.0.0.77\"}");
	assert_string_equal(named(world, CI_HOST, now, "web-01")->addresses[0], "127.0.0.77");
	assert_int_equal(world->rows.count, 1);
	jira_side_act(side, "retire", "alice", "", ",\"object\":\"web-02\"");
	assert_int_equal(named(world, CI_HOST, now, "web-02")->life, CI_RETIRED);
	/* Relations of what changed: all that it refers to, as it stands now. */
	jira_side_act(side, "set", "alice", "",
	              ",\"object\":\"Shop Production\",\"attributes\":{\"Environment\":\"Test\"}");
	jira_assets_side_read(side, CI_RELATION, now, &world->rows);
	assert_int_equal(world->rows.count, 3);
}

/* Absence says nothing: the row is only not there any more. */
static void a_deleted_host_is_not_read(struct world *world)
{
	int64_t now = clock_now();

	jira_side_act(&world->side, "delete", "alice", "", ",\"object\":\"test-01\"");
	assert_null(named(world, CI_HOST, now, "test-01"));
	assert_null(named(world, CI_HOST, 0, "test-01"));
	assert_true(world->rows.count > 3);
}

static struct step certificate(struct world *world, const char *subject, const char *remote_id)
{
	struct jira_side *side = &world->side;
	struct step step = jira_side_make(
		side, STEP_CERTIFICATE, remote_id != NULL ? STEP_UPDATE : STEP_CREATE, KEY,
		jira_assets_side_body(side, HASH, "In use",
	                              arena_print(side->arena, ",\"Subject\":\"%s\"", subject)));

	step.remote_id = remote_id;
	return step;
}

static void add_text(struct jira_side *side, const struct jira_assets_type *type, const char *name)
{
	(void)jira_assets_side_send(
		side, arena_print(side->arena, "/objecttypeattribute/%s", type->id),
		arena_print(side->arena, "{\"name\":\"%s\",\"type\":0,\"defaultTypeId\":0}", name));
}

/* The one between keeps the number of the old one from being given again. */
static void make_subject_anew(struct jira_side *side, const char *between)
{
	struct jira_assets_type *type = jira_assets_named(side->itsm, "Certificate");
	const char *old = jira_assets_attribute(type, "Subject")->id;
	struct jira_request request = {
		.method = "DELETE", .path = arena_print(side->arena, "/objecttypeattribute/%s", old)
	};
	struct itsm_reply reply;

	add_text(side, type, between);
	if (!jira_assets_call(side->itsm, side->arena, JIRA_ASSETS_OTHER, &request, &reply))
		fail_msg("delete: %s", reply.reason);
	add_text(side, type, "Subject");
}

static void age(struct jira_side *side, int seconds)
{
	jira_assets_of(side->itsm)->listed_at -= (int64_t)seconds * 1000;
}

/* The attribute has another id by now: what is refused is tried again with the schema as it is. */
static void a_changed_schema_is_read_again(struct world *world)
{
	struct jira_side *side = &world->side;
	struct receipt receipt = jira_assets_side_done(
		jira_side_push(side, certificate(world, "CN=1", NULL)), "made");
	struct step step = certificate(world, "CN=2", receipt.remote_id);

	make_subject_anew(side, "One");
	/* What was read a moment ago is not the reason. */
	assert_int_equal(jira_side_push(side, step).outcome, RECEIPT_REFUSED);
	age(side, JIRA_ASSETS_SCHEMA_YOUNG + 1);
	receipt = jira_side_push(side, step);
	assert_int_equal(receipt.outcome, RECEIPT_POSTPONED);
	check_contains(receipt.reason, "read again");
	receipt = jira_assets_side_done(jira_side_push(side, step), "with the new id");
	assert_string_equal(json_member_text(receipt.holds, "Subject", ""), "CN=2");
	/* Without a refusal: after a time. */
	make_subject_anew(side, "Two");
	age(side, JIRA_ASSETS_SCHEMA_OLD + 1);
	step = certificate(world, "CN=3", receipt.remote_id);
	receipt = jira_assets_side_done(jira_side_push(side, step), "after a time");
	assert_string_equal(json_member_text(receipt.holds, "Subject", ""), "CN=3");
}

/* Nothing is made anew by an update: that the object is gone is for people to judge. */
static void a_deleted_certificate_stays_deleted(struct world *world)
{
	struct jira_side *side = &world->side;
	const char *id = jira_side_find(side, certificate(world, "", NULL)).remote_id;
	struct receipt receipt;

	receipt = jira_side_push(side, certificate(world, "CN=4", id_of(world, CI_HOST, "web-01")));
	assert_int_equal(receipt.outcome, RECEIPT_REFUSED);
	check_contains(receipt.reason, "another one by now");
	jira_side_act(side, "delete", "alice", "",
	              arena_print(side->arena, ",\"object\":\"%s\"", id));
	assert_int_equal(jira_side_push(side, certificate(world, "CN=4", id)).outcome,
	                 RECEIPT_REFUSED);
	jira_assets_side_read(side, CI_CERTIFICATE, 0, &world->rows);
	assert_int_equal(world->rows.count, 0);
	assert_null(jira_side_find(side, certificate(world, "", NULL)).remote_id);
}

static void all_of_it(bool datacenter)
{
	static struct world world;

	if (!jira_assets_side_open(&world.side, datacenter))
		skip();
	services_stand_above_hosts(&world);
	only_what_changed_is_read(&world);
	a_deleted_host_is_not_read(&world);
	a_changed_schema_is_read_again(&world);
	a_deleted_certificate_stays_deleted(&world);
	jira_side_close(&world.side);
}

static void is_read_on_cloud(void **state)
{
	(void)state;
	all_of_it(false);
}

static void is_read_on_data_center(void **state)
{
	(void)state;
	all_of_it(true);
}

/* How AQL writes times could be known from no live site: then all is read, rather than nothing. */
static void a_refused_time_means_all(void **state)
{
	static const char *const base = "/jsm/assets/workspace/w1/v1";
	static const char schemas[] = "{\"values\":[{\"id\":\"1\",\"name\":\"IT\"}]}";
	static const char types[] = "[{\"id\":\"5\",\"name\":\"Hosts\"}]";
	static const char host[] = "{\"isLast\":true,\"values\":[{\"id\":\"9\",\"label\":\"a\","
				   "\"objectType\":{\"id\":\"5\"},\"attributes\":[]}]}";
	const struct http_script_exchange script[] = {
		{ .url = { base, "/objectschema/list" }, .answer = schemas },
		{ .url = { "/objectschema/1/objecttypes/flat" }, .answer = types },
		{ .method = "POST",
		  .url = { "/object/aql" },
		  .body = { "Updated >= now(-" },
		  .status = 400,
		  .answer = "{\"errorMessages\":[\"no\"]}" },
		{ .method = "POST",
		  .url = { "/object/aql" },
		  .body = { "{\"qlQuery\":\"objectTypeId IN (5) ORDER BY" },
		  .answer = host },
		{ .url = { "/objecttype/5/attributes" }, .answer = "[]" },
	};
	static struct world world;
	struct jira_fixture *fixture = &world.side.fixture;

	(void)state;
	JIRA_FIXTURE(fixture, script);
	fixture->settings.assets = "text";
	fixture->settings.assets_workspace = "w1";
	jira_fixture_reopen(fixture);
	world.side.itsm = &fixture->itsm;
	world.side.arena = &fixture->arena;
	assert_string_equal(named(&world, CI_HOST, clock_now() - CLOCK_MINUTE, "a")->id, "9");
	jira_fixture_close(fixture);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(is_read_on_cloud),
		cmocka_unit_test(is_read_on_data_center),
		cmocka_unit_test(a_refused_time_means_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
