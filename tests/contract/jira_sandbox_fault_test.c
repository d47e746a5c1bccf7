/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Faults of the sandbox's Jira sites at a high rate: by the receipts alone all is written exactly once. */
#include "base/json.h"
#include "base/text.h"
#include "support/check.h"
#include "support/jira_side.h"

extern const struct itsm_type jira_itsm;

enum { TICKETS = 4, TRIES_MOST = 120 };

static const char body[] =
	"{\"kind\":\"incident\",\"goal\":\"open\",\"fields\":{\"summary\":\"EXPIRED\","
	"\"description\":\"WHAT USERS SEE\\nErrors.\",\"impact\":\"2\"}}";
static const char note[] = "{\"event\":\"note\",\"text\":\"Half of the time is gone.\"}";
static const char file[] =
	"{\"event\":\"attachment\",\"name\":\"proof.txt\",\"type\":\"text/plain\",\"text\":\"x\"}";

/* What the engine does with a receipt: sends again, looks first where it must. */
static void settle(struct jira_side *side, struct step *step, struct receipt *receipt)
{
	if (receipt->outcome == RECEIPT_REFUSED &&
	    !strstr(receipt->reason, "We can't create this issue"))
		fail_msg("'%s': %s", step->key, receipt->reason);
	for (int i = 0; i < TRIES_MOST && receipt->outcome == RECEIPT_UNKNOWN; i++) {
		struct receipt found;
		if (jira_itsm.find(side->itsm, side->arena, step, 1, &found, &side->error) &&
		    found.outcome == RECEIPT_DONE)
			*receipt = found.remote_id ? found
			                           : (struct receipt){ .outcome = RECEIPT_UNTRIED };
	}
	if (receipt->outcome == RECEIPT_UNKNOWN)
		fail_msg("'%s' could not be looked for: %s", step->key, side->error.message);
}

static void push_all(struct jira_side *side, struct step *steps, struct receipt *receipts,
                     size_t count)
{
	bool all = false;

	for (size_t i = 0; i < count; i++)
		receipts[i] = (struct receipt){ .outcome = RECEIPT_UNTRIED };
	for (int i = 0; i < TRIES_MOST && !all; i++) {
		struct step left[TICKETS];
		struct receipt told[TICKETS];
		size_t places[TICKETS], number = 0;
		for (size_t k = 0; k < count; k++)
			if (receipts[k].outcome != RECEIPT_DONE) {
				places[number] = k;
				left[number++] = steps[k];
			}
		all = number == 0;
		if (all)
			break;
		(void)jira_itsm.push(side->itsm, side->arena, left, number, told, &side->error);
		for (size_t k = 0; k < number; k++) {
			settle(side, &left[k], &told[k]);
			receipts[places[k]] = told[k];
		}
	}
	if (!all)
		fail_msg("never done: %s", side->error.message);
}

static void write_all(struct jira_side *side, int round)
{
	struct step steps[TICKETS], events[TICKETS];
	struct receipt receipts[TICKETS], told[TICKETS];
	const char *bodies[] = { note, file };

	for (int i = 0; i < TICKETS; i++)
		steps[i] =
			jira_side_make(side, STEP_TICKET, STEP_CREATE,
		                       arena_print(side->arena, "expired:%d:%d", round, i), body);
	push_all(side, steps, receipts, TICKETS);
	for (size_t k = 0; k < COUNT_OF(bodies); k++) {
		for (int i = 0; i < TICKETS; i++) {
			events[i] = jira_side_make(
				side, STEP_EVENT, STEP_CREATE,
				arena_print(side->arena, "expired:%d:%d:e%zu", round, i, k),
				bodies[k]);
			events[i].ticket_id = receipts[i].remote_id;
		}
		push_all(side, events, told, TICKETS);
	}
	for (int i = 0; i < TICKETS; i++) {
		struct step move = jira_side_make(side, STEP_TICKET, STEP_MOVE, steps[i].key,
		                                  "{\"kind\":\"incident\",\"goal\":\"done\"}");
		move.remote_id = receipts[i].remote_id;
		push_all(side, &move, told, 1);
	}
}

static void count_all(struct jira_side *side, const char *fault, int round)
{
	const struct json *issues =
		json_get(sandbox_child_control(
				 &side->sandbox, side->arena,
				 arena_print(side->arena, "jira/dump?site=%s", side->site), NULL),
	                 "issues");
	const char *start = arena_print(side->arena, "expired:%d:", round);
	size_t tickets = 0;

	JSON_EACH(issue, issues)
	{
		const char *key = json_text(
			json_at(issue, "properties", JIRA_TICKET_PROPERTY, "key", NULL), "");
		if (!text_starts_with(key, start))
			continue;
		tickets++;
		if (json_count(json_get(issue, "comments")) != 1 ||
		    json_count(json_get(issue, "attachments")) != 1 ||
		    !text_equal(json_member_text(issue, "status", ""), "Resolved"))
			fail_msg("fault '%s': '%s' is not as it should be: %s", fault, key,
			         json_print(side->arena, issue));
	}
	if (tickets != TICKETS)
		fail_msg("fault '%s': %zu tickets", fault, tickets);
}

static void each_fault_ends_the_same(bool datacenter)
{
	static const char *const faults[] = { "429",        "429-bare",     "500",
		                              "503",        "500-after",    "html-200",
		                              "reset",      "lost-reply",   "html-429",
		                              "login-302",  "partial-bulk", "transition-409",
		                              "search-lag", "dead-token",   "per-issue-limit" };
	struct jira_side side;

	/* Data Center is looked through by a dozen calls, which must all get through. */
	if (!jira_side_open(&side, datacenter, NULL))
		skip();
	for (size_t i = 0; i < COUNT_OF(faults); i++) {
		bool lag = text_equal(faults[i], "search-lag");
		jira_side_fault(&side, faults[i], lag ? 1 : datacenter ? 0.1 : 0.3, -1);
		write_all(&side, (int)i);
		(void)sandbox_child_control(&side.sandbox, side.arena, "fault", "{\"clear\":true}");
		count_all(&side, faults[i], (int)i);
	}
	jira_side_close(&side);
}

/* The worst of it: answers get lost while search does not show what was made. */
static void nothing_twice_while_search_runs_behind(void **state)
{
	(void)state;
	for (int datacenter = 0; datacenter < 2; datacenter++) {
		struct jira_side side;
		if (!jira_side_open(&side, datacenter, NULL))
			skip();
		for (int round = 0; round < 5; round++) {
			jira_side_fault(&side, "search-lag", 1, 600000);
			jira_side_fault(&side, "lost-reply", 0.3, -1);
			write_all(&side, round);
			(void)sandbox_child_control(&side.sandbox, side.arena, "fault",
			                            "{\"clear\":true}");
			count_all(&side, "lost-reply, search-lag", round);
		}
		jira_side_close(&side);
	}
}

static void all_is_written_once_on_cloud(void **state)
{
	(void)state;
	each_fault_ends_the_same(false);
}

static void all_is_written_once_on_data_center(void **state)
{
	(void)state;
	each_fault_ends_the_same(true);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_is_written_once_on_cloud),
		cmocka_unit_test(all_is_written_once_on_data_center),
		cmocka_unit_test(nothing_twice_while_search_runs_behind),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
