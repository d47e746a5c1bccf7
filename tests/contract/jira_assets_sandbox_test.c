/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The Assets side of the Jira adapter against the sandbox's two sites: certificates as objects, their
 * references, what is read back, and what the far side does to it. */
#include "adapters/itsm/jira/jira_assets_space.h"
#include "base/json.h"
#include "base/text.h"
#include "support/check.h"
#include "support/jira_assets_side.h"

#define HASH_A "5d41402abc4b2a76b9719d911017c5925d41402abc4b2a76b9719d911017c592"
#define HASH_B "1f3870be274f6c49b3e31a0c6728957f1f3870be274f6c49b3e31a0c6728957f"
#define KEY_A  "certificate:" HASH_A
#define KEY_B  "certificate:" HASH_B
#define HOST   "web-01"
#define ISSUER "{\"ref\":\"" KEY_B "\"}"

extern const struct itsm_type jira_itsm;

/* The relations of certificates; others tell what stands above hosts. */
static void read_used_by(struct jira_side *side, struct jira_assets_rows *rows)
{
	size_t kept = 0;

	jira_assets_side_read(side, CI_RELATION, 0, rows);
	for (size_t i = 0; i < rows->count; i++)
		if (text_equal(rows->rows[i].name, "Used by"))
			rows->rows[kept++] = rows->rows[i];
	rows->count = kept;
}

/* A host of the sandbox's organisation. */
static const struct ci *host_of(struct jira_side *side, struct jira_assets_rows *rows)
{
	jira_assets_side_read(side, CI_HOST, 0, rows);
	assert_true(rows->count > 3);
	for (size_t i = 0; i < rows->count; i++)
		if (rows->rows[i].address_count > 0 && *rows->rows[i].group != '\0')
			return &rows->rows[i];
	fail_msg("no host has an address and a group");
	return NULL;
}

static void is_made_and_read_back(struct jira_side *side)
{
	static struct jira_assets_rows rows;
	struct step steps[3];
	struct receipt receipts[3];
	const char *host = host_of(side, &rows)->id;

	steps[0] = jira_side_make(side, STEP_CERTIFICATE, STEP_CREATE, KEY_B,
	                          jira_assets_side_body(side, HASH_B, "Issued", ""));
	steps[1] = jira_side_make(
		side, STEP_CERTIFICATE, STEP_CREATE, KEY_A,
		jira_assets_side_body(side, HASH_A, "In use", ",\"Issued by\":" ISSUER));
	/* The type has no such attribute: the first of those that hold relations stands for it. */
	steps[2] = jira_side_make(
		side, STEP_RELATION, STEP_CREATE, "relation:a",
		arena_print(side->arena,
	                    "{\"type\":\"Used by applications\",\"parent\":\"%s\",\"child\":"
	                    "{\"ref\":\"" KEY_A "\"}}",
	                    host));
	if (!jira_itsm.push(side->itsm, side->arena, steps, 3, receipts, &side->error))
		fail_msg("push: %s", side->error.message);
	for (size_t i = 0; i < 3; i++)
		(void)jira_assets_side_done(receipts[i], steps[i].key);
	jira_assets_side_read(side, CI_CERTIFICATE, 0, &rows);
	assert_int_equal(rows.count, 2);
	assert_string_equal(rows.rows[0].fingerprint, HASH_B);
	const struct ci *made = &rows.rows[1];
	assert_string_equal(made->id, receipts[1].remote_id);
	assert_string_equal(made->fingerprint, HASH_A);
	assert_string_equal(json_member_text(made->fields, "Valid to", ""), "2026-12-24");
	assert_string_equal(json_member_text(made->fields, "Names", ""),
	                    "shop.example.com\nAPI.example.com");
	assert_string_equal(json_member_text(made->fields, "Issued by", ""), receipts[0].remote_id);
	assert_string_equal(json_member_text(made->fields, "Owner group", ""), "Web Team");
	read_used_by(side, &rows);
	assert_int_equal(rows.count, 1);
	assert_string_equal(rows.rows[0].parent, host);
	assert_string_equal(rows.rows[0].child, receipts[1].remote_id);
	assert_string_equal(rows.rows[0].id, receipts[2].remote_id);
}

static int64_t changes_of(struct jira_side *side, const char *id)
{
	struct itsm_reply reply;

	if (!jira_assets_get(side->itsm, side->arena,
	                     arena_print(side->arena, "/object/%s/history", id), &reply))
		fail_msg("history: %s", reply.reason);
	return (int64_t)json_count(reply.root);
}

/* The same again writes nothing; what differs is written alone; a seed never wins over people. */
static void is_written_only_where_it_differs(struct jira_side *side)
{
	struct step step = jira_side_make(side, STEP_CERTIFICATE, STEP_CREATE, KEY_A,
	                                  jira_assets_side_body(side, HASH_A, "In use", ""));
	struct receipt receipt = jira_assets_side_done(jira_side_push(side, step), "again");
	int64_t before = changes_of(side, receipt.remote_id);

	assert_non_null(receipt.holds);
	step.remote_id = receipt.remote_id;
	step.verb = STEP_UPDATE;
	(void)jira_assets_side_done(jira_side_push(side, step), "unchanged");
	assert_int_equal(changes_of(side, receipt.remote_id), before);
	jira_side_act(
		side, "set", "alice", "",
		arena_print(side->arena,
	                    ",\"object\":\"%s\",\"attributes\":{\"Owner group\":\"Mail Team\"}",
	                    receipt.number));
	before = changes_of(side, receipt.remote_id);
	step = jira_side_make(side, STEP_CERTIFICATE, STEP_UPDATE, KEY_A,
	                      jira_assets_side_body(side, HASH_A, "Retired", ""));
	step.remote_id = receipt.remote_id;
	receipt = jira_assets_side_done(jira_side_push(side, step), "retired");
	assert_int_equal(changes_of(side, receipt.remote_id), before + 1);
	assert_string_equal(json_member_text(receipt.holds, "Certificate status", ""), "Retired");
	assert_string_equal(json_member_text(receipt.holds, "Owner group", ""), "Mail Team");
}

static void is_found_after_a_lost_answer(struct jira_side *side)
{
	struct step step = jira_side_make(side, STEP_CERTIFICATE, STEP_CREATE, KEY_A, "{}");

	assert_non_null(jira_side_find(side, step).remote_id);
	step.key = "certificate:00000000000000000000000000000000"
		   "00000000000000000000000000000000";
	assert_null(jira_side_find(side, step).remote_id);
	step.key = "certificate:\" OR Name != \"";
	assert_int_equal(jira_side_find(side, step).outcome, RECEIPT_REFUSED);
}

/* Somebody else was faster: its object is taken on, no second one is made. */
static void a_clash_means_already_there(struct jira_side *side)
{
	static struct jira_assets_rows rows;
	static const char hash[] =
		"7777777777777777777777777777777777777777777777777777777777777777";
	struct step step = jira_side_make(side, STEP_CERTIFICATE, STEP_CREATE,
	                                  arena_print(side->arena, "certificate:%s", hash),
	                                  jira_assets_side_body(side, hash, "In use", ""));
	struct receipt receipt;

	jira_side_fault(side, "unique-clash", 1, -1);
	receipt = jira_assets_side_done(jira_side_push(side, step), "clash");
	jira_side_fault(side, "unique-clash", 0, -1);
	assert_non_null(receipt.remote_id);
	jira_assets_side_read(side, CI_CERTIFICATE, 0, &rows);
	assert_int_equal(rows.count, 3);
	assert_string_equal(rows.rows[2].id, receipt.remote_id);
}

static void a_relation_goes_again(struct jira_side *side)
{
	static struct jira_assets_rows rows;
	struct step step;

	read_used_by(side, &rows);
	step = jira_side_make(side, STEP_RELATION, STEP_DELETE, "relation:a",
	                      "{\"type\":\"Used by\"}");
	step.remote_id = rows.rows[0].id;
	(void)jira_assets_side_done(jira_side_push(side, step), "delete");
	read_used_by(side, &rows);
	assert_int_equal(rows.count, 0);
}

static void the_limit_is_kept(struct jira_side *side)
{
	static const char hash[] =
		"8888888888888888888888888888888888888888888888888888888888888888";
	struct step step = jira_side_make(side, STEP_CERTIFICATE, STEP_CREATE,
	                                  arena_print(side->arena, "certificate:%s", hash),
	                                  jira_assets_side_body(side, hash, "In use", ""));
	struct jira_assets *assets = jira_assets_of(side->itsm);
	struct receipt receipt;

	struct itsm_room room;
	int64_t before;

	if (side->fixture.settings.dialect[0] != 'c') {
		assert_true(jira_itsm.room(side->itsm, side->arena, &room, &side->error));
		assert_null(room.what);
		return;
	}
	assets->licence.most = assets->licence.now;
	receipt = jira_side_push(side, step);
	assert_int_equal(receipt.outcome, RECEIPT_POSTPONED);
	assert_true(receipt.full);
	check_contains(receipt.reason, "assets_limit");
	/* Counted anew, as it is asked for before each plan. */
	if (!jira_itsm.room(side->itsm, side->arena, &room, &side->error))
		fail_msg("room: %s", side->error.message);
	assert_string_equal(room.what, "objects");
	assert_int_equal(room.most, side->fixture.settings.assets_limit);
	assert_true(room.now >= 3);
	(void)jira_assets_side_done(jira_side_push(side, step), "with room again");
	before = room.now;
	assert_true(jira_itsm.room(side->itsm, side->arena, &room, &side->error));
	assert_int_equal(room.now, before + 1);
}

static void whole_way(bool datacenter)
{
	struct jira_side side;

	if (!jira_assets_side_open(&side, datacenter))
		skip();
	jira_side_check(&side);
	if (side.failed > 0)
		fail_msg("%s", side.findings);
	check_contains(side.findings, "object type 'Certificate'");
	is_made_and_read_back(&side);
	is_written_only_where_it_differs(&side);
	is_found_after_a_lost_answer(&side);
	a_clash_means_already_there(&side);
	a_relation_goes_again(&side);
	the_limit_is_kept(&side);
	jira_side_close(&side);
}

int main(void)
{
	return jira_side_main(whole_way);
}
