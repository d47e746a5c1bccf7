/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* A far side that keeps places as records of their own holds each once, with what it serves; what is gone is
 * marked and stays. */
#include "base/clock.h"
#include "base/json.h"
#include "base/text.h"
#include "flow/mirror.h"
#include "flow/plan.h"
#include "flow/room.h"
#include "store/store_audit.h"
#include "store/store_missing.h"
#include "store/store_record.h"
#include "support/check.h"
#include "support/ticket_world.h"

enum { MINUTE = CLOCK_MINUTE, DAY = CLOCK_DAY };

static size_t written(const struct ticket_world *world, enum step_verb verb)
{
	size_t count = 0;
	for (size_t i = 0; i < world->far.count; i++)
		count += world->far.writes[i].kind == STEP_DEPLOYMENT &&
		         world->far.writes[i].verb == verb;
	return count;
}

static const struct fake_write *write_of(const struct ticket_world *world, const char *place)
{
	const struct fake_write *write = fake_itsm_write(&world->far, "deployment:", place);
	assert_non_null(write);
	return write;
}

static const char *value_of(const struct fake_write *write, const char *name)
{
	return json_member_text(json_get(write->body, "values"), name, "");
}

/* Remote id of the certificate made last. */
static const char *newest_certificate(const struct ticket_world *world, size_t before)
{
	for (size_t i = world->far.count; i-- > before;)
		if (world->far.writes[i].kind == STEP_CERTIFICATE &&
		    world->far.writes[i].verb == STEP_CREATE)
			return arena_print((struct arena *)&world->arena, "r%zu", i + 1);
	fail_msg("no certificate was made");
	return NULL;
}

static struct fake_place *begin(struct ticket_world *world)
{
	world->far.itsm.abilities.deployments = true;
	world->rules.clock_ahead_seconds = 1000 * DAY;
	return ticket_world_place(world, "10.0.0.1", "g-web",
	                          ticket_world_chain(world, "shop.example.com", -10, 300));
}

static void a_place_is_written_once(void **state)
{
	struct ticket_world *world = *state;
	(void)begin(world);
	ticket_world_pass(world, MINUTE);
	assert_int_equal(written(world, STEP_CREATE), 1);
	const struct fake_write *write = write_of(world, "10.0.0.1:443");
	assert_string_equal(value_of(write, "Name"), "10.0.0.1:443");
	assert_string_equal(value_of(write, "Address"), "10.0.0.1");
	assert_string_equal(value_of(write, "Port"), "443");
	assert_string_equal(value_of(write, "State"), "In use");
	assert_string_equal(value_of(write, "Host"), "ci-10.0.0.1");
	assert_int_equal(strlen(value_of(write, "Deployment key")), 64);
	assert_string_equal(
		json_text(json_at(write->body, "values", "Certificates", NULL)->first, ""),
		newest_certificate(world, 0));
	assert_int_equal(strlen(json_member_text(json_get(write->body, "told"), "Last seen", "")),
	                 10);
	assert_int_equal(
		strlen(json_member_text(json_get(write->body, "insert"), "First seen", "")), 10);
	size_t before = world->far.count;
	ticket_world_pass(world, DAY);
	assert_int_equal(world->far.count, before);
}

static void it_names_what_it_serves_now(void **state)
{
	struct ticket_world *world = *state;
	struct fake_place *place = begin(world);
	ticket_world_pass(world, MINUTE);
	const char *id = arena_copy(&world->arena, newest_certificate(world, 0));
	size_t before = world->far.count;
	ticket_world_serve(place, ticket_world_chain(world, "shop.example.com", -1, 365));
	ticket_world_passes(world, 3, DAY);
	assert_int_equal(written(world, STEP_CREATE), 1);
	const struct fake_write *write = write_of(world, "10.0.0.1:443");
	assert_int_equal(write->verb, STEP_UPDATE);
	const struct json *list = json_at(write->body, "values", "Certificates", NULL);
	assert_int_equal(json_count(list), 1);
	assert_string_not_equal(json_text(list->first, ""), id);
	assert_string_equal(json_text(list->first, ""), newest_certificate(world, before));
}

static void what_is_gone_is_marked_and_stays(void **state)
{
	struct ticket_world *world = *state;
	struct fake_place *place = begin(world);
	const struct look_certificate *chain =
		ticket_world_chain(world, "shop.example.com", -10, 300);
	ticket_world_serve(place, chain);
	ticket_world_pass(world, MINUTE);
	fake_silence(place, LOOK_ABSENT, LOOK_NO_TLS);
	ticket_world_passes(world, 12, DAY);
	const struct fake_write *write = write_of(world, "10.0.0.1:443");
	assert_string_equal(value_of(write, "State"), "Gone");
	assert_int_equal(write->verb, STEP_UPDATE);
	assert_null(json_at(write->body, "values", "Certificates", NULL));
	const char *id = write->remote_id;
	ticket_world_serve(place, chain);
	place->look.outcome = LOOK_SERVED;
	place->look.reason = LOOK_OK;
	ticket_world_passes(world, 2, DAY);
	write = write_of(world, "10.0.0.1:443");
	assert_string_equal(value_of(write, "State"), "In use");
	assert_string_equal(write->remote_id, id);
	assert_int_equal(written(world, STEP_CREATE), 1);
	assert_int_equal(written(world, STEP_DELETE), 0);
}

/* A file holds it, too; and one comes and goes before the far side lets us write. */
static void other_places_are_none(void **state)
{
	struct ticket_world *world = *state;
	struct fake_place *place = begin(world);
	place->look.evidence = DEPLOYMENT_CONFIGURED;
	struct fake_place *brief =
		ticket_world_place(world, "10.0.0.2", "g-web",
	                           ticket_world_chain(world, "brief.example.com", -10, 300));
	world->side.stage = FLOW_OBSERVE;
	ticket_world_pass(world, MINUTE);
	fake_silence(brief, LOOK_ABSENT, LOOK_NO_TLS);
	ticket_world_passes(world, 12, DAY);
	world->side.stage = FLOW_INVENTORY;
	ticket_world_pass(world, MINUTE);
	assert_true(world->far.count > 0);
	assert_null(fake_itsm_write(&world->far, "deployment:", ""));
}

/* Certificates go before places; a place whose certificate does not fit waits with it. */
static void places_count_for_the_licence(void **state)
{
	struct ticket_world *world = *state;
	struct error error = ERROR_INIT;
	struct room room;
	(void)begin(world);
	(void)ticket_world_place(world, "10.0.0.2", "g-web",
	                         ticket_world_chain(world, "mail.example.com", -10, 300));
	/* Two certificates, their issuer, two places. */
	world->far.room = (struct itsm_room){ .what = "objects", .most = 4, .mend = "buy more" };
	ticket_world_pass(world, MINUTE);
	assert_int_equal(written(world, STEP_CREATE), 1);
	assert_true(room_ask(&world->flow, &world->arena, &world->side, true, &room, &error));
	assert_int_equal(room.now, 4);
	assert_int_equal(room_after(&room), 5);
	world->far.room.most = 5;
	ticket_world_pass(world, MINUTE);
	assert_int_equal(written(world, STEP_CREATE), 2);
}

/* The one object as the far side shows it: NULL = it is not there. */
static struct {
	const char *id;
	struct json *fields;
	size_t reads;
} object;
static struct itsm_type type;

static bool show(struct itsm *itsm, enum ci_kind kind, struct itsm_fetch *fetch,
                 struct error *error)
{
	struct ci row = ci_empty(kind);
	(void)itsm;
	object.reads += kind == CI_DEPLOYMENT;
	if (kind != CI_DEPLOYMENT || !object.id)
		return true;
	row.id = object.id;
	row.class = "Certificate deployment";
	row.name = "10.0.0.1:443";
	row.ours = true;
	row.fields = object.fields;
	return fetch->each(fetch->context, &row, error);
}

static void read_all(struct ticket_world *world, struct mirror_result *result)
{
	struct error error = ERROR_INIT;
	if (!mirror_read(&world->flow, &world->side, true, result, &error))
		fail_msg("%s", error.message);
}

static struct store_record *record_of(struct ticket_world *world)
{
	struct error error = ERROR_INIT;
	struct store_record *record;
	assert_true(store_record_get(world->store, &world->arena, "fake",
	                             write_of(world, "10.0.0.1:443")->key, &record, &error));
	assert_non_null(record);
	return record;
}

/* Written, and read once as it was written; "Colour" is a field that people made. */
static void begin_read(struct ticket_world *world)
{
	struct mirror_result result;
	(void)begin(world);
	type = *world->far.itsm.type;
	type.fetch = show;
	world->far.itsm.type = &type;
	memset(&object, 0, sizeof(object));
	ticket_world_pass(world, MINUTE);
	object.id = record_of(world)->remote_id;
	object.fields = json_new(&world->arena, JSON_OBJECT);
	JSON_EACH(value, json_get(write_of(world, "10.0.0.1:443")->body, "values"))
	json_set_string(&world->arena, object.fields, value->key,
	                json_text(value->type == JSON_ARRAY ? value->first : value, ""));
	json_set_string(&world->arena, object.fields, "Colour", "green");
	discover_world_pass(MINUTE);
	read_all(world, &result);
	assert_int_equal(result.missing, 0);
}

static void set(struct ticket_world *world, const char *name, const char *value)
{
	object.fields = json_copy(&world->arena, object.fields);
	json_set_string(&world->arena, object.fields, name, value);
}

struct told {
	const char *fields, *held;
	bool put_back;
	struct arena *arena;
};

static bool keep(void *context, const struct plan_item *item, struct error *error)
{
	struct told *told = context;
	(void)error;
	if (item->kind != STEP_DEPLOYMENT)
		return true;
	told->held = item->held ? arena_copy(told->arena, item->held) : NULL;
	told->put_back = item->put_back;
	for (size_t i = 0; i < item->change_count; i++)
		told->fields = arena_print(told->arena, "%s%s: %s -> %.8s;", told->fields,
		                           item->changes[i].field, item->changes[i].before,
		                           item->changes[i].after);
	return true;
}

static struct told plan_of(struct ticket_world *world)
{
	struct told told = { .fields = "", .arena = &world->arena };
	struct plan_options options = { .now = clock_now() };
	struct plan_counts counts;
	struct error error = ERROR_INIT;
	if (!plan(&world->flow, &world->side, &options, keep, &told, &counts, &error))
		fail_msg("%s", error.message);
	return told;
}

static void is_put_back(struct ticket_world *world, const char *name, const char *value)
{
	struct mirror_result result;
	const char *before = arena_copy(&world->arena, json_member_text(object.fields, name, ""));
	size_t writes = written(world, STEP_UPDATE);
	set(world, name, value);
	discover_world_pass(MINUTE);
	read_all(world, &result);
	struct told told = plan_of(world);
	assert_true(told.put_back);
	check_contains(told.fields, arena_print(&world->arena, "%s: %s -> ", name, value));
	ticket_world_pass(world, MINUTE);
	assert_int_equal(written(world, STEP_UPDATE), writes + 1);
	set(world, name, before);
	read_all(world, &result);
	assert_string_equal(plan_of(world).fields, "");
}

/* A value, a reference: back to what we found; a field that people made is theirs. */
static void what_people_change_is_put_back(void **state)
{
	struct ticket_world *world = *state;
	struct mirror_result result;
	begin_read(world);
	set(world, "Colour", "red");
	discover_world_pass(MINUTE);
	read_all(world, &result);
	assert_string_equal(plan_of(world).fields, "");
	is_put_back(world, "State", "Elsewhere");
	is_put_back(world, "Certificates", "4711");
	/* It costs a far side no call that keeps no places. */
	size_t reads = object.reads;
	world->far.itsm.abilities.deployments = false;
	read_all(world, &result);
	assert_int_equal(object.reads, reads);
}

/* Twice in a week, then it is listed and left: other fields go on. */
static void what_does_not_hold_is_contested(void **state)
{
	struct ticket_world *world = *state;
	struct mirror_result result;
	begin_read(world);
	is_put_back(world, "Host", "another");
	is_put_back(world, "Host", "a third");
	set(world, "Host", "a fourth");
	discover_world_pass(MINUTE);
	read_all(world, &result);
	check_contains(record_of(world)->contested, "Host");
	assert_string_equal(plan_of(world).fields, "");
	size_t before = world->far.count;
	ticket_world_pass(world, MINUTE);
	assert_int_equal(world->far.count, before);
	set(world, "State", "Elsewhere");
	discover_world_pass(8 * DAY);
	read_all(world, &result);
	ticket_world_pass(world, MINUTE);
	const struct fake_write *write = write_of(world, "10.0.0.1:443");
	assert_string_equal(value_of(write, "State"), "In use");
	assert_null(json_get(json_get(write->body, "values"), "Host"));
}

/* Its certificate is still there, and goes on. */
static void what_people_delete_is_told_and_left(void **state)
{
	struct ticket_world *world = *state;
	struct mirror_result result;
	struct error error = ERROR_INIT;
	struct store_audit head;
	begin_read(world);
	const char *id = object.id;
	size_t before = world->far.count;
	object.id = NULL;
	discover_world_pass(DAY);
	read_all(world, &result);
	assert_int_equal(result.missing, 1);
	assert_true(store_audit_head(world->store, &world->arena, &head, &error));
	assert_string_equal(head.kind, "ci missing");
	check_contains(head.body, "deployment:");
	check_contains(plan_of(world).held, "not there any more");
	ticket_world_pass(world, MINUTE);
	assert_int_equal(world->far.count, before);
	object.id = id;
	read_all(world, &result);
	assert_null(plan_of(world).held);
	object.id = NULL;
	discover_world_pass(DAY);
	read_all(world, &result);
	assert_true(store_missing_forget(world->store, record_of(world), &error));
	ticket_world_pass(world, MINUTE);
	assert_int_equal(world->far.count, before + 1);
	assert_int_equal(written(world, STEP_CREATE), 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, ticket_world_setup, ticket_world_teardown)
		TEST(a_place_is_written_once),          TEST(it_names_what_it_serves_now),
		TEST(what_is_gone_is_marked_and_stays), TEST(other_places_are_none),
		TEST(places_count_for_the_licence),     TEST(what_people_change_is_put_back),
		TEST(what_does_not_hold_is_contested),  TEST(what_people_delete_is_told_and_left),
#undef TEST
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
