/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* CIs of ours that people took away are told and left alone; a reference that could not be sent is
 * sent once it can be. */
#include "base/clock.h"
#include "base/json.h"
#include "base/text.h"
#include "flow/apply.h"
#include "flow/derive.h"
#include "flow/mirror.h"
#include "flow/plan.h"
#include "store/store_audit.h"
#include "store/store_mirror.h"
#include "store/store_missing.h"
#include "store/store_record.h"
#include "store/store_standing.h"
#include "support/check.h"
#include "support/ticket_world.h"

#include <string.h>

enum { HOUR = CLOCK_HOUR, DAY = CLOCK_DAY, SHOWN = 8 };

/* Ids of the certificate rows that the far side shows. */
static const char *shown[SHOWN];
static bool begins_late; /* a part of the read was done by an earlier run */
static int breaks;       /* so many reads end behind their first page */
static struct itsm_type type;

static bool show(struct itsm *itsm, enum ci_kind kind, struct itsm_fetch *fetch,
                 struct error *error)
{
	(void)itsm;
	for (size_t i = begins_late || *fetch->cursor; i < SHOWN && kind == CI_CERTIFICATE; i++) {
		struct ci row = ci_empty(kind);
		row.id = shown[i];
		row.class = "cmdb_ci_certificate";
		row.name = "x";
		row.ours = true;
		if (shown[i] && !fetch->each(fetch->context, &row, error))
			return false;
		if (breaks > 0 && i == 0) {
			breaks--;
			return fetch->mark(fetch->context, "1", error) &&
			       error_set(error, ERROR_RETRY, "the line broke");
		}
	}
	return true;
}

/* The first of a kind that was written; issuers apart by their urgency. */
static struct store_record *record_of(struct ticket_world *world, enum step_kind kind, bool issuer)
{
	struct error error = ERROR_INIT;
	for (size_t i = 0; i < world->far.count; i++) {
		struct store_record *row;
		if (world->far.writes[i].kind != kind)
			continue;
		assert_true(store_record_get(world->store, &world->arena, "fake",
		                             world->far.writes[i].key, &row, &error));
		if (row && (row->urgency == 10) == issuer)
			return row;
	}
	fail_msg("nothing of the kind was written");
	return NULL;
}

static void prepare(struct ticket_world *world)
{
	memset(shown, 0, sizeof(shown));
	begins_late = false;
	breaks = 0;
	type = *world->far.itsm.type;
	type.fetch = show;
	world->far.itsm.type = &type;
	world->rules.clock_ahead_seconds = 100 * DAY;
	(void)ticket_world_place(world, "10.0.0.1", "g-web",
	                         ticket_world_chain(world, "a.example.com", -10, 390));
	ticket_world_pass(world, 0);
	shown[0] = record_of(world, STEP_CERTIFICATE, true)->remote_id;
	shown[1] = record_of(world, STEP_CERTIFICATE, false)->remote_id;
}

static struct mirror_result read_all(struct ticket_world *world, int64_t seconds)
{
	struct mirror_result result;
	struct error error = ERROR_INIT;
	discover_world_pass(seconds);
	if (!mirror_read(&world->flow, &world->side, true, &result, &error))
		fail_msg("%s", error.message);
	return result;
}

/* All that may go, what is only to be confirmed too. */
static void send_all(struct ticket_world *world)
{
	struct plan_options options = { .now = clock_now(), .refresh = true };
	struct plan_counts counts;
	struct apply_result result = { 0 };
	struct error error = ERROR_INIT;
	if (!plan_write(&world->flow, &world->side, &options, NULL, NULL, &counts, &error) ||
	    !apply(&world->flow, &world->side, NULL, &result, &error))
		fail_msg("%s", error.message);
}

static size_t writes_of(const struct ticket_world *world, const char *key)
{
	size_t count = 0;
	for (size_t i = 0; i < world->far.count; i++)
		count += text_equal(world->far.writes[i].key, key);
	return count;
}

static void audit_ends_with(struct ticket_world *world, const char *kind, const char *words)
{
	struct store_audit head;
	struct error error = ERROR_INIT;
	assert_true(store_audit_head(world->store, &world->arena, &head, &error));
	assert_string_equal(head.kind, kind);
	check_contains(head.body, words);
}

struct told {
	size_t count;
	const char *key, *held;
	struct arena *arena;
};

static bool keep_held(void *context, const struct plan_item *item, struct error *error)
{
	struct told *told = context;
	(void)error;
	if (!item->held)
		return true;
	told->count++;
	told->key = arena_copy(told->arena, item->key);
	told->held = arena_copy(told->arena, item->held);
	return true;
}

static struct told plan_of(struct ticket_world *world)
{
	struct told told = { .arena = &world->arena };
	struct plan_options options = { .now = clock_now(), .refresh = true };
	struct plan_counts counts;
	struct error error = ERROR_INIT;
	if (!plan(&world->flow, &world->side, &options, keep_held, &told, &counts, &error))
		fail_msg("%s", error.message);
	assert_int_equal(counts.held, told.count);
	return told;
}

static void what_was_taken_away_is_told_and_left_alone(void **state)
{
	struct ticket_world *world = *state;
	prepare(world);
	const char *key = record_of(world, STEP_CERTIFICATE, false)->key;
	assert_int_equal(read_all(world, HOUR).missing, 0);
	assert_int_equal(plan_of(world).count, 0);

	shown[1] = NULL;
	size_t before = writes_of(world, key);
	assert_int_equal(read_all(world, DAY).missing, 1);
	audit_ends_with(world, "ci missing", key);
	assert_int_equal(read_all(world, DAY).missing, 0);
	struct told told = plan_of(world);
	assert_int_equal(told.count, 1);
	assert_string_equal(told.key, key);
	check_contains(told.held, "not there any more");
	/* Long past the day of its refresh: confirming it would make it anew. */
	discover_world_pass(10 * DAY);
	send_all(world);
	assert_int_equal(writes_of(world, key), before);
	assert_true(writes_of(world, record_of(world, STEP_CERTIFICATE, true)->key) > 1);

	shown[1] = record_of(world, STEP_CERTIFICATE, false)->remote_id;
	assert_int_equal(read_all(world, HOUR).missing, 0);
	audit_ends_with(world, "ci there again", key);
	assert_int_equal(plan_of(world).count, 0);
	send_all(world);
	assert_int_equal(writes_of(world, key), before + 1);
}

static void a_person_has_it_made_anew(void **state)
{
	struct ticket_world *world = *state;
	struct error error = ERROR_INIT;
	prepare(world);
	struct store_record *record = record_of(world, STEP_CERTIFICATE, false);
	struct store_record *relation = record_of(world, STEP_RELATION, false);
	size_t before = writes_of(world, relation->key);
	(void)read_all(world, 0);
	shown[1] = NULL;
	assert_int_equal(read_all(world, DAY).missing, 1);
	assert_true(store_missing_forget(world->store, record, &error));
	send_all(world);
	const struct fake_write *write = fake_itsm_write(&world->far, record->key, "");
	assert_int_equal(write->verb, STEP_CREATE);
	assert_string_equal(write->remote_id, "");
	assert_int_equal(writes_of(world, relation->key), before + 1);
	assert_int_equal(plan_of(world).count, 0);
	/* Written after the read began: that it was not shown says nothing. */
	assert_int_equal(read_all(world, 0).missing, 0);
}

/* Far sides archive what is long over: nobody has to look at each. */
static void what_is_over_is_only_listed(void **state)
{
	struct ticket_world *world = *state;
	struct store_record *rows;
	size_t count;
	struct error error = ERROR_INIT;
	prepare(world);
	(void)read_all(world, 0);
	shown[1] = NULL;
	assert_int_equal(read_all(world, DAY).missing, 1);
	assert_int_equal(plan_of(world).count, 1);
	struct plan_options options = { .now = clock_now() + 400 * DAY };
	struct told told = { .arena = &world->arena };
	struct plan_counts counts;
	/* Expired and served still: that is somebody's matter. */
	assert_true(plan(&world->flow, &world->side, &options, keep_held, &told, &counts, &error));
	assert_int_equal(told.count, 1);
	struct store_standing *standing;
	int64_t id = record_of(world, STEP_CERTIFICATE, false)->subject_id;
	assert_true(store_standing_get(world->store, &world->arena, id, &standing, &error));
	standing->served = 0;
	assert_true(store_standing_save(world->store, standing, &error));
	told.count = 0;
	assert_true(plan(&world->flow, &world->side, &options, keep_held, &told, &counts, &error));
	assert_int_equal(told.count, 0);
	assert_true(store_missing_list(world->store, &world->arena, "fake", 0, 9, &rows, &count,
	                               &error));
	assert_int_equal(count, 1);
}

/* One that no read has ever shown may be of a class that is not read. */
static void what_was_never_seen_is_not_missed(void **state)
{
	struct ticket_world *world = *state;
	prepare(world);
	shown[1] = NULL;
	assert_int_equal(read_all(world, DAY).missing, 0);
	assert_int_equal(plan_of(world).count, 0);
}

/* What an earlier run has read of it is not known to this one. */
static void a_read_that_went_on_marks_nothing(void **state)
{
	struct ticket_world *world = *state;
	struct error error = ERROR_INIT;
	struct store_mirror_progress progress = { .cursor = "half way" };
	prepare(world);
	(void)read_all(world, 0);
	assert_true(
		store_mirror_progress_set(world->store, "fake", CI_CERTIFICATE, &progress, &error));
	begins_late = true;
	assert_int_equal(read_all(world, DAY).missing, 0);
	begins_late = false;
	breaks = 0;
	shown[0] = NULL;
	assert_int_equal(read_all(world, DAY).missing, 1);
}

static const char *issuer_of(const struct fake_write *write)
{
	return json_text(json_at(write->body, "values", "issuer", NULL), "");
}

static void a_left_out_issuer_is_filled_in_once(void **state)
{
	struct ticket_world *world = *state;
	struct derive_result derived;
	struct store_record *leaf = NULL, *authority = NULL, *rows;
	struct error error = ERROR_INIT;
	size_t count;
	(void)ticket_world_place(world, "10.0.0.1", "g-web",
	                         ticket_world_chain(world, "a.example.com", -10, 390));
	discover_world_scan(world->discover, &world->source);
	assert_true(derive(&world->flow, &derived, &error));
	assert_true(store_record_pending(world->store, &world->arena, "fake", NULL, 50, &rows,
	                                 &count, &error));
	for (size_t i = 0; i < count; i++)
		if (text_equal(rows[i].kind, "certificate"))
			*(rows[i].urgency == 10 ? &authority : &leaf) = &rows[i];
	if (!authority || !leaf) {
		fail_msg("derive wanted no two certificates");
		return;
	}
	authority->problem = "no right";
	assert_true(store_record_save(world->store, authority, &error));
	ticket_world_passes(world, 2, HOUR);
	assert_int_equal(writes_of(world, leaf->key), 1);
	assert_string_equal(issuer_of(fake_itsm_write(&world->far, leaf->key, "")), "");

	assert_true(store_record_get(world->store, &world->arena, "fake", authority->key,
	                             &authority, &error));
	authority->problem = "";
	assert_true(store_record_save(world->store, authority, &error));
	ticket_world_passes(world, 2, HOUR);
	assert_true(store_record_get(world->store, &world->arena, "fake", authority->key,
	                             &authority, &error));
	assert_int_equal(writes_of(world, leaf->key), 2);
	const struct fake_write *write = fake_itsm_write(&world->far, leaf->key, "");
	assert_int_equal(write->verb, STEP_UPDATE);
	assert_string_equal(issuer_of(write), authority->remote_id);
	ticket_world_passes(world, 2, HOUR);
	assert_int_equal(writes_of(world, leaf->key), 2);
}

static bool (*push_all)(struct itsm *itsm, struct arena *scratch, const struct step *steps,
                        size_t count, struct receipt *receipts, struct error *error);
static const char *refused_key;

static bool push_but_one(struct itsm *itsm, struct arena *scratch, const struct step *steps,
                         size_t count, struct receipt *receipts, struct error *error)
{
	bool good = push_all(itsm, scratch, steps, count, receipts, error);
	for (size_t i = 0; i < count; i++)
		if (text_equal(steps[i].key, refused_key))
			receipts[i] = (struct receipt){ .outcome = RECEIPT_REFUSED,
				                        .reason = "no right" };
	return good;
}

/* They travelled together, and only one of them arrived. */
static void an_issuer_that_did_not_arrive_is_filled_in(void **state)
{
	struct ticket_world *world = *state;
	struct derive_result derived;
	struct store_record *rows, *authority;
	struct error error = ERROR_INIT;
	size_t count;
	const char *leaf = NULL;
	(void)ticket_world_place(world, "10.0.0.1", "g-web",
	                         ticket_world_chain(world, "a.example.com", -10, 390));
	discover_world_scan(world->discover, &world->source);
	assert_true(derive(&world->flow, &derived, &error));
	assert_true(store_record_pending(world->store, &world->arena, "fake", NULL, 50, &rows,
	                                 &count, &error));
	refused_key = NULL;
	for (size_t i = 0; i < count; i++)
		if (text_equal(rows[i].kind, "certificate"))
			*(rows[i].urgency == 10 ? &refused_key : &leaf) = rows[i].key;
	type = *world->far.itsm.type;
	push_all = type.push;
	type.push = push_but_one;
	world->far.itsm.type = &type;
	ticket_world_passes(world, 2, HOUR);
	assert_int_equal(writes_of(world, leaf), 1);

	type.push = push_all;
	assert_true(store_record_get(world->store, &world->arena, "fake", refused_key, &authority,
	                             &error));
	authority->problem = "";
	assert_true(store_record_save(world->store, authority, &error));
	ticket_world_passes(world, 3, HOUR);
	assert_true(store_record_get(world->store, &world->arena, "fake", refused_key, &authority,
	                             &error));
	assert_string_not_equal(authority->remote_id, "");
	assert_int_equal(writes_of(world, leaf), 2);
	assert_string_equal(issuer_of(fake_itsm_write(&world->far, leaf, "")),
	                    authority->remote_id);
}

/* The retry of a read of what changed is one, too: what it does not show has not changed. */
static void a_broken_read_of_what_changed_misses_nothing(void **state)
{
	struct ticket_world *world = *state;
	struct mirror_result result;
	struct error error = ERROR_INIT;
	prepare(world);
	world->rules.mirror_seconds = 10 * DAY;
	assert_int_equal(read_all(world, HOUR).missing, 0);
	discover_world_pass(HOUR);
	breaks = 1;
	assert_true(mirror_read(&world->flow, &world->side, false, &result, &error));
	assert_int_equal(result.missing, 0);
	assert_false(result.full);
	assert_int_equal(plan_of(world).count, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, ticket_world_setup, ticket_world_teardown)
		TEST(what_was_taken_away_is_told_and_left_alone),
		TEST(a_person_has_it_made_anew),
		TEST(what_is_over_is_only_listed),
		TEST(what_was_never_seen_is_not_missed),
		TEST(a_read_that_went_on_marks_nothing),
		TEST(a_broken_read_of_what_changed_misses_nothing),
		TEST(a_left_out_issuer_is_filled_in_once),
		TEST(an_issuer_that_did_not_arrive_is_filled_in),
#undef TEST
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
