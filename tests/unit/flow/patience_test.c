/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Who is asked again at once, and who is left alone. */
#include "base/arena.h"
#include "base/clock.h"
#include "contract/itsm.h"
#include "flow/patience.h"
#include "support/check.h"

enum { MINUTE_MS = 60000 };

static const struct flow flow;

static struct error bad_luck(int retry_after)
{
	struct error error = ERROR_INIT;
	error_set(&error, ERROR_RETRY, "the line broke");
	error.retry_after = retry_after;
	return error;
}

static void bad_luck_is_tried_again_at_once(void **state)
{
	(void)state;
	struct flow_side side = { .name = "x" };
	struct error error = ERROR_INIT, why = bad_luck(0);
	int tries = 0;
	assert_true(patience_allows(&side, &error));
	assert_true(patience_again(&flow, &side, &tries, &why));
	assert_int_equal(tries, 1);
	assert_true(patience_allows(&side, &error));
	tries = 4;
	assert_false(patience_again(&flow, &side, &tries, &why));
	assert_true(patience_allows(&side, &error));
}

static void what_waits_for_a_person_is_not(void **state)
{
	(void)state;
	struct flow_side side = { .name = "x" };
	struct error error = ERROR_INIT;
	int tries = 0;
	assert_true(patience_allows(&side, &error));
	error_set(&error, ERROR_PEER, "no such user");
	assert_false(patience_again(&flow, &side, &tries, &error));
	assert_true(patience_allows(&side, &error));
}

static void a_pause_that_was_asked_for_is_kept(void **state)
{
	(void)state;
	struct flow_side side = { .name = "x" };
	struct error error = ERROR_INIT, why = bad_luck(30);
	int tries = 0;
	assert_true(patience_allows(&side, &error));
	assert_false(patience_again(&flow, &side, &tries, &why));
	assert_false(patience_allows(&side, &error));
	check_contains(error.message, "asked not to be called");
	assert_int_equal(error.kind, ERROR_RETRY);
}

/* Each more try would keep the other far sides waiting for as long. */
static void one_that_hangs_is_left_alone(void **state)
{
	(void)state;
	struct flow_side side = { .name = "x" };
	struct error error = ERROR_INIT, why = bad_luck(0);
	int tries = 0;
	assert_true(patience_allows(&side, &error));
	side.asked_ms -= MINUTE_MS + 1;
	assert_false(patience_again(&flow, &side, &tries, &why));
	assert_false(patience_allows(&side, &error));
	check_contains(error.message, "does not answer");
	int64_t until = side.rest_until;
	assert_in_range(until, (uint64_t)clock_now() + 30, (uint64_t)clock_now() + 121);
	/* What is refused in the meantime took no time and makes it no longer. */
	assert_false(patience_again(&flow, &side, &tries, &error));
	assert_in_range(side.rest_until, (uint64_t)until - 2, (uint64_t)until + 60);
	side.rest_until = clock_now();
	assert_true(patience_allows(&side, &error));
	assert_true(patience_again(&flow, &side, &tries, &why));
}

/* A far side whose adapter is lent patience. */
struct lent {
	struct arena arena;
	struct itsm itsm;
	struct flow_side side;
};

static void lend(struct lent *lent)
{
	*lent = (struct lent){ .side = { .name = "x" } };
	lent->side.itsm = &lent->itsm;
	patience_lend(&flow, &lent->arena, &lent->side);
}

/* How often a call that always ends so is made again. */
static int repeats(struct lent *lent, enum itsm_reply_verdict verdict, int delay)
{
	const struct itsm_reply reply = { .verdict = verdict, .delay = delay, .reason = "" };
	struct itsm_attempt attempt = itsm_patience_begin();
	while (itsm_patience_again(&lent->itsm, &attempt, &reply))
		continue;
	return attempt.repeats;
}

static void only_bad_luck_is_called_again(void **state)
{
	(void)state;
	struct lent lent;
	const struct itsm alone = { .name = "x" };
	const struct itsm_reply lost = { .verdict = ITSM_REPLY_LOST };
	struct itsm_attempt attempt = itsm_patience_begin();
	lend(&lent);
	assert_int_equal(repeats(&lent, ITSM_REPLY_LOST, 0), 4);
	assert_int_equal(repeats(&lent, ITSM_REPLY_REFUSED, 0), 0);
	assert_int_equal(repeats(&lent, ITSM_REPLY_LOGIN, 0), 0);
	assert_int_equal(repeats(&lent, ITSM_REPLY_CANCELLED, 0), 0);
	assert_int_equal(repeats(&lent, ITSM_REPLY_POSTPONED, 6), 0);
	/* A call that took long says that the next one will. */
	attempt.begun_ms -= 11000;
	assert_false(itsm_patience_again(&lent.itsm, &attempt, &lost));
	assert_false(itsm_patience_again(&alone, &attempt, &lost));
	arena_release(&lent.arena);
}

/* What was asked for is waited for, and counts as so many tries. */
static void patience_ends_and_good_answers_bring_it_back(void **state)
{
	(void)state;
	struct lent lent;
	lend(&lent);
	assert_int_equal(repeats(&lent, ITSM_REPLY_LOST, 0), 4);
	for (int i = 0; i < 3; i++)
		assert_int_equal(repeats(&lent, ITSM_REPLY_NOT_SENT, 0), 4);
	int64_t begun = clock_monotonic_ms();
	assert_int_equal(repeats(&lent, ITSM_REPLY_POSTPONED, 2), 2);
	assert_in_range(clock_monotonic_ms() - begun, 3900, 600000);
	assert_int_equal(repeats(&lent, ITSM_REPLY_LOST, 0), 0);
	assert_int_equal(repeats(&lent, ITSM_REPLY_OK, 0), 0);
	assert_int_equal(repeats(&lent, ITSM_REPLY_OK, 0), 0);
	assert_int_equal(repeats(&lent, ITSM_REPLY_LOST, 0), 2);
	arena_release(&lent.arena);
}

/* Else each read of a far side that is down would be made twenty-five times. */
static void what_was_called_again_in_vain_is_not_read_again(void **state)
{
	(void)state;
	struct lent lent;
	struct error error = ERROR_INIT, why = bad_luck(0);
	int tries = 0;
	lend(&lent);
	assert_true(patience_allows(&lent.side, &error));
	assert_int_equal(repeats(&lent, ITSM_REPLY_LOST, 0), 4);
	assert_false(patience_again(&flow, &lent.side, &tries, &why));
	assert_int_equal(tries, 0);
	/* An answer that was no failure of its call, but holds nothing of use, is another matter. */
	assert_int_equal(repeats(&lent, ITSM_REPLY_OK, 0), 0);
	assert_true(patience_again(&flow, &lent.side, &tries, &why));
	arena_release(&lent.arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bad_luck_is_tried_again_at_once),
		cmocka_unit_test(what_waits_for_a_person_is_not),
		cmocka_unit_test(a_pause_that_was_asked_for_is_kept),
		cmocka_unit_test(one_that_hangs_is_left_alone),
		cmocka_unit_test(only_bad_luck_is_called_again),
		cmocka_unit_test(patience_ends_and_good_answers_bring_it_back),
		cmocka_unit_test(what_was_called_again_in_vain_is_not_read_again),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
