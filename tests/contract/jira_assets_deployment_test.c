/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Places as objects of Assets against the sandbox's two sites: made once, kept up, found again, never more than
 * the licence has room for. */
#include "adapters/itsm/jira/jira_assets_deployment.h"
#include "adapters/itsm/jira/jira_assets_object.h"
#include "base/clock.h"
#include "base/digest.h"
#include "base/json.h"
#include "base/text.h"
#include "support/check.h"
#include "support/jira_assets_side.h"

#define PLACE "dc1/10.0.0.1:443/shop.example.com"
#define KEY   "deployment:" PLACE

extern const struct itsm_type jira_itsm;

struct site {
	struct jira_side side;
	const char *certificate, *other, *host; /* ids of objects */
};

static const char *make_type(struct jira_side *side, const char *schema, const char *name)
{
	return json_member_text(
		jira_assets_side_send(
			side, "/objecttype/create",
			arena_print(side->arena,
	                            "{\"name\":\"%s\",\"iconId\":\"1\",\"objectSchemaId\":\"%s\"}",
	                            name, schema)),
		"id", "");
}

static void add(struct jira_side *side, const char *type, const char *rest)
{
	(void)jira_assets_side_send(side, arena_print(side->arena, "/objecttypeattribute/%s", type),
	                            rest);
}

static void add_reference(struct jira_side *side, const char *type, const char *name,
                          const char *to)
{
	add(side, type,
	    arena_print(side->arena,
	                "{\"name\":\"%s\",\"type\":1,\"typeValue\":\"%s\","
	                "\"additionalValue\":\"1\",\"maximumCardinality\":-1,"
	                "\"includeChildObjectTypes\":true}",
	                name, to));
}

static const char *find_host(struct jira_side *side)
{
	struct jira_assets_page page;
	struct itsm_reply reply;

	if (!jira_assets_search(side->itsm, side->arena,
	                        arena_print(side->arena, "objectTypeId = %s",
	                                    jira_assets_named(side->itsm, "Hosts")->id),
	                        0, &page, &reply))
		fail_msg("hosts: %s", reply.reason);
	return json_member_text(page.objects->first, "id", "");
}

/* As `certsteward init --target` tells the administrator. */
static void make_types(struct site *site)
{
	static const char *const texts[] = { "Zone", "Address", "Port", "Server name", "State" };
	struct jira_side *side = &site->side;
	const char *schema, *certificates, *places;

	assert_true(jira_assets_reach(side->itsm, side->arena, &side->error));
	schema = json_member_text(
		jira_assets_side_send(side, "/objectschema/create",
	                              "{\"name\":\"Certificates\",\"objectSchemaKey\":\"CERT\"}"),
		"id", "");
	certificates = make_type(side, schema, "Certificate");
	add(side, certificates,
	    "{\"name\":\"SHA-256\",\"type\":0,\"defaultTypeId\":0,\"uniqueAttribute\":true}");
	places = make_type(side, schema, "Certificate deployment");
	add(side, places,
	    "{\"name\":\"Deployment key\",\"type\":0,\"defaultTypeId\":0,\"uniqueAttribute\":true}");
	for (size_t i = 0; i < COUNT_OF(texts); i++)
		add(side, places,
		    arena_print(side->arena, "{\"name\":\"%s\",\"type\":0,\"defaultTypeId\":0}",
		                texts[i]));
	add(side, places, "{\"name\":\"First seen\",\"type\":0,\"defaultTypeId\":4}");
	add(side, places, "{\"name\":\"Last seen\",\"type\":0,\"defaultTypeId\":4}");
	assert_true(jira_assets_list_types(side->itsm, side->arena, &side->error));
	add_reference(side, places, "Certificates", certificates);
	add_reference(side, places, "Host", jira_assets_named(side->itsm, "Hosts")->id);
	site->host = find_host(side);
	jira_assets_of(side->itsm)->listed = false;
}

static const char *digest_of(struct site *site, const char *place)
{
	char digest[DIGEST_HEX];

	digest_hex(place, strlen(place), digest);
	return arena_copy(site->side.arena, digest);
}

static struct step step_of(struct site *site, const char *place, const char *certificate,
                           const char *state, const char *seen)
{
	struct arena *arena = site->side.arena;

	return jira_side_make(
		&site->side, STEP_DEPLOYMENT, STEP_CREATE,
		arena_print(arena, "deployment:%s", place),
		arena_print(
			arena,
			"{\"class\":\"Certificate deployment\",\"values\":{\"Name\":\"10.0.0.1:443\","
			"\"Deployment key\":\"%s\",\"Certificates\":[\"%s\"],\"Host\":\"%s\","
			"\"Address\":\"10.0.0.1\",\"Port\":\"443\",\"State\":\"%s\"},"
			"\"told\":{\"Last seen\":\"%s\"},\"insert\":{\"First seen\":"
			"\"2026-01-02\"}}",
			digest_of(site, place), certificate, site->host, state, seen));
}

static struct receipt done(struct receipt receipt, const char *what)
{
	if (receipt.outcome != RECEIPT_DONE)
		fail_msg("%s: %s %s", what, receipt_outcome_name(receipt.outcome), receipt.reason);
	return receipt;
}

static const char *make_certificate(struct site *site, char digit)
{
	char hash[DIGEST_HEX] = { 0 };
	struct arena *arena = site->side.arena;

	memset(hash, digit, DIGEST_HEX - 1);
	return done(jira_side_push(&site->side,
	                           jira_side_make(&site->side, STEP_CERTIFICATE, STEP_CREATE,
	                                          arena_print(arena, "certificate:%s", hash),
	                                          arena_print(arena,
	                                                      "{\"values\":{\"Name\":\"a\","
	                                                      "\"SHA-256\":\"%s\"}}",
	                                                      hash))),
	            "certificate")
	        .remote_id;
}

static bool begin(struct site *site, bool datacenter)
{
	if (!jira_side_open(&site->side, datacenter, NULL))
		return false;
	site->side.fixture.settings.assets = "objects";
	site->side.fixture.settings.gateway = site->side.sandbox.url;
	jira_fixture_reopen(&site->side.fixture);
	make_types(site);
	site->certificate = make_certificate(site, '1');
	site->other = make_certificate(site, '2');
	return true;
}

/* One attribute as it stands; several with blanks between. */
static const char *held(struct site *site, const char *id, const char *name)
{
	struct jira_side *side = &site->side;
	struct jira_assets_type *type;
	struct itsm_reply reply;
	TEXT(out);

	if (!jira_assets_get(side->itsm, side->arena, arena_print(side->arena, "/object/%s", id),
	                     &reply))
		fail_msg("object: %s", reply.reason);
	if (!jira_assets_list_types(side->itsm, side->arena, &side->error))
		fail_msg("%s", side->error.message);
	type = jira_assets_named(side->itsm, "Certificate deployment");
	if (!jira_assets_describe(side->itsm, side->arena, type, &side->error))
		fail_msg("%s", side->error.message);
	JSON_EACH(text, jira_assets_values(side->arena, reply.root,
	                                   jira_assets_attribute(type, name)->id))
	text_print(&out, "%s%s", out.length > 0 ? " " : "", json_text(text, ""));
	return arena_copy(side->arena, text_string(&out));
}

static size_t changes_of(struct site *site, const char *id)
{
	struct itsm_reply reply;

	if (!jira_assets_get(site->side.itsm, site->side.arena,
	                     arena_print(site->side.arena, "/object/%s/history", id), &reply))
		fail_msg("history: %s", reply.reason);
	return json_count(reply.root);
}

static size_t places_of(struct site *site)
{
	struct jira_side *side = &site->side;
	struct jira_assets_page page;
	struct itsm_reply reply;

	if (!jira_assets_search(
		    side->itsm, side->arena,
		    arena_print(side->arena, "objectTypeId = %s",
	                        jira_assets_named(side->itsm, "Certificate deployment")->id),
		    0, &page, &reply))
		fail_msg("places: %s", reply.reason);
	return json_count(page.objects);
}

static struct receipt is_made_once(struct site *site)
{
	struct step step = step_of(site, PLACE, site->certificate, "In use", "2026-01-02");
	struct receipt made = done(jira_side_push(&site->side, step), "made");
	struct receipt again = done(jira_side_push(&site->side, step), "again");

	assert_string_equal(again.remote_id, made.remote_id);
	assert_string_equal(json_member_text(again.holds, "State", ""), "In use");
	assert_int_equal(places_of(site), 1);
	assert_string_equal(held(site, made.remote_id, "Certificates"), site->certificate);
	assert_string_equal(held(site, made.remote_id, "Host"), site->host);
	assert_string_equal(held(site, made.remote_id, "First seen"), "2026-01-02");
	assert_string_equal(held(site, made.remote_id, "Last seen"), "2026-01-02");
	return made;
}

/* That it was seen again is no change; what changes takes along when it was. */
static void is_written_only_where_it_differs(struct site *site, struct receipt made)
{
	struct step step = step_of(site, PLACE, site->certificate, "In use", "2026-05-06");
	size_t before = changes_of(site, made.remote_id);

	step.verb = STEP_UPDATE;
	step.remote_id = made.remote_id;
	(void)done(jira_side_push(&site->side, step), "unchanged");
	assert_int_equal(changes_of(site, made.remote_id), before);
	step = step_of(site, PLACE, site->other, "Gone", "2026-05-06");
	step.verb = STEP_UPDATE;
	step.remote_id = made.remote_id;
	(void)done(jira_side_push(&site->side, step), "gone");
	assert_string_equal(held(site, made.remote_id, "Certificates"), site->other);
	assert_string_equal(held(site, made.remote_id, "State"), "Gone");
	assert_string_equal(held(site, made.remote_id, "Last seen"), "2026-05-06");
	assert_string_equal(held(site, made.remote_id, "First seen"), "2026-01-02");
	step.verb = STEP_DELETE;
	assert_int_equal(jira_side_push(&site->side, step).outcome, RECEIPT_REFUSED);
}

static void is_found_after_a_lost_answer(struct site *site, struct receipt made)
{
	struct step step = step_of(site, PLACE, site->certificate, "In use", "2026-01-02");

	assert_string_equal(jira_side_find(&site->side, step).remote_id, made.remote_id);
	step.key = "deployment:10.9.9.9:443/\" OR Name != \"";
	assert_null(jira_side_find(&site->side, step).remote_id);
	step.key = "relation:a";
	assert_int_equal(jira_side_find(&site->side, step).outcome, RECEIPT_REFUSED);
	/* A body that is not of the step's key would make an object that nobody finds again. */
	step = step_of(site, PLACE, site->certificate, "In use", "2026-01-02");
	step.key = "deployment:10.9.9.9:443";
	assert_int_equal(jira_side_push(&site->side, step).outcome, RECEIPT_REFUSED);
}

/* People change an object in its web page, or take it away. */
static void person_puts(struct site *site, const char *id, const char *name, const char *value)
{
	struct jira_side *side = &site->side;
	struct jira_assets_type *type;
	struct itsm_reply reply;
	struct json *attributes = json_new(side->arena, JSON_ARRAY);
	struct json *texts = json_new(side->arena, JSON_ARRAY);

	assert_true(jira_assets_deployments(side->itsm, side->arena, &type, &side->error));
	json_push_string(side->arena, texts, value);
	jira_assets_put(side->itsm, side->arena, attributes, jira_assets_attribute(type, name)->id,
	                texts);
	struct jira_request request = {
		.method = "PUT",
		.path = arena_print(side->arena, "/object/%s", id),
		.body = jira_assets_body(side->itsm, side->arena, type->id, attributes),
	};
	if (!jira_assets_call(side->itsm, side->arena, JIRA_ASSETS_OTHER, &request, &reply))
		fail_msg("%s = %s: %s", name, value, reply.reason);
}

static void person_deletes(struct site *site, const char *id)
{
	struct itsm_reply reply;
	struct jira_request request = { .method = "DELETE",
		                        .path = arena_print(site->side.arena, "/object/%s", id) };

	if (!jira_assets_call(site->side.itsm, site->side.arena, JIRA_ASSETS_OTHER, &request,
	                      &reply))
		fail_msg("delete: %s", reply.reason);
}

static const char *read_field(const struct jira_assets_rows *rows, const char *id, const char *name)
{
	for (size_t i = 0; i < rows->count; i++)
		if (text_equal(rows->rows[i].id, id))
			return json_member_text(rows->rows[i].fields, name, "");
	return "not read";
}

/* All that is written stands in the row, under the names that it is written by; references in one order. */
static void is_read_back(struct site *site, struct receipt made)
{
	struct jira_assets_rows rows = { .side = &site->side };
	struct step step =
		step_of(site, PLACE,
	                arena_print(site->side.arena, "%s\",\"%s", site->other, site->certificate),
	                "In use", "2026-05-07");

	step.verb = STEP_UPDATE;
	step.remote_id = made.remote_id;
	struct receipt receipt = done(jira_side_push(&site->side, step), "both");
	jira_assets_side_read(&site->side, CI_DEPLOYMENT, 0, &rows);
	assert_int_equal(rows.count, places_of(site));
	assert_true(rows.rows[0].ours);
	JSON_EACH(value, json_get(step.body, "values"))
	assert_string_equal(read_field(&rows, made.remote_id, value->key),
	                    json_member_text(receipt.holds, value->key, "not held"));
	assert_string_equal(
		read_field(&rows, made.remote_id, "Certificates"),
		arena_print(site->side.arena, "%s\n%s",
	                    strcmp(site->certificate, site->other) < 0 ? site->certificate
	                                                               : site->other,
	                    strcmp(site->certificate, site->other) < 0 ? site->other
	                                                               : site->certificate));
	/* With certificates as they are read nothing of it is mixed up. */
	jira_assets_side_read(&site->side, CI_CERTIFICATE, 0, &rows);
	assert_string_equal(read_field(&rows, made.remote_id, "State"), "not read");
}

/* By one search of what changed since, not object by object. */
static void what_people_did_is_read(struct site *site)
{
	struct jira_assets_rows rows = { .side = &site->side };
	struct step step = step_of(site, "10.0.0.9:443", site->certificate, "In use", "2026-01-02");
	struct receipt made = done(jira_side_push(&site->side, step), "another");

	person_puts(site, made.remote_id, "State", "Somewhere else");
	jira_assets_side_read(&site->side, CI_DEPLOYMENT, clock_now() - CLOCK_MINUTE, &rows);
	assert_string_equal(read_field(&rows, made.remote_id, "State"), "Somewhere else");
	step.verb = STEP_UPDATE;
	step.remote_id = made.remote_id;
	(void)done(jira_side_push(&site->side, step), "put back");
	assert_string_equal(held(site, made.remote_id, "State"), "In use");
	/* By another key it is another place: not ours to write over. */
	person_puts(site, made.remote_id, "Deployment key", digest_of(site, "elsewhere"));
	assert_int_equal(jira_side_push(&site->side, step).outcome, RECEIPT_REFUSED);
	person_deletes(site, made.remote_id);
	jira_assets_side_read(&site->side, CI_DEPLOYMENT, 0, &rows);
	assert_string_equal(read_field(&rows, made.remote_id, "State"), "not read");
}

/* Search does not show it, the unique attribute does: it is taken on. */
static void a_clash_means_already_there(struct site *site)
{
	struct step step = step_of(site, "10.0.0.2:443", site->certificate, "In use", "2026-01-02");
	struct receipt receipt;

	jira_side_fault(&site->side, "unique-clash", 1, -1);
	receipt = done(jira_side_push(&site->side, step), "clash");
	jira_side_fault(&site->side, "unique-clash", 0, -1);
	assert_non_null(receipt.remote_id);
	assert_int_equal(places_of(site), 2);
}

static void the_limit_is_kept(struct site *site)
{
	struct step step = step_of(site, "10.0.0.3:443", site->certificate, "In use", "2026-01-02");
	struct jira_assets *assets = jira_assets_of(site->side.itsm);
	struct receipt receipt;

	if (site->side.fixture.settings.dialect[0] != 'c')
		return;
	assets->licence.most = assets->licence.now;
	receipt = jira_side_push(&site->side, step);
	assert_int_equal(receipt.outcome, RECEIPT_POSTPONED);
	assert_true(receipt.full);
	assets->licence.known = false;
	assert_int_equal(places_of(site), 2);
}

static void a_missing_type_stops_with_its_mend(struct site *site)
{
	struct step step = step_of(site, "10.0.0.4:443", site->certificate, "In use", "2026-01-02");
	struct receipt receipt;

	site->side.fixture.settings.assets_deployment_type = "Nothing";
	assert_false(jira_itsm.push(site->side.itsm, site->side.arena, &step, 1, &receipt,
	                            &site->side.error));
	assert_int_equal(site->side.error.kind, ERROR_PEER);
	check_contains(site->side.error.message, "assets_deployment_type");
}

static void whole_way(bool datacenter)
{
	struct site site;
	struct receipt made;

	if (!begin(&site, datacenter))
		skip();
	assert_true(site.side.itsm->abilities.deployments);
	made = is_made_once(&site);
	is_written_only_where_it_differs(&site, made);
	is_read_back(&site, made);
	what_people_did_is_read(&site);
	is_found_after_a_lost_answer(&site, made);
	a_clash_means_already_there(&site);
	the_limit_is_kept(&site);
	a_missing_type_stops_with_its_mend(&site);
	jira_side_close(&site.side);
}

int main(void)
{
	return jira_side_main(whole_way);
}
