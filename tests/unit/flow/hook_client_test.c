/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The client tells apart what ran, what never started, and what nobody knows the end of. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/frame.h"
#include "base/json.h"
#include "flow/hook_client.h"
#include "support/hook_runner.h"

static const char config[] =
	"hooks:\n"
	"  renew: {command: [/bin/sh, -c, \"echo $0 $1 $2 $3; cat\", \"{fingerprint}\", \"{serial}\", "
	"\"{case}\", \"{ticket}\"]}\n"
	"  no: {command: [/bin/sh, -c, \"exit 3\"]}\n"
	"  long: {command: [/bin/sh, -c, \"echo $$ > %s/pid; exec sleep 600\"]}\n";

static int begin(void **state)
{
	return hook_runner_begin(state, config);
}

static void run(struct hook_runner *runner, const struct hook_client_run *asked,
                struct hook_client_result *result)
{
	struct error error = ERROR_INIT;
	if (!hook_client_start(runner->socket, &runner->arena, asked, NULL, NULL, result, &error))
		fail_msg("%s", error.message);
}

static enum hook_client_state state_of(struct hook_runner *runner, const char *id)
{
	struct hook_client_result result;
	struct error error = ERROR_INIT;
	if (!hook_client_query(runner->socket, &runner->arena, id, &result, &error))
		fail_msg("%s", error.message);
	return result.state;
}

static void the_runner_is_asked_for_its_hooks(void **state)
{
	struct hook_runner *runner = *state;
	struct error error = ERROR_INIT;
	const char **names;
	size_t count;
	assert_false(hook_client_ping(runner->socket, &runner->arena, &names, &count, &error));
	assert_int_equal(error.kind, ERROR_RETRY);
	assert_non_null(strstr(error.message, "is certsteward-hook running?"));
	assert_true(hook_runner_start(runner));
	assert_true(hook_client_ping(runner->socket, &runner->arena, &names, &count, &error));
	assert_int_equal(count, 3);
	assert_string_equal(names[0], "renew");
}

static void a_run_is_given_its_values_and_tells_its_end(void **state)
{
	struct hook_runner *runner = *state;
	struct hook_client_result result;
	struct json *input = json_new(&runner->arena, JSON_OBJECT);
	json_set_string(&runner->arena, input, "name", "a b; c");
	assert_true(hook_runner_start(runner));
	run(runner,
	    &(struct hook_client_run){ .hook = "renew",
	                               .run = "r-1",
	                               .fingerprint = "5d41",
	                               .serial = "4a0c",
	                               .case_key = "renewal:5d41:1",
	                               .ticket = "CHG0030001",
	                               .input = input },
	    &result);
	assert_int_equal(result.state, HOOK_CLIENT_ENDED);
	assert_int_equal(result.code, 0);
	assert_false(result.timed_out);
	assert_string_equal(result.output,
	                    "5d41 4a0c renewal:5d41:1 CHG0030001\n{\"name\":\"a b; c\"}");
	run(runner, &(struct hook_client_run){ .hook = "no", .run = "r-2" }, &result);
	assert_int_equal(result.state, HOOK_CLIENT_ENDED);
	assert_int_equal(result.code, 3);
	assert_int_equal(state_of(runner, "r-2"), HOOK_CLIENT_ENDED);
	assert_int_equal(state_of(runner, "r-3"), HOOK_CLIENT_UNKNOWN);
}

static void a_refusal_is_no_run(void **state)
{
	struct hook_runner *runner = *state;
	struct hook_client_result result;
	assert_true(hook_runner_start(runner));
	run(runner, &(struct hook_client_run){ .hook = "absent", .run = "r-1" }, &result);
	assert_int_equal(result.state, HOOK_CLIENT_REFUSED);
	assert_non_null(strstr(result.reason, "not configured"));
	run(runner, &(struct hook_client_run){ .hook = "no", .run = "-r" }, &result);
	assert_int_equal(result.state, HOOK_CLIENT_REFUSED);
	run(runner,
	    &(struct hook_client_run){ .hook = "renew", .run = "r-2", .fingerprint = "x y" },
	    &result);
	assert_int_equal(result.state, HOOK_CLIENT_REFUSED);
	assert_int_equal(state_of(runner, "r-2"), HOOK_CLIENT_UNKNOWN);
}

/* Says yes as soon as the program runs. */
static bool cancel_when_running(void *context)
{
	struct hook_runner *runner = context;
	return hook_runner_wait_for_pid(runner, "pid") > 0;
}

static void cancelling_leaves_the_run_alone(void **state)
{
	struct hook_runner *runner = *state;
	struct hook_client_result result;
	struct error error = ERROR_INIT;
	assert_true(hook_runner_start(runner));
	assert_false(hook_client_start(runner->socket, &runner->arena,
	                               &(struct hook_client_run){ .hook = "long", .run = "r-1" },
	                               cancel_when_running, runner, &result, &error));
	assert_int_equal(error.kind, ERROR_CANCELLED);
	assert_int_equal(state_of(runner, "r-1"), HOOK_CLIENT_RUNNING);
	assert_int_equal(kill(hook_runner_wait_for_pid(runner, "pid"), SIGKILL), 0);
	run(runner, &(struct hook_client_run){ .hook = "no", .run = "r-2" }, &result);
	assert_int_equal(state_of(runner, "r-1"), HOOK_CLIENT_ENDED);
}

static void waiting_has_an_end(void **state)
{
	struct hook_runner *runner = *state;
	struct hook_client_result result;
	assert_true(hook_runner_start(runner));
	run(runner, &(struct hook_client_run){ .hook = "long", .run = "r-1", .wait_seconds = 1 },
	    &result);
	assert_int_equal(result.state, HOOK_CLIENT_LOST);
	assert_string_equal(result.reason, "no answer in time");
	hook_runner_stop(runner, SIGTERM);
}

/* Kills the runner while its program runs: the answer never comes. */
static bool kill_when_running(void *context)
{
	struct hook_runner *runner = context;
	pid_t program = hook_runner_wait_for_pid(runner, "pid");
	hook_runner_stop(runner, SIGKILL);
	kill(program, SIGKILL);
	return false;
}

static void a_lost_end_is_told_as_lost(void **state)
{
	struct hook_runner *runner = *state;
	struct hook_client_result result;
	struct error error = ERROR_INIT;
	assert_true(hook_runner_start(runner));
	assert_true(hook_client_start(runner->socket, &runner->arena,
	                              &(struct hook_client_run){ .hook = "long", .run = "r-1" },
	                              kill_when_running, runner, &result, &error));
	assert_int_equal(result.state, HOOK_CLIENT_LOST);
	assert_non_null(result.reason);
	assert_true(hook_runner_start(runner));
	assert_int_equal(state_of(runner, "r-1"), HOOK_CLIENT_INTERRUPTED);
}

/* As a runner does with users it does not know; our process must not die of it. */
static void being_turned_away_is_an_error(void **state)
{
	struct hook_runner *runner = *state;
	struct hook_client_result result;
	struct error error = ERROR_INIT;
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	memcpy(address.sun_path, runner->socket, strlen(runner->socket) + 1);
	int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(bind(listener, (const struct sockaddr *)&address, sizeof(address)), 0);
	assert_int_equal(listen(listener, 4), 0);
	pid_t server = fork();
	if (server == 0) {
		for (;;)
			close(accept(listener, NULL, NULL));
	}
	for (int round = 0; round < 200; round++)
		assert_false(
			hook_client_query(runner->socket, &runner->arena, "r-1", &result, &error));
	assert_int_equal(error.kind, ERROR_RETRY);
	kill(server, SIGKILL);
	waitpid(server, NULL, 0);
	close(listener);
}

/* Something else may listen there. */
static void nonsense_is_no_answer(void **state)
{
	struct hook_runner *runner = *state;
	struct hook_client_result result;
	struct error error = ERROR_INIT;
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	memcpy(address.sun_path, runner->socket, strlen(runner->socket) + 1);
	int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(bind(listener, (const struct sockaddr *)&address, sizeof(address)), 0);
	assert_int_equal(listen(listener, 4), 0);
	pid_t server = fork();
	if (server == 0) {
		for (;;) {
			struct arena arena = { 0 };
			size_t length;
			int peer = accept(listener, NULL, NULL);
			(void)!frame_read(peer, &arena, 1 << 20, 10000, &length, &error);
			(void)!frame_write(peer, "<html>", 6, 10000, &error);
			close(peer);
			arena_release(&arena);
		}
	}
	assert_false(hook_client_query(runner->socket, &runner->arena, "r-1", &result, &error));
	assert_int_equal(error.kind, ERROR_RETRY);
	run(runner, &(struct hook_client_run){ .hook = "no", .run = "r-1" }, &result);
	assert_int_equal(result.state, HOOK_CLIENT_LOST);
	kill(server, SIGKILL);
	waitpid(server, NULL, 0);
	close(listener);
}

#define WITH_FOLDER(test) cmocka_unit_test_setup_teardown(test, begin, hook_runner_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_FOLDER(the_runner_is_asked_for_its_hooks),
		WITH_FOLDER(a_run_is_given_its_values_and_tells_its_end),
		WITH_FOLDER(a_refusal_is_no_run),
		WITH_FOLDER(cancelling_leaves_the_run_alone),
		WITH_FOLDER(waiting_has_an_end),
		WITH_FOLDER(a_lost_end_is_told_as_lost),
		WITH_FOLDER(being_turned_away_is_an_error),
		WITH_FOLDER(nonsense_is_no_answer),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
