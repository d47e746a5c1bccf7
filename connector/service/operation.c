/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Orders: here, or through a running daemon. */
#include "service/operation.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include "flow/brake.h"
#include "service/command_session.h"
#include "service/plan_filter.h"
#include "service/progress.h"
#include "store/store_side.h"
#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>

int operation_answer(struct operation *operation, int status, const char *format, ...)
{
	va_list list;
	va_start(list, format);
	vsnprintf(operation->answer, sizeof(operation->answer), format, list);
	va_end(list);
	return operation->status = status;
}

static const char *member(const struct operation *operation, const char *name)
{
	return json_member_text(operation->body, name, NULL);
}

static void end_pass(struct operation *operation, const struct pass *pass, bool done,
                     const struct error *error)
{
	if (!done)
		operation_answer(operation, COMMAND_FAILED, "%s", error->message);
	else if (pass->refused)
		operation_answer(operation, COMMAND_FAILED, "a far side lets nothing be written");
	else if (pass->part)
		operation_answer(operation, COMMAND_PART,
		                 "done in part; see 'certsteward outbox list'");
	else
		operation_answer(operation, COMMAND_DONE, "done");
}

static void run_apply(struct operation *operation, struct pass *pass)
{
	struct error error = ERROR_INIT;
	PLAN_FILTER(filter);
	filter.session = pass->session;
	filter.tickets = text_equal(member(operation, "only"), "tickets");
	filter.cis = text_equal(member(operation, "only"), "cis");
	filter.owner = member(operation, "owner");
	filter.class = member(operation, "class");
	filter.limit = json_integer(json_get(operation->body, "limit"), 0);
	const struct pass_choice choice = pass_choose(&filter);
	bool done = pass_order(pass, operation->by, "apply", &error) && pass_derive(pass, &error) &&
	            pass_send(pass, &choice, &error);
	end_pass(operation, pass, done, &error);
}

static void run_sync(struct operation *operation, struct pass *pass)
{
	struct error error = ERROR_INIT;
	bool done = pass_whole(pass, text_equal(member(operation, "scan"), "yes"), &error);
	end_pass(operation, pass, done, &error);
}

static void run_release(struct operation *operation, struct pass *pass)
{
	struct error error = ERROR_INIT;
	struct flow flow = pass->session->flow;
	int64_t id = json_integer(json_get(operation->body, "id"), 0);
	bool clock = text_equal(member(operation, "kind"), brake_kind_name(BRAKE_CLOCK));
	flow.actor = operation->by;
	if (clock && brake_release_kind(&flow, BRAKE_CLOCK, member(operation, "reason"), &error))
		operation_answer(operation, COMMAND_DONE, "the clock is taken for right");
	else if (!clock && brake_release(&flow, id, member(operation, "reason"), &error))
		operation_answer(operation, COMMAND_DONE, "brake %lld is released", (long long)id);
	else
		operation_answer(operation, COMMAND_FAILED, "%s", error.message);
}

static void run_retry(struct operation *operation, struct pass *pass)
{
	operation_step_retry(operation, pass->session);
}

static void run_drop(struct operation *operation, struct pass *pass)
{
	operation_step_drop(operation, pass->session);
}

static void run_hook(struct operation *operation, struct pass *pass)
{
	operation_step_hook(operation, pass->session);
}

static void run_stage(struct operation *operation, struct pass *pass)
{
	operation_stage(operation, pass->session);
}

static const struct kind {
	const char *name;
	unsigned parts;
	void (*run)(struct operation *operation, struct pass *pass);
} kinds[] = {
	{ "apply", SESSION_ALL, run_apply },
	{ "sync", SESSION_ALL, run_sync },
	{ "release", SESSION_WRITE, run_release },
	{ "retry", SESSION_WRITE, run_retry },
	{ "drop", SESSION_WRITE, run_drop },
	{ "hook retry", SESSION_WRITE, run_hook },
	{ "stage", SESSION_WRITE | SESSION_SIDES, run_stage },
};

static const struct kind *find_kind(const char *name)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (text_equal(kinds[i].name, name))
			return &kinds[i];
	return NULL;
}

/* Session parts that a kind needs. */
static unsigned parts_of(const char *kind)
{
	const struct kind *found = find_kind(kind);
	return found ? found->parts : 0;
}

void operation_run(struct operation *operation, struct pass *pass)
{
	const struct kind *kind = find_kind(operation->kind);
	if (kind)
		kind->run(operation, pass);
	else
		operation_answer(operation, COMMAND_FAILED, "'%.40s' is no order of this version",
		                 operation->kind);
}

/* Does the process that wrote its number down as daemon still live? */
static bool has_daemon(struct session *session)
{
	const char *text;
	int64_t process = 0;
	struct error ignored = ERROR_INIT;
	if (!store_meta_get(session->store, &session->arena, "daemon", &text, &ignored) || !text ||
	    !text_parse_integer(text, &process) || process <= 1)
		return false;
	return kill((pid_t)process, 0) == 0 || errno == EPERM;
}

static int tell(const struct command_line *line, const struct operation *operation)
{
	progress_clear();
	if (operation->status != COMMAND_DONE)
		command_complain("%s", operation->answer);
	else if (!line->quiet && *operation->answer)
		printf("%s\n", operation->answer);
	return operation->status;
}

static int run_here(struct command_line *line, struct operation *operation)
{
	SESSION(session);
	int status = command_session_open(&session, line, parts_of(operation->kind));
	if (status >= 0)
		return status;
	operation->by = session.flow.actor;
	PASS(pass);
	pass_open(&pass, &session, line);
	operation_run(operation, &pass);
	return tell(line, operation);
}

static bool is_answered(struct session *session, int64_t id, struct operation *operation)
{
	ARENA(arena);
	struct store_request *row = NULL;
	struct error ignored = ERROR_INIT;
	if (!store_request_get(session->store, &arena, id, &row, &ignored) || !row ||
	    row->done_at == 0)
		return false;
	struct json *answer = json_parse(&arena, row->answer, strlen(row->answer), NULL, &ignored);
	operation_answer(operation, (int)json_integer(json_get(answer, "status"), COMMAND_FAILED),
	                 "%s", json_member_text(answer, "answer", ""));
	return true;
}

static int leave_request(struct command_line *line, struct operation *operation,
                         struct session *session, int64_t wait)
{
	struct error error = ERROR_INIT;
	int64_t id, deadline = clock_monotonic_ms() + wait * 1000;
	struct store_request row = {
		.kind = operation->kind,
		.body = json_print(&session->arena, operation->body),
		.made_at = clock_now(),
		.made_by = session->flow.actor,
	};
	if (!store_request_add(session->store, &row, &id, &error))
		return command_fail(&error);
	while (clock_monotonic_ms() < deadline && !progress_is_stopped()) {
		if (is_answered(session, id, operation))
			return tell(line, operation);
		progress_sleep(200);
	}
	if (!line->quiet)
		printf("request %lld is left for the running certsteward\n", (long long)id);
	return COMMAND_DONE;
}

int operation_order(struct command_line *line, const char *kind, const struct json *body,
                    int64_t wait)
{
	SESSION(session);
	struct operation operation = { .kind = kind, .body = body };
	struct error error = ERROR_INIT;
	if (!settings_read(&session.settings, line->config, SETTINGS_OFFLINE, &error))
		return command_refuse(&error);
	if (!store_is_held(session.settings.store.path))
		return run_here(line, &operation);
	struct flow_watch watch = progress_watch(line);
	if (!session_start(&session, SESSION_REQUEST, &watch, &error))
		return command_fail(&error);
	if (has_daemon(&session))
		return leave_request(line, &operation, &session, wait);
	/* Says who holds it. */
	return run_here(line, &operation);
}

bool operation_is_beside(const struct command_line *line)
{
	SESSION(session);
	struct error ignored = ERROR_INIT;
	return settings_read(&session.settings, line->config, SETTINGS_OFFLINE, &ignored) &&
	       store_is_held(session.settings.store.path) &&
	       session_start(&session, SESSION_READ, NULL, &ignored) && has_daemon(&session);
}

static bool serve_one(struct pass *pass, const struct store_request *row, struct error *error)
{
	ARENA(arena);
	struct error fault = ERROR_INIT;
	struct operation operation = { .kind = row->kind, .by = row->made_by };
	struct json *answer = json_new(&arena, JSON_OBJECT);
	operation.body = json_parse(&arena, row->body, strlen(row->body), NULL, &fault);
	if (operation.body)
		operation_run(&operation, pass);
	else
		operation_answer(&operation, COMMAND_FAILED, "%s", fault.message);
	json_set_integer(&arena, answer, "status", operation.status);
	json_set_string(&arena, answer, "answer", operation.answer);
	log_info("request", "%s by %s: %s", row->kind, row->made_by, operation.answer);
	return store_request_done(pass->session->store, row->id, json_print(&arena, answer), error);
}

bool operation_serve(struct pass *pass, struct error *error)
{
	ARENA(arena);
	struct store_request *rows;
	size_t count;
	if (!store_request_waiting(pass->session->store, &arena, &rows, &count, error))
		return false;
	for (size_t i = 0; i < count; i++) {
		pass->part = pass->refused = false;
		if (!serve_one(pass, &rows[i], error))
			return false;
	}
	return true;
}
