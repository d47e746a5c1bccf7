/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Lists that are too large to be kept: what they say is taken over while they come, and nothing of it is
 * lost that a kept list would tell. */
#include "base/clock.h"
#include "base/text.h"
#include "store/store_certificate.h"
#include "store/store_crl.h"
#include "store/store_revocation.h"
#include "support/check.h"
#include "support/responder.h"

#include <openssl/ocsp.h>
#include <stdlib.h>
#include <string.h>

enum { HOUR = CLOCK_HOUR, KEPT = 2048, MANY = 500 };

static void serve(struct ticket_world *world, const struct responder *ca,
                  const struct responder_leaf *leaf, const char *host)
{
	(void)ticket_world_place(world, host, "",
	                         responder_chain(&world->arena, &ca->authority, leaf));
}

static void look(struct ticket_world *world, int64_t seconds)
{
	discover_world_pass(seconds);
	discover_world_scan(world->discover, &world->source);
}

static struct discover_revocation_result ask(struct ticket_world *world, struct responder *ca,
                                             int64_t seconds)
{
	struct discover_revocation_options options = responder_options();
	discover_world_pass(seconds);
	return responder_ask(ca, &world->flow, &options, 1);
}

static struct store_revocation *known(struct ticket_world *world, const struct responder_leaf *leaf)
{
	struct store_revocation *row;
	struct error error = ERROR_INIT;
	char sha256[DIGEST_HEX];
	int64_t id;
	const struct look_certificate *chain = responder_chain(&world->arena, &leaf->issued, leaf);
	digest_hex(chain[0].der, chain[0].length, sha256);
	assert_true(store_certificate_find(world->store, sha256, &id, &error));
	assert_true(store_revocation_get(world->store, &world->arena, id, &row, &error));
	assert_non_null(row);
	return row;
}

static struct store_crl *only_list(struct ticket_world *world)
{
	struct store_crl *rows;
	struct error error = ERROR_INIT;
	size_t count;
	assert_true(store_crl_list(world->store, &world->arena, &rows, &count, &error));
	assert_int_equal(count, 1);
	return rows;
}

static bool is_kept(struct ticket_world *world)
{
	struct error error = ERROR_INIT;
	bool kept;
	assert_true(store_crl_is_kept(world->store, only_list(world)->id, &kept, &error));
	return kept;
}

static void revoke(struct responder_leaf *leaf, int reason)
{
	leaf->reason = reason;
	leaf->listed = true;
}

static void large(struct responder *ca)
{
	ca->filler = MANY;
	ca->list_ceiling = KEPT;
	ca->large_ceiling = 1 << 20;
}

static void it_says_what_a_kept_one_says(void **state)
{
	struct ticket_world *world = *state;
	RESPONDER(ca, "Test CA");
	struct responder_leaf *good = responder_issue(&ca, "good.example", RESPONDER_CRL, 0);
	struct responder_leaf *bad = responder_issue(&ca, "bad.example", RESPONDER_CRL, 0);
	large(&ca);
	revoke(bad, OCSP_REVOKED_STATUS_KEYCOMPROMISE);
	serve(world, &ca, good, "10.0.0.1");
	serve(world, &ca, bad, "10.0.0.2");
	look(world, 0);
	struct discover_revocation_result result = ask(world, &ca, 0);
	assert_int_equal(result.lists, 1);
	assert_int_equal(result.revoked, 1);
	assert_int_equal(result.failed, 0);
	assert_string_equal(known(world, good)->status, "good");
	assert_string_equal(known(world, good)->source, "crl");
	assert_string_equal(known(world, bad)->status, "revoked");
	assert_string_equal(known(world, bad)->reason, "keyCompromise");
	assert_int_equal(known(world, bad)->confirmed_at, 0);
	assert_int_equal(only_list(world)->entries, MANY + 1);
	assert_false(is_kept(world));
	/* The second look, an hour later, confirms it, although the list is what it was. */
	ca.unchanged = true;
	result = ask(world, &ca, HOUR);
	assert_int_equal(result.lists, 1);
	assert_int_equal(result.unchanged, 0);
	assert_int_equal(result.confirmed, 1);
	assert_true(known(world, bad)->confirmed_at > 0);
}

static void nothing_is_asked_before_it_is_due(void **state)
{
	struct ticket_world *world = *state;
	RESPONDER(ca, "Test CA");
	struct responder_leaf *good = responder_issue(&ca, "good.example", RESPONDER_CRL, 0);
	large(&ca);
	serve(world, &ca, good, "10.0.0.1");
	look(world, 0);
	assert_int_equal(ask(world, &ca, 0).lists, 1);
	assert_int_equal(ask(world, &ca, HOUR).lists, 0);
	assert_int_equal(ask(world, &ca, 12 * HOUR).lists, 1);
	assert_string_equal(known(world, good)->status, "good");
}

/* Nothing of the list is there to look them up in: it is fetched again, but not in every pass. */
static void who_comes_later_is_looked_for_within_the_hour(void **state)
{
	struct ticket_world *world = *state;
	RESPONDER(ca, "Test CA");
	struct responder_leaf *good = responder_issue(&ca, "good.example", RESPONDER_CRL, 0);
	struct responder_leaf *late = responder_issue(&ca, "late.example", RESPONDER_CRL, 0);
	large(&ca);
	revoke(late, OCSP_REVOKED_STATUS_SUPERSEDED);
	serve(world, &ca, good, "10.0.0.1");
	look(world, 0);
	assert_int_equal(ask(world, &ca, 0).lists, 1);
	serve(world, &ca, late, "10.0.0.2");
	look(world, 60);
	ca.unchanged = true;
	assert_int_equal(ask(world, &ca, 60).lists, 0);
	assert_string_equal(known(world, late)->status, "");
	struct discover_revocation_result result = ask(world, &ca, HOUR);
	assert_int_equal(result.lists, 1);
	assert_int_equal(result.unchanged, 0);
	assert_string_equal(known(world, late)->status, "revoked");
}

static void one_that_does_not_hold_says_nothing(void **state)
{
	struct ticket_world *world = *state;
	RESPONDER(ca, "Test CA");
	RESPONDER(stranger, "Test CA");
	struct responder_leaf *bad = responder_issue(&ca, "bad.example", RESPONDER_CRL, 0);
	large(&ca);
	revoke(bad, OCSP_REVOKED_STATUS_KEYCOMPROMISE);
	ca.signer = &stranger.authority;
	serve(world, &ca, bad, "10.0.0.1");
	look(world, 0);
	struct discover_revocation_result result = ask(world, &ca, 0);
	assert_int_equal(result.failed, 1);
	assert_string_equal(known(world, bad)->status, "unavailable");
	check_contains(only_list(world)->problem, "signature does not hold");
	/* And above its own ceiling it is not even read. */
	ca.signer = NULL;
	ca.large_ceiling = KEPT + 1;
	assert_int_equal(ask(world, &ca, HOUR).failed, 1);
	assert_string_equal(known(world, bad)->status, "unavailable");
	ca.large_ceiling = 1 << 20;
	assert_int_equal(ask(world, &ca, 2 * HOUR).revoked, 1);
}

static void a_list_that_shrinks_is_kept_again(void **state)
{
	struct ticket_world *world = *state;
	RESPONDER(ca, "Test CA");
	struct responder_leaf *good = responder_issue(&ca, "good.example", RESPONDER_CRL, 0);
	large(&ca);
	serve(world, &ca, good, "10.0.0.1");
	look(world, 0);
	assert_int_equal(ask(world, &ca, 0).lists, 1);
	assert_false(is_kept(world));
	ca.filler = 1;
	assert_int_equal(ask(world, &ca, 13 * HOUR).lists, 1);
	assert_true(is_kept(world));
	ca.filler = MANY;
	assert_int_equal(ask(world, &ca, 13 * HOUR).lists, 1);
	assert_false(is_kept(world));
	assert_string_equal(known(world, good)->status, "good");
}

static bool once_a_second_list_came(void *context)
{
	const struct responder *ca = context;
	return ca->lists == 2;
}

/* The process may end between a list and what it says: nothing of it is lost. */
static void a_go_that_is_stopped_is_made_up_for(void **state)
{
	struct ticket_world *world = *state;
	RESPONDER(ca, "Test CA");
	struct responder_leaf *leaf = responder_issue(&ca, "leaf.example", RESPONDER_CRL, 0);
	large(&ca);
	serve(world, &ca, leaf, "10.0.0.1");
	look(world, 0);
	assert_int_equal(ask(world, &ca, 0).lists, 1);
	revoke(leaf, OCSP_REVOKED_STATUS_KEYCOMPROMISE);
	world->flow.watch =
		(struct flow_watch){ .cancelled = once_a_second_list_came, .context = &ca };
	assert_int_equal(ask(world, &ca, 13 * HOUR).revoked, 0);
	assert_string_equal(known(world, leaf)->status, "good");
	/* The far side says that nothing is newer, to whoever shows what it gave with that list. */
	ca.unchanged = true;
	world->flow.watch = (struct flow_watch){ 0 };
	assert_int_equal(ask(world, &ca, 60).revoked, 1);
	assert_string_equal(known(world, leaf)->status, "revoked");
}

#define WORLD_TEST(name) \
	cmocka_unit_test_setup_teardown(name, ticket_world_setup, ticket_world_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(it_says_what_a_kept_one_says),
		WORLD_TEST(nothing_is_asked_before_it_is_due),
		WORLD_TEST(who_comes_later_is_looked_for_within_the_hour),
		WORLD_TEST(one_that_does_not_hold_says_nothing),
		WORLD_TEST(a_list_that_shrinks_is_kept_again),
		WORLD_TEST(a_go_that_is_stopped_is_made_up_for),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
