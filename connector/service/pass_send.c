/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Plan into the outbox and out of it, slice by slice, until nothing more may go. */
#include "base/clock.h"
#include "base/text.h"
#include "flow/apply.h"
#include "flow/guard.h"
#include "flow/room.h"
#include "service/pass.h"
#include "service/plan_filter.h"
#include "service/progress.h"
#include "store/store_record.h"
#include "store/store_side.h"

enum {
	/* Items planned at once: bounds memory, and lets urgent work in between. */
	SLICE = 5000,
	/* Slices of one call: a far side that answers "done" without anything being done would else
	 * keep us here for ever. */
	ROUNDS = 100000,
};

struct sending {
	struct pass *pass;
	const struct pass_choice *choice;
	struct flow_side *side;
	size_t index;
	struct apply_result total;
	struct plan_counts counts; /* of the newest slice */
	int64_t held;
	int64_t deadline; /* monotonic milliseconds */
};

/* Slices only what this call may send: what is filtered out must not fill them. */
static bool write_steps(struct sending *sending, struct error *error)
{
	const struct pass_choice *choice = sending->choice;
	struct plan_options options = {
		.pull_brakes = true,
		.refresh = choice->refresh,
		.limit = choice->allow ? 0 : SLICE,
		.now = clock_now(),
	};
	if (!plan_write(&sending->pass->session->flow, sending->side, &options, choice->allow,
	                choice->context, &sending->counts, error))
		return false;
	sending->held = sending->counts.held + sending->counts.withheld;
	return true;
}

static bool guard(struct sending *sending, bool *open, struct error *error)
{
	struct session *session = sending->pass->session;
	struct error answer = ERROR_INIT;
	*open = session->guarded[sending->index];
	if (*open)
		return true;
	if (guard_sign(&session->flow, sending->side, &answer)) {
		sending->side->checked_ms = clock_monotonic_ms();
		*open = session->guarded[sending->index] = true;
		return true;
	}
	if (!pass_survives(sending->pass, sending->side->name, &answer)) {
		*error = answer;
		return false;
	}
	/* Bad luck leaves the work undone in part; a refusal needs a person. */
	sending->pass->refused |= answer.kind == ERROR_PEER;
	return true;
}

/* The far side's back-off, when it has one, with its reason. */
static bool tell_problem(struct sending *sending, struct error *error)
{
	struct store_side *row;
	ARENA(arena);
	if (!store_side_get(sending->pass->session->store, &arena, sending->side->name, &row,
	                    error))
		return false;
	if (row && row->wait_until > clock_now() && !text_is_empty(row->problem))
		pass_warn(sending->pass, sending->side->name, row->problem);
	return true;
}

/* True while there is time to wait for what is put off; has waited then. */
static bool wait_for(const struct sending *sending, int64_t next_at)
{
	int64_t left = sending->deadline - clock_monotonic_ms();
	int64_t need = (next_at - clock_now()) * 1000;
	if (next_at == 0 || left <= 0 || need > left || progress_is_stopped())
		return false;
	progress_sleep(need < 100 ? 100 : need);
	return true;
}

/* Counted before each slice that would add to it: others make records there, too. */
static bool count_room(const struct sending *sending, struct error *error)
{
	ARENA(arena);
	struct store_growth growth;
	struct room room;
	struct session *session = sending->pass->session;
	if (!sending->side->itsm->type->room)
		return true;
	if (!store_record_growth(session->store, sending->side->name, &growth, error))
		return false;
	return growth.waiting + growth.planned == 0 ||
	       room_ask(&session->flow, &arena, sending->side, true, &room, error);
}

static void add(struct apply_result *total, const struct apply_result *part)
{
	total->done += part->done;
	total->refused += part->refused;
	total->postponed += part->postponed;
	total->unknown += part->unknown;
	total->calls += part->calls;
	total->next_at = part->next_at;
}

static bool send_rounds(struct sending *sending, struct error *error)
{
	const struct flow *flow = &sending->pass->session->flow;
	const struct apply_choice chosen = { sending->choice->send, sending->choice->context };
	const struct apply_choice *choice = chosen.allow ? &chosen : NULL;
	/* Asked anew each time: the far side's switch must stop the next write, not the next start. */
	sending->pass->session->guarded[sending->index] = false;
	bool moved = true;
	for (int round = 0; round < ROUNDS; round++) {
		struct apply_result result = { 0 };
		int64_t next;
		bool open;
		/* Waiting for a far side makes nothing new to plan, and with many a minute it adds up. */
		if (moved && (!count_room(sending, error) || !write_steps(sending, error)))
			return false;
		if (!apply_next(flow, sending->side, choice, &next, error))
			return false;
		if (next == 0)
			return true;
		if (!guard(sending, &open, error))
			return false;
		if (!open)
			return true;
		if (!apply(flow, sending->side, choice, &result, error))
			return false;
		add(&sending->total, &result);
		moved = result.done + result.refused > 0;
		if (moved)
			sending->deadline = clock_monotonic_ms() + sending->pass->wait * 1000;
		if (!moved && !wait_for(sending, result.next_at))
			return tell_problem(sending, error);
	}
	return true;
}

static void tell(struct sending *sending)
{
	struct pass *pass = sending->pass;
	const struct apply_result *total = &sending->total;
	struct json *members = json_new(&pass->arena, JSON_OBJECT);
	int64_t waiting = total->next_at ? 1 : 0;
	if (total->calls + sending->held + waiting == 0)
		return;
	json_set_string(&pass->arena, members, "stage", "apply");
	json_set_string(&pass->arena, members, "subject", sending->side->name);
	json_set_integer(&pass->arena, members, "done", total->done);
	json_set_integer(&pass->arena, members, "refused", total->refused);
	json_set_integer(&pass->arena, members, "postponed", total->postponed);
	json_set_integer(&pass->arena, members, "unknown", total->unknown);
	json_set_integer(&pass->arena, members, "held", sending->held);
	json_set_integer(&pass->arena, members, "batches", total->calls);
	json_set_integer(&pass->arena, members, "next_at", total->next_at);
	pass->part |= total->refused + total->unknown > 0 || (waiting && pass->complete);
	pass_tell(pass, members, "applied    %s: %lld done, %lld refused, %lld held%s",
	          sending->side->name, (long long)total->done, (long long)total->refused,
	          (long long)sending->held,
	          waiting                           ? "; some wait: see 'certsteward outbox list'"
	          : total->refused + total->unknown ? "; see 'certsteward outbox list'"
	                                            : "");
}

struct pass_choice pass_choose(struct plan_filter *filter)
{
	filter->sends = true;
	if (!plan_filter_is_set(filter))
		return (struct pass_choice){ .refresh = true };
	return (struct pass_choice){ .allow = plan_filter_allow,
		                     .send = plan_filter_send,
		                     .context = filter };
}

bool pass_send(struct pass *pass, const struct pass_choice *choice, struct error *error)
{
	struct session *session = pass->session;
	for (size_t i = 0; i < session->flow.side_count && !pass->held; i++) {
		struct sending sending = {
			.pass = pass,
			.choice = choice,
			.side = &session->sides[i],
			.index = i,
			.deadline = clock_monotonic_ms() + pass->wait * 1000,
		};
		if (session->sides[i].stage == FLOW_OBSERVE)
			continue;
		bool done = send_rounds(&sending, error);
		tell(&sending);
		if (!done)
			return false;
	}
	return true;
}
