/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Stage four: sends what waits in the outbox of one far side. */
#include "flow/apply.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/log.h"
#include "base/text.h"
#include "flow/apply_batch.h"
#include "flow/backoff.h"
#include "flow/guard.h"
#include "flow/patience.h"
#include "flow/permit.h"
#include "store/store_audit.h"
#include "store/store_side.h"
#include "store/store_step.h"

/* The order in which kinds go out: names before what names them, CIs before tickets about them. */
static const char *const kinds[] = { "domain", "certificate", "deployment", "ticket", "event" };

enum { INVENTORY_KINDS = 3 };

enum { LEASE_SECONDS = 600, ONE_BY_ONE = 20, GUARD_MS = 30000 };

static size_t batch_size(const struct flow_side *side, const char *kind)
{
	if (text_equal(kind, "domain"))
		return side->itsm->abilities.domain_batch ? side->itsm->abilities.domain_batch : 1;
	if (text_equal(kind, "certificate") || text_equal(kind, "deployment"))
		return side->itsm->abilities.batch ? side->itsm->abilities.batch : 1;
	if (text_equal(kind, "ticket") && side->itsm->abilities.ticket_batch)
		return side->itsm->abilities.ticket_batch;
	return ONE_BY_ONE;
}

/* What the far side is to us now: no problem; or one, after it had let us in or done something. Only
 * failures with nothing done between them are in a row. */
struct standing {
	const struct error *problem;
	bool let_in, did_something;
};

static enum backoff_side how_bad(struct standing standing)
{
	if (standing.problem->kind != ERROR_RETRY)
		return BACKOFF_SIDE_SHUT;
	if (!standing.let_in)
		return BACKOFF_SIDE_DOWN;
	/* A limit of so many a minute is used up only by who is back in time. */
	return standing.did_something ? BACKOFF_SIDE_PACED : BACKOFF_SIDE_BUSY;
}

static bool set_side(const struct flow *flow, struct flow_side *side, struct standing standing,
                     struct error *error)
{
	const struct error *problem = standing.problem;
	ARENA(arena);
	struct store_side *row;
	if (!store_side_get(flow->store, &arena, side->name, &row, error))
		return false;
	struct store_side fresh = { .target = side->name,
		                    .stage = flow_stage_name(side->stage),
		                    .instance = "",
		                    .raised_by = "",
		                    .reason = "",
		                    .problem = "",
		                    .since = clock_now() };
	if (!row)
		row = &fresh;
	if (!problem && row->failures == 0 && text_is_empty(row->problem))
		return true;
	row->failures = !problem ? 0 : standing.did_something ? 1 : row->failures + 1;
	row->problem = problem ? problem->message : "";
	row->wait_until = 0;
	if (problem) {
		patience_keep(side, problem);
		row->wait_until = clock_now() +
		                  backoff_side_seconds(how_bad(standing), row->failures,
		                                       problem->retry_after, (uint64_t)clock_now());
	}
	return store_side_save(flow->store, row, error);
}

bool apply_recover(const struct flow *flow, struct error *error)
{
	ARENA(arena);
	int64_t count = 0;
	if (!store_step_recover(flow->store, &count, error))
		return false;
	if (count == 0)
		return true;
	struct json *body = json_new(&arena, JSON_OBJECT);
	json_set_integer(&arena, body, "intents_without_answer", count);
	log_warning("apply",
	            "%lld writes were under way when the last run ended; they are looked "
	            "for before anything is repeated",
	            (long long)count);
	return store_audit_append(flow->store, "recovered", body, error);
}

static bool did_something(const struct apply_batch *batch)
{
	for (size_t i = 0; i < batch->count; i++)
		if (batch->receipts[i].outcome == RECEIPT_DONE ||
		    batch->receipts[i].outcome == RECEIPT_ACCEPTED)
			return true;
	return false;
}

/* What decides which steps go, for the time of one call. */
struct gate {
	const struct apply_choice *choice;
	struct permit permit;
};

static void close_gate(struct gate *gate)
{
	permit_close(&gate->permit);
}
#define GATE(name, its_flow, its_side, its_choice)                \
	struct gate name __attribute__((cleanup(close_gate))) = { \
		.choice = (its_choice),                           \
		.permit = { (its_flow), (its_side) },             \
	}

static bool lets_through(void *context, const struct store_step *step, bool *allowed,
                         struct error *error)
{
	struct gate *gate = context;
	const char *why = NULL;
	*allowed = !gate->choice || gate->choice->allow(gate->choice->context, step);
	if (*allowed && !permit_step(&gate->permit, step, &why, error))
		return false;
	*allowed &= !why;
	return true;
}

/* CIs and names need no asking, and there may be very many. */
static struct store_step_filter filter_of(struct gate *gate, const char *kind)
{
	bool free = text_equal(kind, "domain") || text_equal(kind, "certificate") ||
	            text_equal(kind, "deployment") || gate->permit.side->stage == FLOW_AUTOMATE;
	return (struct store_step_filter){
		.target = gate->permit.side->name,
		.kind = kind,
		.allow = free && !gate->choice ? NULL : lets_through,
		.context = gate,
	};
}

/* One round of one kind. *more is false when nothing of it may go now. */
static bool round_of(const struct flow *flow, struct flow_side *side,
                     const struct store_step_filter *filter, struct apply_result *result,
                     bool *more, struct error *error)
{
	ARENA(arena);
	struct apply_batch batch = { 0 };
	int64_t now = clock_now();
	struct error answer = ERROR_INIT;
	if (!store_step_lease(flow->store, &arena, filter, now, now + LEASE_SECONDS,
	                      batch_size(side, filter->kind), &batch.rows, &batch.count, error))
		return false;
	*more = batch.count > 0;
	if (batch.count == 0)
		return true;
	if (!apply_batch_prepare(flow, side, &arena, &batch, now, error))
		return false;
	if (batch.count == 0)
		return true;
	if (!apply_batch_intend(flow, side, &arena, &batch, now, error))
		return false;
	bool usable = batch.lookup ? side->itsm->type->find(side->itsm, &arena, batch.steps,
	                                                    batch.count, batch.receipts, &answer)
	                           : side->itsm->type->push(side->itsm, &arena, batch.steps,
	                                                    batch.count, batch.receipts, &answer);
	result->calls++;
	batch.put_off = !usable && answer.kind == ERROR_RETRY;
	if (!apply_batch_settle(flow, side, &arena, &batch, clock_now(), result, error))
		return false;
	if (usable)
		return set_side(flow, side, (struct standing){ 0 }, error);
	*more = false;
	if (answer.kind == ERROR_CANCELLED || answer.kind == ERROR_LOCAL) {
		*error = answer;
		return false;
	}
	log_warning(side->name, "%s", answer.message);
	return set_side(flow, side,
	                (struct standing){ .problem = &answer,
	                                   .let_in = true,
	                                   .did_something = did_something(&batch) },
	                error);
}

static bool waits(const struct flow *flow, const struct flow_side *side, bool *waiting,
                  struct apply_result *result, struct error *error)
{
	ARENA(arena);
	struct store_side *row;
	if (!store_side_get(flow->store, &arena, side->name, &row, error))
		return false;
	*waiting = row && row->wait_until > clock_now();
	if (*waiting)
		result->next_at = row->wait_until;
	return true;
}

/* Lowering a stage is immediate: what waits since a higher one stays waiting. */
static size_t kinds_of_stage(const struct flow_side *side)
{
	if (side->stage == FLOW_OBSERVE)
		return 0;
	return side->stage < FLOW_PILOT ? INVENTORY_KINDS : sizeof(kinds) / sizeof(kinds[0]);
}

/* The far side's switch must stop a long run, too, not only the next start. */
static bool is_let_in(const struct flow *flow, struct flow_side *side, bool *open,
                      struct error *error)
{
	struct error answer = ERROR_INIT;
	*open = side->checked_ms && clock_monotonic_ms() - side->checked_ms < GUARD_MS;
	if (*open)
		return true;
	*open = guard_check(flow, side, &answer);
	if (*open) {
		side->checked_ms = clock_monotonic_ms();
		return true;
	}
	if (answer.kind == ERROR_CANCELLED || answer.kind == ERROR_LOCAL) {
		*error = answer;
		return false;
	}
	log_warning(side->name, "%s", answer.message);
	return set_side(flow, side, (struct standing){ .problem = &answer }, error);
}

static bool next_of(struct gate *gate, int64_t *next_at, struct error *error)
{
	*next_at = 0;
	for (size_t i = 0; i < kinds_of_stage(gate->permit.side); i++) {
		struct store_step_filter filter = filter_of(gate, kinds[i]);
		int64_t at;
		if (!store_step_next(gate->permit.flow->store, &filter, &at, error))
			return false;
		if (at && (*next_at == 0 || at < *next_at))
			*next_at = at;
	}
	return true;
}

bool apply_next(const struct flow *flow, const struct flow_side *side,
                const struct apply_choice *choice, int64_t *next_at, struct error *error)
{
	GATE(gate, flow, side, choice);
	return next_of(&gate, next_at, error);
}

bool apply(const struct flow *flow, struct flow_side *side, const struct apply_choice *choice,
           struct apply_result *result, struct error *error)
{
	GATE(gate, flow, side, choice);
	bool waiting;
	for (size_t i = 0; i < kinds_of_stage(side); i++) {
		const struct store_step_filter filter = filter_of(&gate, kinds[i]);
		for (bool more = true; more;) {
			if (flow_is_cancelled(flow))
				return error_set(error, ERROR_CANCELLED, "stopped while applying");
			if (!waits(flow, side, &waiting, result, error))
				return false;
			bool open = true;
			if (waiting)
				return true;
			if (!is_let_in(flow, side, &open, error))
				return false;
			if (!open)
				return true;
			if (!round_of(flow, side, &filter, result, &more, error))
				return false;
			flow_progress(flow, "apply", side->name, result->done, 0);
		}
	}
	return next_of(&gate, &result->next_at, error);
}
