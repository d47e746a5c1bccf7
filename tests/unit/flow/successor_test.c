/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What counts as a successor, and what is asked of one that replaces a revoked certificate. */
#include "base/arena.h"
#include "base/clock.h"
#include "base/json.h"
#include "flow/successor.h"
#include "support/check.h"

#include <string.h>

enum { DAY = CLOCK_DAY };

struct world {
	struct arena arena;
	struct store_certificate old, new;
	struct store_slot slot;
	struct deployment_place place;
	struct successor_question question;
};

static const struct json *facts(struct world *world, const char *name)
{
	struct json *all = json_new(&world->arena, JSON_OBJECT);
	struct json *names =
		json_set(&world->arena, all, "names", json_new(&world->arena, JSON_ARRAY));
	struct json *entry = json_push(names, json_new(&world->arena, JSON_OBJECT));
	json_set_string(&world->arena, entry, "type", "dns");
	json_set_string(&world->arena, entry, "folded", name);
	return all;
}

/* A renewal in good order: ninety days later, with a key of its own. */
static void begin(struct world *world)
{
	world->old = (struct store_certificate){ .spki_sha256 = "aa",
		                                 .issuer_dn = "CN=CA",
		                                 .not_after = 90 * DAY };
	world->new = (struct store_certificate){ .spki_sha256 = "bb",
		                                 .issuer_dn = "CN=CA",
		                                 .not_before = 80 * DAY,
		                                 .not_after = 170 * DAY };
	world->slot = (struct store_slot){ .full_probe = true, .trusted = true };
	world->place = (struct deployment_place){ .kind = DEPLOYMENT_ADDRESS,
		                                  .host = "10.0.0.1",
		                                  .server_name = "" };
	world->question = (struct successor_question){
		.old = &world->old,
		.new = &world->new,
		.old_facts = facts(world, "shop.example.com"),
		.new_facts = facts(world, "shop.example.com"),
		.place = &world->place,
		.old_trusted = true,
		.new_slot = &world->slot,
	};
}

static void check_refused(const struct world *world, const char *because)
{
	const char *why;
	assert_false(successor_is(&world->question, &why));
	check_contains(why, because);
}

static void a_renewal_ends_later(void **state)
{
	struct world *world = *state;
	const char *why;
	begin(world);
	assert_true(successor_is(&world->question, &why));
	assert_null(why);
	world->new.not_after = 99 * DAY;
	check_refused(world, "does not end later");
	world->new.not_after = 101 * DAY;
	assert_true(successor_is(&world->question, &why));
}

static void what_replaces_a_revoked_one_may_end_as_it_did(void **state)
{
	struct world *world = *state;
	const char *why;
	begin(world);
	world->new.not_after = world->old.not_after;
	check_refused(world, "does not end later");
	world->question.old_revoked = true;
	assert_true(successor_is(&world->question, &why));
	world->question.new_revoked = true;
	check_refused(world, "was revoked");
}

static void a_key_that_others_know_is_not_kept(void **state)
{
	struct world *world = *state;
	const char *why;
	begin(world);
	world->question.old_revoked = true;
	world->new.spki_sha256 = world->old.spki_sha256;
	assert_true(successor_is(&world->question, &why));
	world->question.old_key_known = true;
	check_refused(world, "the same key");
	world->new.spki_sha256 = "bb";
	assert_true(successor_is(&world->question, &why));
}

static void names_chain_and_proof_are_asked_for_all_the_same(void **state)
{
	struct world *world = *state;
	begin(world);
	world->question.old_revoked = true;
	world->question.new_facts = facts(world, "other.example.com");
	check_refused(world, "every name");
	world->question.new_facts = world->question.old_facts;
	world->slot.trusted = false;
	check_refused(world, "chain is not good");
	world->slot.full_probe = false;
	check_refused(world, "not been proven");
}

static int setup(void **state)
{
	static struct world world;
	*state = &world;
	return 0;
}

static int teardown(void **state)
{
	arena_release(&((struct world *)*state)->arena);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_renewal_ends_later),
		cmocka_unit_test(what_replaces_a_revoked_one_may_end_as_it_did),
		cmocka_unit_test(a_key_that_others_know_is_not_kept),
		cmocka_unit_test(names_chain_and_proof_are_asked_for_all_the_same),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
