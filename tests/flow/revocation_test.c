/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What answers about revocation make of certificates: who is asked, what is believed, what waits. */
#include "base/clock.h"
#include "base/text.h"
#include "store/store_certificate.h"
#include "store/store_revocation.h"
#include "support/check.h"
#include "support/responder.h"

#include <openssl/ocsp.h>
#include <string.h>

enum { HOUR = CLOCK_HOUR, DAY = CLOCK_DAY };

static void serve_by(struct ticket_world *world, const struct issued *authority,
                     const struct responder_leaf *leaf, const char *host)
{
	(void)ticket_world_place(world, host, "", responder_chain(&world->arena, authority, leaf));
}

static void look(struct ticket_world *world, int64_t seconds)
{
	discover_world_pass(seconds);
	discover_world_scan(world->discover, &world->source);
}

static struct discover_revocation_result ask(struct ticket_world *world,
                                             struct responder *responder, int64_t seconds)
{
	struct discover_revocation_options options = responder_options();
	discover_world_pass(seconds);
	return responder_ask(responder, &world->flow, &options, 1);
}

static struct store_revocation *known(struct ticket_world *world, const struct responder_leaf *leaf)
{
	struct store_revocation *row;
	struct error error = ERROR_INIT;
	char sha256[DIGEST_HEX];
	int64_t id;
	struct look_certificate own = responder_chain(&world->arena, &leaf->issued, leaf)[0];
	digest_hex(own.der, own.length, sha256);
	assert_true(store_certificate_find(world->store, sha256, &id, &error));
	assert_true(store_revocation_get(world->store, &world->arena, id, &row, &error));
	assert_non_null(row);
	return row;
}

static void revoke(struct responder_leaf *leaf, int reason)
{
	leaf->status = V_OCSP_CERTSTATUS_REVOKED;
	leaf->reason = reason;
	leaf->listed = true;
}

static void answers_are_kept_with_their_evidence(void **state)
{
	struct ticket_world *world = *state;
	RESPONDER(ca, "Test CA");
	struct responder_leaf *good = responder_issue(&ca, "good.example", RESPONDER_OCSP, 0);
	struct responder_leaf *bad = responder_issue(&ca, "bad.example", RESPONDER_OCSP, 0);
	struct responder_leaf *strange = responder_issue(&ca, "what.example", RESPONDER_OCSP, 0);
	struct responder_leaf *listed = responder_issue(&ca, "list.example", RESPONDER_CRL, 0);
	struct responder_leaf *nowhere = responder_issue(&ca, "mute.example", 0, 0);
	revoke(bad, OCSP_REVOKED_STATUS_KEYCOMPROMISE);
	strange->status = V_OCSP_CERTSTATUS_UNKNOWN;
	const struct responder_leaf *all[] = { good, bad, strange, listed, nowhere };
	for (size_t i = 0; i < COUNT_OF(all); i++)
		serve_by(world, &ca.authority, all[i],
		         arena_print(&world->arena, "10.0.0.%zu", i + 1));
	look(world, 0);
	struct discover_revocation_result result = ask(world, &ca, 0);
	assert_int_equal(result.questions, 3);
	assert_int_equal(result.lists, 1);
	assert_int_equal(result.revoked, 1);
	assert_string_equal(known(world, good)->status, "good");
	assert_string_equal(known(world, good)->via, "POST http://ocsp.test/");
	assert_int_equal(strlen(known(world, good)->proof), 64);
	assert_true(known(world, good)->next_update > clock_now());
	assert_string_equal(known(world, bad)->status, "revoked");
	assert_string_equal(known(world, bad)->reason, "keyCompromise");
	assert_true(known(world, bad)->revoked_at < clock_now());
	assert_int_equal(known(world, bad)->confirmed_at, 0);
	assert_string_equal(known(world, strange)->status, "unknown");
	assert_string_equal(known(world, listed)->status, "good");
	assert_string_equal(known(world, listed)->source, "crl");
	assert_string_equal(known(world, listed)->via, "http://crl.test/ca.crl");
	assert_string_equal(known(world, nowhere)->way, "none");
	check_contains(known(world, nowhere)->problem, "names no responder");
	/* The bytes that say so, and the trail. */
	assert_int_equal(
		discover_world_number(world->discover, "SELECT count(*) FROM revocation_proof"), 1);
	assert_int_equal(discover_world_number(
				 world->discover,
				 "SELECT count(*) FROM audit WHERE kind = 'revocation' AND body "
				 "LIKE '%keyCompromise%' AND body LIKE '%\"confirmed\":false%'"),
	                 1);
	/* Nothing is due: nobody is asked. */
	assert_int_equal(ask(world, &ca, HOUR / 2).questions, 0);
}

static void it_counts_when_it_was_said_twice(void **state)
{
	struct ticket_world *world = *state;
	RESPONDER(ca, "Test CA");
	struct responder_leaf *asked = responder_issue(&ca, "a.example", RESPONDER_OCSP, 0);
	struct responder_leaf *listed = responder_issue(&ca, "b.example", RESPONDER_CRL, 0);
	serve_by(world, &ca.authority, asked, "10.0.0.1");
	serve_by(world, &ca.authority, listed, "10.0.0.2");
	revoke(asked, OCSP_REVOKED_STATUS_SUPERSEDED);
	revoke(listed, OCSP_REVOKED_STATUS_SUPERSEDED);
	look(world, 0);
	assert_int_equal(ask(world, &ca, 0).revoked, 2);
	/* Too soon is not asked, and the same fetch is no second look. */
	assert_int_equal(ask(world, &ca, HOUR - 60).confirmed, 0);
	assert_int_equal(known(world, listed)->confirmed_at, 0);
	/* "Not modified" says it again as well. */
	ca.unchanged = true;
	assert_int_equal(ask(world, &ca, 120).confirmed, 2);
	assert_true(known(world, asked)->confirmed_at > 0);
	assert_true(known(world, listed)->confirmed_at > 0);
	assert_string_equal(known(world, listed)->reason, "superseded");
}

static void silence_takes_nothing_back(void **state)
{
	struct ticket_world *world = *state;
	RESPONDER(ca, "Test CA");
	struct responder_leaf *good = responder_issue(&ca, "good.example", RESPONDER_OCSP, 0);
	struct responder_leaf *bad = responder_issue(&ca, "bad.example", RESPONDER_CRL, 0);
	serve_by(world, &ca.authority, good, "10.0.0.1");
	serve_by(world, &ca.authority, bad, "10.0.0.2");
	revoke(bad, -1);
	look(world, 0);
	ask(world, &ca, 0);
	ask(world, &ca, HOUR + 1);
	ca.silent = true;
	ask(world, &ca, 13 * HOUR);
	/* What it said holds until it ends. */
	assert_string_equal(known(world, good)->status, "good");
	check_contains(known(world, good)->problem, "nobody answers");
	ask(world, &ca, DAY);
	assert_string_equal(known(world, good)->status, "unavailable");
	for (int day = 0; day < 20; day++)
		ask(world, &ca, DAY);
	assert_string_equal(known(world, bad)->status, "revoked");
	assert_true(known(world, bad)->confirmed_at > 0);
	ca.silent = false;
	ask(world, &ca, 2 * DAY);
	assert_string_equal(known(world, good)->status, "good");
}

static void only_a_hold_is_taken_off(void **state)
{
	struct ticket_world *world = *state;
	RESPONDER(ca, "Test CA");
	struct responder_leaf *held = responder_issue(&ca, "held.example", RESPONDER_OCSP, 0);
	struct responder_leaf *gone = responder_issue(&ca, "gone.example", RESPONDER_OCSP, 0);
	serve_by(world, &ca.authority, held, "10.0.0.1");
	serve_by(world, &ca.authority, gone, "10.0.0.2");
	revoke(held, OCSP_REVOKED_STATUS_CERTIFICATEHOLD);
	revoke(gone, OCSP_REVOKED_STATUS_CESSATIONOFOPERATION);
	look(world, 0);
	ask(world, &ca, 0);
	assert_int_equal(ask(world, &ca, HOUR + 1).confirmed, 2);
	held->status = gone->status = V_OCSP_CERTSTATUS_GOOD;
	/* Once is not enough for that either. */
	assert_int_equal(ask(world, &ca, 13 * HOUR).cleared, 0);
	assert_string_equal(known(world, held)->status, "revoked");
	assert_true(known(world, held)->lifted_at > 0);
	assert_int_equal(ask(world, &ca, HOUR + 1).cleared, 1);
	assert_string_equal(known(world, held)->status, "good");
	assert_string_equal(known(world, gone)->status, "revoked");
	ask(world, &ca, DAY);
	assert_string_equal(known(world, gone)->status, "revoked");
	check_contains(known(world, gone)->problem, "only a hold");
}

static void the_past_and_the_future_are_not_believed(void **state)
{
	struct ticket_world *world = *state;
	RESPONDER(ca, "Test CA");
	struct responder_leaf *leaf = responder_issue(&ca, "a.example", RESPONDER_OCSP, 0);
	serve_by(world, &ca.authority, leaf, "10.0.0.1");
	look(world, 0);
	/* A clock that is ten minutes ahead of ours, then one that is four. */
	ca.from = 10 * CLOCK_MINUTE;
	ca.to = DAY;
	ask(world, &ca, 0);
	assert_string_equal(known(world, leaf)->status, "unavailable");
	check_contains(known(world, leaf)->problem, "from the future");
	ca.from = 4 * CLOCK_MINUTE;
	ask(world, &ca, HOUR);
	assert_string_equal(known(world, leaf)->status, "good");
	/* An answer that ended yesterday. */
	ca.from = -3 * DAY;
	ca.to = -DAY;
	ask(world, &ca, 2 * DAY);
	assert_string_equal(known(world, leaf)->status, "unavailable");
	check_contains(known(world, leaf)->problem, "out of date");
	/* Revoked, then a "good" of before that, still in its time: replayed. */
	ca.from = -HOUR;
	ca.to = DAY;
	revoke(leaf, OCSP_REVOKED_STATUS_CERTIFICATEHOLD);
	ask(world, &ca, 2 * DAY);
	ask(world, &ca, HOUR + 1);
	leaf->status = V_OCSP_CERTSTATUS_GOOD;
	ca.from = -3 * DAY;
	ca.to = 3 * DAY;
	for (int i = 0; i < 4; i++)
		ask(world, &ca, 13 * HOUR);
	assert_string_equal(known(world, leaf)->status, "revoked");
	assert_int_equal(known(world, leaf)->lifted_at, 0);
	check_contains(known(world, leaf)->problem, "not newer");
}

static void a_name_makes_no_issuer(void **state)
{
	struct ticket_world *world = *state;
	RESPONDER(real, "Example CA");
	RESPONDER(impostor, "Example CA");
	struct responder_leaf *leaf = responder_issue(&real, "a.example", RESPONDER_OCSP, 0);
	/* Served with a certificate of the same name, by somebody who answers for it, too. */
	serve_by(world, &impostor.authority, leaf, "10.0.0.1");
	look(world, 0);
	assert_int_equal(ask(world, &impostor, 0).questions, 0);
	assert_string_equal(known(world, leaf)->way, "none");
	check_contains(known(world, leaf)->problem, "who issued it was never seen");
	/* As soon as the real one is known, it alone is believed. */
	struct responder_leaf *other = responder_issue(&real, "b.example", RESPONDER_OCSP, 0);
	serve_by(world, &real.authority, other, "10.0.0.2");
	revoke(leaf, -1);
	look(world, 7 * HOUR);
	real.signer = &impostor.authority;
	ask(world, &real, 0);
	assert_string_equal(known(world, leaf)->status, "unavailable");
	real.signer = NULL;
	ask(world, &real, DAY);
	assert_string_equal(known(world, leaf)->status, "revoked");
}

static void a_serial_belongs_to_its_issuer(void **state)
{
	struct ticket_world *world = *state;
	RESPONDER(one, "One CA");
	RESPONDER(two, "Two CA");
	struct responder_leaf *first = responder_issue(&one, "a.example", RESPONDER_CRL, 4711);
	struct responder_leaf *second = responder_issue(&two, "b.example", RESPONDER_OCSP, 4711);
	serve_by(world, &one.authority, first, "10.0.0.1");
	look(world, 0);
	revoke(first, -1);
	ask(world, &one, 0);
	assert_string_equal(known(world, first)->status, "revoked");
	serve_by(world, &two.authority, second, "10.0.0.2");
	look(world, HOUR);
	ask(world, &two, 0);
	assert_string_equal(known(world, second)->status, "good");
}

static void many_certificates_cost_one_list(void **state)
{
	struct ticket_world *world = *state;
	RESPONDER(ca, "Test CA");
	for (int i = 0; i < 40; i++) {
		const char *host = arena_print(&world->arena, "10.0.1.%d", i + 1);
		serve_by(world, &ca.authority,
		         responder_issue(&ca, host, RESPONDER_OCSP | RESPONDER_CRL, 0), host);
	}
	look(world, 0);
	struct discover_revocation_result result = ask(world, &ca, 0);
	assert_true(result.lists == 1 && result.questions == 0);
	assert_int_equal(
		discover_world_number(world->discover,
	                              "SELECT count(*) FROM revocation WHERE status = 'good'"),
		40);
	/* A new one is looked up in the list at hand. */
	serve_by(world, &ca.authority,
	         responder_issue(&ca, "new.example", RESPONDER_OCSP | RESPONDER_CRL, 0),
	         "10.0.2.1");
	look(world, 60);
	result = ask(world, &ca, 0);
	assert_int_equal(result.lists + result.questions, 0);
	assert_int_equal(
		discover_world_number(world->discover,
	                              "SELECT count(*) FROM revocation WHERE status = 'good'"),
		41);
	/* A list that cannot be had three times over: then the responder is asked. */
	ca.page = "<html>maintenance</html>";
	for (int i = 0; i < 4; i++)
		ask(world, &ca, DAY);
	ca.page = NULL;
	assert_int_equal(ask(world, &ca, 2 * DAY).questions, 41);
}

static void limits_put_off_and_the_next_go_goes_on(void **state)
{
	struct ticket_world *world = *state;
	RESPONDER(ca, "Test CA");
	struct discover_revocation_options options = responder_options();
	for (int i = 0; i < 12; i++) {
		const char *host = arena_print(&world->arena, "10.0.1.%d", i + 1);
		serve_by(world, &ca.authority, responder_issue(&ca, host, RESPONDER_OCSP, 0), host);
	}
	look(world, 0);
	options.host_most = 5;
	struct discover_revocation_result result = responder_ask(&ca, &world->flow, &options, 1);
	assert_int_equal(result.questions, 5);
	assert_int_equal(result.waiting, 7);
	options.day_most = 8;
	assert_int_equal(responder_ask(&ca, &world->flow, &options, 1).questions, 3);
	assert_int_equal(responder_ask(&ca, &world->flow, &options, 1).questions, 0);
	/* The next day, several at once. */
	discover_world_pass(DAY);
	options.host_most = 100;
	options.day_most = 100;
	result = responder_ask(&ca, &world->flow, &options, 4);
	assert_int_equal(result.questions, 12);
	assert_int_equal(result.failed, 0);
	assert_int_equal(
		discover_world_number(world->discover,
	                              "SELECT count(*) FROM revocation WHERE status = 'good'"),
		12);
	/* A host that fails is left alone at once, and for as long as it says. */
	ca.status = 503;
	ca.retry_after = 7200;
	discover_world_pass(DAY);
	size_t before = ca.questions;
	responder_ask(&ca, &world->flow, &options, 1);
	assert_true(ca.questions - before <= 3);
	before = ca.questions;
	discover_world_pass(HOUR);
	responder_ask(&ca, &world->flow, &options, 1);
	assert_int_equal(ca.questions - before, 0);
}

static void a_list_that_does_not_hold_is_no_answer(void **state)
{
	struct ticket_world *world = *state;
	RESPONDER(ca, "Test CA");
	RESPONDER(other, "Test CA");
	struct responder_leaf *leaf = responder_issue(&ca, "a.example", RESPONDER_CRL, 0);
	serve_by(world, &ca.authority, leaf, "10.0.0.1");
	revoke(leaf, -1);
	look(world, 0);
	const struct {
		const struct issued *signer;
		const char *scope, *page;
		long filler;
		const char *why;
	} cases[] = {
		{ &other.authority, NULL, NULL, 0, "signature does not hold" },
		{ NULL, "indirectCRL:TRUE", NULL, 0, "indirect" },
		{ NULL, "fullname:URI:http://crl.test/other.crl", NULL, 0, "another distribution" },
		{ NULL, NULL, "0\202\377\377", 0, "no revocation list" },
		{ NULL, NULL, NULL, 60000, "bytes" },
		{ NULL, "onlyCA:TRUE", NULL, 0, "does not speak for" },
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		ca.signer = cases[i].signer;
		ca.scope = cases[i].scope;
		ca.page = cases[i].page;
		ca.filler = cases[i].filler;
		ask(world, &ca, 2 * DAY);
		assert_string_equal(known(world, leaf)->status, "unavailable");
		check_contains(known(world, leaf)->problem, cases[i].why);
	}
	ca.scope = NULL;
	ask(world, &ca, 2 * DAY);
	assert_string_equal(known(world, leaf)->status, "revoked");
}

static void staples_are_judged_before_anybody_is_asked(void **state)
{
	struct ticket_world *world = *state;
	RESPONDER(ca, "Test CA");
	RESPONDER(other, "Other CA");
	struct responder_leaf *leaf = responder_issue(&ca, "a.example", RESPONDER_OCSP, 0);
	struct responder_leaf *mute = responder_issue(&ca, "b.example", 0, 0);
	serve_by(world, &ca.authority, leaf, "10.0.0.1");
	serve_by(world, &ca.authority, mute, "10.0.0.2");
	struct look_slot *first = &world->source.places[0].slots[0];
	struct look_slot *second = &world->source.places[1].slots[0];
	first->staple = responder_staple(&world->arena, &ca, leaf, &first->staple_length);
	revoke(mute, OCSP_REVOKED_STATUS_AFFILIATIONCHANGED);
	second->staple = responder_staple(&world->arena, &ca, mute, &second->staple_length);
	look(world, 0);
	struct discover_revocation_result result = ask(world, &ca, 0);
	assert_int_equal(result.staples, 2);
	assert_int_equal(result.questions, 0);
	assert_string_equal(known(world, leaf)->source, "staple");
	check_contains(known(world, leaf)->via, "10.0.0.1:443");
	assert_string_equal(known(world, mute)->status, "revoked");
	/* The server still says so an hour later. */
	look(world, HOUR + 1);
	assert_int_equal(ask(world, &ca, 0).confirmed, 1);
	/* One that somebody else signed is no answer: then the responder is asked. */
	first->staple = responder_staple(&world->arena, &other, leaf, &first->staple_length);
	look(world, DAY);
	result = ask(world, &ca, 0);
	assert_int_equal(result.staples, 0);
	assert_int_equal(result.questions, 1);
	assert_string_equal(known(world, leaf)->source, "ocsp");
}

static void a_service_that_ails_is_told_once(void **state)
{
	struct ticket_world *world = *state;
	static const char *const findings =
		"SELECT count(*) FROM finding WHERE rule = 'revocation-ailing'";
	RESPONDER(ca, "Test CA");
	for (int i = 0; i < 3; i++) {
		const char *host = arena_print(&world->arena, "10.0.1.%d", i + 1);
		serve_by(world, &ca.authority, responder_issue(&ca, host, RESPONDER_OCSP, 0), host);
	}
	ca.silent = true;
	look(world, 0);
	assert_int_equal(ask(world, &ca, 0).ailing, 0);
	ask(world, &ca, DAY);
	ask(world, &ca, DAY + HOUR);
	assert_int_equal(ask(world, &ca, DAY).ailing, 1);
	ticket_world_pass(world, 0);
	assert_int_equal(discover_world_number(world->discover, findings), 1);
	ca.silent = false;
	ask(world, &ca, DAY + HOUR);
	assert_int_equal(ask(world, &ca, DAY).ailing, 0);
	ticket_world_pass(world, 0);
	assert_int_equal(discover_world_number(world->discover, findings), 0);
	assert_int_equal(discover_world_number(
				 world->discover,
				 "SELECT count(*) FROM audit WHERE kind = 'revocation service'"),
	                 2);
}

static void a_clock_that_was_wrong_is_survived(void **state)
{
	struct ticket_world *world = *state;
	RESPONDER(ca, "Test CA");
	struct responder_leaf *asked = responder_issue(&ca, "a.example", RESPONDER_OCSP, 0);
	struct responder_leaf *listed = responder_issue(&ca, "b.example", RESPONDER_CRL, 0);
	serve_by(world, &ca.authority, asked, "10.0.0.1");
	serve_by(world, &ca.authority, listed, "10.0.0.2");
	look(world, 200 * DAY);
	ca.status = 503;
	ask(world, &ca, 0);
	ca.status = 0;
	ask(world, &ca, DAY);
	assert_string_equal(known(world, asked)->status, "good");
	discover_world_pass(-150 * DAY);
	revoke(asked, -1);
	revoke(listed, -1);
	struct discover_revocation_result result = ask(world, &ca, 0);
	assert_int_equal(result.questions + result.lists, 2);
}

static void other_settings_are_looked_at_at_once(void **state)
{
	struct ticket_world *world = *state;
	RESPONDER(ca, "Test CA");
	struct responder_leaf *leaf = responder_issue(&ca, "a.example", 0, 0);
	struct discover_revocation_options options = responder_options();
	const struct discover_revocation_issuer issuers[] = { { "Test CA", "http://ocsp.test/own",
		                                                NULL, false } };
	serve_by(world, &ca.authority, leaf, "10.0.0.1");
	look(world, 0);
	assert_int_equal(responder_ask(&ca, &world->flow, &options, 1).questions, 0);
	options.issuers = issuers;
	options.issuer_count = 1;
	options.digest = "others";
	assert_int_equal(responder_ask(&ca, &world->flow, &options, 1).questions, 1);
	assert_string_equal(known(world, leaf)->via, "POST http://ocsp.test/own");
	options.ask = options.staple = false;
	discover_world_pass(DAY);
	assert_int_equal(responder_ask(&ca, &world->flow, &options, 1).questions, 0);
}

#define WORLD_TEST(name) \
	cmocka_unit_test_setup_teardown(name, ticket_world_setup, ticket_world_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(answers_are_kept_with_their_evidence),
		WORLD_TEST(it_counts_when_it_was_said_twice),
		WORLD_TEST(silence_takes_nothing_back),
		WORLD_TEST(only_a_hold_is_taken_off),
		WORLD_TEST(the_past_and_the_future_are_not_believed),
		WORLD_TEST(a_name_makes_no_issuer),
		WORLD_TEST(a_serial_belongs_to_its_issuer),
		WORLD_TEST(many_certificates_cost_one_list),
		WORLD_TEST(limits_put_off_and_the_next_go_goes_on),
		WORLD_TEST(a_list_that_does_not_hold_is_no_answer),
		WORLD_TEST(staples_are_judged_before_anybody_is_asked),
		WORLD_TEST(a_service_that_ails_is_told_once),
		WORLD_TEST(a_clock_that_was_wrong_is_survived),
		WORLD_TEST(other_settings_are_looked_at_at_once),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
