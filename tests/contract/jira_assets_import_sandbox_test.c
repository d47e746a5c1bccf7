/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* A first fill through the sandbox's import source, with its mapping as init prints it; and what a program
 * leaves behind that is killed in the middle of it. */
#include "adapters/itsm/jira/jira_assets_import.h"
#include "support/check.h"
#include "support/jira_assets_side.h"

#define HASH(first) first "d41402abc4b2a76b9719d911017c5925d41402abc4b2a76b9719d911017c592"
#define KEY(first)  "certificate:" HASH(first)

extern const struct itsm_type jira_itsm;

enum { ROUNDS = 6 };

static const char *make_source(struct jira_side *side)
{
	const struct json *answer = sandbox_child_control(
		&side->sandbox, side->arena, "jira/act",
		"{\"site\":\"cloud\",\"user\":\"admin\",\"action\":\"import-source\",\"schema\":"
		"\"CERT\"}");

	return json_member_text(json_get(answer, "result"), "id", "");
}

static void use(struct jira_side *side, const char *source)
{
	side->fixture.settings.assets_import_source = source;
	side->fixture.settings.assets_import_from = 2;
	side->fixture.settings.settle = 1;
	jira_fixture_reopen(&side->fixture);
	assert_true(jira_assets_reach(side->itsm, side->arena, &side->error));
}

static void give_mapping(struct jira_side *side)
{
	struct itsm_reply reply;

	if (!jira_assets_import_call(side->itsm, side->arena, "PUT", "/mapping",
	                             jira_assets_import_document(side->itsm, side->arena), &reply))
		fail_msg("mapping: %s", reply.reason);
}

static struct step certificate(struct jira_side *side, const char *key, const char *more)
{
	return jira_side_make(
		side, STEP_CERTIFICATE, STEP_CREATE, key,
		jira_assets_side_body(side, key + strlen("certificate:"), "In use", more));
}

static void push(struct jira_side *side, const struct step *steps, size_t count,
                 struct receipt *receipts)
{
	if (!jira_itsm.push(side->itsm, side->arena, steps, count, receipts, &side->error))
		fail_msg("push: %s", side->error.message);
}

/* As the engine does: what was accepted goes again with its handle, what waits goes again. */
static int push_until_done(struct jira_side *side, struct step *steps, size_t count,
                           struct receipt *receipts)
{
	for (int round = 1; round <= ROUNDS; round++) {
		size_t done = 0;
		push(side, steps, count, receipts);
		for (size_t i = 0; i < count; i++) {
			done += receipts[i].outcome == RECEIPT_DONE;
			if (receipts[i].outcome == RECEIPT_REFUSED)
				fail_msg("%s: %s", steps[i].key, receipts[i].reason);
			if (receipts[i].outcome == RECEIPT_ACCEPTED)
				steps[i].handle = receipts[i].handle;
			if (receipts[i].outcome == RECEIPT_DONE)
				steps[i].remote_id = receipts[i].remote_id;
		}
		if (done == count)
			return round;
	}
	fail_msg("not done after %d rounds: %s %s", ROUNDS,
	         receipt_outcome_name(receipts[0].outcome), receipts[0].reason);
	return 0;
}

static size_t certificates(struct jira_side *side, struct jira_assets_rows *rows)
{
	jira_assets_side_read(side, CI_CERTIFICATE, 0, rows);
	return rows->count;
}

/* The issuer by itself, the others by one import, their references with it. */
static void fills(struct jira_side *side)
{
	static struct jira_assets_rows rows;
	const char *host;
	struct step steps[4];
	struct receipt receipts[4];

	jira_assets_side_read(side, CI_HOST, 0, &rows);
	host = rows.rows[0].id;
	steps[0] = certificate(side, KEY("a"), "");
	steps[1] = certificate(side, KEY("b"), ",\"Issued by\":{\"ref\":\"" KEY("a") "\"}");
	steps[2] = certificate(side, KEY("c"), "");
	steps[3] = jira_side_make(side, STEP_RELATION, STEP_CREATE, "relation:b",
	                          arena_print(side->arena,
	                                      "{\"type\":\"Used by\",\"parent\":\"%s\",\"child\":"
	                                      "{\"ref\":\"" KEY("b") "\"}}",
	                                      host));
	push(side, steps, 4, receipts);
	assert_int_equal(receipts[0].outcome, RECEIPT_DONE);
	assert_int_equal(receipts[1].outcome, RECEIPT_ACCEPTED);
	assert_int_equal(receipts[2].outcome, RECEIPT_ACCEPTED);
	steps[0].remote_id = receipts[0].remote_id;
	steps[1].handle = steps[2].handle = receipts[1].handle;
	assert_int_equal(push_until_done(side, steps + 1, 3, receipts + 1), 2);
	assert_int_equal(certificates(side, &rows), 3);
	for (size_t i = 0; i < rows.count; i++) {
		const struct json *fields = rows.rows[i].fields;
		assert_string_equal(json_member_text(fields, "Owner group", ""), "Web Team");
		assert_string_equal(json_member_text(fields, "Valid to", ""), "2026-12-24");
		if (strcmp(rows.rows[i].fingerprint, HASH("b")) == 0)
			assert_string_equal(json_member_text(fields, "Issued by", ""),
			                    receipts[0].remote_id);
	}
	assert_string_equal(receipts[3].remote_id,
	                    arena_print(side->arena, "%s/%s", receipts[1].remote_id, host));
}

/* Handed over, and killed before that was written down: the same steps come once more, without a handle,
 * to a program that knows of no import. */
static void doubles_nothing_after_a_kill(struct jira_side *side)
{
	static struct jira_assets_rows rows;
	struct step steps[2] = { certificate(side, KEY("d"), ""), certificate(side, KEY("e"), "") };
	struct receipt receipts[2];

	push(side, steps, 2, receipts);
	assert_int_equal(receipts[0].outcome, RECEIPT_ACCEPTED);
	jira_fixture_reopen(&side->fixture);
	steps[0].state = steps[1].state = STEP_UNKNOWN;
	push(side, steps, 2, receipts);
	assert_int_equal(receipts[0].outcome, RECEIPT_POSTPONED);
	check_contains(receipts[0].reason, "at work on another import");
	(void)push_until_done(side, steps, 2, receipts);
	assert_int_equal(certificates(side, &rows), 5);
}

/* Killed between two chunks: Assets waits for the rest of a run that nobody knows. */
static void takes_the_place_of_a_run_left_behind(struct jira_side *side)
{
	static struct jira_assets_rows rows;
	struct step steps[2] = { certificate(side, KEY("f"), ""), certificate(side, KEY("0"), "") };
	struct receipt receipts[2];
	struct itsm_reply reply;

	if (*jira_assets_import_start(side->itsm, side->arena, &reply) == '\0')
		fail_msg("start: %s", reply.reason);
	jira_fixture_reopen(&side->fixture);
	(void)push_until_done(side, steps, 2, receipts);
	assert_int_equal(certificates(side, &rows), 7);
}

static void check_says(struct jira_side *side, const char *words)
{
	jira_side_check(side);
	check_contains(side->findings, words);
}

static void a_first_fill_goes_through_the_import_source(void **state)
{
	struct jira_side side;

	(void)state;
	if (!jira_assets_side_open(&side, false))
		skip();
	use(&side, make_source(&side));
	check_says(&side, "has no mapping");
	give_mapping(&side);
	check_says(&side, "is ready and knows certificates by SHA-256");
	fills(&side);
	doubles_nothing_after_a_kill(&side);
	takes_the_place_of_a_run_left_behind(&side);
	use(&side, "0b32edd6-1c9d-4a4b-8c3a-111111111111");
	check_says(&side, "is not there");
	jira_side_close(&side);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_first_fill_goes_through_the_import_source),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
