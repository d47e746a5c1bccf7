/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What a person does about steps that were refused, records that were set aside, and hook runs. */
#include "base/clock.h"
#include "base/text.h"
#include "service/operation.h"
#include "store/store_audit.h"
#include "store/store_case.h"
#include "store/store_missing.h"
#include "store/store_queue.h"
#include "store/store_record.h"
#include "store/store_side.h"
#include "store/store_step.h"

/* Far more than people order one by one. */
enum { STEPS = 100000 };

static bool tell(struct session *session, const struct operation *operation, const char *kind,
                 const char *key, struct error *error)
{
	ARENA(arena);
	struct json *body = json_new(&arena, JSON_OBJECT);
	json_set_string(&arena, body, "key", key);
	json_set_string(&arena, body, "by", operation->by);
	json_set_string(&arena, body, "reason", json_member_text(operation->body, "reason", ""));
	return store_audit_append(session->store, kind, body, error);
}

/* What the record or event behind a step says about itself: "" lets it be planned again. */
static bool set_problem(struct session *session, const struct store_step *step, const char *problem,
                        struct error *error)
{
	ARENA(arena);
	struct store_record *record;
	bool clear = text_is_empty(problem);
	if (text_equal(step->kind, "event")) {
		/* "event:<ticket key>:<name>"; a name has colons of its own, so the ticket tells. */
		struct store_ticket *tickets;
		size_t count;
		if (!store_ticket_list(session->store, &arena, step->target, false, &tickets,
		                       &count, error))
			return false;
		for (size_t i = 0; i < count; i++) {
			const char *prefix = arena_print(&arena, "event:%s:", tickets[i].key);
			if (text_starts_with(step->key, prefix))
				return store_event_set(
					session->store, tickets[i].key, step->key + strlen(prefix),
					clear ? "waiting" : "refused", "", problem, error);
		}
		return true;
	}
	if (!store_record_get(session->store, &arena, step->target, step->key, &record, error))
		return false;
	if (!record)
		return true;
	record->problem = problem;
	return store_record_save(session->store, record, error);
}

static bool is_meant(const struct operation *operation, const struct store_step *step)
{
	const char *which = json_member_text(operation->body, "which", "");
	int64_t id;
	if (text_equal(which, "all"))
		return text_equal(step->state, "refused") ||
		       text_equal(json_member_text(operation->body, "waiting", ""), "yes");
	return (text_parse_integer(which, &id) && id == step->id) || text_equal(which, step->key);
}

static bool is_under_way(const struct store_step *step)
{
	return text_equal(step->state, "sending") || text_equal(step->state, "unknown") ||
	       text_equal(step->state, "accepted");
}

static bool each_step(struct operation *operation, struct session *session, bool drop,
                      int64_t *changed, struct error *error)
{
	static const char *const states[] = { NULL, "refused" };
	for (size_t i = 0; i < session->flow.side_count * 2; i++) {
		ARENA(arena);
		struct store_step *rows;
		size_t count;
		if (!store_step_list(session->store, &arena, session->sides[i / 2].name,
		                     states[i % 2], STEPS, &rows, &count, error))
			return false;
		for (size_t r = 0; r < count; r++) {
			if (!is_meant(operation, &rows[r]))
				continue;
			if (drop && is_under_way(&rows[r]))
				return error_set(error, ERROR_ITEM,
				                 "step %lld is under way: whether it arrived is "
				                 "found out first",
				                 (long long)rows[r].id);
			const char *problem =
				drop ? arena_print(&arena, "dropped by %s", operation->by) : "";
			if ((!is_under_way(&rows[r]) &&
			     !store_step_delete(session->store, rows[r].id, error)) ||
			    !set_problem(session, &rows[r], problem, error) ||
			    !tell(session, operation, drop ? "step dropped" : "step retried",
			          rows[r].key, error))
				return false;
			++*changed;
		}
	}
	return true;
}

static bool clear(struct session *session, struct store_record *row, struct error *error)
{
	if (row->missing)
		return store_missing_forget(session->store, row, error);
	row->problem = "";
	return store_record_save(session->store, row, error);
}

/* noted: of those changed, what was made without all its fields, which is not sent again. */
static bool each_record(struct operation *operation, struct session *session, int64_t *changed,
                        int64_t *noted, struct error *error)
{
	ARENA(arena);
	struct store_record *rows;
	size_t count;
	const char *which = json_member_text(operation->body, "which", "");
	if (!store_record_problems(session->store, &arena, "", &rows, &count, error))
		return false;
	for (size_t i = 0; i < count; i++) {
		bool named = text_equal(which, rows[i].key);
		/* What people took away comes back only when it is asked for by name. */
		if (text_is_empty(rows[i].problem) ||
		    (!named && (!text_equal(which, "all") || rows[i].missing)))
			continue;
		*noted += !rows[i].missing &&
		          text_starts_with(rows[i].problem, STORE_RECORD_INCOMPLETE);
		if (!clear(session, &rows[i], error) ||
		    !tell(session, operation, "step retried", rows[i].key, error))
			return false;
		++*changed;
	}
	return true;
}

static bool each_aside(struct operation *operation, struct session *session, int64_t *changed,
                       struct error *error)
{
	ARENA(arena);
	struct store_aside *rows;
	size_t count;
	const char *which = json_member_text(operation->body, "which", "");
	if (!store_aside_list(session->store, &arena, &rows, &count, error))
		return false;
	for (size_t i = 0; i < count; i++) {
		const char *name = arena_print(&arena, "%s:%s", rows[i].kind, rows[i].key);
		if (!text_equal(which, "all") && !text_equal(which, name))
			continue;
		if (!store_aside_clear(session->store, rows[i].kind, rows[i].key, error) ||
		    !store_dirty_add(session->store, rows[i].kind, rows[i].key, "retry", 0,
		                     error) ||
		    !tell(session, operation, "retried", name, error))
			return false;
		++*changed;
	}
	return true;
}

static void finish(struct operation *operation, bool done, int64_t changed, const char *word,
                   const struct error *error)
{
	const char *which = json_member_text(operation->body, "which", "");
	if (!done)
		operation_answer(operation, COMMAND_FAILED, "%s", error->message);
	else if (changed == 0 && !text_equal(which, "all"))
		operation_answer(
			operation, COMMAND_FAILED,
			"there is no '%.100s' in the outbox: see 'certsteward outbox list'", which);
	else
		operation_answer(operation, COMMAND_DONE, "%lld %s", (long long)changed, word);
}

void operation_step_retry(struct operation *operation, struct session *session)
{
	struct error error = ERROR_INIT;
	int64_t changed = 0, noted = 0;
	STORE_SCOPE(scope, session->store);
	bool done = store_begin(session->store, &error) &&
	            each_step(operation, session, false, &changed, &error) &&
	            each_record(operation, session, &changed, &noted, &error) &&
	            each_aside(operation, session, &changed, &error) &&
	            store_commit(session->store, true, &error);
	if (done && noted > 0)
		operation_answer(operation, COMMAND_DONE,
		                 "%lld taken off the list, made already and not sent again; %lld "
		                 "will be tried again by the next apply",
		                 (long long)noted, (long long)(changed - noted));
	else
		finish(operation, done, changed, "will be tried again by the next apply", &error);
}

void operation_step_drop(struct operation *operation, struct session *session)
{
	struct error error = ERROR_INIT;
	int64_t changed = 0;
	STORE_SCOPE(scope, session->store);
	bool done = store_begin(session->store, &error) &&
	            each_step(operation, session, true, &changed, &error) &&
	            store_commit(session->store, true, &error);
	finish(operation, done, changed, "dropped, until what they are about changes", &error);
}

static bool allow_run(const struct operation *operation, struct session *session,
                      const struct store_ticket *ticket, struct store_hook_run *run,
                      struct error *error)
{
	run->outcome = "retry";
	if (run->ended_at == 0)
		run->ended_at = clock_now();
	STORE_SCOPE(scope, session->store);
	return store_begin(session->store, error) &&
	       store_hook_run_save(session->store, run, error) &&
	       tell(session, operation, "hook retry", run->run_id, error) &&
	       store_dirty_add(session->store, "ticket", ticket->key, "hook retry", 0, error) &&
	       store_commit(session->store, true, error);
}

void operation_step_hook(struct operation *operation, struct session *session)
{
	struct error error = ERROR_INIT;
	struct store_ticket *tickets;
	struct store_hook_run *runs = NULL;
	size_t count, run_count = 0, i = 0;
	const char *which = json_member_text(operation->body, "ticket", "");
	if (!store_ticket_list(session->store, &session->arena, NULL, true, &tickets, &count,
	                       &error)) {
		operation_answer(operation, COMMAND_FAILED, "%s", error.message);
		return;
	}
	while (i < count && !text_equal(tickets[i].number, which) &&
	       !text_equal(tickets[i].key, which))
		i++;
	if (i == count) {
		operation_answer(operation, COMMAND_FAILED,
		                 "no open ticket is called '%.120s': see 'certsteward tickets'",
		                 which);
		return;
	}
	if (!store_hook_run_list(session->store, &session->arena, tickets[i].key, &runs, &run_count,
	                         &error) ||
	    (run_count &&
	     !allow_run(operation, session, &tickets[i], &runs[run_count - 1], &error)))
		operation_answer(operation, COMMAND_FAILED, "%s", error.message);
	else if (run_count == 0)
		operation_answer(operation, COMMAND_DONE,
		                 "no hook has run for '%s' yet; it runs when its change allows it",
		                 which);
	else
		operation_answer(operation, COMMAND_DONE,
		                 "the hook of '%s' may run again while its change allows it",
		                 which);
}
