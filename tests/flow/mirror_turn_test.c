/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Where a far side lets us read only so much at a time, all that there is to read has its turn. */
#include "base/clock.h"
#include "flow/mirror.h"
#include "support/check.h"
#include "support/ticket_world.h"

enum { PAUSE = 30 /* seconds */, MINUTE = CLOCK_MINUTE, LARGEST = 32 };

static size_t reads[LARGEST]; /* by kind */
static int left;              /* reads until it asks for a pause */
static struct itsm_type type;

static bool read_some(struct itsm *itsm, enum ci_kind kind, struct itsm_fetch *fetch,
                      struct error *error)
{
	(void)itsm, (void)fetch;
	if (left-- <= 0) {
		error_set(error, ERROR_RETRY, "too many requests");
		error->retry_after = PAUSE;
		return false;
	}
	assert_true((int)kind < LARGEST);
	reads[kind]++;
	return true;
}

static bool read_pass(struct ticket_world *world, int allowed)
{
	struct mirror_result result;
	struct error error = ERROR_INIT;
	left = allowed;
	discover_world_pass(MINUTE);
	return mirror_read(&world->flow, &world->side, false, &result, &error);
}

static void all_kinds_have_their_turn(void **state)
{
	struct ticket_world *world = *state;
	static const enum ci_kind some[] = { CI_GROUP, CI_HOST, CI_CERTIFICATE, CI_RELATION,
		                             CI_TICKET };
	type = *world->far.itsm.type;
	type.fetch = read_some;
	world->far.itsm.type = &type;
	for (int pass = 0; pass < 9; pass++)
		assert_false(read_pass(world, 4));
	for (size_t i = 0; i < sizeof(some) / sizeof(some[0]); i++)
		assert_in_range(reads[some[i]], 2, 5);
	assert_true(read_pass(world, 100));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(all_kinds_have_their_turn, ticket_world_setup,
		                                ticket_world_teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
