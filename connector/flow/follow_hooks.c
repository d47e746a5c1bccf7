/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Runs the hook of a renewal, once, when everything that was read just now allows it. */
#include "base/arena.h"
#include "base/clock.h"
#include "base/digest.h"
#include "base/json.h"
#include "base/log.h"
#include "base/text.h"
#include "flow/derive_asked.h"
#include "flow/derive_event.h"
#include "flow/derive_prepare.h"
#include "flow/derive_state.h"
#include "flow/follow.h"
#include "flow/guard.h"
#include "flow/hook_client.h"
#include "flow/hook_permit.h"
#include "store/store_audit.h"
#include "store/store_case.h"
#include "store/store_queue.h"
#include "store/store_side.h"
#include <string.h>

struct run {
	const struct flow *flow;
	struct arena *arena;
	struct flow_side *side;
	struct store_ticket *ticket;
	struct ticket_input input;
	char hash[65];
	int64_t now;
};

/* Why it may not run now, NULL when it may. */
static const char *forbids(const struct run *run)
{
	return hook_permit_refuses(&(struct hook_permit){
		.ticket = run->ticket,
		.hash = run->hash,
		.stage = run->side->stage,
		.hook = run->flow->rules->hook,
		.calendar = run->flow->rules->calendar,
		.now = run->now,
	});
}

static bool is_planned_now(const struct run *run)
{
	const struct store_ticket *ticket = run->ticket;
	return ticket->planned_start != 0 && run->now >= ticket->planned_start &&
	       run->now < ticket->planned_end;
}

/* People read why nothing happens in their planned time: once for each reason. Until the change has
 * moved to Implement a few minutes pass without anything being wrong. */
static bool tell_waiting(const struct run *run, const char *why, struct error *error)
{
	const struct store_ticket *ticket = run->ticket;
	char digest[DIGEST_HEX];
	if (!is_planned_now(run) ||
	    (!ticket->may_implement &&
	     run->now < ticket->planned_start + run->flow->rules->look_seconds))
		return true;
	struct json *event = json_new(run->arena, JSON_OBJECT);
	json_set_string(run->arena, event, "hook", run->flow->rules->hook);
	json_set_string(run->arena, event, "why", why);
	digest_hex(why, strlen(why), digest);
	if (!store_begin(run->flow->store, error))
		return false;
	if (!derive_event_note_again(run->flow, run->arena, &run->input, "hook-waits",
	                             arena_print(run->arena, "%.8s", digest), event, error)) {
		store_rollback(run->flow->store);
		return false;
	}
	return store_commit(run->flow->store, true, error);
}

static struct json *input_of(const struct run *run)
{
	struct json *input = json_new(run->arena, JSON_OBJECT);
	struct json *places = json_new(run->arena, JSON_ARRAY);
	const struct subject *subject = run->input.subject;
	json_set(run->arena, input, "names",
	         json_copy(run->arena, json_get(subject->facts, "names")));
	for (size_t i = 0; i < subject->places.count; i++)
		if (derive_subject_counts(&subject->places.items[i]))
			json_push_string(run->arena, places,
			                 subject->places.items[i].deployment->key);
	json_set(run->arena, input, "places", places);
	json_set_string(run->arena, input, "number", run->ticket->number);
	return input;
}

static bool tell(const struct run *run, const char *what, const struct store_hook_run *row,
                 struct error *error)
{
	struct json *body = json_new(run->arena, JSON_OBJECT);
	json_set_string(run->arena, body, "run", row->run_id);
	json_set_string(run->arena, body, "hook", row->hook);
	json_set_string(run->arena, body, "ticket", row->ticket_key);
	json_set_string(run->arena, body, "hash", row->approved_hash);
	json_set_string(run->arena, body, "outcome", row->outcome);
	return store_audit_append(run->flow->store, what, body, error);
}

/* The intent is on disk before the runner hears of it. */
static bool intend(const struct run *run, const struct store_hook_run *row, struct error *error)
{
	if (!store_begin(run->flow->store, error))
		return false;
	if (!store_hook_run_save(run->flow->store, row, error) ||
	    !tell(run, "hook intent", row, error)) {
		store_rollback(run->flow->store);
		return false;
	}
	return store_commit(run->flow->store, true, error);
}

static const char *outcome_of(const struct hook_client_result *result)
{
	if (result->state != HOOK_CLIENT_ENDED)
		return hook_client_state_name(result->state);
	if (result->timed_out)
		return "timed out";
	return result->code == 0 ? "ok" : "failed";
}

static bool note_end(struct run *run, const struct store_hook_run *row,
                     const struct hook_client_result *result, struct error *error)
{
	struct json *event = json_new(run->arena, JSON_OBJECT);
	bool refused = result->state == HOOK_CLIENT_REFUSED;
	/* The runner writes down a run before it begins it. One that it has never heard of did nothing:
	 * we were ended on the way to it, and it is asked for anew. */
	if (result->state == HOOK_CLIENT_UNKNOWN)
		return true;
	const char *name = refused                              ? "hook-waits"
	                   : text_equal(row->outcome, "ok")     ? "hook-ended"
	                   : result->state == HOOK_CLIENT_ENDED ? "hook-failed"
	                                                        : "hook-unknown";
	json_set_string(run->arena, event, "hook", row->hook);
	json_set_string(run->arena, event, "run", row->run_id);
	json_set_integer(run->arena, event, "code", result->code);
	json_set_string(run->arena, event, "output", result->output ? result->output : "");
	if (result->reason)
		json_set_string(run->arena, event, "why", result->reason);
	/* A refused run is tried again with every pass, and told once. */
	return derive_event_note_again(run->flow, run->arena, &run->input, name,
	                               refused ? "refused" : row->run_id, event, error);
}

static bool finish(struct run *run, struct store_hook_run *row,
                   const struct hook_client_result *result, struct error *error)
{
	row->outcome = outcome_of(result);
	row->output = result->output ? result->output : "";
	row->ended_at = clock_now();
	if (!store_begin(run->flow->store, error))
		return false;
	/* Looks come within minutes: the mark of the last one goes away. */
	if (!store_hook_run_save(run->flow->store, row, error) ||
	    !tell(run, "hook end", row, error) || !note_end(run, row, result, error) ||
	    !store_meta_set(run->flow->store,
	                    arena_print(run->arena, "looked:%s", run->ticket->key), "0", error) ||
	    !store_dirty_add(run->flow->store, "ticket", run->ticket->key, "hook", 0, error)) {
		store_rollback(run->flow->store);
		return false;
	}
	return store_commit(run->flow->store, true, error);
}

static bool start(struct run *run, size_t number, struct follow_result *result, struct error *error)
{
	const struct flow_rules *rules = run->flow->rules;
	struct hook_client_result answer = { 0 };
	struct store_hook_run row = {
		.run_id = arena_print(run->arena, "%.16s-%lld-%zu", run->input.subject->row->sha256,
		                      (long long)run->ticket->id, number + 1),
		.hook = rules->hook,
		.ticket_key = run->ticket->key,
		.certificate_id = run->input.subject->row->id,
		.approved_hash = run->hash,
		.intent_at = run->now,
		.outcome = "",
		.output = "",
	};
	struct hook_client_run ask = {
		.hook = rules->hook,
		.run = row.run_id,
		.fingerprint = run->input.subject->row->sha256,
		.serial = run->input.subject->row->serial,
		.case_key = run->ticket->key,
		/* "#12" is how some write a number: as an argument it begins with a digit. */
		.ticket = run->ticket->number + strspn(run->ticket->number, "#"),
		.input = input_of(run),
		.wait_seconds = rules->hook_timeout + CLOCK_MINUTE,
	};
	if (!intend(run, &row, error))
		return false;
	result->hooks++;
	if (!hook_client_start(rules->hook_socket, run->arena, &ask, NULL, NULL, &answer, error)) {
		if (error->kind == ERROR_LOCAL)
			return false;
		answer = (struct hook_client_result){ .state = HOOK_CLIENT_REFUSED,
			                              .reason = error->message };
	}
	result->hooks_failed += !text_equal(outcome_of(&answer), "ok");
	return finish(run, &row, &answer, error);
}

/* A run without a known end is asked after, never repeated by itself. */
static bool ask_after(struct run *run, struct store_hook_run *row, struct error *error)
{
	struct hook_client_result answer = { 0 };
	if (!hook_client_query(run->flow->rules->hook_socket, run->arena, row->run_id, &answer,
	                       error)) {
		log_warning("hook", "run '%s' has no known end: %s", row->run_id, error->message);
		return true;
	}
	if (answer.state == HOOK_CLIENT_RUNNING || answer.state == HOOK_CLIENT_WAITING)
		return true;
	return finish(run, row, &answer, error);
}

static bool may_start(const struct run *run, const struct store_hook_run *rows, size_t count)
{
	if (count == 0)
		return true;
	/* Refused means nothing was started: that one may be tried again. "retry" is a person's
	 * word for it. */
	const char *outcome = rows[count - 1].outcome;
	return text_equal(outcome, "retry") ||
	       text_equal(outcome, hook_client_state_name(HOOK_CLIENT_REFUSED)) ||
	       text_equal(outcome, hook_client_state_name(HOOK_CLIENT_UNKNOWN)) ||
	       (run->flow->rules->hook_repeatable && rows[count - 1].ended_at != 0);
}

static bool consider(struct run *run, struct follow_result *result, struct error *error)
{
	struct subject *subject = NULL;
	struct store_hook_run *rows;
	size_t count;
	if (!store_hook_run_list(run->flow->store, run->arena, run->ticket->key, &rows, &count,
	                         error))
		return false;
	/* Most open changes wait for their time: they need not be mapped anew in each pass. */
	if (!is_planned_now(run) && (count == 0 || rows[count - 1].ended_at != 0))
		return true;
	if (!derive_prepare(run->flow, run->arena, &run->ticket->certificate_id, 1, run->now,
	                    &subject, error))
		return false;
	if (!subject || !subject->facts)
		return true;
	derive_asked_hash(run->flow, run->arena, subject, run->side, run->hash);
	run->input = (struct ticket_input){ .subject = subject,
		                            .ticket = run->ticket,
		                            .side_index = (size_t)(run->side - run->flow->sides),
		                            .as_of = run->now,
		                            .hash = run->hash,
		                            .window = derive_state_window(run->flow, subject) };
	if (count && rows[count - 1].ended_at == 0)
		return ask_after(run, &rows[count - 1], error);
	if (subject->renewed > 0 || !may_start(run, rows, count))
		return true;
	const char *why = forbids(run);
	struct error answer = ERROR_INIT;
	if (!why && !guard_check(run->flow, run->side, &answer)) {
		log_warning("hook", "ticket '%s' waits: %s", run->ticket->number, answer.message);
		return true;
	}
	return why ? tell_waiting(run, why, error) : start(run, count, result, error);
}

bool follow_hooks(const struct flow *flow, struct flow_side *side, struct follow_result *result,
                  struct error *error)
{
	ARENA(list);
	struct store_ticket *tickets;
	size_t count;
	if (side->stage < FLOW_AUTOMATE || text_is_empty(flow->rules->hook))
		return true;
	if (!store_ticket_list(flow->store, &list, side->name, true, &tickets, &count, error))
		return false;
	for (size_t i = 0; i < count; i++) {
		ARENA(arena);
		struct run run = { .flow = flow,
			           .arena = &arena,
			           .side = side,
			           .ticket = &tickets[i],
			           .now = clock_now() };
		if (!text_equal(tickets[i].reason, flow_reason_name(FLOW_RENEWAL)) ||
		    text_is_empty(tickets[i].remote_id))
			continue;
		if (flow_is_cancelled(flow))
			return error_set(error, ERROR_CANCELLED, "stopped before a hook");
		if (!consider(&run, result, error))
			return false;
	}
	return true;
}
