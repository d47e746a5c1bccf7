/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The Jira adapter against the sandbox's two sites: one whole way of a change and an incident in each
 * dialect, and what the far side does to it. */
#include "base/json.h"
#include "base/text.h"
#include "support/check.h"
#include "support/jira_side.h"
#include <stdlib.h>

#define CHANGE_KEY "renewal:bbbb:1"

extern const struct itsm_type jira_itsm;

static const char change[] =
	"{\"kind\":\"change/normal\",\"goal\":\"open\",\"fields\":{\"summary\":\"Renew certificate "
	"shop.example.com\",\"description\":\"DO THIS BY 2026-12-24 23:59 UTC\\nIt is urgent.\\n\\n"
	"WHERE (as seen now)\\nPlace  CI  Group\\na:443  shop  Web\\n\\nCERTIFICATE\\nSubject: "
	"CN={code}[~bob]!x!\",\"justification\":\"It ends.\",\"implementation_plan\":\"1. Issue\","
	"\"test_plan\":\"Look:\\n  openssl s_client\",\"backout_plan\":\"Keep the old one.\","
	"\"change_type\":\"normal\",\"change_risk\":\"3\",\"impact\":\"3\",\"urgency\":\"2\","
	"\"planned_start\":\"2026-12-01 22:00:00\",\"planned_end\":\"2026-12-02 00:00:00\"}}";
static const char incident[] =
	"{\"kind\":\"incident\",\"goal\":\"open\",\"fields\":{\"summary\":\"EXPIRED certificate "
	"served\",\"description\":\"WHAT USERS SEE\\nErrors.\",\"impact\":\"2\"}}";

static struct receipt open_ticket(struct jira_side *side, const char *key, const char *body)
{
	struct receipt receipt =
		jira_side_push(side, jira_side_make(side, STEP_TICKET, STEP_CREATE, key, body));

	if (receipt.outcome != RECEIPT_DONE)
		fail_msg("%s: %s", key, receipt.reason);
	return receipt;
}

static struct receipt done(struct receipt receipt, const char *what)
{
	if (receipt.outcome != RECEIPT_DONE)
		fail_msg("%s: %s %s", what, receipt_outcome_name(receipt.outcome), receipt.reason);
	return receipt;
}

static struct receipt push_event(struct jira_side *side, const char *ticket, const char *key,
                                 const char *body)
{
	struct step step = jira_side_make(side, STEP_EVENT, STEP_CREATE, key, body);

	step.ticket_id = ticket;
	return done(jira_side_push(side, step), key);
}

static void look_at_all(struct jira_side *side)
{
	jira_side_check(side);
	if (side->failed > 0)
		fail_msg("%s", side->findings);
	check_contains(side->findings, "login");
	check_contains(side->findings, "issue type '[System] Change'");
}

/* Ours, signed once, stopped by a label that a person puts on it. */
static void mark(struct jira_side *side)
{
	struct itsm_identity identity, wanted = { .store_id = "store-1", .epoch = 7 };

	assert_true(jira_itsm.identify(side->itsm, side->arena, &identity, &side->error));
	assert_string_equal(identity.store_id, "");
	assert_false(identity.paused);
	if (!jira_itsm.sign(side->itsm, side->arena, &wanted, &side->error))
		fail_msg("sign: %s", side->error.message);
	assert_true(jira_itsm.identify(side->itsm, side->arena, &identity, &side->error));
	assert_string_equal(identity.store_id, "store-1");
	assert_int_equal(identity.epoch, 7);
	wanted.epoch = 8;
	if (!jira_itsm.sign(side->itsm, side->arena, &wanted, &side->error))
		fail_msg("sign again: %s", side->error.message);
	side->fixture.state.mark_id = NULL; /* as after a start */
	assert_true(jira_itsm.identify(side->itsm, side->arena, &identity, &side->error));
	assert_int_equal(identity.epoch, 8);
	assert_int_equal(jira_side_count(side, "certsteward-mark"), 1);
	jira_side_act(side, "set", "alice",
	              arena_print(side->arena, "ITSM-%d", (int)side->fixture.state.newest),
	              ",\"fields\":{\"Labels\":[\"certsteward-mark\",\"certsteward-paused\"]}");
	assert_true(jira_itsm.identify(side->itsm, side->arena, &identity, &side->error));
	assert_true(identity.paused);
	assert_false(jira_itsm.sign(side->itsm, side->arena, &wanted, &side->error));
	jira_side_act(side, "set", "alice",
	              arena_print(side->arena, "ITSM-%d", (int)side->fixture.state.newest),
	              ",\"fields\":{\"Labels\":[\"certsteward-mark\"]}");
}

static void events(struct jira_side *side, const struct receipt *ticket)
{
	static const char file[] = "{\"event\":\"attachment\",\"name\":\"proof.txt\",\"type\":"
				   "\"text/plain\",\"text\":\"seen\"}";
	struct step step;
	struct receipt receipt;

	push_event(side, ticket->remote_id, "note:1",
	           "{\"event\":\"note\",\"text\":\"Half of the time is gone. {panel}x{panel}\"}");
	push_event(side, ticket->remote_id, "file:1", file);
	push_event(side, ticket->remote_id, "file:2", file);
	push_event(side, ticket->remote_id, "page:1",
	           "{\"event\":\"page\",\"url\":\"https://certsteward.example.com/c/1\","
	           "\"title\":\"Certificate\"}");
	push_event(side, ticket->remote_id, "page:1",
	           "{\"event\":\"page\",\"url\":\"https://certsteward.example.com/c/1\","
	           "\"title\":\"Certificate\"}");
	const struct json *issue = jira_side_dump(side, ticket->number);
	assert_int_equal(json_count(json_get(issue, "comments")), 1);
	assert_int_equal(json_count(json_get(issue, "attachments")), 1);
	assert_int_equal(json_count(json_get(issue, "pages")), 1);
	check_contains(json_print(side->arena, json_get(issue, "comments")), "\"public\":false");
	step = jira_side_make(side, STEP_EVENT, STEP_CREATE, "note:1",
	                      "{\"event\":\"note\",\"text\":\"x\"}");
	step.ticket_id = ticket->remote_id;
	receipt = jira_side_find(side, step);
	assert_non_null(receipt.remote_id);
	step.key = "note:2";
	assert_null(jira_side_find(side, step).remote_id);
}

static void task(struct jira_side *side, const struct receipt *ticket)
{
	static const char close[] = "{\"event\":\"task\",\"action\":\"close\"}";
	static const char create[] = "{\"event\":\"task\",\"action\":\"create\",\"fields\":{"
				     "\"summary\":\"Install it\",\"description\":\"At a\"}}";
	struct receipt made = push_event(side, ticket->remote_id, "task:deploy:g", create);
	struct step step = jira_side_make(side, STEP_EVENT, STEP_CREATE, "task:deploy:g", create);

	step.ticket_id = ticket->remote_id;
	assert_string_equal(jira_side_find(side, step).remote_id, made.remote_id);
	assert_true(jira_side_look(side, ticket->remote_id).has_children);
	step = jira_side_make(side, STEP_EVENT, STEP_UPDATE, "task:deploy:g", close);
	step.ticket_id = ticket->remote_id;
	step.remote_id = made.remote_id;
	done(jira_side_push(side, step), "close the task");
	assert_false(jira_side_look(side, ticket->remote_id).has_children);
}

/* Without a field of approvals the request itself is asked, which Data Center calls experimental. */
static void request_tells_the_same(struct jira_side *side, const struct receipt *ticket,
                                   const struct ticket_seen *seen)
{
	const char *field = side->fixture.settings.fields.approvals;
	struct ticket_seen asked;

	side->fixture.settings.fields.approvals = "";
	asked = jira_side_look(side, ticket->remote_id);
	side->fixture.settings.fields.approvals = field;
	assert_int_equal(asked.approval, seen->approval);
	assert_int_equal(asked.decision_count, seen->decision_count);
	assert_string_equal(asked.decisions[0].who, seen->decisions[0].who);
	assert_string_equal(asked.decisions[0].state, seen->decisions[0].state);
}

static void approve(struct jira_side *side, const struct receipt *ticket)
{
	struct ticket_seen seen;
	struct receipt receipt =
		done(jira_side_move(side, ticket, "change/normal", "approval asked"), "submit");

	if (receipt.more)
		receipt = done(jira_side_move(side, ticket, "change/normal", "approval asked"),
		               "ask for approval");
	assert_false(receipt.more);
	seen = jira_side_look(side, ticket->remote_id);
	assert_int_equal(seen.phase, TICKET_PHASE_AUTHORIZE);
	assert_int_equal(seen.approval, TICKET_APPROVAL_REQUESTED);
	assert_false(seen.may_implement);
	assert_int_equal(seen.decision_count, 1);
	assert_string_equal(seen.decisions[0].state, "requested");
	request_tells_the_same(side, ticket, &seen);
	receipt = jira_side_move(side, ticket, "change/normal", "implementing");
	assert_int_equal(receipt.outcome, RECEIPT_POSTPONED);
	jira_side_act(side, "approve", "alice", ticket->number, "");
	seen = jira_side_look(side, ticket->remote_id);
	assert_int_equal(seen.approval, TICKET_APPROVAL_APPROVED);
	assert_int_equal(seen.phase, TICKET_PHASE_SCHEDULED);
	assert_true(seen.may_implement);
	assert_string_equal(seen.decisions[0].state, "approved");
	assert_string_not_equal(seen.decisions[0].who, seen.requested_by);
	assert_true(seen.decisions[0].at > 0);
	request_tells_the_same(side, ticket, &seen);
}

static void change_goes_its_way(struct jira_side *side)
{
	struct receipt ticket = open_ticket(side, CHANGE_KEY, change);
	struct ticket_seen seen = jira_side_look(side, ticket.remote_id);
	struct receipt receipt;

	assert_string_equal(seen.key, CHANGE_KEY);
	assert_int_equal(seen.kind, TICKET_CHANGE_NORMAL);
	assert_int_equal(seen.phase, TICKET_PHASE_NEW);
	assert_int_equal(seen.planned_start, 1796162400);
	assert_string_equal(seen.title, "Renew certificate shop.example.com");
	events(side, &ticket);
	task(side, &ticket);
	approve(side, &ticket);
	done(jira_side_move(side, &ticket, "change/normal", "implementing"), "implement");
	jira_side_act(side, "note", "bob", ticket.number, ",\"text\":\"snooze 7d\"");
	seen = jira_side_look(side, ticket.remote_id);
	assert_int_equal(seen.phase, TICKET_PHASE_IMPLEMENT);
	assert_int_equal(seen.note_count, 1);
	assert_string_equal(seen.notes[0].text, "snooze 7d");
	receipt = done(jira_side_move(side, &ticket, "change/normal", "done"), "review");
	assert_false(receipt.more);
	seen = jira_side_look(side, ticket.remote_id);
	assert_int_equal(seen.phase, TICKET_PHASE_REVIEW);
	assert_string_equal(seen.updated_by, side->fixture.state.account);
}

/* A select that a site requires: an option from the settings alone, a text is refused by Jira and told by
 * check, as is a field that incidents do not have. */
static void a_select_is_filled_by_configuration(struct jira_side *side)
{
	struct setting_list *constants = &side->fixture.settings.constants;
	const char *field = arena_copy_bytes(side->arena, side->reason, strcspn(side->reason, "="));
	const char *wrong = arena_print(side->arena, "%s=Maintenance", field);
	struct receipt ticket;

	jira_fixture_list(&side->fixture, constants, &side->reason, 1);
	ticket = open_ticket(side, "renewal:ffff:1", change);
	check_contains(json_print(side->arena, jira_side_dump(side, ticket.number)),
	               "\"Change reason\":\"Maintenance\"");
	jira_side_check(side);
	check_contains(side->findings,
	               arena_print(side->arena,
	                           "constants: %s cannot be filled when a '[System] Incident'",
	                           field));
	assert_int_equal(side->failed, 1);
	jira_fixture_list(&side->fixture, constants, &wrong, 1);
	ticket = jira_side_push(
		side, jira_side_make(side, STEP_TICKET, STEP_CREATE, "renewal:ffff:2", change));
	assert_int_equal(ticket.outcome, RECEIPT_REFUSED);
	check_contains(ticket.reason, arena_print(side->arena, "%s is named in constants", field));
	jira_side_check(side);
	check_contains(side->findings,
	               arena_print(side->arena, "constants: %s takes an option", field));
	*constants = (struct setting_list){ 0 };
}

/* Cloud knows ids alone; what Data Center calls its request types stands in no list. A refusal names the setting. */
static void a_wrong_request_type_is_told(struct jira_side *side)
{
	const char **type = &side->fixture.settings.request_types.change, *right = *type;
	struct receipt ticket;

	*type = "itsm/nonsense";
	jira_side_check(side);
	check_contains(side->findings,
	               text_equal(side->site, "dc")
	                       ? "1 request_types.change: itsm/nonsense cannot be looked up"
	                       : "2 request_types.change: itsm/nonsense does not exist");
	ticket = jira_side_push(
		side, jira_side_make(side, STEP_TICKET, STEP_CREATE, "renewal:ffff:3", change));
	assert_int_equal(ticket.outcome, RECEIPT_REFUSED);
	check_contains(ticket.reason, "filled from request_types.*");
	*type = "nonsense";
	jira_side_check(side);
	check_contains(side->findings,
	               "2 request_types.change: nonsense does not exist; there are");
	*type = right;
}

static void incident_goes_its_way(struct jira_side *side)
{
	struct receipt made = open_ticket(side, "expired:bbbb:1", incident);
	struct receipt other = open_ticket(side, "expired:cccc:1", incident);

	push_event(side, made.remote_id, "link:1",
	           arena_print(side->arena, "{\"event\":\"link\",\"field\":\"rfc\",\"to\":\"%s\"}",
	                       other.remote_id));
	done(jira_side_move(side, &made, "incident", "done"), "resolve");
	assert_int_equal(jira_side_look(side, made.remote_id).phase, TICKET_PHASE_REVIEW);
	done(jira_side_move(side, &other, "incident", "not needed"), "cancel");
	assert_int_equal(jira_side_look(side, other.remote_id).phase, TICKET_PHASE_CANCELLED);
	jira_side_act(side, "delete", "alice", other.number, "");
	assert_int_equal(jira_side_look(side, other.remote_id).phase, TICKET_PHASE_GONE);
}

static void a_rejection_is_seen(struct jira_side *side)
{
	struct receipt ticket = open_ticket(side, "renewal:dddd:1", change);
	struct ticket_seen seen;

	(void)jira_side_move(side, &ticket, "change/normal", "approval asked");
	(void)jira_side_move(side, &ticket, "change/normal", "approval asked");
	jira_side_act(side, "decline", "alice", ticket.number, "");
	seen = jira_side_look(side, ticket.remote_id);
	assert_int_equal(seen.approval, TICKET_APPROVAL_REJECTED);
	assert_string_equal(seen.decisions[0].state, "rejected");
	assert_false(seen.may_implement);
}

/* Its workflow asks for a planned time before approval: people plan, then the move goes by itself. */
static void what_people_must_fill_is_waited_for(struct jira_side *side)
{
	struct receipt ticket = open_ticket(
		side, "decommission:eeee:1",
		"{\"kind\":\"change/normal\",\"goal\":\"open\",\"fields\":{\"summary\":\"Decide\"}}");
	struct receipt receipt = jira_side_move(side, &ticket, "change/normal", "approval asked");

	if (receipt.more)
		receipt = jira_side_move(side, &ticket, "change/normal", "approval asked");
	assert_int_equal(receipt.outcome, RECEIPT_POSTPONED);
	check_contains(receipt.reason, "Planned start is required.; Planned end is required.");
	jira_side_act(side, "set", "alice", ticket.number,
	              ",\"fields\":{\"Planned start\":\"2026-12-01T22:00:00.000+0000\","
	              "\"Planned end\":\"2026-12-02T00:00:00.000+0000\"}");
	done(jira_side_move(side, &ticket, "change/normal", "approval asked"), "ask for approval");
	assert_int_equal(jira_side_look(side, ticket.remote_id).phase, TICKET_PHASE_AUTHORIZE);
}

static void whole_way(bool datacenter)
{
	struct jira_side side;

	if (!jira_side_open(&side, datacenter, NULL))
		skip();
	look_at_all(&side);
	mark(&side);
	change_goes_its_way(&side);
	a_select_is_filled_by_configuration(&side);
	a_wrong_request_type_is_told(&side);
	incident_goes_its_way(&side);
	a_rejection_is_seen(&side);
	what_people_must_fill_is_waited_for(&side);
	jira_side_close(&side);
}

int main(void)
{
	return jira_side_main(whole_way);
}
