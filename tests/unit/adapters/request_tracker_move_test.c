/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Every phase of every kind on its way to every goal. */
#include "adapters/itsm/request_tracker/request_tracker.h"
#include "adapters/itsm/request_tracker/request_tracker_move.h"
#include "adapters/itsm/request_tracker/request_tracker_reply_ticket.h"
#include "base/text.h"
#include "support/check.h"

static struct request_tracker_settings settings;
static struct arena memory;

static int load(void **state)
{
	struct error error = ERROR_INIT;

	(void)state;
	if (!setting_defaults(request_tracker_setting_table, &settings, &memory, &error))
		fail_msg("%s", error.message);
	return 0;
}

static int unload(void **state)
{
	(void)state;
	setting_release(request_tracker_setting_table, &settings);
	arena_release(&memory);
	return 0;
}

#define GO       REQUEST_TRACKER_MOVE_GO
#define ASK      REQUEST_TRACKER_MOVE_ASK
#define WITHDRAW REQUEST_TRACKER_MOVE_WITHDRAW
#define WAIT     REQUEST_TRACKER_MOVE_WAIT
#define NEVER    REQUEST_TRACKER_MOVE_NEVER
#define ARRIVED  REQUEST_TRACKER_MOVE_ARRIVED

static const struct {
	enum ticket_kind kind;
	enum ticket_phase phase;
	enum ticket_goal goal;
	bool hold, close;
	enum request_tracker_move_kind move;
	const char *to;
} lifecycle[] = {
	{ TICKET_CHANGE_NORMAL, TICKET_PHASE_NEW, TICKET_GOAL_OPEN, 0, 0, ARRIVED, "" },
	{ TICKET_CHANGE_NORMAL, TICKET_PHASE_NEW, TICKET_GOAL_APPROVAL_ASKED, 0, 0, ASK, "" },
	{ TICKET_CHANGE_EMERGENCY, TICKET_PHASE_NEW, TICKET_GOAL_APPROVAL_ASKED, 0, 0, ASK, "" },
	{ TICKET_CHANGE_STANDARD, TICKET_PHASE_NEW, TICKET_GOAL_APPROVAL_ASKED, 0, 0, GO,
	  "approved" },
	{ TICKET_CHANGE_NORMAL, TICKET_PHASE_AUTHORIZE, TICKET_GOAL_APPROVAL_ASKED, 0, 0, ARRIVED,
	  "" },
	{ TICKET_CHANGE_NORMAL, TICKET_PHASE_NEW, TICKET_GOAL_IMPLEMENTING, 0, 0, WAIT, "" },
	{ TICKET_CHANGE_NORMAL, TICKET_PHASE_AUTHORIZE, TICKET_GOAL_IMPLEMENTING, 0, 0, WAIT, "" },
	{ TICKET_CHANGE_NORMAL, TICKET_PHASE_SCHEDULED, TICKET_GOAL_IMPLEMENTING, 0, 0, GO,
	  "open" },
	{ TICKET_CHANGE_NORMAL, TICKET_PHASE_SCHEDULED, TICKET_GOAL_IMPLEMENTING, 1, 0, WAIT, "" },
	{ TICKET_CHANGE_STANDARD, TICKET_PHASE_NEW, TICKET_GOAL_IMPLEMENTING, 0, 0, GO,
	  "approved" },
	{ TICKET_CHANGE_NORMAL, TICKET_PHASE_IMPLEMENT, TICKET_GOAL_IMPLEMENTING, 0, 0, ARRIVED,
	  "" },
	{ TICKET_CHANGE_NORMAL, TICKET_PHASE_NEW, TICKET_GOAL_DONE, 0, 0, WAIT, "" },
	{ TICKET_CHANGE_NORMAL, TICKET_PHASE_AUTHORIZE, TICKET_GOAL_DONE, 0, 0, WAIT, "" },
	{ TICKET_CHANGE_NORMAL, TICKET_PHASE_IMPLEMENT, TICKET_GOAL_DONE, 0, 0, GO, "resolved" },
	{ TICKET_CHANGE_NORMAL, TICKET_PHASE_REVIEW, TICKET_GOAL_DONE, 0, 1, ARRIVED, "" },
	{ TICKET_CHANGE_STANDARD, TICKET_PHASE_REVIEW, TICKET_GOAL_DONE, 0, 1, GO, "closed" },
	{ TICKET_CHANGE_STANDARD, TICKET_PHASE_REVIEW, TICKET_GOAL_DONE, 0, 0, ARRIVED, "" },
	{ TICKET_CHANGE_NORMAL, TICKET_PHASE_CANCELLED, TICKET_GOAL_DONE, 0, 0, NEVER, "" },
	{ TICKET_CHANGE_NORMAL, TICKET_PHASE_CANCELLED, TICKET_GOAL_NOT_NEEDED, 0, 0, ARRIVED, "" },
	{ TICKET_CHANGE_NORMAL, TICKET_PHASE_NEW, TICKET_GOAL_NOT_NEEDED, 0, 0, GO, "rejected" },
	{ TICKET_CHANGE_NORMAL, TICKET_PHASE_AUTHORIZE, TICKET_GOAL_NOT_NEEDED, 0, 0, WITHDRAW,
	  "rejected" },
	{ TICKET_CHANGE_NORMAL, TICKET_PHASE_REVIEW, TICKET_GOAL_NOT_NEEDED, 0, 0, NEVER, "" },
	{ TICKET_INCIDENT, TICKET_PHASE_NEW, TICKET_GOAL_IMPLEMENTING, 0, 0, GO, "open" },
	{ TICKET_INCIDENT, TICKET_PHASE_NEW, TICKET_GOAL_DONE, 0, 0, GO, "resolved" },
	{ TICKET_INCIDENT, TICKET_PHASE_REVIEW, TICKET_GOAL_DONE, 0, 1, ARRIVED, "" },
	{ TICKET_INCIDENT, TICKET_PHASE_REVIEW, TICKET_GOAL_NOT_NEEDED, 0, 0, ARRIVED, "" },
	{ TICKET_INCIDENT, TICKET_PHASE_CANCELLED, TICKET_GOAL_DONE, 0, 0, NEVER, "" },
	{ TICKET_TASK, TICKET_PHASE_IMPLEMENT, TICKET_GOAL_DONE, 0, 0, GO, "resolved" },
};

static void walks_the_lifecycle(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(lifecycle); i++) {
		struct ticket_seen seen = { .kind = lifecycle[i].kind,
			                    .phase = lifecycle[i].phase,
			                    .on_hold = lifecycle[i].hold };
		struct request_tracker_move move = request_tracker_move(
			&settings, &seen, lifecycle[i].goal, lifecycle[i].close);
		const char *to = move.statuses != NULL ? move.statuses->items[0] : "";
		if (move.kind != lifecycle[i].move || !text_equal(to, lifecycle[i].to))
			fail_msg("case %zu: move %d to '%s'", i, (int)move.kind, to);
		if (move.kind == WAIT || move.kind == NEVER)
			assert_string_not_equal(move.reason, "");
	}
}

static void reads_phases(void **state)
{
	static const struct {
		const char *status;
		size_t open, passed;
		enum ticket_phase change, incident;
	} cases[] = {
		{ "new", 0, 0, TICKET_PHASE_NEW, TICKET_PHASE_NEW },
		{ "new", 1, 1, TICKET_PHASE_AUTHORIZE, TICKET_PHASE_NEW },
		{ "new", 0, 1, TICKET_PHASE_SCHEDULED, TICKET_PHASE_NEW },
		{ "open", 1, 0, TICKET_PHASE_AUTHORIZE, TICKET_PHASE_IMPLEMENT },
		{ "open", 0, 1, TICKET_PHASE_IMPLEMENT, TICKET_PHASE_IMPLEMENT },
		{ "scheduled", 0, 1, TICKET_PHASE_SCHEDULED, TICKET_PHASE_SCHEDULED },
		{ "stalled", 0, 0, TICKET_PHASE_IMPLEMENT, TICKET_PHASE_IMPLEMENT },
		{ "resolved", 1, 0, TICKET_PHASE_REVIEW, TICKET_PHASE_REVIEW },
		{ "rejected", 0, 0, TICKET_PHASE_CANCELLED, TICKET_PHASE_CANCELLED },
		{ "deleted", 0, 0, TICKET_PHASE_GONE, TICKET_PHASE_GONE },
		{ "whatever", 0, 0, TICKET_PHASE_UNKNOWN, TICKET_PHASE_UNKNOWN },
		{ "", 0, 0, TICKET_PHASE_UNKNOWN, TICKET_PHASE_UNKNOWN },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct request_tracker_approvals approvals = { .open = cases[i].open,
			                                       .passed = cases[i].passed };
		assert_int_equal(request_tracker_reply_phase(&settings, TICKET_CHANGE_NORMAL,
		                                             cases[i].status, &approvals),
		                 cases[i].change);
		assert_int_equal(request_tracker_reply_phase(&settings, TICKET_INCIDENT,
		                                             cases[i].status, &approvals),
		                 cases[i].incident);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(walks_the_lifecycle),
		cmocka_unit_test(reads_phases),
	};

	return cmocka_run_group_tests(tests, load, unload);
}
